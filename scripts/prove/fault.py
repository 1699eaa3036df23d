"""An error at every system call of a save: never a false "saved", and the person hears of it.

First on the vault alone, every call with every error. Then on a file system that really is full.
Then in whole rehearsals, whose disk fails in the middle: the program has to say so aloud, keep
listening, and keep everything once the disk is back.
"""

import errno
import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.figure import Figure

from prove.passages import BEGAN, CANARY, header, passage
from prove.size import Progress, Size
from voice.app.session import plan_of
from voice.floor.commands import Manner
from voice.floor.view import View
from voice.guides.loading import ReflectionGuide, find_guide
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Rehearsal, Watching, room_of
from voice.rehearsal.script import parse_script
from voice.scenes.reflection.conversation import Conversation
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import Notice
from voice.values.errors import VaultError
from voice.vault.files import FileSystem
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.records import AskedQuestion
from voice.vault.vault import Vault
from voice.vault.writing import RESERVE_BYTES

CALLS = ("create", "write", "fsync", "close", "rename", "fsync_folder")
ERRORS = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE)
SMALL_DISK_BYTES = 64 * 1024

TOLD = "I cannot save at the moment"
TOLD_AGAIN = "is saved now"

SCRIPT = """
[[turn]]
say = ["i'm ready"]
[[turn]]
say = ["i feel safe when i can say what i think", { pause_seconds = 4 },
       "i trust people when they listen to me", { pause_seconds = 20 }, "next question"]
[[turn]]
say = ["i feel calm and i am not afraid", { pause_seconds = 4 }, { press = "q" }]
"""


class Faulty(FileSystem):
    """The real file system, where one call fails with one error while `failing`."""

    def __init__(self, call: str, error: int) -> None:
        self.failing = False
        self._call = call
        self._error = error

    def _trip(self, call: str) -> None:
        if self.failing and call == self._call:
            raise OSError(self._error, os.strerror(self._error))

    def create(self, path: Path) -> int:
        self._trip("create")
        return super().create(path)

    def write(self, fd: int, data: bytes) -> int:
        if self.failing and self._call == "write":
            super().write(fd, data[: len(data) // 3])  # torn
        self._trip("write")
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        self._trip("fsync")
        super().fsync(fd)

    def close(self, fd: int) -> None:
        super().close(fd)
        self._trip("close")

    def rename(self, old: Path, new: Path) -> None:
        self._trip("rename")
        super().rename(old, new)

    def fsync_folder(self, path: Path) -> None:
        self._trip("fsync_folder")
        super().fsync_folder(path)


def prove(size: Size, progress: Progress) -> list[Figure]:
    """Every call and error; a full disk; whole rehearsals."""
    progress("errors at every call")
    tried = [(call, error) for call in CALLS for error in ERRORS]
    told = [_one_fault(Faulty(call, error)) for call, error in tried]
    figures = [
        Figure("saves with an error at one call", len(tried)),
        Figure("of them falsely told as saved", told.count("false"), goal=0),
        Figure("of them with anything sealed lost", told.count("lost"), goal=0),
        Figure(
            "of them kept once the error ended", told.count("kept"), goal=len(tried), at_least=True
        ),
    ]
    progress("a full disk")
    full = _full_disk()
    if full is not None:
        readable, litter = full
        figures += [
            Figure(
                "records readable on a disk of 64 KiB that is full",
                readable,
                goal=10,
                at_least=True,
            ),
            Figure("litter on it", litter, goal=0),
        ]
    heard = whole = 0
    for number in range(size.faulty_rehearsals):
        progress(f"a rehearsal with a failing disk, {number + 1} of {size.faulty_rehearsals}")
        spoken, complete = _rehearsal(Faulty("fsync", ERRORS[number % len(ERRORS)]))
        heard, whole = heard + spoken, whole + complete
    count = size.faulty_rehearsals
    return [
        *figures,
        Figure(
            f"rehearsals on a failing disk that said so aloud, of {count}",
            heard,
            goal=count,
            at_least=True,
        ),
        Figure(
            f"rehearsals with every passage kept afterwards, of {count}",
            whole,
            goal=count,
            at_least=True,
        ),
    ]


def _one_fault(fs: Faulty) -> str:
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        made, _ = Vault.create(Path(name) / "vault")
        vault = Vault(made.directory, fs)
        journal = vault.begin_session(header(1))
        journal.seal_segment("one", passage(0))
        fs.failing = True
        for _ in range(2):
            try:
                journal.seal_segment("one", passage(1))
            except VaultError as error:
                if CANARY in f"{error.fact}{error.hint}":
                    return "told a word"
            else:
                return "false"
        if passage(0) not in _kept(vault):
            return "lost"
        fs.failing = False
        journal.seal_segment("one", passage(1))
        journal.seal_segment("one", passage(2))
        journal.close()
        reading = vault.read(vault.identity())
        whole = _kept(vault) == (passage(0), passage(1), passage(2)) and not reading.problems
        return "kept" if whole else "lost"


def _kept(vault: Vault) -> tuple[object, ...]:
    return vault.read(vault.identity()).sessions[0].answers[0].segments


def _full_disk() -> tuple[int, int] | None:
    """How many records opened and how much litter lay on a full disk; None: only root can mount."""
    if os.geteuid() != 0:
        return None
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_BYTES}", "reflect-prove", name]
        if subprocess.run(mount, capture_output=True).returncode != 0:
            return None
        try:
            vault, _ = Vault.create(Path(name) / "vault")
            assert RESERVE_BYTES > SMALL_DISK_BYTES  # so no reserve fits, and the disk does fill
            journal = vault.begin_session(header(1))
            acknowledged = 0
            try:
                for number in range(100):
                    journal.seal_segment("one", passage(number, words=3))
                    acknowledged += 1
            except VaultError:
                journal.close()
            readable = len(_kept(vault))
            litter = len(list(vault.directory.rglob(".new-*")))
            return (readable if readable == acknowledged else 0), litter
        finally:
            subprocess.run(["umount", name], check=True)


def _rehearsal(fs: Faulty) -> tuple[bool, bool]:
    """Whether the failing disk was told aloud, and whether every passage was kept in the end."""
    marks: list[str] = []

    def show(view: View) -> None:
        said = " ".join(view.saying)
        if view.kept_passages == 1 and "failed" not in marks:
            marks.append("failed")
            fs.failing = True
        elif TOLD in said and "told" not in marks:
            marks.append("told")
            fs.failing = False  # somebody made room
        elif TOLD_AGAIN in said:
            marks.append("told again")

    def ignore(_what: Notice | str) -> None:
        """Nothing to see."""

    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        made, _ = Vault.create(Path(name) / "vault")
        vault = Vault(made.directory, fs)
        settings = Settings()
        guide = find_guide(settings.guide)
        voice = ProgramVoice(Pyttsx3Synthesizer(None))
        room = room_of(RoomKind.QUIET, 1)
        opened: list[SessionJournal] = []

        def open_journal() -> SessionJournal:
            opened.append(vault.begin_session(_header_of(guide)))
            return opened[-1]

        try:
            figures = Rehearsal(
                Conversation(plan_of(guide, settings), Manner(160, 0.9)),
                lambda press: Client(parse_script(SCRIPT, Path()), room, press, ignore),
                room,
                voice,
                VoskRecognizer(open_model(rehearsal_model())),
                lambda _keeping: open_journal,
                Watching(show, ignore, ignore),
                settings.guard_seconds,
            ).run()
        finally:
            voice.close()
        reading = vault.read(vault.identity())
        kept = sum(len(a.segments) for s in reading.sessions for a in s.answers)
    aloud = "told" in marks and "told again" in marks
    return aloud, figures.unwritten == 0 and kept >= 3 and not reading.problems


def _header_of(guide: ReflectionGuide) -> SessionHeader:
    asked = tuple(
        AskedQuestion(question_id=q.id, question=q.text, theme="") for q in guide.questions
    )
    return SessionHeader("20261124-rehearsed", guide.id, guide.title, "en", BEGAN, asked)
