"""From the invitation to the session: nothing is used before a yes, and "no" is a good answer."""

from dataclasses import replace

import pytest

from tests.scenes.visit.playbook import (
    NOISY,
    PLAN,
    QUIET,
    VOICES,
    WORDING,
    Visit,
    asked,
    choosing,
    in_session,
    line,
    resting,
)
from voice.floor.actions import Action, Means
from voice.floor.commands import Listen, Open, Speak
from voice.floor.events import SpeechFinished
from voice.floor.table import IllegalEvent
from voice.floor.view import KeySlip
from voice.scenes.reflection.states import State
from voice.scenes.visit.commands import (
    CheckRecipient,
    Keeper,
    MakeKey,
    MeasureRoom,
    Occurrence,
    Wipe,
)
from voice.scenes.visit.events import (
    HoursChanged,
    KeyMade,
    RecipientAccepted,
    RecipientEntered,
    RecipientRefused,
    RoomMeasured,
)
from voice.scenes.visit.room_check import RoomSound, judge_room
from voice.scenes.visit.states import KioskState


def test_the_staff_sees_whom_it_seals_to_before_it_opens() -> None:
    visit = Visit()
    assert visit.kiosk.view().shown == ("Locked for The Clinic, check code aaaa bbbb cccc dddd",)
    visit.timer("opening")
    assert visit.state is KioskState.RESTING
    assert "aaaa" not in str(visit.kiosk.view().shown)


@pytest.mark.parametrize("means", [Means.KEY, Means.SWITCH, Means.PAGE, "voice"])
def test_voice_touch_switch_and_key_start_it_alike(means: Means | str) -> None:
    visit = resting()
    if means == "voice":
        visit.says("i'm ready")
    else:
        visit.chooses(Action.BEGIN, Means(means))
    assert visit.state is KioskState.CONSENTING


@pytest.mark.parametrize(
    "text", ["i'm ready to see the doctor", "yes", "hello", "stop", "i feel safe", "go on"]
)
def test_at_rest_nothing_but_the_word_that_starts_does_anything(text: str) -> None:
    visit = resting()
    before = visit.kiosk.now
    visit.says(text)
    assert visit.last == []
    assert visit.kiosk.now == before


def test_a_word_that_is_not_heard_surely_or_not_alone_does_not_start_it() -> None:
    assert resting().says("i'm ready", confidence=0.3).state is KioskState.RESTING
    assert resting().says("i'm ready", after_seconds=0.4).state is KioskState.RESTING


def test_consent_says_what_is_kept_who_can_read_it_how_to_erase_and_what_it_cannot_do() -> None:
    visit = resting().says("i'm ready")
    said = visit.said()
    assert "never your voice" in said
    assert "Only The Clinic can read" in said
    assert "erase everything" in said
    assert "cannot call for help" in said
    assert said == " ".join(visit.kiosk.view().shown)


def test_tell_me_more_says_the_rest_and_leaves_the_question_open() -> None:
    visit = asked().says("tell me more")
    said = visit.said()
    assert "Only The Clinic has the key" in said
    assert "nobody is listening" in said
    assert "Headphones" in said
    assert "scratch that" in said
    assert "ask at the desk" in said
    assert said == " ".join(visit.kiosk.view().shown)
    assert said == visit.spoken().says("say it again").said()
    assert visit.spoken().says("yes").state is KioskState.MEASURING


def test_each_holder_of_the_key_has_words_of_its_own() -> None:
    says = {
        keeper: (visit.said(), visit.spoken().says("tell me more").said())
        for keeper in (Keeper.CLINIC, Keeper.CLIENT, Keeper.BOTH)
        for visit in [resting(replace(PLAN, keeper=keeper)).says("i'm ready")]
    }
    assert "Only The Clinic can read" in says[Keeper.CLINIC][0]
    assert "you cannot" in says[Keeper.CLINIC][1]
    assert "Only you can read" in says[Keeper.CLIENT][0]
    assert "Only you have the key" in says[Keeper.CLIENT][1]
    assert "Only you and The Clinic can read" in says[Keeper.BOTH][0]
    assert "You and The Clinic each have a key" in says[Keeper.BOTH][1]


def test_nothing_is_measured_or_begun_before_a_yes() -> None:
    visit = asked()
    assert not visit.all_of(MeasureRoom)
    assert not visit.all_of(Open)
    visit.says("yes").spoken()
    assert visit.last_of(MeasureRoom)


@pytest.mark.parametrize("way", ["no", "stop", "no thank you"])
def test_no_is_a_good_answer_and_leads_out_kindly(way: str) -> None:
    visit = asked().says(way)
    assert visit.said() == line("declined")
    assert Occurrence.DECLINED in visit.reports()
    visit.spoken()
    assert visit.state is KioskState.RESTING
    assert visit.last_of(Wipe)
    assert not visit.all_of(Open)


def test_a_quiet_room_leads_straight_into_the_session() -> None:
    visit = in_session()
    assert visit.state is KioskState.IN_SESSION
    (begun,) = visit.last_of(Open)
    assert begun.keeping.keeper is Keeper.CLINIC
    assert begun.keeping.client_recipient == ""
    assert begun.scene.now.turn_id == visit.turn_id


def test_whoever_agreed_is_welcomed_once_and_asked_at_once() -> None:
    (begun,) = in_session().last_of(Open)
    (spoken,) = [command for command in begun.scene.start() if isinstance(command, Speak)]
    said = [spoken_line.text for spoken_line in spoken.lines]
    assert said[0] == line("how_to_answer")
    assert said[-1] == begun.scene.plan.questions[0].text
    assert not any("Welcome" in text or "say: begin" in text for text in said)
    begun.scene.handle(SpeechFinished(begun.scene.now.turn_id))
    assert begun.scene.now.state is State.LISTENING


@pytest.mark.parametrize(("sound", "say"), [(NOISY, "room_noisy"), (VOICES, "room_voices")])
def test_noise_and_voices_are_told_with_what_to_do_and_the_person_decides(
    sound: tuple[tuple[float, ...], tuple[bool, ...]], say: str
) -> None:
    visit = asked().says("yes").spoken().room(sound)
    assert line(say) in visit.said()
    assert visit.state is KioskState.ADVISING
    again = visit.spoken().says("listen again").spoken().room(QUIET)
    assert again.state is KioskState.IN_SESSION


def test_going_on_in_a_loud_room_and_leaving_it_are_both_possible() -> None:
    loud = asked().says("yes").spoken().room(NOISY).spoken()
    assert loud.says("go on").state is KioskState.IN_SESSION
    loud = asked().says("yes").spoken().room(NOISY).spoken()
    assert loud.says("stop").state is KioskState.LEAVING


def test_a_microphone_that_gives_nothing_does_not_hold_anybody_up() -> None:
    visit = asked().says("yes").spoken().timer("measuring")
    assert line("room_unheard") in visit.said()
    assert visit.spoken().says("go on").state is KioskState.IN_SESSION


def test_a_measurement_of_an_earlier_turn_counts_for_nothing() -> None:
    visit = asked().says("yes").spoken()
    visit.happens(RoomMeasured(visit.turn_id - 1, *QUIET))
    assert visit.state is KioskState.MEASURING


def test_rooms_are_judged_by_voices_first_and_then_by_level() -> None:
    assert judge_room(*QUIET) is RoomSound.QUIET
    assert judge_room(*NOISY) is RoomSound.NOISY
    assert judge_room(*VOICES) is RoomSound.VOICES
    assert judge_room((), ()) is RoomSound.UNHEARD


# The key ------------------------------------------------------------------------------------


def test_a_clinic_that_holds_the_key_asks_the_client_for_none() -> None:
    assert not in_session().all_of(MakeKey)


def test_a_new_key_is_shown_until_the_client_has_it_and_then_forgotten() -> None:
    visit = choosing().says("take a key")
    assert visit.last_of(MakeKey)
    slip = KeySlip("the secret", ("01",), "an id")
    visit.happens(KeyMade("age1client", "1111 2222", printed=False, slip=slip))
    assert line("key_shown") in visit.said()
    assert visit.kiosk.view().slip is slip
    visit.spoken().says("i have it")
    assert visit.kiosk.now.slip is None
    (begun,) = visit.last_of(Open)
    assert (begun.keeping.keeper, begun.keeping.client_recipient) == (Keeper.CLIENT, "age1client")


def test_a_printed_key_is_told_to_be_on_the_slip() -> None:
    visit = choosing().says("take a key").happens(KeyMade("age1client", "1", printed=True))
    assert line("key_printed") in visit.said()


def test_changing_ones_mind_about_a_new_key_forgets_it() -> None:
    visit = choosing().says("take a key").happens(KeyMade("age1client", "1", printed=False))
    visit.spoken().says("go back")
    assert visit.kiosk.now.slip is None
    assert visit.kiosk.now.client_recipient == ""
    assert visit.state is KioskState.CHOOSING_KEY


def test_ones_own_key_is_checked_and_its_fingerprint_told() -> None:
    visit = choosing(Keeper.BOTH).says("my own key").spoken()
    visit.happens(RecipientEntered("age1mine"))
    assert visit.last_of(CheckRecipient) == [CheckRecipient("age1mine")]
    visit.happens(RecipientAccepted("age1mine", "3333 4444"))
    (begun,) = visit.last_of(Open)
    assert (begun.keeping.keeper, begun.keeping.client_recipient) == (Keeper.BOTH, "age1mine")
    (spoken,) = [command for command in begun.scene.start() if isinstance(command, Speak)]
    assert "3333 4444" in spoken.lines[0].text


@pytest.mark.parametrize(("secret", "say"), [(False, "key_refused"), (True, "key_secret")])
def test_what_is_no_public_key_is_refused_and_can_be_tried_again(secret: bool, say: str) -> None:
    visit = choosing().says("my own key").spoken().happens(RecipientEntered("nonsense"))
    visit.happens(RecipientRefused(secret))
    assert visit.said() == line(say)
    assert visit.state is KioskState.ENTERING_KEY


def test_without_a_key_the_session_is_spoken_and_nothing_is_kept() -> None:
    visit = choosing().says("without a key")
    (begun,) = visit.last_of(Open)
    assert (begun.keeping.keeper, begun.keeping.client_recipient) == (Keeper.NOBODY, "")
    (spoken,) = [command for command in begun.scene.start() if isinstance(command, Speak)]
    assert spoken.lines[0].text == line("not_kept")


@pytest.mark.parametrize("keeper", [Keeper.CLIENT, Keeper.BOTH])
def test_without_a_key_nothing_is_kept_whoever_else_would_hold_one(keeper: Keeper) -> None:
    visit = choosing(keeper).says("without a key")
    (begun,) = visit.last_of(Open)
    assert (begun.keeping.keeper, begun.keeping.client_recipient) == (Keeper.NOBODY, "")


def test_a_key_that_comes_after_the_person_has_gone_is_ignored() -> None:
    visit = choosing().says("take a key").chooses(Action.STOP)
    visit.happens(KeyMade("age1client", "1", printed=False))
    assert visit.kiosk.now.client_recipient == ""
    assert visit.last == []


def test_a_key_entered_is_in_no_repr() -> None:
    assert "age1mine" not in repr(RecipientEntered("age1mine"))
    assert "age1mine" not in repr(CheckRecipient("age1mine"))


# The invitation -----------------------------------------------------------------------------


def test_the_invitation_is_spoken_within_the_hours_under_its_volume_cap() -> None:
    visit = resting(inviting=True)
    assert visit.kiosk.now.timers.keys() >= {"invitation"}
    visit.timer("invitation")
    (spoken,) = visit.last_of(Speak)
    assert spoken.manner.volume == PLAN.invitation_volume
    assert visit.timer_seconds("invitation") == PLAN.invitation_seconds
    assert visit.spoken().last_of(Listen)


def test_outside_the_hours_and_where_it_is_not_wanted_nothing_is_said() -> None:
    assert "invitation" not in resting(inviting=False).kiosk.now.timers
    never = replace(PLAN, invitation_seconds=0.0)
    assert "invitation" not in resting(never, inviting=True).kiosk.now.timers
    visit = resting(inviting=True).happens(HoursChanged(False)).timer("invitation")
    assert visit.said() == ""


def test_the_hours_begin_while_it_rests() -> None:
    visit = resting(inviting=False).happens(HoursChanged(True))
    assert visit.timer_seconds("invitation") == PLAN.invitation_seconds


def test_nobody_is_invited_who_is_already_there() -> None:
    visit = resting(inviting=True).says("i'm ready")
    assert "invitation" not in visit.kiosk.now.timers


# Comfort ------------------------------------------------------------------------------------


def test_louder_stops_at_the_largest_volume_the_clinic_allows() -> None:
    visit = asked(replace(PLAN, loudest=0.85))
    visit.chooses(Action.LOUDER).spoken().chooses(Action.LOUDER)
    assert visit.kiosk.now.manner.volume == 0.85


def test_help_names_what_can_be_said_here() -> None:
    visit = asked().says("help")
    assert WORDING.actions[Action.YES].help in visit.said()
    assert visit.spoken().says("yes").state is KioskState.MEASURING


def test_the_crisis_card_is_spoken_on_demand_even_before_anything_began() -> None:
    assert resting().says("crisis").said() == "The card."
    assert asked().says("crisis").said() == "The card."


def test_an_action_that_is_not_offered_is_refused_and_changes_nothing() -> None:
    visit = asked()
    before = visit.kiosk.now
    with pytest.raises(IllegalEvent):
        visit.chooses(Action.TAKE_KEY)
    assert visit.kiosk.now == before


def test_a_session_at_a_kiosk_never_keeps_the_sound_and_is_never_louder_than_the_clinic_allows():
    plan = replace(PLAN, session=replace(PLAN.session, keep_sound=True), loudest=0.85)
    (begun,) = asked(plan).says("yes").spoken().room().last_of(Open)
    assert not begun.scene.plan.keep_sound
    assert begun.scene.plan.loudest == 0.85


def test_the_button_for_captions_says_what_pressing_it_does() -> None:
    def label(visit: Visit) -> str:
        return next(c.button for c in visit.kiosk.view().choices if c.action is Action.CAPTIONS)

    visit = asked()
    assert label(visit) == "Show my words"
    assert label(visit.chooses(Action.CAPTIONS).spoken()) == "Hide my words"
