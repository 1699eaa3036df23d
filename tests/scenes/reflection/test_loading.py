"""The model is still loading: the person is told, and what they asked for meanwhile is done.

The voice that was chosen may turn out not to load: that is told, too.
"""

import math

from tests.scenes.reflection.playbook import Playbook, segment
from tests.values.troubles import MODEL_LOADING
from voice.floor.actions import Action
from voice.floor.commands import SealSegment, Speak
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    SegmentHeard,
    SpeechFinished,
    SpeechStarted,
)
from voice.floor.troubles import VOICE
from voice.scenes.reflection.states import State
from voice.values.troubles import Trouble, TroubleName

LOADING = DeviceFailed("recogniser", MODEL_LOADING)


def heard(turn_id: int, text: str) -> SegmentHeard:
    return SegmentHeard(turn_id, segment(text, 1), math.inf, 1.5)


def said(play: Playbook) -> str:
    """What the last step says."""
    speaks = [command for command in play.last if isinstance(command, Speak)]
    return " ".join(line.text for speak in speaks for line in speak.lines)


def test_it_is_shown_and_said_at_once_where_nobody_speaks() -> None:
    play = Playbook().spoken().happens(LOADING)
    assert said(play).startswith("One moment: ")
    assert "one moment" in play.conversation.view().notice
    play.spoken().happens(DeviceRecovered("recogniser"))
    assert play.state is State.READY
    assert play.conversation.view().notice == ""


def test_that_another_voice_speaks_than_was_chosen_stays_shown_and_is_said_once() -> None:
    lost = Trouble(TroubleName.NATURAL_VOICE_NOT_LOADED, {"voice": "en_US-kristin-medium"})
    play = Playbook().spoken().happens(DeviceFailed(VOICE, lost))
    assert said(play) == "The voice you chose is not ready. Until then another voice speaks."
    play.spoken().happens(DeviceRecovered("recogniser"))
    assert "not ready" not in said(play)
    assert "`reflect voice install en_US-kristin-medium --again`" in play.conversation.view().notice


def test_it_is_shown_at_once_and_said_after_the_passage_where_somebody_speaks() -> None:
    play = Playbook().spoken()
    turn_id = play.turn_id
    play.happens(SpeechStarted(turn_id)).happens(LOADING)
    assert "one moment" in play.conversation.view().notice
    assert said(play) == ""
    play.happens(heard(turn_id, ""))
    assert said(play).startswith("One moment: ")


def test_begin_said_before_the_model_was_there_begins_as_soon_as_it_is_heard() -> None:
    for spoken in (True, False):
        play = Playbook().spoken()
        turn_id = play.turn_id
        play.happens(SpeechStarted(turn_id)).happens(LOADING).happens(heard(turn_id, ""))
        if spoken:
            play.spoken()
        play.happens(heard(turn_id, "begin"))
        assert play.state is State.ASKING


def test_what_was_asked_for_is_not_done_where_the_session_has_gone_on() -> None:
    play = Playbook().spoken().happens(LOADING).spoken()
    first = play.turn_id - 2
    play.chooses(Action.BEGIN).spoken()
    assert play.state is State.LISTENING
    play.happens(heard(first, "stop"))
    assert play.state is State.LISTENING
    assert not [command for command in play.commands if isinstance(command, SealSegment)]


def test_an_answer_said_before_the_model_was_there_is_kept_where_it_was_said() -> None:
    play = Playbook().spoken().chooses(Action.BEGIN).spoken()
    turn_id = play.turn_id
    play.happens(LOADING).spoken().happens(heard(turn_id, "i feel safe"))
    (sealed,) = [command for command in play.last if isinstance(command, SealSegment)]
    assert sealed.segment.verbatim == "i feel safe"
    assert play.state is State.LISTENING


def test_a_model_that_does_not_load_is_said_and_the_microphone_shown_closed() -> None:
    play = Playbook().spoken()
    trouble = Trouble(TroubleName.MODEL_NOT_LOADED, {"path": "model"})
    play.happens(DeviceFailed("recogniser", trouble))
    assert "I cannot understand speech here" in said(play)
    play.happens(SpeechFinished(play.turn_id))
    assert not play.conversation.view().microphone_open


def test_where_nobody_can_be_heard_what_follows_names_no_word_to_say() -> None:
    trouble = Trouble(TroubleName.MODEL_NOT_LOADED, {"path": "model"})
    play = Playbook().spoken().happens(DeviceFailed("recogniser", trouble)).spoken()
    play.chooses(Action.BEGIN)
    assert "Then choose: next question." in said(play)
    play.happens(DeviceRecovered("recogniser")).spoken().chooses(Action.HELP)
    assert "You can say:" in said(play)
