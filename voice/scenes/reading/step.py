"""All that reading aloud remembers, as one frozen value, and the step that changes it.

Data and the small vocabulary of a step; what an action does is in `doing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voice.floor.actions import RULES, Action
from voice.floor.commands import (
    CancelTimer,
    Command,
    EraseSegments,
    Hush,
    Line,
    Listen,
    Manner,
    Prepare,
    Rest,
    SealSegment,
    SetTimer,
    Speak,
)
from voice.floor.turn import Patience
from voice.floor.wording import Say, Wording
from voice.scenes.reading.pieces import Piece
from voice.scenes.reading.states import FLOOR_TAKEN, STEPS, Reading
from voice.scenes.reflection.states import Trigger
from voice.values.transcript import Correction, Segment
from voice.values.troubles import Trouble, TroubleWords

SILENCE_TIMER = "silence"


@dataclass(frozen=True, slots=True)
class Book:
    """What reading is given at its start and never changes."""

    title: str
    pieces: tuple[Piece, ...]
    wording: Wording
    patience: Patience = field(default_factory=Patience)
    crisis: str = ""
    how: Say = Say.READING_HOW
    """What is said before the first part: how to go on."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """An added passage taken out; it is erased once nothing can bring it back."""

    piece: Piece
    segment: Segment


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of reading."""

    manner: Manner
    pieces: tuple[Piece, ...]
    index: int = 0
    state: Reading = Reading.SPEAKING
    then: Reading = Reading.WAITING
    turn_id: int = 0
    speaking: bool = False
    listening: bool = False
    hearing: bool = False
    """Somebody is speaking right now."""
    delayed_turn_id: int | None = None
    """The listening turn in which the person was told that the model is still loading, as long as
    nothing but that followed."""
    open_turn_id: int | None = None
    """The listening turn that has not yet reported `ListeningStopped`."""
    kept_turns: Mapping[int, Piece] = field(default_factory=dict[int, Piece])
    """Listening turn -> the part that was read, for turns whose words are added to it."""
    waiting: bool = False
    """Whether the silence timer runs."""
    undisturbed: bool = False
    asked_whose_stop: bool = False
    """Whether it was asked, in this part, whose "stop" that was: said again, it is done."""
    undoable: Correction | LetGo | None = None
    """The last change, as long as it can be taken back: until the next, or the end."""
    saying: tuple[Line, ...] = ()
    said: tuple[Line, ...] = ()
    """What the program said last; it can still be read while it listens."""
    owed: tuple[Line, ...] = ()
    help_page: int = 0
    writing_trouble: str = ""
    device_troubles: Mapping[str, Trouble] = field(default_factory=dict[str, Trouble])
    sealed_count: int = 0
    reason: str = ""

    @property
    def piece(self) -> Piece:
        """The part that was read last."""
        return self.pieces[self.index]

    @property
    def waiting_state(self) -> Reading:
        """The listening state that is open, or that the present speech leads into."""
        return self.then if self.state in FLOOR_TAKEN else self.state

    def with_piece(self, index: int, piece: Piece) -> "Moment":
        """The same moment with one part replaced."""
        pieces = list(self.pieces)
        pieces[index] = piece
        return replace(self, pieces=tuple(pieces))


def answer_key(piece: Piece) -> str:
    """Which answer a command is about: several sessions can be read, so both ids are named."""
    return f"{piece.session_id} {piece.question_id}"


@dataclass(slots=True)
class Step:
    """The moment as it becomes, and the commands so far."""

    book: Book
    now: Moment
    out: list[Command] = field(default_factory=list[Command])
    trigger: Trigger | None = None

    def change(self, **changes: object) -> None:
        """Replace fields of the moment."""
        self.now = replace(self.now, **changes)  # pyright: ignore[reportArgumentType]

    def line(self, say: Say, *, private: bool = False, **values: object) -> Line:
        """One of the program's own lines; `private` where a value is the person's own words."""
        return Line(self.book.wording.line(say, **values), private)

    def words_for(self, trouble: Trouble) -> TroubleWords:
        """A trouble in the session's language."""
        return trouble.in_words(self.book.wording.troubles)

    def trouble(self, say: Say, words: TroubleWords) -> Line:
        """A line with what is spoken of a trouble in it."""
        return self.line(say, said=words.said or self.book.wording.line(Say.ASK_WHOEVER))

    def take_floor(self) -> None:
        """Stop whatever the program is doing."""
        if self.now.speaking:
            self.out.append(Hush())
        if self.now.listening:
            self.out.append(Rest(self.now.turn_id))
        self.stop_waiting()
        self.change(speaking=False, listening=False, hearing=False)

    def stop_waiting(self) -> None:
        """Nothing will come of the silence."""
        if self.now.waiting:
            self.out.append(CancelTimer(SILENCE_TIMER))
            self.change(waiting=False)

    def speak(self, state: Reading, lines: tuple[Line, ...], then: Reading) -> None:
        """Take the floor and say the lines, troubles first."""
        self.take_floor()
        lines = self.now.owed + lines
        turn_id = self.now.turn_id + 1
        back = state is Reading.TELLING and then is self.now.waiting_state
        self.change(
            state=state,
            then=then,
            delayed_turn_id=self.now.delayed_turn_id if back else None,
            turn_id=turn_id,
            speaking=True,
            saying=lines,
            said=lines,
            owed=(),
            help_page=0,
        )
        self.out.append(Speak(turn_id, lines, self.now.manner, cue=state is not Reading.CLOSING))

    def tell(self, *lines: Line, then: Reading | None = None) -> None:
        """Say something in between and come back, or go on to `then`."""
        self.speak(Reading.TELLING, lines, then or self.now.waiting_state)

    def read(self, index: int, *before: Line) -> None:
        """Say a part, with what leads it."""
        self.change(index=index, undisturbed=False, asked_whose_stop=False)
        piece = self.now.piece
        led = tuple(Line(text) for text in piece.before)
        said = tuple(
            Line(text, private=True, recording=piece.recording) for text in (piece.text,) if text
        )
        self.speak(Reading.SPEAKING, (*before, *led, *said), Reading.WAITING)

    def listen(self) -> None:
        """Give the floor to the person."""
        turn_id = self.now.turn_id + 1
        state = self.now.then
        kept = dict(self.now.kept_turns)
        if state is Reading.ADDING:
            kept[turn_id] = self.now.piece
        self.change(
            state=state,
            turn_id=turn_id,
            speaking=False,
            listening=True,
            open_turn_id=turn_id,
            kept_turns=kept,
            saying=(),
        )
        self.out.append(Listen(turn_id))
        if state is Reading.WAITING and self.now.index + 1 < len(self.now.pieces):
            following = self.now.pieces[self.now.index + 1].before
            self.out.append(Prepare(tuple(Line(text) for text in following), self.now.manner))

    def wait(self, silence_so_far_seconds: float = 0.0) -> None:
        """Move on by silence, where the person chose that."""
        seconds = self.book.patience.moving_on_seconds
        if self.now.state is Reading.WAITING and seconds is not None and not self.now.undisturbed:
            left_seconds = max(0.0, seconds - silence_so_far_seconds)
            self.out.append(SetTimer(SILENCE_TIMER, self.now.turn_id, left_seconds))
            self.change(waiting=True)

    def add(self, read: Piece, segment: Segment) -> None:
        """Add a passage to the answer of a part that was read, and have it sealed."""
        self.settle()
        self.out.append(SealSegment(answer_key(read), segment))
        index = self.now.index
        if not self.now.piece.same_answer(read):
            index = max(i for i, piece in enumerate(self.now.pieces) if piece.same_answer(read))
        piece = self.now.pieces[index]
        if piece.added:
            self.now = self.now.with_piece(
                index, replace(piece, passages=(*piece.passages, segment))
            )
            return
        new = replace(
            piece,
            before=(),
            passages=(segment,),
            corrections=(),
            first=False,
            added=True,
            recorded=False,
        )
        pieces = (*self.now.pieces[: index + 1], new, *self.now.pieces[index + 1 :])
        here = self.now.index
        moved = index == here and self.now.state is Reading.ADDING
        self.change(pieces=pieces, index=here + 1 if moved or index < here else here)

    def settle(self) -> None:
        """The last change can no longer be taken back: what was let go is erased for good."""
        if isinstance(self.now.undoable, LetGo):
            gone = self.now.undoable
            self.out.append(EraseSegments(answer_key(gone.piece), (gone.segment.segment_id,)))
        self.change(undoable=None)

    def close(self, reason: str, *before: Line) -> None:
        """Say goodbye; what was let go is erased now."""
        self.settle()
        self.change(reason=reason)
        self.speak(Reading.CLOSING, (*before, self.line(Say.READING_END)), Reading.CLOSING)


def offered(now: Moment) -> tuple[Action, ...]:
    """The actions that make sense now, in the order of the single-switch scan."""
    possible = STEPS[now.waiting_state]
    return tuple(
        rule.action for rule in RULES if rule.action in possible and _fits(now, rule.action)
    )


def _fits(now: Moment, action: Action) -> bool:
    match action:
        case Action.UNDO:
            return now.undoable is not None
        case Action.BRING | Action.CORRECT:
            return bool(now.piece.passages)
        case Action.SCRATCH:
            return now.piece.added and bool(now.piece.passages)
        case _:
            return True
