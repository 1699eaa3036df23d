"""What to do: the only things a scene can ask for.

Frozen values, the mirror of `events`. The stage carries them out; none of them returns anything,
whatever comes of them comes back as an event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from voice.floor.actions import Action
from voice.values.transcript import AnswerState, Correction, PassageSound, Segment

if TYPE_CHECKING:
    from voice.floor.scene import Scene


USUAL_WPM = 160

RECORDED_PACES = (0.8, 1.25)
"""The slowest and the fastest that a recorded voice is played: beyond that it sounds broken."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the program speaks: words per minute, and volume from 0 to 1."""

    rate_wpm: int = USUAL_WPM
    volume: float = 0.9

    @property
    def recorded_pace(self) -> float:
        """How many times as fast as they were said recordings are played that follow it."""
        slowest, fastest = RECORDED_PACES
        return min(fastest, max(slowest, self.rate_wpm / USUAL_WPM))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say; `private` lines hold a person's own words and are never kept ready."""

    text: str = field(repr=False)
    private: bool = False
    recording: str = ""
    """The name of what is played in its place, where the mouth has that."""

    @property
    def ahead(self) -> bool:
        """Whether it may be synthesised before it is said."""
        return not (self.private or self.recording)


@dataclass(frozen=True, slots=True)
class Speak:
    """Say the lines one after the other, then the listening cue where `cue`."""

    turn_id: int
    lines: tuple[Line, ...]
    manner: Manner
    cue: bool = False


@dataclass(frozen=True, slots=True)
class Prepare:
    """Synthesise these lines ahead, so that they sound at once when their time comes."""

    lines: tuple[Line, ...]
    manner: Manner


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop the loudspeaker now."""


class Tone(StrEnum):
    """What a chime says."""

    STILL_HERE = "still here"
    STANDING_BY = "standing by"
    """Nobody is spoken to, and somebody is listened for."""


@dataclass(frozen=True, slots=True)
class Chime:
    """A soft tone; the microphone stays open."""

    manner: Manner
    tone: Tone = Tone.STILL_HERE


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the microphone for this turn once the guard is over."""

    turn_id: int
    sound: bool = False
    """Whether each passage comes with its sound; without it no sound outlives its recognition."""
    forms: tuple[str, ...] = ()
    """All that can be said to the program in this turn: for a second opinion about what is said
    alone and understood as none of it."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Close the microphone; what it has heard so far comes as events, then `ListeningStopped`."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Fire `TimerFired(name, turn_id)` after so many seconds; the same name replaces."""

    name: str
    turn_id: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Forget the timer of this name, if there is one."""

    name: str


@dataclass(frozen=True, slots=True)
class SealSegment:
    """Make a passage of the answer to this question durable; answered by an event."""

    question_id: str
    segment: Segment


@dataclass(frozen=True, slots=True)
class SealSound:
    """Keep how a passage sounded; its words come first."""

    question_id: str
    segment_id: str
    sound: PassageSound


@dataclass(frozen=True, slots=True)
class EraseSegments:
    """Remove these sealed passages for good, and their sound."""

    question_id: str
    segment_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealCorrection:
    """Keep what the person says that misheard words are; the passage stays as it is."""

    question_id: str
    correction: Correction


@dataclass(frozen=True, slots=True)
class EraseCorrection:
    """Remove a correction that was taken back."""

    question_id: str
    correction_id: str


@dataclass(frozen=True, slots=True)
class MarkAnswer:
    """Keep how a question was left."""

    question_id: str
    state: AnswerState


@dataclass(frozen=True, slots=True)
class FlagSegment:
    """Keep that the person wants to bring this passage to a session."""

    question_id: str
    segment_id: str


@dataclass(frozen=True, slots=True)
class UnflagSegment:
    """Keep that the person does not want to bring it any more."""

    question_id: str
    segment_id: str


@dataclass(frozen=True, slots=True)
class RememberManner:
    """Keep the manner of speaking for the next session (never in a kiosk)."""

    manner: Manner


@dataclass(frozen=True, slots=True)
class LearnSound:
    """Learn from a yes or a no to whether an own sound meant this action (never in a kiosk)."""

    action: Action
    example: bytes = field(repr=False)
    right: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    """For whom a scene's words are kept; what else there is to know, whoever opens it says."""


@dataclass(frozen=True, slots=True)
class Open:
    """Let a scene happen inside this one, which goes on when that is over."""

    scene: Scene[Any, Any, Any]
    keeping: Keeping


@dataclass(frozen=True, slots=True)
class TellInside:
    """Have the scene inside say this at the next moment when nobody speaks."""

    line: Line


@dataclass(frozen=True, slots=True)
class EndInside:
    """Have the scene inside say goodbye and seal what it holds."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The scene is over: close everything of it, and go on with the one around it."""

    reason: str
    kept_passages: int = 0
    left_open: int = 0
    """Questions that are still to be asked."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What only the place around the stage can do, such as a kiosk's desk."""


RecordCommand = (
    SealSegment
    | EraseSegments
    | SealCorrection
    | EraseCorrection
    | MarkAnswer
    | FlagSegment
    | UnflagSegment
)
"""What makes something durable, or removes it."""

Command = (
    Speak
    | Prepare
    | Hush
    | Chime
    | Listen
    | Rest
    | SetTimer
    | CancelTimer
    | RecordCommand
    | SealSound
    | RememberManner
    | LearnSound
    | Open
    | TellInside
    | EndInside
    | Leave
    | Errand
)
