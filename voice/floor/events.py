"""What happened: the only things a scene can be told.

Frozen values, the mirror of `commands`. Whatever completes later carries the `turn_id` of the
command that asked for it; a stale one is dropped, except words, which are never dropped.
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.values.transcript import PassageSound, Segment, Word
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class SpeechFinished:
    """The last sample of a `Speak` has sounded (or could not; `spoken` says which)."""

    turn_id: int
    spoken: bool = True


@dataclass(frozen=True, slots=True)
class ListeningStarted:
    """The microphone is open for this turn: the guard is over."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Something that may be a voice began to sound; no words yet."""

    turn_id: int
    near: bool = True
    """Whether it may be the person's; anybody else's holds the patience, and nothing more."""


@dataclass(frozen=True, slots=True)
class OwnSound:
    """What a lone passage is as a sound that the person has taught, whatever its words."""

    action: Action
    acts: bool
    """Whether it may be done without asking; otherwise it is asked about."""
    example: bytes = field(repr=False)
    """Its features, for `LearnSound` after a yes or a no."""


@dataclass(frozen=True, slots=True)
class SegmentHeard:
    """A passage is final: its words, and the silence on both sides of it, in seconds.

    `segment.words` is empty where there was sound but no words. The silence is that of the side
    that spoke; of others' talk, that of everybody.
    """

    turn_id: int
    segment: Segment
    silence_before_seconds: float
    silence_after_seconds: float
    sound: PassageSound | None = None
    """How it sounded, where `Listen` asked for that."""
    unheard_seconds: float = math.inf
    """How long nothing at all has sounded now, whosever it was."""
    begun_early: bool = False
    """Whether it began before the microphone opened: over the program's last words, or after."""
    beginning_unheard: bool = False
    """Whether the program itself may have covered its first words."""
    anybody_before_seconds: float = math.inf
    anybody_after_seconds: float = math.inf
    """How far it is from the nearest words before and after it, whosever they are: who is loud is
    told apart from others by level, and a person's own soft words may be on the other side."""
    second_opinion: tuple[Word, ...] = ()
    """A passage that stands alone and is no form that `Listen` named, heard as nothing but those
    forms; empty where that gave nothing."""
    own_sound: OwnSound | None = None
    """A lone passage that is like a sound that the person has taught."""

    @property
    def waited_seconds(self) -> float:
        """What the silence after it has lasted for everybody: nobody is moved on from before."""
        return min(self.silence_after_seconds, self.unheard_seconds)

    @property
    def is_to_be_told(self) -> bool:
        """Whether the person is to hear that not all of it was caught, where it is no action."""
        return self.beginning_unheard or (self.begun_early and not self.segment.words)


@dataclass(frozen=True, slots=True)
class ListeningStopped:
    """The listener has given everything it heard in this turn."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The person wants the program to be quiet: any key, the switch, or half a second of voice.

    By voice with a headset or the echo canceller only.
    """

    turn_id: int


@dataclass(frozen=True, slots=True)
class ActionChosen:
    """The person chose an action by key, switch, page or signal."""

    action: Action
    means: Means


@dataclass(frozen=True, slots=True)
class OptionChosen:
    """The person chose one of the view's options, by its number, by key, switch or page."""

    number: int
    means: Means


@dataclass(frozen=True, slots=True)
class ChoiceOffered:
    """The single-switch scan stands on this now, for somebody who cannot see it."""

    choice: Action | int | str
    """An action, an option by its number, or what a screen calls a button of its own."""


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer set by `SetTimer` ran out."""

    name: str
    turn_id: int


@dataclass(frozen=True, slots=True)
class SegmentSealed:
    """A passage is durable on disk; only now may anybody say "saved"."""

    segment_id: str


@dataclass(frozen=True, slots=True)
class SealingFailed:
    """A passage could not be made durable."""

    segment_id: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class SoundNotSealed:
    """How passages sounded cannot be made durable for now; their words are."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class WritingRecovered:
    """Everything that could not be written is durable now."""


@dataclass(frozen=True, slots=True)
class SoundLost:
    """Samples that never reached the recogniser: counted, and told."""

    lost_seconds: float


@dataclass(frozen=True, slots=True)
class DeviceFailed:
    """`device` stopped working: "microphone", "loudspeaker", "recogniser", or "voice"."""

    device: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class DeviceRecovered:
    """The device works again."""

    device: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the place around the session has to tell, at the next moment of silence."""

    text: str


@dataclass(frozen=True, slots=True)
class SceneEvent:
    """What only one scene knows how to take: its own events derive from this."""


@dataclass(frozen=True, slots=True)
class SceneOver(SceneEvent):
    """The scene inside is over, and what it kept is closed."""

    reason: str
    kept_passages: int
    unwritten: int
    turn_id: int
    """Its last: turns are counted on, so that a completion that comes late is nobody's."""
    manner: Manner
    left_open: int = 0
    """Questions that are still to be asked."""


@dataclass(frozen=True, slots=True)
class ShutdownAsked(SceneEvent):
    """The system wants the program to end: keep what was said, and go."""


@dataclass(frozen=True, slots=True)
class WindowGone(SceneEvent):
    """The window that shows all this was closed, or lost; who sees what is shown nobody knows."""


@dataclass(frozen=True, slots=True)
class WindowBack(SceneEvent):
    """The window is there again."""


@dataclass(frozen=True, slots=True)
class Drafted(SceneEvent):
    """What stands now in the line that somebody types in; nothing of it is kept yet."""

    typing_turn_id: int
    """The turn in which that line was opened: what comes late of an earlier one is nobody's."""
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PassphraseGiven(SceneEvent):
    """A passphrase was typed, hidden, and given: to be tried at once, and kept by nobody."""

    asked_turn_id: int
    """The turn in which it was asked for: what comes late of an earlier one is nobody's."""
    text: str = field(repr=False)


class Sign(StrEnum):
    """A sign of life, by what it tells of who gave it."""

    SOUND = "sound"
    """Something like a voice began; there may be no word in it."""
    WORDS = "words"
    """Words that were part of an answer. A microphone cannot tell whose."""
    CHOICE = "choice"
    """Something chosen, by hand or in words: only a person at the machine answers it."""
    FLOOR_GIVEN = "floor given"
    """The program has said what it had to say: whoever is here has the floor."""


@dataclass(frozen=True, slots=True)
class SignOfLife(SceneEvent):
    """What passed inside, as the scene around it may know it; or somebody types, or points."""

    sign: Sign


TurnEvent = (
    SpeechFinished
    | Interrupted
    | ListeningStarted
    | SpeechStarted
    | SegmentHeard
    | ListeningStopped
)
"""What belongs to one turn and to no other."""

DeviceEvent = DeviceFailed | DeviceRecovered
"""What every scene has to know."""

RecordEvent = SegmentSealed | SealingFailed | SoundNotSealed | WritingRecovered
"""What came of making something durable."""

Event = (
    TurnEvent
    | DeviceEvent
    | RecordEvent
    | ActionChosen
    | OptionChosen
    | ChoiceOffered
    | TimerFired
    | SoundLost
    | Remark
    | SceneEvent
)
