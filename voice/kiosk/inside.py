"""The ordinary session inside a kiosk: its turns numbered after the kiosk's own.

The session begins counting at 1; the devices count on. So a completion that comes late belongs
to nobody else, and the session knows nothing of the kiosk.
"""

from dataclasses import dataclass, replace

from voice.floor.commands import Manner, Speak
from voice.floor.events import (
    ActionChosen,
    ChoiceOffered,
    DeviceFailed,
    DeviceRecovered,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    Remark,
    SegmentHeard,
    SoundLost,
    SpeechFinished,
    SpeechStarted,
)
from voice.scenes.reflection.conversation import Conversation
from voice.stage.ports import CaptionHeard, Ears, Mouth
from voice.stage.runner import Runner

Turned = (
    SpeechFinished
    | ListeningStarted
    | SpeechStarted
    | SegmentHeard
    | ListeningStopped
    | Interrupted
)
"""What belongs to one turn and to nobody else."""

Shared = DeviceFailed | DeviceRecovered
"""What both the session and the kiosk have to know."""

ForSession = ActionChosen | ChoiceOffered | SoundLost | Remark


@dataclass(frozen=True, slots=True)
class Inside:
    """A session that runs inside."""

    conversation: Conversation
    runner: Runner
    base_turn_id: int

    def mine(self, event: Turned) -> Turned | None:
        """The event as the session knows it, or None where it is of before."""
        turn_id = event.turn_id - self.base_turn_id
        return replace(event, turn_id=turn_id) if turn_id > 0 else None

    def my_caption(self, caption: CaptionHeard) -> CaptionHeard:
        """The caption as the session's view numbers it."""
        return replace(caption, turn_id=caption.turn_id - self.base_turn_id)


class InsideMouth:
    """The kiosk's mouth as the session has it: its turns, and no louder than the clinic allows."""

    def __init__(self, mouth: Mouth, base_turn_id: int, largest_volume: float) -> None:
        self._mouth = mouth
        self._base = base_turn_id
        self._largest = largest_volume

    def speak(self, speak: Speak) -> None:
        """Say it after what is being said."""
        turn_id = speak.turn_id + self._base
        self._mouth.speak(replace(speak, turn_id=turn_id, manner=self._capped(speak.manner)))

    def prepare(self, texts: tuple[str, ...], manner: Manner) -> None:
        """Synthesise ahead."""
        self._mouth.prepare(texts, self._capped(manner))

    def chime(self, manner: Manner) -> None:
        """One soft tone."""
        self._mouth.chime(self._capped(manner))

    def hush(self) -> None:
        """Stop at once."""
        self._mouth.hush()

    def close(self) -> None:
        """The mouth is the kiosk's."""

    def _capped(self, manner: Manner) -> Manner:
        return replace(manner, volume=min(manner.volume, self._largest))


class InsideEars:
    """The kiosk's ears as the session has them."""

    def __init__(self, ears: Ears, base_turn_id: int) -> None:
        self._ears = ears
        self._base = base_turn_id

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """Open for this turn; a kiosk never asks for the sound, and would not get it here."""
        self._ears.listen(turn_id + self._base, forms=forms)

    def rest(self, turn_id: int) -> None:
        """Close this turn."""
        self._ears.rest(turn_id + self._base)

    def watch(self, turn_id: int) -> None:
        """Interrupt the program's speech where a person speaks over it."""
        self._ears.watch(turn_id + self._base)

    def cue(self) -> None:
        """A tone of the program's sounds now."""
        self._ears.cue()

    def close(self) -> None:
        """The ears are the kiosk's."""
