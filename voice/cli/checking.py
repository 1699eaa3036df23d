"""`reflect check`, `devices` and `voices`: what works here, and what to do about what does not."""

import json
import time
from collections.abc import Callable

from voice.cli.keys import called_here, protected_how
from voice.cli.output import say
from voice.cli.words import counted_here, here, told_here
from voice.confinement import offline
from voice.confinement.offline import Enforcement, enforcement
from voice.confinement.ways_out import Tried, try_ways_out
from voice.floor.commands import Manner
from voice.guides.loading import find_guide
from voice.hearing.activity import level_dbfs
from voice.hearing.microphone import SounddeviceMicrophone
from voice.kiosk.checking import checked_or_not
from voice.language.loading import load_language
from voice.models.choosing import choose_model, models_folder
from voice.models.natural_voices import is_natural, language_of
from voice.models.trial import check_model, ready_model
from voice.screen.page.process import STARTING_SECONDS, start_page_process
from voice.settings import Settings
from voice.sound.flac import check_flac
from voice.sound.portaudio import Portaudio, list_devices
from voice.speaking.chosen_voice import begun
from voice.speaking.cues import LISTENING_CUE
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.program_voice import at_volume
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import FRAME_SECONDS
from voice.values.errors import DeviceError, VoiceError
from voice.values.phrase import Phrase
from voice.vault.vault import Vault

QUIET_DBFS, LOUD_DBFS = -90.0, -3.0
METER_CELLS = 20


_WAYS = {
    (True, True): Phrase("microphone and loudspeaker"),
    (True, False): Phrase("microphone"),
    (False, True): Phrase("loudspeaker"),
    (False, False): Phrase("neither microphone nor loudspeaker"),
}
"""What a device is, by whether sound comes in and whether it goes out."""


def devices() -> None:
    """One line for each device."""
    found = list_devices()
    for device in found:
        way = _WAYS[bool(device.input_channels), bool(device.output_channels)]
        rate = f"{device.default_rate_hz} Hz"
        say(f"{device.index:>3}  {device.name}  ({here(way.text)}, {rate}, {device.host_api})")
    if not found:
        raise DeviceError(
            "there is no sound device", "connect one, or rehearse: `reflect rehearse`"
        )


def voices() -> None:
    """One line for each voice of the synthesiser: what to choose it by, its name, its languages."""
    synthesizer = Pyttsx3Synthesizer()
    try:
        for voice in synthesizer.voices():
            languages = ", ".join(voice.languages) or here("language unknown")
            say(f"{voice.id:<24}  {voice.name or here('no name')}  ({languages})")
    finally:
        synthesizer.close()


def check(settings: Settings, seconds: float) -> bool:
    """Try everything a session needs, one line each; whether all of it works."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        (here("guide"), lambda: find_guide(settings.guide).title),
        (here("language"), lambda: _language(settings)),
        (here("voice"), lambda: voice_works(settings)),
        (here("loudspeaker"), lambda: loudspeaker_works(settings)),
        (here("microphone"), lambda: microphone_works(settings, seconds)),
        (here("model"), lambda: model_works(settings)),
        (here("vault"), lambda: _vault(settings)),
        (here("kept sound"), lambda: _kept_sound(settings)),
        (here("network"), _network),
    )
    results = [line(name, attempt) for name, attempt in checks]
    return all(results)


UNDER_NAME = " " * 22
"""Where a line goes on: under what is told, not under what it is told of."""


def line(name: str, attempt: Callable[[], str]) -> bool:
    """Try one thing and say how it went; whether it works."""
    try:
        say(f"{name:<12} ok       {attempt()}", UNDER_NAME)
    except VoiceError as error:
        words = told_here(error)
        say(f"{name:<12} problem  {words.fact}", UNDER_NAME)
        say(f"{'':<12} next     {words.hint}", UNDER_NAME)
        return False
    return True


def _language(settings: Settings) -> str:
    language = load_language(find_guide(settings.guide).language)
    card = language.crisis_in(settings.country)
    told = here("crisis numbers: {checked}", checked=checked_or_not(card))
    return f"{language.wording.language}; {told}"


def voice_works(settings: Settings) -> str:
    """The voice speaks."""
    language = find_guide(settings.guide).language
    synthesizer = begun(settings.voice, language)
    try:
        sound = synthesizer.synthesize("Hello.", Manner(settings.rate_wpm, settings.volume))
    finally:
        synthesizer.close()
    natural = is_natural(settings.voice) and language_of(settings.voice or "") == language
    named = settings.voice if natural or not is_natural(settings.voice) else None
    voice = named or here("the voice for {language}", language=language)
    return here("{voice} speaks, {rate} Hz", voice=voice, rate=sound.rate_hz)


def loudspeaker_works(settings: Settings) -> str:
    """The loudspeaker plays."""
    loudspeaker = SounddeviceLoudspeaker(Portaudio(), settings.loudspeaker)
    try:
        loudspeaker.play(at_volume(LISTENING_CUE, settings.volume), lambda: False)
    finally:
        loudspeaker.close()
    return here("{device}: two tones were played", device=loudspeaker.device.name)


def microphone_works(settings: Settings, seconds: float) -> str:
    """The microphone gives sound that is neither silence nor distorted."""
    microphone = SounddeviceMicrophone(Portaudio(), settings.microphone)
    levels: list[float] = []
    try:
        for frame in microphone.frames():
            levels.append(level_dbfs(frame))
            if len(levels) * FRAME_SECONDS >= seconds:
                break
    finally:
        microphone.close()
    loudest = max(levels)
    if loudest <= QUIET_DBFS:
        raise DeviceError(
            "the microphone {device} gives only silence",
            "unmute it, or choose another with --microphone",
            device=microphone.device.name,
        )
    if loudest >= LOUD_DBFS:
        raise DeviceError(
            "the microphone {device} is too loud and distorts",
            "turn it down",
            device=microphone.device.name,
        )
    filled = round(METER_CELLS * (1 - loudest / QUIET_DBFS))
    meter = "#" * filled + "." * (METER_CELLS - filled)
    return here(
        "{device}: [{meter}] loudest {level} dB, {rate} Hz",
        device=microphone.device.name,
        meter=meter,
        level=round(loudest),
        rate=microphone.rate_hz,
    )


def model_works(settings: Settings, at_kiosk: bool = False) -> str:
    """The model is complete and undamaged, and knows the words for every action."""
    language = find_guide(settings.guide).language
    path = choose_model(settings.model, language, models_folder())
    started_seconds = time.monotonic()
    check_model(path)
    lacking = ready_model(path, language, at_kiosk=at_kiosk)
    took = here("checked in {seconds} s", seconds=f"{time.monotonic() - started_seconds:.2f}")
    return f"{path.name}: {here('complete')}, {knows(lacking)}, {took}"


def knows(lacking: tuple[str, ...]) -> str:
    """What a model can hear of all that can be said to the program."""
    if not lacking:
        return here("knows every spoken form")
    return here("does not know these forms, so say another: {forms}", forms=", ".join(lacking))


def _vault(settings: Settings) -> str:
    vault = Vault.open(settings.vault_directory)
    vault.check_writable()
    sessions, records = vault.count()
    openers = ", ".join(
        f"{called_here(recipient)} ({recipient.fingerprint})" for recipient in vault.recipients
    )
    count = f"{counted_here(sessions, 'session')}, {counted_here(records, 'record')}"
    if settings.keep_days is not None:
        count += ", " + here("erased {days} days after they began", days=settings.keep_days)
    told = here(
        "{vault}: {count}, for {openers}.", vault=vault.directory, count=count, openers=openers
    )
    return f"{told} {protected_how(vault)}"


def _kept_sound(settings: Settings) -> str:
    if not settings.keep_sound:
        return here("none: a session keeps words only")
    check_flac()
    return here("asked for in each session, before the first question")


def _network() -> str:
    return here(offline.close_network().value)


def check_offline() -> bool:
    """Try every way out before and after the network is closed, one line each.

    The page's own ways are tried in its own process, which has to be started before.
    """
    page, page_closed = _try_page_ways()
    tried = try_ways_out(offline.close_network)
    say(here("the program that holds sound and words:"))
    _say_ways(tried)
    say(here("the page's own process:"))
    _say_ways(page)
    denied = sum(way.denied for way in (*tried, *page))
    told = here("{denied} of {count} ways out denied", denied=denied, count=len(tried) + len(page))
    say(f"{told}; {here(enforcement().value)}")
    return denied == len(tried) + len(page) and page_closed and enforcement() is Enforcement.KERNEL


def _try_page_ways() -> tuple[tuple[Tried, ...], bool]:
    """What came of the page's ways, and whether the kernel keeps its network closed."""
    process, _port = start_page_process("try")
    said, _ = process.communicate(timeout=2 * STARTING_SECONDS)
    try:
        told = json.loads(said)
    except ValueError:
        raise VoiceError("the page's own process did not try its ways out", "try again") from None
    return tuple(Tried(**way) for way in told["ways"]), told["enforcement"] == Enforcement.KERNEL


def _say_ways(ways: tuple[Tried, ...]) -> None:
    for way in ways:
        verdict = here("denied") if way.denied else here("NOT denied")
        before = here("before: {outcome}", outcome=way.before)
        say(f"  {way.name:<44} {verdict:<11} {way.how} ({before})")
