"""Learn blocks: features → what a block says of each window. One module per kind of block.

base        what all blocks share: their entry in project.json, the question they are asked, their answer
models      entries with model files: which file is which variant
scenes      what is known of a picture: the part that a model sees, and what truly is in it
classifier  keras: a score for each label
kmeans      anomaly: distance to the nearest cluster
mixture     anomaly-gmm: negative log-likelihood under a mixture of Gaussians
detectors   what all blocks share that find objects
fomo        keras-object-detection with the last layer fomo: objects out of a grid of cells
boxes       keras-object-detection with the last layer mobilenet-ssd: objects with boxes of their own
regression  keras-regression: a number
freeform    keras-freeform: the model's output as it is
visual_anomaly, cell_mixture  keras-visual-anomaly: a grid of scores over a picture

A new kind is a module with a subclass of ``LearnFile``, and a name more in ``AnyLearnFile``.
"""

from typing import Annotated, TypeAlias

from pydantic import Field

from studio.learning.base import BlockAnswer, LearnFile, Question, ThresholdFile
from studio.learning.boxes import BoxesFile
from studio.learning.classifier import ClassifierFile
from studio.learning.fomo import FomoFile
from studio.learning.freeform import FreeformFile
from studio.learning.kmeans import KMeansFile
from studio.learning.mixture import GmmFile
from studio.learning.models import ModelsLearnFile
from studio.learning.regression import RegressionFile
from studio.learning.visual_anomaly import VisualAnomalyFile

AnyDetectorFile: TypeAlias = Annotated[FomoFile | BoxesFile, Field(discriminator="last_layer")]
AnyLearnFile: TypeAlias = Annotated[
    ClassifierFile | RegressionFile | FreeformFile | KMeansFile | GmmFile | VisualAnomalyFile | AnyDetectorFile,
    Field(discriminator="type"),
]

__all__ = [
    "AnyLearnFile",
    "BlockAnswer",
    "BoxesFile",
    "ClassifierFile",
    "FomoFile",
    "FreeformFile",
    "GmmFile",
    "KMeansFile",
    "LearnFile",
    "ModelsLearnFile",
    "Question",
    "RegressionFile",
    "ThresholdFile",
    "VisualAnomalyFile",
]
