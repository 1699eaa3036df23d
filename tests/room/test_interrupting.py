"""A person speaks over the program on real devices, with the loudspeaker's echo in the room.

How often a person is noticed, and how soon, is counted in `tests/hearing` and in the panel; here,
where a busy machine takes samples away, one of four sentences has to be noticed: whoever was not
says the next one over the program, too.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from sound_server import SoundServer

from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import ANSWERS, GUIDE, Room, Watched, assert_both_answered
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.hearing.interruption import InterruptionDetector
from voice.scenes.reflection.states import State
from voice.stage.ports import Pcm

pytestmark = needs_pulseaudio

SPOKEN_OVER = """
[[turn]]
over_seconds = 1.5
say = [
    "wait a moment please i want to say something now", "please stop and listen to me",
    "hold on i need to think about that again", "no that is not what i meant at all",
]
[[turn]]
say = ["i feel safe when i can say what i think"]
"""
LONG_QUESTION = (
    "Whom do you trust, and how did you come to trust them? It may be somebody you have known for "
    "years, or somebody you met this week. It may be what they did, or what they left alone. "
    "It may be how they listened, or that they came back when others had gone."
)
SLOW_WPM = 120
"""What is spoken over takes half a minute at this rate: it would not be over by itself."""


@pytest.fixture
def noticed(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows with every interruption that the program notices."""
    found: list[bool] = []
    whole = InterruptionDetector.interrupts

    def counting(self: InterruptionDetector, frame: Pcm) -> bool:
        interrupted = whole(self, frame)
        if interrupted:
            found.append(True)
        return interrupted

    monkeypatch.setattr(InterruptionDetector, "interrupts", counting)
    return found


@pytest.mark.parametrize("way", ["echo", "headset"])
def test_speaking_over_the_program_stops_it_and_it_listens(
    make_sound_server: Callable[[bool], SoundServer],
    tmp_path: Path,
    noticed: list[bool],
    way: str,
) -> None:
    if way == "echo":
        pytest.importorskip("livekit")
    make_sound_server(way == "echo")
    guide = GUIDE.replace("Whom do you trust?", LONG_QUESTION)
    room = Room(tmp_path, SPOKEN_OVER, guide=guide)
    stopped: list[bool] = []

    def react(screen: Watched) -> None:
        view = screen.views[-1]
        over = view.state is State.CLOSING
        enough = over or (view.kept_passages and view.state is State.LISTENING)
        if enough and over not in stopped:
            stopped.append(over)  # twice: the goodbye is not waited for either
            screen.post(ActionChosen(Action.STOP, Means.SIGNAL))

    session = room.hold(react, begins_by_key=True, rate_wpm=SLOW_WPM, **{way: True})
    assert noticed
    assert session.answers[0].segments  # what was said after it had stopped


def test_over_an_open_loudspeaker_the_programs_own_echo_never_stops_it(
    make_sound_server: Callable[[bool], SoundServer], tmp_path: Path, noticed: list[bool]
) -> None:
    pytest.importorskip("livekit")
    make_sound_server(True)
    session = Room(tmp_path, ANSWERS).hold(echo=True)
    assert noticed == []
    assert_both_answered(session)
