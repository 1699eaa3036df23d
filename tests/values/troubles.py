"""Troubles as the tests' doubles meet them, by their names."""

from voice.values.errors import DeviceError, ModelError, SpeechError, VaultError
from voice.values.troubles import Trouble, TroubleName

DISK_FULL = Trouble(TroubleName.DISK_FULL)
MICROPHONE_GONE = Trouble(TroubleName.MICROPHONE_STOPPED, {"device": "Headset"})
LOUDSPEAKER_GONE = Trouble(TroubleName.LOUDSPEAKER_STOPPED, {"device": "Headset"})
MODEL_LOADING = Trouble(TroubleName.MODEL_LOADING)
SYNTHESISER_STOPPED = Trouble(TroubleName.SYNTHESISER_STOPPED)


def disk_full() -> VaultError:
    return VaultError.named(TroubleName.DISK_FULL)


def microphone_gone() -> DeviceError:
    return DeviceError.named(TroubleName.MICROPHONE_STOPPED, device="Headset")


def loudspeaker_gone() -> DeviceError:
    return DeviceError.named(TroubleName.LOUDSPEAKER_STOPPED, device="Headset")


def synthesiser_stopped() -> SpeechError:
    return SpeechError.named(TroubleName.SYNTHESISER_STOPPED)


def model_damaged() -> ModelError:
    return ModelError.named(TroubleName.MODEL_NOT_LOADED, path="model")
