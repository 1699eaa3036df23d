"""One language's wording, read from `phrases/LANG.toml` and checked complete.

Reading and checking only. What the keys mean is `floor.wording`; what is said when is
the conversation's to decide.
"""

import re
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated, TypeVar

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from voice.floor.actions import Action
from voice.floor.crisis import NOT_CHECKED, CrisisCard, CrisisNumber
from voice.floor.wording import PLACEHOLDERS, ActionWords, Habits, Say, Wording
from voice.scenes.home.states import ACTIONS as HOMES
from voice.scenes.home.wording import HOME_PLACEHOLDERS, HomeSay
from voice.scenes.reflection.states import ACTIONS as SESSIONS
from voice.scenes.setting_up.states import ACTIONS as SETTING_UP
from voice.scenes.setting_up.wording import SETUP_PLACEHOLDERS, SetupSay
from voice.scenes.visit.states import ACTIONS as VISITS
from voice.scenes.visit.wording import KIOSK_PLACEHOLDERS, KioskSay
from voice.values.errors import SettingsError
from voice.values.problems import keys_of, parse_toml, problems_of
from voice.values.troubles import NEEDED, TroubleName, TroubleWords


@dataclass(frozen=True, slots=True)
class Language:
    """A language's wording, and the few lines whose choice is not the conversation's."""

    wording: Wording
    keepers: dict[str, str]
    """Who can read what is kept, by kind of keeper: "owner", "nobody"."""
    crisis: CrisisCard
    """For whoever did not say in which country they are."""
    crisis_elsewhere: CrisisCard
    """For a country that has no card: it names no line of another's."""
    crisis_countries: dict[str, CrisisCard]
    """The same for one country, by its ISO 3166 code."""
    paper: "Paper"
    kiosk: Wording
    home: Wording
    """At home, with every line that a session has, too."""
    setting_up: Wording
    page: dict[str, str]
    """The page's wording; `screen.page.words` knows what must be there."""

    def crisis_in(self, country: str | None) -> "CrisisCard":
        """The crisis card of a country; without one, the language's own."""
        if not country:
            return self.crisis
        return self.crisis_countries.get(country, self.crisis_elsewhere)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _ActionEntry(_Strict):
    button: str = Field(min_length=1, max_length=40)
    help: str = Field(min_length=1, max_length=120)
    spoken: tuple[str, ...] = Field(min_length=1)
    asked: tuple[str, ...] = ()


def _checked(text: str) -> str:
    """The day on which a person checked a number, or "no"."""
    try:
        known = text == NOT_CHECKED or text == date.fromisoformat(text).isoformat()
    except ValueError:
        known = False
    if not known:
        raise ValueError(f'is "{text}", and neither "no" nor a day such as "2026-11-29"')
    return text


class _CrisisNumber(_Strict):
    words: str = Field(min_length=1, max_length=80)
    said: str = Field(min_length=1)
    shown: str = Field(min_length=1, max_length=24)
    source: str = Field(min_length=1)
    checked: Annotated[str, AfterValidator(_checked)]


class _Card(_Strict):
    card: str = Field(min_length=1)
    """As it is spoken, with each number by its name in braces."""
    numbers: dict[str, _CrisisNumber] = {}


class _Crisis(_Card):
    elsewhere: _Card
    countries: dict[Annotated[str, Field(pattern="^[A-Z]{2}$")], _Card] = {}


EMERGENCY = "danger"
"""By which name a country's card has its emergency number."""


def _card(entry: _Card) -> CrisisCard:
    numbers = {name: CrisisNumber(**n.model_dump()) for name, n in entry.numbers.items()}
    spoken = entry.card.format(**{name: number.said for name, number in numbers.items()})
    sentences = re.split(r"(?<=[.!?]) ", entry.card)
    return CrisisCard(
        spoken,
        tuple(sentence for sentence in sentences if "{" not in sentence),
        tuple(numbers.values()),
        numbers[EMERGENCY].said if EMERGENCY in numbers else "",
    )


class Paper(_Strict):
    """The words of what is printed and exported, and how a date is written."""

    date: str
    said_date: str
    said_days: tuple[str, ...] = Field(max_length=31)
    """How the first days of a month are spoken; the others as a number is."""
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
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
        day = datetime.fromisoformat(moment)
        return self.date.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def said_day(self, moment: str) -> str:
        """The same as it is spoken: without a dot, at which a voice would stop."""
        day = datetime.fromisoformat(moment)
        number = self.said_days[day.day - 1] if day.day <= len(self.said_days) else day.day
        return self.said_date.format(day=number, month=self.months[day.month - 1], year=day.year)


class _Kiosk(_Strict):
    lines: dict[KioskSay, str]
    actions: dict[Action, _ActionEntry]


class _Home(_Strict):
    lines: dict[HomeSay, str]
    actions: dict[Action, _ActionEntry]


class _SettingUp(_Strict):
    lines: dict[SetupSay, str]
    actions: dict[Action, _ActionEntry]


class _TroubleEntry(_Strict):
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


class _Phrases(_Strict):
    language: Annotated[str, AfterValidator(_known)]
    hesitations: tuple[str, ...]
    misheard_hesitations: tuple[str, ...]
    polite_before: tuple[str, ...]
    polite_after: tuple[str, ...]
    wishing_before: tuple[str, ...]
    same_endings: tuple[str, ...] = ()
    numbering: tuple[str, ...] = Field(min_length=1)
    correcting: tuple[str, ...] = Field(min_length=1)
    lines: dict[Say, str]
    plurals: dict[Say, dict[str, str]]
    keepers: dict[str, str]
    numbers: dict[str, int]
    crisis: _Crisis
    paper: Paper
    actions: dict[Action, _ActionEntry]
    kiosk: _Kiosk
    home: _Home
    setting_up: _SettingUp
    troubles: dict[TroubleName, _TroubleEntry]
    page: dict[str, str] = {}


NUMBERS = range(1, 21)
"""The numbers that every language has a word for: as many questions as a guide mostly has."""


@cache
def available_languages() -> tuple[str, ...]:
    """The languages that have a phrases file."""
    files = (resources.files("voice.language") / "phrases").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def language_or_english(code: str) -> str:
    """The language itself, or English where there is no wording for it.

    A session may have been recorded by another version, and is read all the same.
    """
    return code if code in available_languages() else "en"


@cache
def load_language(code: str) -> Language:
    """One language's wording; raises `SettingsError` when there is none or it is incomplete."""
    if code not in available_languages():
        known = ", ".join(available_languages())
        raise SettingsError(
            f'there is no wording for language "{code}"',
            f"choose a guide in one of {known}, or add the language: see docs/languages.md",
        )
    text = (resources.files("voice.language") / "phrases" / f"{code}.toml").read_text("utf-8")
    return parse_language(text)


def parse_language(text: str) -> Language:
    """A phrases file's text as a `Language`; raises `SettingsError` with every problem."""
    try:
        phrases = _Phrases.model_validate(parse_toml(text))
    except ValidationError as error:
        problems = "; ".join(problems_of(error, keys_of(_Phrases, Paper)))
        raise SettingsError(f"the phrases file is wrong: {problems}", "mend the file") from None
    except ValueError as error:
        raise SettingsError(f"the phrases file is wrong: {error}", "mend the file") from None
    kiosk_actions = _words_of(phrases.actions | phrases.kiosk.actions, VISITS)
    home_actions = _words_of(phrases.actions | phrases.home.actions, HOMES)
    setup_actions = _words_of(phrases.actions | phrases.setting_up.actions, SETTING_UP)
    problems = [
        *_lacking("", phrases.lines, Say, PLACEHOLDERS, phrases.actions, SESSIONS),
        *_lacking(
            "kiosk.", phrases.kiosk.lines, KioskSay, KIOSK_PLACEHOLDERS, kiosk_actions, VISITS
        ),
        *_lacking("home.", phrases.home.lines, HomeSay, HOME_PLACEHOLDERS, home_actions, HOMES),
        *_lacking(
            "setting_up.",
            phrases.setting_up.lines,
            SetupSay,
            SETUP_PLACEHOLDERS,
            setup_actions,
            SETTING_UP,
        ),
        *(
            f"plurals.{say}.{kind}: no {{count}} in lines.{say}, or no such kind of number"
            for say, forms in phrases.plurals.items()
            for kind in forms
            if "count" not in PLACEHOLDERS.get(say, ())
            or not (kind.isdecimal() or kind in _plural_kinds(phrases))
        ),
        *(f"numbers: no word for {n}" for n in NUMBERS if n not in phrases.numbers.values()),
        *(
            f'correcting: "{form}" needs {{misheard}} and then {{meant}}'
            for form in phrases.correcting
            if not re.fullmatch(r".*\{misheard\} .+ \{meant\}.*", form)
        ),
        *(
            _wrong_card("crisis", phrases.crisis),
            _wrong_card("elsewhere", phrases.crisis.elsewhere),
        ),
        *(_wrong_card(country, card) for country, card in phrases.crisis.countries.items()),
        *(f"troubles.{name}: missing" for name in TroubleName if name not in phrases.troubles),
        *(_wrong_values(name, entry) for name, entry in phrases.troubles.items()),
    ]
    problems = [problem for problem in problems if problem]
    if problems:
        raise SettingsError(f"the phrases file is incomplete: {'; '.join(problems)}", "add them")
    troubles = {
        name: TroubleWords(entry.fact, entry.hint, entry.said)
        for name, entry in phrases.troubles.items()
    }
    habits = Habits(
        frozenset(phrases.hesitations),
        phrases.polite_before,
        phrases.polite_after,
        phrases.wishing_before,
        phrases.same_endings,
    )
    wording = Wording(
        language=phrases.language,
        lines=phrases.lines,
        actions=_words_of(phrases.actions, SESSIONS),
        habits=habits,
        misheard_hesitations=frozenset(phrases.misheard_hesitations),
        numbers=phrases.numbers,
        troubles=troubles,
        numbering=phrases.numbering,
        correcting=phrases.correcting,
        plurals=phrases.plurals,
        plural_kind=Locale.parse(phrases.language).plural_form,
    )
    crisis = phrases.crisis
    return Language(
        wording,
        phrases.keepers,
        _card(crisis),
        _card(crisis.elsewhere),
        {country: _card(card) for country, card in crisis.countries.items()},
        phrases.paper,
        Wording(phrases.language, phrases.kiosk.lines, kiosk_actions, habits, troubles),
        replace(wording, lines={**phrases.lines, **phrases.home.lines}, actions=home_actions),
        replace(
            wording, lines={**phrases.lines, **phrases.setting_up.lines}, actions=setup_actions
        ),
        phrases.page,
    )


def _words_of(
    entries: Mapping[Action, _ActionEntry], offered: Collection[Action]
) -> dict[Action, ActionWords]:
    """The words of the actions that a scene offers; its own are given before the session's."""
    return {
        action: ActionWords(entry.button, entry.spoken, entry.help, entry.asked)
        for action, entry in entries.items()
        if action in offered
    }


def _plural_kinds(phrases: _Phrases) -> frozenset[str]:
    """The kinds of numbers that the language tells apart, beside the one for all others."""
    return frozenset(Locale.parse(phrases.language).plural_form.rules)


_Says = TypeVar("_Says", bound=StrEnum)


def _lacking(
    scene: str,
    lines: Mapping[_Says, str],
    says: type[_Says],
    placeholders: Mapping[_Says, frozenset[str]],
    words: Collection[Action],
    offered: Collection[Action],
) -> list[str]:
    """What a scene's lines and words lack; `scene` leads their keys, and is empty for a session's.

    Each scene with its own placeholders: lines of two may have the same key.
    """
    return [
        *(f"{scene}lines.{say}: missing" for say in says if say not in lines),
        *(f"{scene}actions.{a}: missing" for a in Action if a in offered and a not in words),
        *(
            _differing(f"lines.{say}", line, placeholders.get(say, frozenset()))
            for say, line in lines.items()
        ),
    ]


def _wrong_values(name: TroubleName, entry: _TroubleEntry) -> str:
    needed = NEEDED.get(name, frozenset())
    return _differing(f"troubles.{name}", f"{entry.fact} {entry.hint}", needed)


def _wrong_card(name: str, entry: _Card) -> str:
    """A number that is not in the list has neither a source nor a date."""
    if re.search(r"\d", entry.card):
        return f"crisis {name}: a number stands in its card and not under numbers"
    return _differing(f"crisis {name}", entry.card, frozenset(entry.numbers))


def _differing(key: str, line: str, wanted: frozenset[str]) -> str:
    found = {name for _, name, _, _ in string.Formatter().parse(line) if name is not None}
    return "" if found == set(wanted) else f"{key}: has {sorted(found)}, needs {sorted(wanted)}"
