"""The composition of the home: the front door on the same edges as a session, and its desk.

As in `app`, adapters are chosen and put together here; nothing is printed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from voice.app.devices import put_on
from voice.app.session import (
    Outcome,
    plan_of,
    ready_devices,
    rememberer,
    session_header,
)
from voice.app.simulated import Simulated, rehearsing
from voice.floor.commands import Errand, Keeping, Manner
from voice.floor.events import Event, ShutdownAsked
from voice.guides.loading import ReflectionGuide, find_guide
from voice.language.loading import load_language
from voice.machine.places import settings_file
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Rehearsed, Watching
from voice.rehearsal.script import Script
from voice.scenes.home.errands import (
    HomeErrand,
    NoteSession,
    PrepareSession,
    Refused,
    SessionKept,
    SessionPrepared,
)
from voice.scenes.home.home import FrontDoor
from voice.scenes.home.step import KnownGuide, Plan
from voice.settings import Settings, remember_guide
from voice.sound.flac import check_flac
from voice.speaking.chosen_voice import Tell
from voice.stage.ports import Journal, LevelMeasured, Post, Screen
from voice.stage.records import nothing_is_kept
from voice.values.errors import SettingsError, VoiceError
from voice.vault.journal import SessionJournal
from voice.vault.vault import Vault

Remember = Callable[[str], None]
"""Keeps a guide's name for the next time."""


@dataclass(frozen=True, slots=True)
class Stayed:
    """What a stay at home came to, without a word of what was said."""

    sessions: tuple[Outcome, ...]
    unwritten: int
    lost_sounds: int


@dataclass(frozen=True, slots=True)
class HomeParts:
    """What the home has before it has devices; the same on real devices and in a rehearsal."""

    front_door: FrontDoor
    desk: "HomeDesk"
    language: str


def prepare_home(settings: Settings, remember: Remember) -> HomeParts:
    """Open the vault and see that a session could begin.

    Raises:
        VoiceError: something that is needed is missing.
    """
    if settings.keep_sound:
        check_flac()
    guide = find_guide(settings.guide)
    vault = Vault.open(settings.vault_directory)
    vault.check_writable()
    plan = home_plan_of(guide, settings, been_before=vault.count()[0] > 0)
    front_door = FrontDoor(plan, Manner(settings.rate_wpm, settings.volume))
    return HomeParts(front_door, HomeDesk(settings, vault, remember), guide.language)


def home_plan_of(guide: ReflectionGuide, settings: Settings, been_before: bool) -> Plan:
    """The home's plan in its guide's language."""
    language = load_language(guide.language)
    return Plan(
        language.home,
        KnownGuide(settings.guide, guide.title, guide.author),
        been_before,
        language.keepers["owner"],
        language.crisis_in(settings.country),
    )


class HomeDesk:
    """Carries out the home's errands over one vault; the stage's thread only."""

    def __init__(self, settings: Settings, vault: Vault, remember: Remember) -> None:
        self._settings = settings
        self._vault = vault
        self._remember = remember
        self._remembered = settings.guide
        self._guide: ReflectionGuide | None = None
        """The one that a session was prepared with last."""
        self._session_id = ""
        self._journal: SessionJournal | None = None
        self._erased = 0
        self.sessions: tuple[Outcome, ...] = ()
        """What came of each."""

    def journal(self, keeping: Keeping | None) -> Callable[[], Journal]:
        """What opens the journal of the session that begins; the home itself keeps nothing."""
        if not isinstance(keeping, SessionKept):
            return nothing_is_kept
        assert self._guide is not None, "a session is prepared before it begins"
        header = session_header(self._guide)
        self._session_id, self._journal = header.session_id, None

        def begin() -> Journal:
            self._journal = self._vault.begin_session(header)
            return self._journal

        return begin

    def carry_out(self, errand: Errand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        asked = cast(HomeErrand, errand)
        try:
            return self._done(asked)
        except VoiceError as error:
            return (Refused(error.trouble),)

    def measure(self, level: LevelMeasured) -> Iterable[Event]:
        """Nobody measures how loud it is at home."""
        return ()

    def changed(self) -> Iterable[Event]:
        """Nothing changes around a home."""
        return ()

    def close(self) -> None:
        """Nothing of anybody is held here."""

    def _done(self, asked: HomeErrand) -> Iterable[Event]:
        match asked:
            case PrepareSession():
                return (self._prepare(asked.guide),)
            case NoteSession():
                self._note(asked)
                return ()
            case _:
                raise AssertionError(f"nobody does {type(asked).__name__}")

    def _prepare(self, name: str) -> SessionPrepared:
        settings = self._settings
        self._guide = find_guide(name)
        plan = plan_of(self._guide, settings)
        self._vault.check_writable()
        if settings.keep_days is not None:
            self._erased += self._vault.erase_older_than(settings.keep_days)
        if name != self._remembered:
            self._remember(name)
            self._remembered = name
        return SessionPrepared(plan)

    def _note(self, noted: NoteSession) -> None:
        """An outcome without what could not be written: the stage counts that for all."""
        kept_sound = self._journal is not None and self._journal.keeps_sound
        outcome = Outcome(
            self._session_id, noted.kept_passages, 0, 0, kept_sound, noted.reason, self._erased
        )
        self._erased = 0
        self.sessions = (*self.sessions, outcome)


def be_at_home(
    settings: Settings,
    open_screen: Callable[[Post], Screen],
    one_moment: Callable[[], None] = lambda: None,
    tell: Tell = lambda _error: None,
    remember: bool = True,
) -> Stayed:
    """A stay at home on real devices, from the hello to the goodbye; callables as `hold_session`.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    parts = prepare_home(settings, guide_rememberer() if remember else forget_guide)
    devices = ready_devices(settings, parts.language, one_moment, tell)
    stage = put_on(
        parts.front_door,
        devices,
        open_screen,
        parts.desk.journal,
        rememberer(),
        parts.desk,
        to_end=ShutdownAsked(),
    )
    return Stayed(parts.desk.sessions, stage.unwritten, stage.lost_sounds)


def rehearse_home(
    settings: Settings, simulated: Simulated, script: Script, watching: Watching
) -> tuple[Stayed, Rehearsed]:
    """A stay at home in the simulated room, to a synthetic client who does as the script says.

    Raises:
        VoiceError: something that is needed is missing.
    """
    parts = prepare_home(settings, forget_guide)

    def enter(press: Callable[[str], None]) -> Client:
        return Client(script, simulated.room, press, watching.client_says)

    with rehearsing(
        parts.front_door,
        simulated,
        parts.desk.journal,
        watching,
        enter,
        parts.desk,
        ShutdownAsked(),
    ) as (rehearsal, end):
        figures = rehearsal.run(end.at_once)
    return Stayed(parts.desk.sessions, figures.unwritten, 0), figures


def forget_guide(_name: str) -> None:
    """The next time begins with the guide of the settings."""


def guide_rememberer() -> Remember:
    """Keeps a guide's name in the settings file; a failure changes nothing."""
    path = settings_file()

    def remember(name: str) -> None:
        try:
            remember_guide(path, name)
        except SettingsError:
            return  # the session is held all the same

    return remember
