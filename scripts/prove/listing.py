"""Ten thousand sessions: listed without a key, and with one by their first records."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.figure import Figure

from prove.passages import header, passage
from prove.size import Progress, Size
from voice.vault.files import FileSystem
from voice.vault.journal import SessionJournal
from voice.vault.vault import Vault


def prove(size: Size, progress: Progress) -> list[Figure]:
    """So many sessions of two records each, on a disk that need not be durable for this."""
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        vault, _ = Vault.create(Path(name) / "vault")
        identity = vault.identity()
        for number in range(size.listed_sessions):
            if number % 100 == 0:
                progress(f"writing session {number} of {size.listed_sessions}")
            _quickly(vault, number)
        progress("listing")
        without = min(_timed(vault.listed) for _ in range(3))
        with_key = min(_timed(lambda: vault.heads(identity)) for _ in range(2))
        command = [sys.executable, "-c", "from voice.cli import main; main()", "list"]
        whole = min(
            _timed(
                lambda: subprocess.run(
                    [*command, "--vault", str(vault.directory)], check=True, capture_output=True
                )
            )
            for _ in range(2)
        )
    count = size.listed_sessions
    return [
        Figure(f"{count} sessions listed without a key", without, "s", 1.0),
        Figure(f"the same, whole `reflect list` with its start, {count}", whole, "s"),
        Figure(f"{count} first records opened with the key", with_key, "s"),
    ]


class _Hasty(FileSystem):
    """Durable in nothing: only what lies there in the end matters here."""

    def fsync(self, fd: int) -> None:
        return

    def fsync_folder(self, path: Path) -> None:
        return


def _quickly(vault: Vault, number: int) -> None:
    public = [r.public_key for r in vault.recipients]
    journal = SessionJournal(
        vault.records_folder / f"{number:024x}",
        vault.directory / "reserve",
        public,
        header(number),
        _Hasty(),
        lambda: None,
    )
    journal.seal_segment("one", passage(number))
    journal.close()


def _timed(action: Callable[[], object]) -> float:
    began = time.monotonic()
    action()
    return time.monotonic() - began
