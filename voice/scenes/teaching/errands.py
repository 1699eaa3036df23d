"""What is asked of whoever hears taught sounds, and what that answers.

Frozen values. A take is asked for by `recording.errands`; what came of it is an `Example`, with
what tells it from others and no sample of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice.floor.actions import Action
from voice.floor.events import SceneEvent
from voice.scenes.recording.errands import RecordErrand
from voice.scenes.recording.takes import Reading, Takes
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class Example(Reading):
    """A sound as it was made, and what it is like."""

    features: bytes = field(default=b"", repr=False)
    """What tells it from others; no word and no sound."""
    alike: bool | None = None
    """Whether it is like those kept before; None where there is none yet."""
    near: Action | None = None
    """Another action whose sound may be mistaken for it."""
    near_words: int | None = None
    """How many ordinary words are close to the sound; None where none was compared."""
    meant: Action | None = None
    """What it would be taken for, where that was tried."""


@dataclass(frozen=True, slots=True)
class TeachErrand(RecordErrand):
    """What only the desk of teaching does."""


@dataclass(frozen=True, slots=True)
class EndSound(TeachErrand):
    """It was made: answered by `Taken` with an `Example`."""

    takes: Takes = field(repr=False)
    action: Action | None
    """Whose sound it is to be; None: it is only tried."""
    words: tuple[bytes, ...] = field(default=(), repr=False)
    """Ordinary words to compare it with; nothing: there are none."""


@dataclass(frozen=True, slots=True)
class EndWord(TeachErrand):
    """An ordinary word was said: answered by `Taken` with an `Example` that is never played."""

    takes: Takes = field(repr=False)
    examples: tuple[bytes, ...] = field(repr=False)
    """Of the sound that it is compared with."""


@dataclass(frozen=True, slots=True)
class KeepSound(TeachErrand):
    """This is the sound of this action from now on; answered by `SoundKept`, `SoundNotKept`."""

    action: Action
    examples: Mapping[str, bytes] = field(repr=False)
    """Features, by the names of their takes."""
    sealed: bool = False
    """Keep the sounds themselves, too, for nobody but the person."""


@dataclass(frozen=True, slots=True)
class ForgetSound(TeachErrand):
    """This action has no sound from now on; answered by `SoundForgotten`, `SoundNotKept`."""

    action: Action


@dataclass(frozen=True, slots=True)
class NotMeant(TeachErrand):
    """What was tried was none of them, and is not taken for one again.

    Answered by `SoundKept`, `SoundNotKept`."""

    action: Action
    example: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TeachEvent(SceneEvent):
    """What only teaching takes."""


@dataclass(frozen=True, slots=True)
class SoundKept(TeachEvent):
    """It is known from now on."""

    taught: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class SoundForgotten(TeachEvent):
    """It is not known any more, and nothing of it is left."""

    taught: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class SoundNotKept(TeachEvent):
    """Nothing was changed."""

    trouble: Trouble
