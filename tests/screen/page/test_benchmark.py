"""The page's benchmark: an event that paints nothing is told, and its rows join the others."""

from pathlib import Path

import bench
import pytest
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
    assert page_benchmark._to_paint(page, "caption-words", lambda: screen.notice(heard)) > 0
    monkeypatch.setattr(page_benchmark, "LONGEST_PAINT_MS", 300)
    with pytest.raises(Error, match="#caption-words was not painted within 300 ms"):
        page_benchmark._to_paint(page, "caption-words", lambda: screen.notice(heard))


def test_the_first_of_a_rounds_pictures_changes_something_too(
    page: Page, screen: PageScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(screen, next(scene for scene in scenes() if scene.name == "answering"))
    page.wait_for_selector("[data-choice=next]")
    monkeypatch.setattr(page_benchmark, "EVENTS", 2)
    for _ in range(2):
        assert len(page_benchmark._pictures(page, screen)) == 2


def test_rows_of_parts_that_were_not_measured_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    assert bench.kept_rows(path) == []
    path.write_text(bench.page_of([Figure("one", 1, "ms", 2), Figure("two", 2)], "all", []))
    again = bench.page_of([Figure("two", 3), Figure("three", 4)], "page", bench.kept_rows(path))
    rows = [line for line in again.splitlines() if line.startswith("| ")]
    assert [row.split("|")[1:3] for row in rows[1:]] == [
        [" one ", " 1.00 ms "],
        [" two ", " 3.00  "],
        [" three ", " 4.00  "],
    ]
    assert "last (page)" in again
