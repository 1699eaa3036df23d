#!/usr/bin/env python3
"""Build the wheel, install it where there is no checkout and an empty home, and run it there.

    .venv/bin/python scripts/try_wheel.py [--python PYTHON]

Every command a newcomer runs first; none may end in a traceback or otherwise than it should, and
every command that is named as the next step has to run from there, with its options. The wheel is
built from the locked packages in .venv and installed from scripts/requirements/run.txt.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIP = ("-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check")
NAMED = re.compile(r"`((?:\S*/)?(?:reflect|python3?|pip)(?: [^`]+)?)`")
"""A command in what is printed."""

PROBLEM = 1
NO_SOUND = {"PULSE_SERVER": "none", "JACK_NO_START_SERVER": "1"}
"""A machine that has it must not make this another test than one that has not."""

NEWCOMER = (
    ("reflect --version", 0),
    ("reflect --help", 0),
    ("reflect check", PROBLEM),  # no microphone, no model, no vault: each with its next step
    ("reflect model list", 0),
    ("reflect model check", PROBLEM),
    ("reflect model check rehearsal-en", 0),
    ("reflect read", PROBLEM),  # no vault yet
    ("reflect start", 0),  # a rehearsal
    ("reflect key new", 0),
    ("reflect read", 0),
    ("reflect rehearse --vault rehearsed", 0),
    ("reflect read last --vault rehearsed", 0),
    ("reflect read no-such-session --vault rehearsed", PROBLEM),
    ("reflect export last --to mine.md --yes --vault rehearsed", 0),
    ("reflect guide show", 0),
    ("reflect guide import article.txt", 0),
    ("reflect kiosk rehearse --visits 1", 0),
    ("reflect", PROBLEM),  # no microphone
)
ARTICLE = """Of Trust

It takes a while.

Questions to reflect on

1. Whom do you trust with what you think?
2. How do you know that you do?
"""


EXTRAS = (
    ("reflect guide import article.html", 0),
    ("reflect rehearse --echo", 0),
    ("reflect rehearse --keep-sound", 0),
    ("reflect export last --to mine.pdf --yes --vault rehearsed", 0),
    ("reflect key protect --keyring", PROBLEM),  # no keyring of a system is here
)
"""Each lacks an optional part and names the command that installs it; once that was copied and run,
it ends so."""
INSTALL = "install it: "


class WheelError(Exception):
    """The wheel does not do what a newcomer needs."""


def build(into: Path) -> Path:
    """The wheel, from the locked build packages: no isolation, no network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(into.glob("*.whl"))


def install(wheel: Path, python: str, environment: Path) -> None:
    """The wheel and what is locked, in an environment of their own."""
    subprocess.run([python, "-m", "venv", environment], check=True)
    own = environment / "bin" / "python"
    locked = ROOT / "scripts" / "requirements" / "run.txt"
    subprocess.run([own, *PIP, "--require-hashes", "-r", locked], check=True, cwd=environment)
    subprocess.run([own, *PIP, "--no-deps", "--no-index", wheel], check=True, cwd=environment)


class Newcomer:
    """Somebody in a folder of theirs, with a home where nothing is."""

    def __init__(self, environment: Path, folder: Path) -> None:
        self._folder = folder / "a folder"  # a blank is what people have in names
        self._folder.mkdir()
        (self._folder / "article.txt").write_text(ARTICLE)
        page = "<html><body><h1>Of Trust</h1><ul><li>Whom do you trust?</ul></body></html>"
        (self._folder / "article.html").write_text(page)
        home = folder / "home"
        home.mkdir()
        self._environ = {
            "PATH": f"{environment / 'bin'}:/usr/bin:/bin",
            "HOME": str(home),
            "TMPDIR": str(folder),
            **NO_SOUND,
        }
        self._tried: set[str] = set()

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        """What comes of a command line."""
        words = shlex.split(line)
        program = shutil.which(words[0], path=self._environ["PATH"])
        if program is None and os.sep in words[0]:
            program = str(self._folder / words[0])
        if program is None or not os.access(program, os.X_OK):
            raise WheelError(f"{words[0]}: command not found")
        return subprocess.run(
            [program, *words[1:]],
            env=self._environ,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def must(self, line: str, code: int) -> None:
        """Run it, and try every command that it names."""
        done = self.run(line)
        shown = done.stdout + done.stderr
        if done.returncode != code or "Traceback" in shown:
            raise WheelError(f"{line}: ended with {done.returncode}, not {code}\n{shown}")
        named = NAMED.findall(shown)
        if code == PROBLEM and not named:
            raise WheelError(f"{line}: names no next step\n{shown}")
        for next_line in named:
            self._try(next_line, line)

    def installs(self, line: str, code: int) -> str:
        """Run it, copy the command that it names, and run it again; the command."""
        without = self.run(line)
        shown = without.stdout + without.stderr
        if without.returncode != PROBLEM or INSTALL not in shown:
            raise WheelError(f"{line}: does not say what is missing\n{shown}")
        command = NAMED.findall(shown.partition(INSTALL)[2])[0]
        done = self.run(command)
        if done.returncode != 0:
            raise WheelError(f"{command}: ended with {done.returncode}\n{done.stderr}")
        after = self.run(line)
        shown = after.stdout + after.stderr
        if after.returncode != code or INSTALL in shown or "Traceback" in shown:
            raise WheelError(f"{line}: after {command}: ended with {after.returncode}\n{shown}")
        return command

    def _try(self, next_line: str, after: str) -> None:
        """Whether it could be copied: it is there, and takes these options."""
        if next_line in self._tried:
            return
        done = self.run(f"{next_line} --help")
        if done.returncode != 0:
            raise WheelError(f"{after}: names {next_line}, which does not run\n{done.stderr}")
        self._tried.add(next_line)
        print(f"    next {next_line}", flush=True)


def main() -> int:
    """Build, install, run."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", default=sys.executable, help="another Python to install it in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reflect-wheel-") as name:
        folder = Path(name)
        wheel = build(folder)
        print(f"{wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
        install(wheel, options.python, folder / "environment")
        newcomer = Newcomer(folder / "environment", folder)
        try:
            for line, code in NEWCOMER:
                newcomer.must(line, code)
                print(f"ok  {line}", flush=True)
            for line, code in EXTRAS:
                print(
                    f"ok  {line}, once installed by\n    {newcomer.installs(line, code)}",
                    flush=True,
                )
        except WheelError as error:
            print(f"try_wheel: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
