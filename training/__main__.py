"""Builds demo projects: ``python -m training``, ``python -m training motion``, ``python -m training check``.

Every recipe runs in a process of its own, since what TensorFlow did before shows in the names that it writes
into a model.
"""

import argparse
import ast
import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from training import check, shipped

HERE = Path(__file__).parent
ROOT = HERE.parent
DEMOS = ROOT / "studio" / "demos"

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


def build_apart(name: str, folder: Path, weights: Path | None = None) -> None:
    """Builds one demo into a folder, in a new process.

    Args:
        name: The demo.
        folder: Where it is built.
        weights: A folder of models whose float32 weights are taken; None trains.

    Raises:
        subprocess.CalledProcessError: The recipe failed; it has said why.
    """
    command = [sys.executable, "-m", "training", "--folder", str(folder), name]
    chosen = {} if weights is None else {shipped.VARIABLE: str(weights)}
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **ENVIRONMENT, **chosen})  # noqa: S603 (our own)


def rebuild_and_compare(names: list[str]) -> bool:
    """Builds demos twice into temporary folders and prints how they compare with what is shipped; True if all agree.

    Once from the shipped float32 weights, which must give the same decisions; once trained anew, which must tell the
    same story.
    """
    agree = True
    for name in names:
        with tempfile.TemporaryDirectory() as temporary:
            converted, trained = Path(temporary) / "converted" / name, Path(temporary) / "trained" / name
            build_apart(name, converted, weights=DEMOS / name / "models")
            same = check.compare(DEMOS / name, converted)
            print(f"{name}, shipped weights converted and quantized again: {same}", flush=True)
            build_apart(name, trained)
            told = check.story(DEMOS / name, trained)
            print(f"{name}, trained anew: {told}", flush=True)
            wanted, found = expected_verdict(DEMOS / name), verdict(trained)
            other = "" if found == wanted else f"; DISAGREES: {wanted} is expected"
            print(f"{name}, trained anew: the verdict is {found}{other}", flush=True)
        agree = agree and same.agree and told.agree and found == wanted
    return agree


def expected_verdict(folder: Path) -> str:
    """What a demo says of itself."""
    return str(json.loads((folder / "project.json").read_text())["demo"]["expectedVerdict"])


def verdict(folder: Path) -> str:
    """What the product says of float32 and int8 over all test samples of a project, by its own allowed loss.

    Raises:
        RuntimeError: The product's environment is not there, or the sweep failed.
    """
    product = ROOT / ".venv" / "bin" / "python"
    if not product.exists():
        raise RuntimeError("the verdict is the product's: make its environment, with `make test` or `make run`")
    number = str(json.loads((folder / "project.json").read_text())["id"])
    file = folder.parent / "sweep.json"
    arguments = ["--projects", str(folder), "--project", number, "--variants", "float32,int8", "--json", str(file)]
    environment = {**os.environ, "VARIANTLENS_DATABASE_URL": f"sqlite:///{folder.parent / 'sweep.sqlite3'}"}
    done = subprocess.run(  # noqa: S603 (our own)
        [str(product), "-m", "variantlens", "sweep", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not file.exists():
        raise RuntimeError(done.stderr.strip())
    return str(json.loads(file.read_text())["verdict"])


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
