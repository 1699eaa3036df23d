"""What an operator may know of a kiosk: counts, events and troubles, in one small JSON file.

No word that anybody said, no session id, no time of a session but the last event's. The file is
in the runtime folder, which is memory: it is gone with the machine's power.
"""

import contextlib
import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from voice.scenes.visit.commands import Occurrence
from voice.scenes.visit.situation import Holder
from voice.values.errors import SettingsError

LARGEST_STATUS_BYTES = 64 * 1024


class Status(BaseModel):
    """The file's content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    started_at: str
    state: str
    counts: dict[str, int]
    last: str
    last_at: str
    troubles: tuple[str, ...]
    """Device and disk troubles that last; facts without words that were said."""
    sealed_to: dict[str, str]
    """Name and fingerprint of everybody whom every record is sealed to."""


class StatusFile:
    """Keeps the file as things happen; a disk that does not take it stops nothing."""

    def __init__(
        self, path: Path, holders: tuple[Holder, ...], clock: Callable[[], datetime]
    ) -> None:
        self._path = path
        self._clock = clock
        self._started_at = _stamp(clock())
        self._holders = {holder.name: holder.fingerprint for holder in holders}
        self._counts: Counter[str] = Counter()
        self._troubles: dict[str, str] = {}
        self._state = ""
        self._last: tuple[str, str] = ("", "")
        with contextlib.suppress(SettingsError):
            self._counts.update(read_status(path).counts)  # a restart goes on counting

    def happened(self, occurrence: Occurrence, detail: str) -> None:
        """Count one occurrence and write the file."""
        self._counts[occurrence] += 1
        name = detail.split(":", 1)[0]
        if occurrence is Occurrence.TROUBLE:
            self._troubles[name] = detail
        elif occurrence is Occurrence.RECOVERED:
            self._troubles.pop(name, None)
        self._last = (occurrence, _stamp(self._clock()))
        self._write()

    def stands(self, state: str) -> None:
        """Write the file where the state is another than before."""
        if state != self._state:
            self._state = state
            self._write()

    def _write(self) -> None:
        status = Status(
            started_at=self._started_at,
            state=self._state,
            counts=dict(self._counts),
            last=self._last[0],
            last_at=self._last[1],
            troubles=tuple(self._troubles.values()),
            sealed_to=self._holders,
        )
        temporary = self._path.with_name(f".{self._path.name}.new")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(status.model_dump_json(indent=2), "utf-8")
            os.replace(temporary, self._path)


def read_status(path: Path) -> Status:
    """What a kiosk last wrote; raises `SettingsError` where there is nothing to read."""
    try:
        with path.open("rb") as file:
            return Status.model_validate(json.loads(file.read(LARGEST_STATUS_BYTES)))
    except (OSError, ValueError, ValidationError):
        raise SettingsError(
            "no kiosk has written {path}", "start it: systemctl start reflect-kiosk", path=path
        ) from None


def _stamp(now: datetime) -> str:
    return now.isoformat(timespec="seconds")
