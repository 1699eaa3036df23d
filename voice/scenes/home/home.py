"""The home: the front door, from the hello to the goodbye, with sessions inside.

Which event leads where is `states.TABLE`; what an action does is `doing`. Nothing that is said here
is an answer, so nothing of it is kept: it is a choice, or forgotten.
"""

from dataclasses import replace
from typing import assert_never

from voice.floor.actions import Action, Means
from voice.floor.commands import Chime, EndInside, Manner, Tone
from voice.floor.events import (
    PassphraseGiven,
    SceneEvent,
    SceneOver,
    SegmentHeard,
    ShutdownAsked,
    SignOfLife,
    TimerFired,
    WindowBack,
    WindowGone,
)
from voice.floor.scene import Scene
from voice.floor.table import Happening, IllegalEvent
from voice.floor.troubles import tell_what_is_owed
from voice.floor.turn import Turn
from voice.floor.understanding import (
    AT_ONCE_FROM_ANYBODY,
    Standing,
    command_at_end,
    half_understood,
    named_in,
    question_number,
    understand,
    wish_of_another,
)
from voice.floor.view import Option, View
from voice.floor.wording import Say
from voice.scenes.home.changing import ask_about_voice, language_spoken, setting_kept
from voice.scenes.home.doing import DOING, TELLING, take
from voice.scenes.home.erasing import ask_to_erase, seconds_over, tell_what_came
from voice.scenes.home.errands import (
    BackedUp,
    DeskAnswer,
    Erasable,
    Erased,
    HomeEvent,
    KeyAwaited,
    KeyTried,
    LanguageSpoken,
    Listed,
    NoDrive,
    NotErased,
    NotOpened,
    PassphraseWanted,
    RecordingPrepared,
    Refused,
    SessionPrepared,
    SettingKept,
    Taken,
    TeachingPrepared,
    UnfinishedKnown,
    Unlocked,
    VoiceHeard,
    WordsOpened,
)
from voice.scenes.home.inside import (
    begin_session,
    inside_over,
    read_words,
    record_voice,
    teach_sounds,
)
from voice.scenes.home.listing import options_of
from voice.scenes.home.own_sounds import led_by_sound
from voice.scenes.home.standing_by import answered_locked, heard_closed, is_closed, stand_by
from voice.scenes.home.states import Home, Occasion
from voice.scenes.home.step import Plan, Situation, Step
from voice.scenes.home.taking import ask_unlocked, offer, tell_backed_up, tell_no_drive, tell_where
from voice.scenes.home.unlocking import (
    LOCKED,
    ask_passphrase,
    await_key,
    key_tried,
    leave_locked,
    somebody_types,
    take_passphrase,
)
from voice.scenes.home.view import view_of
from voice.scenes.home.wording import HomeSay

_STANDING = {Action.NO: Standing(Action.NEXT)}
"""What is meant by a "no" to one of several."""

_GOING = frozenset({Home.CLOSING, Home.DRAINING, Home.ENDED})


class FrontDoor(Scene[Plan, Situation, Step]):
    """One stay at home."""

    own_events = (
        *(HomeEvent, SceneOver, ShutdownAsked, WindowGone, WindowBack),
        *(PassphraseGiven, SignOfLife),
    )

    def __init__(self, plan: Plan, manner: Manner) -> None:
        known = frozenset({plan.guide.name}) if plan.been_before else frozenset[str]()
        now = Situation(
            manner=manner,
            guide=plan.guide,
            been_before=plan.been_before,
            unfinished=plan.unfinished,
            known=known,
            preferences=plan.preferences,
        )
        super().__init__(plan, now)

    def step(self) -> Step:
        """A step from the present situation."""
        return Step(self._plan, self._now)

    def moment(self) -> View:
        """The present moment, as it may be shown."""
        return view_of(self._plan, self._now)

    def opening(self, step: Step) -> None:
        """The hello, and what can be done here; standing by, not a word."""
        if self._plan.preferences.stand_by:
            stand_by(step)
            return
        hello = HomeSay.HELLO_AGAIN if self._plan.been_before else HomeSay.HELLO
        step.come_home(step.line(hello))

    @property
    def shows_captions(self) -> bool:
        """Not while a passphrase is typed: somebody may murmur it."""
        return self._now.waiting_state not in LOCKED

    def listening_began(self, step: Step) -> None:
        """Standing by it listens without a word, and a tone of its own says so."""
        if step.now.state is Home.STANDING_BY:
            step.out.append(Chime(step.now.manner, Tone.STANDING_BY))

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""
        step.change(doubted=None, told_of_missing=False, turn=Turn())
        if step.now.locked and answered_locked(step, action, means):
            return
        if action is not Action.UNDO and action not in TELLING:
            step.settle()
        DOING[action](step)

    def timer(self, step: Step, fired: TimerFired) -> None:
        """What was to be erased can no longer be taken back."""
        seconds_over(step, fired)

    def silence_over(self, step: Step, what: str) -> None:
        """What is asked once more, or left; the goodbye, where that was asked for."""
        turn, state = step.now.turn, step.now.state
        if state is Home.LEAVING:
            step.close()
        elif state is Home.UNLOCKING:
            leave_locked(step)
        elif state in {Home.ASKING, Home.CONFIRMING} or (
            state is Home.CHOOSING and turn.lines_said
        ):
            DOING[Action.NO](step)
        elif step.now.preferences.stand_by and state is Home.AT_HOME and turn.lines_said:
            stand_by(step)
        else:
            step.change(turn=replace(turn, lines_said=turn.lines_said + 1))
            step.say_again()

    # One of several --------------------------------------------------------------------------

    def options(self) -> tuple[Option, ...]:
        """What there is to choose from, while one is being chosen."""
        return options_of(self._plan, self._now)

    def has_option(self, number: int) -> bool:
        """Whatever is on the list, whether that part of it is looked at or not."""
        listed = self._now.waiting_state is Home.CHOOSING and not self._now.card
        return (listed and 0 < number <= len(self._now.items)) or super().has_option(number)

    def take_option(self, step: Step, number: int) -> None:
        """This one."""
        take(step, number)

    # What happens around ---------------------------------------------------------------------

    def took(self, step: Step, event: SceneEvent) -> None:
        """What the desk answers, what came of the session inside, and the system's wish to end."""
        if isinstance(event, DeskAnswer):
            if step.now.state is Home.PREPARING:
                self._answered(step, event)
            return
        match event:
            case Erased() | NotErased():
                tell_what_came(step, event)
            case UnfinishedKnown():
                step.change(unfinished=event.is_any)
            case KeyTried():
                key_tried(step)
            case PassphraseGiven():
                take_passphrase(step, event)
            case SignOfLife():
                if somebody_types(step):
                    step.trigger = Happening.INTERRUPTED
                    step.take_floor()
                    self.speech_over(step)
            case SceneOver():
                inside_over(step, event)
            case ShutdownAsked():
                self._shut_down(step)
            case WindowGone() | WindowBack() if step.now.holds_session:
                # a session goes on by voice; nobody comes home to a window that is gone
                step.change(window_gone=isinstance(event, WindowGone))
            case WindowGone():
                self._shut_down(step)
            case WindowBack():
                pass
            case _:
                raise IllegalEvent(f"{type(event).__name__} at home")

    def _answered(self, step: Step, answer: DeskAnswer) -> None:
        step.change(away=False)
        match answer:
            case SessionPrepared():
                step.trigger = Occasion.PREPARED
                begin_session(step, answer.guide, answer.plan)
            case WordsOpened():
                step.trigger = Occasion.PREPARED
                read_words(step, answer.plan)
            case RecordingPrepared():
                step.trigger = Occasion.PREPARED
                record_voice(step, answer.plan)
            case TeachingPrepared():
                step.trigger = Occasion.PREPARED
                teach_sounds(step, answer.plan)
            case Listed():
                step.trigger = Occasion.LISTED
                offer(step, answer)
            case Erasable():
                step.trigger = Occasion.ERASABLE
                ask_to_erase(step, answer)
            case Unlocked():
                step.trigger = Occasion.UNLOCKED
                ask_unlocked(step)
            case Taken():
                step.trigger = Occasion.TAKEN
                tell_where(step, answer)
            case NoDrive():
                step.trigger = Occasion.NO_DRIVE
                tell_no_drive(step)
            case BackedUp():
                step.trigger = Occasion.BACKED_UP
                tell_backed_up(step, answer)
            case SettingKept():
                step.trigger = Occasion.SETTING_KEPT
                setting_kept(step, answer)
            case LanguageSpoken():
                step.trigger = Occasion.LANGUAGE_SPOKEN
                language_spoken(step, answer)
            case VoiceHeard():
                step.trigger = Occasion.VOICE_HEARD
                ask_about_voice(step, answer)
            case PassphraseWanted():
                step.trigger = Occasion.PASSPHRASE_WANTED
                ask_passphrase(step, answer)
            case KeyAwaited():
                step.trigger = Occasion.KEY_AWAITED
                await_key(step, answer)
            case NotOpened():
                step.trigger = Occasion.REFUSED
                say = HomeSay.LOCKED if answer.locked else HomeSay.NOTHING_THERE
                step.come_home(step.line(say))
            case Refused():
                step.trigger = Occasion.REFUSED
                step.come_home(step.trouble(HomeSay.NOT_NOW, step.words_for(answer.trouble)))
            case _:
                assert_never(answer)

    def _shut_down(self, step: Step) -> None:
        if step.now.state in _GOING:
            return
        step.trigger = Occasion.SHUTDOWN
        step.change(shutting_down=True)
        if step.now.state is Home.INSIDE:
            step.out.append(EndInside())
        else:
            step.close()

    # What is heard ---------------------------------------------------------------------------

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """A choice; or it is told, once, that it was understood as none."""
        if is_closed(step):
            heard_closed(step, heard, self.choose)
            return
        wording, offered = self._plan.wording, self.offered()
        number = self._number_in(heard)
        if number is not None:
            step.trigger = Happening.OPTION_CHOSEN
            if self.has_option(number):
                self.take_option(step, number)
            else:
                step.tell(step.line(Say.NOT_CAUGHT), *step.now.prompt)
            return
        standing = _STANDING if step.now.state is Home.CHOOSING else {}
        understood = understand(heard, offered, wording, standing)
        if not (understood and understood.sure) and led_by_sound(step, heard, self.choose):
            return
        if understood is None and (parted := command_at_end(heard, offered, wording, standing)):
            understood = parted[1]
        found = understood or half_understood(heard, offered, wording)
        wish = found.action if found else None
        if wish is None:
            self._not_understood(step, heard)
        elif (understood and understood.sure) or wish in TELLING or wish is step.now.doubted:
            self.choose(step, wish, Means.VOICE)
        else:
            step.doubt(wish, Happening.UNSURE_ACTION_HEARD)

    def _number_in(self, heard: SegmentHeard) -> int | None:
        """The number that was said, or that of what was named; None: neither."""
        if self._now.state is not Home.CHOOSING:
            return None
        named = named_in(heard, self._now.items, self._plan.wording)
        return question_number(heard, self._plan.wording) if named is None else named + 1

    def _not_understood(self, step: Step, heard: SegmentHeard) -> None:
        if tell_what_is_owed(step):
            return
        murmured = step.now.waiting_state in LOCKED  # whoever types may say what they type
        if heard.segment.words and not step.now.told_of_missing and not murmured:
            step.trigger = Happening.UNSURE_ACTION_HEARD
            step.change(told_of_missing=True)
            step.tell(step.line(Say.NOT_CAUGHT), *step.now.prompt)
        else:
            step.wait(heard.waited_seconds)

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        """Another's, as far as a level tells: what cannot wait is done, anything else said back."""
        if is_closed(step):
            heard_closed(step, heard, self.choose)
            return
        wish = wish_of_another(heard, self.offered(), self._plan.wording)
        if wish is None:
            if not step.now.silence:
                step.wait(heard.waited_seconds)
        elif wish in AT_ONCE_FROM_ANYBODY or wish is step.now.doubted:
            self.choose(step, wish, Means.VOICE)
        elif wish is Action.YES:
            step.wait(heard.waited_seconds)  # nobody else's yes opens what is sealed
        else:
            step.doubt(wish, Happening.ANOTHERS_WISH_HEARD)
