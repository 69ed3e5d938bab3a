"""A folder's list of samples: both forms of info.labels, boxes beside it, folders without a list."""

import json
from pathlib import Path

import pytest

from studio.samples import Box, LabelRange, SampleError, read, read_dataset


def file(path: str, **fields: object) -> dict[str, object]:
    """One entry of info.labels; what is not said is ordinary."""
    return {"path": path, "category": "testing", "label": {"type": "label", "label": "walk"}, **fields}


def write_info(folder: Path, *files: dict[str, object]) -> None:
    """info.labels in one piece."""
    (folder / "info.labels").write_text(json.dumps({"version": 1, "files": files}), "utf-8")


def test_ids_follow_the_order_of_the_list(tmp_path: Path) -> None:
    """Samples are numbered from 1 as they are listed, and need not exist to be listed."""
    write_info(tmp_path, file("b.csv", name="second hand"), file("a.csv", category="training"))
    first, second = read_dataset(tmp_path).samples
    assert (first.id, first.path, first.filename, first.category) == (1, tmp_path / "b.csv", "second hand", "testing")
    assert (second.id, second.path, second.filename, second.category) == (2, tmp_path / "a.csv", "a.csv", "training")
    assert (first.label, first.structured_labels, first.bounding_boxes, first.metadata) == ("walk", (), (), {})


def test_every_kind_of_label_is_read(tmp_path: Path) -> None:
    """One label, none, several by index, and one per key are told apart."""
    ranges = [{"startIndex": 0, "endIndex": 9, "label": "run"}, {"startIndex": 10, "endIndex": 19, "label": "rest"}]
    write_info(
        tmp_path,
        file("a.csv", label={"type": "label", "label": 12.5}),
        file("b.csv", label={"type": "unlabeled"}),
        file("c.csv", label={"type": "multi-label", "labels": ranges}),
        file("d.csv", label={"type": "keyvalue-labels", "labels": {"floor": "wood"}}),
    )
    one, none, several, keyed = read_dataset(tmp_path).samples
    assert [entry.label for entry in (one, none, several, keyed)] == ["12.5", None, None, None]
    assert several.structured_labels == (LabelRange(0, 9, "run"), LabelRange(10, 19, "rest"))
    assert keyed.label_map == {"floor": "wood"}


def test_the_form_in_lines_says_the_same(tmp_path: Path) -> None:
    """A large export, one object per line, gives the samples that the same list in one piece gives."""
    files = [file("a.csv", metadata={"person": "1"}), file("b.csv", label={"type": "unlabeled"})]
    write_info(tmp_path, *files)
    in_one_piece = read_dataset(tmp_path)
    lines = [
        '{"__ndjson":true,"version":1}',
        '{"__key":"notes","__item":"new"}',
        *(json.dumps({"__key": "files", "__item": each}) for each in files),
        "",
    ]
    (tmp_path / "info.labels").write_text("\n".join(lines), "utf-8")
    assert read_dataset(tmp_path) == in_one_piece
    assert len(in_one_piece.samples) == 2


def test_boxes_come_from_either_list(tmp_path: Path) -> None:
    """Boxes of info.labels win; where it has none, bounding_boxes.labels is asked."""
    box = {"label": "7", "x": 1, "y": 2, "width": 3, "height": 4}
    write_info(tmp_path, file("testing/a.png", boundingBoxes=[box]), file("testing/b.png"), file("c.png"))
    other = {**box, "label": "9"}
    boxes = {"version": 1, "type": "bounding-box-labels", "boundingBoxes": {"a.png": [other], "b.png": [other]}}
    (tmp_path / "bounding_boxes.labels").write_text(json.dumps(boxes), "utf-8")
    a, b, c = read_dataset(tmp_path).samples
    assert a.bounding_boxes == (Box("7", 1, 2, 3, 4),)
    assert b.bounding_boxes == (Box("9", 1, 2, 3, 4),)
    assert c.bounding_boxes == ()


def test_without_a_list_names_are_labels(tmp_path: Path) -> None:
    """Every sample file of the folder is a testing sample, labelled by its name up to the first dot."""
    for name in ("wave.2.csv", "idle.1.csv", "notes.txt"):
        (tmp_path / name).write_text("", "utf-8")
    assert [(entry.id, entry.filename, entry.label, entry.category) for entry in read_dataset(tmp_path).samples] == [
        (1, "idle.1.csv", "idle", "testing"),
        (2, "wave.2.csv", "wave", "testing"),
    ]


def test_hidden_files_are_no_samples(tmp_path: Path) -> None:
    """What a Mac or Windows puts beside the files of an archive is none of the samples, and not worth a word."""
    for name in ("red.1.png", "._red.1.png", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (tmp_path / name).touch()
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "._red.1.png").touch()
    found = read_dataset(tmp_path)
    assert [entry.filename for entry in found.samples] == ["red.1.png"]
    assert found.left_out == ""


def test_files_that_are_no_samples_are_counted(tmp_path: Path) -> None:
    """Where no list says which files are samples, those that are not taken are counted, with the reason."""
    for name in ("green/1.png", "green/2.webp", "red/deeper/1.png", "notes.txt", "a.heic", "._a.heic"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert read_dataset(tmp_path).left_out == (
        "Not taken as samples: 3 pictures in subfolders (green, red), since there is no info.labels that lists them; "
        "2 files of a format that is not read (.heic, .txt)."
    )
    write_info(tmp_path, file("green/1.png"))
    assert read_dataset(tmp_path).left_out == ""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_lists_of_windows_are_read(tmp_path: Path, encoding: str) -> None:
    """A byte order mark, UTF-16 and backslashes change nothing, in either form of the list."""
    box = {"label": "7", "x": 1, "y": 2, "width": 3, "height": 4}
    files = [file("testing\\a.png"), file("testing\\b.png", boundingBoxes=[box])]
    lines = ['{"__ndjson":true,"version":1}', *(json.dumps({"__key": "files", "__item": each}) for each in files)]
    boxes = json.dumps({"version": 1, "boundingBoxes": {"testing\\a.png": [box]}})
    (tmp_path / "bounding_boxes.labels").write_text(boxes, encoding)
    for text in (json.dumps({"version": 1, "files": files}), "\r\n".join(lines)):
        (tmp_path / "info.labels").write_text(text, encoding)
        samples = read_dataset(tmp_path).samples
        assert [entry.path for entry in samples] == [tmp_path / "testing" / "a.png", tmp_path / "testing" / "b.png"]
        assert [entry.bounding_boxes for entry in samples] == [(Box("7", 1, 2, 3, 4),)] * 2


def test_a_list_that_is_no_text_says_so(tmp_path: Path) -> None:
    """A list in another encoding is an error that names the ones that are read."""
    (tmp_path / "info.labels").write_bytes('{"version": 1, "files": ["gr\u00fcn"]}'.encode("latin-1"))
    with pytest.raises(SampleError, match="not a text file in UTF-8, nor in UTF-16"):
        read_dataset(tmp_path)


@pytest.mark.parametrize("path", ["../a.csv", "a/../../b.csv", "/etc/passwd", "..\\a.csv", "", ".", "a\0.csv"])
def test_paths_cannot_leave_the_folder(tmp_path: Path, path: str) -> None:
    """A list of labels cannot name a file outside its folder."""
    write_info(tmp_path, file(path))
    with pytest.raises(SampleError, match=r"info.labels: .* is not inside the folder"):
        read_dataset(tmp_path)


def test_links_cannot_leave_the_folder(tmp_path: Path) -> None:
    """A link to a file elsewhere is outside, whatever its name; it costs its own sample."""
    folder = tmp_path / "samples"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("timestamp,a\n0,1\n", "utf-8")
    (folder / "a.csv").symlink_to(tmp_path / "secret.csv")
    write_info(folder, file("a.csv"))
    (sample,) = read_dataset(folder).samples
    with pytest.raises(SampleError, match=r"a\.csv: the file cannot be opened: it leads out of its folder"):
        read(sample)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("{", "info.labels: this is not JSON"),
        ('{"version": 2, "files": []}', "version: "),
        ('{"version": 1, "files": [{"path": "a.csv", "category": "tests", "label": {}}]}', r"files\.0\.category: "),
        ('{"__ndjson":true}\n{"__key":"files"', "line 2: this is not JSON"),
        ('{"__ndjson":true}\n{"__key":"files","__item":{"path":"a"}}', "line 2: category: "),
    ],
)
def test_a_wrong_list_is_an_error_that_names_the_field(tmp_path: Path, content: str, cause: str) -> None:
    """What is wrong with a list of labels is said with its file, line and field."""
    (tmp_path / "info.labels").write_text(content, "utf-8")
    with pytest.raises(SampleError, match=cause):
        read_dataset(tmp_path)


def test_wrong_boxes_are_an_error_that_names_the_field(tmp_path: Path) -> None:
    """A box without a size is an error of the file of boxes."""
    boxes = {"version": 1, "boundingBoxes": {"a.png": [{"label": "7", "x": 1, "y": 2, "width": 3}]}}
    (tmp_path / "bounding_boxes.labels").write_text(json.dumps(boxes), "utf-8")
    with pytest.raises(SampleError, match=r"bounding_boxes\.labels: boundingBoxes\.a\.png\.0\.height: Field required"):
        read_dataset(tmp_path)


def test_boxes_alone_make_a_data_set(tmp_path: Path) -> None:
    """A folder of pictures with boxes and no other list has them all, with their boxes."""
    (tmp_path / "seven.1.png").touch()
    boxes = {"version": 1, "boundingBoxes": {"seven.1.png": [{"label": 7, "x": 1, "y": 2, "width": 3, "height": 4}]}}
    (tmp_path / "bounding_boxes.labels").write_text(json.dumps(boxes), "utf-8")
    (entry,) = read_dataset(tmp_path).samples
    assert (entry.label, entry.bounding_boxes) == ("seven", (Box("7", 1, 2, 3, 4),))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing folder is an error of the data set, not of the operating system."""
    with pytest.raises(SampleError, match="nowhere: there is no such folder"):
        read_dataset(tmp_path / "nowhere")
