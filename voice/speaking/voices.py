"""Which of the synthesiser's voices speaks a language.

Pure functions over what each platform's driver tells of its voices: espeak-ng ("gmw/de", "de"),
macOS ("com.apple.voice.compact.de-DE.Anna", "de_DE") and Windows ("TTS_MS_DE-DE_HEDDA_11.0",
often no language at all). The last two are from their drivers' sources, not tried.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TAG_IN_ID = re.compile(r"(?:^|[^a-z])([a-z]{2,3}-[a-z]{2})(?=[^a-z]|$)")


@dataclass(frozen=True, slots=True)
class VoiceTold:
    """A voice as the driver tells it."""

    id: str
    languages: tuple[str, ...]
    name: str = ""


def voice_of(language: str, voices: Iterable[VoiceTold], present: str) -> str | None:
    """The id of the voice to speak a language with, or None where none does.

    The `present` voice stays where it speaks the language: it is the person's own choice in
    their system. Otherwise the plainest one: "de" before "de-at" before "de-x-something".
    """
    ranked = voices_of(language, voices)
    if any(voice.id == present for voice in ranked):
        return present
    return ranked[0].id if ranked else None


def voices_of(language: str, voices: Iterable[VoiceTold]) -> tuple[VoiceTold, ...]:
    """Every voice that speaks a language, the plainest first."""
    ranked = [
        (min(ranks), number, voice)
        for number, voice in enumerate(voices)
        if (ranks := [_rank(tag, language) for tag in tags_of(voice) if _speaks(tag, language)])
    ]
    return tuple(voice for _, _, voice in sorted(ranked, key=lambda each: each[:2]))


def tags_of(voice: VoiceTold) -> tuple[str, ...]:
    """The languages of a voice, as "en-gb": as it tells them, or as its id does."""
    told = tuple(tag.lower().replace("_", "-") for tag in voice.languages if tag)
    return told or tuple(_TAG_IN_ID.findall(voice.id.lower().replace("_", "-")))


def _speaks(tag: str, language: str) -> bool:
    return tag == language or tag.startswith(f"{language}-")


def _rank(tag: str, language: str) -> tuple[bool, bool, int]:
    """Small is plain: the language itself, then its home country, then the shortest."""
    return tag != language, tag != f"{language}-{language}", len(tag)
