"""``make bench``: every measurement beside its baseline. Names as arguments run only those."""

import importlib
import sys

PARTS = ("computing", "studio", "sweeping", "large", "startup", "opening")


def main(names: list[str]) -> None:
    """Measure the named parts, all without names."""
    unknown = sorted(set(names) - set(PARTS))
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(PARTS)}.")
    for name in names or PARTS:
        for measured in importlib.import_module(f"benchmarks.{name}").measure():
            print(measured.line(), flush=True)


main(sys.argv[1:])
