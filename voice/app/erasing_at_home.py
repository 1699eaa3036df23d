"""What is erased at home: noted where it lies while the key is there, and gone when nobody can take
it back any more, which may be long after the key was forgotten.

It decides nothing: who is asked, and how long it can be taken back, is the home's.
"""

from voice.app.home_names import erasable
from voice.scenes.home.errands import Erasable, Erased, NotErased
from voice.values.continuing import Whole
from voice.values.errors import VoiceError
from voice.vault.opening import not_one
from voice.vault.vault import Vault


class ErasingAtHome:
    """The session that was chosen last, of one vault; the stage's thread only."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._chosen: tuple[str, tuple[str, ...]] = ("", ())
        self.not_erased = 0
        """Sessions that were to be erased, after a yes, and are there still."""

    def choose(self, identity: str, language: str, whole: Whole) -> Erasable:
        """Note where it lies, with all that it is read as one with, the last first."""
        folders = [self._vault.folders_of(identity, one.session_id) for one in whole[::-1]]
        found = erasable(language, whole)
        self._chosen = (found.session_id, tuple(name for names in folders for name in names))
        return found

    def erase(self, session_id: str) -> Erased | NotErased:
        """Needs no key; what nobody was asked about is not erased."""
        chosen, folders = self._chosen
        try:
            if chosen != session_id or not sum(map(self._vault.erase_folders, folders)):
                raise not_one(0, session_id)
        except VoiceError as error:
            self.not_erased += 1
            return NotErased(error.trouble)
        return Erased()
