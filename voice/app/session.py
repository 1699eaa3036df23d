"""The composition root: the only module that chooses adapters and puts them together.

It prints nothing and exits nowhere; `cli` does both.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from voice.app.devices import Devices, forget_manner, put_on
from voice.app.devices_in_use import DevicesInUse
from voice.app.lacking import Told, model_if_any, shown_where_silent
from voice.app.own_sounds import own_sounds_here
from voice.app.read_guides import Identity, questions_read
from voice.app.unfinished import Sitting
from voice.floor.commands import Manner
from voice.floor.turn import patience_named
from voice.guides.loading import ReflectionGuide, find_guide
from voice.guides.read_guide import introduction_name, question_name
from voice.hearing.echo import LivekitEchoCanceller
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.language.loading import load_language
from voice.machine.places import settings_file
from voice.models.choosing import choose_model, models_folder
from voice.models.trial import ready_model
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.situation import QuestionToAsk
from voice.scenes.reflection.step import Plan
from voice.settings import Settings, remember_manner
from voice.sound.flac import check_flac
from voice.sound.portaudio import Portaudio, find_device
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.first_child import let_go
from voice.speaking.program_voice import Recordings, no_recordings
from voice.speaking.read_questions import NOBODY_READ, ReadQuestions
from voice.stage.ports import Post, Screen
from voice.values.errors import SettingsError, VoiceError
from voice.vault.journal import SessionHeader
from voice.vault.keys import Take
from voice.vault.proof import NewSession, new_session
from voice.vault.records import AskedQuestion
from voice.vault.vault import Vault


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


def plan_of(
    guide: ReflectionGuide,
    settings: Settings,
    keeper: str = "owner",
    read: ReadQuestions = NOBODY_READ,
) -> Plan:
    """A session's plan: the guide's questions in its language, with the person's settings.

    `read` are the recordings that there are of them.
    """
    language = load_language(guide.language)

    def there(name: str) -> str:
        return name if read.recording(name) is not None else ""

    questions = tuple(
        QuestionToAsk(
            question.id,
            question.text,
            theme.title,
            theme.introduction if number == 0 else "",
            there(question_name(question.id)),
            there(introduction_name(theme.id)),
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
        crisis=language.crisis_in(settings.country),
        yours=keeper == "owner",
        read_by=read.reader,
        not_opened_of="" if read.sounds else guide.read_by,
    )


def hold_session(
    settings: Settings,
    open_screen: Callable[[Post], Screen],
    remember: bool = True,
    one_moment: Callable[[], None] = lambda: None,
    tell: Tell = lambda _error: None,
    identity: Identity | None = None,
    sitting: Sitting | None = None,
    silent: Callable[[Settings], None] = lambda _shown: None,
    by_hand: bool = False,
) -> Outcome:
    """One session on real devices, from the welcome to the goodbye.

    `by_hand`: somebody can press or touch, and goes on without what is lacking here;
    `silent` is told before the screen is opened that all is only shown.

    `one_moment` is called where the person has to wait for it: the model was never tried. `tell`
    is called where the system's voice speaks and another was wanted, `identity` where recordings
    of the questions are sealed. `sitting` knows what it goes on with, where it does.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing.
    """
    portaudio = Portaudio().load_ahead()
    if settings.keep_sound:
        check_flac()
    guide = find_guide(settings.guide)
    read = questions_read(settings.guide, identity or own_key(settings))
    plan = plan_of(guide, settings, read=read)
    vault = Vault.open(settings.vault_directory)
    vault.check_writable()
    own_sounds, unread = own_sounds_here(guide.language)
    told: Told = ()
    if by_hand:
        settings, told = shown_where_silent(settings, portaudio.find)
    if told:
        silent(settings)
    devices, lacking = ready_devices(
        settings, guide.language, one_moment, tell, portaudio, by_hand, own_sounds
    )
    erased = 0 if settings.keep_days is None else vault.erase_older_than(settings.keep_days)
    sitting = sitting or Sitting(vault)
    header = sitting.header(session_header(guide))
    conversation = Conversation(sitting.plan(plan), Manner(settings.rate_wpm, settings.volume))
    stage = put_on(
        conversation,
        replace(devices, recordings=read.recording),
        open_screen,
        lambda _keeping: lambda: sitting.begin(header),
        rememberer() if remember else forget_manner,
        first=(*told, *lacking, *unread),
    )
    now = conversation.now
    sitting.over(now.left_open)
    return Outcome(
        header.session_id,
        now.sealed_count,
        stage.unwritten,
        stage.lost_sounds,
        now.keeps_sound,
        now.reason,
        erased,
    )


def ready_devices(
    settings: Settings,
    language: str,
    one_moment: Callable[[], None],
    tell: Tell,
    portaudio: Portaudio,
    by_hand: bool = False,
    own_sounds: OwnSoundsEar | None = None,
) -> tuple[Devices, Told]:
    """What this person's settings choose, tried; the callables and `by_hand` as in `hold_session`.

    With what is to be told of it to the scene. Whoever has taught `own_sounds` leads by them where
    no words are understood.

    Raises:
        VoiceError: something that is needed is missing.
    """
    voice = None if settings.no_voice_out else ChosenVoice(settings.voice, language)
    by_own_sounds = own_sounds is not None and bool(own_sounds.taught.sounds)
    model_path, told = model_if_any(settings, language, one_moment, by_hand, by_own_sounds)
    canceller = LivekitEchoCanceller() if settings.echo else None
    devices = devices_of(settings, voice, tell, model_path, canceller, portaudio)
    return replace(devices, own_sounds=own_sounds), told


def devices_of(
    settings: Settings,
    voice: ChosenVoice | None,
    tell: Tell,
    model_path: Path | None,
    canceller: LivekitEchoCanceller | None,
    portaudio: Portaudio,
    recordings: Recordings = no_recordings,
) -> Devices:
    """What this person's settings choose of the machine; a natural voice may still be loading."""
    in_use = DevicesInUse(settings.loudspeaker, settings.microphone)
    synthesizer = None
    if voice is not None:
        synthesizer = voice.at_once(tell, lambda error: in_use.voice_lost(error))
    let_go()  # whatever was begun for another voice
    return Devices(
        portaudio,
        synthesizer,
        model_path,
        in_use,
        settings.guard_seconds,
        settings.headset,
        canceller,
        captions=not (settings.no_screen or settings.plain),
        recordings=recordings,
    )


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


def own_key(settings: Settings) -> Identity:
    """The key of this person's vault, where nobody has to be asked for it."""
    return lambda: Vault.open(settings.vault_directory).identity()


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
