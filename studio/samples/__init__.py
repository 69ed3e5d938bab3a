"""Data sets and the sample files in them.

entries     what a list of labels says of a sample
datasets    a folder → its samples, nothing read yet
reading     a sample → its recording, by one module per format: tables, sounds, pictures, films, acquisition
texts       UTF-8 and UTF-16, with or without a byte order mark
recordings  what a sample file holds
errors      the one error: which file, and what is wrong with it
"""

from studio.samples.datasets import read_dataset
from studio.samples.entries import Box, Dataset, LabelRange, SampleEntry
from studio.samples.errors import SampleError
from studio.samples.reading import glance, read
from studio.samples.recordings import Kind, Recording

__all__ = [
    "Box",
    "Dataset",
    "Kind",
    "LabelRange",
    "Recording",
    "SampleEntry",
    "SampleError",
    "glance",
    "read",
    "read_dataset",
]
