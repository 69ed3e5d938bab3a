"""The call that tells this service from others: who it is, and what it can do beside Edge Impulse's API."""

from fastapi import APIRouter, Response

from studio.api.answers import answer
from studio.api.context import Shared
from studio.identity import id_of
from variantlens import __version__
from variantlens.service import schema

router = APIRouter(tags=["This service"])


@router.get("/studio", response_model=schema.StudioAnswer)
def studio(shared: Shared) -> Response:
    """Who this service is, and what it can do beside Edge Impulse's API."""
    return answer(
        schema.StudioAnswer(id=id_of(shared.projects.folders), version=__version__, extensions=[schema.ALL_VARIANTS])
    )
