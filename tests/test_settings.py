"""The operator's settings: read from the environment, checked, and explained when they are wrong."""

import pytest

from variantlens import settings
from variantlens.service.identity import ServiceId
from variantlens.settings import EDGE_IMPULSE, EXAMPLES, PREFIX, Settings, SettingsError, load


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_without_settings_the_embedded_service_is_used() -> None:
    """Nothing needs to be set: embedded service, the vendor's host allowed, no key."""
    loaded = load()
    assert loaded.service == ServiceId("embedded")
    assert loaded.services == (ServiceId("embedded"), ServiceId(EDGE_IMPULSE))
    assert (loaded.api_key, loaded.database_url, loaded.dask_scheduler, loaded.base_url) == (None, None, None, None)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each variable sets its setting; addresses come in their one form."""
    monkeypatch.setenv("VARIANTLENS_SERVICE_URL", "https://Own.test:443/v1/")
    monkeypatch.setenv("VARIANTLENS_API_KEY", " ei_canary ")
    monkeypatch.setenv("VARIANTLENS_ALLOWED_SERVICES", "https://a.test/v1/, https://b.test/v1,")
    monkeypatch.setenv("VARIANTLENS_DATABASE_URL", "postgresql://db/lens")
    monkeypatch.setenv("VARIANTLENS_DASK_SCHEDULER", "tcp://scheduler:8786")
    monkeypatch.setenv("VARIANTLENS_BASE_URL", "https://lens.test/")
    monkeypatch.setenv("VARIANTLENS_ALLOWED_HOSTS", "Lens.test:8501, 10.0.0.5,[FD00::0:5]:80,")
    loaded = load()
    assert loaded.service == ServiceId("https://own.test/v1")
    assert [each.text for each in loaded.services] == [
        "https://own.test/v1",
        "embedded",
        "https://a.test/v1",
        "https://b.test/v1",
    ]
    key = loaded.operator_key(loaded.service)
    assert key is not None
    assert key.get_secret_value() == "ei_canary"
    assert (loaded.database_url, loaded.dask_scheduler) == ("postgresql://db/lens", "tcp://scheduler:8786")
    assert loaded.base_url == "https://lens.test"
    assert loaded.allowed_hosts == ("lens.test", "10.0.0.5", "[fd00::5]")


@pytest.mark.parametrize("value", ["", "embedded"])
def test_an_empty_variable_is_unset(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Container files write VARIABLE= for a setting that is not made."""
    monkeypatch.setenv("VARIANTLENS_SERVICE_URL", value)
    monkeypatch.setenv("VARIANTLENS_API_KEY", "")
    monkeypatch.setenv("VARIANTLENS_ALLOWED_SERVICES", "")
    assert load().service.is_embedded
    assert load().api_key is None
    assert load().allowed(ServiceId(EDGE_IMPULSE))


def test_the_operators_key_is_for_one_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is given out for the operator's service, not for another, the embedded one, or without a service."""
    monkeypatch.setenv("VARIANTLENS_API_KEY", "ei_canary")
    assert load().operator_key(ServiceId("embedded")) is None
    assert load().operator_key(ServiceId(EDGE_IMPULSE)) is None
    monkeypatch.setenv("VARIANTLENS_SERVICE_URL", "https://own.test/v1")
    assert load().operator_key(ServiceId("https://own.test/v1")) is not None
    assert load().operator_key(ServiceId("https://own.test/v2")) is None
    assert load().operator_key(ServiceId(EDGE_IMPULSE)) is None


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("embedded", True),
        (EDGE_IMPULSE, True),
        ("https://own.test/v1", True),
        ("https://studio.edgeimpulse.com.evil.test/v1", False),
        ("https://studio.edgeimpulse.com", False),
        ("http://studio.edgeimpulse.com/v1", False),
        ("http://169.254.169.254/v1", False),
    ],
)
def test_only_listed_services_are_allowed(address: str, allowed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded service, the operator's and the listed ones are allowed, by their whole address."""
    monkeypatch.setenv("VARIANTLENS_SERVICE_URL", "https://own.test/v1")
    assert load().allowed(ServiceId.parse(address)) is allowed


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VARIANTLENS_SERVICE_URL", "studio.edgeimpulse.com"),
        ("VARIANTLENS_SERVICE_URL", "https://me:hunter2@own.test/v1"),
        ("VARIANTLENS_ALLOWED_SERVICES", "https://a.test/v1,hunter2"),
        ("VARIANTLENS_API_KEY", "hunter2 hunter2"),
        ("VARIANTLENS_API_KEY", "hunter2-ключ"),
        ("VARIANTLENS_DATABASE_URL", "hunter2.db"),
        ("VARIANTLENS_DATABASE_URL", "mysql://me:hunter2@db/lens"),
        ("VARIANTLENS_DATABASE_URL", "postgresql://me:hunter2@db:port/lens"),
        ("VARIANTLENS_DATABASE_URL", "sqlite://"),
        ("VARIANTLENS_DASK_SCHEDULER", "hunter2"),
        ("VARIANTLENS_DASK_SCHEDULER", "https://hunter2:8786"),
        ("VARIANTLENS_DASK_SCHEDULER", "tcp://hunter2:port"),
        ("VARIANTLENS_DASK_SCHEDULER", "tcp://me:hunter2@scheduler:8786"),
        ("VARIANTLENS_BASE_URL", "lens.test/hunter2"),
        ("VARIANTLENS_ALLOWED_HOSTS", "https://hunter2"),
        ("VARIANTLENS_ALLOWED_HOSTS", "lens.test,*.hunter2"),
    ],
)
def test_a_bad_value_names_its_variable_and_not_itself(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the variable and says what to write; the value may be a secret and is not repeated."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert caught.value.variable == variable
    assert str(caught.value).startswith(f"{variable}: ")
    assert caught.value.write in str(caught.value)
    each: BaseException | None = caught.value
    while each is not None:
        assert "hunter2" not in str(each) + repr(each.args)
        each = each.__cause__ or each.__context__


@pytest.mark.parametrize("address", ["tcp://scheduler:8786", "tls://[::1]:8786", "scheduler:8786", "10.0.0.1:8786"])
def test_an_address_of_a_scheduler_needs_no_scheme(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Dask itself takes for an address over the network is taken."""
    monkeypatch.setenv("VARIANTLENS_DASK_SCHEDULER", f" {address} ")
    assert load().dask_scheduler == address


def test_every_setting_is_documented() -> None:
    """The module's table and the examples name every variable."""
    assert set(EXAMPLES) == set(Settings.model_fields)
    assert all(PREFIX + name.upper() in (settings.__doc__ or "") for name in Settings.model_fields)
