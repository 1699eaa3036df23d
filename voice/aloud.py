"""The composition of reading aloud: the reader's core on the same edges as a session's.

As in `app`, adapters are chosen and put together here; nothing is printed.
"""

import queue
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from voice.app import Screen, ears_of, mouth_of, polite_interrupt, rememberer, take_what_is_left
from voice.conversation.commands import Manner
from voice.conversation.events import Event
from voice.conversation.turn import patience_named
from voice.errors import VaultError
from voice.hearing.echo import LivekitEchoCanceller
from voice.hearing.interruption import PlayedSound
from voice.hearing.vosk_recognizer import VoskRecognizer, check_model, open_model
from voice.language import load_language
from voice.models import choose_model, models_folder
from voice.portaudio import Portaudio
from voice.ports import Notice, Post
from voice.reading_aloud.moment import Book
from voice.reading_aloud.pieces import Piece, pieces_of_question, pieces_of_sessions
from voice.reading_aloud.reader import Reader
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Rehearsal, Rehearsed, Watching, room_of
from voice.rehearsal.room import RoomKind
from voice.rehearsal.script import load_script
from voice.runner import Edges, MonotonicClock, Runner, run
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.transcript import Session
from voice.vault.amending import AmendingJournal
from voice.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class ToRead:
    """Sessions that have been opened, and what of them is to be read."""

    vault: Vault
    identity: str = field(repr=False)
    sessions: tuple[Session, ...]
    question_id: str | None = None
    """Only this question, looked back on through all sessions."""
    language: str = "en"


def read_aloud(settings: Settings, wanted: ToRead, open_screen: Callable[[Post], Screen]) -> int:
    """Read on real devices; how many changes could not be written.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    reader = _reader(settings, wanted)
    model_path = choose_model(settings.model, wanted.language, models_folder())
    canceller = LivekitEchoCanceller() if settings.echo else None
    played = PlayedSound() if settings.echo or settings.headset else None
    check_model(model_path)
    portaudio = Portaudio()
    inbox: queue.SimpleQueue[Event | Notice] = queue.SimpleQueue()
    mouth = mouth_of(settings, wanted.language, portaudio, played, inbox.put)
    ears = ears_of(settings, model_path, portaudio, played, canceller, inbox.put)
    screen = open_screen(inbox.put)
    edges = Edges(mouth, ears, lambda: _journal(wanted), screen.show, screen.notice, rememberer())
    runner = Runner(reader, edges, MonotonicClock())
    try:
        with polite_interrupt(inbox.put):
            run(runner, inbox)
    finally:
        mouth.close()
        ears.close()
        take_what_is_left(runner, inbox)
        runner.finish()
        screen.close()
    return runner.unwritten


def rehearse_reading(
    settings: Settings, wanted: ToRead, script: Path, kind: RoomKind, watching: Watching
) -> Rehearsed:
    """Read in the simulated room, to a synthetic client.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    reader = _reader(settings, wanted)
    client = load_script(script)
    model_path = choose_model(settings.model or "rehearsal-en", wanted.language, models_folder())
    check_model(model_path)
    room = room_of(kind, 1)
    voice = ProgramVoice(Pyttsx3Synthesizer(settings.voice, wanted.language))
    try:
        rehearsal = Rehearsal(
            reader,
            lambda press: Client(client, room, press, watching.client_says),
            room,
            voice,
            VoskRecognizer(open_model(model_path)),
            lambda: _journal(wanted),
            watching,
            settings.guard_seconds,
            headset=settings.headset,
        )
        return rehearsal.run()
    finally:
        voice.close()


def _reader(settings: Settings, wanted: ToRead) -> Reader:
    language = load_language(wanted.language)
    wording, day = language.wording, language.paper.day
    pieces: list[Piece]
    if wanted.question_id is None:
        pieces = pieces_of_sessions(wanted.sessions, wording, day)
    else:
        pieces = pieces_of_question(wanted.sessions, wanted.question_id, wording, day)
    if not pieces:
        raise VaultError("there is nothing to read", "answer a question first: `reflect`")
    title = wanted.sessions[-1].guide_title or language.paper.title
    book = Book(
        title, tuple(pieces), wording, patience_named(settings.patience), language.crisis_card
    )
    return Reader(book, Manner(settings.rate_wpm, settings.volume))


def _journal(wanted: ToRead) -> AmendingJournal:
    started_at = {session.session_id: session.started_at for session in wanted.sessions}
    return AmendingJournal(
        wanted.vault, wanted.identity, started_at, lambda: datetime.now().astimezone()
    )
