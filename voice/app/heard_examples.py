"""Sounds that were taught, to be heard again: kept only where the person says so, sealed.

One file for each action beside the own sounds, for nobody but the owner's key. What a session
compares with is not here and needs no key.
"""

import base64
import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from voice.floor.actions import Action
from voice.machine.reading_files import read_bytes_capped
from voice.machine.writing_files import write_whole
from voice.sound.flac import check_flac, decode, encode, has_flac
from voice.stage.ports import SAMPLE_RATE_HZ, Sound
from voice.values.errors import SettingsError
from voice.values.phrase import Phrase, PhraseError
from voice.vault.age import seal, unseal
from voice.vault.keys import Protection
from voice.vault.recipients import Role
from voice.vault.vault import Vault

LARGEST_BYTES = 4 << 20
"""Five sounds of four seconds are under 500 KB."""

LONGEST_SECONDS = 10.0
MOST_SOUNDS = 16


@dataclass(frozen=True, slots=True)
class HeardExamples:
    """The files of one person's, and to whom they are sealed."""

    folder: Path
    owners: tuple[str, ...]
    """Nobody: nothing can be kept."""

    @staticmethod
    def beside(own_sounds: Path, vault: Vault | None) -> "HeardExamples":
        """Those beside this file, sealed to the owner of this vault where their key is here."""
        owners: tuple[str, ...] = ()
        if vault is not None and vault.protection is not Protection.ELSEWHERE:
            owners = tuple(r.public_key for r in vault.recipients if r.role is Role.OWNER)
        return HeardExamples(own_sounds.with_name("own-sounds-heard"), owners)

    @property
    def can_seal(self) -> bool:
        """Whether anything can be kept here."""
        return bool(self.owners) and has_flac()

    def path(self, action: Action) -> Path:
        """Where those of an action are, if they are kept."""
        return self.folder / f"{action.value.replace('_', '-')}.age"

    def kept(self) -> tuple[Action, ...]:
        """The actions of which any are kept."""
        return tuple(action for action in Action if self.path(action).is_file())

    @contextmanager
    def keeping(self, action: Action, sounds: Sequence[Sound]) -> Generator[None]:
        """Keep these, sealed, in place of any before, once what is done meanwhile is done.

        They are written first: where there is no room for them nothing is done, and where that
        fails those before are as they were. Raises `SettingsError`.
        """
        check_flac()
        flacs = [encode(sound.samples.astype("<i2").tobytes()) for sound in sounds]
        plain = json.dumps([base64.b64encode(flac).decode() for flac in flacs]).encode()
        path = self.path(action)
        new = path.with_name(f"new-{path.name}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(new, seal(plain, self.owners))
        except OSError as error:
            raise _not_changed(path, error) from None
        try:
            yield
            new.replace(path)
        except OSError as error:
            raise _not_changed(path, error) from None
        finally:
            with suppress(OSError):  # what was written a moment ago
                new.unlink(missing_ok=True)

    def open(self, action: Action, identity: str) -> tuple[Sound, ...]:
        """Those of an action; raises `VoiceError` where they cannot be opened."""
        path = self.path(action)
        check_flac()
        try:
            plain = unseal(read_bytes_capped(path, LARGEST_BYTES), identity)
            parts = json.loads(plain)[:MOST_SOUNDS]
            flacs = [base64.b64decode(part, validate=True) for part in parts]
        except (PhraseError, ValueError, TypeError, AttributeError):
            raise SettingsError(
                "the sounds in {path} cannot be opened",
                "forget that sound and teach it anew: `reflect teach`",
                path=path,
            ) from None
        return tuple(Sound(decode(flac, LONGEST_SECONDS), SAMPLE_RATE_HZ) for flac in flacs)

    def forget(self, action: Action) -> None:
        """Nothing of an action's is kept; raises `SettingsError`."""
        path = self.path(action)
        try:
            path.with_name(f"new-{path.name}").unlink(missing_ok=True)
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _not_changed(path, error) from None

    def forget_all(self) -> None:
        """Nothing is kept at all; raises `SettingsError`."""
        for path in sorted(self.folder.glob("*.age")) if self.folder.is_dir() else ():
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise _not_changed(path, error) from None
        if self.folder.is_dir() and not any(self.folder.iterdir()):
            self.folder.rmdir()


def _not_changed(path: Path, error: OSError) -> SettingsError:
    return SettingsError.of_writing(error, Phrase("{path} could not be written", path=path))
