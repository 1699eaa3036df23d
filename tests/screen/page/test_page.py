"""The page in a real browser: whole sessions by every way in, and nothing axe-core objects to."""

import queue
import time
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_scenes import ANSWER, scenes
from page_window import let_in, show, until_drawn
from playwright.sync_api import Browser, Page

from tests.screen.page.geometry import IN_FIRST_SCREEN
from tests.screen.page.stage import Stage
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.floor.view import Mood, View
from voice.scenes.reflection.states import State
from voice.screen.likely import ALWAYS
from voice.screen.page.buttons import Button
from voice.screen.page.live import Shown
from voice.screen.page.look import Look
from voice.screen.page.picture import Picture
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer

AXE = Axe()
SCENES = {scene.name: scene for scene in scenes()}
TARGET_PX = 44
SIZES = [
    (1920, 1080, 100),
    (800, 480, 100),
    (320, 256, 100),  # 400 % of 1280x1024, as WCAG's reflow has it
    (1280, 800, 400),
    (1080, 1920, 200),
]
"""Width and height in CSS pixels, and the page's own text size."""

OBJECTIONS = """(options) => axe.run(document, options).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`)))"""

PRESS_WHEN_LIT = """([selector, count]) => new Promise((resolve) => {
  const look = () => {
    const lit = [...document.querySelectorAll("[data-lit]")];
    if (lit.length !== count || !lit.some((each) => each.matches(selector))) {
      setTimeout(look, 20);
      return;
    }
    for (const kind of ["keydown", "keyup"]) {
      document.body.dispatchEvent(new KeyboardEvent(kind, { key: " ", bubbles: true }));
    }
    resolve();
  };
  setTimeout(look, 300); // sooner, it would count as the last press's bounce
})"""

PRESS_TO_BEGIN = """() => new Promise((resolve) => {
  const press = () => {
    if (document.querySelector("[data-lit]")) { // the last scan is not over yet
      setTimeout(press, 20);
      return;
    }
    for (const kind of ["keydown", "keyup"]) {
      document.body.dispatchEvent(new KeyboardEvent(kind, { key: " ", bubbles: true }));
    }
    resolve(document.querySelectorAll("[data-lit]").length);
  };
  setTimeout(press, 300); // sooner, it would count as the last press's bounce
})"""

NOTE_WHAT_IS_LIT = """() => {
  window.lit = [];
  new MutationObserver((changes) => {
    const lit = changes.map(({ target }) => target).filter((each) => "lit" in each.dataset);
    if (lit.length) window.lit.push((lit[0].querySelector("span") ?? lit[0]).innerText);
  }).observe(document.body, { subtree: true, attributeFilter: ["data-lit"] });
}"""
"""What the scan stood on, however late it is asked for: by the name of the first thing of each."""

SPOKEN = """
[[turn]]
say = ["i'm ready"]
[[turn]]
say = [
    "i feel safe", { pause_seconds = 3 },
    "i think it takes a long time", { pause_seconds = 3 },
    "next question",
]
[[turn]]
say = ["i'd rather not answer"]
[[turn]]
say = ["skip this question"]
[[turn]]
say = ["i am afraid to say what i think", { pause_seconds = 3.0 }, "next question"]
[[turn]]
say = ["next question"]
[[turn]]
say = ["next question"]
"""


def button(action: str) -> str:
    """A button that has been there long enough to be meant, and no press before it rings on."""
    return f"html:not([data-bounce]) [data-choice={action}]:not([data-fresh])"


def choose(page: Page, action: str) -> None:
    """Press this button wherever it stands, beside the question or behind "More choices"."""
    page.wait_for_selector(button(action), state="attached")  # the page shows what is now
    if page.locator(f"#rest [data-choice={action}]").count():
        page.click("#more:not([data-fresh])")
    page.click(button(action))


def shown_buttons(page: Page) -> list[str]:
    return page.eval_on_selector_all("[data-choice]", "all => all.map((e) => e.dataset.choice)")


def draw(page: Page, screen: PageScreen, name: str) -> None:
    """Show a scene and wait until the page shows it."""
    show(screen, SCENES[name])
    until_drawn(page, screen._server)


def begin_to_scan(page: Page, mood: Mood) -> None:
    """Press the switch that rests, once the page shows this mood: that chooses nothing."""
    page.wait_for_selector(f"#status[data-mood={mood}]")
    assert page.evaluate(PRESS_TO_BEGIN) > 0


def change_look(page: Page, **changes: object) -> None:
    page.evaluate(
        "async (changes) => (await import('/look.js')).changeLook(changes)",
        changes,
    )


def violations(page: Page, contrast: bool = True) -> list[str]:
    """What axe-core objects to, by all its rules; of `contrast`, which takes most of the time, too.

    It is loaded once into a page: that costs as much as a run.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    rules = {"color-contrast": {"enabled": contrast}}
    return page.evaluate(OBJECTIONS, {"resultTypes": ["violations"], "rules": rules})


def action_of(chosen: "queue.SimpleQueue[ActionChosen]") -> Action:
    event = chosen.get(timeout=15)
    assert event.means is Means.PAGE
    return event.action


# Accessibility -----------------------------------------------------------------------------------


def test_axe_finds_nothing_in_other_themes_with_a_trouble_and_a_scan(
    page: Page, screen: PageScreen
) -> None:
    for theme in ("light", "dark", "contrast"):
        change_look(page, theme=theme, switch="space")
        for name in ("trouble", "answering"):
            draw(page, screen, name)
            assert page.evaluate(PRESS_TO_BEGIN) > 0
            assert violations(page) == [], (theme, name)


def test_a_lit_button_can_be_read_where_a_finger_has_left_the_pointer(
    page: Page, screen: PageScreen
) -> None:
    draw(page, screen, "ready")
    change_look(page, theme="contrast", switch="space", scan_seconds=0.5)
    page.wait_for_selector("html[data-scanning=on]")
    page.hover("[data-choice=repeat]")
    begin_to_scan(page, Mood.READY)
    lit = page.wait_for_function(
        """() => {
             const lit = document.querySelector("[data-choice=repeat][data-lit]:hover");
             const style = lit && !lit.getAnimations().length && getComputedStyle(lit);
             return style && [style.color, style.backgroundColor];
           }"""
    )
    assert lit.json_value() == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_axe_finds_nothing_in_the_panel_nor_after_the_end(
    page: Page, screen: PageScreen, server: PageServer
) -> None:
    draw(page, screen, "answering")
    page.click("#open-look")
    assert violations(page) == []
    page.keyboard.press("Escape")
    server.wipe()
    page.wait_for_selector("#lost:not([hidden])")
    assert violations(page) == []


def test_every_target_is_large_enough_and_nothing_scrolls_in_two_directions(
    page: Page, screen: PageScreen
) -> None:
    draw(page, screen, "answering")
    for opened, (width, height, percent) in product((False, True), SIZES):
        page.set_viewport_size({"width": width, "height": height})
        change_look(page, text_percent=percent)
        page.keyboard.press("Escape")
        if opened:
            page.evaluate("() => document.getElementById('more').click()")
        sizes = page.eval_on_selector_all(
            "button",
            "all => all.filter((e) => e.checkVisibility())"
            ".map((e) => [e.getBoundingClientRect().width, e.getBoundingClientRect().height])",
        )
        assert len(sizes) > 9
        assert all(min(size) >= TARGET_PX for size in sizes), (width, sizes)
        for element in ("html", "#heard", "#doing", "#rest"):
            across = page.eval_on_selector(element, "e => e.scrollWidth - e.clientWidth")
            assert across <= 0, (width, height, percent, element)
        cut = page.eval_on_selector_all(
            "button", "all => all.filter((e) => e.scrollWidth > e.clientWidth + 1).length"
        )
        assert cut == 0, (width, height, percent)


def test_the_state_is_told_by_a_sign_and_words_not_by_colour_alone(
    page: Page, screen: PageScreen
) -> None:
    seen = set()
    for name in ("asking", "answering", "paused", "confirming", "stopping", "draining", "ready"):
        draw(page, screen, name)
        sign = page.get_attribute("#sign", "href")
        assert page.locator(sign or "").count() == 1
        seen.add((sign, page.inner_text("#mood")))
    assert len({sign for sign, _ in seen}) == len({words for _, words in seen}) == 7


def test_the_page_leaves_speaking_to_the_program_unless_it_is_silent(
    page: Page, screen: PageScreen, server: PageServer
) -> None:
    draw(page, screen, "asking")
    assert page.text_content("#announce") == ""
    live = "all => all.map((e) => e.id)"
    regions = "[aria-live], [role=alert], [role=status]"
    assert page.eval_on_selector_all(regions, live) == ["announce"]
    silent = PageScreen(server, lambda _event: None, server.shell.words, voice_out=False)
    show(silent, SCENES["asking"])
    page.wait_for_function("() => document.getElementById('announce').textContent.length > 20")
    draw(page, screen, "trouble")
    assert "The disk is full" in page.inner_text("#notice")
    assert sorted(page.eval_on_selector_all(regions, live)) == ["announce", "notice"]


# By every way in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("hand", ["mouse", "touch"])
def test_a_session_is_pressed_from_begin_to_the_end(
    browser: Browser, server: PageServer, stage: Stage, hand: str
) -> None:
    """With a mouse on a desk, and by touch alone on a telephone."""
    touch = hand == "touch"
    context = browser.new_context(
        viewport={"width": 390, "height": 844} if touch else {"width": 1280, "height": 800},
        has_touch=touch,
        is_mobile=touch,
    )
    page = let_in(context, server)
    press = page.tap if touch else page.click
    stage.begin()
    press(button(Action.BEGIN))
    assert stage.take() is Action.BEGIN
    questions = []
    for number in range(6):
        view = stage.until_state(State.ASKING)
        questions.append(view.question)
        page.wait_for_function(
            "text => document.getElementById('text').textContent === text",
            arg=view.question.replace("'", "\u2019"),
        )
        if number == 1:  # one of those that are not beside the question
            press("#more:not([data-fresh])")
            press(button(Action.SLOWER))
            assert stage.take() is Action.SLOWER
            assert page.is_hidden("#rest")
        assert page.evaluate(IN_FIRST_SCREEN, [*ALWAYS, Action.NEXT]) == []
        press(button(Action.NEXT))
        assert stage.take() is Action.NEXT
    assert len(set(questions)) == 6
    stage.until_state(State.ENDED)
    page.wait_for_function(
        "() => document.getElementById('mood').innerText === 'The session is over'"
    )
    context.close()


def test_a_session_is_keyed_with_the_terminals_keys(page: Page, stage: Stage) -> None:
    stage.begin().until_state(State.READY)
    for key, action, state in [
        ("b", Action.BEGIN, State.LISTENING),
        ("p", Action.PAUSE, State.PAUSED),
        ("c", Action.RESUME, State.LISTENING),
        ("x", Action.PASS, State.LISTENING),
        ("g", Action.BACK, State.LISTENING),
        ("h", Action.HELP, State.LISTENING),
        ("N", Action.NEXT, State.LISTENING),
        ("q", Action.STOP, State.STOPPING),
        ("q", Action.STOP, State.ENDED),
    ]:
        page.wait_for_selector(f"[data-choice={action}]", state="attached")  # shown or not
        page.keyboard.press(key)  # goes to the button, which a screen reader says
        page.wait_for_function(
            "action => document.activeElement.dataset.choice === action", arg=action
        )
        page.wait_for_selector("html:not([data-bounce])")
        assert stage.chosen.empty()
        page.keyboard.press(key)
        assert stage.take() is action
        stage.until_state(state)
        page.wait_for_selector("html:not([data-bounce])")


def test_a_session_is_tabbed_through_and_the_focus_is_never_lost(page: Page, stage: Stage) -> None:
    stage.begin().until_state(State.READY)
    page.wait_for_selector(button(Action.BEGIN))
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.dataset.choice ?? document.activeElement.id")
        )
    assert {"open-look", "begin", "repeat", "help", "crisis", "stop"} <= set(reached)
    page.focus("[data-choice=begin]")
    page.keyboard.press("Enter")
    assert stage.take() is Action.BEGIN
    page.wait_for_selector("[data-choice=next]")
    assert page.evaluate("document.activeElement.dataset.choice") == "next"
    page.focus("[data-choice=stop]")
    page.keyboard.press("Space")
    assert stage.take() is Action.STOP
    assert page.evaluate("document.activeElement.dataset.choice") == "stop"


def test_a_session_is_switched_with_one_key(page: Page, stage: Stage) -> None:
    change_look(page, switch="space", scan_seconds=0.5, hold_seconds=1.0)
    stage.begin().until_state(State.READY)

    def press_when_lit(selector: str, count: int) -> None:
        # pressed in the page itself: on a busy machine the light would have moved on meanwhile
        page.evaluate(PRESS_WHEN_LIT, [selector, count])

    begin_to_scan(page, Mood.READY)
    press_when_lit("[data-choice=begin]", 1)
    assert stage.take() is Action.BEGIN
    stage.until_state(State.LISTENING)
    page.wait_for_selector("[data-choice=skip]")
    begin_to_scan(page, Mood.LISTENING)
    press_when_lit("[data-choice=skip]", 6)  # the group first
    press_when_lit("[data-choice=skip]", 1)  # then the button in it
    assert stage.take() is Action.SKIP
    stage.until_state(State.LISTENING)
    begin_to_scan(page, Mood.LISTENING)
    press_when_lit("#more", 6)  # those that are not beside the question
    press_when_lit("#more", 1)
    press_when_lit("[data-choice=slower]", 4)
    press_when_lit("[data-choice=slower]", 1)
    assert stage.take() is Action.SLOWER
    stage.until_state(State.LISTENING)
    begin_to_scan(page, Mood.LISTENING)
    press_when_lit("[data-choice=next]", 1)
    assert stage.take() is Action.NEXT
    stage.until_state(State.LISTENING)
    page.wait_for_selector("html:not([data-bounce])")
    page.keyboard.down("Space")
    assert stage.take() is Action.STOP  # while it is still held
    page.keyboard.up("Space")
    stage.until_state(State.STOPPING)
    stage.until_state(State.ENDED)


def test_a_session_is_spoken_and_seen_as_it_is_heard(page: Page, stage: Stage) -> None:
    stage.begin(SPOKEN)
    places: list[int] = []
    heard: list[str] = []

    def is_news(view: View) -> bool:
        another = view.number not in (0, *places)
        return another or bool(set(view.passages) - set(heard)) or view.state is State.ENDED

    while True:
        view = stage.until(is_news)
        if view.state is State.ENDED:
            break
        if view.number not in places:
            places.append(view.number)
            page.wait_for_function(
                "place => document.getElementById('place-words').textContent === place",
                arg=f"Question {view.number} of 6",
            )
        else:
            heard += [passage for passage in view.passages if passage not in heard]
            page.wait_for_function(
                "words => document.querySelector('#words p:last-child')?.textContent === words",
                arg=view.passages[-1].replace("'", "\u2019"),
            )
    page.wait_for_function("() => document.getElementById('mood').textContent.includes('over')")
    assert places == [1, 2, 3, 4, 5, 6]
    assert len(heard) == 3
    assert view.kept_passages == 3


def test_words_are_shown_while_they_are_being_heard(page: Page, stage: Stage) -> None:
    stage.begin(SPOKEN)
    stage.until(lambda view: view.number == 1 and view.state is State.LISTENING)
    stage.captions.clear()
    stage.until(lambda _view: any(stage.captions))
    page.wait_for_function("() => document.getElementById('caption-words')?.textContent")
    assert page.is_visible("#caption")


# What is kept out and what is left ---------------------------------------------------------------


def test_nothing_of_a_session_is_left_in_the_window_when_it_ends(
    page: Page, screen: PageScreen, server: PageServer
) -> None:
    draw(page, screen, "answering")
    page.wait_for_function("() => document.getElementById('caption-words').textContent")
    assert "sister" in page.content()
    began = time.monotonic()
    screen.close()
    page.wait_for_selector("#lost:not([hidden])")
    assert time.monotonic() - began < 15
    left = page.content() + page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    )
    for words in (*ANSWER, "sister", "never", "my trust", "parts of what you said"):
        assert words not in left
    assert shown_buttons(page) == []
    page.reload()
    page.wait_for_selector("#lost:not([hidden])")
    assert "sister" not in page.content()


BREAKABLE_EVENTS = """
const ask = window.fetch;
window.fetch = (path, how) => {
  const breaking = new AbortController();
  if (path === "/events") window.breakEvents = () => breaking.abort();
  return ask(path, { ...how, signal: breaking.signal });
};
"""
"""The one connection that stays open can be made to break."""


def test_a_lost_server_leaves_nothing_in_the_window_and_says_so(
    browser: Browser, screen: PageScreen, server: PageServer
) -> None:
    context = browser.new_context()
    context.add_init_script(BREAKABLE_EVENTS)
    page = let_in(context, server)
    draw(page, screen, "answering")
    page.route("**/events", lambda route: route.abort())
    page.evaluate("() => window.breakEvents()")
    page.wait_for_function(
        "() => document.getElementById('lost-words').textContent.includes('reached')"
    )
    assert "sister" not in page.content()
    page.unroute("**/events")
    page.wait_for_selector("[data-choice=next]")
    assert "sister" in page.inner_text("#words")
    context.close()


def test_a_closed_window_can_be_opened_again_and_the_first_gives_way(
    page: Page, browser: Browser, screen: PageScreen, server: PageServer
) -> None:
    draw(page, screen, "answering")
    context = browser.new_context()
    second = let_in(context, server)
    second.wait_for_selector("[data-choice=next]")
    page.wait_for_function(
        "() => document.getElementById('lost-words').textContent.includes('another')"
    )
    assert "sister" not in page.content()
    context.close()


def test_the_page_asks_nobody_but_its_own_server(
    browser: Browser, screen: PageScreen, server: PageServer
) -> None:
    context = browser.new_context()
    asked: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: errors.append(message.text))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = let_in(context, server)
    draw(page, screen, "answering")
    page.click("#open-look")
    page.click("label:has([value=dark])")
    page.keyboard.press("Escape")
    assert all(url.startswith((server.address, server.door.as_uri())) for url in asked), asked
    assert not any("token" in url or "?" in url for url in asked)
    assert errors == []
    context.close()


def test_a_foreign_page_cannot_frame_read_or_command_it(
    page: Page,
    browser: Browser,
    screen: PageScreen,
    server: PageServer,
    chosen: "queue.SimpleQueue[object]",
) -> None:
    draw(page, screen, "answering")
    stranger = page.context.new_page()  # the same browser, with the cookie in it
    stranger.route(
        "http://evil.example/",
        lambda route: route.fulfill(body="<p>hello", content_type="text/html"),
    )
    stranger.goto("http://evil.example/")
    told = stranger.evaluate(
        """async (address) => {
             const told = [];
             const tried = [["/choose", "cors"], ["/choose", "no-cors"], ["/events", "cors"]];
             for (const [path, mode] of tried) {
               try {
                 const answer = await fetch(address + path, { method: "POST", mode,
                   credentials: "include", body: '"stop"' });
                 told.push(answer.type);
               } catch (error) { told.push(String(error)); }
             }
             return told;
           }""",
        server.address,
    )
    assert [each for each in told if each not in {"TypeError: Failed to fetch", "opaque"}] == []
    assert chosen.empty()


# Comfort -----------------------------------------------------------------------------------------


def test_a_second_press_of_a_trembling_finger_does_nothing(
    page: Page, screen: PageScreen, chosen: "queue.SimpleQueue[ActionChosen]"
) -> None:
    draw(page, screen, "listening")
    page.dblclick(button(Action.NEXT))
    page.click(button(Action.HELP))
    assert [action_of(chosen), action_of(chosen)] == [Action.NEXT, Action.HELP]
    assert chosen.empty()


def test_a_button_that_has_just_come_under_the_finger_is_not_pressed(
    page: Page, screen: PageScreen, chosen: "queue.SimpleQueue[ActionChosen]"
) -> None:
    draw(page, screen, "ready")
    draw(page, screen, "asking")
    page.wait_for_selector(button(Action.NEXT))
    page.evaluate("document.querySelector('[data-choice=next]').dataset.fresh = ''")
    page.click("[data-choice=next]")
    page.click(button(Action.STOP))
    assert action_of(chosen) is Action.STOP


def test_single_letters_can_be_switched_off(
    page: Page, screen: PageScreen, chosen: "queue.SimpleQueue[ActionChosen]"
) -> None:
    draw(page, screen, "listening")
    change_look(page, letters=False)
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.dataset.choice") is None
    page.click(button(Action.HELP))
    assert action_of(chosen) is Action.HELP


def test_where_it_is_wished_one_press_of_a_letter_chooses(
    page: Page, screen: PageScreen, chosen: "queue.SimpleQueue[ActionChosen]"
) -> None:
    draw(page, screen, "listening")
    change_look(page, letters_at_once=True)
    page.keyboard.press("h")
    assert action_of(chosen) is Action.HELP
    page.wait_for_selector("html:not([data-bounce])")
    page.keyboard.press("m")  # though it stands behind "More choices"
    assert action_of(chosen) is Action.MINUTE
    assert page.is_hidden("#rest")
    change_look(page, letters=False)
    page.keyboard.press("n")
    page.click(button(Action.CRISIS))
    assert action_of(chosen) is Action.CRISIS


def test_a_touch_anywhere_can_be_the_switch(
    page: Page, screen: PageScreen, chosen: "queue.SimpleQueue[ActionChosen]"
) -> None:
    draw(page, screen, "ready")
    change_look(page, switch="touch", scan_seconds=5.0)
    page.wait_for_selector("html[data-scanning=on]")
    page.mouse.click(5, 5)  # begins
    page.wait_for_selector("[data-choice=begin][data-lit]")
    page.wait_for_timeout(300)  # a switch's contacts are at rest again
    stop = page.locator("[data-choice=stop]").bounding_box()
    assert stop is not None
    page.mouse.click(stop["x"] + 5, stop["y"] + 5)  # where it falls means nothing
    assert action_of(chosen) is Action.BEGIN


def test_the_scan_rests_until_it_is_pressed_and_after_two_rounds_and_chooses_nothing_by_that(
    page: Page, screen: PageScreen, chosen: "queue.SimpleQueue[ActionChosen]"
) -> None:
    draw(page, screen, "ready")
    change_look(page, switch="space", scan_seconds=0.5)
    page.wait_for_selector("html[data-scanning=on]")
    assert page.locator("[data-lit]").count() == 0
    page.evaluate(NOTE_WHAT_IS_LIT)
    begin_to_scan(page, Mood.READY)
    page.wait_for_selector("[data-lit]", state="detached")
    lit = page.evaluate("window.lit.length")
    groups = page.evaluate(
        """() => [...document.querySelectorAll("[data-row], [data-group], #open-look")]
             .filter((e) => e.matches("button") || [...e.querySelectorAll("button")]
               .some((b) => b.checkVisibility({ visibilityProperty: true }))).length"""
    )
    assert lit == 2 * groups
    assert chosen.empty()


def test_the_scan_rests_where_other_things_can_be_chosen(page: Page, screen: PageScreen) -> None:
    draw(page, screen, "ready")
    change_look(page, switch="space", scan_seconds=15)
    begin_to_scan(page, Mood.READY)
    draw(page, screen, "paused")
    page.wait_for_selector("[data-lit]", state="detached")


def test_where_motion_is_unwelcome_the_scan_moves_an_outline_and_no_block_of_colour(
    page: Page, screen: PageScreen
) -> None:
    painted = """() => {
      const { backgroundColor, color, borderColor, outlineStyle } =
        getComputedStyle(document.querySelector("[data-choice=begin]"));
      return [backgroundColor, color, borderColor, outlineStyle];
    }"""
    draw(page, screen, "ready")
    for how in ({"motion": "less"}, {"motion": "system"}):
        page.emulate_media(reduced_motion="reduce" if how["motion"] == "system" else None)
        change_look(page, switch="off", **how)
        page.wait_for_selector("html[data-scanning=off]")
        before = page.evaluate(painted)
        change_look(page, switch="space", scan_seconds=15, **how)
        page.wait_for_selector("html[data-scanning=on]")
        begin_to_scan(page, Mood.READY)
        page.wait_for_selector("[data-choice=begin][data-lit]")
        assert page.evaluate(painted) == [*before[:3], "solid"]
        assert before[3] != "solid"


def test_seconds_go_both_ways_by_one_switch(page: Page, screen: PageScreen) -> None:
    draw(page, screen, "ready")
    change_look(page, switch="space", scan_seconds=1.0)
    page.click("#open-look")
    assert page.evaluate(PRESS_TO_BEGIN) > 0
    page.evaluate(PRESS_WHEN_LIT, ["#scan-less", 10])  # what is about the switch first
    page.evaluate(PRESS_WHEN_LIT, ["#hold-more", 1])
    page.wait_for_function("() => document.getElementById('hold-seconds').value === '2.5'")
    page.evaluate(PRESS_WHEN_LIT, ["#hold-more", 1])  # it stays there: the next is near
    page.wait_for_function("() => document.getElementById('hold-seconds').value === '3'")
    page.evaluate(PRESS_WHEN_LIT, ["#hold-less", 1])
    page.wait_for_function("() => document.getElementById('hold-seconds').value === '2.5'")


def test_the_look_is_remembered_and_a_session_without_a_file_forgets_it(
    page: Page, screen: PageScreen, server: PageServer
) -> None:
    draw(page, screen, "listening")
    page.click("#open-look")
    page.click("label:has([value=contrast])")
    page.click("#larger")
    page.click("#look-done")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'contrast'")
    page.reload()
    page.wait_for_selector("[data-choice=next]")
    assert page.get_attribute("html", "data-theme") == "contrast"
    assert page.text_content("#text-size") == "125 %"
    server._look_file = None  # as in a kiosk
    server.wipe()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'system'")
    assert server._live.look == Look()


def test_the_end_says_what_the_session_came_to_and_goes_on_saying_it(
    page: Page, screen: PageScreen, server: PageServer
) -> None:
    draw(page, screen, "answering")
    screen.close()
    page.wait_for_selector("#lost:not([hidden])")
    server.close(("2 parts of what you said are kept, as session a.", "Only your key opens it."))
    page.wait_for_selector("#lost-lines p:text('2 parts')")
    assert page.inner_text("#lost-lines").split("\n")[::2] == [
        "2 parts of what you said are kept, as session a.",
        "Only your key opens it.",
        server.shell.words["over_next"],
    ]
    assert page.inner_text("#announce").strip() == page.text_content("#lost")
    assert "sister" not in page.content()


def test_what_i_say_can_be_hidden_from_whoever_looks_on(page: Page, screen: PageScreen) -> None:
    draw(page, screen, "answering")
    assert page.is_visible("#words")
    change_look(page, words=False)
    page.wait_for_selector("#words", state="hidden")
    assert not page.is_visible("#caption")
    assert page.is_visible("#hidden-words")


def test_any_other_picture_can_be_shown(page: Page, server: PageServer) -> None:
    taken: queue.SimpleQueue[str] = queue.SimpleQueue()
    consent = Picture(
        Mood.READY,
        "Ready when you are",
        text="Before we begin",
        paragraphs=("What you say is sealed for the clinic.", "No is a good answer."),
        code=("1010101", "0101010", "1110111", "0001000", "1110111", "0101010", "1010101"),
        code_words="Your key, to be photographed",
        buttons=(Button("agree", "I agree"), Button("decline", "No, thank you")),
    )
    server.publish(Shown(consent, taken.put))
    page.click("[data-choice=decline]:not([data-fresh])")
    assert taken.get(timeout=15) == "decline"
    assert page.is_visible("#code svg")
    assert violations(page) == []
