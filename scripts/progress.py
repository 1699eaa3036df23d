"""What a script is busy with, on standard error: one line, written over, where that is a terminal.

No figure is printed here: those are a script's standard output.
"""

import sys
import time


def going_on(what: str) -> None:
    """Show this in place of what was shown; nothing where nobody watches."""
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)


def counted(done: int, count: int, what: str, began: float, every: int) -> None:
    """So many of `count` are done since `began`; a log gets a line for each `every` of them."""
    told = f"{done} of {count} {what}, {time.monotonic() - began:.0f} s"
    if sys.stderr.isatty():
        going_on(told + ("\n" if done == count else ""))
    elif done % every == 0 or done == count:
        print(told, file=sys.stderr, flush=True)
