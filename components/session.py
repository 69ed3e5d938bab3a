"""Who asks which service with which key, in this browser session. Keys typed in live here and nowhere else."""

import streamlit as st

from components.answers import Answers
from variantlens import settings
from variantlens.service.choose import connect, key_for
from variantlens.service.client import Client
from variantlens.service.identity import ServiceId, key_fingerprint

_KEYS = "typed keys"
_SERVICE = "chosen service"


@st.cache_resource(show_spinner=False)
def operator() -> settings.Settings:
    """What the operator set in the environment, read once."""
    return settings.load()


def default_service() -> str:
    """The service that is asked when the address names none: chosen in this session, else the operator's."""
    return str(st.session_state.get(_SERVICE, operator().service.text))


def use(service: str, key: str | None) -> None:
    """Ask a service from now on, with a key that was typed in for it."""
    st.session_state[_SERVICE] = service
    if key:
        _typed_keys()[service] = key


def client(service: str, key: str | None = None) -> Client:
    """The client for a service, with the key of this session or with one that is only tried.

    Raises:
        ServiceNotAllowed: The operator's allow list does not hold the service.
        Unreachable: The embedded service does not run.
        Unauthorized: The key holds characters that no key has.
    """
    typed = {**_typed_keys(), service: key} if key else _typed_keys()
    return connect(ServiceId(service), operator(), typed)


def answers(service: str) -> Answers:
    """The calls to a service, remembered for all who ask it with the same key."""
    key = key_for(ServiceId(service), operator(), _typed_keys())
    return Answers(client(service), (service, key_fingerprint(key)))


def has_typed_key(service: str) -> bool:
    """Whether somebody typed a key for a service in this session."""
    return bool(_typed_keys().get(service))


def _typed_keys() -> dict[str, str]:
    keys: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    return keys
