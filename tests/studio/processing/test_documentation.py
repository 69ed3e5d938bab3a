"""docs/projects.md says what the blocks and projects can do, and its examples work."""

import re
from pathlib import Path

import pytest

from studio.processing import TYPES, Parameters, processor
from studio.processing.flatten import FlattenParameters
from studio.processing.image import ImageParameters
from studio.processing.mfcc import MfccParameters
from studio.processing.mfe import MfeParameters
from studio.processing.raw import RawParameters
from studio.processing.spectral_analysis import SpectralAnalysisParameters
from studio.processing.spectrogram import SpectrogramParameters
from studio.projectfile import ProjectFile
from studio.samples import read_dataset

PAGE = Path(__file__).parents[3].joinpath("docs", "projects.md").read_text("utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
PARAMETERS: dict[str, type[Parameters]] = {
    "raw": RawParameters,
    "flatten": FlattenParameters,
    "spectral-analysis": SpectralAnalysisParameters,
    "spectrogram": SpectrogramParameters,
    "mfe": MfeParameters,
    "mfcc": MfccParameters,
    "image": ImageParameters,
}


def section(block: str) -> str:
    """What the page says under a block's heading."""
    return PAGE.partition(f"\n### {block}\n")[2].partition("\n#")[0]


def documented(block: str) -> dict[str, str]:
    """Parameter → default of a block's own table."""
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", section(block), re.MULTILINE))


def shown(default: object) -> str:
    """A default as the page writes it."""
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)


@pytest.mark.parametrize("block", TYPES)
def test_every_parameter_is_documented(block: str) -> None:
    """A block's section names each of its parameters, itself or by the block that it builds on."""
    named = set(re.findall(r"`(\w+)`", section(block)))
    if block in ("mfe", "mfcc"):
        named |= set(documented("spectrogram")) | set(documented("mfe"))
    missing = {field.alias for field in PARAMETERS[block].model_fields.values()} - named
    assert not missing


@pytest.mark.parametrize("block", TYPES)
def test_documented_defaults_are_the_real_ones(block: str) -> None:
    """A number, text or truth value in the column of defaults is what the block takes by itself."""
    fields = {field.alias: field.default for field in PARAMETERS[block].model_fields.values()}
    for name, stated in documented(block).items():
        default = fields[name]
        if default is None or isinstance(default, tuple):
            continue
        assert stated.strip("`").replace("−", "-") == shown(default), name


def test_the_example_project_is_one() -> None:
    """The page's project.json is valid, and all of its processing blocks can be made."""
    project = ProjectFile.model_validate_json(EXAMPLES[0])
    impulse = project.impulses[0]
    for block in impulse.processing:
        processor(block.type, block.parameters, axes=len(impulse.input.axes), frequency_hz=100)


def test_the_example_list_of_labels_is_one(tmp_path: Path) -> None:
    """The page's info.labels is read as it says."""
    (tmp_path / "info.labels").write_text(EXAMPLES[1], "utf-8")
    first, second = read_dataset(tmp_path).samples
    assert (first.filename, first.label, first.metadata) == ("boiling-01", "boiling", {"kettle": "steel"})
    assert [part.label for part in second.structured_labels] == ["heating", "boiling"]
