"""Whole sessions in the simulated room: real Vosk, real pyttsx3, a real vault."""

import json
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import jiwer
import pytest

from voice.app.rehearsing import RehearsalOutcome, rehearse
from voice.hearing.edge import Begun, Edge
from voice.hearing.interruption import InterruptionDetector
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.script import WayIn, load_script, parse_script, that_agrees
from voice.rehearsal.watching import Watching
from voice.settings import Settings
from voice.stage.ports import Pcm
from voice.values.errors import GuideError
from voice.values.transcript import AnswerState, Session
from voice.vault.vault import Vault

NOTHING = Watching(lambda _view: None, lambda _notice: None, lambda _text: None)


def held(
    tmp_path: Path, script: str | None, room: RoomKind = RoomKind.QUIET, **settings: object
) -> tuple[RehearsalOutcome, Session]:
    path = None
    if script is not None:
        path = tmp_path / "script.toml"
        path.write_text(script)
    chosen = Settings(vault=tmp_path / "vault", **settings)  # type: ignore[arg-type]
    outcome = rehearse(chosen, path, room, 1, NOTHING)
    vault = Vault.open(outcome.vault)
    reading = vault.read(vault.identity())
    assert reading.problems == ()
    return outcome, reading.sessions[-1]


SAID = [
    "i think it takes a long time i trust people when they listen to me",
    "um i can talk about my work and my family",
    "i feel it in my body i feel calm and i am not afraid",
    "i do not believe every word",
    "yes i want to ask more questions",
    "i am afraid that people will be angry",
]


@pytest.mark.parametrize("room", [RoomKind.QUIET, RoomKind.ECHO, RoomKind.NOISY])
def test_the_default_script_answers_all_six_questions_in_every_room(
    tmp_path: Path, room: RoomKind
) -> None:
    outcome, session = held(tmp_path, None, room)
    assert outcome.figures.script_finished
    assert [a.state for a in session.answers] == [AnswerState.ANSWERED] * 6
    heard = [answer.verbatim for answer in session.answers]
    assert jiwer.wer(SAID, heard) < 0.1, heard


def test_a_script_of_answers_alone_begins_by_itself(tmp_path: Path) -> None:
    script = """
    [[turn]]
    say = ["i feel safe when i can say what i think", { pause_seconds = 2.0 }, "next question"]
    [[turn]]
    say = ["i trust people when they listen to me", { pause_seconds = 2.0 }, "stop"]
    """
    _, session = held(tmp_path, script)
    assert session.answers[0].verbatim == "i feel safe when i can say what i think"
    assert session.answers[1].verbatim == "i trust people when they listen to me"


def test_a_rehearsal_that_is_left_in_mid_sentence_keeps_what_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames_since = 0

    def left() -> bool:
        nonlocal frames_since
        frames_since += bool(frames_since)
        return frames_since > 60

    def says(text: str) -> None:
        nonlocal frames_since
        frames_since = int(text.startswith("i feel safe"))

    ended = SimpleNamespace(at_once=left)
    monkeypatch.setattr("voice.app.simulated.ending", lambda _ask: nullcontext(ended))
    path = tmp_path / "script.toml"
    path.write_text('[[turn]]\nsay = ["i feel safe when i can say what i think"]')
    watching = Watching(lambda _view: None, lambda _notice: None, says)
    outcome = rehearse(Settings(vault=tmp_path / "vault"), path, RoomKind.QUIET, 1, watching)
    vault = Vault.open(outcome.vault)
    assert vault.read(vault.identity()).sessions[0].answers[0].verbatim.startswith("i feel")


def test_a_command_acts_after_a_breath_and_after_a_second(tmp_path: Path) -> None:
    script = """
    [[turn]]
    say = ["i feel safe when i can say what i think", "next question"]
    [[turn]]
    say = ["i trust people when they listen to me", { pause_seconds = 1.1 }, "next question"]
    """
    _, session = held(tmp_path, script)
    assert session.answers[0].verbatim == "i feel safe when i can say what i think"
    assert session.answers[1].verbatim == "i trust people when they listen to me"
    assert session.answers[1].state is AnswerState.ANSWERED


@pytest.mark.usefixtures("each_sentence_is_spoken_anew")
def test_the_same_seed_gives_the_same_session(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (held(tmp_path / name, None)[1] for name in ("a", "b"))
    assert [a.verbatim for a in first.answers] == [a.verbatim for a in second.answers]


def turns(*says: str) -> str:
    return "".join(f"[[turn]]\nsay = [{say}]\n" for say in says)


def test_half_a_minute_of_thought_inside_an_answer_cuts_nothing_off(tmp_path: Path) -> None:
    script = turns(
        '"i\'m ready"',
        '"i feel safe", { pause_seconds = 31 }, "when i can say what i think", '
        '{ pause_seconds = 2.5 }, "stop"',
        '{ pause_seconds = 1 }, "stop"',
    )
    _, session = held(tmp_path, script)
    first, second = session.answers[:2]
    assert first.verbatim == "i feel safe when i can say what i think"
    assert second.segments == ()


def test_scratching_and_undoing_by_voice(tmp_path: Path) -> None:
    script = turns(
        '"i\'m ready"',
        '"i feel safe", { pause_seconds = 2.5 }, "i was wrong about that", '
        '{ pause_seconds = 2.5 }, "scratch that"',
        '{ pause_seconds = 1 }, "undo"',
        '{ pause_seconds = 1 }, "scratch that"',
        '{ pause_seconds = 12 }, "next question"',
        '"i\'d rather not answer"',
        '"stop"',
        '"stop"',
    )
    _, session = held(tmp_path, script)
    assert session.answers[0].verbatim == "i feel safe"
    assert session.answers[1].state is AnswerState.PASSED


def test_keys_act_where_the_script_presses_them(tmp_path: Path) -> None:
    script = turns('{ press = "b" }', '"i feel safe", { pause_seconds = 2 }, { press = "n" }')
    outcome, session = held(tmp_path, script)
    assert session.answers[0].verbatim == "i feel safe"
    assert outcome.figures.script_finished


def test_a_recording_is_played_as_the_clients_voice(tmp_path: Path) -> None:
    import wave

    from voice.rehearsal.espeak import espeak

    sound = espeak().say("i trust people when they listen to me", "en-us+f2", 150)
    with wave.open(str(tmp_path / "said.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate_hz)
        file.writeframes(sound.samples.tobytes())
    script = turns('"i\'m ready"', '{ wav = "said.wav" }, { pause_seconds = 3 }, { press = "q" }')
    _, session = held(tmp_path, script)
    assert session.answers[0].verbatim == "i trust people when they listen to me"


@pytest.mark.parametrize(("way", "room"), [("headset", RoomKind.QUIET), ("echo", RoomKind.ECHO)])
def test_what_the_client_says_over_the_program_stops_it_and_is_heard_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, room: RoomKind
) -> None:
    if way == "echo":
        pytest.importorskip("livekit")
    stopped: list[bool] = []
    interrupts = InterruptionDetector.interrupts

    def noted(self: InterruptionDetector, frame: Pcm) -> bool:
        stopped.append(interrupts(self, frame))
        return stopped[-1]

    monkeypatch.setattr(InterruptionDetector, "interrupts", noted)
    over = "[[turn]]\nover_seconds = 1.5\nsay = ['please let me speak', 'and let me talk']\n"
    script = (
        turns('"i\'m ready"')
        + over
        + turns('{ pause_seconds = 3 }, "i feel safe", { pause_seconds = 3 }, { press = "q" }')
    )
    _, session = held(tmp_path, script, room, **{way: True})
    assert sum(stopped) == 1
    assert session.answers[0].verbatim.endswith("i feel safe")
    assert "please let me speak" in session.answers[0].verbatim


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "turn"),
        ("[[turn]]\nsay = [3]\n", "turn[0].say"),
        ("[[turn]]\nsay = [{ pause = 1 }]\n", "turn[0].say"),
        ("rate_wpm = 10\n[[turn]]\nsay = []\n", "rate_wpm"),
        ("= 3", "not valid TOML"),
    ],
)
def test_a_broken_script_is_named_with_its_place(text: str, place: str) -> None:
    with pytest.raises(GuideError) as raised:
        parse_script(text, Path())
    assert place in raised.value.fact


def test_a_missing_script_and_a_missing_recording_are_errors(tmp_path: Path) -> None:
    with pytest.raises(GuideError):
        load_script(tmp_path / "none.toml")
    script = turns('"i\'m ready"', '{ wav = "none.wav" }')
    with pytest.raises(GuideError):
        held(tmp_path, script)


def test_a_rehearsal_of_another_guide_in_the_same_vault_adds_a_session(tmp_path: Path) -> None:
    held(tmp_path, turns('"i\'m ready"', '"i feel safe", { pause_seconds = 3 }, { press = "q" }'))
    _, session = held(
        tmp_path, turns('"i\'m ready"', '"i feel calm", { pause_seconds = 3 }, { press = "q" }')
    )
    vault = Vault.open(tmp_path / "vault")
    assert vault.count()[0] == 2
    assert json.dumps(session.answers[0].verbatim) == '"i feel calm"'


def test_a_client_whose_command_is_not_heard_ends_the_rehearsal_by_key(tmp_path: Path) -> None:
    script = turns('{ press = "b" }', '"i feel safe"', '"i feel calm"', '"stop"')
    outcome, session = held(tmp_path, script)
    assert outcome.figures.simulated_seconds < 300  # it used to wait for ever
    assert session.answers[0].verbatim == "i feel safe i feel calm"


def test_the_clients_voice_tells_where_each_word_begins() -> None:
    from voice.rehearsal.espeak import espeak

    spoken = espeak().say_timed("um i feel safe", "en-us+f4", 150)
    assert len(spoken.word_seconds) == 4
    assert list(spoken.word_seconds) == sorted(spoken.word_seconds)
    assert 0.5 < spoken.word_seconds[-1] < spoken.sound.seconds


BEGIN, YES, NO = WayIn(("i'm ready",), "b"), WayIn(("yes",), "y"), WayIn(("no",), "n")


@pytest.mark.parametrize(
    ("following", "agrees"),
    [
        ('"yes", "i feel safe"', False),
        ('"no"', False),
        ('{ press = "n" }', False),
        ("{ pause_seconds = 30 }", False),
        ('"i feel safe", { pause_seconds = 3 }, { press = "n" }', True),
        ('{ pause_seconds = 1 }, "i feel safe"', True),
    ],
)
def test_a_script_written_without_sound_agrees_to_it_by_itself(
    following: str, agrees: bool
) -> None:
    script = parse_script(turns('"i\'m ready"', following), Path())
    made = that_agrees(script, BEGIN, YES, NO)
    assert (len(made.turn) == 3) == agrees
    assert made.turn[-1] == script.turn[-1]


def test_a_script_that_only_begins_agrees_too() -> None:
    script = parse_script(turns('{ press = "b" }'), Path())
    assert [turn.say[0] for turn in that_agrees(script, BEGIN, YES, NO).turn] == [
        BEGIN.pressed,
        YES.pressed,
    ]


@pytest.mark.parametrize("room", [RoomKind.QUIET, RoomKind.ECHO])
def test_every_third_turn_answers_at_once_and_is_heard_from_its_first_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: RoomKind
) -> None:
    begun: list[bool] = []
    take = Edge.take

    def noted(self: Edge) -> Begun | None:
        found = take(self)
        begun.append(found is not None)
        return found

    monkeypatch.setattr(Edge, "take", noted)
    script = turns(
        '"i\'m ready"',
        '"i feel safe", "next question"',
        '"i trust people when they listen to me", { pause_seconds = 2 }, "stop"',
        '{ pause_seconds = 1 }, "stop"',
    )
    _, session = held(tmp_path, script, room)
    assert session.answers[1].verbatim == "i trust people when they listen to me"
    # in the quiet room the microphone is open as soon as somebody can begin
    assert begun[:3] == [False, False, room is RoomKind.ECHO]


TYPED_ONLY = """
[[turn]]
say = [{ press = "b" }]
[[turn]]
say = [{ press = "j" }]
[[turn]]
say = [{ type = "It takes time. I think, about Mother's garden!" }]
[[turn]]
say = [{ press = "j" }]
[[turn]]
say = [{ type = "And my work." }]
[[turn]]
say = [{ press = "n" }]
[[turn]]
say = [{ press = "j" }]
[[turn]]
say = [{ type = "Nothing to add" }]
[[turn]]
say = [{ press = "q" }]
[[turn]]
say = [{ press = "q" }]
"""


def test_a_whole_session_is_typed_without_a_word_being_spoken(tmp_path: Path) -> None:
    outcome, session = held(tmp_path, TYPED_ONLY)
    assert outcome.figures.script_finished
    typed = [[segment.verbatim for segment in answer.segments] for answer in session.answers]
    assert typed[:2] == [
        ["It takes time. I think, about Mother's garden!", "And my work."],
        ["Nothing to add"],
    ]
    assert all(segment.typed for answer in session.answers for segment in answer.segments)
    assert [answer.state for answer in session.answers][:2] == [AnswerState.ANSWERED] * 2
