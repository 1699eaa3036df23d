"""All that reading aloud remembers, as one frozen value, and the step that changes it.

Data and the small vocabulary of a step; what an action does is in `doing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voice.floor.actions import Action, Rule
from voice.floor.commands import (
    EraseSegments,
    FlagSegment,
    Line,
    Prepare,
    SealSegment,
    SetTimer,
    UnflagSegment,
)
from voice.floor.crisis import CrisisCard
from voice.floor.situation import Floor
from voice.floor.step import FloorStep
from voice.floor.turn import AWAY_SECONDS, AWAY_TIMER, Patience, Wait
from voice.floor.wording import Say, Wording
from voice.scenes.reading.pieces import Piece
from voice.scenes.reading.sheet import Paper
from voice.scenes.reading.states import TABLE, Reading
from voice.values.transcript import Correction, Segment, segment_prose

UNCOVERED = frozenset({Reading.WAITING, Reading.ADDING, Reading.CORRECTING})
"""Where words are shown and the program waits; while it says them, somebody may be listening."""


LEFT_ALONE = "left alone"
"""Why a reading ended that nobody gave a sign in."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What reading is given at its start and never changes."""

    title: str
    pieces: tuple[Piece, ...]
    wording: Wording
    patience: Patience = field(default_factory=Patience)
    crisis: CrisisCard = field(default_factory=CrisisCard)
    how: Say = Say.READING_HOW
    """What is said before the first part: how to go on."""
    loudest: float = 1.0
    paper: Paper = field(default_factory=Paper)
    """How what is read is shown."""
    stays: bool = False
    """Whether the person goes on with the scene around it: then nobody says goodbye here."""
    locks: bool = False
    """Whether a passphrase opened this: left alone it is locked again, and no yes opens that."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """Passages taken out of a part; they are erased once nothing can bring them back."""

    piece: Piece
    """The part with them."""
    passages: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """Passages of a part that were just noted for a session."""

    ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Floor):
    """One moment of reading."""

    table = TABLE

    pieces: tuple[Piece, ...]
    index: int = 0
    state: Reading = Reading.SPEAKING
    then: Reading = Reading.WAITING
    kept_turns: Mapping[int, Piece] = field(default_factory=dict[int, Piece])
    """Listening turn -> the part that was read, for turns whose words are added to it."""
    undisturbed: bool = False
    asked_whose_stop: bool = False
    """Whether it was asked, in this part, whose "stop" that was: said again, it is done."""
    typing_turn_id: int = 0
    """The turn in which the line was opened last in which a part is changed."""
    draft: str = field(default="", repr=False)
    """What stands in that line and is not taken yet: in memory only."""
    undoable: tuple[Correction, ...] | LetGo | Noted | None = None
    """The last change, as long as it can be taken back: until the next, or the end."""

    @property
    def piece(self) -> Piece:
        """The part that was read last."""
        return self.pieces[self.index]

    def fits(self, rule: Rule) -> bool:
        """Whether there is what the action needs."""
        match rule.action:
            case Action.UNDO:
                return self.undoable is not None
            case Action.CORRECT:
                return bool(self.piece.passages)
            case Action.BRING:
                return bool(self.piece.passages) and not self.piece.stays
            case Action.UNMARK:
                return self.piece.marked and not self.piece.stays
            case Action.SCRATCH:
                adding = self.waiting_state is Reading.ADDING and not self.piece.added
                return bool(self.piece.passages) and not adding and not self.piece.stays
            case Action.HEAR:
                return self.piece.can_be_heard
            case _:
                return True

    def with_piece(self, index: int, piece: Piece) -> "Situation":
        """The same moment with one part replaced."""
        pieces = list(self.pieces)
        pieces[index] = piece
        return replace(self, pieces=tuple(pieces))


def answer_key(piece: Piece) -> str:
    """Which answer a command is about: several sessions can be read, so both ids are named."""
    return f"{piece.session_id} {piece.question_id}"


@dataclass(slots=True)
class Step(FloorStep[Plan, Situation]):
    """The moment as it becomes, and the commands so far."""

    def read(self, index: int, *before: Line) -> None:
        """Say a part, with what leads it."""
        draft = self.now.draft if index == self.now.index else ""
        self.change(index=index, draft=draft, undisturbed=False, asked_whose_stop=False)
        piece = self.now.piece
        led = tuple(Line(text) for text in piece.before)
        said = Line(piece.left)
        if piece.passages:
            said = Line(piece.text, private=True, recording=piece.recording)
        self.speak(Reading.SPEAKING, *before, *led, said, then=Reading.WAITING)

    def play(self) -> None:
        """Let the part be heard as it was said; what has no sound is said in its place."""
        piece = self.now.piece
        lines = [
            Line(segment_prose(shown), private=True, recording=piece.recording_of(shown))
            for shown in piece.shown
        ]
        self.speak(Reading.SPEAKING, *lines, then=Reading.WAITING)

    def say_again(self) -> None:
        """The part; where it is covered or changed, what is asked."""
        if self.now.waiting_state in {Reading.COVERED, Reading.CORRECTING}:
            self.tell(*self.now.prompt)
        else:
            self.read(self.now.index)

    def cover(self) -> None:
        """Show and say nothing that was sealed, until a yes; what a passphrase opened is left."""
        if self.plan.locks:
            self.change(prompt=())
            self.close(LEFT_ALONE, self.line(Say.READING_LOCKED))
            return
        line = self.line(Say.READING_COVERED)
        self.tell(line, then=Reading.COVERED, prompt=True)

    def watch(self) -> None:
        """From now on somebody has to give a sign again."""
        if self.now.listening and self.now.state in UNCOVERED:
            self.out.append(SetTimer(AWAY_TIMER, self.now.turn_id, AWAY_SECONDS))

    def listen(self) -> None:
        """Give the floor to the person; what leads the next part is made ready."""
        FloorStep[Plan, Situation].listen(self)
        self.watch()
        if self.now.state is Reading.WAITING and self.now.index + 1 < len(self.now.pieces):
            following = self.now.pieces[self.now.index + 1].before
            self.out.append(Prepare(tuple(Line(text) for text in following), self.now.manner))

    def note(self) -> None:
        """Note the part for a session."""
        piece = self.now.piece
        new = [p.segment_id for p in piece.passages if p.segment_id not in piece.flagged]
        if not new:
            return
        self.settle()
        self.out += [FlagSegment(answer_key(piece), id_) for id_ in new]
        self._flag(piece.flagged.union(new))
        self.change(undoable=Noted(frozenset(new)))

    def take_note_back(self, ids: frozenset[str]) -> None:
        """These passages of the part are not to be brought to a session any more."""
        piece = self.now.piece
        of_part = [p.segment_id for p in piece.passages if p.segment_id in ids & piece.flagged]
        self.out += [UnflagSegment(answer_key(piece), id_) for id_ in of_part]
        self._flag(piece.flagged.difference(of_part))

    def _flag(self, ids: frozenset[str]) -> None:
        piece = replace(self.now.piece, flagged=ids)
        self.now = self.now.with_piece(self.now.index, piece)

    def belongs_to(self) -> Piece:
        """The part that was read."""
        return self.now.piece

    def silence_leads_to(self) -> tuple[str, float, bool] | None:
        """On by silence, where the person chose that."""
        seconds = self.plan.patience.moving_on_seconds
        waits = self.now.state is Reading.WAITING and not self.now.undisturbed
        return (Wait.MOVE_ON, seconds, True) if waits and seconds is not None else None

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
            left=self.plan.wording.line(Say.READING_TAKEN_OUT),
            others=frozenset(),
            sounds=frozenset(),
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
            ids = tuple(passage.segment_id for passage in gone.passages)
            self.out.append(EraseSegments(answer_key(gone.piece), ids))
        self.change(undoable=None)

    def close(self, reason: str, *before: Line) -> None:
        """Say goodbye; what was let go is erased now."""
        self.settle()
        over = Say.READING_OVER if self.plan.stays else Say.READING_END
        self.say_goodbye(reason, *before, self.line(over))
