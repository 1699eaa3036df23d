"""One view for every scene: what it says of itself has words in every language, and a sign."""

import pytest
from kiosk_scenes import kiosk_scenes
from page_scenes import scenes

from scripts.languages import COMPLETE
from tests.scenes.reading.test_reader import waiting
from tests.scenes.recording.playbook import standing_in as recording_in
from tests.scenes.setting_up.playbook import standing_in
from tests.scenes.sound_check.playbook import standing_in as sounding_in
from voice.floor.actions import Action
from voice.floor.view import Mood, View
from voice.language.loading import load_language
from voice.scenes.reading.view import MOODS as READING_MOODS
from voice.scenes.recording.states import Recording
from voice.scenes.reflection.states import SPEAKING, State
from voice.scenes.reflection.view import MOODS as SESSION_MOODS
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.sound_check.states import Sounding
from voice.scenes.visit.states import KioskState
from voice.scenes.visit.view import MOODS as KIOSK_MOODS
from voice.screen.keys import event_for_key
from voice.screen.page.words import load_shell

KIOSK = kiosk_scenes()


def views() -> dict[str, View]:
    """Of every scene, and of each state that has a view of its own."""
    sessions = {
        scene.name: next(each for each in reversed(scene.shown) if isinstance(each, View))
        for scene in scenes()
    }
    asking = [state for state in SettingUp if state is not SettingUp.SOUND]
    setting_up = {f"setup {s}": standing_in(s).scene.view() for s in asking}
    sound = {f"sound {s}": sounding_in(s).scene.view() for s in Sounding}
    sound |= {f"recording {s}": recording_in(s).scene.view() for s in Recording}
    return {**sessions, **KIOSK, "reading": waiting().reader.view(), **setting_up, **sound}


@pytest.mark.parametrize("code", COMPLETE)
def test_the_pages_words_name_every_mood_and_heading(code: str) -> None:
    words = load_shell(code, load_language(code).page).words
    for name, view in views().items():
        assert words[view.mood_key], name
        assert not view.heading_key or words[view.heading_key], name


def test_every_state_has_a_mood_and_the_program_speaks_in_the_states_that_say_so() -> None:
    for states, moods in ((State, SESSION_MOODS), (KioskState, KIOSK_MOODS)):
        assert set(moods) == set(states)
    assert {state for state, mood in SESSION_MOODS.items() if mood is Mood.SPEAKING} == SPEAKING
    assert set(READING_MOODS.values()) <= set(Mood)


def test_whoever_speaks_is_silenced_by_any_other_key_in_the_turn_that_has_the_loudspeaker() -> None:
    for name, view in views().items():
        assert view.speaking == bool(view.speaking_turn_id), name
        meant = event_for_key(view, " ")
        assert getattr(meant, "turn_id", 0) == view.speaking_turn_id, name


def test_a_session_inside_is_its_own_view_with_the_kiosks_choices_after_its_own() -> None:
    view = KIOSK["kiosk-in-session"]
    assert view.state is State.LISTENING
    assert view.question
    assert [choice.action for choice in view.choices][-1] is Action.CAPTIONS
    assert view.crisis == KIOSK["kiosk-consenting"].crisis
    assert (view.answer, view.passages, view.passage_count) == ("", (), 0)
    captioned = KIOSK["kiosk-captions"]
    assert captioned.captions
    assert captioned.passages
    assert not KIOSK["kiosk-stopped"].captions
    assert not KIOSK["kiosk-stopped"].passages


def test_no_view_says_a_word_of_the_person_in_its_repr() -> None:
    for name, view in views().items():
        assert "sister" not in repr(view), name
