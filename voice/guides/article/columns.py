"""Text set in columns, side by side, is put one column under the other.

Pure functions over numbered lines; a text without columns comes back as it is.
"""

from itertools import groupby

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
    for is_text, group in groupby(lines, key=lambda numbered: bool(numbered[1].strip())):
        run = list(group)
        texts = [line for _, line in run]
        is_table = is_text and FEWEST_ROWS <= len(run) <= MOST_ROWS
        cells = (_at_tabs(texts) or _at_gutters(texts)) if is_table else []
        columns = list(zip(*cells, strict=True))
        entries = [sum(map(_is_entry, column)) for column in columns]
        if not entries or not all(entries) or sum(entries) < FEWEST_ROWS * len(columns):
            out += run  # a text, or figures
            continue
        for column in columns:
            out += [(number, cell) for (number, _), cell in zip(run, column, strict=True)]
            out.append((run[-1][0], ""))
    return out


def _at_tabs(texts: list[str]) -> list[list[str]]:
    cells = [[cell.strip() for cell in text.strip().split("\t")] for text in texts]
    if without_bullet("\t".join(cells[0])) is not None and len(cells[0]) == 2:
        return []  # a bullet, a tab and its text
    is_even = len({len(row) for row in cells}) == 1 and 2 <= len(cells[0]) <= MOST_COLUMNS
    return cells if is_even else []


def _at_gutters(texts: list[str]) -> list[list[str]]:
    """Cut where a column begins: after two spaces in every line, and in two lines at once."""
    texts = [text.expandtabs(_TAB_SPACES).rstrip() for text in texts]
    longest = min(max(map(len, texts)), LONGEST_CELL_LETTERS * MOST_COLUMNS)
    first = max(len(text) - len(text.lstrip()) for text in texts) + 1
    edges = [0]
    for column in range(first + GUTTER_SPACES, longest):
        begins = sum(text[column : column + 1].strip() != "" for text in texts)
        is_free = all(not text[column - GUTTER_SPACES : column].strip() for text in texts)
        if is_free and begins >= FEWEST_ROWS:
            edges.append(column)
    if not 2 <= len(edges) <= MOST_COLUMNS:
        return []
    return [
        [text[a:b].strip() for a, b in zip(edges, [*edges[1:], None], strict=True)]
        for text in texts
    ]


def _is_entry(cell: str) -> bool:
    return asks(cell) or without_bullet(cell) is not None
