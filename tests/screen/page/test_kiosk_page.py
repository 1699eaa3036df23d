"""A kiosk on the page: whole visits by touch and by one switch, and nothing left of any of them."""

import json
import queue
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kiosk_scenes import kiosk_scenes
from page_window import let_in, open_server, until_drawn
from playwright.sync_api import Browser, Page

from tests.screen.page.kiosk_stage import KioskStage
from tests.screen.page.test_page import (
    PRESS_TO_BEGIN,
    PRESS_WHEN_LIT,
    change_look,
    choose,
    violations,
)
from tests.screen.page.test_security import Window, ask, enter, rightly
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen, Interrupted, Sign, SignOfLife
from voice.kiosk.slip import checked_recipient, make_client_key
from voice.scenes.reflection.states import State
from voice.scenes.visit.commands import Occurrence
from voice.scenes.visit.events import (
    RecipientEntered,
    ScreenBack,
    ScreenLost,
)
from voice.scenes.visit.states import KioskState
from voice.screen.page import server as page_server
from voice.screen.page.buttons import QUIET
from voice.screen.page.kiosk import KioskPage
from voice.screen.page.look import Look
from voice.screen.page.server import PageServer
from voice.stage.ports import CaptionHeard
from voice.vault import age

SCENES = kiosk_scenes()
WORDS = ("sister", "mother", "allowed")
"""Of the answer in the scenes."""


@pytest.fixture
def kiosk_page(server: PageServer) -> tuple[KioskPage, "queue.SimpleQueue[object]"]:
    server._look_file = None
    posted: queue.SimpleQueue[object] = queue.SimpleQueue()
    return KioskPage(server, posted.put, server.shell.words), posted


def touch(
    page: Page, stage: KioskStage, action: str, state: KioskState | State | None = None
) -> None:
    """Press a button of the page and let the kiosk do what it asks for."""
    choose(page, action)
    event = stage.take()
    assert isinstance(event, ActionChosen | ActionChosen)
    assert (event.action, event.means) == (action, Means.PAGE)
    if state is not None:
        stage.until_state(state)


def held(server: PageServer) -> str:
    """Everything of any visit that the program has in its hands of what is shown.

    What the page's process has, is what it was told: `test_process` has that.
    """
    return json.dumps([server._live.parts(), server._told])


def settled(server: PageServer) -> None:
    """Wait until the page's process has taken all it was told."""
    with server._changed:
        assert server._changed.wait_for(
            lambda: not server._dirty and server._told_number == server._news_number, timeout=15
        )


# By every way in ---------------------------------------------------------------------------------


def test_a_visit_is_touched_from_attract_to_leaving(
    page: Page, server: PageServer, visitor: Callable[..., KioskStage]
) -> None:
    stage = visitor()
    touch(page, stage, Action.BEGIN, KioskState.CONSENTING)
    page.wait_for_selector("#said :text('cannot call for help')")
    touch(page, stage, Action.YES, KioskState.MEASURING)
    stage.until_state(KioskState.CHOOSING_KEY)
    touch(page, stage, Action.TAKE_KEY, KioskState.SHOWING_KEY)
    view = stage.until(lambda view: view.slip is not None)
    assert view.slip is not None
    secret = view.slip.secret
    page.wait_for_selector("#code svg")
    assert page.inner_text("#secret") == secret
    assert view.slip.session_id in page.inner_text("#secret-words")
    touch(page, stage, Action.HAVE_IT, State.ASKING)
    page.wait_for_selector("#slip", state="hidden")
    inside = stage.until_state(State.LISTENING)
    page.wait_for_selector(f"#place-words:text('of {inside.count}')")
    touch(page, stage, Action.STOP)
    stage.until_state(State.STOPPING)
    touch(page, stage, Action.STOP)
    stage.until_state(KioskState.LEAVING)  # nothing was said, so there is nothing to erase
    stage.until_state(KioskState.RESTING)
    page.wait_for_selector(f"[data-choice={Action.BEGIN}]")
    settled(server)
    assert secret not in held(server) + page.content()
    assert (Occurrence.WIPED, "") in stage.told


def test_no_to_the_consent_leads_out(page: Page, visitor: Callable[..., KioskStage]) -> None:
    stage = visitor()
    touch(page, stage, Action.BEGIN, KioskState.CONSENTING)
    touch(page, stage, Action.NO, KioskState.LEAVING)
    page.wait_for_selector("#said :text('Nothing was kept')")
    stage.until_state(KioskState.RESTING)
    assert (Occurrence.DECLINED, "") in stage.told


def test_a_visit_is_switched_with_one_key(page: Page, visitor: Callable[..., KioskStage]) -> None:
    stage = visitor(keeper="clinic")
    change_look(page, switch="space", scan_seconds=0.5, hold_seconds=1.0)

    def switch(action: str, count: int = 1) -> None:
        page.evaluate(PRESS_WHEN_LIT, [f"[data-choice={action}]", count])

    assert page.evaluate(PRESS_TO_BEGIN) > 0
    switch(Action.BEGIN)
    stage.take()
    stage.until_state(KioskState.CONSENTING)
    page.wait_for_selector("[data-choice=yes]")
    assert page.evaluate(PRESS_TO_BEGIN) > 0
    switch(Action.YES, 3)  # yes, no and tell me more are one group
    switch(Action.YES)
    stage.take()
    stage.until_state(State.LISTENING)
    page.wait_for_selector("html:not([data-bounce])")
    page.keyboard.down("Space")  # held: the way out
    event = stage.take()
    page.keyboard.up("Space")
    assert event == ActionChosen(Action.STOP, Means.PAGE)
    stage.until_state(KioskState.RESTING)
    page.wait_for_function("() => document.documentElement.dataset.scanning === 'off'")


def test_a_reader_silences_the_program_and_the_session_inside(
    page: Page, visitor: Callable[..., KioskStage]
) -> None:
    stage = visitor(keeper="clinic")
    touch(page, stage, Action.BEGIN)
    for moment in ("consent", "session"):
        assert stage.view is not None
        speaking_turn_id = stage.view.speaking_turn_id
        assert speaking_turn_id
        page.click(f"html:not([data-bounce]) [data-choice={QUIET}]:not([data-fresh])")
        assert stage.take() == Interrupted(speaking_turn_id)
        assert stage.view.speaking_turn_id != speaking_turn_id
        if moment == "consent":
            touch(page, stage, Action.YES)
            stage.until(lambda v: not v.heading_key and v.speaking_turn_id > 0)


# One's own key -----------------------------------------------------------------------------------


def entered(stage: KioskStage) -> str:
    """What is entered next; that somebody types is told before, again and again."""
    while True:
        event = stage.take()
        if isinstance(event, RecipientEntered):
            return event.text
        assert event == SignOfLife(Sign.CHOICE)


def test_ones_own_key_is_scanned_wherever_the_focus_is(
    page: Page, server: PageServer, visitor: Callable[..., KioskStage]
) -> None:
    mine = make_client_key("mine")
    stage = visitor()
    for action in (Action.BEGIN, Action.YES):
        touch(page, stage, action)
    stage.until_state(KioskState.CHOOSING_KEY)
    touch(page, stage, Action.OWN_KEY, KioskState.ENTERING_KEY)
    page.wait_for_function("() => document.activeElement.id === 'entry-text'")
    page.focus("[data-choice=help]")
    page.keyboard.type("age1qqqqq")  # a scanner's q is no "stop"
    page.keyboard.press("Enter")
    assert entered(stage) == "age1qqqqq"
    stage.until(lambda view: any("not a public key" in line for line in view.saying))
    page.wait_for_selector("#said :text('not a public key')")
    assert page.input_value("#entry-text") == "age1qqqqq"  # to be put right
    assert "age1qqqqq" not in page.content() + held(server)
    page.keyboard.type(mine.slip.secret)  # after what stands there, as a scanner does
    page.keyboard.press("Enter")
    assert entered(stage).upper() == mine.slip.secret
    stage.until(lambda view: any("secret key" in line for line in view.saying))
    assert page.input_value("#entry-text") == "age1"
    assert mine.slip.secret not in page.content() + held(server) + repr(stage.told)
    page.fill("#entry-text", f" {mine.public_key} ")
    page.click("#entry-done")
    assert entered(stage) == mine.public_key
    stage.until_state(State.ASKING)
    page.wait_for_selector("#entry", state="hidden")


def entering(page: Page, stage: KioskStage) -> None:
    """Go as far as the field for one's own key."""
    for action in (Action.BEGIN, Action.YES):
        touch(page, stage, action)
    stage.until_state(KioskState.CHOOSING_KEY)
    touch(page, stage, Action.OWN_KEY, KioskState.ENTERING_KEY)
    page.wait_for_selector("#keys button")


def touch_keys(page: Page, letters: str) -> None:
    """Touch these letters on the screen's own keyboard, as fast as a finger may."""
    before = letters[0]
    for letter in letters:
        steady = "html:not([data-bounce]) " if letter == before else ""
        page.click(f"{steady}#keys [data-letter='{letter}']")
        before = letter


def other_than(letter: str) -> str:
    return "q" if letter != "q" else "p"


def test_ones_own_key_is_touched_letter_by_letter_and_counts_as_somebody(
    page: Page, visitor: Callable[..., KioskStage]
) -> None:
    mine = make_client_key("mine")
    stage = visitor()
    entering(page, stage)
    assert page.input_value("#entry-text") == "age1"  # that much is in every key
    touch_keys(page, mine.public_key[4:12])
    assert stage.take() == SignOfLife(Sign.CHOICE)
    page.keyboard.type(mine.public_key[12:54])  # the rest of the touches would only take time
    touch_keys(page, mine.public_key[54:])
    assert page.input_value("#entry-text") == mine.public_key
    assert page.inner_text("#entry-told") == "All letters fit. Now use this key."
    # what is announced twice has a space more the second time, so that it is read again
    assert page.inner_text("#announce").strip() == page.inner_text("#entry-told")
    page.click("#entry-done")
    assert entered(stage) == mine.public_key
    stage.until_state(State.ASKING)
    page.wait_for_selector("#keys", state="hidden")
    assert page.input_value("#entry-text") == ""


def test_a_key_is_switched_in_with_one_key_row_by_row(
    page: Page, visitor: Callable[..., KioskStage]
) -> None:
    stage = visitor()
    entering(page, stage)
    change_look(page, switch="space", scan_seconds=0.5)
    page.wait_for_selector("html[data-scanning=on]")
    assert page.evaluate(PRESS_TO_BEGIN) > 0
    for selector in ("#keys [data-letter=z]", "#keys [data-letter='0']"):
        page.evaluate(PRESS_WHEN_LIT, [selector, 8])  # the row first
        page.evaluate(PRESS_WHEN_LIT, [selector, 1])
    page.wait_for_function("() => document.getElementById('entry-text').value === 'age1z0'")
    page.evaluate(PRESS_WHEN_LIT, ["#keys [data-does=erase]", 4])
    page.evaluate(PRESS_WHEN_LIT, ["#keys [data-does=erase]", 1])
    page.wait_for_function("() => document.getElementById('entry-text').value === 'age1z'")
    assert page.inner_text("#entry-told") == "5 of 62 letters"


def test_the_letter_that_does_not_fit_is_marked_and_the_next_takes_its_place(
    page: Page, server: PageServer, kiosk_page: tuple[KioskPage, "queue.SimpleQueue[object]"]
) -> None:
    screen, posted = kiosk_page
    screen.show(SCENES["kiosk-entering-key"])
    page.wait_for_selector("#keys button")
    mine = make_client_key("mine").public_key
    for at in (4, 30, 61):
        wrong = mine[:at] + other_than(mine[at]) + mine[at + 1 :]
        page.fill("#entry-text", wrong[:-1])
        page.evaluate("() => document.activeElement.blur()")
        touch_keys(page, wrong[-1])
        assert f"Letter {at + 1} does not fit" in page.inner_text("#entry-told")
        selected = "(({selectionStart: a, selectionEnd: b}) => [a, b])"
        marked = page.evaluate(f"{selected}(document.getElementById('entry-text'))")
        assert marked == [at, at + 1]
        assert violations(page) == []
        touch_keys(page, mine[at])
        assert page.input_value("#entry-text") == mine
        assert page.get_attribute("#entry-told", "data-say") == "whole"
    assert posted.get(timeout=15) == SignOfLife(Sign.CHOICE)


@pytest.mark.parametrize(
    ("typed", "say"),
    [
        ("age1", "count"),
        ("ag", "count"),
        ("age1qqqb", "strange"),
        ("agenda", "start"),
        ("age1" + "q" * 58, "wrong"),
        ("age1" + "q" * 59, "long"),
    ],
)
def test_what_is_wrong_with_a_typed_key_is_one_fact_with_its_next_step(
    page: Page,
    kiosk_page: tuple[KioskPage, "queue.SimpleQueue[object]"],
    typed: str,
    say: str,
) -> None:
    kiosk_page[0].show(SCENES["kiosk-entering-key"])
    page.wait_for_selector("#keys button")
    page.fill("#entry-text", typed)
    assert page.get_attribute("#entry-told", "data-say") == say
    told = page.inner_text("#entry-told")
    assert len(re.findall(r"[.?!]", told)) == (0 if say == "count" else 2)
    assert violations(page) == []


def test_the_letters_of_the_keyboard_are_those_of_a_key_and_its_judgement_is_ages(
    page: Page, kiosk_page: tuple[KioskPage, "queue.SimpleQueue[object]"]
) -> None:
    kiosk_page[0].show(SCENES["kiosk-entering-key"])
    page.wait_for_selector("#keys button")
    for number in range(40):
        key = make_client_key("mine").public_key
        if number % 2:  # two letters changed places: the checksum notices
            places = [n for n in range(4, 61) if key[n] != key[n + 1]]
            at = places[number % len(places)]
            key = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
        page.fill("#entry-text", key)
        whole = page.get_attribute("#entry-told", "data-say") == "whole"
        assert whole is (checked_recipient(key) is not None) is (number % 2 == 0)
    letters = page.eval_on_selector_all("#keys [data-letter]", "e => e.map((k) => k.textContent)")
    assert sorted(letters) == sorted("qpzry9x8gf2tvdw0s3jn54khce6mua7l")


def test_a_scanner_ends_what_was_typed_before_even_in_the_middle_of_it(
    page: Page, kiosk_page: tuple[KioskPage, "queue.SimpleQueue[object]"]
) -> None:
    screen, posted = kiosk_page
    screen.show(SCENES["kiosk-entering-key"])
    page.wait_for_selector("#keys button")
    mine = make_client_key("mine").public_key
    touch_keys(page, "qpzr")
    page.click("#keys [data-does=back]")
    page.wait_for_selector("html:not([data-bounce])")
    page.click("#keys [data-does=back]")
    page.keyboard.type(mine.upper())  # some scanners have a shift lock
    assert page.input_value("#entry-text") == mine
    change_look(page, switch="space")
    page.keyboard.press("Enter")  # a scanner's, although Enter is the switch now
    told = [posted.get(timeout=15)]
    while isinstance(told[-1], SignOfLife):
        told.append(posted.get(timeout=15))
    assert told[-1] == RecipientEntered(mine)


def test_nothing_is_taken_from_a_field_that_is_not_there(
    server: PageServer, kiosk_page: tuple[KioskPage, "queue.SimpleQueue[object]"]
) -> None:
    screen, posted = kiosk_page
    window = enter(server)

    def typed(body: bytes, window: Window = window) -> int:
        headers = rightly(server, window, body)
        answer = ask(server, "POST", "/type", list(headers.items()), body)
        assert answer.body == b""  # nothing typed comes back
        return answer.status

    body = json.dumps(age.recipient_of(age.new_identity())).encode()

    def types() -> int:
        headers = rightly(server, window, b'""')
        return ask(server, "POST", "/typing", list(headers.items()), b'""').status

    screen.show(SCENES["kiosk-resting"])
    settled(server)
    assert (typed(body), types()) == (409, 409)
    screen.show(SCENES["kiosk-entering-key"])
    settled(server)
    for wrong in (b'"  "', b"1", b"[", b'["age1"]', b"null"):
        assert typed(wrong) == 400
    assert typed(b'"' + b"x" * 2_100 + b'"') == 413
    assert typed(body, Window(window.cookie, "x" * 43)) == 403
    assert posted.empty()
    assert types() == 204
    assert posted.get(timeout=15) == SignOfLife(Sign.CHOICE)
    assert typed(body) == 204
    assert posted.get(timeout=15) == RecipientEntered(json.loads(body))


# What is left ------------------------------------------------------------------------------------


def test_words_are_shown_only_where_that_was_chosen_and_go_with_stop(
    page: Page,
    server: PageServer,
    kiosk_page: tuple[KioskPage, "queue.SimpleQueue[object]"],
) -> None:
    screen, _ = kiosk_page
    screen.show(SCENES["kiosk-in-session"])
    screen.notice(CaptionHeard(1, "with my sister"))
    until_drawn(page, server)
    settled(server)
    for word in WORDS:
        assert word not in page.content() + held(server)
    screen.show(SCENES["kiosk-captions"])
    screen.notice(CaptionHeard(1, "and never my brother"))
    page.wait_for_selector("#caption-words:text('brother')")
    assert "sister" in page.inner_text("#words")
    began = time.monotonic()
    screen.show(SCENES["kiosk-stopped"])
    screen.notice(CaptionHeard(1, "and never my brother"))  # it was under way
    page.wait_for_function(
        "words => !words.some((word) => document.documentElement.outerHTML.includes(word))",
        arg=[*WORDS, "brother"],
    )
    assert time.monotonic() - began < 15
    settled(server)
    for word in (*WORDS, "brother"):
        assert word not in held(server)


def test_between_visitors_words_secrets_typing_and_the_look_are_gone(
    page: Page,
    server: PageServer,
    kiosk_page: tuple[KioskPage, "queue.SimpleQueue[object]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen, _ = kiosk_page
    looks: queue.SimpleQueue[Look] = queue.SimpleQueue()
    monkeypatch.setattr(page_server, "save_look", lambda _path, look: looks.put(look))
    slip = SCENES["kiosk-showing-key"].slip
    assert slip is not None
    for name in ("kiosk-captions", "kiosk-showing-key", "kiosk-entering-key"):
        screen.show(SCENES[name])
        until_drawn(page, server)
        if name == "kiosk-showing-key":
            assert slip.secret in page.content()
            assert slip.secret in held(server)
    page.keyboard.type("half a key")
    change_look(page, theme="contrast", text_percent=200)
    page.wait_for_function("() => document.documentElement.dataset.theme === 'contrast'")
    assert looks.get(timeout=15).theme == "contrast"  # the server has it before the next visitor
    screen.show(SCENES["kiosk-resting"])
    until_drawn(page, server)
    page.wait_for_function("() => document.documentElement.dataset.theme === 'system'")
    settled(server)
    assert server._live.look == Look()
    left = page.content() + held(server) + page.input_value("#entry-text")
    left += page.evaluate("JSON.stringify([{...localStorage}, Object.keys(sessionStorage)])")
    fingerprint = SCENES["kiosk-showing-key"].fingerprint
    for found in (*WORDS, slip.secret, slip.session_id, fingerprint, "half"):
        assert found not in left


# The browser goes and comes back ------------------------------------------------------------------


def test_a_browser_that_is_killed_is_noticed_and_let_in_again(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_server, "GONE_SECONDS", 0.05)
    server = open_server(tmp_path)
    posted: queue.SimpleQueue[object] = queue.SimpleQueue()
    screen = KioskPage(server, posted.put, server.shell.words)
    screen.show(SCENES["kiosk-consent-asked"])
    first = browser.new_context()
    until_drawn(let_in(first, server), server)
    assert posted.empty()
    first.close()
    assert posted.get(timeout=15) == ScreenLost()
    second = browser.new_context()
    until_drawn(let_in(second, server), server)  # by a fresh door
    assert posted.get(timeout=15) == ScreenBack()
    second.close()
    server.close()


# Accessibility ------------------------------------------------------------------------------------


def test_every_state_of_a_kiosk_has_a_scene_to_be_looked_at() -> None:
    own = {view.state for view in SCENES.values() if view.heading_key}
    assert own == set(KioskState) - {KioskState.CLOSED, KioskState.IN_SESSION}


@pytest.mark.parametrize("size", [(800, 480), (480, 270), (1080, 1920)])
def test_every_state_fits_the_screen_and_its_buttons_a_finger(
    browser: Browser,
    server: PageServer,
    kiosk_page: tuple[KioskPage, "queue.SimpleQueue[object]"],
    size: tuple[int, int],
) -> None:
    screen, _ = kiosk_page
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = let_in(context, server)
    for name, view in SCENES.items():
        screen.show(view)
        until_drawn(page, server)
        small, cut, across = page.evaluate(
            """() => {
                 const shown = [...document.querySelectorAll("button, #entry-text")]
                   .filter((each) => each.checkVisibility());
                 return [
                   shown.filter((e) => Math.min(e.offsetWidth, e.offsetHeight) < 44).length,
                   shown.filter((each) => each.tagName === "BUTTON"
                     && each.scrollWidth > each.clientWidth + 1).length,
                   document.documentElement.scrollWidth - document.documentElement.clientWidth,
                 ];
               }"""
        )
        assert (small, cut) == (0, 0), name
        assert across <= 0, name
    context.close()
