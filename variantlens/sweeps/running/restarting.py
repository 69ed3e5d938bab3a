"""After a restart: sweeps whose process is gone go on where they were, as far as the operator's own key goes."""

from contextlib import suppress

from variantlens.service.choose import connect
from variantlens.service.errors import ServiceError
from variantlens.service.identity import ServiceId
from variantlens.settings import Settings
from variantlens.store.errors import StoreError
from variantlens.sweeps.running.lease import AlreadyRunning
from variantlens.sweeps.running.service import Sweeps, belongs


def go_on(sweeps: Sweeps, operator: Settings) -> list[str]:
    """Resume what was interrupted on the embedded service, or on one that the operator set a key for.

    Sweeps with a key that a person typed wait until somebody with such a key resumes them.

    Args:
        sweeps: The sweeps of the dashboard's store.
        operator: The operator's settings.

    Returns:
        The ids of the runs that go on.

    Raises:
        StoreError: The store cannot be used.
    """
    resumed = []
    for kept in sweeps.interrupted():
        service = ServiceId(sweeps.request(kept.id).service)
        if not (service.is_embedded or operator.operator_key(service) is not None):
            continue
        # Another process may have been faster, or the service be away: then it stays as it is.
        with suppress(AlreadyRunning, ServiceError, StoreError):
            client = connect(service, operator)
            # The embedded service may serve other projects than the one that the sweep asked.
            if belongs(sweeps.request(kept.id), client):
                sweeps.resume(kept.id, client)
                resumed.append(kept.id)
    return resumed
