"""The one error a person may ever see: a fact, then the next step.

Only the exception type lives here. Wording stays with whoever raises it; printing and exit
codes stay in `cli`.
"""


class VoiceError(Exception):
    """Something a person can mend, as one fact and one next step.

    Neither may hold words that somebody spoke. Both are lower case without a full stop, so that
    a terminal, a page and the synthesiser can each say them in their own way.
    """

    def __init__(self, fact: str, hint: str) -> None:
        super().__init__(fact, hint)
        self.fact = fact
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.fact}: {self.hint}"


class DeviceError(VoiceError):
    """A microphone or a loudspeaker that cannot be used, or no longer."""


class VaultError(VoiceError):
    """Something could not be sealed, found or opened."""


class ModelError(VoiceError):
    """A recognition model is missing, damaged or of the wrong kind."""


class SpeechError(VoiceError):
    """The synthesiser is missing, unwilling or too slow."""


class GuideError(VoiceError):
    """A guide that cannot be used; the fact names every problem with its place."""


class SettingsError(VoiceError):
    """Settings that cannot be used; the fact names every problem with its key."""
