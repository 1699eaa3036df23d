"""The composition root: the only module that chooses adapters and puts them together.

It prints nothing and exits nowhere; `cli` does both.
"""

import queue
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voice.app.ending import ending
from voice.floor.actions import RULE_OF, Action, Means
from voice.floor.commands import Line, Manner, Speak
from voice.floor.events import ActionChosen, Event
from voice.floor.turn import patience_named
from voice.floor.wording import Say
from voice.guides.loading import ReflectionGuide, find_guide
from voice.hearing.ears import ListeningEars
from voice.hearing.echo import LivekitEchoCanceller
from voice.hearing.edge import Edge, Playing
from voice.hearing.interruption import InterruptionDetector
from voice.hearing.late_recognizer import LateRecognizer
from voice.hearing.listener import Listener
from voice.hearing.microphone import SounddeviceMicrophone
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.language.loading import load_language
from voice.machine.awake import AwakeClock
from voice.machine.places import settings_file
from voice.models.choosing import REHEARSAL_LANGUAGE, REHEARSAL_MODEL, choose_model, models_folder
from voice.models.trial import check_model, ready_model
from voice.rehearsal.client import AT_ONCE_EVERY_TURNS, Client
from voice.rehearsal.rehearse import Rehearsal, Rehearsed, Watching, room_of
from voice.rehearsal.room import RoomKind
from voice.rehearsal.script import WayIn, load_script, that_agrees, that_begins
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.situation import QuestionToAsk
from voice.scenes.reflection.step import Plan
from voice.settings import Settings, remember_manner
from voice.sound.flac import check_flac
from voice.sound.portaudio import Portaudio, find_device
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.mouth import SilentMouth, SpeakingMouth
from voice.speaking.program_voice import ProgramVoice, Recordings, no_recordings
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import Mouth, Notice, Post, Screen, Synthesizer
from voice.stage.runner import Edges, Runner, run
from voice.values.errors import SettingsError, VoiceError
from voice.values.troubles import TroubleName
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.keys import Take
from voice.vault.proof import NewSession, new_session
from voice.vault.records import AskedQuestion
from voice.vault.vault import Vault, default_vault_directory

_AGREEING = (Action.YES, Action.NO)

STOP_BY_SIGNAL = ActionChosen(Action.STOP, Means.SIGNAL)

ERROR_LANGUAGE = "en"
"""What a command line prints, whatever the guide's language."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a session came to, without a word of what was said."""

    session_id: str
    kept_passages: int
    unwritten: int
    lost_sounds: int
    """Passages whose words are kept and whose sound could not be."""
    kept_sound: bool
    """Whether the person agreed that the sound is kept too."""
    reason: str
    erased_sessions: int = 0
    """Sessions that had become older than the settings keep them, erased before this one."""


@dataclass(frozen=True, slots=True)
class RehearsalOutcome:
    """What a rehearsal came to, and where its vault is."""

    session_id: str
    vault: Path
    figures: Rehearsed


def vault_directory(settings: Settings) -> Path:
    """Where this user's vault is."""
    return settings.vault or default_vault_directory()


def plan_of(guide: ReflectionGuide, settings: Settings, keeper: str = "owner") -> Plan:
    """A session's plan: the guide's questions in its language, with the person's settings."""
    language = load_language(guide.language)
    questions = tuple(
        QuestionToAsk(
            question.id, question.text, theme.title, theme.introduction if number == 0 else ""
        )
        for theme in guide.themes
        for number, question in enumerate(theme.questions)
    )
    return Plan(
        questions,
        language.wording,
        guide.title,
        guide.author,
        patience_named(settings.patience),
        settings.ask_to_keep,
        keep_sound=settings.keep_sound,
        keeper=language.keepers[keeper],
        crisis=language.crisis_in(settings.country).card,
        yours=keeper == "owner",
    )


def hold_session(
    settings: Settings,
    open_screen: Callable[[Post], Screen],
    remember: bool = True,
    one_moment: Callable[[], None] = lambda: None,
    tell: Tell = lambda _error: None,
) -> Outcome:
    """One session on real devices, from the welcome to the goodbye.

    `one_moment` is called where the person has to wait for it: the model was never tried. `tell`
    is called where the system's voice speaks and another was wanted.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    if settings.keep_sound:
        check_flac()
    guide = find_guide(settings.guide)
    voice = None if settings.no_voice_out else ChosenVoice(settings.voice, guide.language)
    plan = plan_of(guide, settings)
    vault = Vault.open(vault_directory(settings))
    vault.check_writable()
    model_path = choose_model(settings.model, guide.language, models_folder())
    canceller = LivekitEchoCanceller() if settings.echo else None
    playing = Playing(interrupts=settings.echo or settings.headset)
    ready_model(model_path, guide.language, one_moment)
    synthesizer = None if voice is None else voice.settled(tell)
    portaudio = Portaudio()
    erased = 0 if settings.keep_days is None else vault.erase_older_than(settings.keep_days)

    inbox: queue.SimpleQueue[Event | Notice] = queue.SimpleQueue()
    header = session_header(guide)
    manner = Manner(settings.rate_wpm, settings.volume)
    conversation = Conversation(plan, manner)
    with ending(lambda: inbox.put(STOP_BY_SIGNAL)) as end:
        mouth = mouth_of(settings, synthesizer, portaudio, playing, inbox.put)
        ears = ears_of(settings, model_path, portaudio, playing, canceller, inbox.put)
        screen = open_screen(inbox.put)
        edges = Edges(
            mouth,
            ears,
            lambda: vault.begin_session(header),
            screen.show,
            screen.notice,
            rememberer() if remember else lambda _manner: None,
        )
        clock = AwakeClock()
        runner = Runner(conversation, edges, clock)
        try:
            run(runner, inbox, clock, end.at_once)
        finally:
            end.close(mouth, ears, lambda: seal_what_is_left(runner, inbox), screen.close)
    now = conversation.now
    return Outcome(
        header.session_id,
        now.sealed_count,
        runner.unwritten,
        runner.lost_sounds,
        now.keeps_sound,
        now.reason,
        erased,
    )


def ears_of(
    settings: Settings,
    model_path: Path,
    portaudio: Portaudio,
    playing: Playing,
    canceller: LivekitEchoCanceller | None,
    post: Post,
) -> ListeningEars:
    """What listens to this person, from the first moment on: the model is loaded meanwhile."""
    recognizer = LateRecognizer(lambda: VoskRecognizer(open_model(model_path)), post)
    return ListeningEars(
        lambda: Listener(
            recognizer,
            recognizer.post,
            0.0 if settings.no_voice_out else settings.guard_seconds,
            InterruptionDetector(playing.over, canceller) if playing.over else None,
            captions=not (settings.no_screen or settings.plain),
            edge=None if settings.no_voice_out else Edge(playing.at_edge),
        ),
        lambda: SounddeviceMicrophone(portaudio, settings.microphone),
        portaudio.restart,
        post,
    )


def mouth_of(
    settings: Settings,
    synthesizer: Synthesizer | None,
    portaudio: Portaudio,
    playing: Playing | None,
    post: Post,
    recordings: Recordings = no_recordings,
) -> Mouth:
    """What speaks to this person: the loudspeaker, or only the screen; raises `VoiceError`."""
    if synthesizer is None:
        return SilentMouth(post)
    loudspeaker = SounddeviceLoudspeaker(
        portaudio, settings.loudspeaker, playing.put if playing else None
    )
    voice = ProgramVoice(synthesizer, recordings)
    return SpeakingMouth(voice, loudspeaker, post)


def missing_for_session(
    settings: Settings, one_moment: Callable[[], None] = lambda: None
) -> VoiceError | None:
    """What a session on real devices lacks here, or nothing; `one_moment` as in `hold_session`."""
    guide = find_guide(settings.guide)
    try:
        find_device(settings.microphone, "input")
        if not settings.no_voice_out:
            find_device(settings.loudspeaker, "output")
        model_path = choose_model(settings.model, guide.language, models_folder())
        ready_model(model_path, guide.language, one_moment)
    except VoiceError as error:
        return error
    return None


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
    plan = plan_of(guide, settings)
    begins = WayIn(plan.wording.actions[Action.BEGIN].spoken, RULE_OF[Action.BEGIN].key)
    client = that_begins(load_script(script), begins)
    if settings.keep_sound:
        answers = [WayIn(plan.wording.actions[a].spoken, RULE_OF[a].key) for a in _AGREEING]
        client = that_agrees(client, begins, *answers)
    directory = settings.vault or Path(tempfile.mkdtemp(prefix="reflect-rehearsal-")) / "vault"
    vault, _ = open_or_create(directory, _nobody_takes_it)
    vault.check_writable()
    wanted = settings.model or (REHEARSAL_MODEL if guide.language == REHEARSAL_LANGUAGE else None)
    model_path = choose_model(wanted, guide.language, models_folder())
    check_model(model_path)
    header = session_header(guide)
    canceller = LivekitEchoCanceller() if settings.echo else None
    room = room_of(room_kind, seed)
    voice = ProgramVoice(ChosenVoice(settings.voice, guide.language).settled(tell))
    opened: list[SessionJournal] = []

    def open_journal() -> SessionJournal:
        opened.append(vault.begin_session(header))
        return opened[-1]

    try:
        rehearsal = Rehearsal(
            Conversation(plan, Manner(settings.rate_wpm, settings.volume)),
            lambda press: Client(client, room, press, watching.client_says, AT_ONCE_EVERY_TURNS),
            room,
            voice,
            VoskRecognizer(open_model(model_path)),
            open_journal,
            watching,
            settings.guard_seconds,
            canceller,
            settings.headset,
        )
        figures = run_rehearsal(rehearsal)
    finally:
        for journal in opened:
            journal.close()
        voice.close()
    return RehearsalOutcome(header.session_id, directory, figures)


def _nobody_takes_it(_recovery_identity: str) -> bool:
    """What is rehearsed is sealed to the owner alone: nobody is there to keep a second key."""
    return False


def run_rehearsal(rehearsal: Rehearsal) -> Rehearsed:
    """Let it happen, unless signals end it; what was heard by then is sealed in any case."""
    with ending(lambda: rehearsal.post(STOP_BY_SIGNAL)) as end:
        return rehearsal.run(end.at_once)


def say_error(settings: Settings, error: VoiceError, language: str | None = None) -> None:
    """Speak what a trouble means and what one can do, for whoever cannot see a screen.

    In this language, or the guide's; in English what only a command line has words for.
    """
    code, said = ERROR_LANGUAGE, f"{error.fact}. {error.hint}."
    try:
        if error.trouble.name is not TroubleName.UNNAMED:
            code = language or find_guide(settings.guide).language
            wording = load_language(code).wording
            words = error.trouble.in_words(wording.troubles)
            said = words.said or wording.line(Say.ASK_WHOEVER)
    except VoiceError:
        return  # it is on the screen
    say_outside(settings, code, said)


def say_outside(settings: Settings, code: str, text: str) -> None:
    """Say something in this language while no session speaks; where that works."""
    if settings.no_voice_out:
        return
    try:
        loudspeaker = SounddeviceLoudspeaker(Portaudio(), settings.loudspeaker)
        voice = ProgramVoice(Pyttsx3Synthesizer(None, code))
        manner = Manner(settings.rate_wpm, settings.volume)
        try:
            for sound in voice.sounds(Speak(0, (Line(text),), manner)):
                loudspeaker.play(sound, lambda: False)
        finally:
            loudspeaker.close()
            voice.close()
    except VoiceError:
        return  # it is on the screen


def open_or_create(directory: Path, take: Take) -> tuple[Vault, bool]:
    """The vault here, and whether it was made now, as none was there; raises `VaultError`."""
    if directory.exists() and any(directory.iterdir()):
        return Vault.open(directory), False
    return Vault.create(directory, take=take)[0], True


def session_header(guide: ReflectionGuide, session: NewSession | None = None) -> SessionHeader:
    """A session's header; of a new one, with an id of its own, unless it is named already."""
    now = datetime.now().astimezone()
    session = session or new_session(now)
    return SessionHeader(
        session_id=session.session_id,
        key=session.key,
        guide_id=guide.id,
        guide_title=guide.title,
        language=guide.language,
        started_at=now.isoformat(timespec="seconds"),
        questions=tuple(
            AskedQuestion(question_id=question.id, question=question.text, theme=theme.title)
            for theme in guide.themes
            for question in theme.questions
        ),
    )


def rememberer() -> Callable[[Manner], None]:
    """Keeps the manner of speaking in the settings file; a failure changes nothing."""
    path = settings_file()

    def remember(manner: Manner) -> None:
        try:
            remember_manner(path, manner)
        except SettingsError:
            return  # the session goes on in this manner; only the next one will not know it

    return remember


def seal_what_is_left(runner: Runner, inbox: "queue.SimpleQueue[Event | Notice]") -> None:
    """Give the runner what was heard until the ears closed, and have all of it written."""
    try:
        while not runner.ended and not inbox.empty():
            runner.take(inbox.get())
    finally:
        runner.finish()
