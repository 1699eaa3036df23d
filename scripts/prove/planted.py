"""Well-sealed records with mutated bodies, and odd files, through all that opens sessions.

Whoever has the public key can put anything there. Beside an honest session lies one such thing;
every command has to end as without it, or in words, and what is honest has to be read the same.
What is planted first: a harmless passage, which has to be named where it does not belong, or
that nothing else is named would prove nothing.
"""

import json
import math
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.memory import REPORT_PEAK
from typer.testing import CliRunner

from prove.planting import HONEST, bodies, honest, plant
from prove.size import Progress
from voice.confinement import offline
from voice.values.errors import VoiceError
from voice.values.problems import JOINERS
from voice.vault import age
from voice.vault.records import Envelope, to_bytes
from voice.vault.vault import Vault

MOST_SECONDS, MOST_MEGABYTES = 2.0, 256.0
"""What one planted thing may cost: of CPU, and of memory."""

SLOWEST_SECONDS = 60.0
"""A command that waits for a pipe waits for ever."""

COMMANDS = (
    "read", "read --verbatim", "read --json", "read --plain", f"read {HONEST}", "read last",
    "look-back", "look-back 1", "look-back 1 --json", "find periwinkle3", "list", "list --open",
    f"listen {HONEST} --list", "vault check",
    f"export {HONEST} --to OUT.md --yes", "export all --to OUT.html --yes",
    "export all --to OUT.txt --yes", "export all --to OUT.json --yes",
    "export all --to OUT.pdf --yes", "export last --to OUT.md --flagged --yes",
    "export all --to OUT.zip --yes",
    f"correct {HONEST} 1", f"correct {HONEST} 1 --undo", "erase last/1 --yes",
    f"erase {HONEST}/1 --yes",
)  # fmt: skip
"""Those that change something are last."""

_HARMLESS = {"\n", "\t", *JOINERS}

READING = ("read", "read --verbatim", "read --json", "read --plain", "find periwinkle3")
"""Those that have to show the honest session whatever lies beside it."""


@dataclass(slots=True)
class _Count:
    crashed: int = 0
    hidden: int = 0
    unsafe: int = 0
    unnamed: int = 0
    worst: str = ""


def prove(count: int, progress: Progress) -> list[Figure]:
    """So many mutated bodies through every command, and what each odd file costs."""
    rng = random.Random(6)
    done = _Count()
    offline.close_network = lambda *_: None  # pyright: ignore  # this process goes on after it
    here = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        folder = Path(name)
        os.chdir(folder)
        try:
            template = honest(folder / "template")
            whole = {command: _run(command, template, folder) for command in COMMANDS[:-4]}
            assert not any(result.crashed for result in whole.values())
            for number in range(count):
                progress(f"mutated bodies, {number + 1} of {count}")
                vault = folder / "vault"
                shutil.copytree(template, vault)
                in_honest = plant(Vault.open(vault), rng, number)
                _try_all(vault, folder, whole, in_honest, done)
                shutil.rmtree(vault)
            costs = list(_costs(folder, template, progress))
        finally:
            os.chdir(here)
    if done.worst:
        print(done.worst, file=sys.stderr)
    return [
        Figure("mutated bodies, well sealed", count),
        Figure(
            f"commands that crashed over them, of {count * len(COMMANDS)}", done.crashed, goal=0
        ),
        Figure("commands that did not show the honest session as before", done.hidden, goal=0),
        Figure("control characters out", done.unsafe, goal=0),
        Figure("plants in the honest session that were not named", done.unnamed, goal=0),
        Figure("most CPU that one planted thing cost", max(c[0] for c in costs), "s", MOST_SECONDS),
        Figure("most memory", max(c[1] for c in costs), "MB", MOST_MEGABYTES),
        Figure("odd files that were not named", sum(c[2] for c in costs), goal=0),
    ]


@dataclass(frozen=True, slots=True)
class _Result:
    code: int
    out: str
    told: str
    crashed: str = ""


def _run(command: str, vault: Path, folder: Path) -> _Result:
    from voice.cli.commands import app

    for old in folder.glob("OUT.*"):
        old.unlink()
    try:
        result = CliRunner().invoke(
            app, [*command.split(), "--vault", str(vault)], input="periwinkle3\nhonest\n2\n"
        )
    except BaseException as error:  # pyo3's panic is no Exception
        return _Result(1, "", "", repr(type(error)))
    files = "".join(f.read_text(errors="replace") for f in _written(folder))
    told = result.stderr
    error = result.exception
    crashed = ""
    if isinstance(error, VoiceError):
        told += f"{error.fact}\n{error.hint}"
    elif error is not None and not isinstance(error, SystemExit):
        crashed = f"{command}: {error!r}"
    return _Result(result.exit_code, result.stdout + files, told, crashed)


def _written(folder: Path) -> list[Path]:
    return [path for path in folder.glob("OUT.*") if path.suffix not in {".pdf", ".zip"}]


def _try_all(
    vault: Path, folder: Path, whole: dict[str, _Result], in_honest: bool, done: _Count
) -> None:
    for command in COMMANDS:
        result = _run(command, vault, folder)
        shown = result.out + result.told
        unsafe = {c for c in shown if unicodedata.category(c) in {"Cc", "Cf"}} - set(
            "\n\t\u200c\u200d"
        )
        if result.crashed or unsafe:
            done.worst = done.worst or f"{result.crashed} {sorted(map(ascii, unsafe))} {command}"
        done.crashed += bool(result.crashed)
        done.unsafe += bool(unsafe)
        if command in READING and not _shows_all(command, result.out, whole[command].out):
            done.hidden += 1
            done.worst = done.worst or f"{command}: {result.told[:300]}"
        if command == "vault check" and in_honest:
            done.unnamed += result.code != 1


def _shows_all(command: str, out: str, before: str) -> bool:
    """Whether what was shown of the honest session is shown still."""
    if command == "read --json":
        return bool(out) and json.loads(before)[0] in json.loads(out)
    kept = [line for line in before.splitlines() if "periwinkle" in line]
    return bool(kept) and all(line in out.splitlines() for line in kept)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40 << 30)


def _costs(folder: Path, template: Path, progress: Progress) -> Iterator[tuple[float, float, int]]:
    """What each odd file and each dearest record adds to `read`, and whether it is not named."""
    deep = b'{"body":' + b"[" * 1_000_000
    numbers = b"[" + b"0," * 1_000_000 + b"0]"
    bomb = to_bytes(
        Envelope(session_id=HONEST, record_id="r", sequence=999_999, previous="", body=bodies()[1])
    )
    far = bomb.replace(b"999999", str(10**12).encode())
    odd: dict[str, bytes | Callable[[Path], object]] = {
        "a pipe": os.mkfifo,
        "40 GB": _sparse,
        "endless zeros": lambda path: path.symlink_to("/dev/zero"),
        "a folder": Path.mkdir,
        "a deep nest": deep,
        "a million numbers": numbers,
        "record 999,999": bomb,
        "record 10^12": far,
        "nothing": bytes(2 * 1024 * 1024),
    }
    progress("what a planted thing costs")
    without = _cost(template)
    for thing in odd.values():
        vault = Vault.open(shutil.copytree(template, folder / "odd"))
        path = next(vault.records_folder.iterdir()) / f"{secrets.token_hex(16)}.age"
        if isinstance(thing, bytes):
            path.write_bytes(age.seal(thing, [r.public_key for r in vault.recipients]))
        else:
            thing(path)
        seconds, megabytes, told = _cost(vault.directory)
        yield (
            max(0.0, seconds - without[0]),
            max(0.0, megabytes - without[1]),
            path.name not in told or "periwinkle" not in told,
        )
        shutil.rmtree(vault.directory)


def _cost(vault: Path) -> tuple[float, float, str]:
    """Of `reflect read` in a process of its own: CPU seconds, megabytes, and all it told."""
    program = f"{REPORT_PEAK}\nfrom voice.cli import main; main()"
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as peak:
        child = subprocess.Popen(
            [sys.executable, "-c", program, "read", "--vault", str(vault)],
            stdout=told,
            stderr=told,
            pass_fds=[peak.fileno()],
            env={
                **os.environ,
                "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
                "REPORT_PEAK_TO": str(peak.fileno()),
            },
        )
        ended = False
        for _ in range(int(SLOWEST_SECONDS * 10)):
            ended = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
            if ended:
                break
            time.sleep(0.1)
        if not ended:
            child.kill()
        _, _, usage = os.wait4(child.pid, 0)
        told.seek(0)
        text = told.read() if ended else ""
        peak.seek(0)
        peak_kb = int(peak.read()) if ended else math.inf
    return usage.ru_utime + usage.ru_stime, peak_kb / 1000, text
