"""What the page is given to show, made from a session's view."""

import json
from dataclasses import replace

import pytest
from home_scenes import home_scenes
from kiosk_scenes import kiosk_scenes
from page_scenes import scenes

from scripts.languages import COMPLETE
from tests.scenes.visit.playbook import standing_in
from voice.floor.actions import Action
from voice.floor.view import View
from voice.language.loading import load_language
from voice.scenes.visit.states import KioskState
from voice.screen.likely import ALWAYS
from voice.screen.page.buttons import OPTION, QUIET, Group, typeset
from voice.screen.page.picture import METER_STEPS, as_json, meter_step, picture_of
from voice.screen.page.words import load_shell
from voice.stage.ports import LevelMeasured
from voice.values.errors import SettingsError

WORDS = load_shell("en", load_language("en").page).words
SCENES = {scene.name: scene for scene in scenes()}


def view_in(name: str) -> View:
    return [moment for moment in SCENES[name].shown if isinstance(moment, View)][-1]


def test_every_choice_of_the_view_is_a_button_and_has_its_key() -> None:
    for name in SCENES:
        view = view_in(name)
        picture = picture_of(view, view.saying, WORDS)
        buttons = {button.id: button.key for button in picture.buttons}
        assert len(buttons) == len(picture.buttons)
        typing = view.typing_turn_id > 0  # then every letter is one, and no key
        options = {f"{OPTION} {each.number}": str(each.number) for each in view.options}
        keys = {c.action: "" if typing else c.key for c in view.choices}
        if view.card is not None:  # one button, and the way out
            keys = {action: keys[action] for action in (Action.RESUME, *ALWAYS)}
        assert buttons == {**options, **keys}


def test_what_is_to_be_read_aloud_is_what_the_page_is_about() -> None:
    read = {n: views[-1] for n, views in home_scenes().items() if n.startswith("record-")}
    shown = {name: picture_of(view, (), WORDS) for name, view in read.items()}
    assert shown["record-unread"].text == read["record-unread"].question
    assert shown["record-reading"].title == WORDS["record_reading"]
    assert shown["record-who"].text == WORDS["record_who"], "no text yet"


def in_sight(view: View, quiet: bool = False) -> list[str]:
    """What can be chosen beside the question, in its order."""
    picture = picture_of(view, (), WORDS, quiet=quiet)
    return [b.id for b in picture.buttons if b.group in {Group.ONWARD, Group.LIKELY}]


def test_at_most_six_choices_stand_beside_a_question_and_the_way_out_always_does() -> None:
    views = [*map(view_in, SCENES), *kiosk_scenes().values()]
    assert max(len(view.choices) for view in views) > 20
    for view in views:
        for quiet in (False, True):
            assert len(in_sight(view, quiet)) <= 6
        foot = [b.id for b in picture_of(view, (), WORDS).buttons if b.group is Group.ALWAYS]
        way_out = {Action.HELP, Action.CRISIS, Action.STOP}
        assert foot == [c.action for c in view.choices if c.action in way_out]
        answers = [c.action for c in view.choices if c.action in {Action.YES, Action.NO}]
        assert set(answers) <= set(in_sight(view))


def test_the_crisis_card_has_one_button_beside_the_way_out() -> None:
    kiosk = standing_in(KioskState.CONSENTING).chooses(Action.CRISIS).spoken().kiosk.view()
    for view in (view_in("telling-crisis"), view_in("crisis"), kiosk):
        assert view.card is not None
        buttons = picture_of(view, (), WORDS).buttons
        assert [b.id for b in buttons] == [Action.RESUME, *ALWAYS]
        assert len(view.choices) > len(buttons)  # the others can be said


def test_a_list_to_choose_from_has_the_room_and_what_takes_one_and_the_way_back() -> None:
    view = view_in("choosing")
    for quiet in (False, True):
        speaking = replace(view, speaking_turn_id=view.turn_id if quiet else 0)
        near = [Action.YES, Action.RESUME, *([QUIET] if quiet else [])]
        assert in_sight(speaking, quiet) == near
    behind = {b.id for b in picture_of(view, (), WORDS).buttons if b.group is Group.QUESTION}
    assert {Action.NEXT, Action.BACK} < behind


@pytest.mark.parametrize(("name", "first"), [("home-confirming", "no"), ("home-asking", "yes")])
def test_where_nothing_could_be_taken_back_what_leaves_all_as_it_is_is_the_largest_button(
    name: str, first: str
) -> None:
    view = home_scenes()[name][-1]
    shown = picture_of(view, (), WORDS)
    leads = [button.id for button in shown.buttons if button.group is Group.ONWARD]
    assert leads[0] == first
    assert set(leads) == {"yes", "no"}
    assert shown.mood_words not in shown.text


def test_the_moment_decides_what_is_beside_the_question() -> None:
    before, after = in_sight(view_in("listening")), in_sight(view_in("answering"))
    assert {Action.REPEAT, Action.SKIP, Action.PASS} < set(before)
    assert {Action.READ_BACK, Action.SCRATCH, Action.CORRECT} < set(after)


def test_beside_a_noted_part_stands_what_takes_the_note_off_and_not_what_notes_it_again() -> None:
    view = home_scenes()["words-noted"][-1]
    assert "unmark" in in_sight(view)
    assert "bring" not in in_sight(view)
    assert "bring" in [button.id for button in picture_of(view, (), WORDS).buttons]


def test_what_stays_beside_the_question_keeps_its_place() -> None:
    """The first word comes, "undo" goes by itself, the program falls silent: no button moves."""
    listening, answering, undo = map(in_sight, map(view_in, ("listening", "answering", "undo")))
    for one, other in [(listening, answering), (undo, answering)]:
        assert len(one) == len(other)
        for place, choice in enumerate(one):
            assert choice not in other or other[place] == choice
    consenting = kiosk_scenes()["kiosk-consenting"]
    aloud = in_sight(consenting, quiet=True)
    silent = in_sight(replace(consenting, speaking_turn_id=0), quiet=True)
    assert aloud[:-1] == silent[: len(aloud) - 1]
    assert aloud[-1] == QUIET


def test_groups_keep_the_order_of_the_action_table() -> None:
    order = list(Group)
    groups = [
        order.index(button.group)
        for view in (*map(view_in, SCENES), home_scenes()["words-session"][-1])
        for button in picture_of(view, (), WORDS).buttons
    ]
    assert set(groups) == set(range(len(order)))
    for name in SCENES:
        seen = [order.index(b.group) for b in picture_of(view_in(name), (), WORDS).buttons]
        assert sorted(seen) == seen, name


def test_without_captions_no_word_of_the_person_is_in_the_picture() -> None:
    for name in ("answering", "telling-help", "trouble"):
        view = view_in(name)
        assert "sister" in as_json(picture_of(view, view.saying, WORDS))
        hidden = replace(view, captions=False)
        assert "sister" not in as_json(picture_of(hidden, view.saying, WORDS))


def test_without_captions_reading_back_is_not_shown_either() -> None:
    scene = scenes()[4].chooses(Action.READ_BACK)
    view = scene.shown[-1]
    assert isinstance(view, View)
    assert "sister" in " ".join(view.saying)
    told = as_json(picture_of(replace(view, captions=False), view.saying, WORDS, voice_out=False))
    assert "sister" not in told


def test_a_screen_reader_is_asked_to_speak_only_where_the_program_does_not() -> None:
    view = view_in("asking")
    assert picture_of(view, view.saying, WORDS).announce == ""
    assert view.question in picture_of(view, view.saying, WORDS, voice_out=False).announce


def test_no_word_of_the_person_is_in_a_repr() -> None:
    view = view_in("answering")
    assert "sister" not in repr(picture_of(view, view.saying, WORDS))


def test_the_question_is_shown_once_and_large() -> None:
    view = view_in("asking")
    picture = picture_of(view, view.saying, WORDS)
    assert picture.text == typeset(view.question)
    assert picture.text not in picture.paragraphs


def test_numbers_spelled_for_the_voice_are_printed_as_numbers() -> None:
    assert typeset("call 9 1 1 or 1 1 2, I'm here") == "call 911 or 112, I\u2019m here"
    assert typeset("question 3 of 6") == "question 3 of 6"


@pytest.mark.parametrize(
    ("level_dbfs", "step"), [(-90.0, 0), (-60.0, 0), (-30.0, METER_STEPS // 2), (0.0, METER_STEPS)]
)
def test_the_meter_is_empty_in_a_quiet_room_and_full_at_full_scale(
    level_dbfs: float, step: int
) -> None:
    assert meter_step(LevelMeasured(level_dbfs, False)) == step


def test_a_picture_becomes_one_line_of_json() -> None:
    text = as_json(picture_of(view_in("answering"), (), WORDS))
    assert "\n" not in text
    assert json.loads(text)["mood"] == "listening"


@pytest.mark.parametrize("language", COMPLETE)
def test_every_language_has_every_word_of_the_page(language: str) -> None:
    load_shell(language, load_language(language).page)


def test_a_missing_word_is_named() -> None:
    words = {key: word for key, word in load_language("en").page.items() if key != "theme_dark"}
    with pytest.raises(SettingsError, match=r"page\.theme_dark"):
        load_shell("en", words)


def test_words_cannot_become_markup() -> None:
    words = {**load_language("en").page, "name": "<script>alert(1)</script>"}
    assert "<script>alert" not in load_shell("en", words).page
