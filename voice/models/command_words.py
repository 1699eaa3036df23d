"""Does a model know the words by which the program is spoken to? Pure functions over wording.

A model that was made for another language loads, hears, and never understands one command.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from voice.language.loading import Language
from voice.values.errors import ModelError
from voice.values.troubles import TroubleName

NAMED_ACTIONS = 3
"""So many of the lacking ones are named: more nobody remembers when it is said aloud."""


def forms_of(language: Language) -> tuple[str, ...]:
    """Everything that can be said to the program, in a session, at home and at a kiosk."""
    wording = language.wording
    scenes = (wording, language.home, language.kiosk)
    spoken = (words for scene in scenes for words in scene.actions.values())
    named = (form.replace("{number}", "") for form in wording.numbering)
    corrected = (
        form.replace("{misheard}", "").replace("{meant}", "") for form in wording.correcting
    )
    forms = [form for words in spoken for form in words.spoken]
    return tuple(dict.fromkeys((*forms, *named, *corrected, *wording.numbers)))


def words_of(forms: Iterable[str]) -> frozenset[str]:
    """Every word of these forms."""
    return frozenset(word for form in forms for word in form.split())


def lacking_forms(forms: Iterable[str], unknown: Collection[str]) -> tuple[str, ...]:
    """The forms that cannot be heard whole, as one of their words is unknown."""
    return tuple(" ".join(form.split()) for form in forms if not _can_be_heard(form, unknown))


def refuse_where_an_action_is_lacking(
    path: Path, language: Language, unknown: Collection[str], at_kiosk: bool
) -> None:
    """Raise `ModelError` where one action can be asked for by no word that the model knows."""
    session = {str(action): words for action, words in language.wording.actions.items()}
    kiosk = {str(action): words for action, words in language.kiosk.actions.items()}
    actions = session | kiosk if at_kiosk else session
    lacking = [
        words
        for words in actions.values()
        if not any(_can_be_heard(form, unknown) for form in words.spoken)
    ]
    if not lacking:
        return
    named = ", ".join(words.spoken[0] for words in lacking[:NAMED_ACTIONS])
    named += ", …" if len(lacking) > NAMED_ACTIONS else ""
    other = len(lacking) * 2 > len(actions)
    name = TroubleName.MODEL_OF_OTHER_LANGUAGE if other else TroubleName.MODEL_LACKS_COMMANDS
    raise ModelError.named(name, path=path, forms=named, language=language.wording.language)


def _can_be_heard(form: str, unknown: Collection[str]) -> bool:
    return not any(word in unknown for word in form.split())
