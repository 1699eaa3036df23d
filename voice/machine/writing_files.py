"""Files that are no secrets, written whole or not at all: settings, notes, guides, entries.

What was said is `vault.files`', which also waits for the disk.
"""

import os
import tempfile
from pathlib import Path

OWNER_ONLY, FOR_EVERYBODY = 0o600, 0o644


def write_whole(path: Path, data: bytes, mode: int = OWNER_ONLY) -> None:
    """Have the file hold this, whatever it held before; its folder has to be there.

    Raises:
        OSError: it is as it was, and nothing half-written is left beside it.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
