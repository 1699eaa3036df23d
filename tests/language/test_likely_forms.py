"""What people say to ask for something, and what is never taken for that."""

import ctypes
import math
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import pytest
from espeakng_loader import get_data_path, get_library_path

from scripts.languages import COMPLETE
from scripts.likely import outcomes, written_aside
from scripts.speaker_panel.sayings import TEMPLATES
from tests.scenes.reflection.playbook import answering
from voice.floor.actions import Action
from voice.floor.asking import Meant, likely_forms, meant, plain_forms, readings
from voice.floor.events import SegmentHeard
from voice.floor.understanding import Understood, understand
from voice.floor.wording import ActionWords, Wording
from voice.language.loading import load_language
from voice.scenes.reflection.passages import STANDING
from voice.scenes.reflection.states import TRANSITIONS, State
from voice.values.transcript import Segment, Word

LANGUAGES = COMPLETE
LISTENING = [action for action in Action if action in TRANSITIONS[State.LISTENING]]


def taken_for(
    text: str, code: str, state: State = State.LISTENING, wording: Wording | None = None
) -> Understood | None:
    """What a lone passage in a state is taken for."""
    wording = wording or load_language(code).wording
    words = tuple(Word(w, n * 0.3, n * 0.3 + 0.2, 1.0) for n, w in enumerate(text.split()))
    heard = SegmentHeard(1, Segment("one", words, 0.0, 1.0), math.inf, 1.5)
    offered = [action for action in Action if action in TRANSITIONS[state]]
    return understand(heard, offered, wording, STANDING.get(state, {}))


@pytest.mark.parametrize(
    ("code", "text", "action"),
    [
        ("en", "next question please", Action.NEXT),
        ("en", "can you please repeat that", Action.REPEAT),
        ("en", "a bit slower please", Action.SLOWER),
        ("de", "nächste frage bitte", Action.NEXT),
        ("de", "können sie etwas lauter sprechen bitte", Action.LOUDER),
        ("es", "la siguiente por favor", Action.NEXT),
        ("fr", "répétez s'il vous plaît", Action.REPEAT),
        ("fr", "répété", Action.REPEAT),
        ("fr", "arrêtez", Action.STOP),
        ("fr", "où en suis je", Action.WHERE),
    ],
)
def test_politeness_and_an_ending_that_sounds_the_same_lock_nobody_out(
    code: str, text: str, action: Action
) -> None:
    assert taken_for(text, code) == Understood(action, sure=True)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "please do not stop"),
        ("en", "she said please"),
        ("en", "can you imagine"),
        ("de", "bitte hören sie nicht auf"),
        ("es", "por favor no pare nunca"),
        ("fr", "s'il vous plaît ne partez pas"),
    ],
)
def test_politeness_around_anything_else_is_content(code: str, text: str) -> None:
    assert taken_for(text, code) is None


@pytest.mark.parametrize(
    ("code", "text", "action"),
    [
        ("en", "i want to scratch that", Action.SCRATCH),
        ("en", "oh no could you read what i said back to me please", Action.READ_BACK),
        ("en", "let's stop for a moment", Action.PAUSE),
        ("de", "kann ich bitte eine andere frage nehmen", Action.CHOOSE),
        ("es", "bueno podemos pasar a la siguiente por favor", Action.NEXT),
        ("fr", "est-ce que je peux ajouter quelque chose", Action.ADD),
    ],
)
def test_a_wish_in_other_words_is_asked_about_and_never_done(
    code: str, text: str, action: Action
) -> None:
    assert taken_for(text, code) == Understood(action, sure=False)


@pytest.mark.parametrize("text", ["no pare", "no quite eso", "no borre eso", "ya no pare"])
def test_in_spanish_what_is_not_to_be_done_is_no_wish_for_it(text: str) -> None:
    assert taken_for(text, "es") is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "i don't know what to do"),
        ("en", "what do i do"),
        ("en", "i want to hurt myself"),
        ("de", "ich weiß nicht was ich tun soll"),
        ("de", "ich weiß nicht weiter"),
        ("es", "no sé qué hacer"),
        ("fr", "je ne sais pas quoi faire"),
    ],
)
def test_what_somebody_says_of_their_need_is_no_wish_for_a_list_of_commands(
    code: str, text: str
) -> None:
    assert taken_for(text, code) is None


def test_a_form_is_taken_before_a_likely_way_to_ask_for_something_else() -> None:
    wording = load_language("en").wording
    actions = {
        Action.WHERE: ActionWords("", (), "", likely=("(go|get) on",)),
        Action.RESUME: ActionWords("", ("go on",), ""),
    }
    assert meant("go on", actions, actions, wording.habits) == Meant(Action.RESUME, True)
    assert meant("get on", actions, actions, wording.habits) == Meant(Action.WHERE, False)


LIKELY_ANSWERS = {
    "en": "no|yes|more|again|pass|please stop|that's enough|goodbye|i'm done|quit|move on|continue"
    "|i'm finished|wait|too loud|forget it|i'd like to stop|that's wrong|back",
    "de": "ja|nein|mehr|ich bin fertig|das reicht|schluss|auf wiedersehen|keine antwort"
    "|weitermachen|ich muss nachdenken|dazu sage ich nichts|das war falsch|lieber nicht|zu laut",
    "es": "sí|no|más|paso|ya basta|adiós|otra vez|desde el principio|he terminado|continuar"
    "|espere|eso no|atrás|me equivoqué",
    "fr": "oui|non|ça suffit|au revoir|passer|retour|depuis le début|pas de réponse|terminé"
    "|plus doucement|attendez|trop fort|continuer|j'ai fini",
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_may_be_an_answer_by_itself_is_at_most_asked_about(code: str) -> None:
    for text in LIKELY_ANSWERS[code].split("|"):
        understood = taken_for(text, code)
        assert understood is None or not understood.sure, text


@pytest.mark.parametrize("code", LANGUAGES)
def test_asking_for_help_in_need_leads_to_the_crisis_card_first(code: str) -> None:
    in_need = {
        "en": ["i need help", "help me", "please help me"],
        "de": ["ich brauche hilfe", "helfen sie mir", "bitte helfen sie mir"],
        "es": ["necesito ayuda", "ayúdeme", "por favor ayúdeme"],
        "fr": ["j'ai besoin d'aide", "aidez moi", "aidez-moi s'il vous plaît"],
    }
    for text in in_need[code]:
        assert taken_for(text, code) == Understood(Action.CRISIS, sure=True)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("state", TRANSITIONS)
def test_no_form_with_its_politeness_taken_off_is_another_actions(code: str, state: State) -> None:
    wording = load_language(code).wording
    here = [action for action in Action if action in TRANSITIONS[state]]
    also = [action for action in STANDING.get(state, {}) if action not in here]
    meaning: dict[str, Action] = {}
    for action in (*here, *also):
        words = wording.actions[action]
        target = action if action in here else STANDING[state][action].action
        for form in _all_forms(words, wording):
            assert meaning.setdefault(form, target) is target, form
    for action in here:
        words = wording.actions[action]
        for form in (*words.spoken, *words.asked, *likely_forms(words.likely, wording.habits)):
            for reading, _ in readings(form, wording.habits):
                assert meaning.get(reading, action) is action, (form, reading)


def _all_forms(words: ActionWords, wording: Wording) -> frozenset[str]:
    forms = plain_forms((*words.spoken, *words.asked), wording.habits)
    return forms | likely_forms(words.likely, wording.habits)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_sentence_around_a_form_is_never_done(template: str) -> None:
    wording = load_language("en").wording
    forms = {form for words in wording.actions.values() for form in (*words.spoken, *words.asked)}
    for form in forms:
        understood = taken_for(template.format(form=form), "en", wording=wording)
        assert understood is None or not understood.sure, template.format(form=form)


# How forms sound ---------------------------------------------------------------------------------

NEARLY_THE_SAME = 0.25
"""Phonemes that differ, as a share of the longer of two forms: "pass" and "pause" have a third."""

MANNER = {Action.SLOWER, Action.FASTER, Action.LOUDER, Action.SOFTER}

SOUND_ALIKE: dict[str, set[frozenset[str]]] = {
    "en": set(),
    "de": set(),
    "es": set(),
    "fr": {frozenset({"je suis en crise", "je suis encore là"})},
}
"""Pairs that are known and stay: neither ends or destroys anything, taken for the other."""


@pytest.fixture(scope="module")
def espeak(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """A copy of the synthesiser's library: whoever speaks here loads the library itself afresh."""
    copy = shutil.copy(get_library_path(), tmp_path_factory.mktemp("espeak"))
    espeak = ctypes.CDLL(copy)
    espeak.espeak_Initialize(2, 0, get_data_path().encode(), 0)
    espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return espeak


def phonemes(espeak: ctypes.CDLL, text: str, code: str) -> str:
    """The phonemes of a form, without stress and pauses."""
    espeak.espeak_SetVoiceByName(code.encode())
    pointer = ctypes.pointer(ctypes.c_char_p(text.encode()))
    said = ""
    while pointer.contents.value:
        said += espeak.espeak_TextToPhonemes(pointer, 1, 2).decode()
    return "".join(char for char in said if char not in "\u02c8\u02cc \u02d0_-\u0329")


@cache  # each pair stands together in many states
def distance(one: str, other: str) -> int:
    """Phonemes to change, add or leave out."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def alike(espeak: ctypes.CDLL, code: str) -> Iterator[frozenset[str]]:
    """Forms of different actions that one state does at once and that sound nearly the same."""
    wording = load_language(code).wording
    sounds = {
        form: phonemes(espeak, form, code)
        for words in wording.actions.values()
        for form in words.spoken
    }
    for state in TRANSITIONS:
        here = [action for action in Action if action in TRANSITIONS[state]]
        for one, other in combinations(here, 2):
            if {one, other} <= MANNER:
                continue  # both say it again in another way: the other word puts it right
            for form in wording.actions[one].spoken:
                for second in wording.actions[other].spoken:
                    longer = max(len(sounds[form]), len(sounds[second]))
                    if distance(sounds[form], sounds[second]) / longer <= NEARLY_THE_SAME:
                        yield frozenset((form, second))


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_forms_of_different_actions_sound_nearly_the_same(
    espeak: ctypes.CDLL, code: str
) -> None:
    assert set(alike(espeak, code)) == SOUND_ALIKE[code]


# What follows ------------------------------------------------------------------------------------


def test_continue_in_an_answer_asks_for_the_next_question_and_is_no_answer_after_a_yes() -> None:
    book = answering().says("continue")
    assert "Did you mean: next question?" in book.said()
    book.spoken().says("yes")
    assert book.erased() == ["segment-2"]
    assert book.conversation.now.question_index == 1


def test_goodbye_asks_before_it_ends_anything() -> None:
    book = answering().says("i feel safe").says("goodbye")
    assert book.state is State.TELLING
    book.spoken()
    assert book.state is State.CONFIRMING
    book.says("no").spoken()
    assert book.state is State.LISTENING
    assert book.conversation.now.answer.verbatim == "i feel safe goodbye"


def test_no_to_keep_it_or_erase_it_asks_before_it_erases() -> None:
    book = answering(ask_to_keep=True).says("i feel safe").says("next question").spoken()
    assert book.state is State.REVIEWING
    book.says("no")
    assert "Shall I erase this answer?" in book.said()
    book.spoken().says("no").spoken()
    assert book.conversation.now.answer.verbatim == "i feel safe"
    book.says("next question").spoken().says("no").spoken().says("yes").spoken()
    assert book.conversation.now.answers[0].segments == ()
    assert "undo" in [str(action) for action in book.conversation.offered()]


def test_yes_and_next_question_keep_the_answer_that_was_asked_about() -> None:
    for text in ("yes", "next question"):
        book = answering(ask_to_keep=True).says("i feel safe").says("next question").spoken()
        book.says(text)
        assert book.marks() == [("safe", "answered")]


def test_no_to_a_question_that_was_looked_at_stays_here() -> None:
    book = answering().says("another question").spoken().says("next question").spoken()
    assert book.state is State.CHOOSING
    book.says("no").spoken()
    assert book.state is State.LISTENING
    assert book.conversation.now.answer.segments == ()


def test_the_ways_kept_aside_are_two_for_each_action_in_every_language() -> None:
    aside = dict(written_aside())
    assert set(aside) == set(LANGUAGES)
    for likely in aside.values():
        assert set(Counter(one.action for one in likely).values()) == {2}
        assert len({one.text for one in likely}) == len(likely) >= 60
        assert not outcomes(likely)["another"], "nothing is done that was not asked for"
