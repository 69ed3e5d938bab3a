"""Projects, their impulses with input, processing and learn blocks, and their model variants."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import StringConstraints

from variantlens.service.schema.base import Answer, Extent, Measure, WireModel


class Demo(WireModel):
    """Extension of the embedded service: the story that a demo project tells, and where to begin."""

    headline: str
    """One sentence with the true figure, such as "1 of 680 windows flips, in int8's favour"."""
    summary: str = ""
    kind: str = ""
    """What goes in and comes out, for a card: "six sensor axes → four activities"."""
    order: int = 0
    sample: int
    """Id of the sample that shows the story."""
    variants: list[str]
    impulse: int | None = None
    measured: dict[str, Any] = {}
    """What the training recipe measured, as it wrote it."""
    attribution: str = ""
    allowed_loss: dict[str, Any] | None = None
    expected_verdict: str | None = None


class Project(WireModel):
    """A project, as in a list of projects."""

    id: int
    name: str = ""
    description: str = ""
    created: datetime | None = None
    owner: str = ""
    owner_is_developer_profile: bool | None = None
    last_modified: datetime | None = None
    logo: str | None = None
    collaborators: list[Any] = []
    labeling_method: str = "single_label"
    metadata: dict[str, Any] = {}
    is_enterprise_project: bool | None = None
    whitelabel_id: int | None = None
    tier: str | None = None
    has_public_version: bool | None = None
    is_public: bool | None = None
    allows_live_public_access: bool | None = None
    ind_pause_processing_samples: bool | None = None
    public_project_listed: bool | None = None
    tags: list[str] | None = None
    demo: Demo | None = None


class ProjectsAnswer(Answer):
    """Answer of ``GET /api/projects``."""

    projects: list[Project]


class ProjectAnswer(Answer):
    """Answer of ``GET /api/{projectId}``; what else it carries is kept as it came."""

    project: Project
    default_impulse_id: int | None = None
    """The impulse that the project opens with, where it says so."""


class DevicesAnswer(Answer):
    """Answer of ``GET /api/{projectId}/devices``; the embedded service has none."""

    devices: list[Any]


class DataAxesAnswer(Answer):
    """Answer of ``GET /api/{projectId}/data-axes``: how much was recorded of each sensor, in milliseconds."""

    data_axis_summary: dict[str, int]


class InputBlock(WireModel):
    """What goes into an impulse: a window of a time series, or an image."""

    id: int
    type: str = ""
    name: str = ""
    title: str = ""
    axes: list[str] | None = None
    window_size_ms: Extent | None = None
    window_increase_ms: Extent | None = None
    classification_window_increase_ms: Extent | None = None
    frequency_hz: Measure = None
    pad_zeros: bool | None = None
    image_width: int | None = None
    image_height: int | None = None
    resize_mode: str | None = None
    resize_method: str | None = None


class DspBlock(WireModel):
    """A processing block: turns a window into features."""

    id: int
    type: str = ""
    name: str = ""
    axes: list[str] = []
    title: str = ""
    implementation_version: int | None = None


class LearnBlock(WireModel):
    """A learn block: a model over features. ``created_at`` changes when it is retrained."""

    id: int
    type: str = ""
    name: str = ""
    dsp: list[int] = []
    title: str = ""
    created_by: str | None = None
    created_at: datetime | None = None

    @property
    def called(self) -> str:
        """What a reader calls it: its name, else its title, its type, or its number."""
        return self.name or self.title or self.type or f"learn block {self.id}"


class Impulse(WireModel):
    """An impulse: input, processing and learn blocks."""

    id: int
    name: str = ""
    input_blocks: list[InputBlock] = []
    dsp_blocks: list[DspBlock] = []
    learn_blocks: list[LearnBlock] = []
    post_processing_blocks: list[Any] = []
    type: str | None = None


class ImpulsesAnswer(Answer):
    """Answer of ``GET /api/{projectId}/impulses``."""

    impulses: list[Impulse]
    max_impulse_count: int | None = None


class ImpulseAnswer(Answer):
    """Answer of ``GET /api/{projectId}/impulse``."""

    impulse: Impulse


class ModelVariant(WireModel):
    """A variant that the project's models exist in. The name is open text."""

    variant: str
    is_reference_variant: bool = False
    is_enabled: bool = True
    is_selected: bool = False
    description: str | None = None
    """Extension of the embedded service: how this variant was made."""


class ModelVariantsAnswer(Answer):
    """Answer of ``GET /api/{projectId}/model-variants``."""

    model_variants: list[ModelVariant]


ALL_VARIANTS = "all-variants"
"""The extension by which ``model-variants?all=true`` lists more than the names that official clients know."""


class StudioAnswer(Answer):
    """Answer of ``GET /api/studio``, which the embedded service alone has: who it is, and what it can do beside."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    """The same for the same folders of projects, whatever the port and whoever started it."""
    version: str
    extensions: list[str] = []
