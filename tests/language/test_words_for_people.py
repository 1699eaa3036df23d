"""Every line as people hear it: answerable, short, without jargon, and true in its numbers."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from scripts.languages import COMPLETE
from voice.floor.actions import Action
from voice.floor.asking import plain
from voice.floor.crisis import CrisisCard
from voice.floor.wording import ActionWords, Say
from voice.language.loading import Language, load_language
from voice.scenes.home.states import TRANSITIONS as HOME_TRANSITIONS
from voice.scenes.home.states import Home
from voice.scenes.home.wording import HomeSay
from voice.scenes.reading.states import STEPS, Reading
from voice.scenes.recording.wording import RecordSay
from voice.scenes.reflection.passages import STANDING
from voice.scenes.reflection.states import TRANSITIONS, State
from voice.scenes.setting_up.wording import SetupSay
from voice.scenes.sound_check.wording import SoundSay
from voice.scenes.visit.states import PRESENT, KioskState
from voice.scenes.visit.states import TRANSITIONS as KIOSK_TRANSITIONS
from voice.scenes.visit.wording import KioskSay
from voice.screen.page.buttons import typeset

LANGUAGES = COMPLETE
WAITING = [state for state in TRANSITIONS if Action.HELP in TRANSITIONS[state]]

A, K = Action, Action

TOLD: Mapping[Say, tuple[tuple[Action, ...], tuple[State | Reading, ...]]] = {
    Say.HOW_TO_BEGIN: ((A.BEGIN, A.HELP, A.STOP), (State.READY,)),
    Say.HOW_TO_ANSWER: ((A.NEXT,), (State.LISTENING,)),
    Say.GENTLE_CHOICES: ((A.NEXT, A.SKIP, A.MINUTE), (State.LISTENING,)),
    Say.PAUSED: ((A.RESUME,), (State.PAUSED,)),
    Say.SCRATCHED: ((A.UNDO,), (State.LISTENING, Reading.ADDING)),
    Say.STARTED_OVER: ((A.UNDO,), (State.LISTENING,)),
    Say.ASK_START_OVER: ((A.YES, A.NO), (State.CONFIRMING,)),
    Say.ASK_DID_YOU_MEAN: ((A.YES, A.NO), (State.CONFIRMING,)),
    Say.ASK_DID_YOU_SAY: ((A.YES, A.NO), (State.CONFIRMING,)),
    Say.ASK_OWN_SOUND: ((A.YES, A.NO), (State.CONFIRMING,)),
    Say.ASK_WHOSE_PAUSED: ((A.RESUME, A.STOP), (State.PAUSED,)),
    Say.ASK_TO_KEEP: ((A.KEEP, A.LET_GO), (State.REVIEWING,)),
    Say.ASK_LET_GO: ((A.YES, A.NO), (State.CONFIRMING,)),
    Say.LET_GO: ((A.UNDO,), (State.LISTENING,)),
    Say.HELP_CRISIS: ((A.CRISIS,), (*WAITING, Reading.WAITING, Reading.ADDING)),
    Say.HELP_MORE: ((A.HELP,), (*WAITING, Reading.WAITING, Reading.ADDING)),
    Say.STOPPING: ((A.RESUME,), (State.STOPPING,)),
    Say.STOPPING_NOTHING_KEPT: ((A.RESUME,), (State.STOPPING,)),
    Say.CORRECTED: ((A.UNDO,), (State.LISTENING, State.REVIEWING, Reading.WAITING)),
    Say.ASK_CORRECT: ((A.YES, A.NO), (State.CONFIRMING,)),
    Say.WHICH_QUESTION: ((A.RESUME,), (State.CHOOSING,)),
    Say.THIS_QUESTION: ((A.YES, A.NO, A.NEXT, A.BACK), (State.CHOOSING,)),
    Say.NO_SUCH_QUESTION: ((A.RESUME,), (State.CHOOSING,)),
    Say.READING_HOW: ((A.NEXT, A.REPEAT, A.BACK, A.STOP), (Reading.WAITING,)),
    Say.READING_ADD: ((A.NEXT,), (Reading.ADDING,)),
    Say.READING_COVERED: ((A.YES, A.NO), (Reading.COVERED,)),
    Say.ASK_TO_KEEP_SOUND: ((A.YES, A.NO), (State.AGREEING,)),
    Say.HOW_TO_TYPE: ((A.KEEP_TYPED,), (State.TYPING,)),
    Say.TYPED_DROPPED: ((A.UNDO,), (State.LISTENING,)),
    Say.READING_RETYPE: ((A.KEEP_TYPED,), (Reading.CORRECTING,)),
    Say.LISTENING_HOW: ((A.REPEAT, A.NEXT, A.BACK, A.STOP), (Reading.WAITING,)),
}
"""What each line names or plainly asks for, and every state that may listen after it."""

KIOSK_TOLD: Mapping[KioskSay, tuple[tuple[Action, ...], tuple[KioskState, ...]]] = {
    KioskSay.INVITATION: ((K.BEGIN,), (KioskState.RESTING,)),
    KioskSay.RESTING_HELP: ((K.BEGIN,), (KioskState.RESTING,)),
    KioskSay.CONSENT_PROGRAM: ((K.CRISIS,), (KioskState.CONSENTING,)),
    KioskSay.CONSENT_QUESTION: ((K.YES, K.NO, K.TELL_MORE), (KioskState.CONSENTING,)),
    KioskSay.MORE_PROGRAM: ((K.CRISIS,), (KioskState.CONSENTING,)),
    KioskSay.MORE_QUESTION: ((K.YES, K.NO), (KioskState.CONSENTING,)),
    KioskSay.ROOM_CHOICES: ((K.GO_ON, K.MEASURE_AGAIN, K.STOP), (KioskState.ADVISING,)),
    KioskSay.CHOOSE_KEY: ((K.TAKE_KEY, K.OWN_KEY, K.NO_KEY), (KioskState.CHOOSING_KEY,)),
    KioskSay.ENTER_KEY: ((K.GO_BACK,), (KioskState.ENTERING_KEY,)),
    KioskSay.KEY_REFUSED: ((K.GO_BACK,), (KioskState.ENTERING_KEY,)),
    KioskSay.KEY_HAVE_IT: ((K.HAVE_IT,), (KioskState.SHOWING_KEY,)),
    KioskSay.LEFT_ALONE_WARNING: ((K.MINUTE,), tuple(PRESENT - {KioskState.IN_SESSION})),
    KioskSay.PARTING: ((K.ERASE_ALL,), (KioskState.PARTING,)),
    KioskSay.ASK_ERASE_ALL: ((K.YES, K.NO), (KioskState.CONFIRMING_ERASURE,)),
}

HOME_TOLD: Mapping[HomeSay, tuple[tuple[Action, ...], tuple[Home, ...]]] = {
    HomeSay.CHOICES: (
        (
            *(A.BEGIN, A.ANOTHER_GUIDE, A.HEAR, A.LOOK_BACK, A.MARKED, A.TAKE_ALONG),
            *(A.SETTINGS, A.HELP, A.STOP),
        ),
        (Home.AT_HOME,),
    ),
    HomeSay.ASK_OTHERS: ((A.YES, A.NO), (Home.ASKING,)),
    HomeSay.PASSPHRASE_HIDDEN: ((A.NO,), (Home.UNLOCKING,)),
    HomeSay.WRONG_PASSPHRASE: ((A.NO,), (Home.UNLOCKING,)),
    HomeSay.UNFINISHED_THERE: ((A.GO_ON_UNFINISHED,), (Home.AT_HOME,)),
    HomeSay.THIS_ONE: ((A.YES, A.NEXT, A.BACK), (Home.CHOOSING,)),
    HomeSay.NO_DRIVE: ((A.BACK_UP,), (Home.AT_HOME,)),
    HomeSay.ASK_UNLOCKED: ((A.YES, A.NO), (Home.CONFIRMING,)),
    HomeSay.ASK_ERASE: ((A.YES, A.NO), (Home.CONFIRMING,)),
    HomeSay.ERASING: ((A.UNDO,), (Home.AT_HOME,)),
    HomeSay.CHANGE_THIS: ((A.YES, A.NEXT, A.RESUME), (Home.CHOOSING,)),
    HomeSay.CHANGED: ((A.UNDO, A.NEXT, A.RESUME), (Home.CHOOSING,)),
    HomeSay.LEAVING_HOME: ((A.RESUME,), (Home.LEAVING,)),
    HomeSay.LOCKED_CHOICES: ((A.BEGIN, A.HELP, A.CRISIS), (Home.AT_HOME,)),
    HomeSay.STAND_BY_HELP: ((A.BEGIN, A.HELP, A.CRISIS), (Home.STANDING_BY,)),
    HomeSay.STANDS_BY: ((A.BEGIN,), (Home.STANDING_BY,)),
}

IN_SESSION_TOLD = {
    KioskSay.LEFT_ALONE_IN_SESSION: (A.MINUTE,),
    KioskSay.ONLY_WORDS_IN_SESSION: (A.MINUTE,),
    KioskSay.MORE_ERASING: (A.SCRATCH, A.START_OVER),
    KioskSay.HOW_TO_ANSWER: (A.NEXT, A.HELP, A.STOP),
}
"""What a kiosk names that the session inside understands."""

MARKERS = {
    "en": r"\b(?:say|press|back)\b",
    "de": r"\b(?:sagen Sie|drücken Sie|Jederzeit)\b",
    "es": r"\b(?:diga|pulse|momento|Luego|palabras, diga)\b",
    "fr": r"\b(?:dites|choisissez|moment|Ensuite)\b",
}
"""After these words and a colon stands what can be said."""


def named_in(line: str, code: str) -> list[str]:
    """The forms that a line names as what can be said."""
    marker = re.compile(rf"{MARKERS[code]}\s?: ([^.?!]+)", re.IGNORECASE)
    separator = re.compile(r"\s*,?\s*(?:\b(?:or|oder|o|ou)\s?:)\s*|\s*,\s*")
    return [
        form for named in marker.findall(line) for form in separator.split(named.rstrip()) if form
    ]


def form_told(line: str, words: ActionWords, language: Language) -> bool:
    """Whether one of an action's forms stands in the line, its words in a row."""
    habits = language.wording.habits
    said = plain(" ".join(re.findall(r"[\w'-]+", line.lower())), habits)
    return any(f" {plain(form, habits)} " in f" {said} " for form in words.spoken)


def offers(state: State | Reading, action: Action) -> bool:
    """Whether the state takes the action, or takes its words for another."""
    if isinstance(state, Reading):
        return action in STEPS[state]
    return action in TRANSITIONS[state] or action in STANDING.get(state, {})


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("say", TOLD)
def test_what_a_line_asks_for_is_said_in_it_and_offered_after_it(code: str, say: Say) -> None:
    language = load_language(code)
    actions, states = TOLD[say]
    for action in actions:
        assert form_told(language.wording.lines[say], language.wording.actions[action], language)
        assert all(offers(state, action) for state in states), (action, states)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("say", KIOSK_TOLD)
def test_what_a_kiosks_line_asks_for_is_offered_after_it(code: str, say: KioskSay) -> None:
    language = load_language(code)
    actions, states = KIOSK_TOLD[say]
    for action in actions:
        assert form_told(language.kiosk.lines[say], language.kiosk.actions[action], language)
        assert all(action in KIOSK_TRANSITIONS[state] for state in states), (action, states)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("say", HOME_TOLD)
def test_what_a_line_at_home_asks_for_is_offered_after_it(code: str, say: HomeSay) -> None:
    language = load_language(code)
    actions, states = HOME_TOLD[say]
    for action in actions:
        assert form_told(language.home.lines[say], language.home.actions[action], language)
        assert all(action in HOME_TRANSITIONS[state] for state in states), (action, states)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_that_is_named_at_home_is_one_of_what_its_line_asks_for(code: str) -> None:
    language = load_language(code)
    habits = language.wording.habits
    for say, (actions, _) in HOME_TOLD.items():
        forms = {plain(form, habits) for a in actions for form in language.home.actions[a].spoken}
        for form in named_in(language.home.lines[say], code):
            assert plain(form.lower(), habits) in forms, (say, form)


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_a_kiosk_tells_of_the_session_inside_is_understood_there(code: str) -> None:
    language = load_language(code)
    for say, actions in IN_SESSION_TOLD.items():
        for action in actions:
            assert form_told(language.kiosk.lines[say], language.wording.actions[action], language)
            assert action in TRANSITIONS[State.LISTENING]


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_line_asks_or_names_anything_that_the_tables_above_do_not_know(code: str) -> None:
    language = load_language(code)
    marker = re.compile(rf"(?:{MARKERS[code]}\s?:|\?)", re.IGNORECASE)
    told = {**TOLD, **KIOSK_TOLD, **IN_SESSION_TOLD, **HOME_TOLD}
    never_asked = {Say.HELP, KioskSay.HELP, Say.HOW_TO_CORRECT}  # headings, and an example
    every = (language.home, language.recording, language.kiosk)
    for say, line in [each for wording in every for each in wording.lines.items()]:
        if isinstance(
            say, SoundSay | RecordSay
        ):  # its choices are named after it, with their numbers
            assert not re.search(rf"{MARKERS[code]}\s?:", line, re.IGNORECASE), line
        elif marker.search(line):
            assert say in told or say in never_asked, line


@pytest.mark.parametrize("code", LANGUAGES)
def test_where_nobody_is_listened_to_nothing_is_told_to_be_said(code: str) -> None:
    language = load_language(code)
    marker = re.compile(rf"{MARKERS[code]}\s?:", re.IGNORECASE)
    helps = [words.help for a, words in language.setting_up.actions.items() if a is not A.HELP]
    for line in (*(language.setting_up.lines[say] for say in (*SetupSay, *SoundSay)), *helps):
        assert not marker.search(line), line


HEARD_BEFORE_IT = {Say.ASK_DID_YOU_MEAN, Say.ASK_OWN_SOUND, Say.HOW_TO_TYPE}
"""Nobody is told these who cannot be heard."""


@pytest.mark.parametrize("code", LANGUAGES)
def test_where_nobody_can_be_heard_what_could_be_said_is_named_to_be_chosen(code: str) -> None:
    language = load_language(code)
    wording = language.wording
    marker = re.compile(r"\b(say|sagen( Sie)?|diga|decir|dites|dire|disiez)\s?:", re.IGNORECASE)
    scenes = (language.home, language.setting_up, language.recording, language.teaching)
    lines = {say: line for each in scenes for say, line in each.lines.items()}
    for say in lines:
        if say in HEARD_BEFORE_IT:
            continue
        line = lines[say].replace("{", "(").replace("}", ")")
        told = replace(wording, lines={say: line}, plurals={}).line(say, by_hand=True)
        assert not marker.search(told), told
    for trouble in wording.troubles.values():
        assert not marker.search(wording.to_choose(trouble.said)), trouble.said


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_that_a_line_names_is_one_of_an_action_that_is_offered_then(code: str) -> None:
    language = load_language(code)
    habits = language.wording.habits
    for say, (_, states) in TOLD.items():
        for form in named_in(language.wording.lines[say], code):
            if form == "{action}":
                continue  # what was heard
            understood = [
                action
                for action, words in language.wording.actions.items()
                if plain(form.lower(), habits) in {plain(f, habits) for f in words.spoken}
            ]
            for state in states:
                assert any(offers(state, action) for action in understood), (say, form, state)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_round_of_help_names_what_can_be_said_and_a_crisis_comes_first(code: str) -> None:
    actions = load_language(code).wording.actions
    slower = re.split(r"[,.]\s*", actions[A.SLOWER].help.lower())
    for action in (A.SLOWER, A.FASTER, A.LOUDER, A.SOFTER):
        names = {re.sub(r"^(?:or|oder|o|ou) ", "", name) for name in slower}
        assert names & set(actions[action].spoken), action


# Short, plain, and without anything that only a technician knows ---------------------------------

ASKED_FOR = {
    *(Say.WHO, Say.WHO_WITH_SOUND, Say.READING_WHO, Say.READING_LOOK_BACK),
}
"""Said only to whoever asked; every other line is spoken unasked."""

MOST_WORDS_UNASKED = 20

JARGON = {
    "en": "passage monitor digital seal fingerprint disk network sample recogni vault",
    "de": "abschnitt überwach siegel fingerabdruck festplatte netzwerk tresor abtast",
    "es": "pasaje vigilan sellad huella disco caja-fuerte equipo muestreo",
    "fr": "passage surveill scell empreinte disque réseau coffre échantillon",
}
"""The beginnings of words that only a technician knows, or that sound like a watch kept."""

FAMILIAR = {
    "en": r"(?!)",
    "de": r"\b(?:du|dir|dich|dein\w*)\b",
    "es": r"\b(?:tú|tus?|te|ti|contigo|puedes|quieres|dices|cambia)\b",
    "fr": r"\b(?:tu|te|toi|ton|ta|tes)\b",
}
"""Another form of address than the one that all lines have."""


def spoken_lines(language: Language) -> dict[str, str]:
    """Everything that is ever spoken, with a name to find it by."""
    wording, kiosk = language.wording, language.kiosk
    lines = {f"lines.{say}": line for say, line in wording.lines.items()}
    for say, forms in wording.plurals.items():
        lines |= {f"plurals.{say}.{kind}": line for kind, line in forms.items()}
    lines |= {f"kiosk.{say}": line for say, line in kiosk.lines.items()}
    lines |= {f"home.{say}": language.home.lines[say] for say in HomeSay}
    lines |= {f"home.help.{action}": words.help for action, words in language.home.actions.items()}
    lines |= {f"setting_up.{say}": language.setting_up.lines[say] for say in SetupSay}
    lines |= {f"sound_check.{say}": language.home.lines[say] for say in SoundSay}
    lines |= {f"recording.{say}": language.recording.lines[say] for say in RecordSay}
    setting_up = language.setting_up.actions
    lines |= {f"setting_up.help.{action}": words.help for action, words in setting_up.items()}
    lines |= {f"help.{action}": words.help for action, words in wording.actions.items()}
    lines |= {f"kiosk.help.{action}": words.help for action, words in kiosk.actions.items()}
    for scene, scenes in (("", wording), ("home.", language.home)):
        for state, told in scenes.helps.items():
            lines |= {f"{scene}helps.{state}.{action}": line for action, line in told.items()}
    lines |= {f"keepers.{name}": line for name, line in language.keepers.items()}
    lines |= {f"troubles.{name}": words.said for name, words in wording.troubles.items()}
    return lines


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_jargon_no_symbol_and_no_other_form_of_address_is_spoken(code: str) -> None:
    for name, line in spoken_lines(load_language(code)).items():
        lower = re.sub("{.*?}", "", line).lower()
        for word in JARGON[code].split():
            assert not re.search(rf"\b{word.replace('-', ' ')}", lower), (name, line)
        if code == "es":
            assert not re.search(r"(?<!bajo )llave", lower), "clave, in every line"
        assert not re.search(r"[`/\\|*#@<>_=+%&\[\]]|--|\d", re.sub("{.*?}", "", line)), (
            name,
            line,
        )
        assert not re.search(FAMILIAR[code], lower), (name, line)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_line_that_is_spoken_unasked_is_long(code: str) -> None:
    language = load_language(code)
    asked_for = {f"lines.{say}" for say in ASKED_FOR} | {f"home.{HomeSay.WHO_HOME}"}
    for name, line in spoken_lines(language).items():
        if name not in asked_for:
            words = [word for word in line.split() if any(char.isalnum() for char in word)]
            assert len(words) <= MOST_WORDS_UNASKED, (name, len(words), line)


def test_a_hint_is_spoken_without_a_command_and_shown_with_it() -> None:
    for code in LANGUAGES:
        troubles = load_language(code).wording.troubles
        assert any("`" in words.hint for words in troubles.values())
        assert not any("`" in words.said or "sudo" in words.said for words in troubles.values())


# The opening and the consent, as short as they may be ------------------------------------

OPENING_BEFORE = {"en": 43, "de": 41, "es": 39, "fr": 42}
CONSENT_BEFORE = {"en": 119, "de": 127, "es": 118, "fr": 132}
"""Words, with the title, the author, the clinic and how to erase later as one word each."""

CONSENT = (
    KioskSay.CONSENT_KEPT,
    KioskSay.CONSENT_READ_CLINIC,
    KioskSay.CONSENT_AT_END,
    KioskSay.CONSENT_PROGRAM,
    KioskSay.CONSENT_QUESTION,
)


def words_of(*lines: str) -> int:
    return sum(len(re.findall(r"{\w+}|[\w'-]+", line)) for line in lines)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_opening_is_two_thirds_and_the_consent_half_as_long_as_they_were(code: str) -> None:
    language = load_language(code)
    lines, kiosk = language.wording.lines, language.kiosk.lines
    opening = words_of(*(lines[s] for s in (Say.WELCOME, Say.HOW_TO_BEGIN, Say.HOW_TO_ANSWER)))
    assert opening <= OPENING_BEFORE[code] * 2 / 3
    assert words_of(*(kiosk[say] for say in CONSENT)) <= CONSENT_BEFORE[code] / 2


# Numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_number_is_never_said_with_the_wrong_form(code: str, count: int) -> None:
    wording = load_language(code).wording
    for say in wording.plurals:
        said = wording.line(say, count=count, number=1, title="T")
        several = wording.lines[say].format(count=count, number=1, title="T")
        assert (said == several) is (
            count != 1 and not (code == "fr" and count == 0 and "one" in wording.plurals[say])
        )
        if count == 1:
            assert "1" not in said, "a voice would say it as a number"


def test_every_line_with_a_count_has_a_form_for_one() -> None:
    counted = {Say.WHERE_BEFORE, Say.WHICH_QUESTION, Say.NO_SUCH_QUESTION}
    for code in LANGUAGES:
        assert all("1" in load_language(code).wording.plurals[say] for say in counted)


def test_french_counts_nothing_in_the_singular() -> None:
    wording = load_language("fr").wording
    assert "0 question." in wording.line(Say.WHERE_BEFORE, count=0, title="T")
    assert "2 questions." in wording.line(Say.WHERE_BEFORE, count=2, title="T")


# Crisis cards ------------------------------------------------------------------------------------

NO_WAY_TO_WRITE_WAS_FOUND = {("en", "ES"), ("es", "ES"), ("es", "MX")}
WRITING = {
    "en": "write|text",
    "de": "[Ss]chreib",
    "es": "escribir|mensaje",
    "fr": "écrire|SMS|texto",
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_crisis_card_says_that_nobody_hears_it_and_where_its_numbers_are_from(
    code: str,
) -> None:
    language = load_language(code)
    opening = language.crisis.spoken.split(".")[0]
    for card in cards_of(language):
        assert card.spoken.startswith(opening)
        assert card.words[0] == f"{opening}."
        assert not re.search(r"\d{3}", card.spoken), "a voice would read it as a large number"
        for number in card.numbers:
            assert number.source
            assert number.checked == "no" or re.fullmatch(r"\d{4}-\d{2}-\d{2}", number.checked)
            assert number.said in card.spoken


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_number_is_shown_as_it_is_dialled_and_said_as_it_is_heard(code: str) -> None:
    for card in cards_of(load_language(code)):
        for number in card.numbers:
            said, shown = re.sub(r"\D", "", number.said), re.sub(r"\D", "", number.shown)
            assert said == shown or number.said == "triple zero", number
            assert not re.search(r"\b\d\b.\b\d\b", number.shown), "no digit stands by itself"


def cards_of(language: Language) -> list[CrisisCard]:
    return [language.crisis, language.crisis_elsewhere, *language.crisis_countries.values()]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_country_s_card_says_its_numbers_twice_and_last_and_how_to_write(code: str) -> None:
    for country, card in load_language(code).crisis_countries.items():
        assert card.emergency
        assert card.spoken.count(card.emergency) >= 2, country
        last = re.split(r"(?:Once more|Noch einmal|Otra vez|Encore une fois)\s?: ", card.spoken)[1]
        assert card.emergency in last
        if (code, country) not in NO_WAY_TO_WRITE_WAS_FOUND:
            assert re.search(WRITING[code], card.spoken), country


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_country_without_a_card_hears_no_other_country_s_numbers(code: str) -> None:
    language = load_language(code)
    assert language.crisis_in("JP") == language.crisis_elsewhere
    assert not re.search(r"\d", language.crisis_elsewhere.spoken)
    assert language.crisis_in(None) == language.crisis


def test_a_number_is_printed_as_it_is_dialled() -> None:
    english = load_language("en").crisis_countries
    assert "116 123. To write" in typeset(english["GB"].spoken)
    assert "Once more: triple zero, or 13 11 14." in typeset(english["AU"].spoken)
    assert "999, or 116 123." in typeset(english["GB"].spoken)


def test_english_is_spoken_to_in_every_country_of_the_other_languages() -> None:
    english = load_language("en").crisis_countries
    for code, but in (("de", set()), ("es", {"MX"}), ("fr", set())):
        assert set(load_language(code).crisis_countries) - set(english) <= but
