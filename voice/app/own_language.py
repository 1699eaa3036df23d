"""The settings as they are in one language: with questions in it, and what listens to it.

The language leads. Which one it is, whoever composes says; nothing is read here but guides.
"""

from voice.guides.loading import bundled_guides, find_guide, own_guides
from voice.models.choosing import language_of
from voice.settings import Settings
from voice.values.errors import VoiceError


def in_language(settings: Settings, language: str) -> Settings:
    """The same settings with a guide in this language, and no model that is for another.

    The guide is the last one where that is in it, else the program's own article, else a guide of
    the person's own, else the single question that every language has.
    """
    changed: dict[str, object] = {"language": language}
    if not _is_in(language, settings.guide):
        names = (Settings().guide, *own_guides(), *bundled_guides())
        guide = next((name for name in names if _is_in(language, name)), settings.guide)
        changed["guide"] = guide
    if settings.model is not None and language_of(settings.model) not in {None, language}:
        changed["model"] = None
    return settings.model_copy(update=changed)


def _is_in(language: str, guide: str) -> bool:
    """Whether it is in this language; one that cannot be read is left to whoever needs it."""
    try:
        return find_guide(guide).language == language
    except VoiceError:
        return True
