"""Prove what SECURITY.md claims, and print each figure with its goal.

    .venv/bin/python scripts/prove              every proof at its full size (hours)
    .venv/bin/python scripts/prove --quick      every proof at a size for CI (minutes)
    .venv/bin/python scripts/prove kill hostile these only

Exit code 1: a goal is missed. Proofs that need a sound server or strace are left out, and named,
where those are not installed; with --require-all that is a failure too.
"""

import argparse
import importlib
import sys
import time
from datetime import date
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(SCRIPTS), str(SCRIPTS.parent)]

from benchmarks.figure import HEADING, Figure  # noqa: E402
from progress import going_on  # noqa: E402

from prove.needs import Missing  # noqa: E402
from prove.size import FULL, QUICK  # noqa: E402

PROOFS = {
    "kill": "kill -9 at random points of a session",
    "crash": "every reordering, tearing and dropping of unfinished writes",
    "fault": "an error at every system call of a save",
    "interop": "the standard age program, both ways; hostile age files",
    "hostile": "mutated records, strings, models, settings and guides",
    "listing": "ten thousand sessions listed",
    "canary": "a whole session under strace: words and sockets",
    "signals": "signals in every state; sound lost and back; clocks that jump",
    "endurance": "eight hours of listening",
    "mutants": "broken lines that a promise rests on: the tests notice",
}


def main() -> int:
    """Run the proofs and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("proofs", nargs="*", metavar="PROOF", help=f"of {', '.join(PROOFS)}")
    parser.add_argument("--quick", action="store_true", help="a size for CI")
    parser.add_argument("--require-all", action="store_true", help="leave none out")
    options = parser.parse_args()
    unknown = set(options.proofs) - set(PROOFS)
    if unknown:
        parser.error(f"no such proof: {', '.join(sorted(unknown))}")
    size = QUICK if options.quick else FULL
    figures: list[Figure] = []
    left_out: list[str] = []
    for name in options.proofs or PROOFS:
        began = time.monotonic()
        try:
            made = importlib.import_module(f"prove.{name}").prove(size, going_on)
        except Missing as missing:
            left_out.append(name)
            print(f"{name}: left out: {missing}", file=sys.stderr)
            continue
        going_on("")
        took = time.monotonic() - began
        print(f"{name}: {PROOFS[name]}: {took:.0f} s", file=sys.stderr)
        for figure in made:
            if not figure.reached:
                print(f"  MISSED {figure.row()}", file=sys.stderr)
        figures += made
    print(f"{date.today()}, {'quick' if options.quick else 'full'} size\n")
    print("\n".join([HEADING, *(figure.row() for figure in figures)]))
    missed = not all(figure.reached for figure in figures)
    return 1 if missed or (options.require_all and left_out) else 0


if __name__ == "__main__":
    sys.exit(main())
