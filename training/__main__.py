"""Builds demo projects: ``python -m training``, ``python -m training motion``, ``python -m training check``.

Every recipe runs in a process of its own, since what TensorFlow did before shows in the names that it writes
into a model.
"""

import argparse
import ast
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from training import check

HERE = Path(__file__).parent
DEMOS = HERE.parent / "studio" / "demos"

ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # its kernels add in an order that depends on the processor
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}


def recipes() -> list[str]:
    """The demos that can be built: modules of this package that define ``build``, named like their folder."""
    return sorted(path.stem.replace("_", "-") for path in HERE.glob("*.py") if _defines_build(path))


def _defines_build(path: Path) -> bool:
    tree = ast.parse(path.read_text())
    return any(isinstance(node, ast.FunctionDef) and node.name == "build" for node in tree.body)


def build_apart(name: str, folder: Path) -> None:
    """Builds one demo into a folder, in a new process.

    Raises:
        subprocess.CalledProcessError: The recipe failed; it has said why.
    """
    command = [sys.executable, "-m", "training", "--folder", str(folder), name]
    subprocess.run(command, check=True, cwd=HERE.parent, env={**os.environ, **ENVIRONMENT})  # noqa: S603 (our own)


def rebuild_and_compare(names: list[str]) -> bool:
    """Builds demos into a temporary folder and prints how they compare with what is shipped; True if all agree."""
    agree = True
    for name in names:
        with tempfile.TemporaryDirectory() as temporary:
            fresh = Path(temporary) / name
            build_apart(name, fresh)
            comparison = check.compare(DEMOS / name, fresh)
        print(f"{name}: {comparison}")
        agree = agree and comparison.agree
    return agree


def main() -> int:
    """Runs what the command line asks for; returns the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Builds the demo projects.")
    parser.add_argument("--folder", type=Path, help="build here, in this process (one demo only)")
    parser.add_argument("what", nargs="*", help="demos to build, all without a name; 'check' first: compare instead")
    arguments = parser.parse_args()
    checking = arguments.what[:1] == ["check"]
    names = arguments.what[checking:] or recipes()
    if unknown := sorted(set(names) - set(recipes())):
        parser.error(f"no recipe for {', '.join(unknown)}; there are {', '.join(recipes())}")
    if arguments.folder:
        importlib.import_module(f"training.{names[0].replace('-', '_')}").build(arguments.folder)
        return 0
    if checking:
        return 0 if rebuild_and_compare(names) else 1
    for name in names:
        build_apart(name, DEMOS / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
