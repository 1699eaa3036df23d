"""What the edges must offer: Protocols and the values that cross them.

No behaviour and no adapter may live here. PCM is `numpy.int16` mono throughout; a frame is
20 ms at 16 kHz, 320 samples.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from voice.floor.actions import Action
from voice.floor.commands import Errand, Keeping, LearnSound, Manner, Speak, Tone
from voice.floor.events import Event, OwnSound
from voice.floor.view import View
from voice.values.transcript import AnswerState, Correction, PassageSound, Segment, Word

SAMPLE_RATE_HZ = 16_000
"""What Vosk's models and webrtcvad take."""

FRAME_SECONDS = 0.02
"""webrtcvad takes 10, 20 or 30 ms; 20 gave a steady cadence on PortAudio (p99 20.3 ms)."""

FRAME_SAMPLES = 320


def frames_in(seconds: float) -> int:
    """How many frames so many seconds are, rounded."""
    return round(seconds / FRAME_SECONDS)


CUE_SECONDS = 0.12
"""How long a tone of the program's sounds: long enough to have a pitch, too short to disturb."""

LONGEST_CHIME_SECONDS = 3 * CUE_SECONDS
"""Three tones: see `speaking.cues`."""

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pcm = npt.NDArray[np.int16]
else:
    Pcm = Any  # numpy takes a sixth of a second to load, and most commands make no sound


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono int16 samples at `rate_hz`."""

    samples: Pcm = field(repr=False)
    rate_hz: int
    paced: bool = False
    """Whether it is to follow the manner's pace, as a question that somebody has read."""

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.samples) / self.rate_hz


@dataclass(frozen=True, slots=True)
class CaptionHeard:
    """The words of the passage being spoken, as far as they are understood."""

    turn_id: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LevelMeasured:
    """How loud the microphone is, in dB relative to full scale, and whether that is speech."""

    level_dbfs: float
    speech: bool


@dataclass(frozen=True, slots=True)
class ScanMoved:
    """The single-switch scan stands on this action or option now; None: it rests."""

    choice: Action | int | None


@dataclass(frozen=True, slots=True)
class HiddenTyped:
    """So many letters stand in the line whose letters nobody is shown."""

    count: int


Notice = CaptionHeard | LevelMeasured | ScanMoved | HiddenTyped
"""What a screen may show at once and the conversation need not know."""

Post = Callable[[Event | Notice], None]
"""Puts something in the stage's inbox; may be called from any thread, never blocks."""


class Clock(Protocol):
    """Monotonic seconds; in the simulated room they are counted in samples."""

    def now_seconds(self) -> float: ...


class Microphone(Protocol):
    """A source of 16 kHz int16 mono frames of 320 samples, at the device's pace."""

    @property
    def name(self) -> str:
        """The device's, as the system has it."""
        ...

    @property
    def lost_samples(self) -> int:
        """Samples at 16 kHz that could not be queued since the start."""
        ...

    def frames(self) -> Iterator[Pcm]:
        """Every frame in order until `end`; raises `DeviceError` when the device is lost."""
        ...

    def end(self) -> None:
        """Take no more sound; what was taken is still given. Any thread, never blocks."""
        ...

    def close(self) -> None:
        """The same, and give the device back."""
        ...


@dataclass(frozen=True, slots=True)
class Recognized:
    """A final piece of the recogniser's work; times count from the first sample after `begin`."""

    words: tuple[Word, ...]


class EchoCanceller(Protocol):
    """Takes the loudspeaker's sound out of the microphone's; owned by the hearing thread."""

    def clean(self, frame: Pcm, played: Pcm) -> Pcm:
        """320 samples of the microphone, and what the loudspeaker was given as they came."""
        ...


class Recognizer(Protocol):
    """Turns one passage of sound into words; owned by one thread, seconds from `begin`."""

    captions: bool
    """Whether `accept` gives captions now: they cost time, and mostly somebody sees them."""

    def begin(self) -> None:
        """Forget everything and start a passage at 0 s."""
        ...

    def accept(self, frame: Pcm) -> str | None:
        """Take 16 kHz int16 samples; returns the caption so far where it changed."""
        ...

    def finish(self) -> Recognized:
        """Drain and return all words since `begin`."""
        ...

    def second_opinion(self, frames: Sequence[Pcm], forms: tuple[str, ...]) -> Recognized:
        """The words of a passage as nothing but these forms; none where it cannot tell.

        What fits no form is `UNKNOWN_WORD`; times count from the first of these frames.
        """
        ...

    def close(self) -> None: ...


class OwnSoundsHeard(Protocol):
    """Knows the sounds that a person has taught; owned by the hearing thread."""

    def hear(self, frames: Sequence[Pcm]) -> OwnSound | None:
        """What a lone passage is as one of them; None where it is none."""
        ...


class GivenUp(Exception):
    """What was being synthesised was given up, for something that is wanted at once."""


class Synthesizer(Protocol):
    """Turns text into sound, in memory only."""

    def synthesize(self, text: str, manner: Manner) -> Sound:
        """One sentence as sound; raises `SpeechError`. Any thread, one call at a time.

        Raises `GivenUp` where `give_up` was called meanwhile.
        """
        ...

    def give_up(self) -> None:
        """End the call that is under way, where that is sooner than to wait for it; any thread."""
        ...

    def close(self) -> None: ...


class Loudspeaker(Protocol):
    """Plays sound; owned by the speaker's thread, but `stop` may come from any."""

    def play(self, sound: Sound, cancelled: Callable[[], bool]) -> bool:
        """Play and wait for the last sample; False when stopped, or cancelled before it began.

        Raises `DeviceError` when the device is lost.
        """
        ...

    def stop(self) -> None:
        """Silence now; a waiting `play` returns False."""
        ...

    def close(self) -> None: ...


class Mouth(Protocol):
    """Carries out `Speak` and `Hush`; posts `SpeechFinished(turn_id)` for every `Speak`."""

    def speak(self, speak: Speak) -> None: ...

    def prepare(self, texts: tuple[str, ...], manner: Manner) -> None: ...

    def chime(self, manner: Manner, tone: Tone) -> None: ...

    def hush(self) -> None: ...

    def close(self) -> None: ...


class Ears(Protocol):
    """Carries out `Listen`, `Rest` and `watch`; posts what is heard."""

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """Open for this turn; with `sound` each passage comes with how it sounded.

        A lone passage that is none of `forms` is given a second opinion: which it may be.
        """
        ...

    def rest(self, turn_id: int) -> None: ...

    def watch(self, turn_id: int) -> None:
        """The program speaks: post `Interrupted` where a person can be heard over it."""
        ...

    def cue(self) -> None:
        """A tone of the program's sounds now, into the open microphone: it is nobody's voice."""
        ...

    def close(self) -> None:
        """Give what has been heard, then the devices back, as far as they let go."""
        ...


class Screen(Protocol):
    """Shows whatever scene is on; the stage's thread only."""

    def show(self, view: View) -> None:
        """Show this moment."""
        ...

    def notice(self, notice: Notice) -> None:
        """Show what changes more often than views."""
        ...

    def close(self) -> None:
        """Give back what it showed on, with nothing left there that should not be."""
        ...


class Journal(Protocol):
    """One session being written; every call returns only once its record is durable.

    Each raises `VaultError`; a failed call may be made again with the same value and then keeps
    the same record id.
    """

    def seal_segment(self, question_id: str, segment: Segment) -> None: ...

    def seal_sound(self, question_id: str, segment_id: str, sound: PassageSound) -> None: ...

    def erase_segments(self, question_id: str, segment_ids: tuple[str, ...]) -> None: ...

    def seal_correction(self, question_id: str, correction: Correction) -> None: ...

    def erase_correction(self, question_id: str, correction_id: str) -> None: ...

    def mark_answer(self, question_id: str, state: AnswerState) -> None: ...

    def flag_segment(self, question_id: str, segment_id: str) -> None: ...

    def unflag_segment(self, question_id: str, segment_id: str) -> None: ...

    def end(self, reason: str) -> None: ...

    def close(self) -> None: ...


class Desk(Protocol):
    """What the place around the stage does for its scenes, such as a kiosk's desk."""

    def carry_out(self, errand: Errand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        ...

    def measure(self, level: LevelMeasured) -> Iterable[Event]:
        """How loud the room is; where that was asked for, what came of it."""
        ...

    def changed(self) -> Iterable[Event]:
        """What has changed around the stage, such as the hour; asked at every turn of the loop."""
        ...

    def close(self) -> None:
        """Whatever ended it: nothing of anybody is left here."""
        ...


def learn_nothing(_learned: LearnSound) -> None:
    """Nobody has taught any sound here."""


@dataclass(frozen=True, slots=True)
class Edges:
    """What the stage acts through."""

    mouth: Mouth
    ears: Ears
    journal: Callable[[Keeping | None], Callable[[], Journal]]
    """What opens the journal of a scene that begins, once there is something to keep in it."""
    show: Callable[[View], None]
    notice: Callable[[Notice], None]
    remember_manner: Callable[[Manner], None]
    desk: Desk | None = None
    learn_sound: Callable[[LearnSound], None] = learn_nothing
    """What learns a person's own sounds, where there is any; in a kiosk nothing does."""
