"""Records, session by session: held are one folder's, or one session's, and never all.

A session may lie in several folders: copied by a sync tool, or with records somebody put there.
Where a folder opens, each session in it is taken to be whole. Of the few that another folder turns
out to have more of, what was made is dropped, and their files are opened once more at the end: so
whatever lies where, no file is opened more than twice. Nothing here makes sense of a record.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from voice.vault.age import Opener
from voice.vault.chain import by_session
from voice.vault.opening import Opened, open_folder, open_words

_Made = TypeVar("_Made")


def of_each_session(
    folders: Iterable[Path], opener: Opener, make: Callable[[str, Sequence[Opened]], _Made]
) -> tuple[list[_Made], list[str]]:
    """What `make` makes of each session's id and records, by id; and what does not open.

    `make` may be called twice for a session, and then the second is given; it keeps no record.
    """
    gathered = _Gathered(opener, make)
    for folder in folders:
        gathered.take(folder)
    gathered.finish()
    return [made for _, made in sorted(gathered.made.items())], gathered.problems


class _Gathered(Generic[_Made]):
    """What was made so far, and of each session which files it was made from."""

    def __init__(self, opener: Opener, make: Callable[[str, Sequence[Opened]], _Made]) -> None:
        self.made: dict[str, _Made] = {}
        self.problems: list[str] = []
        self._opener = opener
        self._make = make
        self._files: dict[str, list[str]] = {}
        """Texts: they take a third of what `Path` takes, and there may be a hundred thousand."""

    def take(self, folder: Path) -> None:
        """Make something of each session that has records there and nowhere before."""
        opened, problems = open_folder(folder, self._opener)
        self.problems += problems
        for session_id, records in by_session(opened).items():
            if session_id in self._files:
                self.made.pop(session_id, None)
            else:
                self.made[session_id] = self._make(session_id, records)
            self._files.setdefault(session_id, []).extend(str(record.path) for record in records)

    def finish(self) -> None:
        """Make something of those that lie in several folders."""
        for session_id in self._files.keys() - self.made.keys():
            self.made[session_id] = self._make(session_id, self._opened_again(session_id))

    def _opened_again(self, session_id: str) -> list[Opened]:
        opened: list[Opened] = []
        for file in self._files[session_id]:
            record = open_words(Path(file), self._opener)
            if isinstance(record, str):  # it opened a moment ago
                self.problems.append(record)
            elif record.envelope.session_id == session_id:
                opened.append(record)
        return opened
