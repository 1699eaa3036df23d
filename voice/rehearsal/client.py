"""The synthetic client: hears the loudspeaker stop, and then does what its script says.

It counts frames and knows nothing of the program but what a person would: whether the
loudspeaker sounds, and whether the program listens.
"""

import io
import wave
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

import numpy as np
import numpy.typing as npt
import soxr  # pyright: ignore[reportMissingTypeStubs]

from voice.machine.reading_files import read_bytes_capped
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Room, at_level
from voice.rehearsal.script import Item, PauseItem, PressItem, Script, TypeItem, WavItem
from voice.stage.ports import FRAME_SECONDS, SAMPLE_RATE_HZ, Sound, frames_in
from voice.values.errors import GuideError

REACTION_SECONDS = 0.8
"""From the loudspeaker's end to the client's first word; longer than the guard of 0.5 s."""

AT_ONCE_EVERY_TURNS = 3
"""Now and then somebody answers the moment the program falls silent, before it says that it
listens."""

BREATH_SECONDS = 2.0
"""Between two things said one after the other where the script names no pause: longer than the
silence that ends a passage, as of somebody who knows that a command stands alone."""

_Signal = npt.NDArray[np.float32]


def to_room(sound: Sound) -> _Signal:
    """A sound as the room takes it: float32 at 16 kHz, full scale 1.0."""
    samples = sound.samples.astype(np.float32) / 32768.0
    if sound.rate_hz == SAMPLE_RATE_HZ or not len(samples):
        return samples
    return soxr.resample(samples, sound.rate_hz, SAMPLE_RATE_HZ).astype(np.float32)


class Client:
    """Plays a script into a room, one turn each time the program begins to listen."""

    def __init__(
        self,
        script: Script,
        room: Room,
        press: Callable[[str], None],
        says: Callable[[str], None],
        at_once_every: int = 0,
    ) -> None:
        """`at_once_every` so many turns the answer begins the moment the program is silent."""
        self._script = script
        self._room = room
        self._press = press
        self._says = says
        self._turns = deque(script.turn)
        self._items: deque[Item] = deque()
        self._latest: tuple[Item, ...] = ()
        self._at_once_every = at_once_every
        self._turns_begun = 0
        self._hurried = False
        """The present turn's answer began before the program listened."""
        self._answered_turn_id = -1
        self._has_just_spoken = False
        self._speaking_over = False
        self._quiet_frames = 0
        self._loud_frames = 0
        self._pause_frames = 0

    @property
    def finished(self) -> bool:
        """Whether the script has been played to its end."""
        return not self._turns and not self.busy

    def say_again(self) -> None:
        """Play the last of the latest turn once more, as a person does who was not understood."""
        self._items.extend(self._latest[-1:])

    def answer(self, text: str) -> None:
        """Say this before anything else of the script, the next time the program listens."""
        self._items.append(text)

    @property
    def last_said(self) -> str | None:
        """What the latest turn ended with, where that was words."""
        last = self._latest[-1] if self._latest else None
        return last if isinstance(last, str) else None

    @property
    def busy(self) -> bool:
        """Whether something of the present turn is still to be said or waited for."""
        return bool(self._items) or self._pause_frames > 0 or not self._room.client_done

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        """Let 20 ms pass; `listening_turn_id` is None while the program does not listen."""
        fell_silent = self._loud_frames > 0 and not loudspeaker_sounds
        hurries = fell_silent and listening_turn_id is None and self._hurries
        self._quiet_frames = 0 if loudspeaker_sounds else self._quiet_frames + 1
        self._loud_frames = self._loud_frames + 1 if loudspeaker_sounds else 0
        if self._pause_frames > 0:
            self._pause_frames -= 1
            return
        if not self._room.client_done:
            return
        if self._speaks_over():
            self._speaking_over = True
            self._latest = self._turns.popleft().say
            self._items.extend(self._latest)
            self._do(self._items.popleft())
            return
        self._speaking_over = self._speaking_over and loudspeaker_sounds and bool(self._items)
        if self._speaking_over:  # nobody noticed it: a person says the next thing over it, too
            self._do(self._items.popleft())
            return
        if self._hurried and listening_turn_id is not None:
            self._answered_turn_id, self._hurried = listening_turn_id, False
        if hurries:
            self._hurried = True
            self._begin_turn()
            self._do(self._items.popleft())
            return
        may_speak = listening_turn_id is not None and (
            self._quiet_frames * FRAME_SECONDS >= REACTION_SECONDS
        )
        if not may_speak:
            return
        if self._turn_begins(listening_turn_id):
            self._answered_turn_id = listening_turn_id
            self._begin_turn()
        if self._items and not self._takes_breath(self._items[0]):
            self._answered_turn_id = listening_turn_id  # the program may have said something since
            self._do(self._items.popleft())

    def _begin_turn(self) -> None:
        self._turns_begun += 1
        self._latest = self._turns.popleft().say
        self._items.extend(self._latest)
        self._has_just_spoken = False

    @property
    def _hurries(self) -> bool:
        """Whether the next turn is one that is begun at once, now that all has been said."""
        its_turn = self._at_once_every and (self._turns_begun + 1) % self._at_once_every == 0
        if not its_turn or not self._turns or self._items or not self._room.loudspeaker_done:
            return False
        turn = self._turns[0]
        return turn.over_seconds is None and bool(turn.say) and isinstance(turn.say[0], str)

    def _takes_breath(self, coming: Item) -> bool:
        if not self._has_just_spoken or not isinstance(coming, str | WavItem):
            return False
        self._has_just_spoken = False
        self._pause_frames = frames_in(BREATH_SECONDS)
        return True

    def _speaks_over(self) -> bool:
        if not self._turns or self._items or not self._turns[0].say:
            return False
        over_seconds = self._turns[0].over_seconds
        return over_seconds is not None and self._loud_frames * FRAME_SECONDS > over_seconds

    def _turn_begins(self, listening_turn_id: int | None) -> bool:
        waiting = self._turns and not self._items and self._turns[0].over_seconds is None
        return bool(waiting) and listening_turn_id != self._answered_turn_id

    def _do(self, item: Item) -> None:
        self._has_just_spoken = isinstance(item, str | WavItem)
        match item:
            case str():
                self._says(item)
                self._room.speak(self._voiced(item))
            case PauseItem():
                self._pause_frames = frames_in(item.pause_seconds)
            case WavItem():
                self._says(f"({item.wav.name})")
                self._room.speak(self._at_my_level(read_wav(self._script.folder / item.wav)))
            case PressItem():
                self._press(item.press)
            case TypeItem():
                for key in (*item.type, "\r"):
                    self._press(key)
            case _:
                assert_never(item)

    def _voiced(self, text: str) -> _Signal:
        return self._at_my_level(espeak().say(text, self._script.voice, self._script.rate_wpm))

    def _at_my_level(self, sound: Sound) -> _Signal:
        return at_level(to_room(sound), VOICE_DBFS + self._script.gain_db)


LARGEST_RECORDING_BYTES = 64 * 1024 * 1024
"""Ten minutes in the best quality that anybody records a sentence in."""


def read_wav(path: Path) -> Sound:
    """A 16-bit PCM recording, mixed to mono; raises `GuideError`."""
    try:
        data = read_bytes_capped(path, LARGEST_RECORDING_BYTES)
        with wave.open(io.BytesIO(data), "rb") as recording:
            if recording.getsampwidth() != 2:
                raise GuideError("{path} is not 16-bit PCM", "convert it to 16-bit WAV", path=path)
            channels, rate_hz = recording.getnchannels(), recording.getframerate()
            data = recording.readframes(recording.getnframes())
    except (ValueError, EOFError, wave.Error) as error:
        raise GuideError(
            "{path} cannot be read as WAV ({reason})", "check the script", path=path, reason=error
        ) from None
    samples = np.frombuffer(data, np.int16).reshape(-1, channels)
    return Sound(samples.mean(axis=1).astype(np.int16), rate_hz)
