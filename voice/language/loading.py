"""One language's wording, read from `phrases/LANG.toml` and checked complete.

What such a file may hold is `phrases_file`, what it lacks is `checking`. What the keys mean is
`floor.wording`; what is said when is the conversation's to decide.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from babel import Locale
from pydantic import ValidationError

from voice.floor.actions import Action
from voice.floor.crisis import CrisisCard, CrisisNumber
from voice.floor.wording import ActionWords, Habits, Wording
from voice.language.checking import problems_in
from voice.language.phrases_file import ActionEntry, Card, Paper, Phrases
from voice.scenes.home.states import ACTIONS as HOMES
from voice.scenes.reading.states import ACTIONS as READINGS
from voice.scenes.recording.states import ACTIONS as RECORDINGS
from voice.scenes.reflection.states import ACTIONS as SESSIONS
from voice.scenes.setting_up.states import ACTIONS as SETTING_UP
from voice.scenes.teaching.states import ACTIONS as TEACHINGS
from voice.scenes.visit.states import ACTIONS as VISITS
from voice.values.errors import SettingsError
from voice.values.problems import keys_of, parse_toml, problems_of
from voice.values.troubles import TroubleWords


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
    paper: Paper
    kiosk: Wording
    home: Wording
    """At home, with every line that a session has, too."""
    setting_up: Wording
    recording: Wording
    """While a guide is read aloud."""
    teaching: Wording
    """While sounds are taught: with the words of every action that one can stand for."""
    page: dict[str, str]
    """The page's wording; `screen.page.words` knows what must be there."""

    def crisis_in(self, country: str | None) -> "CrisisCard":
        """The crisis card of a country; without one, the language's own."""
        if not country:
            return self.crisis
        return self.crisis_countries.get(country, self.crisis_elsewhere)


EMERGENCY = "danger"
"""By which name a country's card has its emergency number."""


def _card(entry: Card) -> CrisisCard:
    numbers = {name: CrisisNumber(**n.model_dump()) for name, n in entry.numbers.items()}
    spoken = entry.card.format(**{name: number.said for name, number in numbers.items()})
    sentences = re.split(r"(?<=[.!?]) ", entry.card)
    return CrisisCard(
        spoken,
        tuple(sentence for sentence in sentences if "{" not in sentence),
        tuple(numbers.values()),
        numbers[EMERGENCY].said if EMERGENCY in numbers else "",
    )


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
            'there is no wording for language "{code}"',
            "choose a guide in one of {known}, or add the language: see docs/languages.md",
            code=code,
            known=known,
        )
    text = (resources.files("voice.language") / "phrases" / f"{code}.toml").read_text("utf-8")
    return parse_language(text)


def parse_language(text: str) -> Language:
    """A phrases file's text as a `Language`; raises `SettingsError` with every problem."""
    try:
        phrases = Phrases.model_validate(parse_toml(text))
    except ValidationError as error:
        problems = "; ".join(problems_of(error, keys_of(Phrases, Paper)))
        raise SettingsError(
            "the phrases file is wrong: {problems}", "mend the file", problems=problems
        ) from None
    except ValueError as error:
        raise SettingsError(
            "the phrases file is wrong: {reason}", "mend the file", reason=error
        ) from None
    kiosk_actions = _words_of(phrases.actions | phrases.kiosk.actions, VISITS)
    home_actions = _words_of(phrases.actions | phrases.home.actions, HOMES)
    setup_actions = _words_of(phrases.actions | phrases.setting_up.actions, SETTING_UP)
    if problems := problems_in(phrases):
        raise SettingsError(
            "the phrases file is incomplete: {problems}", "add them", problems="; ".join(problems)
        )
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
        actions=_words_of(phrases.actions, SESSIONS | READINGS),
        habits=habits,
        misheard_hesitations=frozenset(phrases.misheard_hesitations),
        numbers=phrases.numbers,
        troubles=troubles,
        numbering=phrases.numbering,
        correcting=phrases.correcting,
        plurals=phrases.plurals,
        plural_kind=Locale.parse(phrases.language).plural_form,
        by_hand=phrases.by_hand,
        helps=phrases.helps,
    )
    crisis = phrases.crisis
    lines = {**phrases.lines, **phrases.sound_check.lines}
    return Language(
        wording,
        phrases.keepers,
        _card(crisis),
        _card(crisis.elsewhere),
        {country: _card(card) for country, card in crisis.countries.items()},
        phrases.paper,
        Wording(phrases.language, phrases.kiosk.lines, kiosk_actions, habits, troubles),
        replace(
            wording,
            lines={**lines, **phrases.home.lines},
            actions=home_actions,
            helps=phrases.home.helps,
        ),
        replace(
            wording, lines={**lines, **phrases.setting_up.lines}, actions=setup_actions, helps={}
        ),
        replace(
            wording,
            lines={**phrases.lines, **phrases.recording.lines},
            actions=_words_of(phrases.actions | phrases.recording.actions, RECORDINGS),
            helps={},
        ),
        replace(
            wording,
            lines={**phrases.lines, **phrases.recording.lines, **phrases.teaching.lines},
            actions={**wording.actions, **_words_of(phrases.teaching.actions, TEACHINGS)},
            helps={},
        ),
        phrases.page,
    )


def _words_of(
    entries: Mapping[Action, ActionEntry], offered: Collection[Action]
) -> dict[Action, ActionWords]:
    """The words of the actions that a scene offers; its own are given before the session's."""
    return {
        action: ActionWords(entry.button, entry.spoken, entry.help, entry.asked, entry.likely)
        for action, entry in entries.items()
        if action in offered
    }
