"""The desk of teaching, and teaching alone on devices: sounds taken, compared, kept, forgotten.

It decides nothing. A sound is in memory until it is over; what is kept are its features, and the
sound itself only where the person says so, sealed to their own key (`heard_examples`). No kiosk
composes this.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import assert_never, cast

from voice.app.devices import put_on
from voice.app.heard_examples import HeardExamples
from voice.app.lacking import Told, shown_where_silent
from voice.app.session import devices_of, rememberer
from voice.app.sound_desk import Meter, Recorder, own_microphone
from voice.app.taking_readings import TakesOfDesk, Takings
from voice.floor.actions import Action
from voice.floor.commands import Errand, Manner
from voice.floor.events import Event
from voice.guides.loading import find_guide
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.judging import is_like, near_to, near_words
from voice.hearing.own_sounds.making import LONGEST_WAIT_SECONDS, SoundEnd, made_of
from voice.hearing.own_sounds.store import own_sounds_file, read_own_sounds, write_own_sounds
from voice.hearing.own_sounds.taught import Taught
from voice.language.loading import load_language
from voice.scenes.recording.errands import DropReading, ForgetReadings, Taken, TakeReading
from voice.scenes.teaching.errands import (
    EndSound,
    EndWord,
    Example,
    ForgetSound,
    KeepSound,
    NotMeant,
    SoundForgotten,
    SoundKept,
    SoundNotKept,
)
from voice.scenes.teaching.situation import EXAMPLES, Plan
from voice.scenes.teaching.teaching import SoundTeaching
from voice.settings import Settings
from voice.sound.portaudio import Portaudio
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.stage.ports import SAMPLE_RATE_HZ, LevelMeasured, Post, Screen, Sound
from voice.stage.records import nothing_is_kept
from voice.values.errors import VoiceError
from voice.vault.vault import Vault


class TeachingDesk:
    """Carries out the errands of teaching; the stage's thread, and whoever records."""

    def __init__(
        self,
        ear: OwnSoundsEar,
        vault: Vault | None = None,
        changed: Callable[[], None] = lambda: None,
        path: Path | None = None,
    ) -> None:
        """`ear` hears by what is kept, in `path` if it is given; `changed` is told of a change.

        `vault`: whose owner can have the sounds themselves kept; None: nobody can.
        """
        self._path = path = path or own_sounds_file()
        self._ear = ear
        self._changed = changed
        self._heard = HeardExamples.beside(path, vault)
        self._takes = TakesOfDesk[Takings]()

    def connect(self, recorder: Recorder, post: Post) -> None:
        """What gives the frames, and where it is told what came of them."""
        look = Meter(post).take
        self._takes.connect(lambda: Takings(recorder, post, look, SoundEnd, LONGEST_WAIT_SECONDS))

    def plan(self, settings: Settings, language: str, **how: bool) -> Plan:
        """What is needed to teach; raises `VoiceError` where what is kept cannot be read."""
        self._know(read_own_sounds(self._path))
        spoken = load_language(language)
        return Plan(
            spoken.teaching,
            spoken.page["name"],
            self._actions,
            spoken.crisis_in(settings.country),
            speaks=not settings.no_voice_out,
            can_seal=self._heard.can_seal,
            **how,
        )

    def recording(self, name: str) -> Sound | None:
        """A sound as it was made, while it is taught; any thread."""
        return self._takes.recording(name)

    def forget(self) -> None:
        """Nothing of anybody's voice is held here any more."""
        self._takes.forget()

    def carry_out(self, errand: Errand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        asked = cast(
            TakeReading
            | EndSound
            | EndWord
            | DropReading
            | KeepSound
            | ForgetSound
            | NotMeant
            | ForgetReadings,
            errand,
        )
        match asked:
            case TakeReading():
                self._takes.take(asked.attempt)
            case EndSound():
                return (self._end(asked),)
            case EndWord():
                return (self._end_word(asked),)
            case DropReading():
                self._takes.drop()
            case KeepSound():
                return (self._keep(asked),)
            case ForgetSound():
                return (self._forget(asked.action),)
            case NotMeant():
                return (self._note(asked),)
            case ForgetReadings():
                self.forget()
            case _:
                assert_never(asked)
        return ()

    @property
    def _actions(self) -> tuple[Action, ...]:
        return tuple(sound.action for sound in self._ear.taught.sounds)

    def _end(self, asked: EndSound) -> Taken:
        frames, _ = self._takes.takings.ended()
        made, taught, takes = made_of(frames), self._ear.taught, asked.takes
        example = Example(b"", made.seconds, made.faults, made.features)
        if not example.is_kept:
            return Taken(takes.attempt, example)
        self._takes.takings.know(takes.name, Sound(made.samples, SAMPLE_RATE_HZ))
        if asked.action is None:
            heard = self._ear.hear(frames)
            return Taken(takes.attempt, replace(example, meant=heard and heard.action))
        before = [
            each.features
            for name, each in takes.read.items()
            if isinstance(each, Example) and name in EXAMPLES and name != takes.name
        ]
        others = {s.action: s.examples for s in taught.sounds if s.action is not asked.action}
        like, near = is_like(made.features, before), near_to(made.features, others)
        talk = near_words((*before, made.features), asked.words)
        return Taken(takes.attempt, replace(example, alike=like, near=near, near_words=talk))

    def _end_word(self, asked: EndWord) -> Taken:
        """An ordinary word, compared and not held: nobody hears it again."""
        frames, _ = self._takes.takings.ended()
        made = made_of(frames)
        near = near_words(asked.examples, (made.features,)) if made.features else None
        word = Example(b"", made.seconds, made.faults, made.features, near_words=near)
        return Taken(asked.takes.attempt, word)

    def _keep(self, asked: KeepSound) -> SoundKept | SoundNotKept:
        examples = tuple(asked.examples.values())

        def learn() -> None:
            self._change(lambda taught: taught.with_sound(asked.action, examples))

        try:
            if asked.sealed:
                with self._heard.keeping(asked.action, self._sounds(asked.examples)):
                    learn()
            else:
                learn()
                self._heard.forget(asked.action)
        except VoiceError as error:
            return SoundNotKept(error.trouble)
        return SoundKept(self._actions)

    def _note(self, asked: NotMeant) -> SoundKept | SoundNotKept:
        try:
            self._change(lambda t: t.answered(asked.action, asked.example, right=False))
        except VoiceError as error:
            return SoundNotKept(error.trouble)
        return SoundKept(self._actions)

    def _sounds(self, examples: Mapping[str, bytes]) -> list[Sound]:
        sounds = [self._takes.takings.recording(name) for name in examples]
        return [sound for sound in sounds if sound is not None]

    def _forget(self, action: Action) -> SoundForgotten | SoundNotKept:
        try:
            self._change(lambda taught: taught.without(action))
            self._heard.forget(action)
        except VoiceError as error:
            return SoundNotKept(error.trouble)
        return SoundForgotten(self._actions)

    def _change(self, change: Callable[[Taught], Taught]) -> None:
        """What is kept becomes this; raises `SettingsError`, and then nothing has changed."""
        taught = change(read_own_sounds(self._path))
        write_own_sounds(self._path, taught)
        self._know(taught)

    def _know(self, taught: Taught) -> None:
        if taught != self._ear.taught:
            self._ear.know(taught)
            self._changed()


class TeachingAlone:
    """A desk of nothing but teaching."""

    def __init__(self, desk: TeachingDesk) -> None:
        self._desk = desk

    def carry_out(self, errand: Errand) -> Iterable[Event]:
        """The teaching's."""
        return self._desk.carry_out(errand)

    def measure(self, level: LevelMeasured) -> Iterable[Event]:
        """Nobody measures how loud it is here."""
        return ()

    def changed(self) -> Iterable[Event]:
        """Nothing changes around it."""
        return ()

    def close(self) -> None:
        """Whatever ended it: nothing of anybody is held here."""
        self._desk.forget()


def vault_if_any(settings: Settings) -> Vault | None:
    """The person's vault, where there is one that can be opened."""
    try:
        return Vault.open(settings.vault_directory)
    except VoiceError:
        return None


def play(settings: Settings, sounds: Sequence[Sound]) -> None:
    """Play these one after the other; raises `DeviceError`."""
    loudspeaker = SounddeviceLoudspeaker(Portaudio(), settings.loudspeaker)
    try:
        for sound in sounds:
            loudspeaker.play(sound, lambda: False)
    finally:
        loudspeaker.close()


def teach(
    settings: Settings,
    open_screen: Callable[[Post], Screen],
    tell: Tell = lambda _error: None,
    silent: Callable[[Settings], None] = lambda _shown: None,
    tries: bool = False,
) -> tuple[Action, ...]:
    """Teach, or with `tries` try, on real devices with no recogniser; what has a sound then.

    `tell` and `silent` as in `hold_session`. Raises `VoiceError`.
    """
    portaudio = Portaudio().load_ahead()
    language = find_guide(settings.guide).language
    ear = OwnSoundsEar(Taught(), lambda _: None)
    desk = TeachingDesk(ear, vault_if_any(settings))
    desk.plan(settings, language)  # what cannot be read is told before anything is opened
    told: Told = ()
    settings, told = shown_where_silent(settings, portaudio.find)
    if told:
        silent(settings)
    portaudio.find(settings.microphone, "input")
    voice = None if settings.no_voice_out else ChosenVoice(settings.voice, language)
    devices = devices_of(settings, voice, tell, None, None, portaudio)
    recorder = own_microphone(devices)
    plan = desk.plan(settings, language, listens=False, tries=tries)

    def connected(post: Post) -> Screen:
        desk.connect(recorder, post)
        return open_screen(post)

    put_on(
        SoundTeaching(plan, Manner(settings.rate_wpm, settings.volume)),
        replace(devices, recordings=desk.recording),
        connected,
        lambda _keeping: nothing_is_kept,
        rememberer(),
        TeachingAlone(desk),
        first=told,
    )
    return tuple(sound.action for sound in ear.taught.sounds)
