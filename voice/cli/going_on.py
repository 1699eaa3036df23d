"""`reflect go-on`: a session that was left unfinished, with what is still to be asked in it."""

from voice.app.unfinished import Sitting, Unfinished, guide_of, left_unfinished
from voice.cli import sessions
from voice.cli.keys import unlock
from voice.cli.lines import local_time
from voice.cli.output import note, say
from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, here
from voice.settings import Settings
from voice.values.errors import VaultError
from voice.values.troubles import TroubleName
from voice.vault.opening import not_one
from voice.vault.vault import Vault


def go_on(settings: Settings, wanted: str | None) -> None:
    """Hold a session that goes on with the one that is wanted, or the last that can be."""
    sessions.hold(settings, lambda: _chosen(settings, wanted))


def _chosen(settings: Settings, wanted: str | None) -> tuple[Settings, Sitting]:
    vault = Vault.open(settings.vault_directory)
    key = unlock(vault, None)
    found = left_unfinished(vault, key, vault.read(key).sessions)
    one = _the_one(found, wanted)
    guide = guide_of(one, one.language, settings.guide)
    left, when = counted_here(len(one.left), "question"), local_time(one.moments[-1])
    say(
        here(
            "Session {id}, {when}, still to be asked: {left}.",
            id=one.session_id,
            when=when,
            left=left,
        )
    )
    if len(found) > 1 and wanted is None:
        ids = ", ".join(each.session_id for each in found[:-1])
        text = here("Left unfinished too: {ids}. To choose: `reflect go-on SESSION`", ids=ids)
        note(as_typed_here(text))
    sitting = Sitting(vault)
    sitting.go_on_with(one, key)
    return settings.model_copy(update={"guide": guide}), sitting


def _the_one(found: tuple[Unfinished, ...], wanted: str | None) -> Unfinished:
    """Raises `VaultError` where none is left unfinished, or several begin so."""
    matching = [one for one in found if one.session_id.startswith(wanted or "")]
    if not matching:
        raise VaultError.named(TroubleName.SESSION_NONE_UNFINISHED)
    if wanted and len(matching) > 1:
        raise not_one(len(matching), wanted)
    return matching[-1]
