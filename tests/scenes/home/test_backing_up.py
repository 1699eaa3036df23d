"""Backing up: onto a drive that was named and chosen; where it is and what is missing is told."""

from dataclasses import replace

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import BACKED_UP, Stay, at_home, line
from tests.values.troubles import DISK_FULL
from voice.floor.actions import Action
from voice.scenes.home.errands import FindDrives, Listed, NoDrive, Refused, TakeListed
from voice.scenes.home.states import Home
from voice.scenes.home.wording import HomeSay

DRIVES = Listed(("STICK.",), HomeSay.BACKING_UP)


def asked_where(code: str = "en") -> Stay:
    return at_home(code).chooses(Action.BACK_UP).happens(DRIVES)


@pytest.mark.parametrize("code", COMPLETE)
def test_the_drive_is_named_before_anything_is_copied(code: str) -> None:
    stay = at_home(code).chooses(Action.BACK_UP)
    assert stay.errands() == [FindDrives()]
    stay.happens(DRIVES)
    which = line("this_one", code, number=1, what="STICK.")
    assert stay.said() == f"{line('backing_up', code)} {which}"
    assert stay.spoken().state is Home.CHOOSING
    assert stay.errands() == [FindDrives()]
    assert stay.chooses(Action.YES).errands()[-1] == TakeListed(1)


def test_whoever_goes_home_again_has_copied_nothing() -> None:
    stay = asked_where().spoken().says("go on")
    assert stay.errands() == [FindDrives()]
    assert stay.said() == line("choices")


@pytest.mark.parametrize("code", COMPLETE)
def test_without_a_drive_it_is_said_what_to_do(code: str) -> None:
    stay = at_home(code).chooses(Action.BACK_UP).happens(NoDrive())
    assert stay.said() == f"{line('no_drive', code)} {line('choices', code)}"


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("new", [True, False])
def test_where_it_is_is_said_and_shown(code: str, new: bool) -> None:
    done = replace(BACKED_UP, new=new)
    stay = asked_where(code).spoken().chooses(Action.YES).happens(done)
    say = "backed_up" if new else "backed_up_before"
    said = line(say, code, drive="STICK", name="reflect backup")
    assert stay.said() == f"{said} {line('choices', code)}"
    assert stay.home.view().shown == (BACKED_UP.path,)


@pytest.mark.parametrize("code", COMPLETE)
def test_what_is_missing_in_it_and_that_nobody_could_open_it_is_said(code: str) -> None:
    done = replace(BACKED_UP, unreadable=2, has_recovery_key=False)
    said = asked_where(code).spoken().chooses(Action.YES).happens(done).said()
    assert line("backed_up_partly", code, count=2) in said
    assert line("no_recovery_key", code) in said


def test_a_drive_that_is_full_is_said_to_be_and_nothing_is_said_to_be_there() -> None:
    stay = asked_where().spoken().chooses(Action.YES).happens(Refused(DISK_FULL))
    assert stay.said().startswith("I am sorry, I cannot do that now.")
    assert stay.home.view().shown == ()
