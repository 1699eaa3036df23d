"""A whole session in a simulated room: only the two devices are replaced.

The same conversation, runner, listener, recogniser, synthesiser and vault as in a real session;
the room's count of samples is the clock, so a long silence takes no time.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np

from voice.floor.actions import Action, Means
from voice.floor.commands import Manner, Speak
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
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import ACOUSTICS, Room, RoomKind, Signal
from voice.screen.keys import action_for_key
from voice.speaking.cues import CHIME
from voice.speaking.program_voice import ProgramVoice, at_volume
from voice.stage.ports import (
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    EchoCanceller,
    Journal,
    Notice,
    Post,
    Recognizer,
)
from voice.stage.runner import Core, Edges, Runner
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


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal was, in figures without words."""

    simulated_seconds: float
    script_finished: bool
    unwritten: int


@dataclass(frozen=True, slots=True)
class Watching:
    """Who looks on: each view, each notice, and what the client does."""

    show: Callable[[View], None]
    notice: Callable[[Notice], None]
    client_says: Callable[[str], None]
    may_choose: Callable[[Post], None] = lambda _post: None
    """Given the session's inbox once, before it begins; what is posted may come from any thread."""
    frame_over: Callable[[], None] = lambda: None
    """Called after each 20 ms of the room."""


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

    def chime(self, manner: Manner) -> None:
        """One soft tone."""
        self._room.play(to_room(at_volume(CHIME, manner.volume)))

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
    """One rehearsal: a conversation, a client and a room, pumped by the room's frames."""

    def __init__(
        self,
        conversation: Core,
        make_person: Callable[[Callable[[str], None]], Person],
        room: Room,
        voice: ProgramVoice,
        recognizer: Recognizer,
        open_journal: Callable[[], Journal],
        watching: Watching,
        guard_seconds: float,
        canceller: EchoCanceller | None = None,
        headset: bool = False,
    ) -> None:
        """`make_person` is given what presses a key; `canceller` or `headset`: what the person
        says over the program interrupts it."""
        self._conversation = conversation
        self._room = room
        self._inbox: deque[Event | Notice] = deque()
        self._listening_turn_id: int | None = None
        self._mouth = SimulatedMouth(voice, room, self._inbox.append)
        self._playing = Playing(interrupts=headset or canceller is not None)
        over = self._playing.over
        self._listener = Listener(
            recognizer,
            self._heard,
            guard_seconds,
            InterruptionDetector(over, canceller) if over else None,
            edge=Edge(self._playing.at_edge),
        )
        self._person = make_person(self._press)
        edges = Edges(
            self._mouth,
            SimulatedEars(self._listener),
            open_journal,
            watching.show,
            watching.notice,
            remember_manner=lambda _manner: None,
        )
        self.runner = Runner(conversation, edges, room)
        self._frame_over = watching.frame_over
        watching.may_choose(self._inbox.append)

    def run(self, at_once: Callable[[], bool] = lambda: False) -> Rehearsed:
        """Let the whole session happen, as fast as the machine can, or leave it `at_once`."""
        try:
            self._pass_time(at_once)
        finally:
            self.finish()
        return Rehearsed(self._room.now_seconds(), self._person.finished, self.runner.unwritten)

    def _pass_time(self, at_once: Callable[[], bool]) -> None:
        self.runner.start()
        frames_at_a_loss = 0
        while not self.runner.ended and not at_once():
            self.step()
            frames_at_a_loss = frames_at_a_loss + 1 if self._at_a_loss else 0
            if frames_at_a_loss * FRAME_SECONDS > PATIENCE_AT_A_LOSS_SECONDS:
                self._choose(ActionChosen(Action.STOP, Means.KEY))
                frames_at_a_loss = 0

    def post(self, event: Event) -> None:
        """Something happens from outside the room, on any thread."""
        self._inbox.append(event)

    def finish(self) -> None:
        """Whatever ended it: what was heard until now is sealed."""
        self._listener.finish()
        self._drain()
        self.runner.finish()

    @property
    def _at_a_loss(self) -> bool:
        return not self._person.busy and self._room.loudspeaker_done

    def step(self) -> None:
        """Let 20 ms pass in the room."""
        self._drain()
        self.runner.tick()
        heard = self._room.next_frame()
        self._mouth.notice_end()
        self._playing.put(heard.loudspeaker.tobytes(), SAMPLE_RATE_HZ)
        self._listener.hear(heard.microphone)
        self._drain()
        self._person.live(heard.loudspeaker_sounds, self._listening_turn_id)
        self._frame_over()

    def _drain(self) -> None:
        while self._inbox and not self.runner.ended:
            self.runner.take(self._inbox.popleft())

    def _heard(self, event: Event | Notice) -> None:
        match event:
            case ListeningStarted():
                self._listening_turn_id = event.turn_id
            case ListeningStopped():
                self._listening_turn_id = None
            case _:
                pass
        self._inbox.append(event)

    def _press(self, key: str) -> None:
        chosen = action_for_key(self._conversation.view(), key)
        if chosen is not None:
            self._choose(chosen)

    def _choose(self, chosen: ActionChosen) -> None:
        self._inbox.append(chosen)
