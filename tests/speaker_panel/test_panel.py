"""The panel measures what it says: each figure moves when what it measures is broken."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from speaker_panel import session
from speaker_panel.figures import Figures, as_json, goals
from speaker_panel.interruptions import CONDITIONS, Interrupting, interruption_goals
from speaker_panel.people import Kind
from speaker_panel.running import cases, hold_all, quick_cases
from speaker_panel.session import Case

from voice.conversation import passages, turn
from voice.conversation.actions import Action
from voice.conversation.events import SegmentHeard
from voice.conversation.understanding import Understood, understand
from voice.conversation.wording import Wording
from voice.hearing import listener
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models import rehearsal_model
from voice.rehearsal import rehearse
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import RoomKind
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer

Hold = Callable[..., Figures]


@pytest.fixture(scope="module")
def bench() -> Iterator[Hold]:
    model = open_model(rehearsal_model())
    voice = ProgramVoice(Pyttsx3Synthesizer(None))

    def hold(
        kind: Kind = Kind.REFLECTIVE,
        room: RoomKind = RoomKind.QUIET,
        patience: str = "unhurried",
        seed: int = 1,
    ) -> Figures:
        return session.run(Case(patience, kind, room, seed), voice, VoskRecognizer(model))

    yield hold
    voice.close()


@pytest.fixture(autouse=True)
def one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "QUESTIONS", 1)


def test_a_reflective_speaker_is_not_cut_off_and_no_word_is_lost(bench: Hold) -> None:
    figures = bench()
    assert figures.cut_offs == 0
    assert figures.lost_words == 0
    assert figures.words > 20
    assert figures.commands >= 4
    assert figures.unfinished == 0


def test_the_same_seed_gives_the_same_figures() -> None:
    case = Case("unhurried", Kind.STUTTERING, RoomKind.QUIET, 1)
    (first, second), (third,) = hold_all([case, case], quietly), hold_all([case], quietly)
    assert first[1] == second[1] == third[1]


def quietly(_done: int) -> None:
    pass


def test_a_patience_that_ends_shows_as_cut_offs(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(turn.MOVING_ON_SECONDS, "unhurried", 2.0)  # type: ignore[arg-type]
    figures = bench()
    assert figures.cut_offs > 0
    assert figures.cut_offs_by_silence > 0
    assert "answers cut off" in missed(figures)


def test_a_listener_without_pre_roll_shows_as_clipped_words(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "PREROLL_SECONDS", 0.02)
    assert bench().clipped_words > 0


def test_a_listener_that_wakes_up_late_shows_as_lost_words(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = listener.Listener._continue

    def late(self: Any, passage: Any, *heard: Any) -> None:
        passage.frames += 1
        if passage.frames > 25:
            whole(self, passage, *heard)

    monkeypatch.setattr(listener.Listener, "_continue", late)
    figures = bench()
    assert figures.lost_words > 0
    assert "words lost" in missed(figures)


def test_a_cue_that_the_microphone_hears_shows_as_the_programs_own_voice(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "INNER_CUE_SECONDS", 2.0)
    assert bench(room=RoomKind.ECHO).own_voice_segments == 0
    monkeypatch.setattr(rehearse, "CHIME", espeak().say("i am still here"))
    figures = bench(room=RoomKind.ECHO)
    assert figures.own_voice_segments > 0
    assert "passages of the program's own voice" in missed(figures)


def test_acting_on_the_first_words_of_a_sentence_shows_as_false_commands(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(heard: SegmentHeard, offered: object, wording: Wording) -> Understood | None:
        text = f" {heard.segment.verbatim} "
        for action in offered:  # type: ignore[attr-defined]
            if any(f" {form} " in text for form in wording.actions[action].spoken):
                return Understood(action, sure=True)
        return None

    monkeypatch.setattr(passages, "understand", hasty)
    figures = bench(kind=Kind.PLAIN, seed=3)
    assert figures.false_commands + figures.destructive_false_commands > 0


def test_a_beginning_taken_for_something_else_cuts_nobody_off(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has begun then: the client asks once more, and tells no answer to the welcome."""
    heard_before: list[SegmentHeard] = []

    def mishears_the_first(heard: SegmentHeard, offered: Any, wording: Wording) -> Any:
        heard_before.append(heard)
        if len(heard_before) == 1:
            return Understood(Action.REPEAT, sure=True)
        return understand(heard, offered, wording)

    monkeypatch.setattr(passages, "understand", mishears_the_first)
    figures = bench(kind=Kind.PLAIN)
    assert figures.confused_commands == 1
    assert figures.cut_offs == 0
    assert figures.keys_needed == 0  # whoever talks on to the welcome ends it by a key


def test_waiting_longer_for_silence_shows_as_dead_air(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "SEGMENT_SILENCE_SECONDS", 3.0)
    figures = bench(kind=Kind.PLAIN)
    assert figures.dead_air_median_seconds is not None
    assert figures.dead_air_median_seconds > 2.9
    assert "dead air after a command, median seconds" in missed(figures)


def missed(figures: Figures) -> set[str]:
    return {goal.name for goal in goals(figures, figures, figures, figures) if not goal.reached}


def test_the_full_panel_has_every_patience_speaker_and_room_and_enough_sessions() -> None:
    planned = cases(seed=1, sessions=252)
    assert len(set(planned)) == 252 >= 200
    assert {case.kind for case in planned} == set(Kind)
    assert {case.room for case in planned} == set(RoomKind)
    assert {case.patience for case in planned} == set(turn.MOVING_ON_SECONDS)
    assert quick_cases(1) == quick_cases(1)


def test_the_json_object_names_what_ci_looks_at() -> None:
    figures = Figures(sessions=1, commands=100, missed_commands=2, dead_air_seconds=[1.5])
    told = as_json(figures, figures, figures, figures, figures)
    assert told["sessions"] == 1
    assert told["missed_commands"] == 0.02
    assert told["dead_air_median_seconds"] == 1.5
    assert {
        "cut_offs_unhurried",
        "lost_words",
        "destructive_false_commands",
        "false_commands_per_sentence",
        "own_voice_segments",
        "missed_beside_a_fan",
        "missed_soft_beside_a_fan",
        "lone_passages_asked_about",
    } <= set(told)


def test_people_who_are_not_noticed_and_an_echo_that_stops_the_program_miss_a_goal() -> None:
    headset, stumbling = CONDITIONS[0], CONDITIONS[-1]
    noticed = Interrupting(125, 0, 100, [0.6] * 98 + [0.8])
    goals_reached = interruption_goals([(headset, noticed), (stumbling, Interrupting(125, 1, 100))])
    assert [goal.reached for goal in goals_reached] == [False, True]
    noticed.seconds[0] = 0.8
    (own_echo, missed_people) = interruption_goals([(headset, noticed)])
    assert own_echo.reached
    assert not missed_people.reached
    assert "| 97 of 100 |" in noticed.row(headset.name)
