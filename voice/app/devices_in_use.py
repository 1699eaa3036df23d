"""What a scene speaks and listens with now, and a look at what the microphone gives.

Names, a tap, and whom to tell of a change only: the devices themselves are the mouth's and the
ears', and so is the voice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voice.scenes.sound_check.errands import Part
from voice.stage.ports import Pcm, Synthesizer
from voice.values.errors import DeviceError, SpeechError

Over = Callable[[Sequence[Pcm] | DeviceError], None]
"""Given what was recorded, or why nothing was."""

Each = Callable[[Pcm], None]
"""Given every frame as it comes, to look at."""


class DevicesInUse:
    """What was chosen, until something else is: taken by the stage's thread, read by any."""

    def __init__(self, loudspeaker: str | None = None, microphone: str | None = None) -> None:
        self._names = {Part.LOUDSPEAKER: loudspeaker, Part.MICROPHONE: microphone}
        self.microphone_changed: Callable[[], None] = lambda: None
        """Told that another microphone is to be opened."""
        self.change_ears: Callable[[Path | None], None] = lambda _model: None
        """Told what understands speech from the next turn on; None: nobody is listened to."""
        self.change_voice: Callable[[Synthesizer], None] = lambda voice: voice.close()
        """Told what speaks from the next sentence on; where nothing speaks, it is let go."""
        self.voice_lost: Callable[[SpeechError], None] = lambda _error: None
        """Told, from any thread, why the system's voice speaks and not the chosen one."""
        self.has_ears = True
        """Whether frames pass here: somebody is listened to."""
        self._recording: _Recording | None = None

    @property
    def loudspeaker(self) -> str | None:
        """Name, part of a name, or index; None: the system's own."""
        return self._names[Part.LOUDSPEAKER]

    @property
    def microphone(self) -> str | None:
        """The same of the microphone."""
        return self._names[Part.MICROPHONE]

    def name(self, part: Part) -> str | None:
        """Either of them."""
        return self._names[part]

    def take(self, part: Part, name: str) -> None:
        """From now on this one: the next sound is played there, the next frame is from there."""
        self._names[part] = name
        if part is Part.MICROPHONE:
            self.microphone_changed()

    # What passes through the ears, as a recorder -----------------------------------------------

    def begin(self, frames: int, over: Over, each: Each) -> None:
        """Take so many of the frames that the ears hear from now on; `each` is given each."""
        self._recording = _Recording(frames, over, each)

    def stop(self) -> None:
        """Nothing comes of it any more."""
        self._recording = None

    def heard(self, frame: Pcm) -> None:
        """A frame as the ears have it; their thread."""
        recording = self._recording
        if recording is None:
            return
        recording.taken.append(frame)
        recording.each(frame)
        if len(recording.taken) == recording.frames:
            self._recording = None
            recording.over(recording.taken)


@dataclass(slots=True)
class _Recording:
    """Frames that are being taken."""

    frames: int
    over: Over
    each: Each
    taken: list[Pcm] = field(default_factory=list[Pcm], repr=False)
