"""What was heard while the program spoke, its echo taken out once more when all of it is here."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from voice.hearing.activity import ActivityDetector, level_dbfs
from voice.hearing.edge import Edge
from voice.hearing.hindsight import HEAD_FRAMES, OVER_LEFT_DB, Again, look_back
from voice.hearing.interruption import PlayedSound
from voice.hearing.tones import tones_in
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, frames_in

FRAMES = frames_in(4.0)
ECHO_DB = -12.0
PERSON_BEGINS_SECONDS = 3.0
DELAYS_SAMPLES = (401, 1_777, 5_003)
LINES = (
    "what can you safely talk about with somebody whom you trust and who knows you well",
    "when did somebody use power over you and what did you do about it afterwards",
)

Samples = npt.NDArray[np.float64]


@cache
def said(text: str, voice: str) -> Samples:
    signal = at_level(to_room(espeak().say(text, voice, 150)), VOICE_DBFS)
    return signal[int(np.argmax(np.abs(signal) > 0.01)) :].astype(np.float64) * 32767.0


def played(text: str = LINES[0]) -> Samples:
    """The head that is asked for, and four seconds of a line that goes on to their end."""
    whole = np.zeros((HEAD_FRAMES + FRAMES) * FRAME_SAMPLES)
    line = said(text, "en-gb")[: FRAMES * FRAME_SAMPLES]
    whole[len(whole) - len(line) :] = line
    return whole


def echo(given: Samples, delay_samples: int, seed: int = 1) -> Samples:
    """As a room with 12 ms of its own gives it back, so much later."""
    rng = np.random.default_rng(seed)
    room = rng.standard_normal(192) * np.exp(-np.arange(192) / 40.0)
    room[0] = 2.0
    room *= 10 ** (ECHO_DB / 20) / np.sqrt(np.sum(room**2))
    late = np.concatenate([np.zeros(delay_samples), np.convolve(given, room)])
    return late[: len(given)]


def heard(*parts: Samples, seed: int = 1) -> Samples:
    """These at once in a quiet room, without the head."""
    quiet = np.random.default_rng(seed).standard_normal(FRAMES * FRAME_SAMPLES) * 10.0
    return np.sum([quiet, *(part[-len(quiet) :] for part in parts)], axis=0)


def person(begins_seconds: float = PERSON_BEGINS_SECONDS) -> Samples:
    part = np.zeros(FRAMES * FRAME_SAMPLES)
    begins = round(begins_seconds * SAMPLE_RATE_HZ)
    voice = said("pause please", "en-us+f2")[: len(part) - begins]
    part[begins : begins + len(voice)] = voice
    return part


def frames(samples: Samples) -> list[Pcm]:
    return list(np.clip(samples, -32768, 32767).astype(np.int16).reshape(-1, FRAME_SAMPLES))


def voiced(again: list[Again | None]) -> list[int]:
    """The places of a voice that is more than what is left of ours."""
    activity = ActivityDetector()
    return [
        place
        for place, each in enumerate(again)
        if each is not None
        and activity.judge(each.left).strict
        and level_dbfs(each.left) > each.expected_dbfs + OVER_LEFT_DB
    ]


@pytest.mark.parametrize("delay_samples", DELAYS_SAMPLES)
def test_who_begins_over_us_is_whole_and_we_are_gone(delay_samples: int) -> None:
    given, answer = played(), person()
    ours = echo(given, delay_samples)
    again = look_back(frames(heard(ours, answer)), frames(given))
    begins = frames_in(PERSON_BEGINS_SECONDS)
    left = [each.left for each in again[:begins] if each is not None]
    assert len(left) > 0.8 * begins
    loud_dbfs = level_dbfs(np.concatenate(frames(ours[-FRAMES * FRAME_SAMPLES :])[:begins]))
    assert level_dbfs(np.concatenate(left)) < loud_dbfs - 15.0
    first = voiced(again)[0]
    assert begins - 1 <= first <= begins + frames_in(0.1)
    both = [
        (each.left, alone)
        for each, alone in zip(again[first:], frames(answer)[first:], strict=True)
        if each is not None
    ]
    left_dbfs, alone_dbfs = (level_dbfs(np.concatenate(part)) for part in zip(*both, strict=True))
    assert left_dbfs == pytest.approx(alone_dbfs, abs=1.0)


@pytest.mark.parametrize("delay_samples", DELAYS_SAMPLES)
@pytest.mark.parametrize("text", LINES)
def test_our_own_voice_alone_is_nobody(delay_samples: int, text: str) -> None:
    given = played(text)
    again = look_back(frames(heard(echo(given, delay_samples))), frames(given))
    assert any(again)
    assert voiced(again) == []


@pytest.mark.parametrize("later_samples", [-160, 37, 480, 1_600])
def test_where_a_device_stumbles_it_is_nobody_all_the_same(later_samples: int) -> None:
    """The echo of the last second comes at another moment than all before it."""
    given = played()
    parts = echo(given, 1_777), echo(given, 1_777 + later_samples)
    stumbles = len(given) - SAMPLE_RATE_HZ
    ours = np.concatenate([parts[0][:stumbles], parts[1][stumbles:]])
    assert voiced(look_back(frames(heard(ours)), frames(given))) == []


@pytest.mark.parametrize(("later_samples", "changes_seconds"), [(160, 1.0), (160, 2.4), (480, 2.4)])
def test_where_the_delay_changes_it_is_nobody_up_to_the_change_and_from_it_on(
    later_samples: int, changes_seconds: float
) -> None:
    given = played(LINES[1])
    parts = echo(given, 1_777), echo(given, 1_777 + later_samples)
    changes = HEAD_FRAMES * FRAME_SAMPLES + round(changes_seconds * SAMPLE_RATE_HZ)
    ours = np.concatenate([parts[0][:changes], parts[1][changes:]])
    again = look_back(frames(heard(ours)), frames(given))
    before = frames_in(changes_seconds)
    assert any(again[:before])
    assert any(again[before:])
    assert voiced(again) == []


def test_who_speaks_over_most_of_what_has_one_delay_is_heard_all_the_same() -> None:
    given = played()
    begins_seconds = 2.8
    answer = person(begins_seconds)
    changes = len(given) - round(1.6 * SAMPLE_RATE_HZ)
    ours = np.concatenate([echo(given, 1_777)[:changes], echo(given, 2_400)[changes:]])
    found = voiced(look_back(frames(heard(ours, answer)), frames(given)))
    assert found
    assert found[0] == pytest.approx(frames_in(begins_seconds), abs=frames_in(0.1))


def test_a_device_may_stumble_too_late_for_any_telling() -> None:
    given = played()
    ours = echo(given, 1_777)
    ours[-round(0.15 * SAMPLE_RATE_HZ) :] = echo(given, 2_400)[-round(0.15 * SAMPLE_RATE_HZ) :]
    again = look_back(frames(heard(ours)), frames(given))
    assert any(again[: -frames_in(0.3)])
    assert again[-frames_in(0.1) :] == [None] * frames_in(0.1)


def test_what_is_no_echo_of_ours_is_left_as_it_was() -> None:
    given = played()
    others = said(LINES[1], "en-us+m3")[: FRAMES * FRAME_SAMPLES]
    nothing = [None] * FRAMES
    assert look_back(frames(heard(np.pad(others, (FRAMES * FRAME_SAMPLES, 0)))), frames(given)) == (
        nothing
    )
    assert look_back(frames(heard(person())), frames(np.zeros_like(given))) == nothing


def test_an_echo_of_which_too_little_was_heard_is_not_certain() -> None:
    given = played()
    given[: -round(0.7 * SAMPLE_RATE_HZ)] = 0.0
    assert not any(look_back(frames(heard(echo(given, 401))), frames(given)))


def test_what_no_room_would_do_to_our_sound_is_not_taken_out() -> None:
    """A loudspeaker that distorts: less than can be told from somebody goes."""
    given = played()
    loud = np.sign(given) * np.sqrt(np.abs(given) / 32767.0) * 32767.0
    assert not any(look_back(frames(heard(echo(loud, 401))), frames(given)))


def test_four_seconds_are_asked_for_but_less_is_no_mistake() -> None:
    given = frames(played())
    for kept in (0, 1, frames_in(0.4), frames_in(0.6)):
        quiet = frames(heard())[:kept]
        assert look_back(quiet, given[len(given) - kept - HEAD_FRAMES :]) == [None] * kept


class AtAnEdge:
    """Lines spoken into one microphone, each held back by another amount."""

    def __init__(self) -> None:
        self.played = PlayedSound()
        self.edge = Edge(self.played)
        for delay_samples in (3_333, 611, 7_040):
            self.says(LINES[1], delay_samples)
            self.edge.take()

    def says(
        self,
        text: str,
        delay_samples: int,
        answer: Samples | None = None,
        late_seconds: tuple[float, ...] = (),
    ) -> None:
        """`late_seconds`: then its blocks come late, each time a tenth of a second more."""
        self.edge.begin()
        given = played(text)
        parts = [echo(given, delay_samples)] + ([] if answer is None else [answer])
        late = {
            frames_in(at) + each
            for more, at in enumerate(late_seconds, 1)
            for each in range(frames_in(0.1 * more))
        }
        waiting: list[Pcm] = []
        both = zip(frames(heard(*parts)), frames(given)[HEAD_FRAMES:], strict=True)
        for place, (frame, at_once) in enumerate(both):
            waiting.append(at_once)
            if place not in late:
                for block in waiting:
                    self.played.put(block.tobytes(), SAMPLE_RATE_HZ, begins=place == 0)
                waiting.clear()
            self.edge.hear(frame)


@pytest.mark.parametrize("delay_samples", DELAYS_SAMPLES)
def test_a_turn_begins_with_who_begins_over_us_however_late_the_line_is_heard(
    delay_samples: int,
) -> None:
    at = AtAnEdge()
    at.says(LINES[0], delay_samples, 0.4 * person())
    begun = at.edge.take()
    assert begun is not None
    since = (FRAMES - len(begun.frames)) * FRAME_SAMPLES / SAMPLE_RATE_HZ
    assert since == pytest.approx(PERSON_BEGINS_SECONDS - 0.16, abs=0.1)
    at.says(LINES[0], delay_samples)
    assert at.edge.take() is None


def test_blocks_that_a_busy_machine_gives_late_are_no_holes_in_what_was_said() -> None:
    at = AtAnEdge()
    late_seconds = (1.2, 2.0)
    at.says(LINES[0], 1_777, 0.4 * person(), late_seconds)
    begun = at.edge.take()
    assert begun is not None
    since = (FRAMES - len(begun.frames)) * FRAME_SAMPLES / SAMPLE_RATE_HZ
    assert since == pytest.approx(PERSON_BEGINS_SECONDS - 0.16, abs=0.1)
    at.says(LINES[0], 1_777, late_seconds=late_seconds)
    assert at.edge.take() is None


def with_tone() -> tuple[Samples, Samples]:
    """What was played, and its echo, where a tone comes right after a line's end."""
    given = played()
    tone = np.sin(2 * np.pi * 523.25 * np.arange(1_920) / SAMPLE_RATE_HZ)
    tone *= np.sin(np.pi * np.arange(1_920) / 1_920) ** 2 * 0.12 * 32767.0
    begins = len(given) - round(0.6 * SAMPLE_RATE_HZ)
    given[begins - round(0.3 * SAMPLE_RATE_HZ) :] = 0.0
    given[begins : begins + len(tone)] = tone
    return given, echo(given, 1_777)


def test_who_speaks_into_our_tone_is_left_and_the_tone_is_gone() -> None:
    given, ours = with_tone()
    sounds = slice(-frames_in(0.6) + 7, -frames_in(0.6) + 11)
    alone = look_back(frames(heard(ours)), frames(given))
    assert voiced(alone) == []
    tone = frames(heard(ours))[sounds]
    gone = [each.left for each in alone[sounds] if each is not None]
    assert len(gone) == len(tone)
    assert level_dbfs(np.concatenate(gone)) < level_dbfs(np.concatenate(tone)) - 15.0
    answer = person(FRAMES * FRAME_SAMPLES / SAMPLE_RATE_HZ - 0.5)
    again = look_back(frames(heard(ours, answer)), frames(given))
    assert FRAMES - frames_in(0.5) - 1 <= voiced(again)[0] <= FRAMES - frames_in(0.4)


def test_a_word_is_no_tone() -> None:
    for text in LINES:
        assert tones_in(frames(played(text))) == []
    given, _ = with_tone()
    (found,) = tones_in(frames(given))
    assert found.hz == pytest.approx(523.25, abs=4.0)
