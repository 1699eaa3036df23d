"""One switch for whoever cannot see the light: the program says each choice while it stands."""

import queue
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from page_scenes import scenes
from page_window import let_in
from playwright.sync_api import Browser, Page

from scripts.languages import COMPLETE
from tests.screen.page.kiosk_stage import KioskStage
from tests.screen.page.stage import Stage
from tests.screen.page.test_page import (
    NOTE_WHAT_IS_LIT,
    PRESS_TO_BEGIN,
    PRESS_WHEN_LIT,
    begin_to_scan,
    change_look,
)
from voice.app.session import plan_of
from voice.cli.window import _switch_of
from voice.floor.actions import Action
from voice.floor.commands import Manner, Speak
from voice.floor.events import ActionChosen, ChoiceOffered, Interrupted, SpeechFinished
from voice.floor.view import Mood, View
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import State
from voice.scenes.visit.states import KioskState
from voice.screen.page.buttons import QUIET, typeset
from voice.screen.page.live import Shown
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.screen.page.words import load_shell
from voice.settings import Settings

STILL = """
[[turn]]
say = ["i'm ready"]
[[turn]]
say = [{ pause_seconds = 7200 }]
"""

SAID = {"switch": "space", "scan_seconds": 0.5, "say_choices": True}


def lit(page: Page) -> str:
    """What the scan stands on, as it is shown."""
    return page.inner_text("[data-lit] span, [data-lit]:not(:has(span))")


def offers(chosen: "queue.SimpleQueue[Any]") -> Iterator[ChoiceOffered]:
    """What the scan stands on, one after the other; a press that silences is passed over."""
    while True:
        event = chosen.get(timeout=15)
        if not isinstance(event, Interrupted):
            assert isinstance(event, ChoiceOffered)
            yield event


def test_each_choice_is_said_as_it_lights_up_and_a_press_takes_it(page: Page, stage: Stage) -> None:
    change_look(page, **SAID)
    stage.begin().until_state(State.READY)
    begin_to_scan(page, Mood.READY)
    said = []
    while Action.BEGIN not in said[1:]:  # a whole round: what is said does not end the scan
        event = stage._take_next()
        if isinstance(event, ChoiceOffered):
            said.append(event.choice)
            assert stage.view is not None
            (name,) = stage.view.saying
            stage.until_state(State.READY)  # and is listened to again
    assert said[-1] is Action.BEGIN
    assert {Action.BEGIN, Action.REPEAT, "More choices", Action.STOP, "Display"} <= set(said)
    assert name == "Begin"
    # a machine that is slow to say them all has let the scan go to rest meanwhile
    assert page.evaluate(PRESS_TO_BEGIN) > 0
    page.evaluate(PRESS_WHEN_LIT, ["[data-choice=begin]", 1])
    while not isinstance(event := stage._take_next(), ActionChosen):
        assert isinstance(event, ChoiceOffered)
    assert event.action is Action.BEGIN
    stage.until_state(State.ASKING)


def test_the_first_press_over_a_question_silences_it_and_says_the_first_choice(
    page: Page, stage: Stage
) -> None:
    change_look(page, **{**SAID, "scan_seconds": 15})
    stage.begin().until_state(State.READY)
    stage.happens(ActionChosen(Action.BEGIN, "key"))  # type: ignore[arg-type]
    view = stage.until_state(State.ASKING)
    begin_to_scan(page, Mood.SPEAKING)
    assert stage._take_next() == Interrupted(view.turn_id)
    assert stage._take_next() == ChoiceOffered(Action.NEXT)
    assert stage.view is not None
    assert stage.view.saying == ("Next question",)
    assert lit(page) == "Next question"


def test_what_is_said_of_choices_is_no_answer(page: Page, stage: Stage) -> None:
    """With the real voice in the room, and ears that hear it."""
    change_look(page, **SAID)
    stage.begin(STILL)
    stage.until(lambda view: view.number == 1 and view.state is State.LISTENING)
    begin_to_scan(page, Mood.LISTENING)
    for _ in range(9):
        assert isinstance(stage._take_next(), ChoiceOffered)
        view = stage.until_state(State.LISTENING)
        stage.until(lambda view: view.microphone_open)
        for _ in range(150):  # and three seconds of the room in which it could still be heard
            assert stage._rehearsal is not None
            stage._rehearsal.step()
    assert view.passages == ()
    assert stage.captions == [caption for caption in stage.captions if not caption]
    assert stage.kept() == []


@pytest.mark.parametrize("language", COMPLETE)
def test_it_says_what_is_shown_in_every_language(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    spoken = load_language(language)
    server = PageServer(load_shell(language, spoken.page), tmp_path / "window.json", tmp_path)
    chosen: queue.SimpleQueue[Any] = queue.SimpleQueue()
    screen = PageScreen(server, chosen.put, server.shell.words)
    plan = replace(plan_of(find_guide("trust-and-power"), Settings()), wording=spoken.wording)
    conversation = Conversation(plan, Manner())
    conversation.start()
    conversation.handle(SpeechFinished(conversation.now.turn_id))
    screen.show(conversation.view())
    with browser.new_context() as context:
        page = let_in(context, server)
        change_look(page, **{**SAID, "scan_seconds": 1.0})
        page.evaluate(NOTE_WHAT_IS_LIT)
        begin_to_scan(page, Mood.READY)
        heard: list[str] = []
        for event in offers(chosen):
            shown = page.evaluate("index => window.lit[index]", len(heard))
            (speak,) = (c for c in conversation.handle(event) if isinstance(c, Speak))
            screen.show(conversation.view())
            (name,) = (line.text for line in speak.lines)
            assert typeset(name) == shown
            heard.append(name)
            if name == server.shell.words["display"]:
                break
        assert len(set(heard)) == len(heard) > 5
        assert server.shell.words["more"] in heard
        assert "say_choices" in spoken.page
    server.close()


def test_a_choice_that_is_said_takes_no_room_and_what_was_said_stays(
    page: Page, screen: PageScreen
) -> None:
    scene = next(scene for scene in scenes() if scene.name == "asking")
    for moment in scene.shown:
        screen.show(cast(View, moment))
    page.wait_for_selector("#said p")
    before = page.inner_text("#said")
    begun = len(scene.shown)
    scene.spoken().happens(ChoiceOffered(Action.NEXT)).spoken().happens(ChoiceOffered(Action.STOP))
    for moment in scene.shown[begun:]:
        screen.show(cast(View, moment))
    page.wait_for_selector("#status[data-mood=speaking]")
    assert page.inner_text("#said") == before
    scene.spoken().chooses(Action.HELP)
    screen.show(scene.conversation.view())
    page.wait_for_function(
        "before => document.getElementById('said').innerText !== before", arg=before
    )


def test_a_kiosk_says_what_only_it_knows_and_has_no_button_to_silence_a_name(
    page: Page, visitor: Any
) -> None:
    stage: KioskStage = visitor()
    stage.until_state(KioskState.RESTING)
    change_look(page, **{**SAID, "scan_seconds": 15})
    stage.happens(ActionChosen(Action.BEGIN, "page"))  # type: ignore[arg-type]
    stage.until_state(KioskState.CONSENTING)
    stage.until(lambda view: not view.speaking)
    page.wait_for_selector("#status[data-mood=asking]")
    begin_to_scan(page, Mood.ASKING)
    event = stage.take()
    assert event == ChoiceOffered(Action.YES)
    assert stage.view is not None
    (name,) = stage.view.saying
    assert name == lit(page)
    shown = stage.screen._screen._server._live.shown
    assert isinstance(shown, Shown)
    assert QUIET not in [button.id for button in shown.picture.buttons]
    shown.offer(Action.CAPTIONS, False)
    assert stage.take() == ChoiceOffered("Show my words")
    assert stage.view.saying == ("Show my words",)


def test_where_the_screen_is_to_stay_dark_the_pages_scan_speaks_by_itself() -> None:
    settings = Settings(window=True, switch="space", switch_dwell_seconds=3.0)
    assert "say_choices" not in _switch_of(settings)
    assert _switch_of(settings.model_copy(update={"no_screen": True}))["say_choices"] is True
