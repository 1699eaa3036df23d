"""The composition of reading aloud: the reader's core on the same edges as a session's.

As in `app`, adapters are chosen and put together here; nothing is printed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from voice.app.devices import put_on
from voice.app.session import devices_of, rememberer
from voice.app.simulated import Simulated, rehearse_scene
from voice.floor.commands import Manner
from voice.floor.events import Remark
from voice.floor.turn import Patience, patience_named
from voice.floor.wording import Say
from voice.hearing.echo import LivekitEchoCanceller
from voice.language.loading import load_language
from voice.language.phrases_file import Paper as PaperWords
from voice.models.choosing import choose_model, models_folder
from voice.models.trial import check_model, ready_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.rehearse import Rehearsed, room_of
from voice.rehearsal.script import load_script
from voice.rehearsal.watching import Watching
from voice.scenes.reading.pieces import (
    Piece,
    from_piece,
    pieces_marked,
    pieces_of_question,
    pieces_of_sessions,
    pieces_to_hear,
)
from voice.scenes.reading.reader import Reader
from voice.scenes.reading.sheet import Paper
from voice.scenes.reading.step import Plan
from voice.settings import Settings
from voice.sound.flac import check_flac
from voice.sound.portaudio import Portaudio, find_device
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.program_voice import played_back
from voice.stage.ports import Post, Screen, Sound
from voice.values.errors import VaultError, VoiceError
from voice.values.transcript import Session
from voice.values.troubles import TroubleName
from voice.vault.amending import AmendingJournal
from voice.vault.sounds import KeptSounds
from voice.vault.vault import Vault

BETWEEN_PASSAGES_SECONDS = 1.0
"""What is heard goes on by itself; so long it can be stopped by voice. A patience in seconds, or
`steady`, waits longer."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """Sessions that have been opened, and what of them is to be read."""

    vault: Vault
    identity: str = field(repr=False)
    sessions: tuple[Session, ...]
    question_id: str | None = None
    """Only this question, looked back on through all sessions, or heard."""
    language: str = "en"
    to_hear: "ToHear | None" = None
    """Heard as it was said, instead of read."""
    marked: bool = False
    """Only what was noted for a session of therapy."""
    sounds: KeptSounds | None = field(default=None, repr=False)
    """How it sounded, where that may be heard on wish."""

    def recording(self, name: str) -> Sound | None:
        """A passage's sound by the name that its line has; any thread."""
        heard = self.to_hear or (None if self.sounds is None else ToHear(self.sounds))
        return None if heard is None else heard.recording(name)


@dataclass(frozen=True, slots=True)
class ToHear:
    """The sound of the sessions, and with which passage it begins."""

    sounds: KeptSounds
    first: int = 1
    """Counted from 1 through all passages that are to be heard."""

    def recording(self, name: str) -> Sound | None:
        """A passage's sound by the name that its piece has; any thread."""
        session_id, _, segment_id = name.partition(" ")
        kept = self.sounds.of(session_id, segment_id)
        return None if kept is None else played_back(kept)


def read_aloud(
    settings: Settings,
    wanted: ToRead,
    open_screen: Callable[[Post], Screen],
    tell: Tell,
    show_why: Callable[[VoiceError], None],
) -> int:
    """Read on real devices; how many changes could not be written.

    `tell` is called where the system's voice speaks and another was wanted, `show_why` where nobody
    can be heard and keys are enough.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    portaudio = Portaudio().load_ahead()
    reader = _reader(settings, wanted)
    voice = None if settings.no_voice_out else ChosenVoice(settings.voice, wanted.language)
    model_path, told = _model(settings, wanted, show_why)
    canceller = LivekitEchoCanceller() if settings.echo else None
    devices = devices_of(settings, voice, tell, model_path, canceller, portaudio, wanted.recording)
    stage = put_on(
        reader,
        devices,
        open_screen,
        lambda _keeping: lambda: amending(wanted),
        rememberer(),
        first=told,
    )
    return stage.unwritten


def passages_to_hear(wanted: ToRead) -> list[Piece]:
    """Every passage that would be heard, in order; raises `VoiceError` where none has a sound."""
    check_flac()
    language = load_language(wanted.language)
    pieces = [
        piece
        for piece in pieces_to_hear(wanted.sessions, language.wording, language.paper.said_day)
        if wanted.question_id is None or piece.question_id == wanted.question_id
    ]
    if not pieces:
        raise VaultError(
            "no sound is kept there",
            "keep it from the next session on: `reflect --keep-sound`; or hear the words: "
            "`reflect read --aloud`",
        )
    return pieces


def rehearse_reading(
    settings: Settings,
    wanted: ToRead,
    script: Path,
    kind: RoomKind,
    watching: Watching,
    tell: Tell = lambda _error: None,
) -> Rehearsed:
    """Read in the simulated room, to a synthetic client; `tell` as in `read_aloud`.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    reader = _reader(settings, wanted)
    client = load_script(script)
    model_path = choose_model(settings.model or "rehearsal-en", wanted.language, models_folder())
    check_model(model_path)
    synthesizer = ChosenVoice(settings.voice, wanted.language).settled(tell)
    simulated = Simulated(
        room_of(kind, 1),
        synthesizer,
        model_path,
        settings.guard_seconds,
        settings.headset,
        recordings=wanted.recording,
    )
    return rehearse_scene(
        reader, simulated, client, lambda _keeping: lambda: amending(wanted), watching
    )


def _reader(settings: Settings, wanted: ToRead) -> Reader:
    return Reader(reading_plan(settings, wanted), Manner(settings.rate_wpm, settings.volume))


def reading_plan(settings: Settings, wanted: ToRead) -> Plan:
    """What a reader is given; raises `VoiceError` where there is nothing to read."""
    language = load_language(wanted.language)
    wording, day = language.wording, language.paper.said_day
    pieces: list[Piece]
    crisis = language.crisis_in(settings.country)
    how, patience = Say.READING_HOW, patience_named(settings.patience)
    if wanted.to_hear is not None:
        pieces = from_piece(passages_to_hear(wanted), wanted.to_hear.first)
        how = Say.LISTENING_HOW
        if patience.moving_on_seconds is None:
            patience = Patience(BETWEEN_PASSAGES_SECONDS)
    elif wanted.marked:
        pieces = pieces_marked(wanted.sessions, wording, day)
    elif wanted.question_id is None:
        pieces = pieces_of_sessions(wanted.sessions, wording, day)
    else:
        pieces = pieces_of_question(wanted.sessions, wanted.question_id, wording, day)
    if not pieces:
        raise VaultError("there is nothing to read", "answer a question first: `reflect`")
    if wanted.sounds is None:
        pieces = [replace(piece, sounds=frozenset[str]()) for piece in pieces]
    title = wanted.sessions[-1].guide_title or language.paper.title
    paper = _paper(wanted, language.paper, pieces[0].question)
    return Plan(title, tuple(pieces), wording, patience, crisis, how, paper=paper)


def _paper(wanted: ToRead, words: PaperWords, question: str) -> Paper:
    """How it is shown where there is room for more than one part."""
    plain = Paper(
        unsure_note=words.unclear_note,
        unclear=words.unclear,
        others=words.background,
        typed=words.typed,
        marked=words.marked,
    )
    if wanted.marked:
        return replace(plain, heading=words.therapist_title, note=words.therapist_note)
    if wanted.question_id is not None and wanted.to_hear is None:
        return replace(plain, heading=question, side_by_side=True)
    return plain


def _model(
    settings: Settings, wanted: ToRead, show_why: Callable[[VoiceError], None]
) -> tuple[Path | None, tuple[Remark, ...]]:
    """The model to be led by voice with, and what is to be told; raises `VoiceError` without one.

    What is to be heard can be led by keys alone: then there is none. The person is told what that
    means; why, and what mends it, is shown.
    """
    try:
        if wanted.to_hear is not None:
            find_device(settings.microphone, "input")
        model_path = choose_model(settings.model, wanted.language, models_folder())
        ready_model(model_path, wanted.language)
    except VoiceError as error:
        if wanted.to_hear is None:
            raise
        show_why(error)
        troubles = load_language(wanted.language).wording.troubles
        said = error.trouble.in_words(troubles).said
        return None, (Remark(said or troubles[TroubleName.MODEL_NOT_LOADED].said),)
    return model_path, ()


def amending(wanted: ToRead) -> AmendingJournal:
    """What keeps changes to what is read."""
    started_at = {session.session_id: session.started_at for session in wanted.sessions}
    return AmendingJournal(
        wanted.vault, wanted.identity, started_at, lambda: datetime.now().astimezone()
    )
