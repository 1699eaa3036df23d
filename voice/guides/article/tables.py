"""A table as blocks: its columns, or its rows, under what names them.

Pure functions over cells.
"""

from voice.guides.article.blocks import Block, Kind, Why, block_of
from voice.guides.article.bullets import without_bullet
from voice.guides.article.sentences import asks

Cell = tuple[str, int, bool]
"""Text, line, and whether it heads its row or column."""
Row = list[Cell]


def table_blocks(rows: list[Row], aside: Why | None = None) -> list[Block]:
    """Headings and items; by column where the first row heads them, else by row."""
    rows = [row for row in rows if any(text.strip() for text, _, _ in row)]
    if not rows:
        return []
    heads = rows[0]
    out: list[Block | None] = []
    if len(rows) > 1 and len(heads) > 1 and not any(asks(text) for text, _, _ in heads):
        for column, (text, line, _) in enumerate(heads):
            out.append(block_of(Kind.HEADING, [(text, line)], 4, aside=aside))
            out += [_item(row[column], aside) for row in rows[1:] if column < len(row)]
    else:
        for row in rows:
            first, *rest = row
            if rest and not asks(first[0]):
                out.append(block_of(Kind.HEADING, [first[:2]], 4, aside=aside))
                row = rest
            out += [_item(cell, aside) for cell in row]
    return [block for block in out if block is not None]


def _item(cell: Cell, aside: Why | None) -> Block | None:
    text = without_bullet(cell[0]) or cell[0]
    return block_of(Kind.ITEM, [(text, cell[1])], aside=aside)
