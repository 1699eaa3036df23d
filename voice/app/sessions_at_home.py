"""The sessions that begin at home: prepared, begun, and what came of each.

The home decides when, and the stage holds them; what was said in one is opened elsewhere.
"""

import contextlib
from collections.abc import Callable
from dataclasses import replace

from voice.app.home_key import HomeKey
from voice.app.home_names import known
from voice.app.read_guides import is_sealed, questions_read
from voice.app.session import Outcome, plan_of, session_header
from voice.app.unfinished import Sitting, Unfinished
from voice.guides.loading import ReflectionGuide, find_guide
from voice.scenes.home.errands import (
    HomeEvent,
    KeyAwaited,
    NoteSession,
    PassphraseWanted,
    SessionPrepared,
    UnfinishedKnown,
)
from voice.settings import Settings
from voice.speaking.read_questions import NOBODY_READ
from voice.stage.ports import Journal, Sound
from voice.values.errors import SettingsError, VaultError
from voice.vault.vault import Vault


class SessionsAtHome:
    """One after the other, over one vault; the stage's thread only, but for `recording`."""

    def __init__(
        self, vault: Vault, key: HomeKey, remember: Callable[[str, object], None], remembered: str
    ) -> None:
        """`remember` keeps the guide's name for the next time, where it is not `remembered`."""
        self._vault = vault
        self._key = key
        self._without_key = False
        """Whether what is asked for next is done without it."""
        self._remember = remember
        self.remembered = remembered
        self._guide: ReflectionGuide | None = None
        """The one that a session was prepared with last."""
        self._heard = NOBODY_READ
        """What somebody recorded of it."""
        self._session_id = ""
        self._sitting = Sitting(vault)
        self._erased = 0
        """Sessions that had become older than they are kept, since that was told."""
        self.held: tuple[Outcome, ...] = ()
        """What came of each."""

    def recording(self, name: str) -> Sound | None:
        """A question as somebody read it; any thread."""
        return self._heard.recording(name)

    def prepare(self, name: str, settings: Settings) -> HomeEvent:
        """Make a session with this guide ready, or say what comes before that.

        Raises:
            GuideError: there is no such guide.
            VaultError: nothing can be kept.
        """
        guide = find_guide(name)
        if is_sealed(name) and (first := self._before_opening(guide.read_by)) is not None:
            return first
        self._sitting.begin_anew()
        self._guide = guide
        self._heard = questions_read(name, self._key.identity if self._key.is_open else None)
        self._without_key = False
        self._key.forget()  # a session is sealed, and read to, without it
        plan = plan_of(guide, settings, read=self._heard)
        self._vault.check_writable()
        if (keep_days := settings.keep_days) is not None:
            self._erased += self._vault.erase_older_than(keep_days)
        if name != self.remembered:
            with contextlib.suppress(SettingsError):  # the session is held all the same
                self._remember("guide", name)
            self.remembered = name
        return SessionPrepared(known(name, guide), plan)

    def go_on(self, rest: Unfinished, name: str, settings: Settings, identity: str) -> HomeEvent:
        """The same with what is still to be asked there, and nothing else."""
        prepared = self.prepare(name, settings)
        if not isinstance(prepared, SessionPrepared):
            return prepared
        self._sitting.go_on_with(rest, identity)
        return replace(prepared, plan=self._sitting.plan(prepared.plan))

    def go_without_key(self) -> None:
        """What is asked for next is done with what needs none."""
        self._key.forget()
        self._without_key = True

    def forget(self) -> None:
        """Nothing of the key is decided any more."""
        self._without_key = False

    def journal(self) -> Callable[[], Journal]:
        """What opens the journal of the session that was prepared last."""
        assert self._guide is not None, "a session is prepared before it begins"
        header = self._sitting.header(session_header(self._guide))
        self._session_id = header.session_id
        return lambda: self._sitting.begin(header)

    def note(self, noted: NoteSession) -> None:
        """An outcome without what could not be written: the stage counts that for all."""
        self._sitting.over(noted.left_open)
        kept_sound = self._sitting.kept_sound
        outcome = Outcome(
            self._session_id, noted.kept_passages, 0, 0, kept_sound, noted.reason, self._erased
        )
        self._erased = 0
        self.held = (*self.held, outcome)

    def news(self) -> tuple[UnfinishedKnown, ...]:
        """Whether there is anything to go on with, where that has changed since it was told."""
        return self._sitting.news()

    def _before_opening(self, read_by: str) -> HomeEvent | None:
        """What comes before recordings of theirs can be opened; None: nothing, or nothing can."""
        try:
            first = None if self._without_key else self._key.wanted()
        except VaultError:  # the program asks the questions, and says that it cannot open them
            return None
        if isinstance(first, PassphraseWanted | KeyAwaited):
            return replace(first, read_by=read_by)
        return None
