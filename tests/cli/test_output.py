"""How the command line prints: what libraries write does not reach the terminal, ours does."""

import os
import pty
import subprocess
import sys

WRITES = """
import os, sys
from voice.cli.output import quiet_libraries
with quiet_libraries():
    os.write(2, b"ALSA underrun")
    print("ours", file=sys.stderr, flush=True)
os.write(2, b"afterwards")
"""


def test_libraries_cannot_write_into_the_picture_and_the_program_still_can() -> None:
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", WRITES], stderr=theirs, check=True, timeout=60)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "ALSA" not in shown
    assert "ours" in shown
    assert "afterwards" in shown
