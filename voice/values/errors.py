"""The one error a person may ever see: a fact, then the next step.

Only the exception type lives here. Wording stays with whoever raises it, or in the phrases where
a person may meet the trouble in a session; printing and exit codes stay in `cli`.
"""

from typing import Self

from voice.values.troubles import Trouble, TroubleName, TroubleWords, english


class VoiceError(Exception):
    """Something a person can mend, as one fact and one next step.

    Neither may hold words that somebody spoke. Both are lower case without a full stop, so that
    a terminal, a page and the synthesiser can each say them in their own way.
    """

    def __init__(self, fact: str, hint: str) -> None:
        super().__init__(fact, hint)
        self._words = TroubleWords(fact, hint)
        self._named: Trouble | None = None

    @classmethod
    def named(cls, name: TroubleName, doing: str = "", **values: object) -> Self:
        """One that a session says in its own language.

        `doing` is what could not be done, in English: a command line prints it before the fact,
        and a session has a line of its own for it.
        """
        error = cls(doing, "")
        error._named = Trouble(name, values)
        return error

    @property
    def trouble(self) -> Trouble:
        """By name, for whoever has words for it."""
        return self._named or Trouble(TroubleName.UNNAMED)

    @property
    def fact(self) -> str:
        """What is so, in English."""
        if self._named is None:
            return self._words.fact
        fact = self._named.in_words(english()).fact
        return f"{self._words.fact}: {fact}" if self._words.fact else fact

    @property
    def hint(self) -> str:
        """The next step, in English."""
        if self._named is None:
            return self._words.hint
        return self._named.in_words(english()).hint

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
