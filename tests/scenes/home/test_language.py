"""Another language at home: everything is said and shown in it at once, and can be taken back."""

from tests.scenes.home.playbook import Stay, at_home, line
from voice.floor.actions import Action, Means
from voice.floor.events import DeviceFailed, OptionChosen
from voice.language.loading import load_language
from voice.scenes.home.errands import (
    KeepSetting,
    KnownGuide,
    LanguageSpoken,
    Listed,
    ListLanguages,
    TakeListed,
)
from voice.scenes.home.settings import Chosen, Setting
from voice.values.troubles import Trouble, TroubleName

NUMBER = tuple(Setting).index(Setting.LANGUAGE) + 1
GERMAN = load_language("de")
SPOKEN = LanguageSpoken(
    GERMAN.home,
    GERMAN.keepers["owner"],
    GERMAN.crisis,
    KnownGuide("on-my-mind-de", "Was beschäftigt Sie?", "Reflect Aloud"),
)


def in_german(*told: DeviceFailed) -> Stay:
    stay = at_home("en").chooses(Action.SETTINGS).spoken()
    stay.happens(OptionChosen(NUMBER, Means.KEY))
    assert stay.errands()[-1] == ListLanguages()
    stay.happens(Listed(("German, Deutsch.", "English."), present=1)).spoken()
    stay.happens(OptionChosen(1, Means.KEY))
    assert stay.errands()[-1] == TakeListed(1)
    stay.happens(SPOKEN)
    for event in told:
        stay.happens(event)
    return stay


def test_all_of_it_is_said_and_shown_in_the_new_language_at_once() -> None:
    stay = in_german()
    assert stay.said() == line("changed", "de", what=line("speaks", "de"))
    view = stay.spoken().home.view()
    assert view.title == line("at_home", "de")
    buttons = {choice.action: choice.button for choice in view.choices}
    assert buttons[Action.HELP] == GERMAN.home.actions[Action.HELP].button
    assert line("speaks", "de") in [option.text for option in view.options]
    stay.chooses(Action.RESUME).spoken().chooses(Action.WHERE)
    assert "Was beschäftigt Sie?" in stay.said()
    assert stay.home.plan.crisis == GERMAN.crisis


def test_where_it_is_not_understood_that_is_said_in_it() -> None:
    stay = in_german(DeviceFailed("recogniser", Trouble(TroubleName.MODEL_MISSING))).spoken()
    view = stay.home.view()
    assert GERMAN.home.troubles[TroubleName.MODEL_MISSING].said in view.said
    assert "`reflect setup`" in view.notice
    assert view.deaf


def test_it_is_taken_back_by_undo() -> None:
    stay = in_german().spoken().chooses(Action.UNDO)
    asked = stay.errands()[-1]
    assert asked == KeepSetting(Chosen(Setting.LANGUAGE, "en"), taken_back=True)
