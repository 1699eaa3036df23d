"""The kiosk's composition root, beside `app`: chooses its adapters and puts them together.

It prints nothing and exits nowhere; `cli` does both.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import tomli_w

from voice.app.devices import Devices, put_on
from voice.app.devices_in_use import DevicesInUse
from voice.app.read_guides import questions_read
from voice.app.session import plan_of, session_header
from voice.app.simulated import Simulated, rehearsing
from voice.floor.commands import Manner
from voice.floor.events import ShutdownAsked
from voice.floor.view import View
from voice.guides.loading import ReflectionGuide, find_guide
from voice.kiosk.absent_keys import refuse_secret_keys
from voice.kiosk.checking import guarded_folders, refuse_file_as_printer
from voice.kiosk.config import KioskConfig, load_config
from voice.kiosk.desk import HOURS_SECONDS, KioskDesk
from voice.kiosk.keeping import ForgettingJournal, KioskStore
from voice.kiosk.slip import NewClientKey, escpos, make_client_key, print_slip
from voice.kiosk.status import StatusFile
from voice.kiosk.watchdog import Watchdog
from voice.language.loading import load_language
from voice.models.choosing import REHEARSAL_MODEL, choose_model, models_folder
from voice.models.trial import check_model, ready_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.rehearse import room_of
from voice.rehearsal.visitors import KioskRehearsal
from voice.rehearsal.watching import Watching
from voice.scenes.visit.commands import Keeper, Occurrence, SessionKeeping
from voice.scenes.visit.kiosk import Kiosk
from voice.scenes.visit.situation import Holder, Plan
from voice.scenes.visit.states import UNATTENDED
from voice.scenes.visit.wording import KioskSay
from voice.sound.portaudio import Portaudio, no_answer
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.read_questions import NOBODY_READ, ReadQuestions
from voice.stage.ports import Journal, Notice, Post, Screen
from voice.values.errors import DeviceError, SettingsError
from voice.vault.proof import NewSession

SOUND_GIVEN_UP_SECONDS = 60.0
"""A call into the sound library that has not come back by then never will."""

Report = Callable[[Occurrence, str], None]


@dataclass(frozen=True, slots=True)
class KioskParts:
    """What a kiosk has before it has devices; the same on real devices and in a rehearsal."""

    config: KioskConfig
    guide: ReflectionGuide
    kiosk: Kiosk
    store: KioskStore
    read: ReadQuestions = NOBODY_READ
    """What the clinic had somebody record of the guide."""


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
    # no key lies here: only what the clinic put beside its guide, in the clear, is heard
    read = questions_read(config.guide, None)
    return KioskParts(config, guide, Kiosk(kiosk_plan_of(config, guide, read)), store, read)


def kiosk_plan_of(
    config: KioskConfig, guide: ReflectionGuide, read: ReadQuestions = NOBODY_READ
) -> Plan:
    """The kiosk's plan in the guide's language."""
    language = load_language(guide.language)
    invitation = config.invitation
    return Plan(
        wording=language.kiosk,
        title=guide.title,
        clinic=config.clinic,
        erase_later=config.erase_later or language.kiosk.line(KioskSay.ERASE_LATER),
        keeper=config.key_keeper,
        holders=tuple(Holder(h.name, h.fingerprint) for h in config.holders),
        session=plan_of(guide, config.settings, Keeper.NOBODY, read),
        keepers={keeper: language.keepers[keeper] for keeper in Keeper},
        manner=Manner(config.rate_wpm, config.volume),
        loudest=config.largest_volume,
        invitation_volume=0.0 if invitation is None else invitation.volume,
        invitation_seconds=0.0 if invitation is None else invitation.every_minutes * 60.0,
        crisis=language.crisis_in(config.country),
    )


def desk_of(parts: KioskParts, report: Report) -> KioskDesk:
    """The kiosk's desk, as its file has it."""
    config = parts.config

    def open_journal(keeping: SessionKeeping, session: NewSession) -> Callable[[], Journal]:
        if keeping.keeper is Keeper.NOBODY:
            return ForgettingJournal
        header = session_header(parts.guide, session)
        with_holders = keeping.keeper is not Keeper.CLIENT
        return lambda: parts.store.begin(header, keeping.client_recipient, with_holders)

    def make_key(session_id: str) -> tuple[NewClientKey, bool]:
        made = make_client_key(session_id)
        return made, _printed(parts, made, report)

    def inviting() -> bool:
        invitation = config.invitation
        return invitation is not None and invitation.holds_at(datetime.now().time())

    return KioskDesk(parts.store, open_journal, make_key, report, inviting)


class _Told:
    """Screens of a kiosk, and its status file, which is told where it stands."""

    def __init__(self, status: StatusFile, kiosk: Kiosk, screens: Sequence[Screen]) -> None:
        self._status = status
        self._kiosk = kiosk
        self._screens = screens

    def show(self, view: View) -> None:
        self._status.stands(self._kiosk.now.state)
        for screen in self._screens:
            screen.show(view)

    def notice(self, notice: Notice) -> None:
        for screen in self._screens:
            screen.notice(notice)

    def close(self) -> None:
        for screen in self._screens:
            screen.close()


class _Watched:
    """The loop of a kiosk, as its service manager sees it."""

    def __init__(self, parts: KioskParts, portaudio: Portaudio) -> None:
        self._kiosk = parts.kiosk
        self._portaudio = portaudio
        self._watchdog = Watchdog()

    @property
    def every_seconds(self) -> float | None:
        every = self._watchdog.every_seconds
        return HOURS_SECONDS if every is None else min(HOURS_SECONDS, every)

    def ready(self) -> None:
        self._watchdog.ready()

    def beat(self, post: Post) -> None:
        self._watchdog.beat()
        if _sound_is_gone(self._portaudio) and self._kiosk.now.state in UNATTENDED:
            post(ShutdownAsked())

    def stopping(self) -> None:
        self._watchdog.stopping()

    def close(self) -> None:
        self._watchdog.close()


def run_on_devices(
    config_path: Path,
    open_screen: Callable[[Post], Screen],
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
    status, report = _reporting(parts, tell)
    model_path = choose_model(config.model, parts.guide.language, models_folder())
    portaudio = Portaudio()
    ready_model(model_path, parts.guide.language, at_kiosk=True)
    devices = Devices(
        portaudio,
        chosen.settled(_telling(report)),
        model_path,
        DevicesInUse(config.loudspeaker, config.microphone),
        config.guard_seconds,
        config.headset,
        recordings=parts.read.recording,
    )
    desk = desk_of(parts, report)
    pulse = _Watched(parts, portaudio)
    try:
        put_on(
            parts.kiosk,
            devices,
            lambda post: _Told(status, parts.kiosk, [open_screen(post)]),
            desk.journal,
            desk=desk,
            pulse=pulse,
            to_end=ShutdownAsked(),
        )
    finally:
        pulse.close()
    if _sound_is_gone(portaudio):
        raise no_answer()


def _reporting(parts: KioskParts, tell: Report) -> tuple[StatusFile, Report]:
    """The status file, and what tells it and the operator what happened."""
    status = StatusFile(parts.config.status, parts.kiosk.plan.holders, datetime.now)

    def report(occurrence: Occurrence, detail: str) -> None:
        status.happened(occurrence, detail)
        tell(occurrence, detail)

    return status, report


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
        raise SettingsError(
            "status: {path} is no absolute path", "give a whole path", path=config.status
        )
    return config.status


@contextmanager
def rehearse_kiosk(
    config_path: Path,
    room_kind: RoomKind,
    seed: int,
    open_screens: Callable[[Post], Sequence[Screen]],
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
    status, report = _reporting(parts, tell)
    chosen = ChosenVoice(parts.config.voice, parts.guide.language)
    simulated = Simulated(
        room_of(room_kind, seed),
        chosen.settled(_telling(report)),
        model_path,
        parts.config.guard_seconds,
        parts.config.headset,
        recordings=parts.read.recording,
    )
    desk = desk_of(parts, report)
    screens: list[Screen] = []
    told = _Told(status, parts.kiosk, screens)
    watching = Watching(
        told.show,
        told.notice,
        says,
        lambda post: screens.extend(open_screens(post)),
        frame_over,
    )
    with rehearsing(
        parts.kiosk, simulated, desk.journal, watching, desk=desk, to_end=ShutdownAsked()
    ) as (rehearsal, end):
        visits = KioskRehearsal(rehearsal, says)
        try:
            visits.open(end.at_once)
            yield visits
        finally:
            rehearsal.finish()
            told.close()


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
