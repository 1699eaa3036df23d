"""Text set in columns, side by side, is put one column under the other.

Pure functions over numbered lines; a text without columns comes back as it is.
"""

from voice.guides.article.bullets import without_bullet
from voice.guides.article.sentences import asks

Numbered = tuple[int, str]
"""A line's number and the line."""

MOST_COLUMNS = 4
FEWEST_ROWS = 2
MOST_ROWS = 60
"""More lines than a page has are no table of themes."""
GUTTER_SPACES = 2
LONGEST_CELL_LETTERS = 120
_TAB_SPACES = 4


def without_columns(lines: list[Numbered]) -> list[Numbered]:
    """The same lines, where a table was one column after the other, a blank line between."""
    out: list[Numbered] = []
    for run in _runs(lines):
        is_table = FEWEST_ROWS <= len(run) <= MOST_ROWS
        columns = (_at_tabs(run) or _at_gutters(run)) if is_table else []
        out += [line for column in columns for line in column] if columns else run
    return out


def _runs(lines: list[Numbered]) -> list[list[Numbered]]:
    """Lines between blank ones; blank lines are runs of their own."""
    runs: list[list[Numbered]] = []
    for number, line in lines:
        blank = not line.strip()
        if not runs or blank or not runs[-1][-1][1].strip():
            runs.append([])
        runs[-1].append((number, line))
    return runs


def _at_tabs(run: list[Numbered]) -> list[list[Numbered]]:
    cells = [[cell.strip() for cell in line.strip().split("\t")] for _, line in run]
    if without_bullet("\t".join(cells[0])) is not None and len(cells[0]) == 2:
        return []  # a bullet, a tab and its text
    counts = {len(row) for row in cells}
    if len(counts) != 1 or not 2 <= counts.pop() <= MOST_COLUMNS:
        return []
    return _columns(run, cells)


def _at_gutters(run: list[Numbered]) -> list[list[Numbered]]:
    texts = [line.expandtabs(_TAB_SPACES).rstrip() for _, line in run]
    starts = _gutter_ends(texts)
    if not 1 <= len(starts) < MOST_COLUMNS:
        return []
    edges = [0, *starts]
    cells = [
        [text[a:b].strip() for a, b in zip(edges, [*starts, None], strict=True)] for text in texts
    ]
    return _columns(run, cells)


def _gutter_ends(texts: list[str]) -> list[int]:
    """Where a column begins: after two spaces in every line, and in two lines at once."""
    longest = min(max(map(len, texts)), LONGEST_CELL_LETTERS * MOST_COLUMNS)
    first = max(len(text) - len(text.lstrip()) for text in texts) + 1
    found: list[int] = []
    for column in range(first + GUTTER_SPACES, longest):
        begins = [text for text in texts if len(text) > column and text[column] != " "]
        is_free = all(not text[column - GUTTER_SPACES : column].strip() for text in texts)
        if is_free and len(begins) >= FEWEST_ROWS:
            found.append(column)
    return found


def _columns(run: list[Numbered], cells: list[list[str]]) -> list[list[Numbered]]:
    """The cells by column, where they look like columns of a text and not like figures."""
    by_column = list(zip(*cells, strict=True))
    if not all(any(_is_entry(cell) for cell in column) for column in by_column):
        return []
    if sum(_is_entry(cell) for row in cells for cell in row) < FEWEST_ROWS * len(by_column):
        return []
    return [
        [*((number, cell) for (number, _), cell in zip(run, column, strict=True)), (run[-1][0], "")]
        for column in by_column
    ]


def _is_entry(cell: str) -> bool:
    return asks(cell) or without_bullet(cell) is not None
