"""The home's desk: what the home asks for that only the vault, the guides and the settings can do.

It decides nothing. What was opened to be read it holds until the home is done with it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from voice.app import other_languages
from voice.app.backing_up import BackingUp
from voice.app.devices_in_use import DevicesInUse
from voice.app.erasing_at_home import ErasingAtHome
from voice.app.home_key import HomeKey
from voice.app.home_names import as_one, began, days_of, named, questions_of
from voice.app.reading import ToRead, amending, reading_plan
from voice.app.recording_at_home import RecordingAtHome
from voice.app.session import Outcome
from voice.app.sessions_at_home import SessionsAtHome
from voice.app.taking_along import TakingAlong
from voice.app.teaching import TeachingDesk
from voice.app.trying_voices import TryingVoices
from voice.app.unfinished import Unfinished, guide_of, left_unfinished
from voice.floor.commands import Errand, Keeping
from voice.floor.events import Event
from voice.guides.loading import find_guide, guides_in
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.taught import Taught
from voice.machine.drives import plugged_in
from voice.machine.places import documents_folder, guides_folder
from voice.scenes.home.errands import (
    CloseWords,
    EraseSession,
    FindDrives,
    GoWithout,
    HearVoice,
    HomeErrand,
    HomeEvent,
    KeepSetting,
    Listed,
    ListGuides,
    ListLanguages,
    ListVoices,
    NoteSession,
    NotOpened,
    OpenWords,
    PrepareSession,
    PrepareTeaching,
    RecordingPrepared,
    Refused,
    SessionKept,
    SettingKept,
    TakeListed,
    TeachingPrepared,
    TryPassphrase,
    Words,
    WordsAmended,
    WordsOpened,
    WriteUnlocked,
)
from voice.scenes.home.settings import Chosen, Setting
from voice.scenes.recording.errands import RecordErrand
from voice.settings import Settings
from voice.sound.flac import check_flac, has_flac
from voice.speaking.program_voice import found_in, no_recordings
from voice.stage.ports import Journal, LevelMeasured, Post, Sound
from voice.stage.records import nothing_is_kept
from voice.values.continuing import Whole, read_as_one
from voice.values.errors import VaultError, VoiceError
from voice.values.transcript import Session
from voice.values.troubles import TroubleName
from voice.vault.keys import Protection
from voice.vault.vault import Vault

Remember = Callable[[str, object], None]
"""Keeps a setting by its key for the next time; raises `SettingsError`."""

Taking = Callable[[], HomeEvent | tuple[Event, ...]]
"""What comes of one of what is listed."""

NOTHING = NotOpened(locked=False)


class _Takes:
    """Whoever makes takes inside: what was prepared last."""

    def __init__(self, desk: "HomeDesk") -> None:
        self._desk = desk
        self.of_sounds = False

    def carry_out(self, errand: RecordErrand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        desk = self._desk
        return (desk.teaching if self.of_sounds else desk.recording_aloud).carry_out(errand)

    def forget(self) -> None:
        """Nothing of anybody's voice is held here any more."""
        self._desk.recording_aloud.forget()
        self._desk.teaching.forget()


class HomeDesk:
    """Carries out the home's errands over one vault; the stage's thread only."""

    def __init__(self, settings: Settings, language: str, vault: Vault, remember: Remember) -> None:
        self._settings = settings
        self._language = language
        self._vault = vault
        self._remember = remember
        self._key = HomeKey(vault)
        self._beginning = SessionsAtHome(vault, self._key, remember, settings.guide)
        self._taking: tuple[Taking, ...] = ()
        """What was listed last."""
        self._wanted: ToRead | None = None
        """What is being read, with the key that opened it."""
        self.taking_along = TakingAlong(vault, language, documents_folder)
        self.backing_up = BackingUp(vault, lambda: plugged_in())
        self._voices = TryingVoices(language, speaks=not settings.no_voice_out)
        self.recording_aloud = RecordingAtHome(settings, vault, vault.identity)
        self._spoken: dict[str, Settings] = {}
        """By each language that was spoken here before, what held in it."""
        self.teaching = TeachingDesk(OwnSoundsEar(Taught(), lambda _: None))
        """Given what this person has taught, once that is read."""
        self.takes = _Takes(self)
        self.changed_language: other_languages.Changed = lambda _settings: ()
        """Told that another language is spoken from now on."""
        self.erasing = ErasingAtHome(vault)

    @property
    def sessions(self) -> tuple[Outcome, ...]:
        """What came of each."""
        return self._beginning.held

    def connect(self, post: Post) -> None:
        """Where it tells what came of an errand that takes a while."""
        self._key.connect(post)

    def speaks_with(self, in_use: DevicesInUse) -> None:
        """A voice that is taken speaks there."""
        self._voices.change_voice = lambda voice: in_use.change_voice(voice)

    def journal(self, keeping: Keeping | None) -> Callable[[], Journal]:
        """What opens the journal of what happens inside; the home itself keeps nothing."""
        if isinstance(keeping, WordsAmended) and self._wanted is not None:
            wanted = self._wanted
            return lambda: amending(wanted)
        if not isinstance(keeping, SessionKept):
            return nothing_is_kept
        return self._beginning.journal()

    def carry_out(self, errand: Errand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        try:
            done = tuple(self._done(cast(HomeErrand, errand)))
        except VoiceError as error:
            done = (Refused(error.trouble),)
        return (*done, *self._beginning.news())

    def recording(self, name: str) -> Sound | None:
        """A question as somebody read it, a passage as it was said, or a voice; any thread."""
        said = no_recordings if self._wanted is None else self._wanted.recording
        made = self.recording_aloud.recording, self.teaching.recording
        return found_in(*made, self._beginning.recording, self._voices.recording, said)(name)

    def measure(self, level: LevelMeasured) -> Iterable[Event]:
        """Nobody measures how loud it is at home."""
        return ()

    def changed(self) -> Iterable[Event]:
        """Nothing changes around a home."""
        return ()

    def close(self) -> None:
        """Whatever ended it: nothing of anybody is held here."""
        self._forget()

    def _done(self, asked: HomeErrand) -> Iterable[Event]:
        match asked:
            case PrepareSession():
                return (self._prepare(asked.guide),)
            case ListGuides():
                return (self._list_guides(asked.to_record),)
            case PrepareTeaching():
                self.takes.of_sounds = True
                return (TeachingPrepared(self.teaching.plan(self._settings, self._language)),)
            case OpenWords():
                return (self._open(asked.words),)
            case TakeListed():
                taken = self._taking[asked.number - 1]()
                return taken if isinstance(taken, tuple) else (taken,)
            case WriteUnlocked():
                return (self.taking_along.write_unlocked(),)
            case FindDrives():
                found, self._taking = self.backing_up.offered()
                return (found,)
            case EraseSession():
                return (self.erasing.erase(asked.session_id),)
            case KeepSetting():
                return self._keep(asked)
            case ListVoices():
                found, names = self._voices.offered(self._settings.voice)
                chosen = [KeepSetting(Chosen(Setting.VOICE, name)) for name in names]
                self._taking = tuple(partial(self._keep, each) for each in chosen)
                return (found,)
            case ListLanguages():
                found, codes = other_languages.offered(self._settings, self._language)
                self._taking = tuple(partial(self._speak, code) for code in codes)
                return (found,)
            case HearVoice():
                return (self._voices.hear(asked),)
            case TryPassphrase():
                self._key.try_passphrase(asked.text)
            case GoWithout():
                self._beginning.go_without_key()
            case NoteSession():
                self._beginning.note(asked)
            case CloseWords():
                self._forget()
            case _:
                raise AssertionError(f"nobody does {type(asked).__name__}")
        return ()

    def _prepare(self, name: str) -> HomeEvent:
        return self._beginning.prepare(name, self._settings)

    def _speak(self, code: str, taken_back: bool = False) -> tuple[Event, ...]:
        left, was = self._language, self._settings
        self._settings, spoken, told = other_languages.take(
            was, code, self._remember, self.changed_language, taken_back, self._spoken.get(code)
        )
        self._spoken[left] = was
        self._language = code
        self._beginning.remembered = self._settings.guide
        self.taking_along.speak(code)
        self._voices.speak(code)
        return (spoken, *told)

    def _keep(self, asked: KeepSetting) -> tuple[Event, ...]:
        key, value = str(asked.chosen.setting), asked.chosen.value
        if asked.chosen.setting is Setting.LANGUAGE:
            return self._speak(str(value), asked.taken_back)
        if asked.chosen == Chosen(Setting.KEEP_SOUND, value=True):
            check_flac()
        remember = partial(self._remember, key, value)
        if asked.chosen.setting is Setting.VOICE:
            self._voices.take(None if value is None else str(value), remember)
        else:
            remember()
        self._settings = self._settings.model_copy(update={key: value})
        return (SettingKept(asked.chosen, asked.taken_back),)

    def _list_guides(self, to_record: bool) -> HomeEvent:
        guides = guides_in(self._language, guides_folder())
        guides.setdefault(self._settings.guide, find_guide(self._settings.guide))
        if to_record:
            guides = {name: guide for name, guide in guides.items() if not guide.read_by}
            names = tuple(as_one(guide.title) for guide in guides.values())
            return self._listed(names, [partial(self._prepare_recording, name) for name in guides])
        self._taking = tuple(partial(self._prepare, name) for name in guides)
        return Listed(tuple(as_one(named(guide)) for guide in guides.values()))

    def _prepare_recording(self, name: str) -> RecordingPrepared:
        self.takes.of_sounds = False
        return RecordingPrepared(self.recording_aloud.plan(name))

    # What was said ---------------------------------------------------------------------------

    def _open(self, words: Words) -> HomeEvent:
        """Only after a yes: nothing here asks again."""
        if (first := self._key.wanted()) is not None:
            return first
        identity = self._key.identity()
        read = self._vault.read(identity)
        sessions = read.sessions
        said = tuple(s for s in sessions if any(answer.is_said for answer in s.answers))
        sounds = read.sounds if has_flac() else None
        every = ToRead(self._vault, identity, said, language=self._language, sounds=sounds)
        match words:
            case Words.MARKED:
                marked = any(answer.flagged for session in said for answer in session.answers)
                return self._read(replace(every, marked=True)) if marked else NOTHING
            case Words.TO_TAKE:
                return self._each(said, self._ways_to_take)
            case Words.TO_ERASE:
                return self._each(sessions, partial(self.erasing.choose, identity, self._language))
            case Words.TO_GO_ON:
                return self._unfinished(identity, left_unfinished(self._vault, identity, sessions))
            case Words.SESSION:
                return self._each(said, lambda whole: self._read(replace(every, sessions=whole)))
            case Words.QUESTION:
                questions = questions_of(said)
                taking = [partial(self._read, replace(every, question_id=id_)) for id_ in questions]
                return self._listed(tuple(questions.values()), taking)

    def _each(self, sessions: Sequence[Session], take: Callable[[Whole], HomeEvent]) -> HomeEvent:
        """One of these sessions, by its day; the newest first, those together that are one."""
        wholes = read_as_one(sessions)[::-1]
        names = tuple(as_one(days_of(self._language, began(whole))) for whole in wholes)
        return self._listed(names, [partial(take, whole) for whole in wholes])

    def _unfinished(self, identity: str, found: Sequence[Unfinished]) -> HomeEvent:
        """One of what was left unfinished, by its day; the newest first."""
        if not found:
            raise VaultError.named(TroubleName.SESSION_NONE_UNFINISHED)
        newest = found[::-1]
        names = tuple(as_one(days_of(self._language, one.moments)) for one in newest)
        return self._listed(names, [partial(self._go_on, identity, one) for one in newest])

    def _go_on(self, identity: str, one: Unfinished) -> HomeEvent:
        guide = guide_of(one, self._language, self._settings.guide)
        prepared = self._beginning.go_on(one, guide, self._settings, identity)
        self._taking = ()  # each of them has the key, and a session is held without it
        return prepared

    def _listed(
        self, names: tuple[str, ...], taking: Sequence[Callable[[], HomeEvent]]
    ) -> HomeEvent:
        """What there is to choose from; the one thing there is needs no choosing."""
        if not taking:
            return NOTHING
        if len(taking) == 1:
            return taking[0]()
        self._taking = tuple(taking)
        return Listed(names)

    def _read(self, wanted: ToRead) -> WordsOpened:
        self._wanted = wanted
        plan = reading_plan(self._settings, wanted)
        locks = self._vault.protection is Protection.PASSPHRASE
        return WordsOpened(replace(plan, locks=locks))

    def _ways_to_take(self, whole: Whole) -> Listed:
        listed, self._taking = self.taking_along.offered(whole)
        return listed

    def _forget(self) -> None:
        self._taking, self._wanted = (), None
        self._beginning.forget()
        self._key.forget()
        self.taking_along.forget()
