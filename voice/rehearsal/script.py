"""A synthetic client's script, read from TOML and checked.

The format only: what the client does with it is `client`.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.machine.reading_files import read_text_capped
from voice.values.errors import GuideError
from voice.values.phrase import phrase_in

LARGEST_SCRIPT_BYTES = 64 * 1024
"""Several hours of speech; more is a mistake, and TOML's own parser is slow on hostile input."""

_Text = Annotated[str, Field(min_length=1, max_length=2_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PauseItem(_Strict):
    """A silence inside the client's turn."""

    pause_seconds: float = Field(ge=0, le=7_200)


class WavItem(_Strict):
    """A recording, played as the client's voice; the path is relative to the script."""

    wav: Path


class PressItem(_Strict):
    """A key that the client presses, as the terminal knows it."""

    press: str = Field(min_length=1, max_length=1)


class TypeItem(_Strict):
    """What the client types, letter by letter, where a line is open; Enter follows."""

    type: str = Field(min_length=1, max_length=2_000)


Item = _Text | PauseItem | WavItem | PressItem | TypeItem


class ScriptedTurn(_Strict):
    """What the client does in one go."""

    say: tuple[Item, ...]
    over_seconds: float | None = Field(default=None, ge=0, le=120)
    """Said over the program, so long after the loudspeaker begins; otherwise when it listens."""


class Script(_Strict):
    """One client: a voice and what it does, turn by turn."""

    voice: str = "en-us+f2"
    rate_wpm: int = Field(default=150, ge=80, le=400)
    gain_db: float = Field(default=0.0, ge=-40, le=20)
    turn: tuple[ScriptedTurn, ...] = Field(min_length=1)
    folder: Path = Field(default=Path(), exclude=True)
    """Where relative recordings are looked for."""


def load_script(path: Path | None) -> Script:
    """A script file, or the one that answers all six questions; raises `GuideError`."""
    if path is None:
        text = (resources.files("voice.rehearsal") / "six-answers.toml").read_text("utf-8")
        return parse_script(text, Path())
    try:
        text = read_text_capped(path, LARGEST_SCRIPT_BYTES)
    except ValueError as error:
        raise GuideError(phrase_in(error), "give the path of a script, saved as UTF-8") from None
    return parse_script(text, path.parent)


def parse_script(text: str, folder: Path) -> Script:
    """A script's text, checked; raises `GuideError` with every problem and its place."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise GuideError(
            "the script is not valid TOML ({reason})", "mend that line", reason=error
        ) from None
    try:
        script = Script.model_validate(data)
    except ValidationError as error:
        places = sorted({_place(e["loc"]) + ": " + e["msg"].lower() for e in error.errors()})
        raise GuideError(
            "the script is wrong: {problems}",
            "see `reflect rehearse --help` for an example",
            problems="; ".join(places),
        ) from None
    return script.model_copy(update={"folder": folder})


@dataclass(frozen=True, slots=True)
class WayIn:
    """How a client chooses an action: by saying one of its forms, or by its key."""

    spoken: Collection[str]
    key: str

    def chosen_in(self, turn: ScriptedTurn) -> bool:
        """Whether this turn says or presses it."""
        return any(
            item.lower() in self.spoken if isinstance(item, str) else item == self.pressed
            for item in turn.say
        )

    @property
    def pressed(self) -> PressItem:
        """The key going down."""
        return PressItem(press=self.key)


def that_begins(script: Script, begin: WayIn) -> Script:
    """The script, with Begin pressed first where no turn says or presses it.

    So a script may be no more than its answers.
    """
    if any(begin.chosen_in(turn) for turn in script.turn):
        return script
    begins = ScriptedTurn(say=(begin.pressed,))
    return script.model_copy(update={"turn": (begins, *script.turn)})


def that_agrees(script: Script, begin: WayIn, yes: WayIn, no: WayIn) -> Script:
    """The script, with a yes pressed after its Begin where the next turn is no answer to it.

    So a script that was written without sound can be rehearsed with it. A turn of silence alone
    is an answer.
    """
    turns = list(script.turn)
    after = next(n for n, turn in enumerate(turns, start=1) if begin.chosen_in(turn))
    following = [ScriptedTurn(say=turn.say[:1]) for turn in turns[after : after + 1]]
    chosen = any(answer.chosen_in(turn) for answer in (yes, no) for turn in following)
    silent = any(all(isinstance(i, PauseItem) for i in t.say) for t in turns[after : after + 1])
    if not chosen and not silent:
        turns.insert(after, ScriptedTurn(say=(yes.pressed,)))
    return script.model_copy(update={"turn": tuple(turns)})


def _place(loc: tuple[int | str, ...]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return path.lstrip(".")
