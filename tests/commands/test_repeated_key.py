"""A service that repeats the key, in the terminal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.commanded import run
from tests.conftest import DEMOS, Running
from tests.pages.replaced import Replaced
from tests.service.wire import blocks


@pytest.mark.usefixtures("own_environment")
def test_a_name_that_repeats_the_key_is_redacted(
    served: Callable[[FastAPI], Running], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither what is printed nor the file that a person may pass on holds it."""
    service, file = Replaced([DEMOS]), tmp_path / "comparison.json"

    def repeat(body: dict[str, Any]) -> dict[str, Any]:
        for block in blocks(body):
            block["learnBlock"]["name"] = f"Block {service.api_key}"
        return body

    service.changing = ("/variants", repeat)
    monkeypatch.setenv("VARIANTLENS_API_KEY", service.api_key)
    with served(service.app) as running:
        monkeypatch.setenv("VARIANTLENS_SERVICE_URL", running.address)
        asked = ("--project", "1", "--sample", "39", "--variants", "float32,int8", "--json", str(file))
        found = run("compare", "--service", running.address, *asked)
    assert found.exit_code == 0, found.output
    for said in (found.output, file.read_text()):
        assert "Block [hidden]" in said
        assert service.api_key not in said
