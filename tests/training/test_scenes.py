"""Pictures that recipes put together."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from training.scenes import Placed, Scene, blend, darkened, encoded, free_place, ship


@pytest.mark.parametrize(
    ("x", "gap", "overlaps"),
    [
        (5, 0, True),  # half over the other
        (10, 0, False),  # they touch
        (10, 1, True),  # they touch, but a gap is wanted
        (14, 4, False),  # just far enough
    ],
)
def test_things_overlap_within_a_gap(x: int, gap: int, overlaps: bool) -> None:
    """Two things overlap when less than the gap lies between them."""
    assert Placed("a", 0, 0, 10, 10).overlaps(Placed("b", x, 0, 10, 10), gap) is overlaps


@given(st.integers(0, 1000))
def test_a_place_is_free_and_inside(seed: int) -> None:
    """A place that is given lies in the picture and keeps its distance."""
    taken = [Placed("a", 30, 30, 30, 30)]
    place = free_place(20, 10, 96, taken, 4, np.random.default_rng(seed))
    assert place is None or not Placed("b", *place, 20, 10).overlaps(taken[0], 4)
    assert place is None or (0 <= place[0] <= 76 and 0 <= place[1] <= 86)


def test_no_place_is_said() -> None:
    """In a picture that is full nothing more is put."""
    assert free_place(20, 20, 96, [Placed("a", 0, 0, 96, 96)], 0, np.random.default_rng(0)) is None


def test_blending_mixes_by_cover() -> None:
    """Half covered is half of each; what lies beside stays."""
    picture = np.zeros((2, 2))
    blend(picture, np.full((1, 1), 100.0), np.full((1, 1), 0.5), 1, 0)
    assert picture.tolist() == [[0, 50], [0, 0]]


def test_a_scene_is_what_its_file_holds() -> None:
    """The picture is read back from the file, grey and as large as it was."""
    picture = Scene(encoded(np.full((96, 96), 300.0)), (), "grass").picture
    assert (picture.mode, picture.size, picture.getpixel((5, 5))) == ("L", (96, 96), 255)


def test_the_dark_is_a_part_of_the_light() -> None:
    """Every pixel is scaled and rounded."""
    assert darkened(Image.new("L", (1, 1), 101), 0.3).getpixel((0, 0)) == 30


def test_a_project_begins_with_its_pictures(tmp_path: Path) -> None:
    """Test pictures come first, in the list as in the answer; what was in the folder is gone."""
    folder = tmp_path / "demo"
    (folder / "samples").mkdir(parents=True)
    (folder / "samples" / "old.jpg").touch()
    test, train = (Scene(encoded(np.full((8, 8), shade)), (Placed("3", 1, 2, 3, 4),), "grass") for shade in (0.0, 9.0))
    samples = ship(folder, [test], [train, train])
    assert [sample.path for sample in samples] == ["test-001.jpg", "train-001.jpg", "train-002.jpg"]
    assert (folder / "samples" / "test-001.jpg").read_bytes() == test.jpeg
    listed = json.loads((folder / "samples" / "info.labels").read_text())["files"]
    assert [(each["path"], each["category"]) for each in listed] == [(each.path, each.category) for each in samples]
    assert len([*(folder / "samples").iterdir()]) == 4
