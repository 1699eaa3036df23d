"""The one error a person may ever see: a fact, then the next step.

Only the exception type lives here. Wording stays with whoever raises it, or in the phrases where
a person may meet the trouble in a session; printing and exit codes stay in `cli`.
"""

from typing import Self

from voice.values.phrase import Phrase, Translate
from voice.values.troubles import (
    Trouble,
    TroubleName,
    TroublesWording,
    TroubleWords,
    english,
    of_writing,
)


class VoiceError(Exception):
    """Something a person can mend, as one fact and one next step.

    Neither may hold words that somebody spoke. Both are lower case without a full stop, so that
    a terminal, a page and the synthesiser can each say them in their own way; `values` are what
    stands in braces in either.
    """

    def __init__(self, fact: str | Phrase, hint: str | Phrase, /, **values: object) -> None:
        self.phrases = (_phrase(fact, values), _phrase(hint, values))
        super().__init__(*map(str, self.phrases))
        self._named: Trouble | None = None

    @classmethod
    def named(cls, name: TroubleName, doing: str | Phrase = "", **values: object) -> Self:
        """One that a session says in its own language.

        `doing` is what could not be done: a command line prints it before the fact, and a session
        has a line of its own for it.
        """
        return cls._of(Trouble(name, values), doing)

    @classmethod
    def of_writing(cls, error: OSError, doing: str | Phrase) -> Self:
        """That the system did not write or remove a file; `doing` as `named` has it."""
        return cls._of(of_writing(error), doing)

    @classmethod
    def _of(cls, trouble: Trouble, doing: str | Phrase) -> Self:
        error = cls(doing, "")
        error._named = trouble
        return error

    @property
    def trouble(self) -> Trouble:
        """By name, for whoever has words for it."""
        return self._named or Trouble(TroubleName.UNNAMED)

    def in_words(self, translate: Translate, troubles: TroublesWording) -> TroubleWords:
        """What a command line prints of it in a language."""
        fact, hint = (phrase.said(translate) for phrase in self.phrases)
        if self._named is None:
            return TroubleWords(fact, hint)
        words = self._named.in_words(troubles)
        return TroubleWords(f"{fact}: {words.fact}" if fact else words.fact, words.hint, words.said)

    @property
    def fact(self) -> str:
        """What is so, in English."""
        return self.in_words(str, english()).fact

    @property
    def hint(self) -> str:
        """The next step, in English."""
        return self.in_words(str, english()).hint

    def __str__(self) -> str:
        return f"{self.fact}: {self.hint}"


def _phrase(words: str | Phrase, values: dict[str, object]) -> Phrase:
    return words if isinstance(words, Phrase) else Phrase(words, **values)


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
