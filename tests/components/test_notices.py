"""What is said of errors that nobody expected where they happened."""

import pytest
from streamlit.testing.v1 import AppTest

from variantlens.store.errors import DatabaseFull


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DatabaseFull("database or disk is full"), "There is no room for more in the database"),
        (ZeroDivisionError("division by zero"), "An unexpected ZeroDivisionError stopped this page"),
    ],
)
def test_an_unexpected_error_is_told_without_a_trace(error: Exception, words: str) -> None:
    """What the store says is told as it is; an error of our own is named, and neither shows a trace."""

    def page(error: Exception) -> None:
        from components import notices

        notices.unexpected(error)

    app = AppTest.from_function(page, kwargs={"error": error}, default_timeout=60).run()
    (told,) = app.error
    assert words in told.value
    assert "**Next:**" in told.value
    assert not app.exception
