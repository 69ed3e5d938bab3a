"""The one error of this package: a sample or data set that cannot be read."""

from pathlib import Path


class SampleError(ValueError):
    """A sample file or a list of labels cannot be read.

    Attributes:
        file: Name of the file, without its folder.
        cause: What is wrong with it, in plain words.
    """

    def __init__(self, path: Path | str, cause: str) -> None:
        self.file = Path(path).name
        self.cause = cause
        super().__init__(f"{self.file}: {cause}")
