"""After a restart sweeps go on, but only with keys that the operator set."""

import pytest
from pydantic import SecretStr

from tests.sweeps.services import LONG_S, Service, request
from variantlens.settings import Settings
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import Listed
from variantlens.sweeps.running import restarting
from variantlens.sweeps.running.service import Sweeps

SERVICE = "https://service.test/v1"


@pytest.mark.parametrize("key", [SecretStr("the-operators-key"), None])
def test_what_was_left_behind_goes_on_where_the_operator_has_a_key(
    store: SweepStore, sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch, key: SecretStr | None
) -> None:
    """A sweep of a dead process is finished with the operator's key; without one it waits for a person."""
    service, wanted = Service(3), request()
    monkeypatch.setattr(restarting, "connect", lambda *_: service.client())
    store.create("left", service=SERVICE, project=wanted.project, request=wanted.to_json())
    assert store.acquire("left", "somebody who died", -1)
    store.list_samples("left", "somebody who died", [Listed(at, "", "") for at in (1, 2, 3)])
    resumed = restarting.go_on(sweeps, Settings(service_url=SERVICE, api_key=key))
    assert resumed == (["left"] if key else [])
    if key:
        assert sweeps.wait("left", LONG_S).done == 3
