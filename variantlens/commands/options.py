"""What can be said on the command line: every option, with its help."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

from typer import Option

from variantlens.sweeps.request import SourceKind

ASK, SAMPLES, JUDGE, FILES = "Whom to ask", "Which samples", "What is judged", "Files"
"""Headings in the help."""


class Category(StrEnum):
    """Which samples."""

    TESTING = "testing"
    TRAINING = "training"
    VALIDATION = "validation"
    POST_PROCESSING = "post-processing"
    ALL = "all"


class Source(StrEnum):
    """Where answers come from, as it is typed."""

    PER_SAMPLE = "per-sample"
    MODEL_TESTING = "model-testing"

    @property
    def kind(self) -> SourceKind:
        """The same as a sweep's request names it."""
        return SourceKind(self.value.replace("-", " "))


ProjectId: TypeAlias = Annotated[int, Option(help="Id of the project.", metavar="ID")]
AnyProjectId: TypeAlias = Annotated[
    int | None, Option(help="Id of the project; without it, the message says which there are.", metavar="ID")
]
FirstProjectId: TypeAlias = Annotated[
    int | None, Option(help="Id of the project. Unless given: the first one.", metavar="ID")
]
FirstSampleId: TypeAlias = Annotated[
    int | None, Option(help="Id of the sample. Unless given: the first one.", metavar="ID")
]
SampleId: TypeAlias = Annotated[int, Option(help="Id of the sample.", metavar="ID")]
ImpulseId: TypeAlias = Annotated[
    int | None, Option(help="Id of the impulse. Unless given: the project's default.", metavar="ID")
]
Variants: TypeAlias = Annotated[
    str | None,
    Option(
        help="Names with commas between them, or a JSON list. Unless given: float32 and int8 as far as the project "
        "has them enabled, or a demo's own.",
        metavar="NAMES",
    ),
]
Reference: TypeAlias = Annotated[
    str | None,
    Option(
        help="The variant that the others are compared with. Unless given: the project's own, else float32.",
        metavar="NAME",
    ),
]
Resume: TypeAlias = Annotated[
    str | None,
    Option(
        help="Go on with the sweep that has this id, and ask again for what failed. What it asks, and what it is "
        "judged by, stays as it began.",
        metavar="RUN",
    ),
]

AnyCategory: TypeAlias = Annotated[
    Category,
    Option(
        help="Samples of which category.",
        metavar="testing|training|validation|post-processing|all",
        rich_help_panel=SAMPLES,
    ),
]
Labels: TypeAlias = Annotated[
    list[str] | None,
    Option(help="Only samples with this label; repeat it for more.", metavar="LABEL", rich_help_panel=SAMPLES),
]
Name: TypeAlias = Annotated[
    str, Option(help="Only samples whose file name holds this text.", metavar="TEXT", rich_help_panel=SAMPLES)
]
Limit: TypeAlias = Annotated[
    int | None, Option(min=1, help="So many samples, drawn at random.", metavar="N", rich_help_panel=SAMPLES)
]
Seed: TypeAlias = Annotated[
    int, Option(min=0, help="The same seed draws the same ones.", metavar="N", rich_help_panel=SAMPLES)
]

AllowedLoss: TypeAlias = Annotated[
    float | None,
    Option(
        min=0.0,
        metavar="X",
        help="How much worse a candidate may be. Unless given: 1 point, or what a demo allows.",
        rich_help_panel=JUDGE,
    ),
]
Unit: TypeAlias = Annotated[
    str | None,
    Option(
        help="What the allowed loss counts: accuracy, F1 or AUROC (in points), MAE or MSE (in the value's own unit). "
        "Unless given: what the model is usually measured by.",
        metavar="UNIT",
        rich_help_panel=JUDGE,
    ),
]
Floor: TypeAlias = Annotated[
    float | None,
    Option(
        help="What a candidate has to reach whatever the reference does, in the same unit; of an error, what it must "
        "not exceed.",
        metavar="X",
        rich_help_panel=JUDGE,
    ),
]
GroupBy: TypeAlias = Annotated[
    str | None,
    Option(
        help="Samples that hang together count once: device, or an entry of their metadata such as person.",
        metavar="NAME",
        rich_help_panel=JUDGE,
    ),
]

Service: TypeAlias = Annotated[
    str | None,
    Option(
        help="Address of a service, with its /v1. Unless given: the embedded service.",
        rich_help_panel=ASK,
        metavar="URL",
    ),
]
Projects: TypeAlias = Annotated[
    list[Path] | None,
    Option(
        help="A project folder, or a folder of such, that the embedded service serves instead of the demos; repeat it "
        "for more.",
        rich_help_panel=ASK,
        metavar="DIR",
        exists=True,
        file_okay=False,
    ),
]
AnySource: TypeAlias = Annotated[
    Source,
    Option(
        help="Ask for one sample after the other, or read the results of the service's model testing: far fewer calls.",
        metavar="per-sample|model-testing",
        rich_help_panel=ASK,
    ),
]
ReplaceStored: TypeAlias = Annotated[
    bool,
    Option(
        "--replace-stored",
        metavar="",
        help="For model testing on a service elsewhere: test the models anew, which replaces the results that the team "
        "has stored there. Without it, stored results are read.",
        rich_help_panel=ASK,
    ),
]

Json: TypeAlias = Annotated[
    Path | None,
    Option(
        "--json", help="Write everything to this file as JSON.", metavar="FILE", dir_okay=False, rich_help_panel=FILES
    ),
]
Report: TypeAlias = Annotated[
    Path | None,
    Option(
        help="Write a report to this file, as HTML that opens anywhere.",
        metavar="FILE",
        dir_okay=False,
        rich_help_panel=FILES,
    ),
]

BUNDLE = Path("variantlens-check.json")
Bundle: TypeAlias = Annotated[
    Path,
    Option(
        help="Write what came of each call to this file: names of fields, types and counts alone.",
        metavar="FILE",
        dir_okay=False,
        rich_help_panel=FILES,
    ),
]
