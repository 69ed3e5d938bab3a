"""``python -m audit PYTHON REQUIREMENTS…``: asks pip-audit and pip-licenses, and says what could not be asked.

pip-audit ends with success when it reaches no database: it calls each package "not found" and passes it over. So its
report is read here, and an audit of nothing is none.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ALLOWED = re.compile(
    r"(0BSD|Apache|BSD|CC0|ISC|MIT|MPL|Mozilla Public|PSF|Python Software Foundation|Unlicense|Zlib)(?!\w)"
)
"""Words of licences under which a package may be used and passed on beside our own, Apache-2.0."""

UNKNOWN = 2
"""Exit status where nobody can know."""


def vulnerabilities(report: str) -> tuple[int, str]:
    """What a report of pip-audit in JSON means, as an exit status and a sentence.

    Returns:
        0 where every package was looked up and nothing is known against it, 1 where something is, 2 where some could
        not be looked up, which a database that is out of reach looks like.
    """
    try:
        packages: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return UNKNOWN, "Not audited: pip-audit gave no report. Its database may be out of reach."
    found = [f"{each['name']} {each['version']}: {_ids(each)}" for each in packages if each.get("vulns")]
    passed_over = [each["name"] for each in packages if "vulns" not in each]
    if found:
        return 1, "Known vulnerabilities: " + "; ".join(found)
    if len(passed_over) == len(packages):
        return UNKNOWN, "Not audited: the database of vulnerabilities cannot be reached from here."
    if passed_over:
        return UNKNOWN, f"Not audited: {', '.join(passed_over)}. Nothing is known against the others."
    return 0, f"Nothing is known against these {len(packages)} packages."


def licences(report: str) -> tuple[int, str]:
    """The same of a report of pip-licenses in JSON: 1 where a licence is not on the list."""
    packages: list[dict[str, str]] = json.loads(report)
    odd = [f"{each['Name']}: {each['License']}" for each in packages if not _is_allowed(each["License"])]
    if odd or not packages:
        return 1, "Licences to look at: " + ("; ".join(odd) or "no package was found")
    return 0, f"The licences of these {len(packages)} packages allow their use."


def names(requirements: Iterable[str]) -> list[str]:
    """The packages that lines of a requirements file pin."""
    return [found[1] for line in requirements if (found := re.match(r"([\w.-]+)==", line))]


def main(arguments: Sequence[str]) -> int:
    """Audit requirements files, and the licences of what is installed of them; returns the exit status."""
    python, *files = arguments
    statuses = []
    for file in files:
        audit = [
            "pip_audit",
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner=off",
            "--format=json",
            "-r",
            file,
        ]
        status, said = vulnerabilities(_run(audit))
        print(f"{file}: {said}")
        statuses.append(status)
    wanted = names(Path(files[0]).read_text(encoding="utf-8").splitlines())
    status, said = licences(
        _run(["piplicenses", f"--python={python}", "--from=mixed", "--format=json", "--packages", *wanted])
    )
    print(f"{files[0]}: {said}")
    return max(*statuses, status)


def _is_allowed(licence: str) -> bool:
    parts = re.split(r" AND |;", licence)
    return all(any(ALLOWED.search(either) for either in part.split(" OR ")) for part in parts)


def _ids(package: dict[str, Any]) -> str:
    return ", ".join(str(each["id"]) for each in package["vulns"])


def _run(module: list[str]) -> str:
    return subprocess.run([sys.executable, "-m", *module], capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
