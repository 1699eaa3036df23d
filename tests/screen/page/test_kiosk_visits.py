"""Whole visits in the browser that go another way: advised, erasing, and out of order."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.screen.page.kiosk_stage import KioskStage
from tests.screen.page.test_kiosk_page import held, settled, touch
from tests.screen.page.test_page import violations
from tests.values.troubles import LOUDSPEAKER_GONE, MICROPHONE_GONE
from voice.floor.actions import Action
from voice.floor.events import DeviceFailed, DeviceRecovered
from voice.rehearsal.acoustics import RoomKind
from voice.scenes.reflection.states import State
from voice.scenes.visit.commands import Occurrence
from voice.scenes.visit.states import KioskState
from voice.screen.page.server import PageServer
from voice.vault.reading import read_sessions

GONE = {"microphone": MICROPHONE_GONE, "loudspeaker": LOUDSPEAKER_GONE}
SORRY = {"microphone": "I cannot hear", "loudspeaker": "I cannot speak"}


def go_to_the_first_question(page: Page, stage: KioskStage) -> None:
    touch(page, stage, Action.BEGIN)
    touch(page, stage, Action.YES)
    stage.until_state(State.LISTENING)


def kept_in(stage: KioskStage) -> list[str]:
    """What the clinic could read, in the outbox and in what is still open."""
    found: list[str] = []
    for folder in ("outbox", "current"):
        records = stage.made.folder / folder / "records"
        reading = read_sessions(records, stage.made.identity, None)
        found += [a.verbatim for s in reading.sessions for a in s.answers if a.segments]
    return found


def test_a_noisy_room_is_advised_about_measured_again_and_gone_on_in_all_the_same(
    page: Page, visitor: Callable[..., KioskStage]
) -> None:
    stage = visitor(keeper="clinic", room_kind=RoomKind.NOISY)
    touch(page, stage, Action.BEGIN, KioskState.CONSENTING)
    touch(page, stage, Action.YES, KioskState.MEASURING)
    stage.until_state(KioskState.ADVISING)
    page.wait_for_selector("#said :text('It is loud here')")
    assert page.inner_text("#text") == "How it sounds here"
    assert violations(page) == []
    touch(page, stage, Action.MEASURE_AGAIN, KioskState.MEASURING)
    stage.until_state(KioskState.ADVISING)
    touch(page, stage, Action.GO_ON, State.ASKING)
    stage.until_state(State.LISTENING)
    touch(page, stage, Action.STOP)
    stage.until_state(State.STOPPING)
    touch(page, stage, Action.STOP)
    stage.until_state(KioskState.RESTING)
    assert stage.view is not None
    assert stage.view.room == ""


def test_who_hears_the_advice_may_leave_it_at_that(
    page: Page, visitor: Callable[..., KioskStage]
) -> None:
    stage = visitor(room_kind=RoomKind.BABBLE)
    touch(page, stage, Action.BEGIN)
    touch(page, stage, Action.YES, KioskState.MEASURING)
    stage.until_state(KioskState.ADVISING)
    touch(page, stage, Action.STOP, KioskState.LEAVING)
    stage.until_state(KioskState.RESTING)
    assert (Occurrence.DECLINED, "") in stage.told


@pytest.mark.parametrize("sure", [True, False])
def test_everything_that_was_said_is_erased_after_a_yes_and_kept_after_a_no(
    page: Page, server: PageServer, visitor: Callable[..., KioskStage], sure: bool
) -> None:
    stage = visitor(keeper="clinic", hears=True)
    go_to_the_first_question(page, stage)
    touch(page, stage, Action.CAPTIONS)
    stage.says("i feel calm and i am not afraid")
    stage.until(lambda view: view.kept_passages == 1)
    page.wait_for_selector("#words :text('I feel calm')")
    touch(page, stage, Action.STOP)
    stage.until_state(State.STOPPING)
    touch(page, stage, Action.STOP)
    stage.until(lambda view: view.state is KioskState.PARTING and not view.speaking)
    assert kept_in(stage) == ["i feel calm and i am not afraid"]
    touch(page, stage, Action.ERASE_ALL, KioskState.CONFIRMING_ERASURE)
    page.wait_for_selector("#said :text('cannot be brought back')")
    assert violations(page) == []
    touch(page, stage, Action.YES if sure else Action.NO, KioskState.LEAVING)
    if sure:
        page.wait_for_selector("#said :text('is erased here')")
    stage.until_state(KioskState.RESTING)
    assert kept_in(stage) == ([] if sure else ["i feel calm and i am not afraid"])
    assert ((Occurrence.SESSION_ERASED, "") in stage.told) is sure
    settled(server)
    assert "calm" not in page.content().lower() + held(server).lower()


@pytest.mark.parametrize("device", SORRY)
@pytest.mark.parametrize("moment", [KioskState.RESTING, KioskState.CONSENTING])
def test_a_lost_device_is_apologised_for_in_sight_and_aloud_and_the_next_visit_goes_well(
    page: Page, visitor: Callable[..., KioskStage], device: str, moment: KioskState
) -> None:
    stage = visitor(keeper="clinic")
    if moment is KioskState.CONSENTING:
        touch(page, stage, Action.BEGIN, KioskState.CONSENTING)
    stage.happens(DeviceFailed(device, GONE[device]))
    view = stage.until_state(KioskState.TROUBLED)
    assert any(SORRY[device] in line for line in view.saying)
    page.wait_for_selector(f"#said :text('{SORRY[device]}')")
    assert page.inner_text("#text") == "Out of order for a while"
    assert page.locator("[data-choice=crisis]").is_visible()
    assert "Headset" not in page.content()  # that is the operator's
    told = f"{device}: the {device} Headset stopped working: connect it again"
    assert (Occurrence.TROUBLE, told) in stage.told
    assert violations(page) == []
    stage.happens(DeviceRecovered(device))
    stage.until_state(KioskState.RESTING)
    touch(page, stage, Action.BEGIN, KioskState.CONSENTING)
    touch(page, stage, Action.NO, KioskState.LEAVING)
    stage.until_state(KioskState.RESTING)


def test_a_microphone_lost_in_a_session_seals_what_was_said_and_then_the_kiosk_waits(
    page: Page, visitor: Callable[..., KioskStage]
) -> None:
    stage = visitor(keeper="clinic", hears=True)
    go_to_the_first_question(page, stage)
    stage.says("i feel calm and i am not afraid")
    stage.until(lambda view: view.kept_passages == 1)
    stage.happens(DeviceFailed("microphone", MICROPHONE_GONE))
    page.wait_for_selector("#notice:text('The microphone Headset stopped working')")
    stage.until(lambda view: not view.heading_key and "cannot hear you" in str(view.saying))
    touch(page, stage, Action.STOP)
    stage.until_state(State.STOPPING)
    touch(page, stage, Action.STOP)
    stage.until_state(KioskState.PARTING)
    touch(page, stage, Action.GO_ON, KioskState.LEAVING)
    stage.until_state(KioskState.TROUBLED)
    page.wait_for_selector(f"#said :text('{SORRY['microphone']}')")
    assert kept_in(stage) == ["i feel calm and i am not afraid"]
    stage.happens(DeviceRecovered("microphone"))
    stage.until_state(KioskState.RESTING)
    page.wait_for_selector(f"[data-choice={Action.BEGIN}]")


def test_a_visitor_types_an_answer_and_nothing_of_it_is_left_for_the_next(
    page: Page, visitor: Callable[..., KioskStage]
) -> None:
    stage = visitor(keeper="clinic")
    touch(page, stage, Action.BEGIN, KioskState.CONSENTING)
    touch(page, stage, Action.YES)
    stage.until_state(State.LISTENING)
    touch(page, stage, Action.TYPE)
    stage.until_state(State.TYPING)
    page.wait_for_selector("#line-text")
    page.keyboard.type("periwinkle")
    stage.drafted("periwinkle")
    page.reload()
    page.wait_for_function("() => document.getElementById('line-text')?.value === 'periwinkle'")
    touch(page, stage, Action.STOP)
    assert stage.until_state(State.STOPPING).draft == ""
    page.wait_for_selector("#line-text", state="detached")
    assert "periwinkle" not in page.content()
    touch(page, stage, Action.STOP)
    stage.until_state(KioskState.RESTING)
    records = list(stage.made.folder.rglob("*.age"))
    assert len(records) > 1
    assert all(b"periwinkle" not in path.read_bytes() for path in records)
