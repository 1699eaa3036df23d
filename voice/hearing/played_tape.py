"""What the loudspeaker was given lately, each sound in one piece.

A busy machine gives a device its blocks late: taken at the microphone's pace they have holes that
nobody heard, each of which moves what follows. Afterwards a sound can be laid down as it was given,
from where it began. Time is counted in frames; owned by the hearing thread.
"""

from collections import deque

import numpy as np

from voice.stage.ports import FRAME_SAMPLES, Pcm, frames_in

LATEST_SECONDS = 0.3
"""So late a block is still laid down where it would have been in time: the device had as much in
store, or its own holes move the echo by less than can be told. After more than that, the sound was
broken off and begins anew."""


class PlayedTape:
    """The latest frames of what was given."""

    def __init__(self, frames: int) -> None:
        """So many of them are kept."""
        self._frames = frames
        self._parts: deque[tuple[int, Pcm]] = deque()
        """Each with the sample at which it begins, counted since the first frame."""
        self._next = 0
        self._now = 0

    def put(self, samples: Pcm, begins: bool) -> None:
        """The device took these before the next frame; `begins`: they are another sound's first."""
        late = self._next < self._now - frames_in(LATEST_SECONDS) * FRAME_SAMPLES
        if begins or late:
            self._next = max(self._next, self._now)
        self._parts.append((self._next, samples))
        self._next += len(samples)

    def pass_frame(self) -> None:
        """A frame of the microphone has passed."""
        self._now += FRAME_SAMPLES
        oldest = self._now - self._frames * FRAME_SAMPLES
        while self._parts and self._parts[0][0] + len(self._parts[0][1]) <= oldest:
            self._parts.popleft()

    def latest(self, frames: int) -> list[Pcm]:
        """The frames until now, and silence where nothing was given; at most those kept."""
        whole = np.zeros(min(frames, self._frames) * FRAME_SAMPLES, np.int16)
        begins = self._now - len(whole)
        for at, samples in self._parts:
            first, after = max(at, begins), min(at + len(samples), self._now)
            if after > first:
                whole[first - begins : after - begins] = samples[first - at : after - at]
        return list(whole.reshape(-1, FRAME_SAMPLES))
