"""A whole session led by three own sounds, one of them no voice at all; only answers are words."""

import wave
from pathlib import Path

import pytest

from tests.hearing.own_sounds.sounds import CLICK, HUM, RISE, made
from tests.rehearsal.test_rehearsal import NOTHING
from voice.app.session import open_or_create, plan_of, session_header
from voice.app.simulated import Simulated, rehearse_scene
from voice.floor.actions import Action
from voice.floor.commands import Manner
from voice.guides.loading import find_guide
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.taught import YESES_TO_ACT, Taught, TaughtSound, example_of
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.rehearse import room_of
from voice.rehearsal.script import parse_script
from voice.scenes.reflection.conversation import Conversation
from voice.settings import Settings
from voice.stage.ports import SAMPLE_RATE_HZ


@pytest.mark.parametrize(("kind", "words"), [(HUM, True), (CLICK, True), (RISE, False)])
def test_whoever_makes_three_sounds_begins_answers_hears_again_goes_on_and_stops(
    kind: str, words: bool, tmp_path: Path
) -> None:
    """Which of the three is "next" changes, the click is no voice; once no model is there."""
    settings = Settings(vault=tmp_path / "vault")
    guide = find_guide(settings.guide)
    vault, _ = open_or_create(settings.vault_directory, lambda _key: False)
    others = [each for each in (HUM, CLICK, RISE) if each != kind]
    meant = {Action.NEXT: kind, Action.REPEAT: others[0], Action.STOP: others[1]}
    sounds = Taught(
        tuple(
            TaughtSound(
                action,
                tuple(
                    example_of(features)
                    for take in range(3)
                    if (features := features_of(made(each, take))) is not None
                ),
                YESES_TO_ACT,
            )
            for action, each in meant.items()
        )
    )
    for take, action in enumerate((*meant, *meant), 10):
        with wave.open(str(tmp_path / f"{action}-{take}.wav"), "wb") as file:
            file.setparams((1, 2, SAMPLE_RATE_HZ, 0, "NONE", ""))
            file.writeframes(made(meant[action], take, room=2.0).tobytes())
    said = [
        '{ wav = "next-10.wav" }',
        '"i trust people when they listen to me", { pause_seconds = 3 }, { wav = "repeat-11.wav" }',
        '{ wav = "next-13.wav" }',
        '{ wav = "stop-12.wav" }',
        '{ wav = "stop-15.wav" }',
    ]
    script = parse_script("".join(f"[[turn]]\nsay = [{each}]\n" for each in said), tmp_path)
    conversation = Conversation(plan_of(guide, settings), Manner())
    learned: list[Taught] = []
    simulated = Simulated(
        room_of(RoomKind.QUIET, 1),
        None,
        rehearsal_model() if words else None,
        settings.guard_seconds,
        own_sounds=OwnSoundsEar(sounds, learned.append),
    )
    header = session_header(guide)
    rehearsed = rehearse_scene(
        conversation, simulated, script, lambda _: lambda: vault.begin_session(header), NOTHING
    )
    now = conversation.now
    assert rehearsed.script_finished
    assert now.reason == "stopped"
    assert now.question_index == 1
    assert (now.sealed_count >= 1) == words
    stop = learned[-1].of(Action.STOP)
    assert stop is not None
    assert stop.yeses == YESES_TO_ACT + 1
