"""Kept sound taken along: valid WebVTT whatever was said, and files that fit each other."""

import io
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.test_export import HOSTILE, SAID, document, segment, session
from voice.export.document import Choice
from voice.export.formats import Format, rendered, taken_along
from voice.export.sound import Cue, archive, cues_of, webvtt
from voice.sound.flac import decode
from voice.values.errors import VoiceError
from voice.values.transcript import Correction, PassageSound, Segment, Session, Word

FLAC = "2026-11-24-session-1-question-1.flac"
VTT = FLAC.replace("flac", "vtt")

TIMING = re.compile(r"(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})")
CUE = re.compile(rf"({TIMING.pattern}) --> ({TIMING.pattern})")
TEXT = re.compile(rf"(?:[^<>&]|&amp;|&lt;|&gt;|<{TIMING.pattern}>)+")


def seconds(moment: str) -> float:
    found = TIMING.fullmatch(moment)
    assert found, moment
    hours, minutes, whole, thousandths = map(int, found.groups())
    return hours * 3600 + minutes * 60 + whole + thousandths / 1000


def parsed(text: str) -> list[tuple[float, float, str]]:
    """The cues of a WebVTT file; everything that the format forbids fails here."""
    assert text.startswith("WEBVTT\n\n")
    assert text.endswith("\n")
    assert not any(ord(letter) < 32 and letter != "\n" for letter in text)
    cues: list[tuple[float, float, str]] = []
    for block in text.removesuffix("\n").split("\n\n")[1:]:
        lines = block.split("\n")
        assert all(lines), "an empty line inside a block"
        if lines[0].startswith("NOTE "):
            assert len(lines) == 1
            assert "-->" not in block
            continue
        timing = CUE.fullmatch(lines[0])
        assert timing, lines[0]
        start, end = seconds(timing[1]), seconds(timing[6])
        assert start < end
        assert not cues or start >= cues[-1][1]
        (payload,) = lines[1:]
        assert TEXT.fullmatch(payload), payload
        assert "-->" not in payload
        inner = [
            seconds(f"{h}:{m}:{s}.{t}")
            for h, m, s, t in re.findall(rf"<{TIMING.pattern}>", payload)
        ]
        assert inner == sorted(set(inner))
        assert all(start < moment < end for moment in inner)
        plain = re.sub(r"<[^>]*>", "", payload)
        for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            plain = plain.replace(entity, letter)
        cues.append((start, end, plain))
    return cues


def test_each_word_has_its_moment() -> None:
    said = segment("a", "my sister listens", 10.0)
    text = webvtt(cues_of(said, -9.0), ("Whom do I trust?",))
    assert text == (
        "WEBVTT\n\nNOTE Whom do I trust?\n\n"
        "00:00:01.000 --> 00:00:02.100\n"
        "My <00:00:01.400>sister <00:00:01.800>listens\n"
    )
    assert parsed(text) == [(1.0, 2.1, "My sister listens")]


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "-->", "a --> b", "&", "<b>", "NOTE", "WEBVTT", "\n"]
)
def test_no_word_becomes_markup_and_no_note_ends_early(hostile: str) -> None:
    words = tuple(Word(w, n, n + 0.5, 1.0) for n, w in enumerate([hostile, "and", hostile]))
    text = webvtt(cues_of(Segment("a", words, 0, 3), 0.0), (hostile, f"{hostile}\n\nmore"))
    (cue,) = parsed(text)
    assert " and " in cue[2].lower()


WORDS = st.lists(
    st.tuples(st.text(min_size=1, max_size=8), st.floats(0, 4_000), st.floats(0, 4_000)),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=4), st.floats(-5_000, 5_000))
def test_whatever_the_recogniser_makes_of_times_the_file_is_valid(
    passages: list[list[tuple[str, float, float]]], offset: float
) -> None:
    cues: list[Cue] = []
    for said in passages:
        words = tuple(Word(text, start, end, 0.3) for text, start, end in said)
        cues += cues_of(Segment("a", words, 0, 1), offset)
    parsed(webvtt(cues))


def test_a_long_passage_is_shown_a_few_words_at_a_time_and_a_pause_begins_a_new_cue() -> None:
    long = cues_of(segment("a", " ".join(["word"] * 30)), 0.0)
    assert [len(cue.words) for cue in long] == [12, 12, 6]
    words = (Word("one", 0, 0.5, 1.0), Word("two", 4, 4.5, 1.0))
    assert len(cues_of(Segment("a", words, 0, 5), 0.0)) == 2


def test_without_a_word_there_is_no_cue() -> None:
    assert cues_of(segment("a", ""), 0.0) == []
    assert webvtt([Cue(0, 1, ())]) == "WEBVTT\n\n"


def tone(start_seconds: float, length_seconds: float = 2.0) -> PassageSound:
    count = round(length_seconds * 16_000)
    samples = (np.sin(np.arange(count) * start_seconds) * 9_000).astype("<i2")
    return PassageSound(start_seconds, samples.tobytes())


SOUNDS = {"a": tone(0.5), "b": tone(1.5), "c": tone(19.0)}


def sound_of(_session_id: str, segment_id: str) -> PassageSound | None:
    return SOUNDS.get(segment_id)


def heard(said: Session) -> Session:
    """The same, with the sound of every passage kept."""
    first, *others = said.answers
    first = replace(first, sounds=frozenset(s.segment_id for s in first.segments))
    return replace(said, answers=(first, *others))


def files_of(said: Session, choice: Choice | None = None) -> dict[str, bytes]:
    kept, made = taken_along((said,), choice or Choice())
    assert made is not None
    data = rendered(kept, made, Format.SOUND, sound_of)
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert files.testzip() is None
        return {name: files.read(name) for name in files.namelist()}


def test_each_answer_is_one_sound_with_its_captions_beside_it() -> None:
    files = files_of(heard(SAID))
    assert set(files) == {
        "words.html",
        FLAC,
        VTT,
    }
    samples = decode(files[FLAC], 60)
    assert samples.tobytes() == b"".join(sound.samples for sound in SOUNDS.values())
    cues = parsed(files[VTT].decode())
    assert [text for _, _, text in cues] == ["My sister listens", "Always [?]", "[unclear] too"]
    # half a second of each passage comes before its first word, one second in the third
    assert [start for start, _, _ in cues] == [-0.5 + 0.5, 2.5, 5.0]


@pytest.mark.parametrize(
    "id_", ["../../../../tmp/evil", "/etc/passwd", "a\\\\b", "x\0y", "C:evil", "\x1b[2J", ""]
)
@pytest.mark.parametrize("began", ["2026-11-24T09:30:00+00:00", "../../never", ""])
def test_no_session_leads_a_file_out_of_the_folder_it_is_unpacked_to(id_: str, began: str) -> None:
    said = replace(heard(SAID), session_id=id_, started_at=began)
    names = made_of([said, said])
    day = "2026-11-24-" if began.startswith("2026") else ""
    flac = {f"{day}session-{n}-question-1.flac" for n in (1, 2)}
    assert set(names) == {"words.html", *flac, *(name.replace("flac", "vtt") for name in flac)}


def made_of(sessions: list[Session]) -> list[str]:
    """The names in a ZIP file of these sessions, laid out as a well-meant one is."""
    _, made = taken_along([SAID], Choice())
    assert made is not None
    data = archive(sessions, replace(made, chapters=made.chapters * len(sessions)), sound_of)
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        return files.namelist()


def test_captions_are_as_corrected_and_the_original_stands_in_a_note() -> None:
    put_right = Correction("x", "a", 1, ("sister",), ("sitter", "<now>"))
    said = heard(session(*SAID.answers[0].segments, corrections=(put_right,)))
    captions = files_of(said)[VTT].decode()
    assert parsed(captions)[0][2] == "My sitter <now> listens"
    assert (
        "NOTE as recognised: my sister listens; as corrected: My sitter <now> listens" in captions
    )


def test_only_what_is_chosen_is_heard() -> None:
    said = heard(SAID)
    files = files_of(said, Choice(flagged=True))
    assert decode(files[FLAC], 60).tobytes() == SOUNDS["c"].samples
    assert [text for _, _, text in parsed(files[VTT].decode())] == ["[unclear] too"]
    assert b"sister" not in b"".join(files.values())


def test_a_passage_whose_sound_is_gone_is_named_and_shifts_no_other() -> None:
    said = session(*SAID.answers[0].segments, segment("lost", "gone", 30))
    first, *others = said.answers
    said = replace(said, answers=(replace(first, sounds=frozenset({"a", "lost"})), *others))
    captions = files_of(said)[VTT].decode()
    assert "NOTE no sound is kept of: Gone" in captions
    assert [text for _, _, text in parsed(captions)] == [
        "My sister listens",
        "Always [?]",
        "[unclear] too",
    ]


def test_where_no_sound_is_chosen_it_says_so() -> None:
    with pytest.raises(VoiceError) as raised:
        archive((SAID,), document(SAID), sound_of)
    assert "no sound" in raised.value.fact


def test_an_answer_whose_chosen_passages_have_no_sound_is_no_empty_sound() -> None:
    first, *others = SAID.answers
    said = replace(SAID, answers=(replace(first, sounds=frozenset({"a", "b"})), *others))
    with pytest.raises(VoiceError):
        files_of(said, Choice(flagged=True))
    kept, _ = taken_along((said,), Choice(flagged=True))
    assert kept[0].answers[0].sounds == frozenset()


def test_an_answer_whose_sound_cannot_be_read_any_more_is_no_empty_sound() -> None:
    said = heard(session(segment("lost", "gone")))
    with pytest.raises(VoiceError):
        files_of(said)
