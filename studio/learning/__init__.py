"""Learn blocks: features → what a block says of each window. One module per kind of block.

base        what all blocks share: their entry in project.json, the question they are asked, their answer
models      entries with model files: which file is which variant
classifier  keras: a score for each label
kmeans      anomaly: distance to the nearest cluster

A new kind is a module with a subclass of ``LearnFile``, and a name more in ``AnyLearnFile``.
"""

from typing import Annotated, TypeAlias

from pydantic import Field

from studio.learning.base import BlockAnswer, LearnFile, Question, ThresholdFile
from studio.learning.classifier import ClassifierFile
from studio.learning.kmeans import KMeansFile
from studio.learning.models import ModelsLearnFile

AnyLearnFile: TypeAlias = Annotated[ClassifierFile | KMeansFile, Field(discriminator="type")]

__all__ = [
    "AnyLearnFile",
    "BlockAnswer",
    "ClassifierFile",
    "KMeansFile",
    "LearnFile",
    "ModelsLearnFile",
    "Question",
    "ThresholdFile",
]
