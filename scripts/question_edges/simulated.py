"""The simulated room: a question is asked, and somebody begins before the microphone is open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from progress import going_on

from question_edges.tries import (
    AFTER_SECONDS,
    WARMING_LINE,
    WORDING,
    Counts,
    command_of,
    count,
    questions,
    said_by,
)
from voice.floor.events import (
    Event,
    Interrupted,
    SegmentHeard,
)
from voice.hearing.echo import LivekitEchoCanceller
from voice.hearing.edge import Edge, Playing
from voice.hearing.interruption import InterruptionDetector
from voice.hearing.listener import GUARD_SECONDS, Listener
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.room import Room, Signal
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import spoken_forms
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import FRAME_SECONDS, SAMPLE_RATE_HZ, Notice

ECHO_DELAYS_SECONDS = (0.02, 0.06, 0.2)
"""Of devices that are quick, ordinary and slow, in turn."""


@dataclass(frozen=True, slots=True)
class Mode:
    """How the loudspeaker reaches the microphone, and what the program was told about it."""

    name: str
    echo_db: float | None
    interrupts: bool = False
    canceller: bool = False


MODES = (
    Mode("open loudspeaker", -12.0),
    Mode("headset", None, interrupts=True),
    Mode("echo canceller", -12.0, interrupts=True, canceller=True),
)


class Bench:
    """The recogniser, the program's voice, and the rooms."""

    def __init__(self) -> None:
        self._recognizer = VoskRecognizer(open_model(rehearsal_model()))
        voice = ProgramVoice(Pyttsx3Synthesizer(None))
        self._lines = [said_by(voice, text, cue=True) for text in questions()]
        self._warming = said_by(voice, WARMING_LINE, cue=False)
        voice.close()

    def measure(
        self, mode: Mode, offsets: Sequence[float], numbers: Sequence[int], seed: int
    ) -> dict[float, Counts]:
        """A command of every voice at every offset."""
        found: dict[float, Counts] = {}
        for offset in offsets:
            counts = found[offset] = Counts()
            for number in numbers:
                action, command = command_of(number, seed)
                line, ends_seconds = self._lines[number % len(self._lines)]
                heard = self._try(mode, line, command, ends_seconds + offset, number)
                count(counts, action, heard)
            going_on(f"{mode.name} {offset:+.1f} s")
        return found

    def own_voice(self, mode: Mode, seed: int) -> int:
        """Passages where nobody but the program had spoken."""
        return sum(
            len(self._try(mode, line, None, 0.0, seed * 1_000 + number))
            for number, (line, _) in enumerate(self._lines * 3)
        )

    def _try(
        self, mode: Mode, line: Signal, command: Signal | None, at_seconds: float, seed: int
    ) -> list[SegmentHeard]:
        trial = _Trial(mode, self._recognizer, seed)
        trial.says(self._warming[0])
        trial.passes(2.5)
        trial.heard.clear()
        trial.says(line, command, at_seconds)
        trial.passes(AFTER_SECONDS)
        return trial.heard


class _Trial:
    """One room, one listener; a turn opens when the program has spoken or is interrupted."""

    def __init__(self, mode: Mode, recognizer: VoskRecognizer, seed: int) -> None:
        delay_seconds = ECHO_DELAYS_SECONDS[seed // 2 % len(ECHO_DELAYS_SECONDS)]
        acoustics = replace(
            ACOUSTICS[RoomKind.ECHO], echo_db=mode.echo_db, echo_delay_seconds=delay_seconds
        )
        self._room = Room(acoustics, seed)
        self._playing = Playing(mode.interrupts)
        canceller = LivekitEchoCanceller() if mode.canceller else None
        over = self._playing.over
        interruption = None if over is None else InterruptionDetector(over, canceller)
        self._interrupted = False
        self.heard: list[SegmentHeard] = []
        self._listener = Listener(
            recognizer,
            self._take,
            GUARD_SECONDS,
            interruption,
            captions=False,
            edge=Edge(self._playing.at_edge),
        )
        self._turn_id = 0

    def says(self, line: Signal, command: Signal | None = None, at_seconds: float = 0.0) -> None:
        """The program says a line, and listens."""
        self._listener.close_turn(self._turn_id)
        self._turn_id += 1
        self._interrupted = False
        self._listener.watch(self._turn_id)
        self._room.play(line)
        waits_frames = None if command is None else round(at_seconds / FRAME_SECONDS)
        opened = False
        frame = 0
        while not opened or (waits_frames is not None and frame <= waits_frames):
            if command is not None and frame == waits_frames:
                self._room.speak(command)
            self._step()
            frame += 1
            if not opened and (self._room.loudspeaker_done or self._interrupted):
                self._room.silence_loudspeaker()
                self._turn_id += 1
                self._listener.open(self._turn_id, forms=spoken_forms(State.LISTENING, WORDING))
                opened = True

    def passes(self, seconds: float) -> None:
        """Time passes, and the person goes on with what they say."""
        for _ in range(round(seconds / FRAME_SECONDS)):
            self._step()

    def _step(self) -> None:
        heard = self._room.next_frame()
        self._playing.put(heard.loudspeaker.tobytes(), SAMPLE_RATE_HZ)
        self._listener.hear(heard.microphone)

    def _take(self, event: Event | Notice) -> None:
        if isinstance(event, SegmentHeard):
            self.heard.append(event)
        self._interrupted = self._interrupted or isinstance(event, Interrupted)
