"""While somebody thinks or speaks nothing on the page moves, flashes or presses them on."""

from collections.abc import Generator

import pytest
from page_scenes import Scene, scenes
from page_window import let_in, show, until_drawn
from playwright.sync_api import Browser, Page
from screens import SIZES

from tests.screen.page.geometry import PAINTED, WATCH_SHIFTS, shifts
from tests.screen.page.test_page import button, change_look, draw
from voice.floor.actions import Action
from voice.floor.view import View
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.stage.ports import CaptionHeard, LevelMeasured, Notice

LONG = "and then it is not about her but about what i hear in my own head when i am alone with it"
BOXES = """() => ["#text", "#status", "[data-choice=next]", "#more", "[data-choice=stop]"]
  .map((each) => Object.values(document.querySelector(each).getBoundingClientRect().toJSON()))"""
AT_THE_END = """() => {
  const { scrollTop, clientHeight, scrollHeight } = document.getElementById("heard");
  return scrollTop > 0 && scrollHeight - clientHeight - scrollTop < 2;
}"""
SEEN = """([words, caption, speech]) =>
  [...document.querySelectorAll("#words p")].map((each) => each.textContent).join("|") === words
  && (document.getElementById("caption-words")?.textContent ?? "") === caption
  && document.getElementById("meter").dataset.speech === speech"""
TOLD_IN_SIGHT = """() => {
  const [told, around] = ["#said p", "#heard"].map((each) =>
    document.querySelector(each).getBoundingClientRect());
  return told.top >= around.top && told.bottom <= around.bottom + 1;
}"""
"""Of what was told, the first line is whole."""
PRIMARY = """() => {
  const { backgroundColor, transitionProperty } = getComputedStyle(
    document.querySelector("[data-choice=next]"));
  return [backgroundColor, transitionProperty];
}"""


@pytest.fixture
def watched(
    request: pytest.FixtureRequest, browser: Browser, server: PageServer
) -> Generator[Page]:
    """A window of a size that tells all that moved in it."""
    server._look_file = None
    width, height, scale = SIZES[request.param]
    with browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    ) as context:
        context.add_init_script(WATCH_SHIFTS)
        yield let_in(context, server)


def listening() -> Scene:
    return next(scene for scene in scenes() if scene.name == "listening")


def tell(screen: PageScreen, moment: View | Notice) -> None:
    if isinstance(moment, View):
        screen.show(moment)
    else:
        screen.notice(moment)


def seen(page: Page, server: PageServer) -> None:
    """Wait until what was told is shown, before more is told.

    Two moments drawn in one frame are one: where words are kept and the next are heard already, the
    line of what is being heard is another line of the answer, and has not moved there.
    """
    live = server._live
    assert live.shown is not None
    words = "|".join(live.shown.picture.words)
    page.wait_for_function(SEEN, arg=[words, live.caption, "yes" if live.speech else "no"])


@pytest.mark.parametrize(
    "watched", ["390x844", "800x480", "1366x768", "1920x1080", "1080x1920"], indirect=True
)
def test_nothing_moves_from_the_first_word_to_the_last(
    watched: Page, screen: PageScreen, server: PageServer
) -> None:
    scene = listening()
    show(screen, scene)
    watched.wait_for_selector(button(Action.NEXT))
    boxes = watched.evaluate(BOXES)
    shifts(watched)
    for number in range(7):  # more than the page has room for
        begun = len(scene.shown)
        turn_id = scene.conversation.now.turn_id
        scene.notices(LevelMeasured(-20.0, True), CaptionHeard(turn_id, "well"))
        scene.notices(CaptionHeard(turn_id, f"well {LONG}"), LevelMeasured(-60.0, False))
        scene.says(f"well {LONG}")
        for at, moment in enumerate(scene.shown[begun:]):
            tell(screen, moment)
            seen(watched, server)
            assert shifts(watched) == [], (number, at)
            assert watched.evaluate(BOXES) == boxes
    watched.wait_for_selector("#words p:nth-child(7)")
    assert [*shifts(watched), *watched.evaluate(BOXES)] == boxes
    assert watched.evaluate("document.querySelectorAll('#words p').length") == 7
    assert "Well" in watched.inner_text("#words p:last-child")


@pytest.mark.parametrize("watched", ["390x844", "800x480", "1920x1080"], indirect=True)
def test_in_a_session_nothing_moves_but_with_its_state_or_question(
    watched: Page, screen: PageScreen, server: PageServer
) -> None:
    scene = listening()
    begun = len(scene.shown)
    for _ in range(2):
        scene.says(LONG).says("and my brother")
        scene.chooses(Action.SCRATCH).spoken().says("and my sister")
        scene.chooses(Action.PAUSE).spoken().chooses(Action.RESUME).spoken()
        scene.says(LONG).chooses(Action.NEXT).spoken()
    for moment in scene.shown[:begun]:
        tell(screen, moment)
    watched.wait_for_selector(button(Action.NEXT))
    heading = watched.evaluate(BOXES)[0][:2]
    shifts(watched)
    last = None
    for moment in scene.shown[begun:]:
        tell(screen, moment)
        assert isinstance(moment, View)
        until_drawn(watched, server)
        moved = shifts(watched)
        if last == (moment.state, moment.number):
            assert moved == []
        last = moment.state, moment.number
        assert watched.evaluate(BOXES.replace(', "[data-choice=next]", "#more"', ""))[0][:2] == (
            heading
        )


@pytest.mark.parametrize("watched", ["390x844", "800x480", "1920x1080"], indirect=True)
def test_help_and_where_am_i_in_a_long_answer_move_nothing(
    watched: Page, screen: PageScreen, server: PageServer
) -> None:
    scene = listening()
    for _ in range(6):
        scene.says(LONG)
    show(screen, scene)
    watched.wait_for_selector("#words p:nth-child(6)")
    shifts(watched)
    begun = len(scene.shown)
    for action in (Action.HELP, Action.HELP, Action.WHERE):  # of several lines, and of one
        scene.chooses(action).spoken()
    for moment in scene.shown[begun:]:
        tell(screen, moment)
        assert isinstance(moment, View)
        until_drawn(watched, server)
        assert shifts(watched) == []
        assert watched.evaluate(TOLD_IN_SIGHT)


def test_the_button_that_leads_on_is_quiet_while_a_person_speaks(
    page: Page, screen: PageScreen
) -> None:
    draw(page, screen, "listening")
    page.mouse.move(1, 1)
    filled = page.evaluate(PRIMARY)
    boxes = page.evaluate(BOXES)
    screen.notice(LevelMeasured(-20.0, True))
    page.wait_for_selector("html[data-speaking=yes]")
    quiet = page.evaluate(PRIMARY)
    assert quiet[0] != filled[0]
    assert quiet[1] == "none"  # it does not fade, so it is never half of both
    assert page.evaluate(BOXES) == boxes
    screen.notice(CaptionHeard(3, "maybe"))
    screen.notice(LevelMeasured(-60.0, False))  # a pause between words
    page.wait_for_function("() => document.getElementById('meter').dataset.speech === 'no'")
    assert page.evaluate(PRIMARY) == quiet
    screen.notice(CaptionHeard(3, ""))
    page.wait_for_selector("html:not([data-speaking])")
    assert page.evaluate(PRIMARY) == filled
    assert page.evaluate(BOXES) == boxes


def test_nobody_who_is_not_listened_to_makes_it_quiet(page: Page, screen: PageScreen) -> None:
    draw(page, screen, "listening")
    screen.notice(LevelMeasured(-20.0, True))
    page.wait_for_selector("html[data-speaking=yes]")
    screen.notice(CaptionHeard(3, "maybe"))
    draw(page, screen, "telling-help")  # and what was being heard is forgotten after it
    page.wait_for_function("() => document.getElementById('caption-words').textContent === ''")
    assert page.get_attribute("html", "data-speaking") is None


def test_what_was_told_goes_with_the_first_word(page: Page, screen: PageScreen) -> None:
    show(screen, next(scene for scene in scenes() if scene.name == "asking").spoken())
    page.wait_for_selector("#said p")
    screen.notice(CaptionHeard(1, "well"))
    page.wait_for_selector("#caption-words:text('well')")
    assert page.locator("#said p").count() == 0


def test_what_is_told_is_read_from_its_beginning(page: Page, screen: PageScreen) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    draw(page, screen, "answering")
    draw(page, screen, "telling-help")
    page.wait_for_function("() => document.getElementById('caption-words').textContent === ''")
    above = "said.firstElementChild.getBoundingClientRect().top - heard.getBoundingClientRect().top"
    assert page.evaluate(above) >= 0


def test_whoever_touches_is_shown_no_keys_and_nothing_moves_for_it(
    page: Page, screen: PageScreen
) -> None:
    draw(page, screen, "listening")
    keys = page.locator("kbd >> visible=true")
    assert keys.count() > 5
    boxes = page.evaluate(BOXES)
    touch = "new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true })"
    page.evaluate(f"() => document.getElementById('text').dispatchEvent({touch})")
    assert keys.count() == 0
    assert page.evaluate(BOXES) == boxes
    page.keyboard.press("Shift")
    assert keys.count() > 5


def test_a_touch_screen_shows_no_keys_at_all(
    browser: Browser, server: PageServer, screen: PageScreen
) -> None:
    with browser.new_context(has_touch=True, is_mobile=True) as context:
        page = let_in(context, server)
        draw(page, screen, "answering")
        assert page.locator("kbd").count() > 5
        assert page.locator("kbd >> visible=true").count() == 0


@pytest.mark.parametrize(
    ("watched", "least"),
    [("390x844", 3), ("800x480", 3), ("1024x768", 3), ("1280x800", 4), ("1080x1920", 6)],
    indirect=["watched"],
)
def test_where_a_question_is_looked_for_the_list_has_the_room(
    watched: Page, screen: PageScreen, least: int
) -> None:
    draw(watched, screen, "choosing")
    watched.evaluate(PAINTED)
    whole = watched.evaluate(
        """() => {
          const [room, foot] = [document.getElementById("heard"), document.querySelector(".bottom")]
            .map((e) => e.getBoundingClientRect());
          const fading = 1.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
          const last = Math.min(room.bottom, foot.top)
            - (document.getElementById("heard").dataset.below === "more" ? fading : 0);
          return [...document.querySelectorAll(".options button")]
            .map((e) => e.getBoundingClientRect())
            .filter((box) => box.top >= room.top && box.bottom <= last + 1).length;
        }"""
    )
    assert whole >= least


# The rest of the choices -------------------------------------------------------------------------


@pytest.mark.parametrize("watched", SIZES, indirect=True)
def test_the_rest_opens_beside_the_question_and_moves_nothing_of_it(
    watched: Page, screen: PageScreen
) -> None:
    draw(watched, screen, "answering")
    where = "document.getElementById('text').getBoundingClientRect().toJSON()"
    watched.evaluate("document.getElementById('more').scrollIntoView({ block: 'nearest' })")
    before = watched.evaluate(where)
    seen = set(watched.eval_on_selector_all("[data-choice]", VISIBLE))
    assert watched.get_attribute("#more", "aria-expanded") == "false"
    watched.evaluate("document.getElementById('more').click()")
    assert watched.evaluate(where) == before
    assert watched.get_attribute("#more", "aria-expanded") == "true"
    opened = set(watched.eval_on_selector_all("[data-choice]", VISIBLE))
    every = set(watched.eval_on_selector_all("[data-choice]", "all => all.map((e) => e.id)"))
    assert opened - seen
    assert opened | seen >= every - {""}
    watched.evaluate("document.getElementById('fewer').click()")
    assert set(watched.eval_on_selector_all("[data-choice]", VISIBLE)) == seen


VISIBLE = """all => all.filter((e) => e.checkVisibility({ visibilityProperty: true }))
  .map((e) => e.dataset.choice)"""


def test_the_rest_closes_by_escape_and_by_choosing_and_keeps_the_focus(
    page: Page, screen: PageScreen
) -> None:
    draw(page, screen, "answering")
    page.focus("#more")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rest")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.choice") == Action.MINUTE
    page.keyboard.press("Escape")
    assert page.is_hidden("#rest")
    assert page.evaluate("document.activeElement.id") == "more"
    page.wait_for_selector("html:not([data-bounce])")
    page.keyboard.press("Enter")
    page.click(button(Action.SLOWER))
    assert page.is_hidden("#rest")
    page.wait_for_selector("html:not([data-bounce])")
    page.keyboard.press("m")  # a choice that is not shown has its key, and is shown by it
    page.wait_for_function("() => document.activeElement.dataset.choice === 'minute'")
    assert page.is_visible("#rest")
    page.wait_for_selector("html:not([data-bounce])")
    page.keyboard.press("m")
    page.wait_for_selector("#rest", state="hidden")


def test_a_trembling_finger_opens_the_rest_and_chooses_nothing(
    page: Page, screen: PageScreen
) -> None:
    draw(page, screen, "answering")
    change_look(page, letters=False)
    page.dblclick("#more:not([data-fresh])")
    assert page.is_visible("#rest")


def answered_at_length(page: Page, screen: PageScreen) -> None:
    """Nine passages, more than any window has room for."""
    scene = listening()
    for _ in range(9):
        scene.says(LONG)
    show(screen, scene)
    page.wait_for_selector("#words p:nth-child(9)")


@pytest.mark.parametrize("size", ["390x844", "800x480", "1024x768"])
def test_the_newest_words_stay_in_sight_when_the_window_becomes_another(
    page: Page, screen: PageScreen, size: str
) -> None:
    answered_at_length(page, screen)
    page.wait_for_function(AT_THE_END)
    width, height, _ = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("([w, h]) => innerWidth === w && innerHeight === h", arg=[width, height])
    page.evaluate(PAINTED)
    assert page.evaluate(AT_THE_END)


def test_the_newest_words_stay_in_sight_when_larger_letters_come(
    page: Page, screen: PageScreen
) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    answered_at_length(page, screen)
    page.evaluate("document.documentElement.style.fontSize = '24px'")
    page.evaluate(PAINTED)
    assert page.evaluate(AT_THE_END)


def test_whoever_reads_further_up_stays_there_when_the_window_becomes_another(
    page: Page, screen: PageScreen
) -> None:
    answered_at_length(page, screen)
    page.wait_for_function(AT_THE_END)
    page.evaluate("document.getElementById('heard').scrollTop = 20")
    page.evaluate(PAINTED)
    page.set_viewport_size({"width": 800, "height": 480})
    page.wait_for_function("innerWidth === 800 && innerHeight === 480")
    page.evaluate(PAINTED)
    assert page.evaluate("document.getElementById('heard').scrollTop") == 20


def test_what_does_not_fit_is_read_on_by_one_button_to_its_end_and_again(
    page: Page, screen: PageScreen
) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    answered_at_length(page, screen)
    at = "document.getElementById('heard').scrollTop"
    page.wait_for_function(AT_THE_END)  # the newest words are in sight
    tops = [page.evaluate(at)]
    while len(tops) < 20 and (len(tops) < 3 or tops[-1] > tops[-2]):
        page.click("#further")
        tops.append(page.evaluate(at))
    assert tops[1] == tops[-1] == 0
    assert max(tops) == page.evaluate(
        "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(heard)"
    )
