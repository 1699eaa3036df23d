"""The mouth: carries out `Speak`, `Prepare`, `Chime` and `Hush` on a loudspeaker, or silently.

One named thread plays, one has the next sentence ready, one what may be said next. All of them
only post to the stage's inbox. Every `Speak` is answered by exactly one `SpeechFinished`, whatever
goes wrong.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from voice.floor.commands import Manner, Speak, Tone
from voice.floor.events import DeviceFailed, DeviceRecovered, SpeechFinished
from voice.speaking.cues import CHIMES, LISTENING_CUE
from voice.speaking.program_voice import ProgramVoice, at_volume, pieces
from voice.stage.ports import Loudspeaker, Post, Sound
from voice.values.errors import DeviceError, SpeechError

_Job = Callable[[], None]


class SpeakingMouth:
    """Speaks on one loudspeaker, as `ports.Mouth` has it."""

    def __init__(self, voice: ProgramVoice, loudspeaker: Loudspeaker, post: Post) -> None:
        self._voice = voice
        self._loudspeaker = loudspeaker
        self._post = post
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._newest = 0
        self._hushed = 0
        self._failing: DeviceError | SpeechError | None = None
        self._closed = False
        self._next = ThreadPoolExecutor(1, thread_name_prefix="synthesis")
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="preparing")
        self._preparing: list[Future[None]] = []
        self._thread = threading.Thread(target=self._work, name="mouth", daemon=True)
        self._thread.start()

    def speak(self, speak: Speak) -> None:
        """Say it after what is being said."""
        with self._lock:
            self._newest += 1
            number = self._newest
        self._jobs.put(lambda: self._say(speak, number))

    def prepare(self, texts: tuple[str, ...], manner: Manner) -> None:
        """Synthesise ahead, in place of what was to be; a failure shows when the line is spoken."""
        with self._lock:  # while it closes there may still be words to seal, and more is asked for
            for waiting in self._preparing:
                waiting.cancel()
            self._preparing = [
                self._ahead.submit(self._voice.prepare, text, manner)
                for text in (() if self._closed else texts)
            ]

    def chime(self, manner: Manner, tone: Tone) -> None:
        """A soft tone."""
        with self._lock:
            self._newest += 1
            number = self._newest
        self._jobs.put(lambda: self._play_chime(CHIMES[tone], manner, number))

    def hush(self) -> None:
        """Stop at once, and everything that waits."""
        with self._lock:
            self._hushed = self._newest
        self._loudspeaker.stop()

    def close(self) -> None:
        """Stop, and let the threads and the loudspeaker go; nothing begins to sound any more."""
        with self._lock:
            self._closed = True
        self.hush()
        self._jobs.put(None)
        self._thread.join()
        self._next.shutdown(wait=True, cancel_futures=True)
        self._ahead.shutdown(wait=False, cancel_futures=True)
        self._loudspeaker.close()
        self._voice.close()
        self._ahead.shutdown(wait=True)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _say(self, speak: Speak, number: int) -> None:
        spoken = False
        try:
            spoken = self._play_all(speak, number)
            if spoken:
                self._works_again(SpeechError)
        except (DeviceError, SpeechError) as error:
            if self._failing is None:
                self._post(DeviceFailed("loudspeaker", error.trouble))
            self._failing = error
        self._post(SpeechFinished(speak.turn_id, spoken))

    def _play_all(self, speak: Speak, number: int) -> bool:
        waiting = pieces(speak)
        ahead: Future[Sound] | None = None
        for index, piece in enumerate(waiting):
            if self._is_cancelled(number):
                return False
            sound = ahead.result() if ahead else self._voice.sound_of(piece, speak.manner)
            if index + 1 < len(waiting) and not self._is_cancelled(number):
                ahead = self._next.submit(self._voice.sound_of, waiting[index + 1], speak.manner)
            if not self._play(sound, number):
                return False
        return not speak.cue or self._play(at_volume(LISTENING_CUE, speak.manner.volume), number)

    def _play_chime(self, chime: Sound, manner: Manner, number: int) -> None:
        try:
            self._play(at_volume(chime, manner.volume), number)
        except DeviceError:
            return  # the next prompt tells it

    def _play(self, sound: Sound, number: int) -> bool:
        played = self._loudspeaker.play(sound, lambda: self._is_cancelled(number))
        if played:
            self._works_again(DeviceError)
        return played

    def _is_cancelled(self, number: int) -> bool:
        return self._closed or number <= self._hushed

    def _works_again(self, kind: type[DeviceError | SpeechError]) -> None:
        """A loudspeaker does with the first sound; a synthesiser once all could be said."""
        if isinstance(self._failing, kind):
            self._failing = None
            self._post(DeviceRecovered("loudspeaker"))


class SilentMouth:
    """For whoever does not hear: says nothing and is done at once, as `ports.Mouth` has it."""

    def __init__(
        self, post: Post, shows: Callable[[tuple[str, ...]], None] = lambda _lines: None
    ) -> None:
        """`shows` is told of the lines, which a screen reader may say."""
        self._post = post
        self._shows = shows

    def speak(self, speak: Speak) -> None:
        """The screen shows the lines, and goes on showing them while the program listens."""
        self._shows(tuple(line.text for line in speak.lines))
        self._post(SpeechFinished(speak.turn_id))

    def prepare(self, texts: tuple[str, ...], manner: Manner) -> None:
        """Nothing to prepare."""

    def chime(self, manner: Manner, tone: Tone) -> None:
        """The screen says all the time whether it listens."""

    def hush(self) -> None:
        """It is quiet already."""

    def close(self) -> None:
        """Nothing was opened."""
