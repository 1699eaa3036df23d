"""The desk of setting up: a recogniser fetched, keys made and handed over or saved, notes.

It decides nothing. The recovery key is in its memory until somebody has it, and on a disk only in
the file that was asked for. No record is opened here.
"""

import contextlib
import os
import queue
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import assert_never, cast

from voice.app.setup_fetching import Fetching, Installer, Progress
from voice.floor.commands import Errand
from voice.floor.events import Event
from voice.floor.view import KeySlip
from voice.scenes.setting_up.commands import (
    DropKey,
    Fetch,
    FindFiles,
    FindPlaces,
    KeepPatience,
    MakeKey,
    Note,
    Outcome,
    SaveKey,
    SetupErrand,
    StopFetching,
    TakeFile,
    TakeKey,
    Task,
)
from voice.scenes.setting_up.events import (
    FilesFound,
    KeyMade,
    KeyQuestion,
    KeySaved,
    NotMade,
    PlacesFound,
    VaultMade,
)
from voice.stage.ports import LevelMeasured, Post
from voice.values.errors import SettingsError, VaultError, VoiceError
from voice.values.phrase import Phrase
from voice.vault.keys import in_groups
from voice.vault.vault import Vault
from voice.vault.writing import vault_error

QUESTIONS = 3
"""Parts of a key that are asked for one after the other, where an answer is wrong."""

GROUPS_OFFERED = 4
"""The right one is guessed once in four times; whoever guesses has only themselves to mislead."""

KEY_LETTERS = "ACDEFGHJKLMNPQRSTUVWXYZ023456789"
"""What a key is made of, as Bech32 has it: no letter that looks like a digit."""

FILE_NAME = "reflect-recovery-key"
MOST_FILES = 20
FILE_MODE = 0o600


@dataclass(frozen=True, slots=True)
class SavePlace:
    """Where a file could be saved."""

    name: str
    """As the person knows it, such as a memory stick's."""
    folder: Path


class _Answer(Enum):
    TAKEN = "taken"
    NOT_TAKEN = "not taken"
    DROPPED = "dropped"


class SetupDesk:
    """Carries out the errands of setting up; the stage's thread, and one that makes the keys."""

    def __init__(
        self,
        vault: Path,
        note: Callable[[Task, Outcome], None],
        keep_patience: Callable[[str], None],
        places: Callable[[], list[SavePlace]],
        installer: Installer | None = None,
        files: Callable[[], list[Path]] = list,
        failed: Callable[[VoiceError], str] = lambda _error: "",
    ) -> None:
        """`installer` is there where one is asked for; `failed` is told why it did not work."""
        self._installer = installer
        self._find_files = files
        self._files: list[Path] = []
        self._failed = failed
        self._fetching: Fetching | None = None
        self._vault = vault
        self._note = note
        self._keep_patience = keep_patience
        self._find_places = places
        self._places: list[SavePlace] = []
        self._post: Post | None = None
        self._key = ""
        self._answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
        self._making: threading.Thread | None = None

    def connect(self, post: Post) -> None:
        """Where it tells what came of an errand that takes a while."""
        self._post = post
        self._fetching = Fetching(post, self._failed)

    def carry_out(self, errand: Errand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        asked = cast(SetupErrand, errand)
        match asked:
            case Note():
                self._note(asked.task, asked.outcome)
            case Fetch():
                self._bring(lambda installer, progress: installer.fetch(progress))
            case TakeFile():
                archive = self._files[asked.number - 1]
                self._bring(lambda installer, progress: installer.take(archive, progress))
            case StopFetching():
                if self._fetching is not None:
                    self._fetching.stop()
            case FindFiles():
                self._files = self._find_files()
                return (FilesFound(tuple(path.name for path in self._files)),)
            case MakeKey():
                self._begin_making()
            case TakeKey():
                return self._take(asked.taken)
            case DropKey():
                self._drop()
            case FindPlaces():
                self._places = self._find_places()
                return (PlacesFound(tuple(place.name for place in self._places)),)
            case SaveKey():
                return (self._save(self._places[asked.place - 1]),)
            case KeepPatience():
                with contextlib.suppress(SettingsError):  # only the next session will not know it
                    self._keep_patience(asked.patience)
            case _:
                assert_never(asked)
        return ()

    def measure(self, level: LevelMeasured) -> Iterable[Event]:
        """Nothing is measured here."""
        return ()

    def changed(self) -> Iterable[Event]:
        """Nothing changes by itself."""
        return ()

    def close(self) -> None:
        """Nothing comes any more; a key that nobody has taken is forgotten, and nothing made."""
        if self._fetching is not None:
            self._fetching.close()
        self._drop()

    def _bring(self, how: Callable[[Installer, Progress], None]) -> None:
        installer, fetching = self._installer, self._fetching
        assert installer is not None
        assert fetching is not None
        fetching.begin(lambda progress: how(installer, progress))

    # Keys -----------------------------------------------------------------------------------

    def _begin_making(self) -> None:
        self._drop()
        self._making = threading.Thread(target=self._make, name="keys made", daemon=True)
        self._making.start()

    def _make(self) -> None:
        """On a thread of its own: whoever makes keys waits until somebody has this one."""
        assert self._post is not None
        try:
            make_vault(self._vault, self._hand_over)
        except VaultError as error:
            if error is not _DROPPED:
                self._post(NotMade(error.trouble))
        except OSError as error:
            self._post(NotMade(vault_error(Phrase("the vault could not be made"), error).trouble))
        else:
            self._post(VaultMade())

    def _hand_over(self, identity: str) -> bool:
        assert self._post is not None
        self._key = identity
        self._post(made_of(identity))
        answer = self._answers.get()
        self._key = ""
        if answer is _Answer.DROPPED:
            raise _DROPPED
        return answer is _Answer.TAKEN

    def _take(self, taken: bool) -> Iterable[Event]:
        if self._making is not None:
            self._answers.put(_Answer.TAKEN if taken else _Answer.NOT_TAKEN)
            self._making = None
            return ()
        try:
            make_vault(self._vault, lambda _identity: False)
        except VaultError as error:
            return (NotMade(error.trouble),)
        except OSError as error:
            return (NotMade(vault_error(Phrase("the vault could not be made"), error).trouble),)
        return (VaultMade(),)

    def _drop(self) -> None:
        if self._making is not None:
            self._answers.put(_Answer.DROPPED)
            self._making.join()
            self._making = None

    def _save(self, place: SavePlace) -> KeySaved:
        try:
            path = write_key(place.folder, self._key)
        except OSError as error:
            trouble = vault_error(Phrase("the key could not be saved"), error).trouble
            return KeySaved("", place.name, trouble)
        return KeySaved(path.name, place.name)


_DROPPED = VaultError("nobody took the recovery key", "make one again")


def make_vault(directory: Path, take: Callable[[str], bool]) -> None:
    """A vault with its keys; where there is one, only a recovery key for it that somebody takes.

    Raises:
        VaultError: it cannot be made, or `take` says so.
    """
    if directory.is_dir() and any(directory.iterdir()):
        Vault.open(directory).access.replace_recovery_key(take, _no_identity)
    else:
        Vault.create(directory, take=take)


def _no_identity() -> str:
    raise VaultError(
        "the list of who can open this vault is lost", "make it again: `reflect key new-recovery`"
    )


def made_of(identity: str) -> KeyMade:
    """A key as it is shown, read out and asked back."""
    import segno

    rows = tuple("".join(map(str, row)) for row in segno.make(identity, micro=False).matrix)
    lines = in_groups(identity)
    slip = KeySlip(identity, rows, session_id="")
    questions = tuple(_question(lines[1:]) for _ in range(QUESTIONS))
    return KeyMade(slip, tuple(lines), questions)


def _question(rows: list[str]) -> KeyQuestion:
    chance = secrets.SystemRandom()
    row = chance.randrange(len(rows))
    groups = rows[row].split()
    place = chance.randrange(len(groups))
    offered = [groups[place]]
    while len(offered) < GROUPS_OFFERED:
        made_up = "".join(chance.choices(KEY_LETTERS, k=len(groups[place])))
        if made_up not in offered and not any(made_up in line.split() for line in rows):
            offered.append(made_up)
    chance.shuffle(offered)
    return KeyQuestion(row + 1, place + 1, tuple(offered), offered.index(groups[place]) + 1)


def write_key(folder: Path, identity: str) -> Path:
    """A new file with the key, as the `age` program takes it; raises `OSError`, and leaves none.

    Written in place and read back: a copy under another name would be one more that opens all.
    """
    for number in range(1, MOST_FILES + 1):
        path = folder / f"{FILE_NAME}{'' if number == 1 else f'-{number}'}.txt"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        except FileExistsError:
            continue
        text = f"# recovery key of Reflect Aloud\n{identity}\n".encode()
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if path.read_bytes() != text:
                raise OSError(5, "what was written is not what is there")
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return path
    raise FileExistsError(17, "too many such files are there")
