"""The kiosk's composition root, beside `app`: chooses its adapters and puts them together.

It prints nothing and exits nowhere; `cli` does both.
"""

import queue
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import tomli_w

from voice.app.ending import ending
from voice.app.session import plan_of, session_header
from voice.floor.commands import Manner
from voice.floor.events import Event
from voice.floor.view import View
from voice.guides.loading import ReflectionGuide, find_guide
from voice.hearing.ears import ListeningEars
from voice.hearing.edge import Edge, Playing
from voice.hearing.interruption import InterruptionDetector
from voice.hearing.late_recognizer import LateRecognizer
from voice.hearing.listener import Listener
from voice.hearing.microphone import SounddeviceMicrophone
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.kiosk.absent_keys import refuse_secret_keys
from voice.kiosk.checking import guarded_folders, refuse_file_as_printer
from voice.kiosk.config import KioskConfig, load_config
from voice.kiosk.keeping import ForgettingJournal, KioskStore
from voice.kiosk.rehearsal import KioskRehearsal
from voice.kiosk.runner import KioskEdges, KioskRunner, run_kiosk, seal_what_is_left
from voice.kiosk.slip import NewClientKey, escpos, make_client_key, print_slip
from voice.kiosk.status import StatusFile
from voice.kiosk.watchdog import Watchdog
from voice.language.loading import load_language
from voice.machine.awake import AwakeClock
from voice.models.choosing import REHEARSAL_MODEL, choose_model, models_folder
from voice.models.trial import check_model, ready_model
from voice.rehearsal.rehearse import room_of
from voice.rehearsal.room import Room, RoomKind
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.visit.commands import BeginSession, Keeper, Occurrence
from voice.scenes.visit.events import KioskEvent, ShutdownAsked
from voice.scenes.visit.kiosk import Kiosk
from voice.scenes.visit.situation import Holder, KioskPlan
from voice.scenes.visit.states import UNATTENDED
from voice.scenes.visit.wording import KioskSay
from voice.sound.portaudio import Portaudio, no_answer
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.mouth import SpeakingMouth
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import Ears, Journal, Mouth, Notice, Screen
from voice.values.errors import DeviceError, SettingsError
from voice.vault.proof import NewSession, new_session

SOUND_GIVEN_UP_SECONDS = 60.0
"""A call into the sound library that has not come back by then never will."""

KioskPost = Callable[[Event | KioskEvent | Notice], None]
"""Puts something in the kiosk's inbox; any thread, never blocks."""

Report = Callable[[Occurrence, str], None]


@dataclass(frozen=True, slots=True)
class KioskParts:
    """What a kiosk has before it has devices; the same on real devices and in a rehearsal."""

    config: KioskConfig
    guide: ReflectionGuide
    kiosk: Kiosk
    store: KioskStore


def prepare_kiosk(config_path: Path) -> KioskParts:
    """Read the operator's file and open the store.

    Raises:
        VoiceError: something is wrong or missing.
    """
    config = load_config(config_path)
    if config.slip_printer is not None:
        refuse_file_as_printer(config.slip_printer)
    guide = find_guide(config.guide)
    store = KioskStore(config.folder, config.holders)
    store.open()
    return KioskParts(config, guide, Kiosk(kiosk_plan_of(config, guide)), store)


def kiosk_plan_of(config: KioskConfig, guide: ReflectionGuide) -> KioskPlan:
    """The kiosk's plan in the guide's language."""
    language = load_language(guide.language)
    invitation = config.invitation
    return KioskPlan(
        wording=language.kiosk,
        title=guide.title,
        clinic=config.clinic,
        erase_later=config.erase_later or language.kiosk.line(KioskSay.ERASE_LATER),
        keeper=config.key_keeper,
        holders=tuple(Holder(h.name, h.fingerprint) for h in config.holders),
        manner=Manner(config.rate_wpm, config.volume),
        largest_volume=config.largest_volume,
        invitation_volume=0.0 if invitation is None else invitation.volume,
        invitation_seconds=0.0 if invitation is None else invitation.every_minutes * 60.0,
        crisis=language.crisis_in(config.country).card,
        crisis_number=language.crisis_in(config.country).number,
    )


def kiosk_edges(
    parts: KioskParts,
    mouth: Mouth,
    ears: Ears,
    show: Callable[[View], None],
    notice: Callable[[Notice], None],
    report: Report,
) -> KioskEdges:
    """What a kiosk acts through, with these devices and this screen."""
    config = parts.config

    def begin(
        wanted: BeginSession, session: NewSession
    ) -> tuple[Conversation, Callable[[], Journal]]:
        plan = plan_of(parts.guide, config.settings, wanted.keeper)
        keeps = wanted.keeper is not Keeper.NOBODY
        conversation = Conversation(replace(plan, keeps=keeps), wanted.manner)
        header = session_header(parts.guide, session)
        with_holders = wanted.keeper is not Keeper.CLIENT

        def open_journal() -> Journal:
            if not keeps:
                return ForgettingJournal()
            return parts.store.begin(header, wanted.client_recipient, with_holders)

        return conversation, open_journal

    def make_key(session_id: str) -> tuple[NewClientKey, bool]:
        made = make_client_key(session_id)
        return made, _printed(parts, made, report)

    return KioskEdges(
        mouth=mouth,
        ears=ears,
        store=parts.store,
        begin=begin,
        new_session=lambda: new_session(datetime.now()),
        make_key=make_key,
        show=show,
        notice=notice,
        report=report,
        inviting=lambda: (
            config.invitation is not None and config.invitation.holds_at(datetime.now().time())
        ),
    )


def run_on_devices(
    config_path: Path,
    open_screen: Callable[[KioskPost], Screen],
    tell: Report,
) -> None:
    """A kiosk on real devices until the system ends it.

    Raises:
        VoiceError: before anything is said, when something that is needed is missing or a secret
            key lies on the machine; or later, with nobody there, when the sound library will never
            answer again in this process.
    """
    refuse_secret_keys(guarded_folders(config_path, load_config(config_path)))
    parts = prepare_kiosk(config_path)
    config = parts.config
    chosen = ChosenVoice(config.voice, parts.guide.language)
    status = StatusFile(config.status, parts.kiosk.plan.holders, datetime.now)
    model_path = choose_model(config.model, parts.guide.language, models_folder())
    portaudio = Portaudio()
    playing = Playing(interrupts=config.headset)
    loudspeaker = SounddeviceLoudspeaker(portaudio, config.loudspeaker, playing.put)
    ready_model(model_path, parts.guide.language, at_kiosk=True)
    inbox: queue.SimpleQueue[Event | KioskEvent | Notice] = queue.SimpleQueue()
    watchdog = Watchdog()

    def report(occurrence: Occurrence, detail: str) -> None:
        status.happened(occurrence, detail)
        tell(occurrence, detail)

    voice = ProgramVoice(chosen.settled(_telling(report)))
    mouth = SpeakingMouth(voice, loudspeaker, inbox.put)
    recognizer = LateRecognizer(lambda: VoskRecognizer(open_model(model_path)), inbox.put)
    ears = ListeningEars(
        lambda: Listener(
            recognizer,
            recognizer.post,
            config.guard_seconds,
            InterruptionDetector(playing.over) if playing.over else None,
            edge=Edge(playing.at_edge),
        ),
        lambda: SounddeviceMicrophone(portaudio, config.microphone),
        portaudio.restart,
        inbox.put,
    )
    screen = open_screen(inbox.put)

    def show(view: View) -> None:
        status.stands(parts.kiosk.now.state)
        screen.show(view)

    clock = AwakeClock()
    runner = KioskRunner(
        parts.kiosk,
        kiosk_edges(parts, mouth, ears, show, screen.notice, report),
        clock,
    )

    def beat() -> None:
        watchdog.beat()
        if _sound_is_gone(portaudio) and parts.kiosk.now.state in UNATTENDED:
            inbox.put(ShutdownAsked())

    with ending(lambda: inbox.put(ShutdownAsked())) as end:
        try:
            watchdog.ready()
            run_kiosk(runner, inbox, clock, beat, watchdog.every_seconds, end.at_once)
        finally:
            watchdog.stopping()
            end.close(mouth, ears, lambda: seal_what_is_left(runner, inbox), screen.close)
            watchdog.close()
    if _sound_is_gone(portaudio):
        raise no_answer()


def _telling(report: Report) -> Tell:
    """The operator reads that the system's voice speaks; no visitor needs to know."""
    return lambda error: report(Occurrence.TROUBLE, f"voice: {error}")


def _sound_is_gone(portaudio: Portaudio) -> bool:
    """Whether only another process can have sound again; the service manager starts one."""
    return portaudio.unanswered_seconds > SOUND_GIVEN_UP_SECONDS


def _printed(parts: KioskParts, made: NewClientKey, report: Report) -> bool:
    config, language = parts.config, load_language(parts.guide.language)
    if config.slip_printer is None:
        return False
    told = language.page["kiosk_slip"].format(
        fingerprint=made.fingerprint, session=made.slip.session_id
    )
    lines = (config.clinic, told, "", language.page["kiosk_slip_secret"])
    try:
        print_slip(config.slip_printer, escpos(made.slip, lines))
    except DeviceError as error:
        report(Occurrence.TROUBLE, f"printer: {error.trouble.in_words(language.kiosk.troubles)}")
        return False
    report(Occurrence.RECOVERED, "printer")
    return True


def status_path(config_path: Path) -> Path:
    """Where the kiosk of this file writes its status; raises `SettingsError`."""
    config = load_config(config_path)
    if not config.status.is_absolute():
        raise SettingsError(f"status: {config.status} is no absolute path", "give a whole path")
    return config.status


@contextmanager
def rehearse_kiosk(
    config_path: Path,
    room_kind: RoomKind,
    seed: int,
    open_screens: Callable[[KioskPost], Sequence[Screen]],
    tell: Report,
    says: Callable[[str], None],
    frame_over: Callable[[], None] = lambda: None,
) -> Generator[KioskRehearsal]:
    """A kiosk in a simulated room, opened and at rest; closing the generator closes it.

    `frame_over` is called after every 20 ms of the room's time.

    Raises:
        VoiceError: something that is needed is missing.
    """
    parts = prepare_kiosk(config_path)
    model_path = choose_model(
        parts.config.model or REHEARSAL_MODEL, parts.guide.language, models_folder()
    )
    check_model(model_path)
    status = StatusFile(parts.config.status, parts.kiosk.plan.holders, datetime.now)

    def report(occurrence: Occurrence, detail: str) -> None:
        status.happened(occurrence, detail)
        tell(occurrence, detail)

    chosen = ChosenVoice(parts.config.voice, parts.guide.language)
    voice = ProgramVoice(chosen.settled(_telling(report)))

    def make_runner(
        mouth: Mouth, ears: Ears, keep_view: Callable[[View], None], room: Room
    ) -> KioskRunner:
        def show(view: View) -> None:
            status.stands(parts.kiosk.now.state)
            keep_view(view)
            for screen in screens:
                screen.show(view)

        def notice(notice: Notice) -> None:
            for screen in screens:
                screen.notice(notice)

        edges = kiosk_edges(parts, mouth, ears, show, notice, report)
        return KioskRunner(parts.kiosk, edges, room)

    rehearsal = KioskRehearsal(
        make_runner,
        room_of(room_kind, seed),
        voice,
        VoskRecognizer(open_model(model_path)),
        parts.config.guard_seconds,
        parts.config.headset,
        says,
        frame_over,
    )
    with ending(lambda: rehearsal.post(ShutdownAsked())) as end:
        screens = open_screens(rehearsal.post)
        try:
            rehearsal.open(end.at_once)
            yield rehearsal
        finally:
            rehearsal.finish()
            for screen in screens:
                screen.close()
            voice.close()


def made_up_config(folder: Path) -> str:
    """A clinic's file for rehearsals: its key is made here and forgotten at once."""
    public_key = make_client_key("").public_key
    return tomli_w.dumps(
        {
            "clinic": "The Rehearsal Clinic",
            "keeper": "clinic",
            "recipients": [{"name": "nobody any more", "key": public_key}],
            "folder": str(folder / "kept"),
            "status": str(folder / "status.json"),
        }
    )
