"""Sweeps whose process is gone go on where they were, as far as the operator's own key goes."""

import logging
import threading

from variantlens.service.choose import connect
from variantlens.service.errors import ServiceError
from variantlens.settings import Settings
from variantlens.store.errors import StoreError
from variantlens.sweeps.running.lease import AlreadyRunning
from variantlens.sweeps.running.service import Sweeps, belongs

log = logging.getLogger(__name__)


def watch(operator: Settings, ending: threading.Event, look_s: float) -> None:
    """Look for sweeps that can go on, again and again; what cannot be looked for now is looked for the next time.

    Args:
        operator: The operator's settings.
        ending: Ends it.
        look_s: Time between two looks, in seconds.
    """
    sweeps: Sweeps | None = None
    told = ""
    while True:
        problem = ""
        try:
            sweeps = sweeps or Sweeps.opened(operator)
            for run in go_on(sweeps, operator):
                log.info("Sweep %s goes on", run)
        except StoreError as error:
            problem = str(error)
        # A fault that lasts is told once.
        if problem and problem != told:
            log.warning("Interrupted sweeps cannot be looked for now. %s", problem)
        told = problem
        if ending.wait(look_s):
            return


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
    return [kept.id for kept in sweeps.interrupted() if _goes_on(sweeps, kept.id, operator)]


def _goes_on(sweeps: Sweeps, run: str, operator: Settings) -> bool:
    """Resume one sweep, if that can be; whatever stands in its way keeps no other one back."""
    try:
        request = sweeps.request(run)
        service = request.service_id
        if not (service.is_embedded or operator.operator_key(service) is not None):
            return False
        client = connect(service, operator)
        # The embedded service may serve other projects than the one that the sweep asked.
        if belongs(request, client):
            sweeps.resume(run, client)
            return True
    except (AlreadyRunning, ServiceError):
        # Another process was faster, or the service is away: then it stays as it is.
        return False
    except StoreError as error:
        log.warning("Sweep %s cannot go on. %s", run, error)
    return False
