"""How old sessions are, for whoever wants them erased after so many days. Reading only.

A clock may have been wrong. So the sealed beginning counts where it can be read, otherwise the
newest file, never the folder's own time; and a time before the vault was made is none.
"""

import math
import os
from pathlib import Path

from voice.values.transcript import instant_of
from voice.vault import opening


def beginnings(records: Path, made_with: Path, identity: str | None) -> dict[Path, float]:
    """When each session's folder began, seconds since 1970; infinity where no clock can tell.

    `made_with` is a file that was written when the vault was made.
    """
    sealed: dict[Path, float] = {}  # by session: a copy of a folder may lack its first record
    if identity is not None:
        heads, _ = opening.heads(records, identity)
        moments = {h.session_id: instant_of(h.started_at) for h in heads if h.started_at}
        sealed = {h.folder: moments[h.session_id] for h in heads if h.session_id in moments}
    vault_made = _written_at(made_with)
    began: dict[Path, float] = {}
    for folder in opening.session_folders(records):
        told = (sealed.get(folder, -math.inf), _newest_file(folder))
        began[folder] = next((moment for moment in told if moment >= vault_made), math.inf)
    return began


def _newest_file(folder: Path) -> float:
    with os.scandir(folder) as entries:
        times = [entry.stat(follow_symlinks=False).st_mtime for entry in entries]
    return max(times, default=_written_at(folder))


def _written_at(path: Path) -> float:
    try:
        return path.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0
