"""What one language's file `phrases/LANG.toml` holds, as Pydantic reads it: its keys and bounds.

What a key means is `floor.wording`; what a file lacks is `checking`'s to find.
"""

from datetime import date, datetime
from typing import Annotated

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from voice.floor.actions import Action
from voice.floor.asking import has_choices_only
from voice.floor.crisis import NOT_CHECKED
from voice.floor.wording import Say
from voice.scenes.home.wording import HomeSay
from voice.scenes.recording.wording import RecordSay
from voice.scenes.setting_up.wording import SetupSay
from voice.scenes.sound_check.wording import SoundSay
from voice.scenes.teaching.wording import TeachSay
from voice.scenes.visit.wording import KioskSay
from voice.values.troubles import TroubleName


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _with_choices(forms: tuple[str, ...]) -> tuple[str, ...]:
    """Forms such as "read (it|that) back", with no bracket inside another."""
    for form in forms:
        if not has_choices_only(form):
            raise ValueError(f'"{form}" has a bracket or a | that stands alone')
    return forms


class ActionEntry(_Strict):
    """What an action is called, how it is asked for, and what it does."""

    button: str = Field(min_length=1, max_length=40)
    help: str = Field(min_length=1, max_length=120)
    spoken: tuple[str, ...] = Field(min_length=1)
    asked: tuple[str, ...] = ()
    likely: Annotated[tuple[str, ...], AfterValidator(_with_choices)] = ()


def _checked(text: str) -> str:
    """The day on which a person checked a number, or "no"."""
    try:
        known = text == NOT_CHECKED or text == date.fromisoformat(text).isoformat()
    except ValueError:
        known = False
    if not known:
        raise ValueError(f'is "{text}", and neither "no" nor a day such as "2026-11-29"')
    return text


class NumberEntry(_Strict):
    """One number of a crisis card, where it stood and whether a person checked it."""

    words: str = Field(min_length=1, max_length=80)
    said: str = Field(min_length=1)
    shown: str = Field(min_length=1, max_length=24)
    source: str = Field(min_length=1)
    checked: Annotated[str, AfterValidator(_checked)]


class Card(_Strict):
    """A crisis card's sentences and its numbers."""

    card: str = Field(min_length=1)
    """As it is spoken, with each number by its name in braces."""
    numbers: dict[str, NumberEntry] = {}


class Crisis(Card):
    """The language's own card, one for a country without, and those of countries."""

    elsewhere: Card
    countries: dict[Annotated[str, Field(pattern="^[A-Z]{2}$")], Card] = {}


class Paper(_Strict):
    """The words of what is printed and exported, and how a date is written."""

    date: str
    said_date: str
    said_days: tuple[str, ...] = Field(max_length=31)
    """How the first days of a month are spoken; the others as a number is."""
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    days: tuple[str, ...] = Field(default=(), max_length=31)
    """How the first days of a month are written; the others are numbers."""
    title: str
    therapist_title: str
    therapist_note: str
    session: str
    passed: str
    skipped: str
    unanswered: str
    not_asked: str
    marked: str
    unclear: str
    unclear_note: str
    background: str
    typed: str
    corrected_note: str
    room: str
    nothing_marked: str

    def day(self, moment: str) -> str:
        """The day of an ISO 8601 moment in words, such as "24 November 2026"."""
        return self._dated(self.date, self.days, moment)

    def said_day(self, moment: str) -> str:
        """The same as it is spoken: without a dot, at which a voice would stop."""
        return self._dated(self.said_date, self.said_days, moment)

    def _dated(self, date: str, days: tuple[str, ...], moment: str) -> str:
        day = datetime.fromisoformat(moment)
        number = days[day.day - 1] if day.day <= len(days) else day.day
        return date.format(day=number, month=self.months[day.month - 1], year=day.year)


class Kiosk(_Strict):
    """A kiosk's own lines and actions."""

    lines: dict[KioskSay, str]
    actions: dict[Action, ActionEntry]


class Home(_Strict):
    """The same of the home."""

    lines: dict[HomeSay, str]
    actions: dict[Action, ActionEntry]
    helps: dict[str, dict[Action, str]]


class SettingUp(_Strict):
    """The same of setting up."""

    lines: dict[SetupSay, str]
    actions: dict[Action, ActionEntry]


class SoundCheck(_Strict):
    """The same while the devices are tried; its actions are those of where that happens."""

    lines: dict[SoundSay, str]


class Recording(_Strict):
    """The same while a guide is read aloud."""

    lines: dict[RecordSay, str]
    actions: dict[Action, ActionEntry]


class Teaching(_Strict):
    """The same while sounds are taught; what is not here is called as in a session."""

    lines: dict[TeachSay, str]
    actions: dict[Action, ActionEntry]


class TroubleEntry(_Strict):
    """A trouble: a fact, its next step, and what is spoken of it."""

    fact: str = Field(min_length=1)
    hint: str = Field(min_length=1)
    said: str = ""


def _known(code: str) -> str:
    """The code of a language whose numbers are known."""
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        raise ValueError(f'"{code}" is no language that Babel knows') from None
    return code


class Phrases(_Strict):
    """A whole file."""

    language: Annotated[str, AfterValidator(_known)]
    hesitations: tuple[str, ...]
    misheard_hesitations: tuple[str, ...]
    polite_before: tuple[str, ...]
    polite_after: tuple[str, ...]
    wishing_before: tuple[str, ...]
    same_endings: tuple[str, ...] = ()
    numbering: tuple[str, ...] = Field(min_length=1)
    correcting: tuple[str, ...] = Field(min_length=1)
    by_hand: tuple[tuple[str, str], ...] = Field(min_length=1)
    lines: dict[Say, str]
    plurals: dict[Say, dict[str, str]]
    keepers: dict[str, str]
    numbers: dict[str, int]
    crisis: Crisis
    paper: Paper
    actions: dict[Action, ActionEntry]
    helps: dict[str, dict[Action, str]]
    """By state: what help says where an action does something else than mostly."""
    kiosk: Kiosk
    home: Home
    setting_up: SettingUp
    sound_check: SoundCheck
    recording: Recording
    teaching: Teaching
    troubles: dict[TroubleName, TroubleEntry]
    page: dict[str, str] = {}
