"""Opened sessions, for every command that shows or takes along what was said.

Opening, naming what could not be opened, and finding the question that is meant.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from voice.cli.keys import unlock
from voice.cli.output import note
from voice.settings import Settings
from voice.values.errors import VaultError
from voice.values.transcript import Session
from voice.vault.reading import in_time
from voice.vault.sounds import KeptSounds
from voice.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Opened:
    """A vault, the key that opened it, the sessions that are wanted, oldest first, their sound."""

    vault: Vault
    identity: str = field(repr=False)
    sessions: tuple[Session, ...]
    sounds: KeptSounds


def open_some(settings: Settings, identity: Path | None, *wanted: str) -> Opened:
    """As `open_sessions`, for what makes no sense without any; raises `VaultError`."""
    opened = open_sessions(settings, identity, *wanted)
    if not opened.sessions:
        raise VaultError("there is no session in this vault yet", "begin one: `reflect`")
    return opened


def open_sessions(settings: Settings, identity: Path | None, *wanted: str) -> Opened:
    """Open the sessions whose ids begin so, with all that they are read as one with, or all.

    Problems are named on stderr.
    """
    vault = Vault.open(settings.vault_directory)
    key = unlock(vault, identity)
    sessions: dict[str, Session] = {}
    notes: dict[str, None] = {}
    sounds = KeptSounds({}, key)
    for one in wanted or (None,):
        reading = vault.read(key, one, whole=True)
        sessions |= {session.session_id: session for session in reading.sessions}
        notes |= dict.fromkeys(f"problem: {problem}" for problem in reading.problems)
        notes |= dict.fromkeys(f"note: {remark}" for remark in reading.remarks)
        sounds = replace(sounds, places={**sounds.places, **reading.sounds.places})
    for told in notes:
        note(told)
    ordered = sorted(sessions.values(), key=in_time)
    return Opened(vault, key, tuple(ordered), sounds)


def questions_of(sessions: tuple[Session, ...]) -> dict[str, str]:
    """Every question that was asked, id to text, in the order of the newest session first."""
    questions: dict[str, str] = {}
    for session in reversed(sessions):
        for answer in session.answers:
            questions.setdefault(answer.question_id, answer.question)
    return questions


def question_id_of(sessions: tuple[Session, ...], wanted: str) -> str:
    """The one question that a number, an id or the start of its text names.

    Raises:
        VaultError: none or several.
    """
    questions = questions_of(sessions)
    ids = list(questions)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(ids):
        return ids[int(wanted) - 1]
    if wanted in questions:
        return wanted
    start = wanted.casefold()
    matching = [id_ for id_, text in questions.items() if text.casefold().startswith(start)]
    if len(matching) != 1:
        raise VaultError(
            '{count} questions are called "{wanted}"',
            "give the number or the id that `reflect look-back` shows",
            count=len(matching),
            wanted=wanted,
        )
    return matching[0]
