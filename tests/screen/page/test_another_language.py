"""The page's own labels follow the language that is chosen, at once, and what it shows stays."""

from home_scenes import home_scenes
from page_window import let_in, shell_in, until_drawn
from playwright.sync_api import Browser, Page, expect

from voice.language.loading import load_language
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer


def in_language(page: Page, code: str) -> None:
    words = load_language(code).page
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.locator("#open-look")).to_have_text(words["display"])
    expect(page.locator("#doing")).to_have_attribute("aria-label", words["what_you_can_do"])


def test_another_language_is_on_the_open_window_at_once_and_taken_back(
    page: Page, screen: PageScreen, server: PageServer, browser: Browser
) -> None:
    seen: list[bool] = []
    server.watch(seen.append)
    for code in ("de", "en"):
        for view in home_scenes(code)["home"]:
            screen.show(view)
        server.speak(shell_in(code))
        in_language(page, code)
        until_drawn(page, server)
    assert seen == [], "no window has gone"
    server.speak(shell_in("fr"))
    in_language(page, "fr")
    with browser.new_context() as context:
        in_language(let_in(context, server), "fr")
