"""The page's own wording, checked complete, and the shell made of it.

The words are in `phrases/LANG.toml` under `[page]`; which ones there must be is read off
`static/page.html` and `NEEDED`.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from string import Template

from voice.floor.view import BY_HAND, Mood
from voice.scenes.recording.view import HEADINGS as RECORDING
from voice.scenes.setting_up.view import HEADINGS as SETTING_UP
from voice.scenes.sound_check.view import HEADINGS as SOUND_CHECK
from voice.scenes.teaching.view import HEADINGS as TEACHING
from voice.scenes.visit.room_check import RoomSound
from voice.scenes.visit.states import KioskState
from voice.values.errors import SettingsError

KIOSK_STATES = tuple(
    state.name.lower() for state in KioskState if state is not KioskState.IN_SESSION
)
"""Each has a heading and words for its sign; the session has its own."""

NEEDED = frozenset(
    {
        *(f"mood_{mood}" for mood in Mood),
        "mood_reviewing",
        "mood_choosing",
        "mood_which",
        "mood_typing",
        "mood_passphrase",
        "mood_opening",
        "passphrase_label",
        "typing_label",
        "typing_full",
        "mood_crisis",
        "crisis_heading",
        "crisis_unchecked",
        "option_answered",
        "option_here",
        "mood_waiting",
        "mood_standing_by",
        *BY_HAND.values(),
        "end_kept_one",
        "end_kept",
        "end_nothing",
        "end_put_off",
        "end_where",
        "end_read",
        "end_aloud",
        "end_sound",
        "rehearsal_is",
        "rehearsal_apart",
        "rehearsal_there",
        "rehearsal_end",
        "place",
        "step",
        "meter",
        "kept",
        "kept_one",
        "open_window",
        "window_open",
        "window_by_hand",
        "window_lost",
        *(f"kiosk_{name}" for name in KIOSK_STATES),
        *(f"kiosk_mood_{name}" for name in KIOSK_STATES),
        *(f"kiosk_room_{room}" for room in RoomSound),
        *(f"setup_{name}" for name in (*SETTING_UP, "over")),
        *(f"sound_{name}" for name in (*SOUND_CHECK, "over")),
        "sound_mood_recording",
        *(f"record_{name}" for name in (*RECORDING, "over")),
        "record_mood_reading",
        *(f"teach_{name}" for name in (*TEACHING, "over", "mood_making", "known")),
        "setup_mood_asking",
        "setup_mood_over",
        "kiosk_warned",
        "kiosk_quiet",
        "kiosk_code",
        "kiosk_slip",
        "kiosk_slip_secret",
        "kiosk_entry",
        "plain_choose",
        "plain_press",
        "reader_headphones",
    }
)
"""What is used beside the shell: by `picture`, `door`, the other screens, a slip, the commands."""

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "place": frozenset({"number", "count"}),
    "step": frozenset({"number", "count"}),
    "kept": frozenset({"count"}),
    "crisis_unchecked": frozenset({"numbers"}),
    "end_kept_one": frozenset({"session"}),
    "end_kept": frozenset({"count", "session"}),
    "end_put_off": frozenset({"command"}),
    "end_where": frozenset({"folder"}),
    "end_read": frozenset({"command"}),
    "end_aloud": frozenset({"command"}),
    "end_sound": frozenset({"command"}),
    "window_by_hand": frozenset({"file"}),
    "kiosk_slip": frozenset({"fingerprint", "session"}),
    "kiosk_code_too_large": frozenset({"columns", "lines"}),
    "kiosk_entry_count": frozenset({"typed", "whole"}),
    "kiosk_entry_strange": frozenset({"number"}),
    "kiosk_entry_long": frozenset({"typed", "whole"}),
    "kiosk_entry_misfit": frozenset({"number"}),
}
"""What a line must have in braces; those of the entry are filled in by `static/typing.js`."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    media_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything of the page that holds nothing of a session, by path; read once."""

    words: Mapping[str, str]
    page: str
    assets: Mapping[str, Asset] = field(repr=False)


def load_shell(language: str, words: Mapping[str, str]) -> Shell:
    """The page in this language; raises `SettingsError` naming every word that is missing."""
    static = resources.files("voice.screen.page") / "static"
    template = Template((static / "page.html").read_text("utf-8"))
    words = {**words, "language": language}
    missing = (NEEDED | set(template.get_identifiers())) - set(words)
    if missing:
        raise SettingsError(
            "the phrases file is incomplete: page.{keys}",
            "add them",
            keys=", page.".join(sorted(missing)),
        )
    page = template.substitute({name: html.escape(word) for name, word in words.items()})
    files = [*static.iterdir(), *(static / "fonts").iterdir()]
    assets = {
        f"/{file.name}": Asset(_TYPES[_suffix(file.name)], file.read_bytes())
        for file in files
        if _suffix(file.name) in _TYPES and file.name != "page.html"
    }
    return Shell(words, page, assets)


def _suffix(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""
