"""How one moment fits a terminal of any size: what must be there is there, the rest as it fits.

`Fitted` asks for its parts with the size of the terminal as it is now. Every part is given first
the lines it needs, then those it keeps, then those it wants, each time in the order of `rank`.
Nothing here knows what a part says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from voice.floor.view import Choice
from voice.screen.likely import ALWAYS

GAP_COLUMNS = 3
LARGEST_ROW = 3
"""Choices in one row; the eye loses a fourth."""

Line = list[Segment]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a moment."""

    drawn: RenderableType
    rank: int
    """Whose turn it is to be given lines: the lowest first."""
    needed: int = 0
    """The lines that it is given before any other part gets more."""
    share: float = 0.0
    """How much of the window it keeps while others want more."""
    newest: bool = False
    """Cut at its beginning and not at its end."""
    whole: bool = False
    """Of no use when cut: all of it or nothing."""
    apart: bool = False
    """Stands apart from what is above it, where a line is left for that."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What else can be chosen: as many as there is room for, the likeliest first."""

    choices: Sequence[Choice]
    rank: int
    standing_on: str | None = None
    likely: Sequence[str] = ()
    """The order in which they are given room; those that are not named come last."""
    needed: int = 1
    share: float = 0.125
    newest: bool = field(default=False, init=False)
    whole: bool = field(default=False, init=False)
    apart: bool = field(default=True, init=False)

    def columns(self, width: int) -> int:
        """How many stand in a row."""
        widest = max((_cell(each, None).cell_len for each in self.choices), default=1)
        return max(1, min(LARGEST_ROW, (width + GAP_COLUMNS) // (widest + GAP_COLUMNS)))

    def rows(self, width: int) -> int:
        """How many rows all of them want."""
        return -(-len(self.choices) // self.columns(width))

    def drawn_in(self, width: int, rows: int) -> RenderableType:
        """Those that fit so many rows, in their usual order, and how many more there are."""
        if rows < self.rows(width):
            return Group(*self._likeliest(width, rows))
        columns = self.columns(width)
        cells = [_cell(each, self.standing_on) for each in self.choices]
        table = Table.grid(padding=(0, GAP_COLUMNS, 0, 0))
        for _ in range(columns):
            table.add_column(no_wrap=True)
        for at in range(0, len(cells), columns):
            table.add_row(*cells[at : at + columns])
        return table

    def _likeliest(self, width: int, rows: int) -> list[Text]:
        by_likelihood = sorted(self.choices, key=self._wanted)
        for count in range(len(by_likelihood), 0, -1):
            kept = by_likelihood[:count]
            cells = [_cell(each, self.standing_on) for each in self.choices if each in kept]
            if count < len(by_likelihood):
                cells.append(Text(f"… {len(by_likelihood) - count}"))
            lines = _flowing(cells, width)
            if len(lines) <= rows:
                return lines
        return [_cell(by_likelihood[0], self.standing_on)]

    def _wanted(self, choice: Choice) -> tuple[bool, int]:
        places = {action: place for place, action in enumerate(self.likely)}
        return choice.action != self.standing_on, places.get(choice.action, len(places))


class Fitted:
    """A moment that Rich draws no higher than the window, with its foot always there."""

    def __init__(
        self,
        parts: Callable[[int, int], Sequence[Part | Choices]],
        foot: Sequence[Choice],
        standing_on: str | None = None,
        lines: int | None = None,
    ) -> None:
        """`parts` is given the width and the lines that there are; `lines`: no more than these."""
        self._parts = parts
        self._most = lines
        self._foot = foot
        self._standing_on = standing_on

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height = options.max_width, self._most or options.height or options.max_height
        free = options.update(height=None)
        foot = _flowing([_cell(each, self._standing_on) for each in self._foot], width)
        parts = self._parts(width, height - len(foot))
        full = [[] if isinstance(p, Choices) else _lines(console, free, p.drawn) for p in parts]
        wanted = [
            part.rows(width) if isinstance(part, Choices) else len(lines)
            for part, lines in zip(parts, full, strict=True)
        ]
        given = _given(parts, wanted, height - len(foot))
        left = height - len(foot) - sum(given)
        for part, lines, count in zip(parts, full, given, strict=True):
            if not count:
                continue
            if part.apart and left > 0:
                left -= 1
                yield Segment.line()
            if isinstance(part, Choices):
                lines = _lines(console, free, part.drawn_in(width, count))
            yield from _ended(_cut(lines, count, part.newest, width))
        if foot and left > 0:
            yield Segment.line()
        for line in foot:
            yield from _ended(_lines(console, free, line)[:1])


def split(choices: Sequence[Choice]) -> tuple[list[Choice], list[Choice]]:
    """Those that are always in sight, in one order, and the others in theirs."""
    foot = [each for action in ALWAYS for each in choices if each.action == action]
    return foot, [each for each in choices if each.action not in ALWAYS]


def _given(parts: Sequence[Part | Choices], wanted: Sequence[int], room: int) -> list[int]:
    """The lines of each part: what it needs, then what it keeps, then what it wants, by rank."""
    given = [0] * len(parts)
    by_rank = sorted(range(len(parts)), key=lambda at: parts[at].rank)
    needed = [part.needed for part in parts]
    kept = [max(1, int(room * part.share)) if part.share else 0 for part in parts]
    for most in (needed, kept, wanted):
        for at in by_rank:
            left = room - sum(given)
            more = max(0, min(wanted[at], most[at]) - given[at])
            if not parts[at].whole or wanted[at] - given[at] <= left:
                given[at] += min(more, left)
    return given


def _cell(choice: Choice, standing_on: str | None) -> Text:
    if choice.action == standing_on:
        return Text.assemble((f" ▶ {choice.button} ", "reverse bold"))
    return Text.assemble((f" {choice.key} ", "reverse"), f" {choice.button}")


def _flowing(cells: Sequence[Text], width: int) -> list[Text]:
    """Cells one beside the other, none of them parted while it fits a line."""
    lines: list[Text] = []
    for cell in cells:
        if lines and lines[-1].cell_len + GAP_COLUMNS + cell.cell_len <= width:
            lines[-1].append(" " * GAP_COLUMNS)
            lines[-1].append_text(cell)
        else:
            lines.append(cell)
    return lines


def _lines(console: Console, options: ConsoleOptions, drawn: RenderableType) -> list[Line]:
    return console.render_lines(drawn, options, pad=False)


def _cut(lines: list[Line], count: int, newest: bool, width: int) -> list[Line]:
    """So many of the lines; where some are left out, an ellipsis says so."""
    if len(lines) <= count:
        return lines
    if newest:
        return [[Segment("…")], *lines[len(lines) - count + 1 :]]
    last = lines[count - 1]
    if Segment.get_line_length(last) >= width:
        last = Segment.adjust_line_length(last, width - 1)
    return [*lines[: count - 1], [*last, Segment("…")]]


def _ended(lines: list[Line]) -> RenderResult:
    for line in lines:
        yield from line
        yield Segment.line()
