"""Backing up from home: which drives there are, and what came of it.

Nothing is opened for it: what is sealed is copied as it is, and read there to check.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from voice.scenes.home.errands import BackedUp, HomeEvent, Listed, NoDrive, NotOpened
from voice.scenes.home.wording import HomeSay
from voice.vault.backup import BACKUP_NAME, back_up
from voice.vault.vault import Vault

Drives = Callable[[], Sequence[Path]]
"""The drives that are plugged in at this moment."""


class BackingUp:
    """The backups of one vault, and those that were made; the stage's thread only."""

    def __init__(self, vault: Vault, drives: Drives) -> None:
        self._vault = vault
        self._drives = drives
        self.made: tuple[Path, ...] = ()

    def offered(self) -> tuple[HomeEvent, tuple[Callable[[], HomeEvent], ...]]:
        """Each drive by its name, and what comes of taking it."""
        if not self._vault.count()[0]:
            return NotOpened(locked=False), ()
        drives = self._drives()
        if not drives:
            return NoDrive(), ()
        names = tuple(f"{drive.name}." for drive in drives)
        return Listed(names, HomeSay.BACKING_UP), tuple(partial(self._to, each) for each in drives)

    def _to(self, drive: Path) -> BackedUp:
        done = back_up(self._vault, drive)
        if done.folder not in self.made:
            self.made = (*self.made, done.folder)
        return BackedUp(
            drive.name,
            BACKUP_NAME.replace("-", " "),
            str(done.folder),
            done.new_files > 0,
            len(done.unreadable),
            self._vault.has_recovery_key,
        )
