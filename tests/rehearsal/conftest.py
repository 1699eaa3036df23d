"""Somebody who hears a whole rehearsal: what the loudspeaker was given, said and shown.

For tests of questions that somebody has read. What is asked of it is each test's.
"""

from dataclasses import dataclass, field

import numpy as np
import pytest

from voice.floor.commands import Manner
from voice.floor.view import View
from voice.rehearsal.room import Heard
from voice.rehearsal.watching import Watching
from voice.speaking import program_voice
from voice.stage.ports import Pcm, Sound


def in_room(samples: Pcm) -> Pcm:
    """As the simulated room has any sound: full scale is a little less there."""
    return (samples.astype(np.float32) / 32768.0 * 32767.0).astype(np.int16)


@dataclass
class Overheard:
    """All of it, from the first frame on."""

    synthesised: list[str] = field(default_factory=list)
    """Every text that the synthesiser was asked for, at once or ahead."""
    captions: set[str] = field(default_factory=set)
    _played: list[Pcm] = field(default_factory=list)

    @property
    def watching(self) -> Watching:
        def heard(now: Heard) -> None:
            self._played.append(now.loudspeaker)

        def show(view: View) -> None:
            self.captions.update(view.saying)

        return Watching(show, lambda _: None, lambda _: None, heard=heard)

    def times(self, samples: Pcm) -> int:
        """How often the loudspeaker was given these very samples, from the first to the last."""
        whole = np.concatenate(self._played).astype(np.int16).tobytes()
        return whole.count(in_room(samples).tobytes())


@pytest.fixture
def overheard(monkeypatch: pytest.MonkeyPatch) -> Overheard:
    """Of the rehearsal that is held next."""
    made = Overheard()
    sound, prepare = program_voice.ProgramVoice.sound, program_voice.ProgramVoice.prepare

    def noted(self: object, text: str, manner: Manner, private: bool = False) -> Sound:
        made.synthesised.append(text)
        return sound(self, text, manner, private)  # type: ignore[arg-type]

    def noted_ahead(self: object, text: str, manner: Manner) -> None:
        made.synthesised.append(text)
        prepare(self, text, manner)  # type: ignore[arg-type]

    monkeypatch.setattr(program_voice.ProgramVoice, "sound", noted)
    monkeypatch.setattr(program_voice.ProgramVoice, "prepare", noted_ahead)
    return made
