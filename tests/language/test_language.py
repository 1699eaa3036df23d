"""The wording of every language: complete, speakable, unambiguous, and true to itself."""

import re
import string
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

import pytest

from scripts.languages import COMPLETE, LACKING, lacking, text_of
from voice.floor.actions import Action
from voice.floor.asking import plain_forms, readings
from voice.floor.understanding import spoken_form
from voice.floor.wording import ANYWHERE, ActionWords, Say
from voice.language.checking import NUMBERS
from voice.language.loading import load_language, parse_language
from voice.models.choosing import load_catalogue, rehearsal_model
from voice.scenes.home.states import ACTIONS as HOMES
from voice.scenes.home.states import TRANSITIONS as HOME_TRANSITIONS
from voice.scenes.home.wording import HomeSay
from voice.scenes.reading.states import ACTIONS as READINGS
from voice.scenes.reading.states import STEPS
from voice.scenes.recording.states import ACTIONS as RECORDINGS
from voice.scenes.recording.wording import RecordSay
from voice.scenes.reflection.states import ACTIONS as SESSIONS
from voice.scenes.reflection.states import TRANSITIONS, State
from voice.scenes.setting_up.states import ACTIONS as SETTING_UP
from voice.scenes.setting_up.wording import SetupSay
from voice.scenes.sound_check.wording import SoundSay
from voice.scenes.teaching.states import ACTIONS as TEACHINGS
from voice.scenes.teaching.states import TEACHABLE
from voice.scenes.visit.commands import Keeper
from voice.scenes.visit.states import ACTIONS as VISITS
from voice.scenes.visit.states import TRANSITIONS as KIOSK_TRANSITIONS
from voice.scenes.visit.wording import KioskSay
from voice.screen.page.words import PLACEHOLDERS as PAGE_PLACEHOLDERS
from voice.screen.page.words import load_shell
from voice.speaking.text import sentences, speakable
from voice.values.errors import SettingsError

LANGUAGES = COMPLETE
TRANSLATIONS = [code for code in LANGUAGES if code != "en"]
LONGEST_FORM_WORDS = 5
MOST_LONG_FORMS = 8
"""Forms of five words; all others have at most four."""


def all_action_words(code: str) -> list[ActionWords]:
    """The session's, the kiosk's and the home's."""
    language = load_language(code)
    scenes = (language.wording, language.kiosk, language.home)
    return [words for wording in scenes for words in wording.actions.values()]


def placeholders_in(line: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(line) if name is not None}


def same_in(own: Mapping[str, object], english: Mapping[str, object]) -> set[str]:
    """The keys whose words are the English ones."""
    return {key for key, words in own.items() if words == english[key]}


def clashes_in(triggers: Iterable[object], actions: Mapping[StrEnum, ActionWords]) -> object:
    """The spoken forms that mean two of the actions among these triggers."""
    meanings: dict[str, set[object]] = defaultdict(set)
    for trigger in triggers:
        if isinstance(trigger, Action):
            for form in actions[trigger].spoken:
                meanings[form].add(trigger)
    return {form: meant for form, meant in meanings.items() if len(meant) > 1}


def test_english_german_spanish_and_french_are_there() -> None:
    assert set(LANGUAGES) >= {"en", "de", "es", "fr"}


def test_every_spoken_form_is_one_that_the_rehearsal_model_can_hear() -> None:
    table = (rehearsal_model() / "graph" / "words.txt").read_text("utf-8")
    known = {line.split()[0] for line in table.splitlines()}
    wording = load_language("en").wording
    forms = (form for words in all_action_words("en") for form in words.spoken)
    said = {word for form in forms for word in form.split()}
    said |= wording.hesitations - {"er", "hm", "mm"}
    assert said <= known


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_form_means_two_actions_that_one_state_offers(code: str) -> None:
    language = load_language(code)
    for state, table in [*TRANSITIONS.items(), *STEPS.items()]:
        assert clashes_in(table, language.wording.actions) == {}, state
    for state, table in KIOSK_TRANSITIONS.items():
        assert clashes_in(table, language.kiosk.actions) == {}, state
    for state, table in HOME_TRANSITIONS.items():
        assert clashes_in(table, language.home.actions) == {}, state


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_form_is_never_another_form_that_lost_its_no(code: str) -> None:
    """Of what destroys and what keeps, the one must not become the other by a word unheard."""
    language = load_language(code)
    session, kiosk = language.wording.actions, language.kiosk.actions
    without_key = kiosk[Action.NO_KEY]
    for one, other in [
        (session[Action.KEEP], session[Action.LET_GO]),
        (kiosk[Action.TAKE_KEY], without_key),
        (kiosk[Action.OWN_KEY], without_key),
        (kiosk[Action.GO_ON], kiosk[Action.ERASE_ALL]),
    ]:
        for this, that in [(one, other), (other, one)]:
            for form in this.spoken:
                words = form.split()
                shorter = {" ".join(words[:n] + words[n + 1 :]) for n in range(len(words))}
                assert not shorter & set(that.spoken), form


@pytest.mark.parametrize("code", LANGUAGES)
def test_spoken_forms_are_as_a_recogniser_writes_them(code: str) -> None:
    wording = load_language(code).wording
    forms = [form for words in all_action_words(code) for form in words.spoken]
    for form in [*forms, *wording.numbers, *wording.hesitations]:
        assert form == form.lower().strip()
        assert re.fullmatch(r"[^\W\d_]+(['-][^\W\d_]+)*( [^\W\d_]+(['-][^\W\d_]+)*)*", form), form
    for form in forms:
        assert spoken_form(form.split(), wording.hesitations) == form, "it could never be matched"
        assert form not in wording.hesitations
    for words in all_action_words(code):
        assert len(set(words.spoken)) == len(words.spoken)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_hyphen_or_an_apostrophe_more_or_less_locks_nobody_out(code: str) -> None:
    wording = load_language(code).wording
    numbers = set(wording.numbers)
    for form in numbers:
        assert form.replace("-", " ") in numbers, form
    for words in all_action_words(code):
        for form in words.spoken:
            read = next(readings(form.replace("-", " ").replace("'", " "), wording.habits))[0]
            assert read in plain_forms(words.spoken, wording.habits), form


@pytest.mark.parametrize("code", LANGUAGES)
def test_spoken_forms_are_short(code: str) -> None:
    forms = {form for words in all_action_words(code) for form in words.spoken}
    lengths = [len(form.split()) for form in forms]
    assert max(lengths) <= LONGEST_FORM_WORDS
    assert sum(length == LONGEST_FORM_WORDS for length in lengths) <= MOST_LONG_FORMS


def test_every_language_is_complete() -> None:
    lines = [f"{code}.toml: {each}" for code, lacks in LACKING.items() for each in lacks]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def test_everything_that_a_new_language_lacks_is_named_at_once() -> None:
    gone = ("gentle_line", "passed", "choose_key", "window_open", "twenty", "disk_full")
    kept = [line for line in text_of("en").splitlines() if line.split(" ")[0] not in gone]
    assert lacking("\n".join(kept)) == [
        *("kiosk.lines.choose_key: missing", "lines.gentle_line: missing"),
        *("page.window_open: missing", "paper.passed: missing"),
        *(f"troubles.disk_full.{part}: missing" for part in ("fact", "hint", "said")),
        "numbers: no word for 20",
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_line_action_number_and_keeper(code: str) -> None:
    language, english = load_language(code), load_language("en")
    wording = language.wording
    assert wording.language == code
    assert set(wording.lines) == set(Say)
    assert set(wording.actions) == SESSIONS | READINGS
    assert set(wording.numbers.values()) == set(NUMBERS)
    assert set(language.keepers) == set(english.keepers)
    assert wording.hesitations
    kiosk = language.kiosk
    assert set(kiosk.lines) == set(KioskSay)
    assert set(kiosk.actions) == VISITS
    home = language.home
    assert set(home.lines) == {*HomeSay, *Say, *SoundSay}
    assert set(home.actions) == HOMES
    setting_up = language.setting_up
    assert set(setting_up.lines) == {*Say, *SetupSay, *SoundSay}
    assert set(setting_up.actions) == SETTING_UP
    assert set(language.recording.lines) == {*Say, *RecordSay}
    assert set(language.recording.actions) == RECORDINGS
    assert {*TEACHINGS, *TEACHABLE} <= set(language.teaching.actions)
    for own in (language.recording, language.teaching):  # no question is asked there
        assert own.actions[Action.BACK].help != language.wording.actions[Action.BACK].help
    assert set(language.page) == set(english.page)
    spoken = (*home.lines.values(), *setting_up.lines.values(), *kiosk.lines.values())
    spoken = (*spoken, *language.recording.lines.values())
    for line in (*spoken, language.crisis.spoken):
        assert speakable(line.replace("{", "").replace("}", "")), "a line cannot be spoken"


SAME_AS_ENGLISH: Mapping[str, frozenset[str]] = {
    "de": frozenset({"name"}),
    "es": frozenset({"name", "no", "sound_no"}),
    "fr": frozenset({"name", "reading_question", "date"}),
}
"""Keys whose words happen to be the same: the program's name, "No.", "Question {number}."."""


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_no_line_was_left_in_english(code: str) -> None:
    language, english = load_language(code), load_language("en")
    same = same_in(language.home.lines, english.home.lines)
    same |= same_in(language.keepers, english.keepers)
    same |= same_in(*(each.paper.model_dump(exclude={"days"}) for each in (language, english)))
    for own, theirs in ((language.wording, english.wording), (language.home, english.home)):
        for state, told in own.helps.items():
            same |= same_in(told, theirs.helps[state])
    same |= same_in(language.kiosk.lines, english.kiosk.lines)
    same |= same_in(language.setting_up.lines, english.setting_up.lines)
    same |= same_in(language.recording.lines, english.recording.lines)
    same |= same_in(language.page, english.page)
    for own, theirs in [
        (language.wording.actions, english.wording.actions),
        (language.kiosk.actions, english.kiosk.actions),
        (language.home.actions, english.home.actions),
        (language.setting_up.actions, english.setting_up.actions),
    ]:
        same |= {key for key, words in own.items() if words.help == theirs[key].help}
    assert same == SAME_AS_ENGLISH[code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_and_the_paper_have_their_placeholders(code: str) -> None:
    language = load_language(code)
    for key, words in language.page.items():
        assert placeholders_in(words) == PAGE_PLACEHOLDERS.get(key, frozenset()), key
    days = {"day", "month", "year"}
    needed = {"date": days, "said_date": days, "session": {"date"}}
    for key, words in language.paper.model_dump(exclude={"months", "said_days", "days"}).items():
        assert placeholders_in(words) == needed.get(key, set()), key
    assert f"[{language.paper.unclear}]" in language.paper.unclear_note
    assert len(set(language.paper.months)) == 12


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_can_be_made_in_every_language(code: str) -> None:
    assert f'<html lang="{code}">' in load_shell(code, load_language(code).page).page


def test_a_date_is_written_as_each_language_writes_it() -> None:
    moment = "2026-03-05T10:00:00+01:00"
    assert {code: load_language(code).paper.day(moment) for code in ("de", "en", "es", "fr")} == {
        "de": "5. März 2026",
        "en": "5 March 2026",
        "es": "5 de marzo de 2026",
        "fr": "5 mars 2026",
    }
    assert load_language("fr").paper.day("2026-03-01T10:00:00+01:00") == "1er mars 2026"


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_told_of_corrections_is_a_form_of_correcting(code: str) -> None:
    wording = load_language(code).wording
    said = wording.lines[Say.HOW_TO_CORRECT].partition(":")[2].lower().strip(" .")
    shapes = [re.sub("{.*?}", r"[^ ]+", form) for form in wording.correcting]
    assert any(re.fullmatch(shape, said) for shape in shapes[:1]), "the form that is taught first"


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_the_help_tells_to_say_is_understood(code: str) -> None:
    for words in all_action_words(code):
        told = re.split(r"[,.]", words.help)[0].lower()
        assert told in words.spoken


@pytest.mark.parametrize("code", LANGUAGES)
def test_help_of_a_state_names_a_form_of_what_is_offered_there_and_what_differs(code: str) -> None:
    language = load_language(code)
    session = {**TRANSITIONS, **STEPS}
    for wording, table in ((language.wording, session), (language.home, HOME_TRANSITIONS)):
        for state, told in wording.helps.items():
            for action, line in told.items():
                assert re.split(r"[,.]", line)[0].lower() in wording.actions[action].spoken, line
                assert line != wording.actions[action].help
                assert state == ANYWHERE or action in table[state], (state, action)


def test_numbers_are_heard_in_each_of_their_spellings() -> None:
    assert load_language("en").wording.numbers["twenty"] == 20
    assert load_language("de").wording.numbers["zwo"] == 2
    assert load_language("fr").wording.numbers["dix sept"] == 17


def test_every_language_has_a_model_that_can_be_installed() -> None:
    catalogue = load_catalogue()
    for code in LANGUAGES:
        assert catalogue.default_for(code).language == code


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("gentle_line", "lines.gentle_line: missing"),
        ("twenty = ", "numbers: no word for 20"),
        ("where = ", "lines.where: missing"),
    ],
)
def test_what_is_missing_is_named(line: str, problem: str) -> None:
    without = "\n".join(kept for kept in text_of("en").splitlines() if not kept.startswith(line))
    with pytest.raises(SettingsError) as raised:
        parse_language(without)
    assert problem in raised.value.fact


@pytest.mark.parametrize(
    ("part", "wrong", "problem"),
    [
        (r', source = "[^"]*"', "", ".source: field required"),
        (r'source = "[^"]*"', 'source = ""', ".source: "),
        (r', checked = "[^"]*"', "", ".checked: field required"),
        (r'checked = "[^"]*"', 'checked = "yes"', '.checked: is "yes"'),
        (r'checked = "[^"]*"', 'checked = "2026-2-30"', '.checked: is "2026-2-30"'),
    ],
)
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_crisis_number_is_taken_that_does_not_say_where_it_is_from_and_who_checked_it(
    code: str, part: str, wrong: str, problem: str
) -> None:
    changed, count = re.subn(rf"(?<=shown = )(.*?){part}", rf"\g<1>{wrong}", text_of(code), count=1)
    assert count == 1
    with pytest.raises(SettingsError) as raised:
        parse_language(changed)
    assert "crisis." in raised.value.fact
    assert problem in raised.value.fact


def test_a_wrong_placeholder_is_named() -> None:
    with pytest.raises(SettingsError) as raised:
        parse_language(text_of("de").replace("{theme}", "{thema}"))
    assert "lines.where: has ['count', 'number', 'thema']" in raised.value.fact


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        ("choose_key", "kiosk.lines.choose_key: missing"),
        ("consent_read_clinic", "kiosk.lines.consent_read_clinic: missing"),
    ],
)
def test_a_missing_kiosk_line_is_named(start: str, problem: str) -> None:
    without = "\n".join(line for line in text_of("en").splitlines() if not line.startswith(start))
    with pytest.raises(SettingsError) as raised:
        parse_language(without)
    assert problem in raised.value.fact


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("keeper", Keeper)
def test_every_keeper_has_words_of_its_own(code: str, keeper: Keeper) -> None:
    keepers = load_language(code).keepers
    assert keepers[keeper]
    assert len(set(keepers.values())) == len(keepers)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_spoken_date_is_not_cut_in_two_and_its_day_not_a_bare_number(code: str) -> None:
    paper = load_language(code).paper
    said = {day: paper.said_day(f"2026-03-{day:02}T10:00:00+01:00") for day in range(1, 32)}
    for text in said.values():
        assert sentences(load_language(code).wording.line(Say.READING_SESSION, date=text)) == [
            load_language(code).wording.line(Say.READING_SESSION, date=text)
        ]
    assert (
        said[7]
        == {
            "en": "March seventh, 2026",
            "de": "siebten März 2026",
            "es": "7 de marzo de 2026",
            "fr": "7 mars 2026",
        }[code]
    )
    assert "1 " not in said[1].removesuffix("2026")


def test_an_unknown_language_lists_the_known_ones() -> None:
    with pytest.raises(SettingsError) as raised:
        load_language("xx")
    assert "en" in raised.value.hint


def test_the_states_are_those_that_offer_actions() -> None:
    """The clash test above would be empty if the table no longer named actions."""
    assert sum(isinstance(t, Action) for t in TRANSITIONS[State.LISTENING]) > 15


def test_a_language_is_read_once_however_many_sessions_are_in_it() -> None:
    assert load_language("de") is load_language("de")
