"""The wording of every language: complete, speakable, unambiguous, and true to itself."""

import re
from collections import defaultdict
from importlib import resources

import pytest

from voice.conversation.actions import RULES, Action
from voice.conversation.states import TRANSITIONS, State
from voice.conversation.understanding import spoken_form
from voice.conversation.wording import Say
from voice.errors import SettingsError
from voice.kiosk.actions import KioskAction
from voice.kiosk.commands import Keeper
from voice.kiosk.wording import KioskSay
from voice.language import NUMBERS, available_languages, load_language, parse_language
from voice.models import load_catalogue, rehearsal_model
from voice.speaking.text import speakable

LANGUAGES = available_languages()
TRANSLATIONS = [code for code in LANGUAGES if code != "en"]
LONGEST_FORM_WORDS = 5
MOST_LONG_FORMS = 8
"""Forms of five words; all others have at most four."""


def text_of(code: str) -> str:
    return (resources.files("voice") / "phrases" / f"{code}.toml").read_text("utf-8")


def test_english_german_spanish_and_french_are_there() -> None:
    assert set(LANGUAGES) >= {"en", "de", "es", "fr"}


def test_every_spoken_form_is_one_that_the_rehearsal_model_can_hear() -> None:
    table = (rehearsal_model() / "graph" / "words.txt").read_text("utf-8")
    known = {line.split()[0] for line in table.splitlines()}
    wording = load_language("en").wording
    said = {
        word for words in wording.actions.values() for form in words.spoken for word in form.split()
    }
    kiosk = load_language("en").kiosk
    said |= {w for words in kiosk.actions.values() for form in words.spoken for w in form.split()}
    said |= wording.hesitations - {"er", "hm", "mm"}
    assert said <= known


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_form_means_two_actions_that_one_state_offers(code: str) -> None:
    wording = load_language(code).wording
    for state, table in TRANSITIONS.items():
        meanings: dict[str, set[Action]] = defaultdict(set)
        for action in (trigger for trigger in table if isinstance(trigger, Action)):
            for form in wording.actions[action].spoken:
                meanings[form].add(action)
        clashes = {form: actions for form, actions in meanings.items() if len(actions) > 1}
        assert clashes == {}, state


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_form_is_never_another_form_that_lost_its_no(code: str) -> None:
    """Of what destroys and what keeps, the one must not become the other by a word unheard."""
    wording = load_language(code).wording
    kept = set(wording.actions[Action.KEEP].spoken)
    gone = set(wording.actions[Action.LET_GO].spoken)
    for form in kept | gone:
        words = form.split()
        shorter = {" ".join(words[:n] + words[n + 1 :]) for n in range(len(words))}
        assert not shorter & (gone if form in kept else kept), form


@pytest.mark.parametrize("code", LANGUAGES)
def test_spoken_forms_are_as_a_recogniser_writes_them(code: str) -> None:
    wording = load_language(code).wording
    forms = [form for words in wording.actions.values() for form in words.spoken]
    for form in [*forms, *wording.numbers, *wording.hesitations]:
        assert form == form.lower().strip()
        assert re.fullmatch(r"[^\W\d_]+(['-][^\W\d_]+)*( [^\W\d_]+(['-][^\W\d_]+)*)*", form), form
    for form in forms:
        assert spoken_form(form.split(), wording.hesitations) == form, "it could never be matched"
        assert form not in wording.hesitations
    for words in wording.actions.values():
        assert len(set(words.spoken)) == len(words.spoken)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_form_that_is_written_with_a_hyphen_can_also_be_heard_without(code: str) -> None:
    wording = load_language(code).wording
    numbers = set(wording.numbers)
    for forms in [numbers, *(set(words.spoken) for words in wording.actions.values())]:
        for form in forms:
            assert form.replace("-", " ") in forms, form


@pytest.mark.parametrize("code", LANGUAGES)
def test_spoken_forms_are_short(code: str) -> None:
    wording = load_language(code).wording
    lengths = [len(form.split()) for words in wording.actions.values() for form in words.spoken]
    assert max(lengths) <= LONGEST_FORM_WORDS
    assert sum(length == LONGEST_FORM_WORDS for length in lengths) <= MOST_LONG_FORMS


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_line_action_number_and_keeper(code: str) -> None:
    language, english = load_language(code), load_language("en")
    wording = language.wording
    assert wording.language == code
    assert set(wording.lines) == set(Say)
    assert set(wording.actions) == {rule.action for rule in RULES}
    assert set(wording.numbers.values()) == set(NUMBERS)
    assert set(language.keepers) == set(english.keepers)
    assert wording.hesitations
    kiosk = language.kiosk
    assert set(kiosk.lines) == set(KioskSay)
    assert set(kiosk.actions) == set(KioskAction)
    for line in (*wording.lines.values(), *kiosk.lines.values(), language.crisis_card):
        assert speakable(line.replace("{", "").replace("}", "")), "a line cannot be spoken"


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_no_line_was_left_in_english(code: str) -> None:
    wording, english = load_language(code).wording, load_language("en").wording
    same = [say for say in Say if wording.lines[say] == english.lines[say]]
    assert same == [Say.CRISIS]  # a placeholder only


TOLD: dict[Say, tuple[Action, ...]] = {
    Say.HOW_TO_BEGIN: (Action.BEGIN, Action.HELP, Action.STOP),
    Say.HOW_TO_ANSWER: (Action.NEXT,),
    Say.GENTLE_CHOICES: (Action.NEXT, Action.SKIP, Action.MINUTE),
    Say.PAUSED: (Action.RESUME,),
    Say.SCRATCHED: (Action.UNDO,),
    Say.STARTED_OVER: (Action.UNDO,),
    Say.ASK_START_OVER: (Action.YES, Action.NO),
    Say.ASK_DID_YOU_MEAN: (Action.YES, Action.NO),
    Say.ASK_TO_KEEP: (Action.KEEP, Action.LET_GO),
    Say.LET_GO: (Action.UNDO,),
    Say.HELP_MORE: (Action.HELP,),
    Say.HELP_END: (Action.CRISIS,),
    Say.STOPPING: (Action.RESUME,),
}
"""What each line tells the person to say."""


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("say", TOLD)
def test_what_a_line_tells_to_say_is_understood(code: str, say: Say) -> None:
    wording = load_language(code).wording
    line = " ".join(re.findall(r"[\w'-]+", wording.lines[say].lower()))
    for action in TOLD[say]:
        assert any(f" {form} " in f" {line} " for form in wording.actions[action].spoken), action


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_the_help_tells_to_say_is_understood(code: str) -> None:
    for action, words in load_language(code).wording.actions.items():
        told = re.split(r"[,.]", words.help)[0].lower()
        assert told in words.spoken, action


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_crisis_card_says_that_nobody_hears_it_and_how_it_was_checked(code: str) -> None:
    language = load_language(code)
    opening = language.crisis_card.split(".")[0]
    cards = [language.crisis_in(None), *language.crisis_countries.values()]
    for card in cards:
        assert card.card.startswith(opening)
        assert re.search(r"\d", card.card)
        assert not re.search(r"\d{3}", card.card), "a voice would read it as a large number"
        assert re.match(r"\d{4}-\d{2}-\d{2}, ", card.verified)


def test_the_crisis_card_follows_the_country_and_falls_back_on_the_languages_own() -> None:
    german = load_language("de")
    assert "1 4 2" in german.crisis_in("AT").card
    assert "0 8 0 0" not in german.crisis_in("AT").card
    assert german.crisis_in(None).card == german.crisis_in("JP").card == german.crisis_card


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


def test_a_wrong_placeholder_is_named() -> None:
    with pytest.raises(SettingsError) as raised:
        parse_language(text_of("de").replace("{theme}", "{thema}"))
    assert "lines.where: has ['count', 'number', 'thema']" in raised.value.fact


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        ("choose_key", "kiosk.lines.choose_key: missing"),
        ("consent_key_clinic", "kiosk.lines.consent_key_clinic: missing"),
    ],
)
def test_a_missing_kiosk_line_is_named(start: str, problem: str) -> None:
    from importlib import resources

    text = (resources.files("voice") / "phrases" / "en.toml").read_text("utf-8")
    without = "\n".join(line for line in text.splitlines() if not line.startswith(start))
    with pytest.raises(SettingsError) as raised:
        parse_language(without)
    assert problem in raised.value.fact


@pytest.mark.parametrize("keeper", Keeper)
def test_every_keeper_has_words_of_its_own(keeper: Keeper) -> None:
    keepers = load_language("en").keepers
    assert keepers[keeper]
    assert len(set(keepers.values())) == len(keepers)


def test_an_unknown_language_lists_the_known_ones() -> None:
    with pytest.raises(SettingsError) as raised:
        load_language("xx")
    assert "en" in raised.value.hint


def test_the_states_are_those_that_offer_actions() -> None:
    """The clash test above would be empty if the table no longer named actions."""
    assert sum(isinstance(t, Action) for t in TRANSITIONS[State.LISTENING]) > 15
