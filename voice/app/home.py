"""The composition of the home: the front door on the same edges as a session, and its desk.

As in `app`, adapters are chosen and put together here; nothing is printed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from voice.app.beside import Beside
from voice.app.devices import forget_setting, put_on
from voice.app.home_desk import HomeDesk, Remember
from voice.app.home_names import known
from voice.app.lacking import Told, model_if_any, shown_where_silent
from voice.app.own_sounds import own_sounds_here
from voice.app.session import Outcome, ready_devices, rememberer
from voice.app.sound_desk import SoundDesk, WhicheverHears, own_microphone
from voice.app.teaching import TeachingDesk, vault_if_any
from voice.app.unfinished import is_any_unfinished
from voice.floor.commands import Manner
from voice.floor.events import DeviceRecovered, ShutdownAsked
from voice.floor.troubles import RECOGNISER
from voice.guides.loading import ReflectionGuide, find_guide
from voice.language.loading import load_language
from voice.machine.places import settings_file
from voice.scenes.home.home import FrontDoor
from voice.scenes.home.settings import Preferences
from voice.scenes.home.step import Plan
from voice.scenes.recording.errands import RecordErrand
from voice.scenes.sound_check.errands import SoundErrand
from voice.settings import Settings, remember_setting
from voice.sound.flac import check_flac
from voice.sound.portaudio import Portaudio
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.program_voice import found_in
from voice.stage.ports import Desk, Post, Screen
from voice.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Stayed:
    """What a stay at home came to, without a word of what was said."""

    sessions: tuple[Outcome, ...]
    unwritten: int
    lost_sounds: int
    not_erased: int = 0
    """Sessions that were to be erased, and are there still."""
    taken_along: tuple[Path, ...] = ()
    """Files that were written to be taken along."""
    backups: tuple[Path, ...] = ()
    """Folders on drives that all that is kept was copied to."""


@dataclass(frozen=True, slots=True)
class HomeParts:
    """What the home has before it has devices; the same on real devices and in a rehearsal."""

    front_door: FrontDoor
    desk: HomeDesk
    language: str

    def with_sound(self, sound: SoundDesk) -> Desk:
        """All that is asked for at home and inside it, whoever does it."""
        beside = Beside(self.desk, RecordErrand, self.desk.takes)
        return Beside(beside, SoundErrand, sound)

    def stayed(self, unwritten: int, lost_sounds: int = 0) -> Stayed:
        """What it came to, once it is over."""
        desk = self.desk
        return Stayed(
            desk.sessions,
            unwritten,
            lost_sounds,
            desk.erasing.not_erased,
            desk.taking_along.written,
            desk.backing_up.made,
        )


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
    plan = replace(plan, unfinished=is_any_unfinished(vault))
    front_door = FrontDoor(plan, Manner(settings.rate_wpm, settings.volume))
    desk = HomeDesk(settings, guide.language, vault, remember)
    return HomeParts(front_door, desk, guide.language)


def home_plan_of(guide: ReflectionGuide, settings: Settings, been_before: bool) -> Plan:
    """The home's plan in its guide's language."""
    language = load_language(guide.language)
    return Plan(
        language.home,
        known(settings.guide, guide),
        been_before,
        language.keepers["owner"],
        language.crisis_in(settings.country),
        Preferences(
            voice=settings.voice,
            patience=settings.patience,
            ask_to_keep=settings.ask_to_keep,
            keep_sound=settings.keep_sound,
            language=guide.language,
            stand_by=settings.stand_by,
            switch=settings.switch,
        ),
        speaks=not settings.no_voice_out,
        own_word=settings.stand_by_word or "",
    )


def be_at_home(
    settings: Settings,
    open_screen: Callable[[Post], Screen],
    one_moment: Callable[[], None] = lambda: None,
    tell: Tell = lambda _error: None,
    remember: bool = True,
    silent: Callable[[Settings], None] = lambda _shown: None,
    speak: Callable[[str], None] = lambda _language: None,
) -> Stayed:
    """A stay at home on real devices, from the hello to the goodbye; callables as `hold_session`.

    Somebody can press or touch here, and goes on without what is lacking; `silent` is told before
    the screen is opened that all is only shown, and `speak` where another language is spoken from
    now on.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    portaudio = Portaudio().load_ahead()
    keep = partial(remember_setting, settings_file()) if remember else forget_setting
    parts = prepare_home(settings, keep)
    own_sounds, unread = own_sounds_here(parts.language)
    shown, told = shown_where_silent(settings, portaudio.find)
    if told:
        settings = shown
        silent(settings)
        parts = prepare_home(settings, keep)
    devices, lacking = ready_devices(
        settings, parts.language, one_moment, tell, portaudio, True, own_sounds
    )
    in_use = devices.in_use
    parts.desk.speaks_with(in_use)

    def hear_anew() -> None:
        """Where no words are understood, whoever taught a sound is listened to from now on."""
        if devices.model_path is None and not in_use.has_ears:
            in_use.change_ears(None)

    def changed_language(spoken: Settings) -> Told:
        """What speaks, listens and shows, in another one."""
        code = find_guide(spoken.guide).language
        if not spoken.no_voice_out:
            voice = ChosenVoice(spoken.voice, code)
            in_use.change_voice(voice.at_once(tell, lambda error: in_use.voice_lost(error)))
        by_own_sounds = bool(own_sounds.taught.sounds)
        model_path, lacks = model_if_any(spoken, code, lambda: None, True, by_own_sounds)
        in_use.change_ears(model_path)
        speak(code)
        return lacks or (DeviceRecovered(RECOGNISER),)

    parts.desk.changed_language = changed_language
    parts.desk.teaching = TeachingDesk(own_sounds, vault_if_any(settings), lambda: hear_anew())
    recorder = WhicheverHears(in_use, own_microphone(devices))
    sound = SoundDesk(in_use, recorder, keep, devices.portaudio.names)

    def connected(post: Post) -> Screen:
        parts.desk.connect(post)
        sound.connect(post)
        parts.desk.recording_aloud.connect(recorder, post)
        parts.desk.teaching.connect(recorder, post)
        return open_screen(post)

    stage = put_on(
        parts.front_door,
        replace(
            devices,
            recordings=found_in(sound.recording, parts.desk.recording),
        ),
        connected,
        parts.desk.journal,
        rememberer(),
        parts.with_sound(sound),
        to_end=ShutdownAsked(),
        first=(*told, *lacking, *unread),
    )
    return parts.stayed(stage.unwritten, stage.lost_sounds)
