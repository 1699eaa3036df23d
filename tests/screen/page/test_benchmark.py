"""The page's benchmark: an event that paints nothing is told, and its rows join the others."""

from collections.abc import Callable, Iterator
from pathlib import Path

import bench
import pytest
from benchmarks import lists
from benchmarks import page as page_benchmark
from benchmarks.figure import Figure
from page_scenes import scenes
from page_window import show
from playwright.sync_api import Error, Page

from voice.screen.page.screen import PageScreen
from voice.stage.ports import CaptionHeard


def test_an_event_that_paints_nothing_is_an_error_and_no_endless_wait(
    page: Page, screen: PageScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(screen, next(scene for scene in scenes() if scene.name == "answering"))
    page.wait_for_selector("[data-choice=next]")
    heard = CaptionHeard(1, "something new")
    assert page_benchmark.to_paint(page, "#caption-words", lambda: screen.notice(heard)) > 0
    monkeypatch.setattr(page_benchmark, "LONGEST_PAINT_MS", 300)
    with pytest.raises(Error, match="#caption-words was not painted within 300 ms"):
        page_benchmark.to_paint(page, "#caption-words", lambda: screen.notice(heard))


def test_the_first_of_a_rounds_pictures_changes_something_too(
    page: Page, screen: PageScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(screen, next(scene for scene in scenes() if scene.name == "answering"))
    page.wait_for_selector("[data-choice=next]")
    monkeypatch.setattr(page_benchmark, "EVENTS", 2)
    for _ in range(2):
        assert len(page_benchmark._pictures(page, screen)) == 2


@pytest.mark.parametrize("turns", [lists._sessions, lists._passages])
def test_each_part_of_a_long_list_is_another_one(
    page: Page,
    screen: PageScreen,
    monkeypatch: pytest.MonkeyPatch,
    turns: Callable[[PageScreen], Iterator[tuple[str, lists.Turn]]],
) -> None:
    monkeypatch.setattr(lists, "SESSIONS", 100)
    monkeypatch.setattr(lists, "PASSAGES", 100)
    monkeypatch.setattr(lists, "PARTS", 4)
    seen: list[str] = []
    for element, turn in turns(screen):
        page.wait_for_selector(f"{element} button")
        seen.append(page.inner_text(f"{element} button"))
        assert page_benchmark.to_paint(page, element, turn) > 0
    seen.append(page.inner_text(f"{element} button"))
    assert len(seen) == len({*seen}) >= 4


def test_what_was_not_measured_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    assert bench.kept_of(path) == ([], "")
    path.write_text(bench.page_of([Figure("one", 1, "ms", 2), Figure("two", 2)], "all", []))
    rows, below = bench.kept_of(path)
    assert below == ""
    path.write_text(f"{path.read_text()}\n## By hand\n\n| figure | size |\n")
    rows, below = bench.kept_of(path)
    assert below == "\n## By hand\n\n| figure | size |\n"
    again = bench.page_of([Figure("two", 3), Figure("three", 4)], "page", rows)
    rows = [line for line in again.splitlines() if line.startswith("| ")]
    assert [row.split("|")[1:3] for row in rows[1:]] == [
        [" one ", " 1.00 ms "],
        [" two ", " 3.00  "],
        [" three ", " 4.00  "],
    ]
    assert "last (page)" in again
