"""The own sounds of whoever uses this machine, for a session: read once, learned from, kept.

Only where a person is at home: no kiosk composes this.
"""

from contextlib import suppress

from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.store import own_sounds_file, read_own_sounds, write_own_sounds
from voice.hearing.own_sounds.taught import Taught
from voice.values.errors import SettingsError


def own_sounds_here() -> OwnSoundsEar | None:
    """An ear for what was taught; None where nothing was.

    Raises:
        SettingsError: what is kept cannot be used.
    """
    path = own_sounds_file()
    taught = read_own_sounds(path)

    def keep(learned: Taught) -> None:
        with suppress(SettingsError):  # the session goes on; only the next one will not know it
            write_own_sounds(path, learned)

    return OwnSoundsEar(taught, keep) if taught.sounds else None
