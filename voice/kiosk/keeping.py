"""A kiosk's sealed sessions: one being recorded, and those that are finished and wait to be sent.

    current/    the vault of the session that runs; its recipients are that session's
    outbox/     a vault of finished sessions, written to by nothing but a move: what the fleet
                copies (docs/kiosk-fleet.md)

A session reaches the outbox whole, after the moment in which it can still be erased. Neither
folder ever holds a key that opens anything.
"""

import contextlib
import os
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.values.transcript import AnswerState, Correction, PassageSound, Segment
from voice.values.troubles import TroubleName
from voice.vault.files import FOLDER_MODE, FileSystem, write_durably
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.recipients import Recipient, Role, write_recipients
from voice.vault.removing import finish_removing, remove_folders
from voice.vault.vault import FORMAT_FILE, FORMAT_TEXT, RECORDS_FOLDER, Vault
from voice.vault.writing import vault_error


class KioskStore:
    """The two vaults in a kiosk's folder."""

    def __init__(
        self, folder: Path, holders: tuple[Recipient, ...], fs: FileSystem | None = None
    ) -> None:
        self.current = folder / "current"
        self.outbox = folder / "outbox"
        self._holders = holders
        self._fs = fs or FileSystem()
        self._names_client = False

    def open(self) -> int:
        """Make what is missing, and hand over what an interrupted session left; how many.

        Raises:
            VaultError: the folder cannot be written.
        """
        try:
            for folder in (self.current, self.outbox):
                (folder / RECORDS_FOLDER).mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
                if not (folder / FORMAT_FILE).exists():
                    write_durably(self._fs, folder / FORMAT_FILE, FORMAT_TEXT.encode())
                write_recipients(folder, self._holders)
            finish_removing(self._fs, self.current)  # what was being erased is never handed over
        except OSError as error:
            raise vault_error(
                Phrase("{path} cannot be written", path=self.current.parent), error
            ) from None
        return self.hand_over()

    def begin(
        self, header: SessionHeader, client_recipient: str, with_holders: bool
    ) -> SessionJournal:
        """Start writing a session for these people only; raises `VaultError`."""
        client = (Recipient(client_recipient, Role.OTHER, "client"),) if client_recipient else ()
        recipients = (*(self._holders if with_holders else ()), *client)
        if not recipients:
            raise VaultError.named(TroubleName.NOBODY_TO_OPEN)
        try:
            write_recipients(self.current, recipients)
            self._names_client = bool(client)
        except OSError as error:
            raise vault_error(Phrase("the session could not be prepared"), error) from None
        return Vault.open(self.current).begin_session(header)

    def check(self) -> None:
        """Prove that a record could be kept now; raises `VaultError`."""
        Vault.open(self.current).check_writable()

    def hand_over(self) -> int:
        """Move finished sessions to the outbox; how many. What cannot be moved stays."""
        self._forget_client()
        moved = 0
        target = self.outbox / RECORDS_FOLDER
        for session in self._sessions():
            with contextlib.suppress(OSError):  # it stays, and the next hand-over tries again
                os.rename(session, target / session.name)
                moved += 1
        if moved:
            with contextlib.suppress(OSError):
                self._fs.fsync_folder(target)
                self._fs.fsync_folder(self.current / RECORDS_FOLDER)
        return moved

    def erase(self) -> bool:
        """Remove the session that has not been handed over; whether all of it is gone."""
        try:
            remove_folders(self._fs, self.current, self._sessions())
        except OSError:
            return False
        return not self._sessions()

    def _sessions(self) -> list[Path]:
        return sorted(path for path in (self.current / RECORDS_FOLDER).glob("*") if path.is_dir())

    def _forget_client(self) -> None:
        """The client's public key does not stay here either."""
        if self._names_client:
            with contextlib.suppress(OSError):
                write_recipients(self.current, self._holders)
                self._names_client = False


class ForgettingJournal:
    """The journal of a session of which nothing is kept, as `ports.Journal` has it."""

    def seal_segment(self, question_id: str, segment: Segment) -> None:
        """Nothing."""

    def seal_sound(self, question_id: str, segment_id: str, sound: PassageSound) -> None:
        """Nothing."""

    def erase_segments(self, question_id: str, segment_ids: tuple[str, ...]) -> None:
        """Nothing."""

    def seal_correction(self, question_id: str, correction: Correction) -> None:
        """Nothing."""

    def erase_correction(self, question_id: str, correction_id: str) -> None:
        """Nothing."""

    def mark_answer(self, question_id: str, state: AnswerState) -> None:
        """Nothing."""

    def flag_segment(self, question_id: str, segment_id: str) -> None:
        """Nothing."""

    def unflag_segment(self, question_id: str, segment_id: str) -> None:
        """Nothing."""

    def end(self, reason: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""
