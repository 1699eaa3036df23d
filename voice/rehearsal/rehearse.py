"""A whole scene in a simulated room: only the two devices are replaced.

The same scenes, stage, listener, recogniser, synthesiser and vault as in a real session;
the room's count of samples is the clock, so a long silence takes no time.
"""

from collections import deque
from collections.abc import Callable
from functools import cache
from typing import Protocol

import numpy as np

from voice.floor.actions import Action, Means
from voice.floor.commands import Keeping, Manner, Speak, Tone
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    Event,
    ListeningStarted,
    ListeningStopped,
    SpeechFinished,
)
from voice.floor.view import View
from voice.hearing.edge import Edge, Playing
from voice.hearing.interruption import InterruptionDetector
from voice.hearing.listener import Listener
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import Room, Signal
from voice.rehearsal.watching import Rehearsed, Watching
from voice.screen.keys import action_for_key, option_for_key
from voice.screen.typed_line import TypedLine
from voice.speaking.cues import CHIMES
from voice.speaking.mouth import SilentMouth
from voice.speaking.program_voice import ProgramVoice, at_volume
from voice.stage.ports import (
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    Desk,
    EchoCanceller,
    Edges,
    Journal,
    Notice,
    Post,
    Recognizer,
    learn_nothing,
)
from voice.stage.stage import AnyScene, Stage
from voice.values.errors import SpeechError

PATIENCE_AT_A_LOSS_SECONDS = 60.0
"""A client who has nothing left to say, or waits for a program that heard no command, presses
stop after this long: longer than any silence after which the program speaks by itself."""

BABBLE_TEXTS = (
    ("en-us+m3", "she went to the market in the morning and then she came home again to cook"),
    ("en-us+f4", "it was raining all week long so we stayed inside and played cards with them"),
    ("en-gb+m1", "the train was late and everybody was looking at the clock on the wall"),
    ("en-us+f1", "my neighbour has a new dog and it barks whenever somebody rings the bell"),
)
"""Four people at once: enough that no single voice can be followed."""


class Person(Protocol):
    """Whoever is in the room and not the program."""

    @property
    def busy(self) -> bool:
        """Whether there is something to say or to press before the program does anything."""
        ...

    @property
    def finished(self) -> bool:
        """Whether everything that was to be said has been said."""
        ...

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        """Let 20 ms pass; `listening_turn_id` is None while the program does not listen."""
        ...


class SimulatedMouth:
    """Speaks into the room, as `ports.Mouth` has it."""

    def __init__(self, voice: ProgramVoice, room: Room, post: Post) -> None:
        self._voice = voice
        self._room = room
        self._post = post
        self._turn_id: int | None = None

    def speak(self, speak: Speak) -> None:
        """Say it after what is being said."""
        self._turn_id = speak.turn_id
        try:
            for sound in self._voice.sounds(speak):
                self._room.play(to_room(sound))
        except SpeechError as error:
            self._post(DeviceFailed("loudspeaker", error.trouble))

    def prepare(self, texts: tuple[str, ...], manner: Manner) -> None:
        """Synthesise ahead."""
        for text in texts:
            self._voice.prepare(text, manner)

    def chime(self, manner: Manner, tone: Tone) -> None:
        """A soft tone."""
        self._room.play(to_room(at_volume(CHIMES[tone], manner.volume)))

    def hush(self) -> None:
        """Stop at once."""
        self._room.silence_loudspeaker()
        self.notice_end()

    def notice_end(self) -> None:
        """Tell when the last sample has sounded."""
        if self._turn_id is not None and self._room.loudspeaker_done:
            turn_id, self._turn_id = self._turn_id, None
            self._post(SpeechFinished(turn_id))

    def close(self) -> None:
        """The room ends with the rehearsal."""


class SimulatedEars:
    """Listens in the room, as `ports.Ears` has it."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """Open for this turn once the guard is over."""
        self._listener.open(turn_id, sound, forms)

    def rest(self, turn_id: int) -> None:
        """Close this turn; what has been heard comes first."""
        self._listener.close_turn(turn_id)

    def watch(self, turn_id: int) -> None:
        """Interrupt the program's speech where a person speaks over it."""
        self._listener.watch(turn_id)

    def cue(self) -> None:
        """A tone of the program's sounds now."""
        self._listener.cue()

    def close(self) -> None:
        """The room ends with the rehearsal."""


def room_of(kind: RoomKind, seed: int) -> Room:
    """A simulated room of this kind; the same seed gives the same samples."""
    return Room(ACOUSTICS[kind], seed, babble() if kind is RoomKind.BABBLE else None)


@cache
def babble() -> Signal:
    """Several people talking at once, for a room that is full of them."""
    voices = [to_room(espeak().say(text, voice, 170)) for voice, text in BABBLE_TEXTS]
    length = max(len(voice) for voice in voices)
    return np.asarray(sum(np.resize(voice, length) for voice in voices), np.float32)


class Rehearsal:
    """One rehearsal: a scene, whoever is in the room, and the room, pumped by its frames."""

    def __init__(
        self,
        scene: AnyScene,
        make_person: Callable[[Callable[[str], None]], Person | None],
        room: Room,
        voice: ProgramVoice | None,
        recognizer: Recognizer,
        journal: Callable[[Keeping | None], Callable[[], Journal]],
        watching: Watching,
        guard_seconds: float,
        canceller: EchoCanceller | None = None,
        headset: bool = False,
        desk: Desk | None = None,
        own_sounds: OwnSoundsEar | None = None,
    ) -> None:
        """`make_person` is given what presses a key; without a `voice` all is only shown;
        `canceller` or `headset`: what the person says over the program interrupts it."""
        self.room = room
        self.person = make_person(self.press)
        """Who is in the room; they come and go."""
        self._inbox: deque[Event | Notice] = deque()
        self._listening_turn_id: int | None = None
        self._view: View | None = None
        self._line = TypedLine()
        self._digits = ""
        self._watching = watching
        self._speaking = None if voice is None else SimulatedMouth(voice, room, self._inbox.append)
        mouth = self._speaking or SilentMouth(self._inbox.append)
        self._playing = Playing(interrupts=headset or canceller is not None)
        over = self._playing.over
        self._listener = Listener(
            recognizer,
            self._heard,
            guard_seconds,
            InterruptionDetector(over, canceller) if over else None,
            own_sounds=own_sounds,
            edge=Edge(self._playing.at_edge),
        )
        ears = SimulatedEars(self._listener)
        learn = learn_nothing if own_sounds is None else own_sounds.learn
        edges = Edges(
            mouth, ears, journal, self._show, watching.notice, lambda _manner: None, desk, learn
        )
        self.stage = Stage(scene, edges, room)
        watching.may_choose(self._inbox.append)

    @property
    def state(self) -> str | None:
        """Where the scene that is seen stands; None before anything was shown."""
        return None if self._view is None else self._view.state

    def run(self, at_once: Callable[[], bool] = lambda: False) -> Rehearsed:
        """Let the whole scene happen, as fast as the machine can, or leave it `at_once`."""
        person = self.person
        assert person is not None
        try:
            self._pass_time(person, at_once)
        finally:
            self.finish()
        return Rehearsed(self.room.now_seconds(), person.finished, self.stage.unwritten)

    def _pass_time(self, person: Person, at_once: Callable[[], bool]) -> None:
        self.stage.start()
        frames_at_a_loss = 0
        while not self.stage.ended and not at_once():
            self.step()
            at_a_loss = not person.busy and self.room.loudspeaker_done
            frames_at_a_loss = frames_at_a_loss + 1 if at_a_loss else 0
            if frames_at_a_loss * FRAME_SECONDS > PATIENCE_AT_A_LOSS_SECONDS:
                self.post(ActionChosen(Action.STOP, Means.KEY))
                frames_at_a_loss = 0

    def post(self, event: Event | Notice) -> None:
        """Something happens from outside the room, on any thread."""
        self._inbox.append(event)

    def press(self, key: str) -> None:
        """Somebody presses a key, names a number by it, or types a letter where a line is open."""
        if self._view is None:
            return
        if self._line.is_open:
            self._inbox.extend(self._line.press(self._view, key))
        elif (chosen := action_for_key(self._view, key)) is not None:
            self._inbox.append(chosen)
        else:
            option, self._digits = option_for_key(self._view, self._digits, key)
            self._inbox.extend(() if option is None else (option,))

    def finish(self) -> None:
        """Whatever ended it: what was heard until now is sealed."""
        self._listener.finish()
        self._drain()
        self.stage.finish()

    def step(self) -> None:
        """Let 20 ms pass in the room."""
        self._drain()
        self.stage.tick()
        heard = self.room.next_frame()
        if self._speaking is not None:
            self._speaking.notice_end()
        self._playing.put(heard.loudspeaker.tobytes(), SAMPLE_RATE_HZ)
        self._listener.hear(heard.microphone)
        self._watching.heard(heard)
        self._drain()
        if self.person is not None:
            self.person.live(heard.loudspeaker_sounds, self._listening_turn_id)
        self._watching.frame_over()

    def _drain(self) -> None:
        while self._inbox and not self.stage.ended:
            self.stage.take(self._inbox.popleft())

    def _heard(self, event: Event | Notice) -> None:
        match event:
            case ListeningStarted():
                self._listening_turn_id = event.turn_id
            case ListeningStopped():
                self._listening_turn_id = None
            case _:
                pass
        self._inbox.append(event)

    def _show(self, view: View) -> None:
        self._view = view
        self._line.show(view)
        self._watching.show(view)
