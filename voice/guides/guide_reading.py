"""Reading a guide aloud, text by text, as a sans-IO core: what somebody chooses in, commands out.

Which choice leads where, and what was read so far; its values are `recording`'s. It knows no
device, file, clock or terminal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from voice.floor.commands import Hush, Line, Manner, Speak
from voice.floor.events import DeviceFailed, SpeechFinished
from voice.guides.recording import (
    OFFERED,
    BeginReading,
    Choice,
    Chosen,
    CloseMicrophone,
    Command,
    EndReading,
    Event,
    MicrophoneOpen,
    NotTaken,
    OpenMicrophone,
    Reading,
    ReadingOver,
    Show,
    Shown,
    State,
    Taken,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the reading is."""

    at: int = 0
    state: State = State.UNREAD
    turn_id: int = 0
    attempt: int = 0
    cue_turn_id: int | None = None
    """The turn of the tone after which it is to be read."""
    read: Mapping[str, Reading] = field(default_factory=dict[str, Reading])
    told_of_loudspeaker: bool = False


class GuideReading:
    """From the first text to the last; `read` is what is there at any moment."""

    def __init__(
        self,
        texts: Mapping[str, str],
        manner: Manner,
        speaks: bool = True,
        read: Mapping[str, Reading] | None = None,
    ) -> None:
        """`texts` by the names of their recordings; `read` is what was read another time.

        Where it does not speak, the texts are only shown; the tone and what was read are heard.
        """
        self._texts = texts
        self._names = tuple(texts)
        self._manner = manner
        self._speaks = speaks
        self.now = Situation(read=dict(read or {}))
        self._out: list[Command] = []

    @property
    def name(self) -> str:
        """The present text's."""
        return self._names[self.now.at]

    @property
    def offered(self) -> tuple[Choice, ...]:
        """What can be chosen now, the enter key's first."""
        now = self.now
        return tuple(c for c in OFFERED[now.state] if c is not Choice.BACK or now.at > 0)

    def start(self) -> list[Command]:
        """The first text that nobody has read."""
        unread = (at for at, name in enumerate(self._names) if name not in self.now.read)
        self._go_to(next(unread, 0))
        return self._taken_out()

    def handle(self, event: Event) -> list[Command]:
        """What follows; nothing where it is no longer wanted."""
        now = self.now
        is_reading = now.state is State.READING
        match event:
            case Chosen():
                self._choose(event.choice)
            case MicrophoneOpen() if is_reading and event.attempt == now.attempt:
                self._speak((), cue=True)
                self._change(cue_turn_id=self.now.turn_id)
            case SpeechFinished() if is_reading and event.turn_id == now.cue_turn_id:
                self._change(cue_turn_id=None)
                self._out += [BeginReading(now.attempt), Show(Shown.READ_NOW)]
            case ReadingOver() if is_reading and event.attempt == now.attempt:
                self._out.append(EndReading(now.attempt))
            case Taken() if is_reading and event.attempt == now.attempt:
                self._take(event.reading)
            case NotTaken() if is_reading and event.attempt == now.attempt:
                self._change(state=self._rests_in())
                self._out.append(Show(Shown.TROUBLE, trouble=event.trouble))
            case DeviceFailed() if not now.told_of_loudspeaker and now.state is not State.OVER:
                self._change(told_of_loudspeaker=True)
                self._out.append(Show(Shown.TROUBLE, trouble=event.trouble))
            case _:
                pass
        return self._taken_out()

    def _choose(self, choice: Choice | None) -> None:
        if not (offered := self.offered):
            return
        chosen = offered[0] if choice is None else choice
        if chosen in offered:
            _DOING[chosen](self)
        else:
            self._out.append(Show(Shown.NOT_HERE))

    # What each choice does ---------------------------------------------------------------------

    def _begin(self) -> None:
        attempt = self.now.attempt + 1
        self._change(state=State.READING, attempt=attempt, cue_turn_id=None)
        self._out += [Hush(), OpenMicrophone(attempt)]

    def _end(self) -> None:
        self._out.append(EndReading(self.now.attempt))

    def _hear(self) -> None:
        if self.now.state is State.READ:
            self._play_back()
        else:
            self._speak((Line(self._texts[self.name]),))

    def _next(self) -> None:
        if self.now.at + 1 == len(self._names):
            self._stop()
        else:
            self._go_to(self.now.at + 1)

    def _back(self) -> None:
        self._go_to(self.now.at - 1)

    def _stop(self) -> None:
        self._change(state=State.OVER)
        self._out += [CloseMicrophone(), Hush()]

    # -------------------------------------------------------------------------------------------

    def _go_to(self, at: int) -> None:
        self._change(at=at)
        self._change(state=self._rests_in())
        self._out.append(Show(Shown.TEXT, self.now.read.get(self.name)))
        if self._speaks:
            self._speak((Line(self._texts[self.name]),))
        else:
            self._out.append(Hush())

    def _take(self, reading: Reading) -> None:
        if reading.is_kept:
            self._change(read={**self.now.read, self.name: reading})
        self._change(state=self._rests_in())
        self._out += [CloseMicrophone(), Show(Shown.TAKEN, reading)]
        if reading.is_kept:
            self._play_back()

    def _play_back(self) -> None:
        self._speak((Line(self._texts[self.name], recording=self.name),))

    def _rests_in(self) -> State:
        return State.READ if self.name in self.now.read else State.UNREAD

    def _speak(self, lines: tuple[Line, ...], cue: bool = False) -> None:
        turn_id = self.now.turn_id + 1
        self._change(turn_id=turn_id)
        self._out += [Hush(), Speak(turn_id, lines, self._manner, cue)]

    def _change(self, **changes: object) -> None:
        self.now = replace(self.now, **changes)  # type: ignore[arg-type]

    def _taken_out(self) -> list[Command]:
        out, self._out = self._out, []
        return out


_DOING: Mapping[Choice, Callable[[GuideReading], None]] = {
    Choice.READ: GuideReading._begin,  # pyright: ignore[reportPrivateUsage]
    Choice.AGAIN: GuideReading._begin,  # pyright: ignore[reportPrivateUsage]
    Choice.DONE: GuideReading._end,  # pyright: ignore[reportPrivateUsage]
    Choice.NEXT: GuideReading._next,  # pyright: ignore[reportPrivateUsage]
    Choice.HEAR: GuideReading._hear,  # pyright: ignore[reportPrivateUsage]
    Choice.BACK: GuideReading._back,  # pyright: ignore[reportPrivateUsage]
    Choice.STOP: GuideReading._stop,  # pyright: ignore[reportPrivateUsage]
}
