"""From a sample's entry to its recording."""

import hashlib
from pathlib import Path

import pytest

from studio.samples import SampleEntry, SampleError, read


def entry(path: Path) -> SampleEntry:
    """A sample in this file."""
    return SampleEntry(id=1, path=path, filename="shown", category="testing")


def test_the_hash_is_that_of_the_file(tmp_path: Path) -> None:
    """A recording carries the SHA-256 of the file's bytes, by which answers can be told apart."""
    path = tmp_path / "motion.CSV"
    path.write_bytes(b"a\n1\n")
    assert read(entry(path)).sha256 == hashlib.sha256(b"a\n1\n").hexdigest()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is listed and not there is an error with its name, without its folder."""
    with pytest.raises(SampleError, match=r"^gone\.wav: the file is not there$") as caught:
        read(entry(tmp_path / "gone.wav"))
    assert (caught.value.file, caught.value.cause) == ("gone.wav", "the file is not there")


def test_a_folder_is_no_sample(tmp_path: Path) -> None:
    """What cannot be opened is an error with the system's reason."""
    (tmp_path / "deep.csv").mkdir()
    with pytest.raises(SampleError, match=r"deep\.csv: the file cannot be opened: "):
        read(entry(tmp_path / "deep.csv"))


def test_unknown_formats_are_answered_with_the_known_ones(tmp_path: Path) -> None:
    """A film is refused before it is opened, with the formats that can be read."""
    with pytest.raises(
        SampleError, match=r"film\.mp4: samples of this format cannot be read; known are \.avif, \.bmp, "
    ):
        read(entry(tmp_path / "film.mp4"))
