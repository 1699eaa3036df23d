"""A stay at home on the page, by touch alone and by one switch alone: from an empty home through a
typed answer, looked at and put right, and a sealed export to an erasure."""

import queue
import threading
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

import pyrage
import pytest
from page_window import until_drawn
from playwright.sync_api import Page

from tests.doubles import Deaf
from tests.scenes.home.playbook import line
from tests.screen.page.stage import LONGEST_SECONDS, Tone
from tests.screen.page.test_kiosk_page import held, settled
from tests.screen.page.test_page import change_look
from voice.app.devices import forget_setting
from voice.app.devices_in_use import DevicesInUse
from voice.app.home import prepare_home
from voice.app.read_guides import look_at
from voice.app.simulated import with_sound
from voice.app.sound_desk import SoundDesk
from voice.cli.window import screen_on
from voice.floor.actions import Action
from voice.floor.events import (
    ActionChosen,
    Drafted,
    OptionChosen,
    PassphraseGiven,
    SignOfLife,
    WindowGone,
)
from voice.floor.view import View
from voice.hearing.listener import GUARD_SECONDS
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.rehearse import Rehearsal, Watching, room_of
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.scenes.home.states import Home
from voice.scenes.reading.states import Reading
from voice.scenes.recording.states import Recording
from voice.scenes.reflection.states import State
from voice.screen.page.buttons import typeset
from voice.screen.page.server import PageServer
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import FRAME_SECONDS, SAMPLE_RATE_HZ
from voice.vault.vault import Vault

SEALED = "calm"
"""What is typed: no word of the program's."""


class HomeStage:
    """A home whose screen is the page; its time is let pass by the test."""

    def __init__(self, server: PageServer, folder: Path) -> None:
        self.vault, _ = Vault.create(folder / "vault")
        self.therapist = pyrage.x25519.Identity.generate()
        self.vault.access.add_recipient(str(self.therapist.to_public()), "my therapist", False)
        self.server = server
        self.view: View | None = None
        self.chosen: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._screen = screen_on(server, self.chosen.put, server.shell.words)
        self._voice = ProgramVoice(Tone())
        parts = prepare_home(Settings(vault=self.vault.directory), forget_setting)
        self.desk = parts.desk
        self.key_tried = threading.Event()
        self.posts: list[Callable[[object], None]] = []
        self.room = room_of(RoomKind.QUIET, 1)
        in_use = DevicesInUse()
        watching = Watching(self._show, self._screen.notice, lambda _said: None, self._connect)
        sound = SoundDesk(in_use, in_use, forget_setting, lambda _kind: ())
        connected = sound.connect, partial(parts.desk.recording_aloud.connect, in_use)
        self._rehearsal = Rehearsal(
            parts.front_door,
            lambda _press: None,
            self.room,
            self._voice,
            Deaf(),
            parts.desk.journal,
            with_sound(watching, in_use, *connected),
            GUARD_SECONDS,
            desk=parts.with_sound(sound),
        )
        self._rehearsal.stage.start()

    def until(self, reached: Callable[[View], bool]) -> View:
        """Let the room's time pass until a view is so."""
        for _ in range(round(LONGEST_SECONDS / FRAME_SECONDS)):
            if self.view is not None and reached(self.view):
                return self.view
            self._rehearsal.step()
        raise AssertionError(f"never so; the last state was {self.view and self.view.state}")

    def passes(self, over: Callable[[], bool]) -> None:
        """Let the room's time pass until something there is over."""
        while not over():
            self._rehearsal.step()

    def until_state(self, state: str) -> View:
        return self.until(lambda view: view.state is state)

    def take(self) -> object:
        """Wait for what was chosen on the page and give it to the home; what is typed, too."""
        while True:
            event = self.chosen.get(timeout=15)
            self.posts[0](event)
            self._rehearsal.step()
            if isinstance(event, ActionChosen | OptionChosen):
                return event.action if isinstance(event, ActionChosen) else event.number
            if isinstance(event, PassphraseGiven):
                assert self.key_tried.wait(30), "it is tried on a thread of its own"
                self.key_tried.clear()
                return event
            assert isinstance(event, Drafted | SignOfLife)

    def happens(self, event: object) -> None:
        self.posts[0](event)
        self._rehearsal.step()

    def close(self) -> None:
        self._rehearsal.stage.finish()
        self._screen.close()
        self._voice.close()

    def _connect(self, post: Callable[[object], None]) -> None:
        def told(event: object) -> None:
            post(event)
            self.key_tried.set()

        self.posts.append(post)
        self.desk.connect(told)

    def _show(self, view: View) -> None:
        self.view = view
        self._screen.show(view)


@pytest.fixture
def home(
    server: PageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[HomeStage]:
    monkeypatch.setattr("voice.app.home_desk.documents_folder", lambda: tmp_path / "Documents")
    stage = HomeStage(server, tmp_path)
    yield stage
    stage.close()


Press = Callable[[Page, str], None]
"""One way of choosing what a selector names."""

PRESS_UNTIL_ALONE = """(selector) => new Promise((resolve, fail) => {
  const begun = performance.now();
  const press = () => {
    for (const kind of ["keydown", "keyup"]) {
      document.body.dispatchEvent(new KeyboardEvent(kind, { key: " ", bubbles: true }));
    }
  };
  const look = () => {
    if (performance.now() - begun > 240000) return fail(new Error(`${selector} never lit up`));
    const wanted = document.querySelector(selector);
    const lit = [...document.querySelectorAll("[data-lit]")];
    if (lit.length === 0) press(); // it rests: that chooses nothing
    else if (lit.includes(wanted)) {
      press();
      if (lit.length === 1) return resolve();
    } else return setTimeout(look, 20);
    setTimeout(look, 300); // sooner, it would count as the last press's bounce
  };
  setTimeout(look, 300);
})"""


def shown(page: Page, home: HomeStage) -> None:
    """Wait until the page shows what is now, and takes a press again."""
    until_drawn(page, home.server)
    page.wait_for_selector("html:not([data-bounce])")


def touched(page: Page, selector: str) -> None:
    page.wait_for_selector(selector, state="attached")
    page.wait_for_selector("html:not([data-bounce])")
    if page.locator(f"#rest {selector}").count() and not page.is_visible(selector):
        page.click("#more:not([data-fresh])")
    page.click(f"{selector}:not([data-fresh])")


def switched(page: Page, selector: str) -> None:
    page.wait_for_selector(selector, state="attached")
    if page.locator(f"#rest {selector}").count() and not page.is_visible(selector):
        page.evaluate(PRESS_UNTIL_ALONE, "#more")
    page.evaluate(PRESS_UNTIL_ALONE, selector)


def choosing(page: Page, home: HomeStage, press: Press) -> Callable[..., View]:
    """What presses this choice, an action or an option by its number, and waits for a state."""
    if press is switched:
        change_look(page, switch="space", scan_seconds=0.5)

    def choose(what: Action | int, state: str) -> View:
        name = what if isinstance(what, Action) else f"option {what}"
        shown(page, home)
        press(page, f'[data-choice="{name}"]')
        assert home.take() == what
        return home.until_state(state)

    return choose


def show_keys(page: Page, press: Press) -> None:
    """Have the line's own keys shown; by one switch they are there with the line."""
    page.wait_for_selector("#line-text")
    if not page.is_visible("#line-keys"):
        press(page, "#line-keys-shown")


@pytest.mark.parametrize("press", [touched, switched])
def test_from_an_empty_home_to_a_sealed_export_and_an_erasure(
    page: Page, home: HomeStage, server: PageServer, tmp_path: Path, press: Press
) -> None:
    choose = choosing(page, home, press)
    home.until_state(Home.AT_HOME)
    choose(Action.BEGIN, State.LISTENING)
    choose(Action.TYPE, State.TYPING)
    show_keys(page, press)
    for letter in SEALED:
        press(page, f'#line-keys [data-letter="{letter}"]')
    assert page.input_value("#line-text").lower() == SEALED
    choose(Action.KEEP_TYPED, State.LISTENING)
    choose(Action.STOP, State.STOPPING)
    choose(Action.STOP, Home.AT_HOME)
    assert home.vault.count()[0] == 1

    settled(server)
    assert SEALED not in held(server), "a session that is over is on no page"
    choose(Action.HEAR, Home.ASKING)
    choose(Action.YES, Reading.WAITING)
    choose(1, Reading.WAITING)
    page.wait_for_selector(f"[aria-current]:has-text('{SEALED}')")
    choose(Action.CORRECT, Reading.CORRECTING)
    show_keys(page, press)
    press(page, '#line-keys [data-letter="s"]')
    choose(Action.KEEP_TYPED, Reading.WAITING)
    page.wait_for_selector(f"[aria-current]:has-text('{SEALED}s')")
    choose(Action.STOP, Home.AT_HOME)
    settled(server)
    assert SEALED not in held(server) + page.content()
    choose(Action.TAKE_ALONG, Home.ASKING)
    choose(Action.YES, Home.CHOOSING)
    choose(1, Home.AT_HOME)
    (path,) = (tmp_path / "Documents").iterdir()
    assert f"{SEALED}s".encode() in pyrage.decrypt(path.read_bytes(), [home.therapist]).lower()
    assert SEALED.encode() not in path.read_bytes()

    choose(Action.ERASE, Home.ASKING)
    choose(Action.YES, Home.CONFIRMING)
    choose(Action.YES, Home.AT_HOME)
    page.wait_for_selector('[data-choice="undo"]')
    assert home.vault.count()[0] == 1, "for ten seconds it can be taken back"
    home.until(lambda _view: home.vault.count()[0] == 0)
    page.wait_for_selector('[data-choice="undo"]', state="detached")
    settled(server)
    assert SEALED not in held(server)


@pytest.mark.parametrize("press", [touched, switched])
def test_a_voice_is_heard_and_taken_by_touch_and_by_one_switch(
    page: Page, home: HomeStage, press: Press
) -> None:
    choose = partial(choosing(page, home, press), state=Home.CHOOSING)
    home.until_state(Home.AT_HOME)
    choose(Action.SETTINGS)
    choose(1)
    page.wait_for_selector('[data-choice="option 2"]:has-text("English (United States)")')
    page.wait_for_selector('[data-choice="yes"]:has-text("Take number 1")')
    choose(2)
    page.wait_for_selector('[data-choice="yes"]:has-text("Take number 2")')
    page.wait_for_selector('[data-choice="back"]:has-text("Hear number 1")', state="attached")
    assert choose(2).said == (line("changed", what=line("voice_taken")),)
    page.wait_for_selector('[data-choice="undo"]', state="attached")


@pytest.mark.parametrize("press", [touched, switched])
def test_a_text_is_read_aloud_and_kept_by_touch_and_by_one_switch(
    page: Page,
    home: HomeStage,
    tmp_path: Path,
    press: Press,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("voice.app.read_guides", "voice.guides.loading", "voice.app.home_desk"):
        monkeypatch.setattr(f"{module}.guides_folder", lambda: tmp_path / "guides")
    choose = choosing(page, home, press)
    home.until_state(Home.AT_HOME)
    choose(Action.RECORD_VOICE, Home.CHOOSING)
    choose(1, Recording.WHO)
    text = choose(1, Recording.UNREAD).question
    shown(page, home)
    assert page.inner_text("#text") == typeset(text)
    choose(1, Recording.READING)
    home.until(lambda view: view.listens and not view.speaking)
    voice = at_level(to_room(espeak().say(text, "en-us+f3", 150)), VOICE_DBFS)
    home.room.speak(voice)
    home.passes(lambda: home.room.client_done)
    choose(1, Recording.READ)
    home.until(lambda view: not view.speaking)
    choose(Action.STOP, Home.AT_HOME)
    (sealed,) = (tmp_path / "guides").glob("*-your-own-voice.guide")
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n")
    read = look_at(sealed, home.vault.identity)
    assert [sound.seconds for sound in read.voice.sounds.values()] == [
        pytest.approx(len(voice) / SAMPLE_RATE_HZ, abs=1.0)
    ]


def test_nothing_sealed_is_on_the_page_before_the_yes_nor_after_the_window_is_closed(
    page: Page, home: HomeStage, server: PageServer
) -> None:
    choose = choosing(page, home, touched)
    home.until_state(Home.AT_HOME)
    choose(Action.BEGIN, State.LISTENING)
    choose(Action.TYPE, State.TYPING)
    page.fill("#line-text", SEALED)
    choose(Action.KEEP_TYPED, State.LISTENING)
    choose(Action.STOP, State.STOPPING)
    choose(Action.STOP, Home.AT_HOME)
    choose(Action.HEAR, Home.ASKING)
    settled(server)
    assert SEALED not in held(server) + page.content()
    choose(Action.YES, Reading.WAITING)
    page.wait_for_selector(f".parts :text('{SEALED}')")
    home.happens(WindowGone())
    home.until_state(Home.CLOSING)
    settled(server)
    assert SEALED not in held(server)
