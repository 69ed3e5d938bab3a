"""Samples that hang together are found by themselves, and what that means for a verdict."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import comb
from scipy.stats import binom

from tests.sweeps.kept import CANDIDATE, anomalies, block_of, decisions, objects, outputs, sample, values
from variantlens.sweeps.columns import Block, groups_of
from variantlens.sweeps.grouping import LEVEL, Grouping, clusterings, groupings, strata
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.outcomes import AnyBlockOutcome, SampleOutcome
from variantlens.sweeps.verdict import Word, judge
from variantlens.sweeps.wording import rule_sentence, verdict_sentence

POINT = allowed_loss(1, "points of accuracy")
RIGHT, LOST = decisions(["cat"], ["cat"], ["cat"]), decisions(["cat"], ["cat"], ["dog"])


def named(filename: str, label: str = "") -> SampleOutcome:
    """A sample of which only name and label matter."""
    return sample(0, RIGHT, label=label).model_copy(update={"filename": filename})


def people(kept: Sequence[AnyBlockOutcome], count: int = 30, keys: Sequence[str] = ("person",)) -> Block:
    """Samples of so many persons in turn, all of one label."""
    return block_of(
        *[sample(at, each, label="cat", metadata=dict.fromkeys(keys, f"p{at % count}")) for at, each in enumerate(kept)]
    )


def lost_by(*persons: int, samples: int = 990, count: int = 30) -> list[AnyBlockOutcome]:
    """A sample of a person is lost as often as the person is named; samples of persons in turn."""
    left = {person: persons.count(person) for person in persons}
    kept: list[AnyBlockOutcome] = []
    for at in range(samples):
        left[at % count] = left.get(at % count, 0) - 1
        kept.append(LOST if left[at % count] >= 0 else RIGHT)
    return kept


def ways(samples: Sequence[SampleOutcome]) -> tuple[str, ...]:
    """By what samples can be grouped."""
    return tuple(each.by for each in groupings(samples))


def test_devices_and_metadata_group() -> None:
    """A device, and each metadata key that several samples share."""
    made = [
        sample(at, RIGHT, device=f"board {at % 3}", metadata={"person": f"{at % 7}", "taken": f"{at}", "site": "lab"})
        for at in range(42)
    ]
    assert ways(made) == ("device", "person")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("{label}.p{person:02}.{at:03}.csv", ("name part 2",)),
        ("p{person:02}_{label}_{at}", ("name part 1",)),
        ("{label}-{at}", ()),
        ("{label}.csv", ()),
    ],
)
@pytest.mark.parametrize("labels", [("walk", "run"), ("jumping_jack", "run")])
def test_parts_of_names_group(name: str, expected: tuple[str, ...], labels: tuple[str, str]) -> None:
    """What samples share in their names besides the label, also where the label holds a separator."""
    made = [
        named(name.format(label=labels[at % 2], person=at // 2 % 6, at=at), label=labels[at % 2]) for at in range(60)
    ]
    assert ways(made) == expected


def test_what_the_label_says_is_no_grouping() -> None:
    """A key that says the label again, or more coarsely, says nothing besides it."""
    labels = ["cat", "dog", "car"]
    made = [
        sample(at, RIGHT, label=labels[at % 3], metadata={"class": labels[at % 3], "alive": str(at % 3 < 2)})
        for at in range(60)
    ]
    assert ways(made) == ()


def test_what_the_category_says_is_no_grouping() -> None:
    """Names or keys that only tell training from testing are none of persons."""
    kept = decisions(["cat"], ["cat"], ["cat"])
    made = [
        sample(at, kept, label="cat", category=part, metadata={"split": part.upper()})
        for at, part in enumerate(["testing", "training"] * 6)
    ]
    assert ways(made) == ()


def test_the_same_parts_are_named_once() -> None:
    """Where two keys part the samples alike, by the first."""
    assert ways(people([RIGHT] * 60, keys=("person", "badge")).samples) == ("person",)


def test_groups_hold_several_samples() -> None:
    """Where most groups are of one sample, nothing hangs together."""
    pairs = [sample(at, RIGHT, metadata={"person": f"{min(at, 30)}"}) for at in range(60)]
    assert ways(pairs) == ()


def test_a_part_of_the_name_can_be_chosen() -> None:
    """Samples are grouped by it as by a metadata key; one without it is a group by itself."""
    made = [named("walk.p1.1", "walk"), named("run.p1.2", "run"), named("run", "run"), named("run.p2.1", "run")]
    units, names = groups_of(made, "name part 2")
    assert units.tolist() == [0, 0, 1, 2]
    assert names == ("p1", "run (2)", "p2")


def test_labels_of_few_samples_are_one() -> None:
    """Expected values are labels too: nothing could be dealt out anew within each."""
    made = [sample(at, RIGHT, label=label) for at, label in enumerate(["cat"] * 5 + ["1.0", "2.5", "7.1"])]
    assert len(set(strata(made).tolist())) == 2


def test_losses_of_few_persons_cluster() -> None:
    """Two pairs of lost samples, each of one of thirty persons, are beyond chance; the candidate does not pass."""
    verdict = judge(people(lost_by(4, 4, 9, 9)), CANDIDATE, POINT)
    assert verdict.grouped is not None
    assert (verdict.grouped.by, verdict.grouped.groups) == ("person", 30)
    assert verdict.grouped.p < LEVEL
    assert verdict.word is Word.UNKNOWN
    assert (verdict.grouped.apart.word, verdict.grouped.bounds.word) == (Word.WITHIN, Word.UNKNOWN)


def test_losses_of_many_persons_do_not() -> None:
    """One each of a few persons is what chance does."""
    verdict = judge(people(lost_by(1, 8, 20)), CANDIDATE, POINT)
    assert verdict.grouped is None
    assert verdict.word is Word.WITHIN


def test_no_loss_clusters_by_nothing() -> None:
    """Without a loss nothing is asked."""
    assert judge(people([RIGHT] * 400), CANDIDATE, POINT).grouped is None


def test_worse_needs_both() -> None:
    """Many losses of three of thirty persons may be these three: it is not sure that others lose."""
    verdict = judge(people(lost_by(*[0, 1, 2] * 20)), CANDIDATE, POINT)
    assert verdict.grouped is not None
    assert verdict.grouped.apart.word is Word.WORSE
    assert verdict.word is Word.UNKNOWN
    spread = judge(people(lost_by(*list(range(24)) * 12)), CANDIDATE, POINT)
    assert spread.grouped is not None
    assert spread.word is Word.WORSE


def test_a_pass_needs_both() -> None:
    """With enough groups a candidate whose losses cluster passes, and the wider bounds hold."""
    block = people(lost_by(*[3] * 5, samples=2000, count=400), count=400)
    verdict = judge(block, CANDIDATE, allowed_loss(2, "points of accuracy"))
    alone = judge(block, CANDIDATE, allowed_loss(2, "points of accuracy"), by="person")
    assert verdict.grouped is not None
    assert verdict.word is Word.WITHIN
    assert verdict.upper == alone.upper == verdict.grouped.bounds.upper > verdict.grouped.apart.upper
    assert verdict.lower == min(alone.lower, verdict.grouped.apart.lower)


def test_a_chosen_grouping_is_not_questioned() -> None:
    """Who says what counts once gets that verdict alone."""
    verdict = judge(people(lost_by(4, 4, 4)), CANDIDATE, POINT, by="person")
    assert verdict.grouped is None
    assert verdict.samples == 30


def test_the_grouping_that_leaves_most_open_is_given() -> None:
    """Of persons and the few sites that they were at, sites; the other one is named."""
    kept = lost_by(*[0, 10] * 12)
    made = [
        sample(at, each, label="cat", metadata={"person": f"{at % 30}", "site": f"{at % 10}"})
        for at, each in enumerate(kept)
    ]
    verdict = judge(block_of(*made), CANDIDATE, POINT)
    assert verdict.grouped is not None
    assert (verdict.grouped.by, verdict.grouped.others) == ("site", ("person",))
    assert "cluster by site (p < 0.001)" in verdict_sentence(verdict).text
    assert verdict_sentence(verdict).text.count("They cluster by person too.") == 1


def test_a_floor_is_held_by_both() -> None:
    """What samples reach for sure and groups do not is not known to be reached."""
    block = people(lost_by(*[0, 1, 2] * 4))
    allowed = allowed_loss(20, "points of accuracy")
    assert judge(block, CANDIDATE, allowed, floor=80).word.passes
    held = judge(block, CANDIDATE, allowed, floor=97)
    assert held.floor is not None
    assert (held.word, held.floor.reached) == (Word.UNKNOWN, None)


def test_the_sentence_says_what_decided() -> None:
    """The wider bound, by what losses cluster, how many groups, and what each sample by itself would say."""
    verdict = judge(people(lost_by(4, 4, 4, 4)), CANDIDATE, POINT)
    text = verdict_sentence(verdict).text
    assert text.startswith(
        "Not enough data to say that int8 loses less than 1.0 point of accuracy: accuracy 100.0 % → 99.6 %, "
        f"4 of 990 recordings got worse; that excludes a loss of more than {verdict.upper:.1%}".rstrip("%")
    )
    assert (
        " Losses cluster by person (p < 0.001), so that recordings of one person are judged as one as well, "
        "30 groups in all; each by itself would say “within the allowed loss”. About "
    ) in text
    assert text.endswith("groups would do, if they behaved like these.")
    assert f"the larger of two bounds holds: {100 * verdict.upper:.1f} over 30 groups" in rule_sentence(verdict)


KINDS: dict[str, tuple[AnyBlockOutcome, AnyBlockOutcome]] = {
    "points of accuracy": (RIGHT, LOST),
    "points of F1": (
        objects(["cat"], [("cat", 0.9, True)], [("cat", 0.9, True)]),
        objects(["cat"], [("cat", 0.9, True)], [], harm=[2]),
    ),
    "mean absolute error": (values([0.0], [1.0], [1.0]), values([0.0], [1.0], [1.5])),
    "mean squared error": (outputs([0.0]), outputs([1.0])),
}


@pytest.mark.parametrize("unit", KINDS)
def test_losses_of_every_measure_cluster(unit: str) -> None:
    """Ten samples of one person get worse, in whatever is measured."""
    usual, worse = KINDS[unit]
    kept = [worse if each is LOST else usual for each in lost_by(*[7] * 10)]
    verdict = judge(people(kept), CANDIDATE, allowed_loss(1, unit))
    assert verdict.grouped is not None
    assert verdict.grouped.by == "person"
    even = [worse if at < 10 else usual for at in range(990)]
    assert judge(people(even), CANDIDATE, allowed_loss(1, unit)).grouped is None


def test_ranks_cluster() -> None:
    """Anomalies of one person fall among what is none."""
    random = np.random.default_rng(5)

    def block(fallen: Sequence[int]) -> Block:
        made = []
        for at, score in enumerate(random.uniform(0, 0.3, 600).tolist()):
            bad = at % 2 == 0
            before = score + bad * 0.6
            after = score if bad and at in fallen else before
            kept = anomalies([bad], [before], [after])
            made.append(sample(at, kept, label=str(bad), metadata={"person": f"p{at // 2 % 30}"}))
        return block_of(*made)

    allowed = allowed_loss(1, "points of AUROC")
    clustered = judge(block([at for at in range(600) if at // 2 % 30 == 7]), CANDIDATE, allowed)
    assert clustered.grouped is not None
    assert judge(block(range(0, 20, 2)), CANDIDATE, allowed).grouped is None


def test_labels_that_lose_more_are_no_persons() -> None:
    """Where one label loses everything and persons have different labels, it is the label."""
    random = np.random.default_rng(2)
    person = np.arange(600) % 30
    label = (random.random(600) < np.where(person < 10, 0.9, 0.1)).astype(np.intp)
    way = [Grouping("person", person, 30)]
    lost = np.where(label == 1, random.random(600) < 0.5, 0).astype(np.float64)
    assert clusterings(lost, way, label) == ()
    assert clusterings(lost, way, np.zeros_like(label))[0].p < LEVEL


def test_many_groupings_find_no_more_by_chance() -> None:
    """In few data sets whose losses are independent, however many groupings there are."""
    random = np.random.default_rng(3)
    found = 0
    for _ in range(300):
        lost = random.standard_normal(150)
        many = [Grouping(str(at), random.integers(0, 15, 150), 15) for at in range(6)]
        found += bool(clusterings(lost, many, random.integers(0, 2, 150)))
    assert found <= binom.ppf(0.999, 300, LEVEL)


def test_dealing_gives_the_same_p_whichever_way_it_is_done() -> None:
    """Few places are drawn by themselves, many by a whole shuffle; the chance of a pile is the same."""
    way = [Grouping("person", np.arange(640) % 8, 8)]
    labels = np.zeros(640, dtype=np.intp)
    sparse = np.zeros(640)
    sparse[[0, 8, 16]] = 1
    dense = np.zeros(640)
    dense[: 8 * 40 : 8] = 1
    assert clusterings(sparse, way, labels)[0].p == pytest.approx(8 * comb(80, 3) / comb(640, 3) / 2, abs=0.004)
    assert clusterings(dense, way, labels)[0].p < 0.001


def test_the_answer_is_the_same_every_time() -> None:
    """Dealings are drawn with a fixed seed."""
    block = people(lost_by(4, 4, 9, 9))
    first, second = (judge(block, CANDIDATE, POINT).grouped for _ in range(2))
    assert first is not None
    assert first == replace(first) == second
