"""The own sounds of whoever uses this machine, for a session: read once, learned from, kept.

Only where a person is at home: no kiosk composes this.
"""

from contextlib import suppress

from voice.app.lacking import Told
from voice.floor.events import Remark
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.store import own_sounds_file, read_own_sounds, write_own_sounds
from voice.hearing.own_sounds.taught import Taught
from voice.language.loading import load_language
from voice.values.errors import SettingsError


def own_sounds_here(language: str) -> tuple[OwnSoundsEar, Told]:
    """An ear for what was taught, and what is told where that cannot be read.

    Such a file stays as it is: nothing is learned without what was taught, so nothing is written.
    """
    path = own_sounds_file()

    def keep(learned: Taught) -> None:
        with suppress(SettingsError):  # the session goes on; only the next one will not know it
            write_own_sounds(path, learned)

    try:
        return OwnSoundsEar(read_own_sounds(path), keep), ()
    except SettingsError as error:
        troubles = load_language(language).wording.troubles
        said = error.trouble.in_words(troubles).said
        return OwnSoundsEar(Taught(), keep), (Remark(said),)
