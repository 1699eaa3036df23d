"""One way to put a scene on real devices: mouth, ears, screen, records and signals.

Which scene, whose settings and where its words go, the callers say.
"""

import queue
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from voice.app.devices_in_use import DevicesInUse
from voice.app.ending import ending
from voice.app.lacking import known_before
from voice.floor.actions import Action, Means
from voice.floor.commands import Keeping, Manner
from voice.floor.events import ActionChosen, DeviceFailed, Event
from voice.floor.troubles import VOICE
from voice.hearing.changing_ears import ChangingEars
from voice.hearing.ears import ListeningEars, NoEars
from voice.hearing.echo import LivekitEchoCanceller
from voice.hearing.edge import Edge, Playing
from voice.hearing.interruption import InterruptionDetector
from voice.hearing.late_recognizer import LateRecognizer
from voice.hearing.listener import Listener
from voice.hearing.microphone import SounddeviceMicrophone
from voice.hearing.no_words import NoWords
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.read_aloud import ReadAloud
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.machine.awake import AwakeClock
from voice.sound.portaudio import Portaudio
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.mouth import SilentMouth, SpeakingMouth
from voice.speaking.program_voice import ProgramVoice, Recordings, no_recordings
from voice.stage.loop import run, seal_what_is_left
from voice.stage.ports import (
    Desk,
    Ears,
    Edges,
    Journal,
    Mouth,
    Notice,
    Post,
    Recognizer,
    Screen,
    Synthesizer,
    learn_nothing,
)
from voice.stage.stage import AnyScene, Stage

FIRST_LINE_SECONDS = 1.0
"""Where nothing was said for so long, as in a kiosk at rest, what listens waits no longer."""

STOP_BY_SIGNAL = ActionChosen(Action.STOP, Means.SIGNAL)


@dataclass(frozen=True, slots=True)
class Devices:
    """What a scene speaks and listens with."""

    portaudio: Portaudio
    synthesizer: Synthesizer | None
    """None: what the program says is only shown."""
    model_path: Path | None
    """None: no words are understood; keys lead, and own sounds where any were taught."""
    in_use: DevicesInUse
    guard_seconds: float
    headset: bool = False
    canceller: LivekitEchoCanceller | None = None
    captions: bool = True
    """Whether anybody sees what is being heard, word by word."""
    recordings: Recordings = no_recordings
    own_sounds: OwnSoundsEar | None = None
    """What the person has taught; in a kiosk and where nothing is taught: None."""


class Pulse(Protocol):
    """What shows the system that the loop turns, such as a watchdog."""

    @property
    def every_seconds(self) -> float | None: ...

    def ready(self) -> None: ...

    def beat(self, post: Post) -> None: ...

    def stopping(self) -> None: ...


class NoPulse:
    """Nobody watches."""

    every_seconds = None

    def ready(self) -> None:
        """Nobody waits for it."""

    def beat(self, post: Post) -> None:
        """Nobody counts."""

    def stopping(self) -> None:
        """Nobody minds."""


def forget_manner(_manner: Manner) -> None:
    """The next person speaks with the program as it was set up."""


def forget_setting(_key: str, _value: object) -> None:
    """The next time begins with the settings as they were."""


def put_on(
    scene: AnyScene,
    devices: Devices,
    open_screen: Callable[[Post], Screen],
    journal: Callable[[Keeping | None], Callable[[], Journal]],
    remember_manner: Callable[[Manner], None] = forget_manner,
    desk: Desk | None = None,
    pulse: Pulse | None = None,
    to_end: Event = STOP_BY_SIGNAL,
    first: tuple[Event, ...] = (),
) -> Stage:
    """Let a scene happen from its first line to its last; the stage it was on, for its figures.

    `to_end` is what a signal says to it, `first` what it is told at its beginning.
    """
    pulse = pulse or NoPulse()
    inbox: queue.SimpleQueue[Event | Notice] = queue.SimpleQueue()
    for event in first:
        inbox.put(event)
    playing = Playing(interrupts=devices.headset or devices.canceller is not None)
    with ending(lambda: inbox.put(to_end)) as end:
        read_aloud = ReadAloud(inbox.put)
        mouth = _mouth_of(devices, playing, inbox.put, read_aloud)
        ears = ChangingEars(_ears_of(devices, playing, read_aloud.post))

        def change_ears(model_path: Path | None) -> None:
            with_model = replace(devices, model_path=model_path)
            ears.change(lambda: _ears_of(with_model, playing, read_aloud.post))

        devices.in_use.change_ears = change_ears
        screen = open_screen(inbox.put)
        learn = learn_nothing if devices.own_sounds is None else devices.own_sounds.learn
        edges = Edges(
            mouth, ears, journal, screen.show, screen.notice, remember_manner, desk, learn
        )
        clock = AwakeClock()
        scene.know(known_before(first))
        stage = Stage(scene, edges, clock)
        try:
            pulse.ready()
            every = pulse.every_seconds
            run(stage, inbox, clock, end.at_once, lambda: pulse.beat(inbox.put), every)
        finally:
            pulse.stopping()
            end.close(mouth, ears, lambda: seal_what_is_left(stage, inbox), screen.close)
    return stage


def _ears_of(devices: Devices, playing: Playing, post: Post) -> Ears:
    """What listens from the first sample on: it is made ready while the first line is said.

    Not before: beside that the loudspeaker would be opened half a second later.
    """
    model_path, silent = devices.model_path, devices.synthesizer is None
    own = devices.own_sounds is not None and bool(devices.own_sounds.taught.sounds)
    devices.in_use.has_ears = model_path is not None or own
    if not devices.in_use.has_ears:
        return NoEars(post)

    def once_it_speaks() -> None:
        if not silent:
            playing.began.wait(FIRST_LINE_SECONDS)

    def recognizer_made() -> Recognizer:
        once_it_speaks()
        return NoWords() if model_path is None else VoskRecognizer(open_model(model_path))

    recognizer = LateRecognizer(recognizer_made, post)
    over, canceller, in_use = playing.over, devices.canceller, devices.in_use

    def listener_made() -> Listener:
        once_it_speaks()
        return Listener(
            recognizer,
            recognizer.post,
            0.0 if silent else devices.guard_seconds,
            InterruptionDetector(over, canceller) if over else None,
            captions=devices.captions,
            own_sounds=devices.own_sounds,
            edge=None if silent else Edge(playing.at_edge),
        )

    ears = ListeningEars(
        listener_made,
        lambda: SounddeviceMicrophone(devices.portaudio, in_use.microphone),
        devices.portaudio.restart,
        post,
        frame_heard=in_use.heard,
    )
    in_use.microphone_changed = ears.open_again
    return ears


def _mouth_of(devices: Devices, playing: Playing, post: Post, read_aloud: ReadAloud) -> Mouth:
    """What speaks: the loudspeaker, or only the screen; raises `VoiceError`."""
    if devices.synthesizer is None:
        return SilentMouth(post, read_aloud.shows)
    in_use = devices.in_use

    def heard(block: bytes, rate_hz: int, stumbled: bool, begins: bool) -> None:
        if in_use.has_ears:  # there may be some in another language only
            playing.put(block, rate_hz, stumbled, begins)

    loudspeaker = SounddeviceLoudspeaker(devices.portaudio, lambda: in_use.loudspeaker, heard)
    voice = ProgramVoice(devices.synthesizer, devices.recordings)
    in_use.change_voice = voice.change
    in_use.voice_lost = lambda error: post(DeviceFailed(VOICE, error.trouble))
    return SpeakingMouth(voice, loudspeaker, post)
