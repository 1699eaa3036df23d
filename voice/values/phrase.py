"""Words of the program's own with their values apart, so that they can be said in any language.

Only what an error and a command line say: a session's lines are `floor.wording`. The English words
are what a catalogue of another language finds its own by; where they are found is `language`.
"""

from collections.abc import Callable, Mapping
from typing import Any

Translate = Callable[[str], str]
"""English words as another language has them, with the same names in braces."""


class Phrase:
    """English words with names in braces, and what stands for each; a value may be a phrase."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.text, self.values = text, values

    def said(self, translate: Translate) -> str:
        """The words in a language, with the values in their places."""
        values = {
            name: value.said(translate) if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }
        return translate(self.text).format(**values)

    def __str__(self) -> str:
        return self.said(str)

    def as_json(self) -> list[Any]:
        """What another process makes the same of, with `phrase_of`."""
        values = {
            name: value.as_json() if isinstance(value, Phrase) else str(value)
            for name, value in self.values.items()
        }
        return [self.text, values]


def phrase_of(answer: list[Any]) -> Phrase:
    """A phrase as `as_json` gave it."""
    text, values = answer
    parts: Mapping[str, Any] = values
    return Phrase(
        text,
        **{
            name: phrase_of(value) if isinstance(value, list) else value  # pyright: ignore
            for name, value in parts.items()
        },
    )


class PhraseError(ValueError):
    """What is wrong with something, in words that other languages have too."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.phrase = Phrase(text, **values)
        super().__init__(str(self.phrase))


def phrase_in(error: ValueError) -> Phrase:
    """What an error says; of another than ours, as its library has it."""
    if isinstance(error, PhraseError):
        return error.phrase
    return Phrase("{reason}", reason=str(error))
