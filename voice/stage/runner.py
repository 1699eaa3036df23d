"""The one writer: takes events in order, carries out commands through the ports, shows views.

It owns the `Core`, such as a `Conversation`, and is the only caller of `handle`. It decides
nothing about the session itself. `run` is its loop on real devices; the simulated room calls
`take` itself.
"""

import queue
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, assert_never

from voice.floor.actions import Action
from voice.floor.commands import (
    CancelTimer,
    Chime,
    Command,
    End,
    EraseCorrection,
    EraseSegments,
    FlagSegment,
    Hush,
    Listen,
    Manner,
    MarkAnswer,
    Prepare,
    RememberManner,
    Rest,
    SealCorrection,
    SealSegment,
    SealSound,
    SetTimer,
    Speak,
)
from voice.floor.events import (
    ActionChosen,
    Event,
    SealingFailed,
    SegmentSealed,
    SoundNotSealed,
    TimerFired,
    WritingRecovered,
)
from voice.floor.view import View
from voice.machine.awake import AwakeClock
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
from voice.stage.timers import Timers
from voice.values.errors import VaultError, VoiceError

RETRY_TIMER = "retry writing"
RETRY_SECONDS = 5.0
"""A full disk is often freed within seconds; more often would only heat a failing one."""

MOST_OWED_SOUND_BYTES = 16 * 1024 * 1024
"""Eight minutes of speech wait in memory while the disk is full; then the oldest is given up. Words
are never given up: an hour of them is smaller than a minute of sound."""

_Kept = SealSegment | EraseSegments | SealCorrection | EraseCorrection | MarkAnswer | FlagSegment


class Core(Protocol):
    """What decides: a session's conversation, or reading aloud. Events in, commands out."""

    def start(self) -> list[Command]: ...

    def handle(self, event: Event) -> list[Command]: ...

    def accepts(self, action: Action) -> bool: ...

    def view(self) -> View: ...

    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Edges:
    """What the runner acts through."""

    mouth: Mouth
    ears: Ears
    open_journal: Callable[[], Journal]
    """Called once, when there is first something to keep."""
    show: Callable[[View], None]
    notice: Callable[[Notice], None]
    remember_manner: Callable[[Manner], None]


class Runner:
    """Carries a session from its start to its end; every method on one thread."""

    def __init__(self, conversation: Core, edges: Edges, clock: Clock) -> None:
        self._conversation = conversation
        self._edges = edges
        self._timers = Timers(clock)
        self._journal: Journal | None = None
        self._owed: deque[_Kept] = deque()
        self._failing = False
        self._sounds: deque[SealSound] = deque()
        self._sounds_wait = False
        """Writing them failed; they are tried again when the timer fires."""
        self._sound_trouble_told = False
        self._sounds_given_up = 0
        self._waiting: deque[Event] = deque()
        self._shown: View | None = None
        self.ended = False

    @property
    def unwritten(self) -> int:
        """How many records are still in memory only."""
        return len(self._owed)

    @property
    def lost_sounds(self) -> int:
        """How many passages that are kept have lost their sound, or have it in memory only."""
        return self._sounds_given_up + len(self._sounds)

    def start(self) -> None:
        """Begin the session."""
        self._carry_out(self._conversation.start())
        self._settle()

    def take(self, event: Event | Notice) -> None:
        """Take one event, and everything that follows from it at once."""
        if isinstance(event, CaptionHeard | LevelMeasured | ScanMoved):
            self._edges.notice(event)
            return
        self._waiting.append(event)
        self._settle()

    def tick(self) -> None:
        """Fire the timers that have run out."""
        for fired in self._timers.due():
            self.take(fired)

    def seconds_to_next_timer(self) -> float | None:
        """How long `tick` has nothing to do; None: for ever."""
        return self._timers.seconds_to_next()

    def finish(self) -> None:
        """Write what is still owed and close the journal; what cannot be written stays counted."""
        self._write()
        self._write_sounds()
        if self._journal is not None:
            if not self._owed:
                self._journal.end(self._conversation.reason or "interrupted")
            self._journal.close()
            self._journal = None

    def _settle(self) -> None:
        self._take_waiting()
        if self._sounds and not self._sounds_wait and not self.ended:
            self._show()  # sealing a minute of sound takes a moment, and nobody waits for it
            self._write_sounds()
            self._take_waiting()
        self._show()

    def _show(self) -> None:
        view = self._conversation.view()
        if view != self._shown:
            self._shown = view
            self._edges.show(view)

    def _take_waiting(self) -> None:
        while self._waiting and not self.ended:
            event = self._waiting.popleft()
            if isinstance(event, TimerFired) and event.name == RETRY_TIMER:
                self._write()
                self._sounds_wait = False
            elif not isinstance(event, ActionChosen) or self._conversation.accepts(event.action):
                self._carry_out(self._conversation.handle(event))

    def _carry_out(self, commands: list[Command]) -> None:
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
                case Chime():
                    self._edges.ears.cue()
                    self._edges.mouth.chime(command.manner)
                case Listen():
                    self._edges.ears.listen(command.turn_id, command.sound, command.forms)
                case Rest():
                    self._edges.ears.rest(command.turn_id)
                case SetTimer():
                    self._timers.set(command.name, command.turn_id, command.seconds)
                case CancelTimer():
                    self._timers.cancel(command.name)
                case (
                    SealSegment()
                    | EraseSegments()
                    | SealCorrection()
                    | EraseCorrection()
                    | MarkAnswer()
                    | FlagSegment()
                ):
                    self._owed.append(command)
                    if isinstance(command, EraseSegments):
                        self._forget_sounds(command.segment_ids)
                    self._write()
                case SealSound():
                    self._owe_sound(command)
                case RememberManner():
                    self._edges.remember_manner(command.manner)
                case End():
                    self.ended = True
                case _:
                    assert_never(command)

    def _write(self) -> None:
        """Write what is owed, in order; what fails stays owed and is tried again."""
        while self._owed:
            kept = self._owed[0]
            try:
                if self._journal is None:
                    self._journal = self._edges.open_journal()
                self._write_one(self._journal, kept)
            except VaultError as error:
                segment_id = kept.segment.segment_id if isinstance(kept, SealSegment) else ""
                self._waiting.append(SealingFailed(segment_id, error.trouble))
                self._timers.set(RETRY_TIMER, 0, RETRY_SECONDS)
                self._failing = True
                return
            self._owed.popleft()
            if isinstance(kept, SealSegment):
                self._waiting.append(SegmentSealed(kept.segment.segment_id))
        if self._failing:
            self._failing = False
            self._waiting.append(WritingRecovered())

    def _write_sounds(self) -> None:
        """Write how passages sounded, once every word that is owed is durable."""
        while self._sounds and not self._owed:
            sealing = self._sounds[0]
            try:
                if self._journal is None:
                    self._journal = self._edges.open_journal()
                self._journal.seal_sound(sealing.question_id, sealing.segment_id, sealing.sound)
            except VoiceError as error:  # the encoder's too: no sound may cost a session
                if not self._sound_trouble_told:
                    self._waiting.append(SoundNotSealed(error.trouble))
                self._sound_trouble_told = self._sounds_wait = True
                self._timers.set(RETRY_TIMER, 0, RETRY_SECONDS)
                return
            self._sound_trouble_told = False
            self._sounds.popleft()

    def _owe_sound(self, sealing: SealSound) -> None:
        self._sounds.append(sealing)
        while sum(len(s.sound.samples) for s in self._sounds) > MOST_OWED_SOUND_BYTES:
            self._sounds.popleft()
            self._sounds_given_up += 1

    def _forget_sounds(self, segment_ids: tuple[str, ...]) -> None:
        """The sound of an erased passage that was not written yet never is."""
        self._sounds = deque(s for s in self._sounds if s.segment_id not in segment_ids)

    def _write_one(self, journal: Journal, kept: _Kept) -> None:
        match kept:
            case SealSegment():
                journal.seal_segment(kept.question_id, kept.segment)
            case EraseSegments():
                journal.erase_segments(kept.question_id, kept.segment_ids)
            case SealCorrection():
                journal.seal_correction(kept.question_id, kept.correction)
            case EraseCorrection():
                journal.erase_correction(kept.question_id, kept.correction_id)
            case MarkAnswer():
                journal.mark_answer(kept.question_id, kept.state)
            case FlagSegment():
                journal.flag_segment(kept.question_id, kept.segment_id)
            case _:
                assert_never(kept)


def run(
    runner: Runner,
    inbox: "queue.SimpleQueue[Event | Notice]",
    clock: AwakeClock,
    at_once: Callable[[], bool] = lambda: False,
) -> None:
    """The runner's loop on its own clock: until the session has ended, or is to be left `at_once`;
    whoever asks for that wakes it with an event."""
    runner.start()
    while not runner.ended and not at_once():
        event = clock.next_of(inbox, runner.seconds_to_next_timer())
        if event is not None:
            runner.take(event)
        runner.tick()
