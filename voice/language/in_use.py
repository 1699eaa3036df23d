"""The words of a screen in the language that is spoken now; another can be spoken meanwhile."""

from collections.abc import Iterator, Mapping

from voice.language.loading import load_language


class WordsInUse(Mapping[str, str]):
    """A language's page words, as any screen reads them; changed by the stage's thread."""

    def __init__(self, language: str) -> None:
        self.speak(language)

    def speak(self, language: str) -> None:
        """From now on in this one."""
        self.language = language
        self._words = {**load_language(language).page, "language": language}

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)
