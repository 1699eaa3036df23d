"""Setting up on the page: how far it is, how much is here, how loud it hears; no key left."""

from playwright.sync_api import Page, expect

from tests.scenes.setting_up.playbook import SECRETS, standing_in
from tests.scenes.setting_up.test_covering import away
from tests.scenes.sound_check.playbook import at_home
from tests.scenes.sound_check.playbook import standing_in as trying
from tests.screen.page.test_kiosk_page import held, settled
from voice.scenes.setting_up.events import FetchMoved
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.sound_check.states import Sounding
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.stage.ports import LevelMeasured

TOLD = """() => {
  [window.told, window.since] = [0, performance.now()];
  new MutationObserver((all) => (window.told += all.length)).observe(
    document.getElementById("meter"), { attributeFilter: ["aria-valuetext"] });
}"""


def test_which_step_it_is_and_how_much_is_here_are_words_and_a_progress_bar(
    page: Page, screen: PageScreen
) -> None:
    fetching = standing_in(SettingUp.FETCHING).happens(FetchMoved(40))
    screen.show(fetching.scene.view())
    bar = page.get_by_role("progressbar", name="How much of it is here")
    expect(bar).to_have_js_property("value", 40)
    expect(page.locator("#step")).to_have_text("Step 1 of 4")
    screen.show(standing_in(SettingUp.KEY).scene.view())
    expect(bar).to_have_count(0)
    expect(page.locator("#step")).to_have_text("Step 1 of 2")
    screen.close()
    expect(page.locator("#lost")).to_be_visible()
    assert "Step" not in page.content()


def test_the_meter_is_named_where_a_microphone_is_tried_and_told_once_a_second(
    page: Page, screen: PageScreen
) -> None:
    meter = page.get_by_role("meter", name="How loud I hear you")
    screen.show(trying(Sounding.LOUDSPEAKER, at_home()).scene.view())
    page.wait_for_selector("#status[data-listens=yes]")
    assert meter.count() == 0
    screen.show(trying(Sounding.CHOOSING_MICROPHONE, at_home()).scene.view())
    expect(meter).to_have_attribute("aria-valuetext", "quiet")
    page.evaluate(TOLD)
    for number in range(50):
        screen.notice(LevelMeasured(-20.0 - number % 20, speech=number % 2 == 0))
        page.evaluate("() => new Promise(requestAnimationFrame)")
    screen.notice(LevelMeasured(-20.0, speech=True))
    expect(meter).to_have_attribute("aria-valuetext", "a voice")
    assert page.evaluate("window.told <= 1 + (performance.now() - window.since) / 1000")
    assert page.evaluate("document.getElementById('announce').textContent") == ""


def test_a_key_that_is_covered_or_left_is_nowhere_in_the_page(
    page: Page, screen: PageScreen, server: PageServer
) -> None:
    key = standing_in(SettingUp.SHOWING_KEY)
    screen.show(key.scene.view())
    page.wait_for_selector(f"#said :text('{SECRETS[0]}')")
    screen.show(away(key).scene.view())
    page.wait_for_selector("#said :text('I have covered the key')")
    settled(server)
    everything = page.content() + held(server)
    assert [secret for secret in SECRETS if secret in everything] == []
