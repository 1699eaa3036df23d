"""The kiosk: `handle(event) -> commands`, the whole behaviour around the session.

Which event leads where is `states.TRANSITIONS`; what an action does is `doing`. This module
brings an event to the right one of them, drops what is stale, and refuses what the table does
not hold. What is heard here is taken for an action or forgotten at once: nothing is kept.
"""

from dataclasses import replace
from typing import assert_never

from voice.floor.actions import Action
from voice.floor.asking import meant
from voice.floor.commands import Prepare
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    DeviceRecovered,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
    SoundLost,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.floor.understanding import as_if_near, is_sure, spoken_form, stands_alone
from voice.scenes.visit import happening, timing
from voice.scenes.visit.commands import (
    CheckStorage,
    EndSession,
    KioskCommand,
    Occurrence,
    TellInSession,
)
from voice.scenes.visit.doing import DOING, consent_lines
from voice.scenes.visit.events import (
    HoursChanged,
    KeyMade,
    KioskEvent,
    PersonActive,
    RecipientAccepted,
    RecipientEntered,
    RecipientRefused,
    RoomMeasured,
    ScreenBack,
    ScreenLost,
    SessionErased,
    SessionOver,
    SessionSpoke,
    ShutdownAsked,
    Sign,
    StorageFailed,
    StorageRecovered,
)
from voice.scenes.visit.room_check import RoomSound, judge_room
from voice.scenes.visit.situation import KioskPlan, KioskSituation, offered
from voice.scenes.visit.states import PRESENT, TRANSITIONS, UNATTENDED, KioskState, Occasion
from voice.scenes.visit.step import KioskStep
from voice.scenes.visit.wording import KioskSay

EVERY_ACTION = frozenset(Action)
AT_ONCE_FROM_ANYBODY = frozenset({Action.HELP, Action.CRISIS})
"""How loud somebody is does not tell whose voice it is: what must not wait does not."""


class IllegalKioskEvent(ValueError):
    """An event that the present state does not expect; the situation is unchanged."""


class Kiosk:
    """One kiosk, from its opening to its shutdown."""

    def __init__(self, plan: KioskPlan) -> None:
        self._plan = plan
        self._now = KioskSituation(manner=plan.manner)

    @property
    def now(self) -> KioskSituation:
        """The present situation."""
        return self._now

    @property
    def plan(self) -> KioskPlan:
        """What the kiosk was given at its start."""
        return self._plan

    def accepts(self, action: Action) -> bool:
        """Whether choosing this action now would do something."""
        return action in offered(self._now)

    def start(self) -> list[KioskCommand]:
        """Show the staff whom it seals to; the first commands."""
        if self._now.turn_id:
            raise IllegalKioskEvent("the kiosk has already started")
        step = KioskStep(self._plan, self._now)
        step.report(Occurrence.OPENED)
        holders = tuple(
            step.line(KioskSay.RECIPIENT, name=holder.name, fingerprint=holder.fingerprint)
            for holder in self._plan.holders
        )
        step.change(prompt=holders)
        step.speak(KioskState.OPENING, step.line(KioskSay.OPENING))
        step.set_timer(timing.OPENING_TIMER, timing.OPENING_SECONDS)
        step.out.append(Prepare(consent_lines(step), self._plan.manner))
        self._now = step.now
        return step.out

    def handle(self, event: KioskEvent) -> list[KioskCommand]:
        """Take one event and return what is to be done.

        Raises:
            IllegalKioskEvent: the state does not expect it; nothing has changed.
        """
        step = KioskStep(self._plan, self._now)
        self._take(step, event)
        before, after = self._now.state, step.now.state
        if step.trigger is None:
            if after is not before:
                raise IllegalKioskEvent(f"{before} to {after} without a reason")
        elif after not in TRANSITIONS[before].get(step.trigger, ()):
            raise IllegalKioskEvent(f"{before} has no {step.trigger} to {after}")
        self._now = step.now
        return step.out

    def _take(self, step: KioskStep, event: KioskEvent) -> None:
        match event:
            case SpeechFinished() | Interrupted():
                if step.now.speaking and event.turn_id == step.now.turn_id:
                    if isinstance(event, Interrupted):
                        step.take_floor()
                    step.change(speaking=False)
                    self._speech_over(step)
            case SpeechStarted():
                here = step.now.state in PRESENT and step.now.listening
                if here and event.turn_id == step.now.turn_id and event.near:
                    step.alive(Sign.SOUND)
            case SegmentHeard():
                self._heard(step, event)
            case ActionChosen():
                self._choose(step, event.action)
            case TimerFired():
                self._timer(step, event)
            case RoomMeasured():
                if step.now.state is KioskState.MEASURING and event.turn_id == step.now.turn_id:
                    happening.room_found(step, judge_room(event.levels_dbfs, event.voiced))
            case HoursChanged():
                step.change(inviting=event.inviting)
                if step.now.state is KioskState.RESTING and not step.now.speaking:
                    step.await_invitation()
            case RecipientEntered() | RecipientAccepted() | RecipientRefused() | KeyMade():
                happening.key_event(step, event)
            case PersonActive():
                here = step.now.state in {KioskState.IN_SESSION, KioskState.ENTERING_KEY}
                if here and not step.now.ending:
                    step.alive(event.sign)
            case SessionSpoke():
                happening.session_spoke(step)
            case SessionOver():
                happening.session_over(step, event)
            case SessionErased():
                happening.session_erased(step, event)
            case StorageFailed():
                happening.failed(step, happening.STORAGE, event.trouble)
            case StorageRecovered():
                happening.recovered(step, happening.STORAGE)
            case DeviceFailed():
                happening.failed(step, event.device, event.trouble)
            case DeviceRecovered():
                happening.recovered(step, event.device)
            case ScreenLost():
                step.report(Occurrence.TROUBLE, "screen: the page is no longer shown")
            case ScreenBack():
                happening.screen_back(step)
            case ShutdownAsked():
                happening.shut_down(step)
            case ListeningStarted() | ListeningStopped() | SoundLost():
                return  # nothing is kept here, so nothing can be missing
            case _:
                assert_never(event)

    # What is heard and chosen ---------------------------------------------------------------

    def _heard(self, step: KioskStep, heard: SegmentHeard) -> None:
        now = step.now
        words = heard.segment.words
        if not now.listening or heard.turn_id != now.turn_id or not words:
            return
        if heard.segment.background:
            # other people's talk is nobody's presence, but what cannot wait may be the client's
            self._choose_spoken(step, as_if_near(heard), AT_ONCE_FROM_ANYBODY)
            return
        if now.state in PRESENT:
            step.alive(Sign.WORDS)
        self._choose_spoken(step, heard, EVERY_ACTION)

    def _choose_spoken(
        self, step: KioskStep, heard: SegmentHeard, among: frozenset[Action]
    ) -> None:
        words = heard.segment.words
        if not stands_alone(heard) or not is_sure(words):
            return
        wording = self._plan.wording
        said = spoken_form((word.text for word in words), wording.habits.hesitations)
        choices = [action for action in offered(step.now) if action in among]
        found = meant(said, choices, wording.actions, wording.habits)
        if found is not None:
            self._choose(step, found.action)

    def _choose(self, step: KioskStep, action: Action) -> None:
        if action not in offered(step.now):
            raise IllegalKioskEvent(f"{action} is not offered in {step.now.state}")
        step.trigger = action
        if step.now.state in PRESENT:
            step.alive(Sign.CHOICE)
        DOING[action](step)

    def _speech_over(self, step: KioskStep) -> None:
        match step.now.state:
            case KioskState.LEAVING:
                step.trigger = Occasion.SPEECH_FINISHED
                step.rest()
            case KioskState.OPENING | KioskState.TROUBLED:
                step.change(saying=())
            case _:
                step.listen()

    # Time -----------------------------------------------------------------------------------

    def _timer(self, step: KioskStep, fired: TimerFired) -> None:
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

    def _invite(self, step: KioskStep) -> None:
        if not step.now.inviting:
            return
        step.trigger = Occasion.INVITATION_TIMER
        step.report(Occurrence.INVITED)
        volume = min(self._plan.invitation_volume, step.now.manner.volume)
        manner = replace(step.now.manner, volume=volume)
        step.speak(KioskState.RESTING, step.line(KioskSay.INVITATION), manner=manner)
        step.await_invitation()

    def _left_alone(self, step: KioskStep) -> None:
        step.trigger = Occasion.LEFT_ALONE
        in_session = step.now.state is KioskState.IN_SESSION
        if step.now.warned:
            step.report(Occurrence.LEFT_ALONE)
            if in_session:
                step.change(ending=True)
                step.out.append(EndSession())
            else:
                step.rest()
            return
        step.change(warned=True)
        if in_session:
            step.out.append(TellInSession(step.line(KioskSay.LEFT_ALONE_IN_SESSION)))
            step.wait()
        else:
            step.tell(step.line(KioskSay.LEFT_ALONE_WARNING))

    def _only_words(self, step: KioskStep) -> None:
        """Nothing was chosen for long: whoever is heard may be somebody else."""
        if step.now.warned or step.now.ending:
            return  # it has been asked
        step.trigger = Occasion.LEFT_ALONE
        if step.now.state is KioskState.IN_SESSION:
            step.change(asking=True)  # told in a pause: the twenty seconds count from there
            step.out.append(TellInSession(step.line(KioskSay.ONLY_WORDS_IN_SESSION)))
        else:
            step.change(warned=True)
            step.wait()
            step.tell(step.line(KioskSay.LEFT_ALONE_WARNING))

    def _look_after_itself(self, step: KioskStep) -> None:
        """Nobody is here: try the disk, and a loudspeaker that was lost."""
        if step.now.state not in UNATTENDED:
            return
        step.out.append(CheckStorage())
        step.set_timer(timing.HEALTH_TIMER, timing.HEALTH_SECONDS)
        if step.now.state is KioskState.TROUBLED and "loudspeaker" in step.now.troubles:
            others = [line for line in step.sorry()[:1] if len(step.now.troubles) > 1]
            step.tell(*(others or [step.line(KioskSay.WORKS_AGAIN)]))
