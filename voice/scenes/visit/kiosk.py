"""The visit: the whole behaviour of a kiosk around the session.

Which event leads where is `states.TABLE`; what an action does is `doing`; what is done about the
room, the key and the session inside is `happening`. What is heard here is taken for an action or
forgotten at once: nothing is kept.
"""

from dataclasses import replace

from voice.floor.actions import Action, Means
from voice.floor.asking import meant
from voice.floor.commands import EndInside, Prepare, TellInside
from voice.floor.events import (
    DeviceEvent,
    DeviceFailed,
    DeviceRecovered,
    RecordEvent,
    Remark,
    SceneEvent,
    SceneOver,
    SegmentHeard,
    ShutdownAsked,
    Sign,
    SignOfLife,
    SoundLost,
    TimerFired,
)
from voice.floor.scene import Scene
from voice.floor.table import IllegalEvent
from voice.floor.understanding import (
    AT_ONCE_FROM_ANYBODY,
    as_if_near,
    is_sure,
    spoken_form,
    stands_alone,
)
from voice.floor.view import View
from voice.scenes.visit import happening, timing
from voice.scenes.visit.commands import CheckStorage, Occurrence
from voice.scenes.visit.doing import DOING, consent_lines
from voice.scenes.visit.events import (
    HoursChanged,
    KeyMade,
    RecipientAccepted,
    RecipientEntered,
    RecipientRefused,
    RoomMeasured,
    ScreenBack,
    ScreenLost,
    SessionErased,
    StorageFailed,
    StorageRecovered,
    VisitEvent,
)
from voice.scenes.visit.room_check import RoomSound, judge_room
from voice.scenes.visit.situation import Plan, Situation
from voice.scenes.visit.states import ACTIONS, PRESENT, UNATTENDED, KioskState, Occasion
from voice.scenes.visit.step import Step
from voice.scenes.visit.view import around, view_of
from voice.scenes.visit.wording import KioskSay


class Kiosk(Scene[Plan, Situation, Step]):
    """One kiosk, from its opening to its shutdown: one visit after the other."""

    own_events = (VisitEvent, SceneOver, SignOfLife, ShutdownAsked)

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, Situation(manner=plan.manner))

    def step(self) -> Step:
        """A step from the present situation."""
        return Step(self._plan, self._now)

    def moment(self) -> View:
        """The present moment, as it may be shown."""
        return view_of(self._plan, self._now)

    def around(self, inside: View, leaving: bool) -> View:
        """The session's view, as much of it as may be shown here."""
        return around(self._plan, self._now, inside, leaving)

    @property
    def shows_captions(self) -> bool:
        """Only where that was chosen, and in the session only."""
        return self._now.captions and self._now.state is KioskState.IN_SESSION

    def opening(self, step: Step) -> None:
        """Show the staff whom it seals to."""
        step.report(Occurrence.OPENED)
        holders = tuple(
            step.line(KioskSay.RECIPIENT, name=holder.name, fingerprint=holder.fingerprint)
            for holder in self._plan.holders
        )
        step.change(prompt=holders)
        step.speak(KioskState.OPENING, step.line(KioskSay.OPENING))
        step.set_timer(timing.OPENING_TIMER, timing.OPENING_SECONDS)
        step.out.append(Prepare(consent_lines(step), self._plan.manner))

    def took(self, step: Step, event: SceneEvent) -> None:
        """What happened to the kiosk, at its desk, or to the session inside."""
        match event:
            case RoomMeasured():
                if step.now.state is KioskState.MEASURING and event.turn_id == step.now.turn_id:
                    happening.room_found(step, judge_room(event.levels_dbfs, event.voiced))
            case HoursChanged():
                step.change(inviting=event.inviting)
                if step.now.state is KioskState.RESTING and not step.now.speaking:
                    step.await_invitation()
            case RecipientEntered() | RecipientAccepted() | RecipientRefused() | KeyMade():
                happening.key_event(step, event)
            case SignOfLife():
                self._sign(step, event.sign)
            case SceneOver():
                happening.session_over(step, event)
            case SessionErased():
                happening.session_erased(step, event)
            case StorageFailed():
                happening.failed(step, happening.STORAGE, event.trouble)
            case StorageRecovered():
                happening.recovered(step, happening.STORAGE)
            case ScreenLost():
                step.report(Occurrence.TROUBLE, "screen: the page is no longer shown")
            case ScreenBack():
                happening.screen_back(step)
            case ShutdownAsked():
                happening.shut_down(step)
            case _:
                raise IllegalEvent(f"{type(event).__name__} at a kiosk")

    def troubled(self, step: Step, event: DeviceEvent | RecordEvent | SoundLost | Remark) -> None:
        """Nothing is kept here, so nothing can be missing; a device is needed by the next."""
        match event:
            case DeviceFailed():
                happening.failed(step, event.device, event.trouble)
            case DeviceRecovered():
                happening.recovered(step, event.device)
            case _:
                return

    def _sign(self, step: Step, sign: Sign) -> None:
        if sign is Sign.FLOOR_GIVEN:
            happening.session_spoke(step)
            return
        here = step.now.state in {KioskState.IN_SESSION, KioskState.ENTERING_KEY}
        if here and not step.now.ending:
            step.alive(sign)

    # What is heard and chosen ---------------------------------------------------------------

    def voice_began(self, step: Step, near: bool) -> None:
        """Somebody may be here."""
        if near and step.now.state in PRESENT:
            step.alive(Sign.SOUND)

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """A choice, or nothing that is kept."""
        if not heard.segment.words:
            return
        if step.now.state in PRESENT:
            step.alive(Sign.WORDS)
        self._choose_spoken(step, heard, ACTIONS)

    def heard_under_card(self, step: Step, heard: SegmentHeard) -> None:
        """One of the card's choices where that is sure, for nothing is kept here, or nothing."""
        if step.now.state in PRESENT and heard.segment.words:
            step.alive(Sign.WORDS)
        if is_sure(heard.segment.words):
            Scene[Plan, Situation, Step].heard_under_card(self, step, heard)

    def back_from_card(self, step: Step) -> None:
        """What is asked for here is said again, as it was."""
        happening.back_from_card(step)

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        """Nobody's presence, but what cannot wait may be the client's."""
        if heard.segment.words:
            self._choose_spoken(step, as_if_near(heard), AT_ONCE_FROM_ANYBODY)

    def _choose_spoken(self, step: Step, heard: SegmentHeard, among: frozenset[Action]) -> None:
        words = heard.segment.words
        if not stands_alone(heard) or not is_sure(words):
            return
        wording = self._plan.wording
        said = spoken_form((word.text for word in words), wording.habits.hesitations)
        choices = [action for action in step.now.offered() if action in among]
        found = meant(said, choices, wording.actions, wording.habits)
        if found is not None:
            self.choose(step, found.action, Means.VOICE)

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered: a sign of life, too."""
        if step.now.state in PRESENT:
            step.alive(Sign.CHOICE)
        DOING[action](step)

    def speech_over(self, step: Step) -> None:
        """On to listening, or back to the start."""
        match step.now.state:
            case KioskState.LEAVING:
                step.rest()
            case KioskState.OPENING | KioskState.TROUBLED:
                step.change(saying=())
                if step.now.card:
                    step.await_sign()
            case _:
                step.listen()

    # Time -----------------------------------------------------------------------------------

    def timer(self, step: Step, fired: TimerFired) -> None:
        """A timer of the kiosk's own has run out, unless it was set again since."""
        if step.now.timers.get(fired.name) != fired.turn_id:
            return
        step.change(timers={n: i for n, i in step.now.timers.items() if n != fired.name})
        match fired.name:
            case timing.OPENING_TIMER:
                step.trigger = Occasion.OPENING_TIMER
                step.rest()
            case timing.INVITATION_TIMER:
                self._invite(step)
            case timing.PARTING_TIMER:
                step.trigger = Occasion.PARTING_TIMER
                step.rest()
            case timing.MEASURING_TIMER:
                happening.room_found(step, RoomSound.UNHEARD)
            case timing.ALONE_TIMER:
                self._left_alone(step)
            case timing.UNASKED_TIMER:
                self._only_words(step)
            case _:
                self._look_after_itself(step)

    def _invite(self, step: Step) -> None:
        if not step.now.inviting:
            return
        step.trigger = Occasion.INVITATION_TIMER
        step.report(Occurrence.INVITED)
        volume = min(self._plan.invitation_volume, step.now.manner.volume)
        manner = replace(step.now.manner, volume=volume)
        step.speak(KioskState.RESTING, step.line(KioskSay.INVITATION), manner=manner)
        step.await_invitation()

    def _left_alone(self, step: Step) -> None:
        step.trigger = Occasion.LEFT_ALONE
        in_session = step.now.state is KioskState.IN_SESSION
        if step.now.state in UNATTENDED:
            happening.card_left(step)
            return
        if step.now.warned:
            step.report(Occurrence.LEFT_ALONE)
            if in_session:
                step.change(ending=True)
                step.out.append(EndInside())
            else:
                step.rest()
            return
        step.change(warned=True)
        if in_session:
            step.out.append(TellInside(step.line(KioskSay.LEFT_ALONE_IN_SESSION)))
            step.await_sign()
        else:
            step.warn()

    def _only_words(self, step: Step) -> None:
        """Nothing was chosen for long: whoever is heard may be somebody else."""
        if step.now.warned or step.now.ending:
            return  # it has been asked
        step.trigger = Occasion.LEFT_ALONE
        if step.now.state is KioskState.IN_SESSION:
            step.change(asking=True)  # told in a pause: the twenty seconds count from there
            step.out.append(TellInside(step.line(KioskSay.ONLY_WORDS_IN_SESSION)))
        else:
            step.change(warned=True)
            step.await_sign()
            step.warn()

    def _look_after_itself(self, step: Step) -> None:
        """Nobody is here: try the disk, and a loudspeaker that was lost."""
        if step.now.state not in UNATTENDED:
            return
        step.out.append(CheckStorage())
        step.set_timer(timing.HEALTH_TIMER, timing.HEALTH_SECONDS)
        if step.now.state is KioskState.TROUBLED and "loudspeaker" in step.now.troubles:
            others = [line for line in step.sorry()[:1] if len(step.now.troubles) > 1]
            step.tell(*(others or [step.line(KioskSay.WORKS_AGAIN)]))
