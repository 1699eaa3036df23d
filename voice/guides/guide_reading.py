"""Reading a guide aloud at a keyboard, as a sans-IO core: what somebody chooses in, commands out.

When it speaks, records and shows; which text it is, what was read and what a choice leads to is
`scenes.recording.takes`'. It knows no device, file, clock or terminal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voice.floor.commands import Hush, Line, Manner, Speak
from voice.floor.events import DeviceFailed, SpeechFinished
from voice.guides.recording import Chosen, Command, Event, OpenMicrophone, Show, Shown
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    MicrophoneOpen,
    NotTaken,
    ReadingOver,
    Taken,
    TakeReading,
)
from voice.scenes.recording.takes import Choice, Reading, State, Takes


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the reading is."""

    takes: Takes
    turn_id: int = 0
    cue_turn_id: int | None = None
    """The turn of the tone after which it is to be read."""
    told_of_loudspeaker: bool = False

    @property
    def state(self) -> State:
        """Where the present text stands."""
        return self.takes.state

    @property
    def read(self) -> Mapping[str, Reading]:
        """What was read so far."""
        return self.takes.read


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
        self._manner = manner
        self._speaks = speaks
        self.now = Situation(Takes(tuple(texts), dict(read or {})))
        self._out: list[Command] = []

    @property
    def name(self) -> str:
        """The present text's."""
        return self.now.takes.name

    @property
    def offered(self) -> tuple[Choice, ...]:
        """What can be chosen now, the enter key's first."""
        return self.now.takes.offered

    def start(self) -> list[Command]:
        """The first text that nobody has read."""
        self._change(takes=self.now.takes.at_first_unread())
        self._present()
        return self._taken_out()

    def handle(self, event: Event) -> list[Command]:
        """What follows; nothing where it is no longer wanted."""
        now, takes = self.now, self.now.takes
        match event:
            case Chosen():
                self._choose(event.choice)
            case MicrophoneOpen() if takes.wants(event.attempt):
                self._speak((), cue=True)
                self._change(cue_turn_id=self.now.turn_id)
            case SpeechFinished() if takes.is_reading and event.turn_id == now.cue_turn_id:
                self._change(cue_turn_id=None)
                self._out += [TakeReading(takes.attempt), Show(Shown.READ_NOW)]
            case ReadingOver() if takes.wants(event.attempt):
                self._out.append(EndReading(takes))
            case Taken() if takes.wants(event.attempt):
                self._take(event.reading)
            case NotTaken() if takes.wants(event.attempt):
                self._change(takes=takes.broken_off())
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
        if chosen not in offered:
            self._out.append(Show(Shown.NOT_HERE))
            return
        before = self.now.takes.state
        self._change(takes=self.now.takes.chosen(chosen))
        match chosen:
            case Choice.READ | Choice.AGAIN:
                self._change(cue_turn_id=None)
                self._out += [Hush(), OpenMicrophone(self.now.takes.attempt)]
            case Choice.DONE:
                self._out.append(EndReading(self.now.takes))
            case Choice.HEAR if before is State.READ:
                self._play_back()
            case Choice.HEAR:
                self._speak((Line(self._texts[self.name]),))
            case Choice.NEXT | Choice.BACK | Choice.STOP if self.now.state is not State.OVER:
                self._present()
            case Choice.NEXT | Choice.BACK | Choice.STOP:
                self._out += [DropReading(), Hush()]

    # -------------------------------------------------------------------------------------------

    def _present(self) -> None:
        self._out.append(Show(Shown.TEXT, self.now.read.get(self.name)))
        if self._speaks:
            self._speak((Line(self._texts[self.name]),))
        else:
            self._out.append(Hush())

    def _take(self, reading: Reading) -> None:
        self._change(takes=self.now.takes.taken(reading))
        self._out += [DropReading(), Show(Shown.TAKEN, reading)]
        if reading.is_kept:
            self._play_back()

    def _play_back(self) -> None:
        self._speak((Line(self._texts[self.name], recording=self.name),))

    def _speak(self, lines: tuple[Line, ...], cue: bool = False) -> None:
        turn_id = self.now.turn_id + 1
        self._change(turn_id=turn_id)
        self._out += [Hush(), Speak(turn_id, lines, self._manner, cue)]

    def _change(self, **changes: object) -> None:
        self.now = replace(self.now, **changes)  # type: ignore[arg-type]

    def _taken_out(self) -> list[Command]:
        out, self._out = self._out, []
        return out
