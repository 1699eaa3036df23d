"""Taking along: nothing before a yes, nothing unlocked before another; then where it is."""

from dataclasses import replace

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import (
    TAKEN,
    WAYS,
    asked_unlocked,
    at_home,
    line,
    offered_to_take,
)
from tests.values.troubles import DISK_FULL
from voice.floor.actions import Action, Means
from voice.floor.events import OptionChosen
from voice.language.loading import load_language
from voice.scenes.home.errands import (
    CloseWords,
    Listed,
    OpenWords,
    Refused,
    TakeListed,
    Unlocked,
    Words,
    WriteUnlocked,
)
from voice.scenes.home.states import Home
from voice.scenes.home.wording import HomeSay
from voice.screen.moment import picture
from voice.screen.page.picture import picture_of
from voice.screen.plain import PlainScreen


def test_nothing_is_opened_before_a_yes() -> None:
    stay = at_home().says("take it along")
    assert stay.said() == line("ask_others")
    assert stay.errands() == []
    assert stay.spoken().says("yes").errands() == [OpenWords(Words.TO_TAKE)]


def test_what_is_locked_comes_first_and_a_yes_takes_it() -> None:
    stay = offered_to_take()
    assert stay.home.view().said == (line("this_one", number=1, what=WAYS.items[0]),)
    assert stay.says("yes").errands()[-1] == TakeListed(1)


@pytest.mark.parametrize("code", COMPLETE)
def test_what_anybody_could_read_is_written_after_a_yes_to_just_that(code: str) -> None:
    stay = asked_unlocked(code)
    assert stay.state is Home.CONFIRMING
    assert stay.home.view().said == (line("ask_unlocked", code),)
    assert WriteUnlocked() not in stay.errands()
    assert stay.chooses(Action.YES).errands()[-1] == WriteUnlocked()


@pytest.mark.parametrize("action", [Action.NO, Action.STOP])
def test_without_that_yes_nothing_is_written(action: Action) -> None:
    assert WriteUnlocked() not in asked_unlocked().chooses(action).errands()
    silent = asked_unlocked().silence()
    assert WriteUnlocked() not in silent.errands()


def test_a_yes_to_that_is_none_to_erasing_and_none_of_before() -> None:
    stay = asked_unlocked().chooses(Action.NO).spoken()
    assert not stay.home.now.unlocked
    stay = offered_to_take().happens(OptionChosen(2, Means.PAGE)).happens(Unlocked())
    assert stay.spoken().chooses(Action.YES).home.now.erasure is None


@pytest.mark.parametrize("code", COMPLETE)
def test_where_it_is_and_who_can_open_it_is_said(code: str) -> None:
    stay = offered_to_take(code).chooses(Action.YES).happens(TAKEN)
    said = line("taken_for", code, folder="Documents", name=TAKEN.name, whose="my therapist")
    assert stay.said() == f"{said} {line('choices', code)}"
    stay = asked_unlocked(code).chooses(Action.YES).happens(replace(TAKEN, whose=""))
    said = line("taken_open", code, folder="Documents", name=TAKEN.name)
    assert stay.said() == f"{said} {line('choices', code)}"
    assert CloseWords() in stay.last


def test_the_whole_path_is_on_every_screen_and_never_spoken() -> None:
    words = load_language("en").page
    stay = offered_to_take().chooses(Action.YES).happens(TAKEN)
    assert TAKEN.path not in stay.said()
    lines: list[str] = []
    plain = PlainScreen(lines.append, words)
    plain.show(stay.home.view())
    assert sum(TAKEN.path in each for each in lines) == 1
    view = stay.spoken().home.view()
    assert TAKEN.path in picture_of(view, view.said, words).paragraphs
    from rich.console import Console

    console = Console(width=80, height=40, record=True)
    with console.capture() as drawn:
        console.print(picture(view, words, "", -60.0))
    assert TAKEN.path in drawn.get()
    assert TAKEN.path not in str(stay.chooses(Action.BEGIN).home.view())


@pytest.mark.parametrize("code", COMPLETE)
def test_where_nobodys_key_is_known_it_is_said_once_and_what_to_do_is_shown(code: str) -> None:
    ways = Listed(("As a page.",), first=HomeSay.NOBODY_KNOWN, shown="reflect key add")
    stay = at_home(code).chooses(Action.TAKE_ALONG).spoken().chooses(Action.YES).happens(ways)
    first = line("this_one", code, number=1, what="As a page.")
    assert stay.said() == f"{line('nobody_known', code)} {first}"
    assert stay.home.view().shown == ("reflect key add",)
    assert stay.spoken().chooses(Action.REPEAT).said() == first


def test_what_could_not_be_written_is_said() -> None:
    stay = offered_to_take().chooses(Action.YES).happens(Refused(DISK_FULL))
    assert stay.said().startswith("I am sorry, I cannot do that now.")
