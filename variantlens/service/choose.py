"""Which address, which key: the one place where a client for a chosen service is made.

The operator's key goes to the operator's service only, a typed key only to the service it was typed for, and
nothing at all to a service that is not on the list.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from variantlens.service import embedded
from variantlens.service.client import Client
from variantlens.service.errors import ServiceNotAllowed, Silence, Unreachable
from variantlens.service.identity import ServiceId, key_fingerprint
from variantlens.settings import Settings

# Kept connections: one per service and key that is in use, not one per page that is drawn.
CLIENTS_KEPT = 64

_clients: OrderedDict[tuple[str, str], Client] = OrderedDict()
_clients_lock = threading.Lock()


def key_for(service: ServiceId, settings: Settings, typed_keys: Mapping[str, str]) -> str | None:
    """The key that goes to a service: the one typed for it, else the operator's if the service is the operator's.

    Args:
        service: The service; the embedded one has a key of its own and needs none.
        settings: The operator's settings.
        typed_keys: Keys by the service's ``ServiceId.text``.
    """
    if service.is_embedded:
        return None
    typed = typed_keys.get(service.text, "").strip()
    if typed:
        return typed
    operators = settings.operator_key(service)
    return operators.get_secret_value() if operators is not None else None


def connect(service: ServiceId, settings: Settings, typed_keys: Mapping[str, str] | None = None) -> Client:
    """A client for a service; the same one for the same service and key, so that connections are kept.

    Raises:
        ServiceNotAllowed: The service is not on the operator's list.
        Unreachable: The embedded service does not stay alive.
        Unauthorized: The key holds characters that no key has.
    """
    if not settings.allowed(service):
        raise ServiceNotAllowed(address=service.text, allowed=tuple(each.text for each in settings.services))
    if service.is_embedded:
        local = embedded.running()
        if local.problem:
            raise Unreachable(address=service.text, reason=Silence.NOT_RUNNING, detail=local.problem)
        return _kept(local.address, local.api_key, is_embedded=True)
    return _kept(service.text, key_for(service, settings, typed_keys or {}), is_embedded=False)


def _kept(address: str, key: str | None, *, is_embedded: bool) -> Client:
    name = (address, key_fingerprint(key))
    with _clients_lock:
        client = _clients.get(name)
        if client is None:
            client = _clients[name] = Client(address, key, embedded=is_embedded)
        _clients.move_to_end(name)
        # Not closed: another thread may be using it; its connections close when nobody does.
        if len(_clients) > CLIENTS_KEPT:
            _clients.popitem(last=False)
    return client
