"""How a person wants the page to look and to be operated. No content, ever.

At home it is remembered in a file of its own; in a kiosk it is forgotten with the session.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.machine.writing_files import write_whole

LARGEST_LOOK_BYTES = 4_096


class Look(BaseModel):
    """Every choice in the page's own panel; the defaults follow the system."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    theme: Literal["system", "light", "dark", "contrast"] = "system"
    text_percent: Annotated[int, Field(ge=100, le=400)] = 100
    motion: Literal["system", "less"] = "system"
    letters: bool = True
    """Single letters act; switched off for whoever dictates or brushes keys (WCAG 2.1.4)."""
    letters_at_once: bool = False
    """One press of a letter chooses; the page cannot know who has a screen reader, and must ask."""
    words: bool = True
    """Show what I say."""
    switch: Literal["off", "space", "any", "own", "touch"] = "off"
    """What counts as the one switch: space or enter, any key, one key of choice, any touch."""
    switch_key: Annotated[str, Field(max_length=24)] = ""
    scan_seconds: Annotated[float, Field(ge=0.5, le=15.0)] = 2.0
    hold_seconds: Annotated[float, Field(ge=1.0, le=8.0)] = 2.0
    """A press of the switch held for so long is "stop"."""
    say_choices: bool = False
    """The scan goes from choice to choice, and the program says each while it stands."""


_KEYS = {"\n": "Enter", "\t": "Tab"}
"""What a browser calls keys that a terminal gives as characters."""


def switched_by(key: str, scan_seconds: float, spoken: bool) -> Mapping[str, object]:
    """The changes of a look by which one key, as a terminal gives it, scans at this pace."""
    return {
        "switch": "own",
        "switch_key": _KEYS.get(key, key),
        "scan_seconds": scan_seconds,
        **({"say_choices": True} if spoken else {}),
    }


def load_look(path: Path | None) -> Look:
    """The remembered look; the defaults where there is none or it cannot be understood."""
    if path is None:
        return Look()
    try:
        with path.open("rb") as file:
            return Look.model_validate_json(file.read(LARGEST_LOOK_BYTES))
    except (OSError, ValidationError):
        return Look()  # a look is not worth stopping a session for


def save_look(path: Path | None, look: Look) -> None:
    """Remember it, where there is a place; one that cannot be written is forgotten."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, look.model_dump_json().encode())
    except OSError:
        return
