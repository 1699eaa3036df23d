"""Taking a session along from home: for whom and as what, and into which folder.

Only after a yes of the person's, which the home asks for; what anybody could read is written after
a second. The file is whole or not there, and never takes the place of another.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from voice.export.document import Choice
from voice.export.formats import Format, rendered, taken_along
from voice.language.loading import load_language
from voice.scenes.home.errands import HomeEvent, Listed, Taken, Unlocked
from voice.scenes.home.wording import HomeSay
from voice.values.continuing import Whole
from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.values.troubles import TroubleName
from voice.vault import age
from voice.vault.files import FileSystem, write_durably
from voice.vault.recipients import Recipient, Role
from voice.vault.vault import Vault
from voice.vault.writing import vault_error

SEALED_ENDING = ".age"
FILE_STEM = "reflect"

HOW_TO_ADD_A_KEY = "`reflect key add age1… --name NAME`"
"""Shown where nobody's key is known, for whoever set this up."""


@dataclass(frozen=True, slots=True)
class Way:
    """As what a session is taken along, and for whom; None: for anybody."""

    say: HomeSay
    format: Format
    ending: str
    recipient: Recipient | None = None

    @property
    def whose(self) -> str:
        """Who alone can open it; where nobody gave a name, by what people compare keys."""
        return "" if self.recipient is None else self.recipient.name or self.recipient.fingerprint


class TakingAlong:
    """What can be taken along of one vault, and what was; the stage's thread only."""

    def __init__(self, vault: Vault, language: str, folder: Callable[[], Path]) -> None:
        """`folder` is asked each time where files go."""
        self._vault = vault
        self._language = load_language(language)
        self._folder = folder
        self._asked: tuple[Whole, Way] | None = None
        """What anybody could read, and is not written before a yes."""
        self.written: tuple[Path, ...] = ()

    def speak(self, language: str) -> None:
        """Name what there is in this one from now on."""
        self._language = load_language(language)

    def offered(self, whole: Whole) -> tuple[Listed, tuple[Callable[[], HomeEvent], ...]]:
        """The ways to take this along, what is locked first, and what comes of each."""
        ways = self._ways()
        names = tuple(self._language.home.line(way.say, name=way.whose) for way in ways)
        listed = Listed(names)
        if all(way.recipient is None for way in ways):
            listed = replace(listed, first=HomeSay.NOBODY_KNOWN, shown=HOW_TO_ADD_A_KEY)
        return listed, tuple(partial(self._take, whole, way) for way in ways)

    def write_unlocked(self) -> Taken:
        """Write what was asked about; raises `VoiceError`."""
        assert self._asked is not None, "it is asked about first"
        return self._write(*self._asked)

    def forget(self) -> None:
        """Nothing that was opened is held any more."""
        self._asked = None

    def _ways(self) -> tuple[Way, ...]:
        others = [each for each in self._vault.recipients if each.role is Role.OTHER]
        sealed = ".html" + SEALED_ENDING
        locked = (Way(HomeSay.FOR_SOMEBODY, Format.HTML, sealed, other) for other in others)
        page = Way(HomeSay.AS_PAGE, Format.HTML, ".html")
        to_print = (Way(HomeSay.TO_PRINT, Format.PDF, ".pdf"),) if find_spec("fpdf") else ()
        return (*locked, page, *to_print)

    def _take(self, whole: Whole, way: Way) -> Taken | Unlocked:
        if way.recipient is None:
            self._asked = (whole, way)
            return Unlocked()
        return self._write(whole, way)

    def _write(self, whole: Whole, way: Way) -> Taken:
        kept, document = taken_along(whole, Choice())
        if document is None:
            raise VaultError.named(TroubleName.SESSION_MISSING, session=whole[0].session_id)
        data = rendered(kept, document, way.format)
        if way.recipient is not None:
            data = age.seal(data, [way.recipient.public_key])
        folder = self._folder()
        day = datetime.fromisoformat(whole[0].started_at).date().isoformat()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            to, number = _free(folder, f"{FILE_STEM}-{day}", way.ending)
            write_durably(FileSystem(), to, data)
        except OSError as error:
            raise vault_error(
                Phrase("nothing could be written in {path}", path=folder), error
            ) from None
        self.written = (*self.written, to)
        spoken = [FILE_STEM, self._language.paper.said_day(whole[0].started_at)]
        name = ", ".join(spoken if number == 1 else [*spoken, str(number)])
        return Taken(folder.name, name, way.whose, str(to))


def _free(folder: Path, stem: str, ending: str) -> tuple[Path, int]:
    """A name that nothing has in the folder, and which of this stem it is."""
    number, to = 1, folder / f"{stem}{ending}"
    while to.exists() or to.is_symlink():
        number += 1
        to = folder / f"{stem}-{number}{ending}"
    return to, number
