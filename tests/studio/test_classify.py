"""One sample through all blocks and variants: each block is asked no more often than it can answer differently."""

import pytest

from benchmarks.programs import ROOT
from studio.classify import Wish, classify, prepared
from studio.inference import Runtime
from studio.learning import BlockAnswer, ClassifierFile, KMeansFile, Question
from studio.projects import load

VARIANTS = ("float32", "int8")


def test_a_block_without_variants_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """K-means computes the same for every variant: it is asked once, and stands in the answer of each."""
    asked: list[str] = []
    for kind in (KMeansFile, ClassifierFile):
        ask = kind.ask

        def counted(self: KMeansFile, question: Question, ask: object = ask) -> BlockAnswer:
            asked.append(self.type)
            return ask(self, question)  # type: ignore[operator, no-any-return]  # the method that it stands for

        monkeypatch.setattr(kind, "ask", counted)
    task = prepared(load(ROOT / "studio" / "demos" / "motion"), Wish(1, VARIANTS))
    answer = classify(task, Runtime())
    assert sorted(asked) == ["anomaly", "keras", "keras"]
    scores = [
        [part.result for part in result.classifications if part.learn_block.type == "anomaly"]
        for result in answer.results
    ]
    assert [result.variant for result in answer.results] == list(VARIANTS)
    assert scores[0] == scores[1]
    assert len(scores[0][0]) == len(task.windows)
