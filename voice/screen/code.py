"""A QR code in a terminal: half a cell for each of its squares, and whether the window holds it."""

from collections.abc import Sequence

from rich.text import Text

QUIET_ZONE = 4
"""Light squares around a code, as its standard asks."""

_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""Light squares are drawn: most terminals are dark, and one without colour shows it right, too."""


def code_text(rows: Sequence[str]) -> Text:
    """A code, row by row of "0" and "1", in the terminal's characters."""
    width = len(rows[0]) + 2 * QUIET_ZONE
    empty = ["0" * width] * QUIET_ZONE
    side = "0" * QUIET_ZONE
    framed = [*empty, *(f"{side}{row}{side}" for row in rows), *empty]
    if len(framed) % 2:
        framed.pop()  # half a line of the quiet zone that a terminal cannot draw
    lines = [
        "".join(_BLOCKS[a == "1", b == "1"] for a, b in zip(upper, lower, strict=True))
        for upper, lower in zip(framed[::2], framed[1::2], strict=True)
    ]
    return Text("\n".join(lines), style="#ffffff on #000000", no_wrap=True)


def code_size(rows: Sequence[str]) -> tuple[int, int]:
    """The columns and lines that it takes."""
    return len(rows[0]) + 2 * QUIET_ZONE, (len(rows) + 2 * QUIET_ZONE) // 2
