"""The simulated room behind the page: a real session, moved on frame by frame by the test."""

import queue
from collections.abc import Callable
from pathlib import Path

from voice.app import plan_of
from voice.conversation.actions import Action
from voice.conversation.commands import Manner
from voice.conversation.conversation import Conversation
from voice.conversation.events import ActionChosen
from voice.conversation.states import State
from voice.conversation.view import SessionView
from voice.guide import find_guide
from voice.hearing.listener import GUARD_SECONDS
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models import rehearsal_model
from voice.ports import FRAME_SECONDS, Notice, Post
from voice.rehearsal.rehearse import Rehearsal, Watching, room_of
from voice.rehearsal.room import RoomKind
from voice.rehearsal.script import load_script, parse_script
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.records import AskedQuestion
from voice.vault.vault import Vault

LONGEST_SECONDS = 600.0
"""Of the room's time: no wait in a test is longer."""

SILENT = "[[turn]]\nsay = [{ pause_seconds = 7200 }]\n"


class Stage:
    """A rehearsal whose screen is the page; the client is silent unless `speaking`."""

    def __init__(self, server: PageServer, vault: Path) -> None:
        self.server = server
        self.view: SessionView | None = None
        self.chosen: queue.SimpleQueue[ActionChosen | Notice] = queue.SimpleQueue()
        self.vault, self.keys = Vault.create(vault)
        self._voice = ProgramVoice(Pyttsx3Synthesizer(None))
        self._journals: list[SessionJournal] = []
        self._screen = PageScreen(server, self.chosen.put, server.shell.words)
        self._post: Post | None = None
        self._rehearsal: Rehearsal | None = None

    def begin(self, speaking: bool = False) -> "Stage":
        """The program begins to say its welcome."""
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

        self._rehearsal = Rehearsal(
            Conversation(plan_of(guide, Settings()), Manner(rate_wpm=400)),
            load_script(None) if speaking else parse_script(SILENT, Path()),
            room_of(RoomKind.QUIET, 1),
            self._voice,
            VoskRecognizer(open_model(rehearsal_model())),
            open_journal,
            Watching(self._show, self._screen.notice, lambda _text: None, took),
            GUARD_SECONDS,
        )
        self._rehearsal.runner.start()
        return self

    def until(self, reached: Callable[[SessionView], bool]) -> SessionView:
        """Let the room's time pass until a view is so."""
        assert self._rehearsal is not None
        for _ in range(round(LONGEST_SECONDS / FRAME_SECONDS)):
            if self.view is not None and reached(self.view):
                return self.view
            self._rehearsal.step()
        raise AssertionError(f"never so; the last state was {self.view and self.view.state}")

    def until_state(self, state: State) -> SessionView:
        """Let the room's time pass until the session is in this state."""
        return self.until(lambda view: view.state is state)

    def take(self) -> Action:
        """Wait for what was chosen on the page and give it to the session."""
        event = self.chosen.get(timeout=15)
        assert isinstance(event, ActionChosen)
        assert self._post is not None
        assert self._rehearsal is not None
        self._post(event)
        self._rehearsal.step()
        return event.action

    def close(self) -> None:
        """End whatever is left of it."""
        if self._rehearsal is not None:
            self._rehearsal.runner.finish()
        for journal in self._journals:
            journal.close()
        self._screen.close()
        self._voice.close()

    def _show(self, view: SessionView) -> None:
        self.view = view
        self._screen.show(view)
