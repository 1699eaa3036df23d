"""The wording: complete, speakable, and within the rehearsal model's vocabulary."""

from collections import Counter

import pytest

from voice.conversation.actions import RULES
from voice.conversation.wording import Say
from voice.errors import SettingsError
from voice.kiosk.actions import KioskAction
from voice.kiosk.commands import Keeper
from voice.kiosk.wording import KioskSay
from voice.language import available_languages, load_language, parse_language
from voice.models import rehearsal_model
from voice.speaking.text import speakable


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


def test_no_two_actions_share_a_spoken_form() -> None:
    wording = load_language("en").wording
    forms = Counter(form for words in wording.actions.values() for form in words.spoken)
    assert [form for form, count in forms.items() if count > 1] == []


def test_no_spoken_form_is_longer_than_a_command_may_be() -> None:
    wording = load_language("en").wording
    longest = max(len(f.split()) for words in wording.actions.values() for f in words.spoken)
    assert longest <= 5  # "bring this to my session"


@pytest.mark.parametrize("code", available_languages())
def test_every_language_has_every_line_and_every_action(code: str) -> None:
    wording = load_language(code).wording
    assert set(wording.lines) == set(Say)
    assert set(wording.actions) == {rule.action for rule in RULES}
    kiosk = load_language(code).kiosk
    assert set(kiosk.lines) == set(KioskSay)
    assert set(kiosk.actions) == set(KioskAction)
    for line in (*wording.lines.values(), *kiosk.lines.values()):
        assert speakable(line.replace("{", "").replace("}", "")), "a line cannot be spoken"


def test_a_missing_line_is_named() -> None:
    from importlib import resources

    text = (resources.files("voice") / "phrases" / "en.toml").read_text("utf-8")
    without = "\n".join(line for line in text.splitlines() if not line.startswith("gentle_line"))
    with pytest.raises(SettingsError) as raised:
        parse_language(without)
    assert "lines.gentle_line: missing" in raised.value.fact


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
