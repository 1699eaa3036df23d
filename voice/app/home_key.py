"""The owner's key at home: taken where it lies open, and where it does not, opened off the stage.

A passphrase takes a second or more and a gigabyte, a keyring may first ask somebody: each on a
thread of its own, one at a time, and `KeyTried` is posted when it is over. What was opened is held
until `forget`; the passphrase no longer than it is tried. Nothing here shows, says or logs either.
"""

from collections.abc import Callable
from threading import Lock, Thread

from voice.scenes.home.errands import HomeEvent, KeyAwaited, KeyTried, NotOpened, PassphraseWanted
from voice.stage.ports import Post
from voice.values.errors import VaultError
from voice.values.troubles import TroubleName
from voice.vault.keys import Protection
from voice.vault.passphrase import WrongPassphrase
from voice.vault.vault import Vault


class HomeKey:
    """The key of one vault, for as long as it is wanted; the stage's thread, and one that opens."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._post: Post | None = None
        self._opened: str | None = None
        self._failed: VaultError | None = None
        self._attempt = 0
        """The number of the last one: what comes of one before is nobody's."""
        self._awaited = False
        self._result: str | VaultError | None = None
        """What came of the last one, until the stage's thread takes it."""
        self._handing_over = Lock()
        self._one_at_a_time = Lock()

    def connect(self, post: Post) -> None:
        """Where it is told that it is known whether the key opens."""
        self._post = post

    def wanted(self) -> HomeEvent | None:
        """What comes before the key can be had; None: `identity` gives it now.

        Raises:
            VaultError: it cannot be had.
        """
        protection = self._vault.protection
        if protection is Protection.LOGIN:
            return None
        if protection is Protection.ELSEWHERE:
            return NotOpened(locked=True)
        self._take_result()
        if self._opened is not None:
            return None
        if self._awaited:
            return KeyAwaited()
        failed, self._failed = self._failed, None
        if failed is not None and not isinstance(failed, WrongPassphrase):
            raise failed
        if protection is Protection.KEYRING:
            self._begin(self._vault.identity)
            return KeyAwaited()
        return PassphraseWanted(wrong=failed is not None)

    @property
    def is_open(self) -> bool:
        """Whether `identity` gives it now, and asks neither a person nor a keyring for it."""
        return self._opened is not None or self._vault.has_identity

    def identity(self) -> str:
        """The secret key; raises `VaultError` where it is not open."""
        return self._vault.identity() if self._opened is None else self._opened

    def try_passphrase(self, typed: str) -> None:
        """Begin to open the key with it."""
        self._begin(lambda: self._vault.access.unlock(typed))

    def forget(self) -> None:
        """What was opened is held no more, and what is being opened will not be."""
        with self._handing_over:
            self._attempt += 1
            self._result = None
        self._awaited, self._opened, self._failed = False, None, None

    def _begin(self, opened: Callable[[], str]) -> None:
        self.forget()
        self._awaited = True
        number = self._attempt
        work = Thread(target=self._open, args=(number, opened), name="key", daemon=True)
        work.start()

    def _open(self, number: int, opened: Callable[[], str]) -> None:
        """On its thread."""
        assert self._post is not None, "connected before anybody can be asked"
        with self._one_at_a_time:  # two at once would need two gigabytes
            if number != self._attempt:
                return
            result = _outcome_of(opened)
        with self._handing_over:
            if number == self._attempt:  # left meanwhile, it is held by nobody
                self._result = result
        self._post(KeyTried())

    def _take_result(self) -> None:
        with self._handing_over:
            result, self._result = self._result, None
        if result is None:
            return
        self._awaited = False
        if isinstance(result, VaultError):
            self._failed = result
        else:
            self._opened = result


def _outcome_of(opened: Callable[[], str]) -> str | VaultError:
    """The key, or why there is none; without the frames of what was tried, which hold it."""
    try:
        return opened()
    except VaultError as error:
        error.__context__ = None
        return error.with_traceback(None)
    except Exception:  # a keyring's own, say: nobody waits for ever, and nobody is shown its words
        return VaultError.named(TroubleName.UNNAMED)
