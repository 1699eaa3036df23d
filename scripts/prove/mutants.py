"""The tests notice when a line that a promise rests on is broken.

Each mutant of `mutants.toml` is made in a copy of this checkout, one at a time, and the tests that
are named with it have to fail. What is planted: without any mutant the same tests pass.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Figure

from prove.size import Progress, Size

PROJECT = Path(__file__).resolve().parents[2]

LIST = Path(__file__).with_suffix(".toml")

LONGEST_SECONDS = 600.0
"""A mutant that hangs is noticed too, and its tests have a limit of their own."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken line."""

    promise: str
    """What would no longer hold."""
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def mutants() -> list[Mutant]:
    """Those of the list."""
    return [
        Mutant(**{**entry, "tests": tuple(entry["tests"])})
        for entry in tomllib.loads(LIST.read_text())["mutant"]
    ]


def prove(size: Size, progress: Progress) -> list[Figure]:
    """How many of the mutants lived, and how many name a line that is no longer there."""
    known = mutants()
    chosen = known[:: max(1, len(known) // size.mutants)]
    lived: list[str] = []
    stale: list[str] = []
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        copy = Path(name) / "copy"
        _copied(copy)
        tests = sorted({test for mutant in chosen for test in mutant.tests})
        progress("mutants: the tests without any")
        whole = _passes(copy, tests)
        for number, mutant in enumerate(chosen):
            progress(f"mutants, {number + 1} of {len(chosen)}: {mutant.promise}")
            if (copy / mutant.file).read_text().count(mutant.old) != 1:
                stale.append(mutant.promise)
            elif _lives(copy, mutant):
                lived.append(mutant.promise)
    for promise in lived:
        print(f"  lived: {promise}", file=sys.stderr)
    for promise in stale:
        print(f"  names a line that is not there: {promise}", file=sys.stderr)
    return [
        Figure(f"mutants of lines that a promise rests on, of {len(known)}", len(chosen)),
        Figure("their tests passed without any", whole, goal=1, at_least=True),
        Figure("mutants that lived", len(lived), goal=0),
        Figure("mutants of a line that is no longer there", len(stale), goal=0),
    ]


def _copied(copy: Path) -> None:
    """The tracked files as they stand here, linked: a mutant is a new file in place of a link."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(PROJECT / name, target)
        except OSError:  # another file system
            shutil.copy2(PROJECT / name, target)


def _lives(copy: Path, mutant: Mutant) -> bool:
    path = copy / mutant.file
    whole = path.read_text()
    path.unlink()
    path.write_text(whole.replace(mutant.old, mutant.new))
    try:
        return _passes(copy, list(mutant.tests))
    finally:
        path.write_text(whole)


def _passes(copy: Path, tests: list[str]) -> bool:
    """Whether these pass there; no compiled file of one mutant is taken for another's."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode not in {0, 1}:  # no tests were found, or they could not be begun
        raise RuntimeError(f"{' '.join(tests)}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.returncode == 0
