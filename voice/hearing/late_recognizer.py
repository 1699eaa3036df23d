"""A recogniser that can be spoken to before its model is there: what is said is kept in memory.

A model takes up to half a minute to load. Until then passages are told at once without words;
when it is there they are recognised, and given again with their words. It stands between a
`Listener` and whoever takes its events, and counts time by them: it knows no clock.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    Event,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
)
from voice.hearing.listener import LEVEL_EVERY_FRAMES
from voice.stage.ports import (
    FRAME_SECONDS,
    LevelMeasured,
    Notice,
    Pcm,
    Post,
    Recognized,
    Recognizer,
)
from voice.values.errors import ModelError
from voice.values.troubles import Trouble, TroubleName

ONE_MOMENT_SECONDS = 2.0
"""The microphone has been open for so long without a model: then the person is told."""

DEVICE = "recogniser"


@dataclass(frozen=True, slots=True)
class _Unheard:
    """A passage that was told without its words, and its sound."""

    told: SegmentHeard
    frames: list[Pcm] = field(repr=False)

    def with_words(self, recognizer: Recognizer) -> SegmentHeard:
        """The same passage with its words: everything sounded between its silences."""
        began = self.told.segment.start_seconds
        recognizer.begin()
        for frame in self.frames:
            recognizer.accept(frame)
        words = tuple(
            replace(
                word,
                start_seconds=round(word.start_seconds + began, 3),
                end_seconds=round(word.end_seconds + began, 3),
            )
            for word in recognizer.finish().words
        )
        if not words:
            return self.told
        start, end = words[0].start_seconds, words[-1].end_seconds
        segment = replace(self.told.segment, words=words, start_seconds=start, end_seconds=end)
        return replace(
            self.told,
            segment=segment,
            silence_before_seconds=round(self.told.silence_before_seconds + start - began, 3),
            silence_after_seconds=round(max(0.0, self.told.segment.end_seconds - end), 3),
        )


class LateRecognizer:
    """A `ports.Recognizer` over one that is being made; `post` is what its listener posts to."""

    def __init__(self, make: Callable[[], Recognizer], give: Post) -> None:
        """`make` may take as long as a model loads; it is called on a thread of its own."""
        self._make = make
        self._give = give
        self._lock = threading.Lock()
        self._recognizer: Recognizer | None = None
        self.captions = True
        self._failed = False
        self._frames: list[Pcm] = []
        """Of the passage being heard, as long as nobody recognises it."""
        self._finished: list[Pcm] = []
        """The sound of the passage that has ended just now, where nobody recognised it."""
        self._held: deque[_Unheard | ListeningStopped] = deque()
        self._open_levels = 0
        self._told = False
        self._thread = threading.Thread(target=self._work, name="model", daemon=True)
        self._thread.start()

    # The recogniser, on the ears' thread ------------------------------------------------------

    def begin(self) -> None:
        """Forget the passage and start the next."""
        self._frames, self._finished = [], []
        if self._recognizer is not None:
            self._recognizer.begin()

    def accept(self, frame: Pcm) -> str | None:
        """Take samples; a caption only once the model is there."""
        recognizer = self._caught_up()
        if recognizer is not None:
            recognizer.captions = self.captions
            return recognizer.accept(frame)
        if not self._failed:
            self._frames.append(frame)
        return None

    def finish(self) -> Recognized:
        """The words, or none as long as nobody can say them."""
        recognizer = self._caught_up()
        if recognizer is not None:
            return recognizer.finish()
        self._finished, self._frames = self._frames, []
        return Recognized(())

    def second_opinion(self, frames: Sequence[Pcm], forms: tuple[str, ...]) -> Recognized:
        """As the recogniser has it, once it is there."""
        if self._recognizer is None:
            return Recognized(())
        return self._recognizer.second_opinion(frames, forms)

    def close(self) -> None:
        """Let it go, once what was said is recognised: that may take as long as a model loads."""
        if self._held:
            self._thread.join()
        if self._recognizer is not None:
            self._recognizer.close()

    def _caught_up(self) -> Recognizer | None:
        """The recogniser, where there is one, given what was heard of this passage before."""
        if self._recognizer is not None and self._frames:
            self._recognizer.begin()
            for frame in self._frames:
                self._recognizer.accept(frame)
            self._frames = []
        return self._recognizer

    # What the listener tells, on the ears' thread ---------------------------------------------

    def post(self, event: Event | Notice) -> None:
        """Pass on what a listener over this recogniser posts."""
        with self._lock:
            loading = self._recognizer is None and not self._failed
            if isinstance(event, SegmentHeard) and self._finished:
                unheard, self._finished = _Unheard(event, self._finished), []
                if self._recognizer is not None:  # it has come since the passage ended
                    event = unheard.with_words(self._recognizer)
                elif loading:
                    self._held.append(replace(unheard, told=replace(event, own_sound=None)))
                    event = replace(event, sound=None)
            if isinstance(event, ListeningStopped) and self._held:
                self._held.append(event)
                return
            if self._failed and not isinstance(event, ListeningStopped | Interrupted):
                return
            self._give(event)
            if loading and isinstance(event, ListeningStarted | LevelMeasured):
                self._count_open(isinstance(event, LevelMeasured))

    def _count_open(self, measured: bool) -> None:
        self._open_levels += measured
        seconds = self._open_levels * LEVEL_EVERY_FRAMES * FRAME_SECONDS
        if seconds >= ONE_MOMENT_SECONDS and not self._told:
            self._told = True
            self._give(DeviceFailed(DEVICE, Trouble(TroubleName.MODEL_LOADING)))

    # The model, on its own thread -------------------------------------------------------------

    def _work(self) -> None:
        try:
            recognizer = self._make()
        except ModelError as error:
            with self._lock:
                self._failed = True
                self._give(DeviceFailed(DEVICE, error.trouble))
                while self._held:
                    self._give_stopped(self._held.popleft())
            return
        while True:
            with self._lock:
                if not self._held:
                    self._recognizer = recognizer
                    if self._told:
                        self._give(DeviceRecovered(DEVICE))
                    return
                held = self._held[0]
            heard = held.with_words(recognizer) if isinstance(held, _Unheard) else held
            with self._lock:  # it was held until now, so that its turn's end waits for it
                self._held.popleft()
                self._give(heard)

    def _give_stopped(self, held: _Unheard | ListeningStopped) -> None:
        if isinstance(held, ListeningStopped):
            self._give(held)
