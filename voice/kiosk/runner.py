"""The kiosk's one writer: takes events in order, carries out commands, runs the session inside.

It owns the `Kiosk` and, while there is one, the session's own runner. It decides nothing.
"""

import queue
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, assert_never

from voice.floor.actions import Action, Means
from voice.floor.commands import (
    CancelTimer,
    Hush,
    Listen,
    Prepare,
    Rest,
    SetTimer,
    Speak,
)
from voice.floor.events import (
    ActionChosen,
    Event,
    Interrupted,
    Remark,
    SealingFailed,
    SegmentHeard,
    SegmentSealed,
    SoundNotSealed,
    SpeechFinished,
    SpeechStarted,
    WritingRecovered,
)
from voice.floor.view import KeySlip, View
from voice.kiosk.inside import ForSession, Inside, InsideEars, InsideMouth, Shared, Turned
from voice.kiosk.slip import NewClientKey, checked_recipient, fingerprint_of, looks_secret
from voice.machine.awake import AwakeClock
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.visit.commands import (
    BeginSession,
    CheckRecipient,
    CheckStorage,
    CloseKiosk,
    EndSession,
    EraseSession,
    ForgetKey,
    KioskCommand,
    MakeKey,
    MeasureRoom,
    Occurrence,
    Report,
    TellInSession,
    Wipe,
)
from voice.scenes.visit.events import (
    HoursChanged,
    KeyMade,
    KioskEvent,
    PersonActive,
    RecipientAccepted,
    RecipientRefused,
    RoomMeasured,
    SessionErased,
    SessionOver,
    SessionSpoke,
    Sign,
    StorageFailed,
    StorageRecovered,
)
from voice.scenes.visit.kiosk import Kiosk
from voice.scenes.visit.view import kiosk_view_of
from voice.stage.ports import (
    CaptionHeard,
    Clock,
    Ears,
    Journal,
    LevelMeasured,
    Mouth,
    Notice,
    ScanMoved,
)
from voice.stage.runner import Edges, Runner
from voice.stage.timers import Timers
from voice.values.errors import VaultError
from voice.vault.proof import NewSession

HOURS_SECONDS = 20.0
"""How often the loop looks at the time of day, and turns at all."""


class Keeping(Protocol):
    """Where sessions are kept, as `keeping.KioskStore` has it."""

    def check(self) -> None: ...

    def hand_over(self) -> int: ...

    def erase(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class KioskEdges:
    """What a kiosk acts through."""

    mouth: Mouth
    ears: Ears
    store: Keeping
    begin: Callable[[BeginSession, NewSession], tuple[Conversation, Callable[[], Journal]]]
    """A conversation for this session, and its journal when it is needed."""
    new_session: Callable[[], NewSession]
    make_key: Callable[[str], tuple[NewClientKey, bool]]
    """A client's fresh key for this session id, and whether it was printed."""
    show: Callable[[View], None]
    notice: Callable[[Notice], None]
    report: Callable[[Occurrence, str], None]
    inviting: Callable[[], bool]
    """Whether the time of day is within the hours of the invitation."""


@dataclass(slots=True)
class _Measuring:
    turn_id: int
    count: int
    levels_dbfs: list[float] = field(default_factory=list[float])
    voiced: list[bool] = field(default_factory=list[bool])


class KioskRunner:
    """Carries a kiosk from its opening to its shutdown; every method on one thread."""

    def __init__(self, kiosk: Kiosk, edges: KioskEdges, clock: Clock) -> None:
        self._kiosk = kiosk
        self._edges = edges
        self._clock = clock
        self._timers = Timers(clock)
        self._inside: Inside | None = None
        self._slip: KeySlip | None = None
        self._session: NewSession | None = None
        self._measuring: _Measuring | None = None
        self._inviting = False
        self._waiting: deque[KioskEvent] = deque()
        self._shown: View | None = None
        self.closed = False

    @property
    def inside(self) -> Conversation | None:
        """The conversation that runs inside, if one does."""
        return None if self._inside is None else self._inside.conversation

    def start(self) -> None:
        """Open the kiosk."""
        self._carry_out(self._kiosk.start())
        self._settle()

    def take(self, event: Event | KioskEvent | Notice) -> None:
        """Take one event, and everything that follows from it at once."""
        if isinstance(event, CaptionHeard):
            self._caption(event)
            return
        if isinstance(event, LevelMeasured | ScanMoved):
            self._edges.notice(event)
            self._measure(event)
        elif isinstance(event, ForSession):
            if isinstance(event, ActionChosen) and self._is_own(event.action):
                if self._kiosk.accepts(event.action):
                    self._waiting.append(event)
            else:
                self._for_session(event)
        elif isinstance(event, Turned) and self._inside is not None:
            self._turned(self._inside, event)
        elif isinstance(event, SegmentSealed | SealingFailed | SoundNotSealed | WritingRecovered):
            return  # the session's runner tells itself
        else:
            if isinstance(event, Shared) and self._inside is not None:
                self._inside.runner.take(event)
            self._waiting.append(event)
        self._settle()

    def tick(self) -> None:
        """Fire the timers that have run out, and notice the hours."""
        inviting = self._edges.inviting()
        if inviting != self._inviting:
            self._inviting = inviting
            self.take(HoursChanged(inviting))
        for fired in self._timers.due():
            self.take(fired)
        if self._inside is not None:
            self._inside.runner.tick()
            self._settle()

    def seconds_to_next_timer(self) -> float:
        """How long `tick` has nothing to do."""
        waits = [HOURS_SECONDS, self._timers.seconds_to_next()]
        if self._inside is not None:
            waits.append(self._inside.runner.seconds_to_next_timer())
        return min(wait for wait in waits if wait is not None)

    def finish(self) -> None:
        """Whatever ended it: what was said in the session is sealed and handed over."""
        if self._inside is not None:
            self._inside.runner.finish()
            self._inside = None
        self._slip = None
        self._edges.store.hand_over()

    # Events ---------------------------------------------------------------------------------

    def _turned(self, inside: Inside, event: Turned) -> None:
        mine = inside.mine(event)
        if mine is None:
            return
        sign = _sign_of_life(mine, inside.conversation)  # before it is taken: it changes the state
        inside.runner.take(mine)
        if sign is not None:
            self._waiting.append(sign)

    def _is_own(self, action: Action) -> bool:
        """Whether it is chosen of the kiosk, and not of the session that runs inside."""
        return self.inside is None or not self.inside.accepts(action)

    def _for_session(self, event: ForSession) -> None:
        if self._inside is None:
            return  # it has just ended
        if isinstance(event, ActionChosen):
            self._waiting.append(PersonActive(Sign.CHOICE))
        self._inside.runner.take(event)

    def _caption(self, caption: CaptionHeard) -> None:
        if self._inside is not None and self._kiosk.now.captions:
            self._edges.notice(self._inside.my_caption(caption))

    def _measure(self, level: LevelMeasured | ScanMoved) -> None:
        measuring = self._measuring
        if measuring is None or isinstance(level, ScanMoved):
            return
        measuring.levels_dbfs.append(level.level_dbfs)
        measuring.voiced.append(level.speech)
        if len(measuring.voiced) == measuring.count:
            self._measuring = None
            self._waiting.append(
                RoomMeasured(
                    measuring.turn_id, tuple(measuring.levels_dbfs), tuple(measuring.voiced)
                )
            )

    def _settle(self) -> None:
        while not self.closed:
            if self._inside is not None and self._inside.runner.ended:
                self._session_over(self._inside)
            elif self._waiting:
                self._carry_out(self._kiosk.handle(self._waiting.popleft()))
            else:
                break
        base = 0 if self._inside is None else self._inside.base_turn_id
        view = kiosk_view_of(self._kiosk, self.inside, self._slip, base)
        if view != self._shown:
            self._shown = view
            self._edges.show(view)

    def _session_over(self, inside: Inside) -> None:
        inside.runner.finish()
        now = inside.conversation.now
        kept = sum(len(answer.segments) for answer in now.answers)
        last_turn_id = inside.base_turn_id + now.turn_id
        self._inside = None
        self._waiting.appendleft(
            SessionOver(kept, inside.runner.unwritten, now.reason, last_turn_id, now.manner)
        )

    # Commands -------------------------------------------------------------------------------

    def _carry_out(self, commands: list[KioskCommand]) -> None:
        for command in commands:
            match command:
                case Speak():
                    self._edges.ears.watch(command.turn_id)
                    self._edges.mouth.speak(command)
                case Prepare():
                    texts = tuple(line.text for line in command.lines if not line.private)
                    self._edges.mouth.prepare(texts, command.manner)
                case Hush():
                    self._edges.mouth.hush()
                case Listen():
                    self._edges.ears.listen(command.turn_id, forms=command.forms)
                case Rest():
                    self._edges.ears.rest(command.turn_id)
                case SetTimer():
                    self._timers.set(command.name, command.turn_id, command.seconds)
                case CancelTimer():
                    self._timers.cancel(command.name)
                case MeasureRoom():
                    self._measuring = _Measuring(command.turn_id, command.count)
                case MakeKey():
                    self._make_key()
                case ForgetKey():
                    self._slip = None
                case CheckRecipient():
                    self._check_recipient(command.text)
                case BeginSession():
                    self._begin(command)
                case TellInSession():
                    if self._inside is not None:
                        self._inside.runner.take(Remark(command.line.text))
                case EndSession():
                    if self._inside is not None:
                        self._inside.runner.take(ActionChosen(Action.STOP, Means.SIGNAL))
                case EraseSession():
                    self._waiting.append(SessionErased(self._edges.store.erase()))
                case Wipe():
                    self._slip, self._measuring, self._session = None, None, None
                    self._edges.store.hand_over()
                case CheckStorage():
                    self._check_storage()
                case Report():
                    self._edges.report(command.occurrence, command.detail)
                case CloseKiosk():
                    self.closed = True
                case _:
                    assert_never(command)

    def _make_key(self) -> None:
        self._session = self._edges.new_session()
        made, printed = self._edges.make_key(self._session.session_id)
        self._slip = made.slip
        self._waiting.append(KeyMade(made.public_key, made.fingerprint, printed))

    def _check_recipient(self, text: str) -> None:
        recipient = checked_recipient(text)
        if recipient is None:
            self._waiting.append(RecipientRefused(secret=looks_secret(text)))
        else:
            self._waiting.append(RecipientAccepted(recipient, fingerprint_of(recipient)))

    def _check_storage(self) -> None:
        try:
            self._edges.store.check()
        except VaultError as error:
            self._waiting.append(StorageFailed(error.trouble))
        else:
            self._waiting.append(StorageRecovered())

    def _begin(self, begin: BeginSession) -> None:
        session = self._session or self._edges.new_session()
        conversation, open_journal = self._edges.begin(begin, session)
        edges = Edges(
            InsideMouth(self._edges.mouth, begin.turn_id, self._kiosk.plan.largest_volume),
            InsideEars(self._edges.ears, begin.turn_id),
            open_journal,
            show=lambda _view: None,
            notice=lambda _notice: None,
            remember_manner=lambda _manner: None,
        )
        runner = Runner(conversation, edges, self._clock)
        self._inside = Inside(conversation, runner, begin.turn_id)
        runner.start()


def _sign_of_life(event: Turned, session: Conversation) -> PersonActive | SessionSpoke | None:
    match event:
        case SpeechStarted():
            return PersonActive(Sign.SOUND) if event.near else None
        case SegmentHeard():
            if not event.segment.words:
                return None
            if event.segment.background:
                return PersonActive(Sign.SOUND)  # others' talk, as far as a level can tell
            return PersonActive(Sign.CHOICE if session.takes_for_choice(event) else Sign.WORDS)
        case Interrupted():
            return PersonActive(Sign.CHOICE)
        case SpeechFinished():
            return SessionSpoke()
        case _:
            return None


def seal_what_is_left(
    runner: KioskRunner, inbox: "queue.SimpleQueue[Event | KioskEvent | Notice]"
) -> None:
    """Give the runner what was heard until the edges closed, and have it sealed."""
    try:
        while not runner.closed and not inbox.empty():
            runner.take(inbox.get())
    finally:
        runner.finish()


def run_kiosk(
    runner: KioskRunner,
    inbox: "queue.SimpleQueue[Event | KioskEvent | Notice]",
    clock: AwakeClock,
    beat: Callable[[], None],
    every_seconds: float | None,
    at_once: Callable[[], bool] = lambda: False,
) -> None:
    """The kiosk's loop on a real clock, until it has closed, or is to be left `at_once`.

    `beat` is called at least every so many seconds.
    """
    runner.start()
    while not runner.closed and not at_once():
        wait_seconds = runner.seconds_to_next_timer()
        event = clock.next_of(inbox, min(wait_seconds, every_seconds or wait_seconds))
        if event is not None:
            runner.take(event)
        runner.tick()
        beat()
