"""The simulated room behind the page: a real session, moved on frame by frame by the test."""

import queue
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.doubles import Deaf
from voice.app.session import plan_of
from voice.floor.actions import Action
from voice.floor.commands import Manner
from voice.floor.events import ActionChosen, Drafted, Event
from voice.floor.view import View
from voice.guides.loading import find_guide
from voice.hearing.listener import GUARD_SECONDS
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import REACTION_SECONDS, Client, to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.rehearse import Rehearsal, Watching, room_of
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.rehearsal.script import parse_script
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import State
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import (
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    CaptionHeard,
    Notice,
    Post,
    Sound,
)
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.reading import read_sessions
from voice.vault.records import AskedQuestion
from voice.vault.vault import Vault

LONGEST_SECONDS = 600.0
"""Of the room's time: no wait in a test is longer."""

SILENT = "[[turn]]\nsay = [{ pause_seconds = 7200 }]\n"


class Stage:
    """A rehearsal whose screen is the page."""

    def __init__(self, server: PageServer, vault: Path) -> None:
        self.server = server
        self.view: View | None = None
        self.chosen: queue.SimpleQueue[ActionChosen | Notice] = queue.SimpleQueue()
        self.vault, self.keys = Vault.create(vault)
        self.captions: list[str] = []
        self._voice: ProgramVoice | None = None
        self._journals: list[SessionJournal] = []
        self._screen = PageScreen(server, self.chosen.put, server.shell.words)
        self._post: Post | None = None
        self._rehearsal: Rehearsal | None = None
        self._room = room_of(RoomKind.QUIET, 1)

    def begin(self, script: str = "", ask_to_keep: bool = False, hears: bool = False) -> "Stage":
        """The program begins to say its welcome; without a script the client only says `says`.

        Only a client who speaks needs the real voice and the real ears: they cost most of the time.
        """
        self._voice = ProgramVoice(Pyttsx3Synthesizer(None) if script else Tone())
        hears = hears or bool(script)
        recognizer = VoskRecognizer(open_model(rehearsal_model())) if hears else Deaf()
        guide = find_guide("trust-and-power")
        header = SessionHeader(
            session_id="20260101-00000000",
            guide_id=guide.id,
            guide_title=guide.title,
            language=guide.language,
            started_at="2026-01-01T00:00:00+00:00",
            questions=tuple(
                AskedQuestion(question_id=question.id, question=question.text, theme=theme.title)
                for theme in guide.themes
                for question in theme.questions
            ),
        )

        def open_journal() -> SessionJournal:
            self._journals.append(self.vault.begin_session(header))
            return self._journals[-1]

        def took(post: Post) -> None:
            self._post = post

        room = self._room
        self._rehearsal = Rehearsal(
            Conversation(plan_of(guide, Settings(ask_to_keep=ask_to_keep)), Manner(rate_wpm=400)),
            lambda press: Client(
                parse_script(script or SILENT, Path()), room, press, lambda _text: None
            ),
            room,
            self._voice,
            recognizer,
            lambda _keeping: open_journal,
            Watching(self._show, self._notice, lambda _text: None, took),
            GUARD_SECONDS,
        )
        self._rehearsal.stage.start()
        return self

    def until(self, reached: Callable[[View], bool]) -> View:
        """Let the room's time pass until a view is so."""
        assert self._rehearsal is not None
        for _ in range(round(LONGEST_SECONDS / FRAME_SECONDS)):
            if self.view is not None and reached(self.view):
                return self.view
            self._rehearsal.step()
        raise AssertionError(f"never so; the last state was {self.view and self.view.state}")

    def until_state(self, state: State) -> View:
        """Let the room's time pass until the session is in this state."""
        return self.until(lambda view: view.state is state)

    def take(self) -> Action:
        """Wait for what was chosen on the page and give it to the session."""
        while not isinstance(event := self._take_next(), ActionChosen):
            assert isinstance(event, Drafted)
        return event.action

    def until_drafted(self, text: str) -> None:
        """Wait until the session has all of this in the line that is open."""
        while self.view is None or self.view.draft != text:
            assert isinstance(self._take_next(), Drafted)

    def _take_next(self) -> object:
        event = self.chosen.get(timeout=15)
        assert self._post is not None
        assert self._rehearsal is not None
        self._post(event)
        self._rehearsal.step()
        return event

    def says(self, text: str) -> None:
        """The client begins to say this; the room's time has to pass for it to be heard."""
        assert self._rehearsal is not None
        for _ in range(round(REACTION_SECONDS / FRAME_SECONDS)):
            self._rehearsal.step()
        self._room.speak(at_level(to_room(espeak().say(text, "en-us+f2", 150)), VOICE_DBFS))

    def happens(self, event: Event) -> None:
        """Something happens from outside: a device is lost, or is back."""
        assert self._post is not None
        assert self._rehearsal is not None
        self._post(event)
        self._rehearsal.step()

    def kept(self) -> list[str]:
        """What a reader with the key finds in the vault, answer by answer."""
        records = self.vault.directory / "records"
        reading = read_sessions(records, self.keys.recovery_identity, None)
        return [a.verbatim for s in reading.sessions for a in s.answers if a.segments]

    def close(self) -> None:
        """End whatever is left of it."""
        if self._rehearsal is not None:
            self._rehearsal.stage.finish()
        for journal in self._journals:
            journal.close()
        self._screen.close()
        if self._voice is not None:
            self._voice.close()

    def _show(self, view: View) -> None:
        self.view = view
        self._screen.show(view)

    def _notice(self, notice: Notice) -> None:
        if isinstance(notice, CaptionHeard):
            self.captions.append(notice.text)
        self._screen.notice(notice)


class Tone:
    """A synthesiser for whom every line is a fifth of a second."""

    def synthesize(self, text: str, manner: Manner) -> Sound:
        return Sound(np.full(SAMPLE_RATE_HZ // 5, 100, np.int16), SAMPLE_RATE_HZ)

    def give_up(self) -> None:
        pass

    def close(self) -> None:
        pass
