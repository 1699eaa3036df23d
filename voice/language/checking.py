"""What a phrases file lacks, all of it at once, each by its key.

Only what no model of `phrases_file` can ask of one field alone: whole tables and placeholders.
"""

import re
import string
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from babel import Locale

from voice.floor.actions import Action
from voice.floor.wording import ANYWHERE, PLACEHOLDERS, Say
from voice.language.phrases_file import Card, Phrases, TroubleEntry
from voice.scenes.home.states import ACTIONS as HOMES
from voice.scenes.home.states import Home
from voice.scenes.home.wording import HOME_PLACEHOLDERS, HomeSay
from voice.scenes.reading.states import ACTIONS as READINGS
from voice.scenes.reading.states import Reading
from voice.scenes.recording.states import ACTIONS as RECORDINGS
from voice.scenes.recording.wording import RECORD_PLACEHOLDERS, RecordSay
from voice.scenes.reflection.states import ACTIONS as SESSIONS
from voice.scenes.reflection.states import State
from voice.scenes.setting_up.states import ACTIONS as SETTING_UP
from voice.scenes.setting_up.wording import SETUP_PLACEHOLDERS, SetupSay
from voice.scenes.sound_check.wording import SOUND_PLACEHOLDERS, SoundSay
from voice.scenes.teaching.states import ACTIONS as TEACHINGS
from voice.scenes.teaching.wording import TEACH_PLACEHOLDERS, TeachSay
from voice.scenes.visit.states import ACTIONS as VISITS
from voice.scenes.visit.wording import KIOSK_PLACEHOLDERS, KioskSay
from voice.values.troubles import NEEDED, TroubleName

NUMBERS = range(1, 21)
"""The numbers that every language has a word for: as many questions as a guide mostly has."""


HELPED_OTHERWISE: Mapping[str, frozenset[Action]] = {
    State.PAUSED: frozenset({Action.RESUME}),
    State.CHOOSING: frozenset({Action.NEXT, Action.RESUME}),
    State.STOPPING: frozenset({Action.RESUME, Action.STOP}),
    Reading.WAITING: frozenset(
        {Action.NEXT, Action.SKIP, Action.BACK, Action.SCRATCH, Action.BRING, Action.WHERE}
        | {Action.UNDO}
    ),
    Reading.ADDING: frozenset(
        {Action.NEXT, Action.SKIP, Action.BACK, Action.WHERE, Action.UNDO},
    ),
    Reading.CORRECTING: frozenset({Action.KEEP_TYPED, Action.DROP_TYPED, Action.WHERE}),
}
"""Where an action does something else than its help says elsewhere: a session's and a reading's
states, whose names differ."""

HELPED_OTHERWISE_AT_HOME: Mapping[str, frozenset[Action]] = {
    ANYWHERE: frozenset({Action.WHERE}),
    Home.AT_HOME: frozenset({Action.UNDO}),
    Home.CHOOSING: frozenset({Action.NEXT, Action.BACK, Action.RESUME, Action.UNDO}),
    Home.UNLOCKING: frozenset({Action.NO, Action.BACK}),
    Home.OPENING: frozenset({Action.NO, Action.BACK}),
    Home.LEAVING: frozenset({Action.RESUME, Action.STOP}),
}


def problems_in(phrases: Phrases) -> list[str]:
    """Every key that is missing, or holds what cannot be said."""
    own = phrases.actions
    kiosk, home, setting_up = phrases.kiosk, phrases.home, phrases.setting_up
    recording, teaching = phrases.recording, phrases.teaching
    problems = [
        *_lacking("", phrases.lines, Say, PLACEHOLDERS, own, SESSIONS | READINGS),
        *_lacking("kiosk.", kiosk.lines, KioskSay, KIOSK_PLACEHOLDERS, own | kiosk.actions, VISITS),
        *_lacking("home.", home.lines, HomeSay, HOME_PLACEHOLDERS, own | home.actions, HOMES),
        *_lacking(
            "setting_up.",
            setting_up.lines,
            SetupSay,
            SETUP_PLACEHOLDERS,
            own | setting_up.actions,
            SETTING_UP,
        ),
        *_lacking("sound_check.", phrases.sound_check.lines, SoundSay, SOUND_PLACEHOLDERS, (), ()),
        *_lacking(
            "recording.",
            recording.lines,
            RecordSay,
            RECORD_PLACEHOLDERS,
            own | recording.actions,
            RECORDINGS,
        ),
        *_lacking(
            "teaching.",
            teaching.lines,
            TeachSay,
            TEACH_PLACEHOLDERS,
            own | teaching.actions,
            TEACHINGS,
        ),
        *_helps_lacking("", phrases.helps, HELPED_OTHERWISE),
        *_helps_lacking("home.", home.helps, HELPED_OTHERWISE_AT_HOME),
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
    return [problem for problem in problems if problem]


def _plural_kinds(phrases: Phrases) -> frozenset[str]:
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


def _helps_lacking(
    scene: str,
    helps: Mapping[str, Mapping[Action, str]],
    wanted: Mapping[str, frozenset[Action]],
) -> list[str]:
    """What is to be told otherwise in a state and is not, and what no state asks for."""
    found = {(state, action) for state, told in helps.items() for action in told}
    asked = {(str(state), action) for state, actions in wanted.items() for action in actions}
    missing = [f"{scene}helps.{state}.{action}: missing" for state, action in asked - found]
    unknown = [f"{scene}helps.{state}.{action}: unknown" for state, action in found - asked]
    return sorted(missing + unknown)


def _wrong_values(name: TroubleName, entry: TroubleEntry) -> str:
    needed = NEEDED.get(name, frozenset())
    return _differing(f"troubles.{name}", f"{entry.fact} {entry.hint}", needed)


def _wrong_card(name: str, entry: Card) -> str:
    """A number that is not in the list has neither a source nor a date."""
    if re.search(r"\d", entry.card):
        return f"crisis {name}: a number stands in its card and not under numbers"
    return _differing(f"crisis {name}", entry.card, frozenset(entry.numbers))


def _differing(key: str, line: str, wanted: frozenset[str]) -> str:
    found = {name for _, name, _, _ in string.Formatter().parse(line) if name is not None}
    return "" if found == set(wanted) else f"{key}: has {sorted(found)}, needs {sorted(wanted)}"
