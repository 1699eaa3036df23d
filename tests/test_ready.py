"""A process that need not load the program first is one like any other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ready import COMMAND, LOADED, READY

NOTHING = {"PATH": os.environ["PATH"]}


def of(program: str, *arguments: str, home: Path, said: bytes = b"") -> tuple[int, bytes, bytes]:
    environment = {**NOTHING, "HOME": str(home), "COLUMNS": "60"}
    done = subprocess.run(
        [program, *arguments], input=said, env=environment, cwd=home, capture_output=True
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-c", COMMAND, "guide", "list"], b""),
        (["-c", COMMAND, "read", "--vault", "nowhere"], b""),
        (["-c", COMMAND, "no such command"], b""),
        (["-m", LOADED[0]], b'["md","en",[],false]\n# A\n\n- Who are you?\n'),
        (["-m", LOADED[0]], b"no request"),
        (["-c", "import sys; sys.exit(7)"], b""),
    ],
    ids=["a result", "a fact", "a mistake", "an article", "a traceback", "another program"],
)
def test_it_says_and_returns_what_a_process_does_that_loads_everything(
    tmp_path: Path, arguments: list[str], said: bytes
) -> None:
    code, out, err = of(READY.program, *arguments, home=tmp_path, said=said)
    real = of(sys.executable, *arguments, home=tmp_path, said=said)
    assert (code, out, err.splitlines()[-1:]) == (real[0], real[1], real[2].splitlines()[-1:])
    assert (b"Traceback" in err) == (b"Traceback" in real[2])


def test_it_ends_with_whoever_began_it(tmp_path: Path) -> None:
    begun = subprocess.Popen(
        [READY.program, "-m", LOADED[0]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=NOTHING,
        cwd=tmp_path,
    )
    begun.kill()
    assert begun.stdout is not None
    assert begun.stdout.read() == b""  # nobody holds the other end any more
    begun.communicate()
