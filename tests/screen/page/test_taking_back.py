"""A whole session in the browser that takes words back in every way, and loses its devices."""

from playwright.sync_api import Page

from tests.screen.page.stage import Stage
from tests.screen.page.test_page import choose, violations
from tests.values.troubles import LOUDSPEAKER_GONE, MICROPHONE_GONE
from voice.floor.actions import Action
from voice.floor.events import DeviceFailed, DeviceRecovered
from voice.floor.view import View
from voice.scenes.reflection.states import State


def touch(page: Page, stage: Stage, action: Action, state: State) -> View:
    choose(page, action)
    assert stage.take() is action
    return stage.until_state(state)


def said(stage: Stage, text: str) -> tuple[str, ...]:
    """Say this, and the passages of the answer once it has been heard."""
    assert stage.view is not None
    before = len(stage.view.passages)
    stage.says(text)
    return stage.until(lambda view: len(view.passages) > before).passages


def words_are(page: Page, *passages: str) -> None:
    """Wait until exactly these passages stand on the page as the answer."""
    page.wait_for_function(
        """wanted => [...document.querySelectorAll("#words p")]
             .map((each) => each.textContent).join("|") === wanted""",
        arg="|".join(passages),
    )
    assert violations(page) == []


def test_words_are_scratched_brought_back_started_over_and_let_go_by_touch(
    page: Page, stage: Stage
) -> None:
    stage.begin(ask_to_keep=True, hears=True).until_state(State.READY)
    touch(page, stage, Action.BEGIN, State.LISTENING)
    (first,) = said(stage, "i feel safe")
    first, second = said(stage, "i think it takes a long time")
    words_are(page, first, second)

    assert touch(page, stage, Action.SCRATCH, State.LISTENING).passages == (first,)
    words_are(page, first)
    assert touch(page, stage, Action.UNDO, State.LISTENING).passages == (first, second)
    words_are(page, first, second)
    touch(page, stage, Action.SCRATCH, State.LISTENING)
    words_are(page, first)
    stage.until(lambda view: all(choice.action is not Action.UNDO for choice in view.choices))
    page.wait_for_selector(f"[data-choice={Action.UNDO}]", state="detached")

    touch(page, stage, Action.START_OVER, State.CONFIRMING)
    page.wait_for_function("() => document.getElementById('status').dataset.mood === 'asking'")
    words_are(page, first)  # nothing is gone before the yes
    assert touch(page, stage, Action.YES, State.LISTENING).passages == ()
    words_are(page)
    assert second.lower() not in page.content().lower()

    (afraid,) = said(stage, "i am afraid to say what i think")
    words_are(page, afraid)
    touch(page, stage, Action.NEXT, State.REVIEWING)
    question = stage.until_state(State.REVIEWING).number
    assert touch(page, stage, Action.LET_GO, State.LISTENING).number == question + 1
    words_are(page)

    (calm,) = said(stage, "i feel calm and i am not afraid")
    words_are(page, calm)
    touch(page, stage, Action.NEXT, State.REVIEWING)
    touch(page, stage, Action.KEEP, State.LISTENING)
    touch(page, stage, Action.STOP, State.STOPPING)
    touch(page, stage, Action.STOP, State.ENDED)
    assert stage.kept() == ["i feel calm and i am not afraid"]


def test_a_lost_microphone_is_spoken_and_shown_in_a_session_and_so_is_its_return(
    page: Page, stage: Stage
) -> None:
    stage.begin().until_state(State.READY)
    touch(page, stage, Action.BEGIN, State.LISTENING)
    stage.happens(DeviceFailed("microphone", MICROPHONE_GONE))
    view = stage.until(lambda view: any("cannot hear you" in line for line in view.saying))
    assert any("Please check that your microphone" in line for line in view.saying)
    page.wait_for_selector("#said :text('cannot hear you')")
    page.wait_for_selector(
        "#notice:text('The microphone Headset stopped working: connect it again')"
    )
    assert violations(page) == []
    stage.until_state(State.LISTENING)
    stage.happens(DeviceRecovered("microphone"))
    stage.until(lambda view: any("can hear you again" in line for line in view.saying))
    page.wait_for_selector("#said :text('can hear you again')")
    page.wait_for_selector("#notice", state="hidden")
    stage.until_state(State.LISTENING)
    touch(page, stage, Action.NEXT, State.ASKING)  # and the session goes on where it was


def test_a_lost_loudspeaker_is_shown_in_a_session_that_goes_on_without_it(
    page: Page, stage: Stage
) -> None:
    stage.begin().until_state(State.READY)
    stage.happens(DeviceFailed("loudspeaker", LOUDSPEAKER_GONE))
    page.wait_for_selector(
        "#notice:text('The loudspeaker Headset stopped working: connect it again')"
    )
    assert violations(page) == []
    view = touch(page, stage, Action.BEGIN, State.LISTENING)
    page.wait_for_function(
        "text => document.getElementById('text').textContent === text",
        arg=view.question.replace("'", "\u2019"),
    )
    stage.happens(DeviceRecovered("loudspeaker"))
    page.wait_for_selector("#notice", state="hidden")
