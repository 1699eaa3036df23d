"""Sessions as a real screen reader tells them: Orca, in front of the page in Chromium."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from home_scenes import home_scenes

from tests.screen_reader.sitting import Sitting
from voice.floor.actions import Action
from voice.floor.events import SealingFailed
from voice.stage.ports import CaptionHeard, LevelMeasured
from voice.values.troubles import Trouble, TroubleName

Sit = Callable[..., Sitting]

OF_THE_BROWSER = ("Loading.", "Finished loading ", "Page has ", "Screen reader on.")
"""What Orca says of any page as it opens; not what stands on it."""


KEY_NAMES = {"!": "exclam", "?": "question", "-": "minus", "+": "plus", "=": "equal"}
"""What xdotool calls them."""


def of_the_page(heard: list[str]) -> list[str]:
    """What was said of what stands on the page."""
    return [each for each in heard if not each.startswith(OF_THE_BROWSER) and "frame" not in each]


def second_question(sitting: Sitting) -> None:
    """Listening to the second question, with an answer to each, and nothing said yet by Orca."""
    sitting.settled()
    sitting.spoken()
    sitting.chooses(Action.BEGIN)
    sitting.spoken()
    sitting.says(0)
    sitting.chooses(Action.NEXT)
    sitting.spoken()
    sitting.says(1)


HOME_AND_SETTING_UP = (
    "home",
    "home-sessions",
    "home-settings",
    "home-confirming",
    "home-taken",
    "words-session",
    "words-through-time",
    "words-covered",
    "setup-recogniser",
    "setup-key",
    "setup-asking-back",
    "sound-loudspeaker",
    "record-unread",
    "record-noisy",
    "teach-which",
    "teach-made",
)


def assert_all_is_read_once_in_order(sitting: Sitting) -> None:
    read = " ".join(" ".join(sitting.read_all()).split())
    assert "ENDLESS" not in read
    at = 0
    for text in sitting.visible():
        wanted = " ".join(text.split())
        found = read.find(wanted, at)
        assert found >= 0, f"not read after {read[max(0, at - 60) : at]!r}: {wanted!r} in {read!r}"
        at = found + len(wanted)
    texts = sitting.page.eval_on_selector_all("#window button", TEXTS)
    for button, times in Counter(" ".join(text.split()) for text in texts).items():
        said = rf"(?<!\S){re.escape(button)} (?:collapsed |expanded )?push button"
        assert len(re.findall(said, read)) == times, f"{button!r} is not read {times} times"


TEXTS = """all => all.filter((e) => e.checkVisibility({ visibilityProperty: true }))
  .map((e) => (e.querySelector("span") ?? e).innerText)"""


# 1. The program speaks for itself ----------------------------------------------------------------


def test_nothing_is_said_over_a_program_that_has_a_voice_but_a_trouble_once(sit: Sit) -> None:
    sitting = sit()
    assert of_the_page(sitting.settled()) == []
    assert sitting.spoken() == []
    assert sitting.chooses(Action.BEGIN) == []
    assert sitting.spoken() == []
    for step in range(0, 60, 10):
        turn_id = sitting.scene.conversation.view().turn_id
        caption = CaptionHeard(turn_id, "maybe what feels safe"[:step])
        sitting.scene.notices(LevelMeasured(-float(step), True), caption)
    assert sitting.heard() == []
    assert sitting.says(0) == []
    sitting.scene.happens(SealingFailed("s1", Trouble(TroubleName.DISK_FULL)))
    told = sitting.heard()
    assert len([each for each in told if "The disk is full" in each]) == 1, told
    assert not [each for each in told if "exclam" in each]
    assert sitting.chooses(Action.NEXT) == []


# 2. The program has no voice: Orca is it ---------------------------------------------------------


def test_without_a_voice_every_line_is_said_once_and_again_when_asked(sit: Sit) -> None:
    sitting = sit(voice_out=False)

    def lines() -> str:
        return " ".join(sitting.scene.conversation.view().saying)

    assert of_the_page(sitting.settled()) == [lines()]
    assert sitting.spoken() == []
    assert sitting.chooses(Action.BEGIN) == [lines()]
    assert sitting.spoken() == []
    for _ in range(2):
        assert sitting.chooses(Action.REPEAT) == [lines()]
        assert sitting.spoken() == []
    assert sitting.chooses(Action.CRISIS) == [lines()]


def test_a_line_that_is_over_at_once_is_said_all_the_same(sit: Sit) -> None:
    sitting = sit(voice_out=False)
    sitting.settled()
    sitting.spoken()
    sitting.scene.chooses(Action.BEGIN)
    lines = " ".join(sitting.scene.conversation.view().saying)
    sitting.scene.spoken()  # as `SilentMouth` has it: the window may see only what follows
    assert sitting.heard() == [lines]


# 3. Reading all ----------------------------------------------------------------------------------


def test_all_is_read_once_to_its_end_after_every_change(sit: Sit) -> None:
    sitting = sit()
    second_question(sitting)
    assert_all_is_read_once_in_order(sitting)
    for action in (Action.HELP, Action.CRISIS, Action.PAUSE):
        sitting.chooses(action)
        assert_all_is_read_once_in_order(sitting)
        sitting.spoken()
        if action is Action.CRISIS:  # its card stays until the person goes on
            assert_all_is_read_once_in_order(sitting)
            sitting.chooses(Action.RESUME)
            sitting.spoken()
    assert_all_is_read_once_in_order(sitting)
    sitting.chooses(Action.RESUME)
    sitting.spoken()
    assert_all_is_read_once_in_order(sitting)


def test_the_home_what_was_said_and_setting_up_are_read_once_to_their_end(sit: Sit) -> None:
    sitting = sit()
    sitting.settled()
    for name in HOME_AND_SETTING_UP:
        assert of_the_page(sitting.looks_at(home_scenes()[name])) == [], name
        assert_all_is_read_once_in_order(sitting)


@pytest.mark.parametrize("action", [Action.START_OVER, Action.CHOOSE, Action.STOP])
def test_what_is_asked_in_between_is_read_with_the_answer(sit: Sit, action: Action) -> None:
    sitting = sit()
    second_question(sitting)
    sitting.chooses(action)
    sitting.spoken()
    assert_all_is_read_once_in_order(sitting)


def test_the_top_says_where_one_is_now(sit: Sit) -> None:
    sitting = sit()
    second_question(sitting)
    assert "Question 2 of 6" in " ".join(sitting.from_the_top())


# 4. The focus ------------------------------------------------------------------------------------


def test_tab_comes_to_the_way_on_before_any_region_and_the_focus_is_never_lost(sit: Sit) -> None:
    sitting = sit()
    sitting.settled()
    sitting.spoken()
    sitting.presses("Tab", "Tab")
    assert sitting.focus() == "begin"
    for change in (
        lambda: sitting.chooses(Action.BEGIN),
        sitting.spoken,
        lambda: sitting.says(0),
        lambda: sitting.chooses(Action.PAUSE),
        sitting.spoken,
        lambda: sitting.chooses(Action.RESUME),
        sitting.spoken,
        lambda: sitting.chooses(Action.STOP),
        sitting.spoken,
    ):
        change()
        assert sitting.focus() != "BODY", sitting.scene.conversation.view().state


# 5. Keys -----------------------------------------------------------------------------------------


def test_no_letter_does_anything_before_orca_has_said_what_it_would(sit: Sit) -> None:
    sitting = sit()
    second_question(sitting)
    sitting.from_the_top()
    for choice in sitting.scene.conversation.view().choices:
        sitting.presses(KEY_NAMES.get(choice.key, choice.key))
        assert sitting.chosen == [], choice


def test_a_letter_goes_to_its_button_which_is_said_and_again_chooses_it(sit: Sit) -> None:
    sitting = sit()
    second_question(sitting)
    assert any("Next question" in each for each in sitting.presses("n"))
    assert sitting.chosen == []
    sitting.page.wait_for_selector("html:not([data-bounce])")
    sitting.presses("n")
    assert [event.action for event in sitting.chosen] == [Action.NEXT]


def test_stop_and_crisis_are_reached_by_tab_and_chosen_by_space(sit: Sit) -> None:
    sitting = sit()
    second_question(sitting)
    sitting.from_the_top()
    for action, label in ((Action.STOP, "Stop"), (Action.CRISIS, "Crisis help")):
        said: list[str] = []
        for _ in range(30):
            said = sitting.presses("Tab")
            if sitting.focus() == action:
                break
        assert any(label in each for each in said), said
        sitting.page.wait_for_selector("html:not([data-bounce])")
        sitting.presses("space")
        assert sitting.chosen.pop().action is action


# 6. The end --------------------------------------------------------------------------------------


def test_the_end_is_told_by_its_heading_and_then_its_line(sit: Sit) -> None:
    sitting = sit()
    second_question(sitting)
    sitting.ends()
    told = sitting.settled()
    heading, line = sitting.page.inner_text("#lost-words"), sitting.page.inner_text("#lost-lines")
    assert told == [f"{heading} {line}"]
    sitting.page.wait_for_function("() => !document.getElementById('announce').textContent")
    read = " ".join(" ".join(sitting.read_all()).split())
    assert read.endswith(f"{heading} heading level 1 {line} leaving main content."), read
