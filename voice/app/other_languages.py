"""The languages that the home can speak: listed, and another one taken.

What is remembered and told is here; what then speaks, listens and shows is told by `changed`.
"""

from collections.abc import Callable

from babel import Locale

from voice.app.home_names import as_one, known
from voice.app.own_language import in_language
from voice.floor.events import Event
from voice.guides.loading import find_guide
from voice.language.loading import available_languages, load_language
from voice.models.choosing import choose_model, models_folder
from voice.models.natural_voices import is_natural
from voice.scenes.home.errands import LanguageSpoken, Listed
from voice.scenes.home.wording import HomeSay
from voice.settings import Settings
from voice.values.errors import ModelError

Remember = Callable[[str, object], None]
Changed = Callable[[Settings], tuple[Event, ...]]
"""Told in which settings everything goes on; what there is to tell of it."""


def offered(settings: Settings, present: str) -> tuple[Listed, tuple[str, ...]]:
    """Every language as it is called in the present one and in itself, and their codes."""
    codes = available_languages()
    lacks = load_language(present).home.line(HomeSay.NOT_UNDERSTOOD_YET)
    names = tuple(
        as_one(_called(code, present)) + ("" if _is_understood(settings, code) else f" {lacks}")
        for code in codes
    )
    return Listed(names, present=codes.index(present)), codes


OF_A_LANGUAGE = ("guide", "model", "voice")
"""Settings that are chosen for one language: in another they are others, and come back with it."""


def take(
    settings: Settings,
    code: str,
    remember: Remember,
    changed: Changed,
    taken_back: bool,
    were: Settings | None = None,
) -> tuple[Settings, LanguageSpoken, tuple[Event, ...]]:
    """Go on in this one, once that is remembered; raises `VoiceError`, and nothing has changed.

    A voice of the system's speaks one language: the new one's own is taken in its place, or the
    one that spoke it before. `were` is what held when this language was last spoken here.
    """
    remember("language", code)
    voice = settings.voice
    settings = in_language(settings, code)
    if were is not None:
        update = {key: getattr(were, key) for key in OF_A_LANGUAGE}
        settings = settings.model_copy(update=update)
    elif voice is not None and not is_natural(voice):
        settings = settings.model_copy(update={"voice": None})
    if settings.voice != voice:
        remember("voice", settings.voice)
    language, guide = load_language(code), find_guide(settings.guide)
    spoken = LanguageSpoken(
        language.home,
        language.keepers["owner"],
        language.crisis_in(settings.country),
        known(settings.guide, guide),
        settings.voice,
        taken_back,
    )
    return settings, spoken, changed(settings)


def _called(code: str, present: str) -> str:
    here = Locale.parse(code).get_display_name(present) or code
    own = Locale.parse(code).get_display_name(code) or code
    return here if here == own else f"{here}, {own}"


def _is_understood(settings: Settings, code: str) -> bool:
    """Whether something that understands it is here, as far as its name tells."""
    try:
        choose_model(in_language(settings, code).model, code, models_folder())
    except ModelError:
        return False
    return True
