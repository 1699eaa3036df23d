"""PortAudio through sounddevice: loaded late, devices found by name, errors made plain.

What both the microphone and the loudspeaker need of it; neither stream lives here. On Linux the
library comes from the system, and importing sounddevice without it raises `OSError`.
"""

import contextlib
import ctypes
import difflib
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

from voice.machine.awake import wait_awake
from voice.values.errors import DeviceError
from voice.values.troubles import TroubleName

Kind = Literal["input", "output"]
_T = TypeVar("_T")

_ABSENT: dict[Kind, TroubleName] = {
    "input": TroubleName.MICROPHONE_ABSENT,
    "output": TroubleName.LOUDSPEAKER_ABSENT,
}
_UNKNOWN: dict[Kind, TroubleName] = {
    "input": TroubleName.MICROPHONE_UNKNOWN,
    "output": TroubleName.LOUDSPEAKER_UNKNOWN,
}
_AMBIGUOUS: dict[Kind, TroubleName] = {
    "input": TroubleName.MICROPHONE_AMBIGUOUS,
    "output": TroubleName.LOUDSPEAKER_AMBIGUOUS,
}

_INVALID_RATE, _INVALID_CHANNELS, _UNAVAILABLE, _TIMED_OUT = -9997, -9998, -9985, -9987

MOST_CHOICES = 9
"""Devices that are named where several could be meant; `reflect devices` has all."""

LONGEST_CALL_SECONDS = 10.0
"""PortAudio itself waits up to a second for a stream's thread; a busy machine takes its time."""


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device as PortAudio lists it."""

    index: int
    name: str
    host_api: str
    input_channels: int
    output_channels: int
    default_rate_hz: int


class RateRefused(DeviceError):
    """The device exists and does not take this sample rate."""


def sounddevice_module() -> Any:
    """The sounddevice module; raises `DeviceError` where PortAudio is missing."""
    try:
        import sounddevice  # pyright: ignore[reportMissingTypeStubs]
    except OSError:
        raise DeviceError.named(TroubleName.SOUND_LIBRARY_MISSING) from None
    _hush_libraries()
    return sounddevice


_TALKING = (
    ("libasound.so.2", "snd_lib_error_set_handler"),
    ("libjack.so.0", "jack_set_error_function"),
    ("libjack.so.0", "jack_set_info_function"),
)
"""What PortAudio uses on Linux and writes to standard error, and where each is told otherwise."""


@cache
def _hush_libraries() -> None:
    """No library talks on the person's terminal: what is wrong, a call says by its code.

    They are given a function of C that takes nothing and does nothing, so that no thread of theirs
    ever waits for Python.
    """
    if sys.platform != "linux":
        return
    nothing = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)
    for library, setting in _TALKING:
        with contextlib.suppress(OSError, AttributeError):  # it is not installed
            getattr(ctypes.CDLL(library), setting)(nothing)


def list_devices() -> tuple[Device, ...]:
    """Every device; raises `DeviceError` where PortAudio is missing or does not answer."""
    sd = sounddevice_module()
    try:
        hosts, entries = sd.query_hostapis(), sd.query_devices()
    except sd.PortAudioError as error:
        raise DeviceError.named(TroubleName.SOUND_SYSTEM_SILENT, code=_code(error)) from None
    return tuple(
        Device(
            index=int(entry["index"]),
            name=str(entry["name"]),
            host_api=str(hosts[entry["hostapi"]]["name"]),
            input_channels=int(entry["max_input_channels"]),
            output_channels=int(entry["max_output_channels"]),
            default_rate_hz=round(entry["default_samplerate"]),
        )
        for entry in entries
    )


def find_device(wanted: str | int | None, kind: Kind) -> Device:
    """The default device, or one by index, name, or part of a name.

    Raises:
        DeviceError: there is none, none so named, or more than one.
    """
    usable = [device for device in list_devices() if _channels(device, kind) > 0]
    if not usable:
        raise DeviceError.named(_ABSENT[kind])
    if wanted is None:
        return _default(usable, kind)
    text = str(wanted)
    found = [device for device in usable if text == str(device.index)]
    found = found or [device for device in usable if device.name == text]
    found = found or [device for device in usable if text.lower() in device.name.lower()]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(_numbered(device, found) for device in found[:MOST_CHOICES])
        raise DeviceError.named(_AMBIGUOUS[kind], wanted=text, names=choices)
    names = [device.name for device in usable]
    near = difflib.get_close_matches(text, names, n=1) or names[:3]
    raise DeviceError.named(_UNKNOWN[kind], wanted=text, names=", ".join(near))


def _numbered(device: Device, among: list[Device]) -> str:
    """A device by its number and name, and by its system where another has the same name."""
    alike = sum(other.name == device.name for other in among) > 1
    return f"{device.index} {device.name}" + (f" ({device.host_api})" if alike else "")


def device_names(kind: Kind) -> tuple[str, ...]:
    """What each can be found by again, the system's own first; raises `DeviceError`.

    A name that two have is none: where one device is there by several ways, one of them is named.
    """
    usable = [device for device in list_devices() if _channels(device, kind) > 0]
    if not usable:
        return ()
    own = _default(usable, kind)
    same_way = [own, *(d for d in usable if d.host_api == own.host_api and d != own)]
    names = [device.name for device in usable]
    return tuple(d.name if names.count(d.name) == 1 else str(d.index) for d in same_way)


def _default(usable: list[Device], kind: Kind) -> Device:
    index = sounddevice_module().default.device[0 if kind == "input" else 1]
    return next((device for device in usable if device.index == index), usable[0])


def _channels(device: Device, kind: Kind) -> int:
    return device.input_channels if kind == "input" else device.output_channels


def device_error(error: Exception, name: str) -> DeviceError:
    """What PortAudio said of a device, as a fact and a next step."""
    code = _code(error)
    if code == _INVALID_RATE:
        return RateRefused.named(TroubleName.DEVICE_RATE_REFUSED, device=name)
    if code == _INVALID_CHANNELS:
        return DeviceError.named(TroubleName.DEVICE_NOT_MONO, device=name)
    if code == _UNAVAILABLE:
        return DeviceError.named(TroubleName.DEVICE_BUSY, device=name)
    return DeviceError.named(TroubleName.DEVICE_NOT_OPENED, device=name, code=code)


def _code(error: Exception) -> int:
    """PortAudio's number for it; 0 where sounddevice refused by itself."""
    return int(error.args[1]) if len(error.args) > 1 else 0


class Portaudio:
    """The library as one session uses it: every stream it opened, so that it can start afresh.

    PortAudio lists devices once, when it starts; to see one that came back, every stream has to
    be closed and the library started again (25 to 46 ms).

    A sound server that dies at the wrong moment can leave a call inside the library for ever. So
    each call has a thread of its own, which may be lost, and whoever made it is told after a while.
    Until that call returns the library is not touched again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: list[Any] = []
        self._latest: Future[Any] | None = None
        self._asked_seconds = 0.0

    @property
    def unanswered_seconds(self) -> float:
        """For how long the latest call has not come back; 0 once it has."""
        if self._latest is None or self._latest.done():
            return 0.0
        return time.monotonic() - self._asked_seconds

    def load_ahead(self) -> "Portaudio":
        """Load the library and list its devices from now on, beside whatever else is done.

        What is wrong is told to whoever asks for a device.
        """

        def load() -> None:
            with contextlib.suppress(DeviceError):
                self._ask(list_devices)

        threading.Thread(target=load, name="portaudio ahead", daemon=True).start()
        return self

    def find(self, wanted: str | int | None, kind: Kind) -> Device:
        """`find_device`, never while the library starts afresh; raises `DeviceError`."""
        return self._ask(lambda: find_device(wanted, kind))

    def names(self, kind: Kind) -> tuple[str, ...]:
        """`device_names`, never while the library starts afresh; raises `DeviceError`."""
        return self._ask(lambda: device_names(kind))

    def open(
        self, kind: Kind, device: Device, *, latency: str | float = "low", **options: Any
    ) -> Any:
        """A mono int16 stream that is not yet started; `latency` in seconds, or the device's own.

        Raises:
            DeviceError: it cannot be opened.
        """
        sd = sounddevice_module()
        stream_type = sd.RawInputStream if kind == "input" else sd.RawOutputStream

        def open_stream() -> Any:
            stream = stream_type(
                device=device.index, channels=1, dtype="int16", latency=latency, **options
            )
            self._streams.append(stream)
            return stream

        try:
            return self._ask(open_stream)
        except (sd.PortAudioError, ValueError) as error:
            raise device_error(error, device.name) from None

    def call(self, step: Callable[[], object]) -> bool:
        """Start, stop or abort a stream; whether the library agreed.

        One at a time, and never beside a close: PortAudio ends the whole process when a stream
        is closed while another thread starts it.
        """
        try:
            self._ask(step)
        except (sounddevice_module().PortAudioError, DeviceError):
            return False
        return True

    def close(self, stream: Any) -> None:
        """Close one stream; one that is closed or broken already is no error."""
        with contextlib.suppress(DeviceError):
            self._ask(lambda: self._let_go(stream))

    def restart(self) -> None:
        """Close every stream and look for devices afresh, where the library answers at all."""
        sd = sounddevice_module()

        def start_afresh() -> None:
            for stream in list(self._streams):
                self._let_go(stream)
            sd._terminate()
            sd._initialize()

        with contextlib.suppress(DeviceError):
            self._ask(start_afresh)

    def _let_go(self, stream: Any) -> None:
        if stream in self._streams:
            self._streams.remove(stream)
            with contextlib.suppress(sounddevice_module().PortAudioError):
                stream.close(ignore_errors=True)

    def _ask(self, step: Callable[[], _T]) -> _T:
        """What the step gives, or raises; `DeviceError` when the library does not answer."""
        with self._lock:
            if self._latest is not None and not self._latest.done():
                raise no_answer()
            answer: Future[_T] = Future()
            self._asked_seconds = time.monotonic()
            self._latest = answer
            threading.Thread(
                target=_give, args=(step, answer), name="portaudio", daemon=True
            ).start()
            if not wait_awake(lambda s: bool(wait([answer], s).done), LONGEST_CALL_SECONDS):
                raise no_answer()
        return answer.result()


def _give(step: Callable[[], _T], answer: "Future[_T]") -> None:
    try:
        answer.set_result(step())
    except Exception as error:
        answer.set_exception(error)


def no_answer() -> DeviceError:
    """The library has not come back from a call."""
    return DeviceError.named(TroubleName.SOUND_SYSTEM_SILENT, code=_TIMED_OUT)
