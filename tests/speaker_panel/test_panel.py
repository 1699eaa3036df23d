"""The panel measures what it says: each figure moves when what it measures is broken."""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from speaker_panel import session
from speaker_panel.bodies import Body
from speaker_panel.figures import Figures, Mistaken, as_json, goals, total
from speaker_panel.interruptions import CONDITIONS, Interrupting, interruption_goals
from speaker_panel.people import TRAIT_OF, Kind, Trait, draw_speaker
from speaker_panel.report import mistaken_table
from speaker_panel.running import cases, hold_all, quick_cases
from speaker_panel.session import Case

from voice.floor import turn
from voice.floor.actions import Action
from voice.floor.commands import Tone
from voice.floor.events import SegmentHeard
from voice.floor.understanding import Understood, understand
from voice.floor.wording import Wording
from voice.hearing import listener
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal import rehearse
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.espeak import espeak
from voice.scenes.reflection import passages
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ
from voice.values.transcript import Word

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


def test_the_same_seed_gives_the_same_bodies_in_every_process() -> None:
    """A set of names stands in another order in each."""
    draws = """
import random
from speaker_panel.bodies import Body
from speaker_panel.people import Kind, draw_speaker
bodies = [Body(draw_speaker(kind, random.Random(7))) for kind in Kind]
print([body._rng.random() for body in bodies])
"""
    drawn = {
        subprocess.run(
            [sys.executable, "-c", draws],
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": "scripts:."},
            cwd=Path(__file__).parents[2],
            check=True,
            capture_output=True,
        ).stdout
        for seed in range(3)
    }
    assert len(drawn) == 1


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
    spoken = espeak().say("i am still here")
    monkeypatch.setattr(rehearse, "CHIMES", {Tone.STILL_HERE: spoken})
    figures = bench(room=RoomKind.ECHO)
    assert figures.own_voice_segments > 0
    assert "passages of the program's own voice" in missed(figures)


@pytest.mark.parametrize(("start", "own"), [(0.0, True), (0.38, True), (0.42, False), (0.6, False)])
def test_a_word_is_the_programs_where_it_sounded_for_half_of_it(start: float, own: bool) -> None:
    echo = [True] * 25 + [False] * 25
    assert session._is_echo(Word("here", start, start + 0.2, 1.0), echo) is own


def test_acting_on_the_first_words_of_a_sentence_shows_as_false_commands(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(
        heard: SegmentHeard, offered: object, wording: Wording, *_: object
    ) -> Understood | None:
        text = f" {heard.segment.verbatim} "
        for action in offered:  # type: ignore[attr-defined]
            if any(f" {form} " in text for form in wording.actions[action].spoken):
                return Understood(action, sure=True)
        return None

    monkeypatch.setattr(passages, "understand", hasty)
    figures = bench(kind=Kind.PLAIN, seed=3)
    assert figures.false_commands + figures.destructive_false_commands > 0
    named = figures.mistaken
    assert sum(each.destroys_or_ends for each in named) == figures.destructive_false_commands
    assert len(named) >= figures.false_commands + figures.phantom_commands
    assert {(each.patience, each.speaker, each.room, each.seed) for each in named} == {
        ("unhurried", "plain", "quiet", 3)
    }
    for each in named:
        assert each.said
        assert each.heard
        assert Action(each.action)


def test_a_beginning_taken_for_something_else_cuts_nobody_off(
    bench: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has begun then: the client asks once more, and tells no answer to the welcome."""
    heard_before: list[SegmentHeard] = []

    def mishears_the_first(heard: SegmentHeard, offered: Any, wording: Wording, *more: Any) -> Any:
        heard_before.append(heard)
        if len(heard_before) == 1:
            return Understood(Action.REPEAT, sure=True)
        return understand(heard, offered, wording, *more)

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


def test_some_rooms_or_patiences_can_be_asked_about_alone() -> None:
    planned = cases(1, 84, rooms=(RoomKind.BABBLE,))
    assert {case.room for case in planned} == {RoomKind.BABBLE}
    assert {case.kind for case in planned} == set(Kind)
    assert len(set(planned)) == 84
    whole = cases(1, 504)
    assert planned == [case for case in whole if case.room is RoomKind.BABBLE][:84]
    unhurried = cases(1, 168, with_patience=("unhurried",))
    assert unhurried == [case for case in whole if case.patience == "unhurried"]


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


def test_what_was_taken_for_a_command_is_named_in_the_object_and_in_the_report() -> None:
    where = ("listening", "unhurried", "soft", "babble", 7)
    harmless = Mistaken("he said slower to me", "slower 0.90", "slower", False, *where)
    ending = Mistaken("not stop", "stop 0.80", "stop", True, *where)
    held = total((Figures(mistaken=[harmless]), Figures(mistaken=[ending])))
    told = as_json(held, held, held, held, held)["mistaken"]
    assert [(one["said"], one["heard"], one["action"]) for one in told] == [
        ("he said slower to me", "slower 0.90", "slower"),
        ("not stop", "stop 0.80", "stop"),
    ]
    assert (told[1]["speaker"], told[1]["room"], told[1]["seed"]) == ("soft", "babble", 7)
    *_, first, second = mistaken_table(held.mistaken).splitlines()
    assert first == (
        "| not stop | stop 0.80 | stop | **yes** | listening | unhurried, soft, babble, seed 7 |"
    )
    assert second.startswith("| he said slower to me |")
    nobody = mistaken_table([replace(ending, said="")])
    assert "(nobody)" in nobody


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


def test_each_trait_of_people_is_a_kind_and_is_drawn_for_others_too() -> None:
    drawn = [draw_speaker(kind, random.Random(seed)) for kind in Kind for seed in range(60)]
    for kind, trait in TRAIT_OF.items():
        assert all(s.traits == (trait,) for s in drawn if s.kind is kind)
        assert any(trait in s.traits for s in drawn if s.kind not in TRAIT_OF)
    assert set(TRAIT_OF.values()) == set(Trait)
    assert not any(s.traits for s in drawn if s.kind is Kind.PLAIN)


def body_of(kind: Kind) -> Body:
    return Body(draw_speaker(kind, random.Random(1)))


def level_db(signal: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(signal))))


def test_an_uneven_speakers_words_lie_as_far_apart_as_peoples() -> None:
    body, words = body_of(Kind.UNEVEN), [(place * 20, place * 20 + 9) for place in range(400)]
    tone = np.ones(400 * 20 * FRAME_SAMPLES, np.float32)
    said = body.sounding(tone, words, [], -26.0, command=False)
    under = [
        -level_db(said[(first + 2) * FRAME_SAMPLES : (last - 1) * FRAME_SAMPLES])
        for first, last in words
    ]
    assert np.quantile(under, 0.5) == pytest.approx(5, abs=1)
    assert np.quantile(under, 0.95) == pytest.approx(18, abs=3)


def test_a_drifting_speaker_is_softer_from_an_answers_second_sentence_on() -> None:
    body, tone = body_of(Kind.DRIFTING), np.full(3_200, 0.1, np.float32)
    levels = [level_db(body.sounding(tone, [], [], -26.0, command=False)) for _ in range(2)]
    assert 6 <= levels[0] - levels[1] <= 10
    body.new_answer()
    again = level_db(body.sounding(tone, [], [], -26.0, command=False))
    assert again == pytest.approx(levels[0])


def test_a_coughing_speaker_has_bursts_well_over_the_voice() -> None:
    body, quiet = body_of(Kind.COUGHING), np.full(64_000, 1e-4, np.float32)
    said = [body.sounding(quiet, [], [], -40.0, command=False) for _ in range(40)]
    struck = [signal for signal in said if not np.array_equal(signal, quiet)]
    assert 8 <= len(struck) <= 26
    lengths = [np.count_nonzero(np.abs(s - quiet) > 1e-6) / SAMPLE_RATE_HZ for s in struck]
    assert min(lengths) >= 0.08
    assert max(lengths) <= 0.3


def test_a_block_is_held_softly_before_its_word() -> None:
    body = body_of(Kind.BLOCKING)
    blocked = [body.blocks([("i feel safe", 0.0)], command=False) for _ in range(20)]
    assert any(len(chunks) == 2 and 1 <= chunks[0][1] <= 3 for chunks in blocked)
    said = np.zeros(100 * FRAME_SAMPLES, np.float32)
    said[60 * FRAME_SAMPLES :] = 0.1
    held = body.sounding(said, [], [(0, 9), (60, 99)], -26.0, command=False)
    assert level_db(held[30 * FRAME_SAMPLES : 50 * FRAME_SAMPLES]) == pytest.approx(-45, abs=1)


def test_somebody_talks_to_an_accompanied_client_and_not_to_others() -> None:
    assert body_of(Kind.PLAIN).companion("it rains") is None
    said = body_of(Kind.ACCOMPANIED).companion("it rains")
    assert said is not None
    assert -48 <= level_db(said) <= -34
