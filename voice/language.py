"""One language's wording, read from `phrases/LANG.toml` and checked complete.

Reading and checking only. What the keys mean is `conversation.wording`; what is said when is
the conversation's to decide.
"""

import string
import tomllib
from dataclasses import dataclass
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.conversation.actions import Action
from voice.conversation.wording import ActionWords, Say, Wording
from voice.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Language:
    """A language's wording, and the few lines whose choice is not the conversation's."""

    wording: Wording
    keepers: dict[str, str]
    """Who can read what is kept, by kind of keeper: "owner", "nobody"."""
    crisis_card: str
    crisis_verified: str
    page: dict[str, str]
    """The page's wording; `screen.page.words` knows what must be there."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _ActionEntry(_Strict):
    button: str = Field(min_length=1, max_length=40)
    help: str = Field(min_length=1, max_length=120)
    spoken: tuple[str, ...] = Field(min_length=1)


class _Crisis(_Strict):
    card: str = Field(min_length=1)
    verified: str = Field(min_length=1)


class _Phrases(_Strict):
    language: str
    hesitations: tuple[str, ...]
    lines: dict[Say, str]
    keepers: dict[str, str]
    crisis: _Crisis
    actions: dict[Action, _ActionEntry]
    page: dict[str, str] = {}


PLACEHOLDERS: dict[Say, frozenset[str]] = {
    Say.WELCOME: frozenset({"title", "author"}),
    Say.ASK_DID_YOU_MEAN: frozenset({"action"}),
    Say.WHERE: frozenset({"number", "count", "theme"}),
    Say.WHERE_BEFORE: frozenset({"title", "count"}),
    Say.WHO: frozenset({"kept", "keeper"}),
    Say.CRISIS: frozenset({"card"}),
    Say.NOT_SAVED: frozenset({"fact", "hint"}),
    Say.SOUND_LOST: frozenset({"seconds"}),
    Say.MICROPHONE_LOST: frozenset({"fact", "hint"}),
}
"""What a line must have in braces; every other line has nothing in braces."""


def available_languages() -> tuple[str, ...]:
    """The languages that have a phrases file."""
    files = (resources.files("voice") / "phrases").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def load_language(code: str) -> Language:
    """One language's wording; raises `SettingsError` when there is none or it is incomplete."""
    if code not in available_languages():
        known = ", ".join(available_languages())
        raise SettingsError(f'there is no wording for language "{code}"', f"choose one of {known}")
    text = (resources.files("voice") / "phrases" / f"{code}.toml").read_text(encoding="utf-8")
    return parse_language(text)


def parse_language(text: str) -> Language:
    """A phrases file's text as a `Language`; raises `SettingsError` with every problem."""
    try:
        phrases = _Phrases.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SettingsError(f"the phrases file is wrong: {error}", "mend the file") from None
    problems = [
        *(f"lines.{say}: missing" for say in Say if say not in phrases.lines),
        *(f"actions.{action}: missing" for action in Action if action not in phrases.actions),
        *(_wrong_placeholders(say, line) for say, line in phrases.lines.items()),
    ]
    problems = [problem for problem in problems if problem]
    if problems:
        raise SettingsError(f"the phrases file is incomplete: {'; '.join(problems)}", "add them")
    wording = Wording(
        language=phrases.language,
        lines=phrases.lines,
        actions={
            action: ActionWords(entry.button, entry.spoken, entry.help)
            for action, entry in phrases.actions.items()
        },
        hesitations=frozenset(phrases.hesitations),
    )
    crisis = phrases.crisis
    return Language(wording, phrases.keepers, crisis.card, crisis.verified, phrases.page)


def _wrong_placeholders(say: Say, line: str) -> str:
    found = {name for _, name, _, _ in string.Formatter().parse(line) if name is not None}
    wanted = PLACEHOLDERS.get(say, frozenset())
    return (
        "" if found == set(wanted) else f"lines.{say}: has {sorted(found)}, needs {sorted(wanted)}"
    )
