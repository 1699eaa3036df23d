"""A passphrase typed on the page: hidden, by keyboard, by touch and by one switch, told once."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.cli.terminal import hold
from tests.screen.page.test_home_page import HomeStage, Press, shown, switched, touched
from tests.screen.page.test_home_page import home as home  # a fixture
from tests.screen.page.test_kiosk_page import held, settled
from tests.screen.page.test_page import change_look, violations
from tests.vault.light_passphrase import lightly
from voice.floor.actions import Action
from voice.floor.events import ChoiceOffered, PassphraseGiven
from voice.scenes.home.states import Home
from voice.scenes.reading.states import Reading
from voice.screen.page.server import PageServer
from voice.vault import passphrase

TYPED = "eB t7"
FIELD, OPEN = "#passphrase-text", "#passphrase-open"
FIELDS_VALUE = "import('/parts.js').then(({ part }) => part('passphrase-text').value)"
"""Though the field is out of the document."""

WORDS = "nobody but my sister"

STORED = """() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])
  + JSON.stringify(history.state) + location.href + document.documentElement.outerHTML"""


@pytest.fixture
def locked(home: HomeStage, monkeypatch: pytest.MonkeyPatch) -> HomeStage:
    """A session is there, behind a passphrase that takes little work."""
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    hold(home.vault, 1, WORDS)
    home.vault.access.protect_identity(home.vault.identity(), TYPED)
    home.until_state(Home.AT_HOME)
    return home


def choose(page: Page, home: HomeStage, what: Action, state: str, press: Press = touched) -> None:
    shown(page, home)
    press(page, f'[data-choice="{what}"]')
    assert home.take() is what
    home.until_state(state)


def asked(page: Page, home: HomeStage, press: Press = touched) -> None:
    choose(page, home, Action.HEAR, Home.ASKING, press)
    choose(page, home, Action.YES, Home.UNLOCKING, press)
    page.wait_for_selector(FIELD)


def gives(home: HomeStage, text: str) -> None:
    given = home.take()
    assert isinstance(given, PassphraseGiven)
    assert given.text == text


@pytest.mark.parametrize("press", [touched, switched])
def test_words_are_opened_by_touch_and_by_one_switch_and_no_letter_is_said_or_held(
    page: Page, locked: HomeStage, server: PageServer, press: Press
) -> None:
    if press is switched:
        change_look(page, switch="space", scan_seconds=0.5, say_choices=False)
    asked(page, locked, press)
    if not page.is_visible("#passphrase-keys"):
        press(page, "#passphrase-keys-shown")
    kinds = {"B": "capitals", "7": "signs", "t": "small"}
    for letter in TYPED:
        if letter == " ":
            press(page, '#passphrase-keys [data-does="space"]')
            continue
        if letter in kinds:
            press(page, f'#passphrase-keys [data-kind="{kinds[letter]}"]')
        press(page, f'#passphrase-keys [data-letter="{letter}"]')
    assert page.input_value(FIELD) == TYPED
    settled(server)
    assert TYPED not in held(server) + page.evaluate(STORED)
    assert WORDS not in held(server) + page.content(), "nothing is shown before it opens"
    press(page, OPEN)
    gives(locked, TYPED)
    locked.until_state(Reading.WAITING)
    page.wait_for_selector(f".parts :text('{WORDS.capitalize()}')")
    page.wait_for_selector(FIELD, state="detached")
    settled(server)
    assert TYPED not in held(server) + page.evaluate(STORED)
    choose(page, locked, Action.STOP, Home.AT_HOME, press)
    settled(server)
    assert WORDS not in held(server) + page.content()
    asked(page, locked, press)
    assert page.input_value(FIELD) == "", "it is asked for anew"


def test_it_is_typed_with_a_keyboard_and_a_wrong_one_costs_nothing(
    page: Page, locked: HomeStage
) -> None:
    asked(page, locked)
    assert page.evaluate("document.activeElement.id") == "passphrase-text"
    page.locator("body").click()
    page.keyboard.type("not this")
    page.keyboard.press("Enter")
    assert page.input_value(FIELD) == "", "before the program has taken it"
    gives(locked, "not this")
    locked.until_state(Home.UNLOCKING)
    page.wait_for_selector("#said :text('does not open it')")
    assert page.input_value(FIELD) == ""
    page.keyboard.type(TYPED)
    page.keyboard.press("Enter")
    gives(locked, TYPED)
    locked.until_state(Reading.WAITING)


def test_a_key_erases_a_whole_character(page: Page, locked: HomeStage) -> None:
    asked(page, locked)
    page.keyboard.insert_text("a\U0001f600")
    if not page.is_visible("#passphrase-keys"):
        touched(page, "#passphrase-keys-shown")
    touched(page, '#passphrase-keys [data-does="erase"]')
    assert page.input_value(FIELD) == "a"


def test_whoever_hears_the_page_hears_no_letter(page: Page, locked: HomeStage) -> None:
    change_look(page, switch="space", scan_seconds=0.5, say_choices=True)
    asked(page, locked)
    assert page.get_attribute(FIELD, "type") == "password"
    named = page.eval_on_selector_all(
        "#passphrase-keys [data-letter]",
        "(keys) => keys.filter((key) => key.ariaHidden !== 'true' || key.tabIndex >= 0).length",
    )
    assert named == 0
    assert violations(page) == []
    page.evaluate(
        "window.told = []; const a = document.getElementById('announce');"
        "new MutationObserver(() => told.push(a.textContent)).observe(a, {childList: true})"
    )
    switched(page, '#passphrase-keys [data-letter="e"]')
    assert page.input_value(FIELD) == "e"
    assert page.evaluate("told") == []
    while not locked.chosen.empty():
        event = locked.chosen.get()
        if isinstance(event, ChoiceOffered):  # named are the choices, and the page's own buttons
            assert len(str(event.choice)) > 1


def test_where_a_keyboard_is_typed_on_the_switchs_key_is_a_letter(
    page: Page, locked: HomeStage
) -> None:
    asked(page, locked)
    change_look(page, switch="space")
    page.wait_for_selector("html[data-scanning=on]")
    page.keyboard.press(" ")
    page.wait_for_selector("[data-lit]")
    page.keyboard.type("eB t7")
    assert page.input_value(FIELD) == TYPED
    page.keyboard.press("Enter")
    gives(locked, TYPED)


def test_nothing_typed_survives_leaving_it_or_the_window(
    page: Page, locked: HomeStage, server: PageServer
) -> None:
    asked(page, locked)
    page.keyboard.type(TYPED)
    choose(page, locked, Action.HELP, Home.TELLING)
    assert page.input_value(FIELD) == TYPED, "help leaves it as it is"
    locked.until_state(Home.UNLOCKING)
    choose(page, locked, Action.NO, Home.AT_HOME)
    page.wait_for_selector(FIELD, state="detached")
    assert page.evaluate(FIELDS_VALUE) == ""
    asked(page, locked)
    page.keyboard.type(TYPED)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate(FIELDS_VALUE) == ""
    settled(server)
    assert TYPED not in held(server)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"asked": 7, "text": "late"}', 409),
        ('{"asked": "1", "text": "x"}', 400),
        ('{"asked": 1}', 400),
        ('"x"', 400),
    ],
)
def test_what_nobody_asks_for_is_not_taken(
    page: Page, locked: HomeStage, body: str, status: int, tmp_path: Path
) -> None:
    del tmp_path
    given = page.evaluate(
        """async (body) => (await fetch("/passphrase", { method: "POST", body, headers: {
          "Content-Type": "application/json", "X-Reflect-Window": sessionStorage["window-key"],
        } })).status""",
        body,
    )
    assert given == status
    assert locked.chosen.empty()
