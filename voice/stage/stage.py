"""The stage: takes events in order, brings each to its scene, carries commands out, shows views.

It owns the scenes that are open, one inside the other, and is the only caller of `handle`. It
decides nothing about any of them. Whoever lets time pass (`loop`, the simulated room) calls it.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from voice.floor.actions import Action, Means
from voice.floor.commands import (
    CancelTimer,
    Chime,
    Command,
    EndInside,
    EraseCorrection,
    EraseSegments,
    Errand,
    FlagSegment,
    Hush,
    Keeping,
    LearnSound,
    Leave,
    Listen,
    MarkAnswer,
    Open,
    Prepare,
    RememberManner,
    Rest,
    SealCorrection,
    SealSegment,
    SealSound,
    SetTimer,
    Speak,
    TellInside,
    UnflagSegment,
)
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    DeviceRecovered,
    Event,
    OptionChosen,
    RecordEvent,
    Remark,
    SceneEvent,
    SceneOver,
    SignOfLife,
    TimerFired,
    TurnEvent,
)
from voice.floor.scene import Scene
from voice.floor.view import View
from voice.stage.ports import (
    CaptionHeard,
    Clock,
    Edges,
    HiddenTyped,
    LevelMeasured,
    Notice,
    ScanMoved,
)
from voice.stage.records import Records
from voice.stage.timers import Timers

RETRY_TIMER = "retry writing"
RETRY_SECONDS = 5.0
"""A full disk is often freed within seconds; more often would only heat a failing one."""

AnyScene = Scene[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class _Opened:
    scene: AnyScene
    records: Records


class Stage:
    """Carries scenes from the first one's start to its end; every method on one thread."""

    def __init__(self, scene: AnyScene, edges: Edges, clock: Clock) -> None:
        self._edges = edges
        self._timers = Timers(clock)
        self._opened: list[_Opened] = []
        self._waiting: deque[tuple[int | None, Event]] = deque()
        """What is to be taken, and by the scene how deep; None: by whose it is."""
        self._shown: View | None = None
        self._unwritten = self._lost_sounds = 0
        self._first = scene
        self.ended = False

    @property
    def scene(self) -> AnyScene:
        """The innermost scene: the one that has the floor."""
        return self._opened[-1].scene if self._opened else self._first

    @property
    def unwritten(self) -> int:
        """How many records are in memory only, or were lost with it."""
        return self._unwritten + sum(opened.records.unwritten for opened in self._opened)

    @property
    def lost_sounds(self) -> int:
        """How many passages that are kept have lost their sound, or have it in memory only."""
        return self._lost_sounds + sum(opened.records.lost_sounds for opened in self._opened)

    def start(self) -> None:
        """Begin the first scene."""
        self._open(self._first, None)
        self._settle()

    def take(self, event: Event | Notice) -> None:
        """Take one event, and everything that follows from it at once."""
        match event:
            case CaptionHeard():
                if all(opened.scene.shows_captions for opened in self._opened):
                    self._edges.notice(event)
            case LevelMeasured():
                self._edges.notice(event)
                if self._edges.desk is not None:
                    self._expect(self._edges.desk.measure(event))
            case ScanMoved() | HiddenTyped():
                self._edges.notice(event)
            case _:
                self._waiting.append((None, event))
        if self._waiting:
            self._settle()

    def tick(self) -> None:
        """Fire the timers that have run out."""
        if self._edges.desk is not None:
            self._expect(self._edges.desk.changed())
        self._waiting.extend(self._timers.due())
        if self._waiting:
            self._settle()

    def seconds_to_next_timer(self) -> float | None:
        """How long `tick` has nothing to do; None: for ever."""
        return self._timers.seconds_to_next()

    def finish(self) -> None:
        """Whatever ended it: write what is still owed and close every journal."""
        while self._opened:
            if not self.ended:
                self._carry_out(len(self._opened) - 1, self.scene.left_at_once())
            self._close_innermost()
        if self._edges.desk is not None:
            self._edges.desk.close()

    # Scenes ---------------------------------------------------------------------------------

    def _open(self, scene: AnyScene, keeping: Keeping | None) -> None:
        depth = len(self._opened)

        def tell(event: RecordEvent) -> None:
            self._waiting.append((depth, event))

        def try_again() -> None:
            self._timers.set(RETRY_TIMER, 0, RETRY_SECONDS, depth)

        records = Records(self._edges.journal(keeping), tell, try_again)
        self._opened.append(_Opened(scene, records))
        self._carry_out(depth, scene.start())

    def _close_innermost(self) -> _Opened:
        over = self._opened.pop()
        over.records.finish(over.scene.now.reason or "interrupted")
        self._unwritten += over.records.unwritten
        self._lost_sounds += over.records.lost_sounds
        depth = len(self._opened)
        self._timers.forget(depth)
        self._waiting = deque((d, event) for d, event in self._waiting if d != depth)
        return over

    def _leave(self, leave: Leave) -> None:
        if len(self._opened) == 1:
            self.ended = True
            return
        over = self._close_innermost()
        now = over.scene.now
        told = SceneOver(
            leave.reason,
            leave.kept_passages,
            over.records.unwritten,
            now.turn_id,
            now.manner,
            leave.left_open,
        )
        self._waiting.appendleft((len(self._opened) - 1, told))

    # Events ---------------------------------------------------------------------------------

    def _expect(self, events: Iterable[Event]) -> None:
        self._waiting.extend((None, event) for event in events)

    def _settle(self) -> None:
        self._take_waiting()
        innermost = self._opened[-1].records if self._opened else None
        if innermost is not None and innermost.has_sound_to_write and not self.ended:
            self._show()  # sealing a minute of sound takes a moment, and nobody waits for it
            innermost.write_sounds()
            self._take_waiting()
        self._show()

    def _show(self) -> None:
        if not self._opened:
            return
        scenes = [opened.scene for opened in self._opened]
        inside = scenes[-1]
        view = inside.view()
        for scene in reversed(scenes[:-1]):
            view = scene.around(view, inside.leaving)
        if view != self._shown:
            self._shown = view
            self._edges.show(view)

    def _take_waiting(self) -> None:
        while self._waiting and not self.ended:
            depth, event = self._waiting.popleft()
            if depth is not None:
                self._give(depth, event)
                continue
            takers = self._takers(event)
            for depth in takers:
                self._give(depth, event)
            if (
                not takers
                and isinstance(event, ActionChosen | OptionChosen)
                and len(self._opened) > 1
            ):
                self._tell_of_life(len(self._opened) - 1, event)  # a moment late, but by somebody

    def _takers(self, event: Event) -> list[int]:
        """How deep the scenes are open that are to take an event, the innermost first."""
        depths = range(len(self._opened) - 1, -1, -1)
        match event:
            case ActionChosen():
                takers = [d for d in depths if self._opened[d].scene.accepts(event.action)][:1]
            case OptionChosen():
                takers = [d for d in depths if self._opened[d].scene.has_option(event.number)][:1]
            case DeviceFailed() | DeviceRecovered():
                takers = list(depths)
            case SceneEvent():
                takers = [d for d in depths if isinstance(event, self._opened[d].scene.own_events)]
            case _:
                takers = list(depths)[:1]
        return takers

    def _give(self, depth: int, event: Event) -> None:
        opened = self._opened[depth]
        if isinstance(event, TimerFired) and event.name == RETRY_TIMER:
            opened.records.retry()
            return
        if depth:
            self._tell_of_life(depth, event)  # before it is taken: it changes the state
        self._carry_out(depth, opened.scene.handle(event))

    def _tell_of_life(self, depth: int, event: Event) -> None:
        """A sign of life, for the scene around; not what is of a turn before the scene inside."""
        inside, around = self._opened[depth].scene, self._opened[depth - 1].scene
        if isinstance(event, TurnEvent) and event.turn_id <= around.now.turn_id:
            return
        sign = inside.sign_of_life(event)
        if sign is not None and SignOfLife in around.own_events:
            self._waiting.appendleft((depth - 1, SignOfLife(sign)))

    # Commands -------------------------------------------------------------------------------

    def _carry_out(self, depth: int, commands: list[Command]) -> None:
        edges, records = self._edges, self._opened[depth].records
        for command in commands:
            match command:
                case Speak():
                    edges.ears.watch(command.turn_id)
                    edges.mouth.speak(command)
                case Prepare():
                    texts = tuple(line.text for line in command.lines if line.ahead)
                    edges.mouth.prepare(texts, command.manner)
                case Hush():
                    edges.mouth.hush()
                case Chime():
                    edges.ears.cue()
                    edges.mouth.chime(command.manner, command.tone)
                case Listen():
                    edges.ears.listen(command.turn_id, command.sound, command.forms)
                case Rest():
                    edges.ears.rest(command.turn_id)
                case SetTimer():
                    self._timers.set(command.name, command.turn_id, command.seconds, depth)
                case CancelTimer():
                    self._timers.cancel(command.name, depth)
                case (
                    SealSegment()
                    | EraseSegments()
                    | SealCorrection()
                    | EraseCorrection()
                    | MarkAnswer()
                    | FlagSegment()
                    | UnflagSegment()
                ):
                    records.owe(command)
                case SealSound():
                    records.owe_sound(command)
                case RememberManner():
                    edges.remember_manner(command.manner)
                case LearnSound():
                    edges.learn_sound(command)
                case Open():
                    self._open(command.scene, command.keeping)
                case TellInside():
                    self._waiting.append((len(self._opened) - 1, Remark(command.line.text)))
                case EndInside():
                    self._waiting.append((None, ActionChosen(Action.STOP, Means.SIGNAL)))
                case Leave():
                    self._leave(command)
                case Errand():
                    assert edges.desk is not None, "a scene with errands needs a desk"
                    self._expect(edges.desk.carry_out(command))
                case _:
                    assert_never(command)
