"""A secret key in the desktop's own keyring; `keyring` is an optional package.

Only keyrings that the system itself protects are used: the package also knows some that write
plain files.
"""

from typing import Any

from voice.machine.extras import Extra, how_to_install
from voice.values.errors import VaultError

SERVICE = "reflect-aloud"

_SYSTEMS_OWN = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)


def store(public_key: str, identity: str) -> None:
    """Put a secret key into the system's keyring; raises `VaultError`."""
    keyring, failed = _keyring()
    try:
        keyring.set_password(SERVICE, public_key, identity)
        kept = keyring.get_password(SERVICE, public_key)
    except failed:
        raise _refused() from None
    if kept != identity:
        raise _refused()


def fetch(public_key: str) -> str:
    """The secret key of this public one; raises `VaultError`."""
    keyring, failed = _keyring()
    try:
        identity = keyring.get_password(SERVICE, public_key)
    except failed:
        raise _refused() from None
    if not identity:
        raise VaultError(
            "the system's keyring does not hold this vault's key",
            "log in as the person who protected it, or `reflect key recover`",
        )
    return str(identity)


def forget(public_key: str) -> None:
    """Take a secret key out of the keyring; one that is not there is fine."""
    keyring, failed = _keyring()
    try:
        keyring.delete_password(SERVICE, public_key)
    except failed:
        return


def _keyring() -> tuple[Any, Any]:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise VaultError(
            "the keyring package is not installed",
            "install it: {command}; or choose a passphrase: `reflect key protect`",
            command=how_to_install(Extra.KEYRING),
        ) from None
    backend: Any = keyring.get_keyring()
    candidates = list(getattr(backend, "backends", [])) or [backend]
    if not type(candidates[0]).__module__.startswith(_SYSTEMS_OWN):
        raise VaultError(
            "there is no system keyring here", "choose a passphrase: `reflect key protect`"
        )
    return candidates[0], keyring.errors.KeyringError


def _refused() -> VaultError:
    return VaultError(
        "the system's keyring refused", "unlock it, or choose a passphrase: `reflect key protect`"
    )
