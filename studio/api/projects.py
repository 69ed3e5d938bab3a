"""Calls about projects, their impulses and variants."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from studio.api.answers import answer
from studio.api.context import Chosen, ImpulseId, Shared
from studio.wire import projects as words
from studio.wire.samples import lengths_of_axes
from variantlens.service import schema

router = APIRouter(tags=["Projects"])


@router.get("/projects", response_model=schema.ProjectsAnswer)
def list_projects(shared: Shared) -> Response:
    """All projects that can be used."""
    described = [words.project(project) for project in shared.projects.all()]
    return answer(schema.ProjectsAnswer(projects=described), nulls=True)


@router.get("/{projectId:int}", response_model=schema.ProjectAnswer)
def project_info(project: Chosen) -> Response:
    """All information about a project."""
    return answer(words.project_info(project), nulls=True)


@router.get("/{projectId:int}/impulses", response_model=schema.ImpulsesAnswer)
def list_impulses(project: Chosen) -> Response:
    """All impulses of a project."""
    impulses = [words.impulse(impulse) for impulse in project.file.impulses]
    return answer(schema.ImpulsesAnswer(impulses=impulses, max_impulse_count=len(impulses)))


@router.get("/{projectId:int}/impulse", response_model=schema.ImpulseAnswer)
def impulse(project: Chosen, impulse_id: ImpulseId = None) -> Response:
    """One impulse."""
    return answer(schema.ImpulseAnswer(impulse=words.impulse(project.impulse(impulse_id))))


@router.get("/{projectId:int}/devices", response_model=schema.DevicesAnswer)
def list_devices(project: Chosen) -> Response:
    """The project's devices: none, since samples come from files."""
    del project
    return answer(schema.DevicesAnswer(devices=[]))


@router.get("/{projectId:int}/data-axes", response_model=schema.DataAxesAnswer)
def data_axes(project: Chosen) -> Response:
    """How many milliseconds were recorded of each sensor; 0 where samples have no time."""
    return answer(schema.DataAxesAnswer(data_axis_summary=lengths_of_axes(project)))


@router.get("/{projectId:int}/model-variants", response_model=schema.ModelVariantsAnswer)
def model_variants(
    project: Chosen,
    impulse_id: ImpulseId = None,
    every: Annotated[bool, Query(alias="all", description="Also variants that official clients do not know")] = False,
) -> Response:
    """The variants of an impulse."""
    variants = words.variants(project, project.impulse(impulse_id), every=every)
    return answer(schema.ModelVariantsAnswer(model_variants=variants))
