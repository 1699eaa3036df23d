"""Somebody who reads a guide aloud, without a sound card: microphone and loudspeaker in memory."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from voice.app.guide_recording import ReadingDevices, read_aloud
from voice.floor.commands import Manner
from voice.guides.guide_reading import GuideReading
from voice.guides.recording import Show, Shown
from voice.scenes.recording.takes import Choice, Reading
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, Sound, Synthesizer


def silence(seconds: float) -> Pcm:
    """A quiet room's, the same each time, whichever thread asks."""
    hiss = np.random.default_rng(24)
    return hiss.normal(0, 3, round(seconds * SAMPLE_RATE_HZ)).astype(np.int16)


class SaysItsText:
    """A synthesiser whose sounds are silent; what it said is kept."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def synthesize(self, text: str, manner: Manner) -> Sound:
        self.said.append(text)
        return Sound(np.zeros(160, np.int16), SAMPLE_RATE_HZ)

    def give_up(self) -> None: ...

    def close(self) -> None: ...


@dataclass
class ReadingPerson:
    """Waits for the tone, reads what is on, and is silent; both devices are this person's room."""

    readings: Callable[[str], Pcm]
    """How each text sounds, by its name."""
    synthesizer: Synthesizer = field(default_factory=SaysItsText)
    played: list[Sound] = field(default_factory=list)
    core: GuideReading | None = None
    _may_read: threading.Event = field(default_factory=threading.Event)

    @property
    def devices(self) -> ReadingDevices:
        return ReadingDevices(self.synthesizer, self, self.open)

    # As a loudspeaker

    def play(self, sound: Sound, cancelled: Callable[[], bool]) -> bool:
        if cancelled():
            return False
        self.played.append(sound)
        return True

    def stop(self) -> None: ...

    # As a microphone

    name = "the room"
    lost_samples = 0

    def open(self) -> "ReadingPerson":
        self._may_read.clear()
        return self

    def frames(self) -> Iterator[Pcm]:
        yield silence(0.02)
        self._may_read.wait()
        assert self.core is not None
        read = [silence(0.8), self.readings(self.core.name), silence(4.0)]
        whole = np.concatenate(read)
        for at in range(0, len(whole) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            yield whole[at : at + FRAME_SAMPLES]
        while True:
            yield silence(0.02)

    def end(self) -> None: ...

    def close(self) -> None: ...

    # What this person does

    def read(
        self,
        texts: Mapping[str, str],
        choices: Sequence[Choice | Callable[[], None] | None] = (),
        watch: Callable[[Show], None] = lambda _show: None,
        speaks: bool = True,
    ) -> dict[str, Reading]:
        """Choose these one after the other, each where something can be chosen; then enter."""
        self.core = GuideReading(texts, Manner(), speaks)
        waiting = list(choices)
        kept: list[Mapping[str, Reading]] = []
        choosing: list[Callable[[Choice | None], None]] = []

        def show(show: Show) -> None:
            watch(show)
            if show.what is Shown.READ_NOW:
                self._may_read.set()
            if show.what in {Shown.TEXT, Shown.TAKEN, Shown.NOT_HERE}:
                choice = waiting.pop(0) if waiting else None
                if callable(choice):
                    choice()
                else:
                    choosing[0](choice)

        read_aloud(self.core, self.devices, show, choosing.append, kept.append)
        (read,) = kept
        return dict(read)
