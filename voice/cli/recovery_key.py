"""Handing a new recovery key over: shown whole, and on a terminal asked back in part.

It is nowhere else, so nothing may be sealed to it before somebody has it. Called by what makes
keys, before anything is written.
"""

import secrets
from dataclasses import dataclass

from voice.cli.output import ask, drawing_console, interactive, let_go_of_stdout, say, say_to_reader
from voice.cli.spelling import as_typed_here
from voice.cli.words import here
from voice.screen.code import code_size, code_text
from voice.values.errors import VaultError
from voice.vault.keys import in_groups
from voice.vault.words import in_words

BELOW_CODE_LINES = 6
"""What is said and asked below a code, in a window of 80 columns; it must not push it out."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Shows a key and asks for a part of it, as `keys.Take` has it."""

    qr: bool = True
    words: bool = False
    may_wait: bool = False
    """Whether pressing Enter goes on without a recovery key."""

    def __call__(self, recovery_identity: str) -> bool:
        """Whether somebody has it now; raises `VaultError` where nobody could see it."""
        try:
            for line in _lines(recovery_identity, self.words):
                say_to_reader(line)
        except OSError:  # a full disk, or `| head -1`
            let_go_of_stdout()
            raise VaultError(
                "the recovery key could not be shown, so nothing was made or changed",
                "run it again in a terminal",
            ) from None
        if not interactive():
            return True
        if self.qr:
            _show_code(recovery_identity)
        return self._asked_back(in_groups(recovery_identity)[1:])

    def _asked_back(self, rows: list[str]) -> bool:
        row = secrets.randbelow(len(rows))
        groups = rows[row].split()
        place = secrets.randbelow(len(groups))
        later, never = here("Enter alone: later"), here("Ctrl-C: nothing is made or changed")
        look = here("When you have written it down, look there, below AGE-SECRET-KEY-1")
        say(f"{look} ({later if self.may_wait else never}).")
        while True:
            asked = here(
                "Which letters are group {group} of line {line}", group=place + 1, line=row + 1
            )
            typed = ask(asked).strip()
            if typed.upper() == groups[place]:
                say()
                return True
            if not typed and self.may_wait:
                say()
                return False
            say(here("Those are others. Compare your paper with the key above."))


def _show_code(identity: str) -> None:
    """The key as a QR code, or that the window is too small for the whole of it."""
    import segno

    rows = ["".join(map(str, row)) for row in segno.make(identity, micro=False).matrix]
    columns, lines = code_size(rows)
    console = drawing_console()
    if console.width < columns or console.height < lines + BELOW_CODE_LINES:
        say(
            here(
                "This window is too small for the key's QR code: {columns} columns and {lines} "
                "lines would hold it. The letters above are the whole key.",
                columns=columns,
                lines=lines + BELOW_CODE_LINES,
            )
        )
    else:
        console.print(code_text(rows))
        holds = here("Whoever scans or photographs this holds the key.")
        say(f"{holds} {here('Use no phone that copies to a cloud.')}")
    say()


def _lines(identity: str, with_words: bool) -> list[str]:
    """The key as text, in groups for the hand, and in words."""
    lines = [
        here(
            "Your recovery key, shown only now. Write it down and keep it away from this computer:"
        ),
        "",
        f"    {identity}",
        "",
        here("The same in groups, for writing by hand and reading aloud:"),
        "",
        *(f"    {line}" for line in in_groups(identity)),
        "",
    ]
    if with_words:
        lines += [
            as_typed_here(
                here(
                    "The same in words, for the telephone; `reflect key recover` takes these, too:"
                )
            ),
            "",
            *(f"    {line}" for line in _numbered(in_words(identity))),
            "",
        ]
    age = here("With it, and the standard `age` program, your records open anywhere.")
    return [*lines, age, ""]


def _numbered(words: tuple[str, ...]) -> list[str]:
    """Four words a line, each with its number: an order that can be checked aloud."""
    cells = [f"{number:>2} {word:<8}" for number, word in enumerate(words, 1)]
    return ["  ".join(cells[i : i + 4]).rstrip() for i in range(0, len(cells), 4)]
