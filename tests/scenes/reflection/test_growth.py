"""A long answer costs each new passage no more than a short one; counted, not timed."""

import json
from dataclasses import replace

import pytest
from page_scenes import scenes

from tests.scenes.reflection.playbook import Playbook, answering, segment
from voice.floor import correcting
from voice.floor.view import MOST_SHOWN, View, newly_said
from voice.language.loading import load_language
from voice.scenes.reflection import view
from voice.screen.page.picture import MORE_BEFORE, as_json, picture_of
from voice.screen.plain import PlainScreen
from voice.values.transcript import Answer, Correction, Segment

PAGE = load_language("en").page


def said(count: int) -> Playbook:
    book = answering()
    for number in range(count):
        book.says(f"passage number {number}")
    return book


def test_a_view_puts_as_much_on_paper_after_many_passages_as_after_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_on_paper: list[str] = []

    def counting(passage: Segment) -> str:
        put_on_paper.append(passage.segment_id)
        return "x"

    monkeypatch.setattr(view, "segment_prose", counting)
    for count in (MOST_SHOWN, 3 * MOST_SHOWN):
        book = said(count)
        put_on_paper.clear()
        shown = book.conversation.view()
        assert len(put_on_paper) == MOST_SHOWN
        assert shown.passage_count == count


def test_the_latest_passages_are_shown_and_that_there_are_more() -> None:
    shown = said(MOST_SHOWN + 5).conversation.view()
    assert shown.passages[-1] == f"Passage number {MOST_SHOWN + 4}."
    assert shown.passages[0] == "Passage number 5."
    words = json.loads(as_json(picture_of(shown, (), PAGE)))["words"]
    assert words[:2] == [MORE_BEFORE, "Passage number 5."]
    whole = said(MOST_SHOWN).conversation.view()
    assert json.loads(as_json(picture_of(whole, (), PAGE)))["words"][0] == "Passage number 0."


def test_plain_lines_have_each_passage_once_however_many_there_are() -> None:
    lines: list[str] = []
    book, screen = answering(), PlainScreen(lines.append, PAGE)
    screen.show(book.conversation.view())
    for number in range(MOST_SHOWN + 5):
        screen.show(book.says(f"passage number {number}").conversation.view())
    spoken = [line for line in lines if "assage number" in line]
    assert [int(line.split()[-1].rstrip(".")) for line in spoken] == list(range(MOST_SHOWN + 5))


def test_passages_that_come_together_are_all_new_and_none_after_scratching() -> None:
    book = said(1)
    before = book.conversation.view()
    after = book.says("two").says("three").conversation.view()
    assert newly_said(before, after) == ("Two.", "Three.")
    assert newly_said(after, before) == ()


def test_only_what_has_the_form_of_a_correction_looks_through_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []
    places = correcting.corrections_of

    def counting(name: str, misheard: object, meant: object, segments: object) -> object:
        looked.append(1)
        return places(name, misheard, meant, segments)  # pyright: ignore

    monkeypatch.setattr(correcting, "corrections_of", counting)
    corrected_in: list[int] = []
    whole = Answer.said_corrected.fget
    assert whole is not None
    monkeypatch.setattr(
        Answer, "said_corrected", property(lambda a: corrected_in.append(1) or whole(a))
    )
    book = said(5)
    assert (looked, corrected_in) == ([], [])
    book.says("change number to letter")
    assert looked
    assert corrected_in


def test_a_passage_meets_only_its_own_corrections(monkeypatch: pytest.MonkeyPatch) -> None:
    from voice.values import transcript

    met: list[int] = []
    one = transcript.corrected

    def counting(passage: Segment, corrections: list[Correction]) -> Segment:
        met.append(len(corrections))
        return one(passage, corrections)

    monkeypatch.setattr(transcript, "corrected", counting)
    segments = tuple(segment("i feel save", number) for number in range(50))
    corrections = tuple(
        Correction(f"c{n}", f"segment-{n}", 2, ("save",), ("safe",)) for n in range(0, 50, 2)
    )
    answer = Answer("q", "Q?", segments=segments, corrections=corrections)
    assert answer.text.count("safe") == 25
    assert met == [1] * 25


def test_without_captions_a_long_answer_read_back_stays_off_the_page() -> None:
    book = said(MOST_SHOWN + 50)
    book.says("read it back")
    shown = book.conversation.view()
    assert isinstance(shown, View)
    assert "number 3." in " ".join(shown.saying)
    told = as_json(picture_of(replace(shown, captions=False), shown.saying, PAGE, voice_out=False))
    assert "assage number" not in told


def test_the_scenes_of_the_pages_pictures_show_all_of_their_answers() -> None:
    for scene in scenes():
        for moment in scene.shown:
            if isinstance(moment, View):
                assert moment.passage_count == len(moment.passages)
