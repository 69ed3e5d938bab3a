"""Two sweeps beside each other: fair, mirrored, and plain about what differs."""

from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from tests.sweeps.kept import CANDIDATE, LABELS, REFERENCE, decisions, objects, sample
from variantlens.comparison.outcomes import UNCERTAIN, Harm
from variantlens.sweep_address import Terms
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Word
from variantlens.sweeps.versus.comparing import Side, Versus, candidate_pairs, versus
from variantlens.sweeps.versus.mending import Mended
from variantlens.sweeps.versus.wording import answer_sentence, bound_line, common, gain_sentence, reference_sentence
from variantlens.sweeps.versus.wording import row_line as line_of

CAT, DOG = LABELS
TERMS = Terms(1.0, "points of accuracy")
said = st.sampled_from([CAT, DOG, UNCERTAIN])
sweeps = st.dictionaries(st.integers(0, 6), st.tuples(said, said), min_size=1, max_size=6)
MIRRORED = {
    Mended.MENDED: Mended.BROKEN,
    Mended.BROKEN: Mended.MENDED,
    Mended.STILL: Mended.STILL,
    Mended.CHANGED: Mended.CHANGED,
}


def side(rows: dict[int, tuple[str, str]], **asked: object) -> Side:
    """A sweep over samples of one window that should be a cat: what reference and candidate say of each."""
    request = SweepRequest.model_validate({"project": 1, "variants": (REFERENCE, CANDIDATE)} | asked)
    made = [sample(at, decisions([CAT], [one], [other]), label=CAT) for at, (one, other) in rows.items()]
    return Side(request, made)


def compared(before: dict[int, tuple[str, str]], after: dict[int, tuple[str, str]]) -> Versus:
    """Two such sweeps beside each other."""
    return versus(side(before), side(after), TERMS)


def ids(found: Versus, what: Mended) -> set[int]:
    """The samples of which one thing became."""
    return {row.pair.after.sample for row in found.broken[0].which(what)}


def test_each_broken_sample_is_mended_newly_broken_or_still_broken() -> None:
    """A sample is broken by a harmful flip; what never was broken stands in no list."""
    found = compared(
        {1: (CAT, DOG), 2: (CAT, CAT), 3: (CAT, DOG), 4: (CAT, CAT), 5: (DOG, CAT), 6: (CAT, DOG)},
        {1: (CAT, CAT), 2: (CAT, DOG), 3: (CAT, UNCERTAIN), 4: (CAT, CAT), 5: (DOG, CAT), 7: (CAT, DOG)},
    )
    assert ids(found, Mended.MENDED) == {1}
    assert ids(found, Mended.BROKEN) == {2}
    assert ids(found, Mended.STILL) == {3}
    assert [len(found.paired.only_before), len(found.paired.only_after)] == [1, 1]


def test_a_sample_that_was_never_broken_may_change_all_the_same() -> None:
    """Where the reference errs, a candidate that no longer does better has no harmful flip, but fewer right."""
    found = compared({1: (DOG, CAT), 2: (DOG, DOG)}, {1: (DOG, DOG), 2: (DOG, DOG)})
    assert ids(found, Mended.CHANGED) == {1}
    assert len(found.broken[0].rows) == 1
    assert line_of(found.broken[0].rows[0]) == "right 1 → 0 of 1"


def test_a_sample_that_the_reference_gives_up_is_not_called_better() -> None:
    """Where both err by now the flip is gone, and the row says that it is the reference that changed."""
    found = compared({1: (CAT, DOG)}, {1: (DOG, DOG)})
    (row,) = found.broken[0].which(Mended.MENDED)
    assert row.by_reference
    assert "it is the reference that changed" in line_of(row)
    assert found.reference_differs == 1
    told = reference_sentence(found.contrasts[0])
    assert told is not None
    assert "100.0 % → 0.0 %" in told.text


@how(max_examples=40)
@given(sweeps, sweeps)
def test_swapping_mirrors_everything(before: dict[int, tuple[str, str]], after: dict[int, tuple[str, str]]) -> None:
    """What was mended is newly broken, a gain is a loss, and the verdicts change places."""
    there, back = compared(before, after), compared(after, before)
    for what, other in MIRRORED.items():
        shown = [broken.which(what) for broken in there.broken], [broken.which(other) for broken in back.broken]
        assert [[row.pair.before for row in rows] for rows in shown[0]] == [
            [row.pair.after for row in rows] for rows in shown[1]
        ]
    assert there.reference_differs == back.reference_differs
    assert there.alone == back.alone[::-1]
    for one, other_way in zip(there.contrasts, back.contrasts, strict=True):
        assert one.verdicts == other_way.verdicts[::-1]
        assert (one.gain is None) == (other_way.gain is None)
        if one.gain and other_way.gain:
            assert (one.gain.at_least, one.gain.at_most) == (-other_way.gain.at_most, -other_way.gain.at_least)


@given(sweeps, sweeps)
def test_verdicts_rest_on_common_samples_alone(
    before: dict[int, tuple[str, str]], after: dict[int, tuple[str, str]]
) -> None:
    """Both verdicts have the same n: the samples that both sweeps have."""
    found = compared(before, after)
    shared = len(before.keys() & after.keys())
    assert {verdict.samples for each in found.contrasts for verdict in each.verdicts} <= {shared}
    assert bool(found.contrasts) == bool(shared)


def test_candidates_of_one_name_belong_together_and_of_the_rest_the_last_two() -> None:
    """A recalibrated variant may have a name of its own; where several are left nobody guesses."""
    wanted = [("int8", "w8a16"), ("int8", "w8a8"), ("a", "b", "c")]
    first, second, third = (side({1: (CAT, CAT)}, variants=(REFERENCE, *names)).request for names in wanted)
    assert candidate_pairs(first, second) == (("int8", "int8"), ("w8a16", "w8a8"))
    assert candidate_pairs(first, third) == ()


def test_a_retrained_block_with_another_id_is_the_same_block() -> None:
    """Where one block of a kind is left on either side, these are held against each other."""
    after = side(dict.fromkeys(range(3), (CAT, CAT)))
    moved = [
        each.model_copy(update={"blocks": tuple(b.model_copy(update={"block": 9}) for b in each.blocks)})
        for each in after.outcomes
    ]
    found = versus(side(dict.fromkeys(range(3), (CAT, DOG))), Side(after.request, moved), TERMS)
    assert [verdict.block for verdict in found.contrasts[0].verdicts] == [1, 9]
    assert found.alone == ((), ())


def test_the_words_say_what_is_sure_and_what_is_not() -> None:
    """Thirty mended samples are better beyond chance; one is not enough data, and the verdict's change is told."""
    good = dict.fromkeys(range(60), (CAT, CAT))
    many = compared(good | dict.fromkeys(range(30), (CAT, DOG)), good)
    told = gain_sentence(many.contrasts[0])
    assert told is not None
    assert told.harm is Harm.HELPFUL
    assert told.text.startswith("int8 after is better than int8 before: accuracy 50.0 % → 100.0 %; of 60 recordings 30")
    assert "at least" in told.text
    assert "at 95 %" in told.text
    assert many.contrasts[0].verdicts[0].word is Word.WORSE
    assert answer_sentence(many.contrasts[0]).text == (
        "The answer changed: worse than allowed before, not enough data after."
    )
    one = gain_sentence(compared(good | {1: (CAT, DOG)}, good).contrasts[0])
    assert one is not None
    assert one.text.startswith("Not enough data to say whether int8 after is better than int8 before")
    none = gain_sentence(compared(good, good).contrasts[0])
    assert none is not None
    assert "neither better nor worse" in none.text
    assert "all 60 recordings" in none.text
    assert "60 recordings, 60 windows" in bound_line(many.contrasts[0].verdicts[1])


def test_what_is_left_out_is_counted() -> None:
    """N comes first, then how many only one of them has, and how many were labelled anew."""
    relabelled = sample(2, decisions([DOG], [CAT], [CAT]), label=DOG)
    before = side({1: (CAT, CAT), 2: (CAT, CAT), 3: (CAT, CAT)})
    after = Side(before.request, [before.outcomes[0], relabelled, *side({8: (CAT, CAT)}).outcomes])
    # Sample 8 has a name of its own, so that it is not sample 3.
    assert common(versus(before, after, TERMS).paired, image=False).text == (
        "Compared on the 1 recording that both have; left out: 1 only before, 1 only after, "
        "1 labelled or cut otherwise by now."
    )
    nothing = versus(before, side({9: (CAT, CAT)}), TERMS)
    assert "no recording in common" in common(nothing.paired, image=False).text
    assert nothing.contrasts == ()


def test_pictures_are_held_against_each_other_by_their_objects() -> None:
    """In detection what is right counts found objects."""
    hit, miss = [("cat", 0.9, True)], [("cat", 0.9, False)]
    made: list[list[SampleOutcome]] = [
        [sample(1, objects(["cat"], hit, found, harm=harm), image=True)]
        for found, harm in ((miss, [int(Harm.HARMFUL)]), (hit, []))
    ]
    request = side({}).request
    found = versus(Side(request, made[0]), Side(request, made[1]), Terms(1.0, "points of F1"))
    (row,) = found.broken[0].which(Mended.MENDED)
    assert [each.right for each in row.right] == [0, 1]
    assert not row.by_reference
