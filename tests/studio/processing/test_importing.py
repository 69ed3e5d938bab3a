"""What importing the package costs."""

import subprocess
import sys

PROBE = """
import sys
import numpy, pydantic
before = set(sys.modules)
from studio.processing import TYPES, processor
for block in TYPES:
    processor(block, {}, axes=1, frequency_hz=16000)
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""


def test_scipy_is_imported_when_it_is_needed() -> None:
    """Importing the package and making every block, as at the service's start, imports no SciPy."""
    probe = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    imported = probe.stdout.split()
    assert "studio" in imported
    assert not {"scipy", "tensorflow", "fastapi"} & set(imported)
