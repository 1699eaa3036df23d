"""Compositions in the simulated room: a session, and a stay at home, to a synthetic client.

Apart from those on real devices, which begin sooner where none of this is loaded.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from voice.app.devices import forget_setting
from voice.app.home import Stayed, prepare_home
from voice.app.read_guides import questions_read
from voice.app.session import open_or_create, own_key, plan_of, session_header
from voice.app.simulated import Simulated, rehearse_scene, rehearsing, with_sound
from voice.app.sound_desk import SoundDesk
from voice.app.teaching import TeachingDesk
from voice.floor.actions import RULE_OF, Action
from voice.floor.commands import Manner
from voice.floor.events import ShutdownAsked
from voice.guides.loading import find_guide
from voice.hearing.echo import LivekitEchoCanceller
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.taught import Taught
from voice.models.choosing import REHEARSAL_LANGUAGE, REHEARSAL_MODEL, choose_model, models_folder
from voice.models.trial import check_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import AT_ONCE_EVERY_TURNS
from voice.rehearsal.rehearse import Person, room_of
from voice.rehearsal.script import WayIn, load_script, that_agrees, that_begins
from voice.rehearsal.watching import Rehearsed, Watching
from voice.scenes.reflection.conversation import Conversation
from voice.settings import Settings
from voice.sound.flac import check_flac
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.program_voice import found_in

_AGREEING = (Action.YES, Action.NO)


@dataclass(frozen=True, slots=True)
class RehearsalOutcome:
    """What a rehearsal came to, and where its vault is."""

    session_id: str
    vault: Path
    figures: Rehearsed
    sealed: bool
    """Whether anything was; nothing is where it was left before anybody said a word."""
    kept_passages: int
    """How much of what was said is kept; a session without a word is sealed all the same."""


def rehearse(
    settings: Settings,
    script: Path | None,
    room_kind: RoomKind,
    seed: int,
    watching: Watching,
    tell: Tell = lambda _error: None,
) -> RehearsalOutcome:
    """One session in the simulated room; `settings.vault` None makes a temporary vault.

    `tell` as in `hold_session`.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    if settings.keep_sound:
        check_flac()
    guide = find_guide(settings.guide)
    read = questions_read(settings.guide, own_key(settings))
    plan = plan_of(guide, settings, read=read)
    begins = WayIn(plan.wording.actions[Action.BEGIN].spoken, RULE_OF[Action.BEGIN].key)
    client = that_begins(load_script(script), begins)
    if settings.keep_sound:
        answers = [WayIn(plan.wording.actions[a].spoken, RULE_OF[a].key) for a in _AGREEING]
        client = that_agrees(client, begins, *answers)
    directory = settings.vault or Path(tempfile.mkdtemp(prefix="reflect-rehearsal-")) / "vault"
    vault, _ = open_or_create(directory, _nobody_takes_it)
    vault.check_writable()
    sessions_before, _ = vault.count()
    wanted = settings.model or (REHEARSAL_MODEL if guide.language == REHEARSAL_LANGUAGE else None)
    model_path = choose_model(wanted, guide.language, models_folder())
    check_model(model_path)
    header = session_header(guide)
    canceller = LivekitEchoCanceller() if settings.echo else None
    synthesizer = ChosenVoice(settings.voice, guide.language).settled(tell)
    simulated = Simulated(
        room_of(room_kind, seed),
        synthesizer,
        model_path,
        settings.guard_seconds,
        settings.headset,
        canceller,
        read.recording,
    )
    session = Conversation(plan, Manner(settings.rate_wpm, settings.volume))
    figures = rehearse_scene(
        session,
        simulated,
        client,
        lambda _keeping: lambda: vault.begin_session(header),
        watching,
        AT_ONCE_EVERY_TURNS,
    )
    sealed = vault.count()[0] > sessions_before
    kept = sum(len(answer.segments) for answer in session.now.answers)
    return RehearsalOutcome(header.session_id, directory, figures, sealed, kept)


def _nobody_takes_it(_recovery_identity: str) -> bool:
    """What is rehearsed is sealed to the owner alone: nobody is there to keep a second key."""
    return False


def rehearse_home(
    settings: Settings,
    simulated: Simulated,
    enter: Callable[[Callable[[str], None]], Person],
    watching: Watching,
) -> tuple[Stayed, Rehearsed]:
    """A stay at home in the simulated room; `enter` is given what presses a key.

    Raises:
        VoiceError: something that is needed is missing.
    """
    parts = prepare_home(settings, forget_setting)
    in_use = simulated.in_use
    parts.desk.speaks_with(in_use)
    recording = parts.desk.recording_aloud
    ear = simulated.own_sounds or OwnSoundsEar(Taught(), lambda _: None)
    beside = settings.vault_directory.with_name("own-sounds.json")
    parts.desk.teaching = teaching = TeachingDesk(ear, path=beside)
    sound = SoundDesk(in_use, in_use, forget_setting, lambda _kind: ())
    with rehearsing(
        parts.front_door,
        replace(
            simulated,
            recordings=found_in(sound.recording, parts.desk.recording),
            own_sounds=ear,
        ),
        parts.desk.journal,
        with_sound(
            watching,
            in_use,
            parts.desk.connect,
            sound.connect,
            partial(recording.connect, in_use),
            partial(teaching.connect, in_use),
        ),
        enter,
        parts.with_sound(sound),
        ShutdownAsked(),
    ) as (rehearsal, end):
        figures = rehearsal.run(end.at_once)
    return parts.stayed(figures.unwritten), figures
