"""Only what a number is computed from makes an answer unusable, and then for its variant and learn block alone."""

import json
from typing import Any

import pytest

from tests.service.networks import always, client_of
from tests.service.wire import SCORES, answer, blocks, classification, compared, notices
from variantlens.comparison.compare import ENABLE
from variantlens.comparison.sentences import block_line, headline
from variantlens.service.errors import BadAnswer
from variantlens.store.packing import pack, unpack

FLIP = "int8 decides differently in 1 of 3 windows: at 0.5 s it wrongly says wave where float32 rightly says idle."


def in_every_block(**fields: Any) -> dict[str, Any]:
    """An answer whose learn blocks have other fields."""
    body = answer()
    for block in blocks(body):
        block["learnBlock"] |= fields
    return body


def of_sample(**fields: Any) -> dict[str, Any]:
    """An answer whose sample has other fields."""
    body = answer()
    body["sample"]["sample"] |= fields
    return body


def of_payload(**fields: Any) -> dict[str, Any]:
    """An answer whose sample's values have other fields."""
    body = answer()
    body["sample"]["payload"] |= fields
    return body


def without(*names: str) -> dict[str, Any]:
    """An answer without some of its fields."""
    body = answer()
    for name in names:
        del body[name]
    return body


@pytest.mark.parametrize(
    "body",
    [
        in_every_block(name=None, title=None),
        in_every_block(name=7, dsp=None, createdBy=[]),
        in_every_block(createdAt="0000-00-00T00:00:00Z"),
        of_sample(created="Invalid date", lastModified="", added=False),
        of_sample(label=None, sensors=None, boundingBoxes=None, metadata=[], filename=None),
        of_sample(sensors=[{"name": None, "units": None}], isDisabled="perhaps"),
        of_sample(id="two"),
        of_payload(values=None),
        of_payload(values=[["a"], None, [True]]),
        of_payload(sensors=None, cropStart="x"),
        answer(sample={}),
        answer(sample=None),
        without("sample"),
        answer(alreadyInDatabase=None, windowSizeMs=None),
        answer(success=None),
    ],
)
def test_a_fault_in_what_is_only_shown_changes_no_decision(body: dict[str, Any]) -> None:
    """Names, dates, labels, values and flags of another type, null or missing leave the comparison as it is."""
    assert headline(compared(body)).text == FLIP


@pytest.mark.parametrize(
    ("named", "called"),
    [
        ({"name": None}, "Classification"),
        ({"name": None, "title": None}, "keras"),
        ({"name": None, "title": None, "type": None}, "learn block 2"),
    ],
)
def test_a_block_without_a_name_is_called_by_what_else_it_has(named: dict[str, Any], called: str) -> None:
    """The title stands for the name, then the type, then the number."""
    comparison = compared(in_every_block(**named))
    assert block_line(comparison, comparison.blocks[0]).text.startswith(f"{called}: int8 decides differently")


@pytest.mark.parametrize("fault", ["0.1", True, [0.1], {}])
def test_a_score_that_is_none_costs_its_variant_and_block(fault: Any) -> None:
    """A text or a boolean for a score names the field; the variant's other block is compared."""
    body = answer()
    for result in body["results"]:
        other = classification(SCORES[result["variant"]])
        other["learnBlock"] |= {"id": 3, "name": "Other"}
        result["classifications"].append(other)
    body["results"][1]["classifications"][0]["result"][1]["idle"] = fault
    comparison = compared(body)
    assert [each.block.called for each in comparison.blocks] == ["Classifier", "Other"]
    told = " ".join(notices(comparison))
    assert "What int8 says of Classifier cannot be used: the field results[1].classifications[0].result[1].idle" in told
    assert "int8 decides differently in 1 of 3 windows of Other" in headline(comparison).text


def test_an_answer_of_which_nothing_can_be_used_names_the_field() -> None:
    """Where every score is a text, there is nothing left to compare, and the first field is named."""
    body = answer()
    for block in blocks(body):
        block["result"] = [{"idle": "0.9"}]
    with pytest.raises(BadAnswer) as caught:
        compared(body)
    assert caught.value.field == "results[0].classifications[0].result[0].idle"
    assert caught.value.found == "'0.9'"


def test_a_variant_without_classifications_stands_beside_the_other() -> None:
    """Null instead of classifications is told, and what came is still shown."""
    body = answer()
    body["results"][1]["classifications"] = None
    comparison = compared(body)
    assert notices(comparison) == ["int8 sent no classifications."]
    assert len(comparison.blocks) == 1


@pytest.mark.parametrize("body", [answer(results=[]), answer(results=None), without("results")])
def test_an_answer_without_results_says_what_to_do(body: dict[str, Any]) -> None:
    """The document makes results optional: empty, null and missing are the same, and the way out is named."""
    comparison = compared(body)
    assert headline(comparison).text == "Neither float32 nor int8 was answered: there is nothing to compare."
    assert notices(comparison) == [ENABLE]


def test_a_block_of_an_unknown_type_is_compared_with_a_notice() -> None:
    """Scores are scores, whatever computes them; that the type is not known is said."""
    comparison = compared(in_every_block(type="vlm"))
    assert headline(comparison).text == FLIP
    told = "Classifier: Blocks of the type vlm are not known here; what came is compared as what it looks like."
    assert notices(comparison) == [told]


@pytest.mark.parametrize(
    "label",
    [
        {"startIndex": 0, "endIndex": 2.5, "label": "idle"},
        {"startIndex": None, "endIndex": 2, "label": "idle"},
        {"startIndex": 0, "endIndex": 2, "label": None},
        {"startIndex": 0, "label": "idle"},
        "idle",
        None,
    ],
)
def test_a_broken_expected_label_is_left_out_with_a_notice(label: Any) -> None:
    """The other expected labels judge on."""
    body = answer()
    whole = {"startIndex": 1, "endIndex": 1, "label": "idle"}
    for block in blocks(body):
        block["expectedLabels"] = [label, whole]
    comparison = compared(body)
    assert headline(comparison).text == FLIP
    assert notices(comparison) == [
        f"{variant} sent 1 expected label that cannot be read: left out." for variant in ("float32", "int8")
    ]


def test_expected_labels_that_are_null_are_none() -> None:
    """A list that is null is empty, without a word."""
    body = answer()
    for block in blocks(body):
        block |= {"expectedLabels": None, "thresholds": None}
    comparison = compared(body)
    assert notices(comparison) == []
    assert "says wave where float32 says idle" in headline(comparison).text


def test_boxes_without_rows_are_compared() -> None:
    """A detector's result may be null: its boxes are in structuredResult."""
    body = answer()
    found = {"boxes": [[0.1, 0.1, 0.5, 0.4]], "labels": ["cup"], "scores": [0.9], "mAP": "n/a", "f1": 0}
    for block in blocks(body):
        block |= {"result": None, "structuredResult": [found], "objectDetectionLastLayer": "yolo-pro"}
        block["learnBlock"]["type"] = "keras-object-detection"
    comparison = compared(body)
    assert "int8 decides like float32" in headline(comparison).text
    assert notices(comparison) == [
        f"{variant} sent 1 field of its boxes that cannot be read: left out." for variant in ("float32", "int8")
    ]


@pytest.mark.parametrize("variants", [(0,), (1,), (0, 1)])
@pytest.mark.parametrize("block", [{"id": None, "type": "keras", "name": "Classifier"}, None])
def test_a_block_without_its_number_is_the_one_in_the_same_place(variants: tuple[int, ...], block: Any) -> None:
    """No number is computed from it: the places pair the blocks, and that is said."""
    body = answer()
    for at in variants:
        body["results"][at]["classifications"][0]["learnBlock"] = block
    comparison = compared(body)
    assert headline(comparison).text == FLIP
    told = [text for text in notices(comparison) if "without its number" in text]
    assert len(told) == len(variants)


@pytest.mark.parametrize("odd", ["NaN", "1e308", "null", '"x"'])
def test_a_labelled_box_that_cannot_be_is_left_out_with_a_notice(odd: str) -> None:
    """The other boxes judge on, also when the stored answer is opened again."""
    body = of_sample(boundingBoxes=[{"label": "cup", "x": 987654321, "y": 1, "width": 2, "height": 2}])
    body["sample"]["sample"]["boundingBoxes"].append({"label": "cup", "x": 1, "y": 1, "width": 2, "height": 2})
    text = json.dumps(body).replace("987654321", odd)
    read = client_of(always(text=text)).classify_variants(1, 2, ["float32", "int8"])
    assert [box.x for box in unpack(pack(read)).sample.sample.bounding_boxes] == [1]
    assert "The service sent 1 labelled box that cannot be read: left out." in notices(compared(text=text))


def test_a_row_that_is_null_is_a_window_without_scores() -> None:
    """The other windows keep their places."""
    body = answer()
    body["results"][1]["classifications"][0]["result"][0] = None
    comparison = compared(body)
    assert "in 1 of 2 windows: at 0.5 s" in headline(comparison).text
    assert "int8 sent 1 window that cannot be read: left out." in notices(comparison)


def test_very_long_labels_are_shortened_in_sentences() -> None:
    """Beginning and end stay, since either may tell it from others; the comparison holds the whole."""
    long = "x" * 2500 + "y" * 2500
    body = answer()
    for result in body["results"]:
        result["classifications"][0]["result"] = [
            {long if label == "idle" else label: score for label, score in row.items()}
            for row in SCORES[result["variant"]]
        ]
    comparison = compared(body)
    text = headline(comparison).text
    assert len(text) < 250
    assert "x…y" in text
    assert comparison.blocks[0].results[0].labels[0] == long  # type: ignore[union-attr]


ODD = ["NaN", "Infinity", "-Infinity", "-2000", "1e308", "1e999"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("field", ["windowSizeMs", "windowIncreaseMs"])
def test_times_that_cannot_be_are_not_known(field: str, odd: str) -> None:
    """Windows then have numbers instead of places in time, and no infinite second is named."""
    whole = json.dumps(answer())
    comparison = compared(text=whole.replace(f'"{field}": {answer()[field]}', f'"{field}": {odd}'))
    text = headline(comparison).text
    assert "inf" not in text
    assert "nan" not in text
    assert ("in window 1" in text) == (field == "windowIncreaseMs")
    told = "The service does not say how far windows are apart: they have no place in time."
    assert (told in notices(comparison)) == (field == "windowIncreaseMs")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("field", ["intervalMs", "frequencyHz", "minimumConfidenceRating"])
def test_other_odd_numbers_end_in_no_exception(field: str, odd: str) -> None:
    """Of the times, rates and thresholds of a block none stops the comparison."""
    body = answer()
    for block in blocks(body):
        block[field] = 987654321
    assert headline(compared(text=json.dumps(body).replace("987654321", odd))).text == FLIP


@pytest.mark.parametrize("odd", [*ODD, "17"])
def test_nobody_agrees_where_nothing_could_pass_the_threshold(odd: str) -> None:
    """A threshold that no score can reach decides nothing, or is not used; it never makes variants agree."""
    body = answer()
    for block in blocks(body):
        block["thresholds"][0]["value"] = 987654321
    comparison = compared(text=json.dumps(body).replace("987654321", odd))
    text = headline(comparison).text
    assert "agree" not in text
    if odd == "17":
        assert text == "float32 and int8 cannot be compared: no window is decided by both."
        assert "No score can reach the threshold of 17: nothing is decided." in notices(comparison)
    elif odd not in ("-2000",):
        assert "int8 sent a threshold min_score that is no number to be reached" in " ".join(notices(comparison))


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "-1", "1e308", "null"])
def test_odd_scores_end_in_no_exception(odd: str) -> None:
    """A score that is no number leaves its window undecided or decides with the others; nothing stops."""
    text = json.dumps(answer()).replace("0.71", odd)
    assert "int8 decides differently" in headline(compared(text=text)).text


def test_what_was_left_out_is_still_told_when_an_answer_is_opened_again() -> None:
    """A stored answer remembers what could not be read."""
    body = answer()
    body["results"][1]["classifications"][0]["expectedLabels"].append("idle")
    read = client_of(always(json=body)).classify_variants(1, 2, ["float32", "int8"])
    assert unpack(pack(read)).results[1].unread == read.results[1].unread != []


def test_an_answer_of_thousands_of_faults_names_some() -> None:
    """A list whose entries are all wrong does not fill what is kept."""
    body = of_payload(values=[["a"]] * 5000)
    read = client_of(always(json=body)).classify_variants(1, 2, ["float32", "int8"])
    assert len(read.unread) < 50


def test_lists_leave_out_what_cannot_be_read_and_keep_the_rest() -> None:
    """A project or an impulse with an odd field is listed; one without an id is not."""
    body = {"success": True, "projects": [{"id": 1, "name": None, "created": "never"}, {"name": "no id"}, {"id": 3}]}
    assert [project.id for project in client_of(always(json=body)).projects()] == [1, 3]


def test_a_service_cannot_write_our_own_notes() -> None:
    """A field of the name that we remember faults under is read like any other odd one."""
    body = in_every_block(name=7) | {"variantLensUnread": "x"}
    body["results"][0]["variantLensUnread"] = ["y"]
    body["results"][0]["classifications"][0]["expectedLabels"].append("idle")
    assert headline(compared(body)).text == FLIP
