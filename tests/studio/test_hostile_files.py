"""What lies in a folder and is no file of it: each fault costs its own project or sample, with a sentence."""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from studio import files
from studio.api import create_app
from studio.errors import Damaged
from studio.identity import FILE, id_of
from studio.projects import Projects, load
from studio.samples import SampleEntry, SampleError, read, read_dataset

Answer = TypeVar("Answer")
LONGEST_S = 60.0
"""Ends a test whose call waits for ever; how long one takes says nothing here."""

ENDLESS = Path("/dev/zero")
DEEP = "[" * 100_000 + "]" * 100_000

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")


def answered(call: Callable[[], Answer]) -> Answer:
    """What a call returns, made in a thread of its own, so that one that waits for ever fails instead."""
    found: list[Answer] = []
    thread = threading.Thread(target=lambda: found.append(call()), daemon=True)
    thread.start()
    thread.join(LONGEST_S)
    assert found, "the call waits for ever, or it failed"
    return found[0]


def nested(path: Path) -> None:
    """A project file that is nested deep."""
    path.write_text(f'{{"format": 1, "id": 8, "demo": {DEEP}}}')


def endless(path: Path) -> None:
    """A link to a device that never ends."""
    path.symlink_to(ENDLESS)


def pipe(path: Path) -> None:
    """A pipe into which nobody writes."""
    os.mkfifo(path)


def elsewhere(path: Path) -> None:
    """A link to a file outside."""
    other = path.parents[2] / "elsewhere.json"
    other.write_text("{}")
    path.symlink_to(other)


def large(path: Path) -> None:
    """A file that is larger than what is read; it takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(files.LARGEST_DESCRIPTION + 1)


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (nested, ": Invalid JSON: recursion limit exceeded"),
        (endless, ": cannot be read: it leads out of its folder"),
        (pipe, ": cannot be read: it is no plain file"),
        (elsewhere, ": cannot be read: it leads out of its folder"),
        (large, ": cannot be read: it is larger than the 16 MB that are read"),
    ],
)
def test_a_project_file_that_is_none_costs_its_own_project(
    tiny: Path, caplog: pytest.LogCaptureFixture, make: Callable[[Path], None], cause: str
) -> None:
    """The project beside it is listed, and the log says what is wrong with which file."""
    bad = tiny.parent / "bad" / "project.json"
    bad.parent.mkdir()
    make(bad)
    assert [project.file.id for project in answered(Projects([tiny.parent]).all)] == [7]
    assert f"bad/project.json{cause}" in caplog.text


def test_a_single_project_says_what_is_wrong_with_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder that is a project is none that holds some, whatever its project file is."""
    pipe(tmp_path / "project.json")
    assert answered(Projects([tmp_path]).all) == []
    assert "project.json: cannot be read: it is no plain file" in caplog.text


def test_what_nobody_foresaw_costs_its_own_project(
    tiny: Path, project_at: Any, project_json: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in reading one project leaves the others, and its log says which."""
    project_at(tiny.parent / "wrong", {**project_json, "id": 8})

    def failing(folder: Path) -> Any:
        if folder.name == "wrong":
            raise RuntimeError("a bug")
        return load(folder)

    monkeypatch.setattr("studio.projects.load", failing)
    assert [project.file.id for project in Projects([tiny.parent]).all()] == [7]


@pytest.mark.parametrize("name", ["measured.json", "ATTRIBUTION.md"])
@pytest.mark.parametrize(("make", "cause"), [(pipe, "no plain file"), (endless, "leads out"), (large, "larger than")])
def test_files_beside_the_project_file(
    tiny: Path, project_json: dict[str, Any], name: str, make: Callable[[Path], None], cause: str
) -> None:
    """What was measured, and where the data comes from, are files of the folder too."""
    (tiny / "project.json").write_text(json.dumps({**project_json, "measured": "measured.json"}))
    (tiny / "measured.json").write_text("{}")
    (tiny / name).unlink(missing_ok=True)
    make(tiny / name)
    with pytest.raises(Damaged, match=f"tiny/{name}: cannot be read: it .*{cause}"):
        load(tiny)


def test_a_linked_folder_of_samples_leads_nowhere(tiny: Path) -> None:
    """Samples outside the project's folder are not served, by whatever link."""
    (tiny / "samples").rename(tiny.parents[1] / "elsewhere")
    (tiny / "samples").symlink_to(tiny.parents[1] / "elsewhere")
    with pytest.raises(Damaged, match=r"tiny/project.json: samples: “samples” leads out of the project's folder"):
        load(tiny)


@pytest.mark.parametrize("name", ["info.labels", "bounding_boxes.labels"])
@pytest.mark.parametrize("make", [pipe, endless])
def test_lists_of_labels_are_plain_files(tiny: Path, name: str, make: Callable[[Path], None]) -> None:
    """A list that never begins or never ends is refused by name."""
    (tiny / "samples" / name).unlink(missing_ok=True)
    make(tiny / "samples" / name)
    with pytest.raises(Damaged, match=f"tiny/samples/{name}: the file cannot be opened: it "):
        load(tiny)


@pytest.mark.parametrize(
    ("make", "cause"), [(pipe, "it is no plain file"), (endless, "it leads out of its folder"), (elsewhere, "it leads")]
)
def test_a_sample_that_is_no_file_costs_itself(
    tiny: Path, served: Any, make: Callable[[Path], None], cause: str
) -> None:
    """It is listed with its reason, its calls say it, nobody waits for it, and the others are answered."""
    (tiny / "samples" / "wave.csv").unlink()
    make(tiny / "samples" / "wave.csv")
    with (
        served(create_app([tiny])) as running,
        httpx.Client(base_url=f"{running.address}/api/7", timeout=LONGEST_S) as http,
    ):
        listed = http.get("/raw-data").json()["samples"]
        assert [each["processingError"] for each in listed] == [True, False, False, True, False, False]
        assert cause in listed[0]["processingErrorString"]
        for method, path in (("POST", '/classify/v2/1/variants?variants=["int8"]'), ("GET", "/raw-data/1")):
            answer = http.request(method, path)
            assert answer.status_code == 422
            assert f"tiny/samples/wave.csv: the file cannot be opened: {cause}" in answer.json()["error"]
        assert http.get("/raw-data/2").status_code == 200


def test_a_link_in_a_folder_of_samples_may_stay_in_it(tmp_path: Path) -> None:
    """Only where a link leads decides, not that it is one; also by a linked folder."""
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "a.csv").write_text("a\n1\n")
    (tmp_path / "b.csv").symlink_to(tmp_path / "whole" / "a.csv")
    (sample,) = read_dataset(tmp_path).samples
    assert read(sample).values.tolist() == [[1.0]]


def test_a_linked_folder_inside_a_folder_of_samples(tmp_path: Path) -> None:
    """What lies behind a link to another folder is outside, although the file itself is plain."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.csv").write_text("a\n1\n")
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "sub").symlink_to(tmp_path / "elsewhere")
    listed = {"path": "sub/a.csv", "category": "testing", "label": {"type": "unlabeled"}}
    (samples / "info.labels").write_text(json.dumps({"version": 1, "files": [listed]}))
    (sample,) = read_dataset(samples).samples
    with pytest.raises(SampleError, match=r"a\.csv: the file cannot be opened: it leads out of its folder"):
        read(sample)


def test_a_sample_is_read_up_to_a_size(tmp_path: Path) -> None:
    """A file that would not fit into memory is refused before it is read."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(files.LARGEST_SAMPLE + 1)
    with pytest.raises(SampleError, match="it is larger than the 256 MB that are read"):
        read(SampleEntry(id=1, path=path, filename="a.csv", category="testing"))


def test_what_nobody_foresaw_costs_its_own_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in a reader is that sample's, so that a list of samples goes on."""

    def failing(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setitem(read.__globals__["READERS"], ".wav", failing)
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    with pytest.raises(SampleError, match=r"a\.wav: the file cannot be read; the service's log says why"):
        read(SampleEntry(id=1, path=tmp_path / "a.wav", filename="a", category="testing"))


def test_a_model_that_becomes_a_pipe_holds_nobody(own_studio: Any) -> None:
    """A model file that was replaced while the service runs is refused; the other variant goes on."""
    assert own_studio.classify(1, ["float32"])["success"] is True
    path = own_studio.folder / "models" / "dense-int8.tflite"
    path.unlink()
    pipe(path)
    answer = own_studio.http.post("/api/7/classify/v2/1/variants", params={"variants": '["int8"]'}, timeout=LONGEST_S)
    assert answer.status_code == 422
    assert "models/dense-int8.tflite" in answer.json()["error"]
    assert own_studio.classify(1, ["float32"])["success"] is True


def test_an_id_that_is_no_file_holds_nobody(tmp_path: Path) -> None:
    """The file with the folder's id is read as others are; what is none counts as none."""
    pipe(tmp_path / FILE)
    assert answered(lambda: id_of([tmp_path]))
