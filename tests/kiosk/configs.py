"""Configurations for tests, with keys that the test holds."""

from dataclasses import dataclass
from pathlib import Path

import tomli_w

from voice.vault import age


@dataclass(frozen=True)
class Clinic:
    """A kiosk's file, and the clinic's secret key, which is nowhere near it."""

    path: Path
    folder: Path
    identity: str
    public_key: str

    @property
    def status(self) -> Path:
        return self.folder.parent / "status.json"


def clinic(tmp_path: Path, **changes: object) -> Clinic:
    """A clinic's kiosk in this folder; `changes` replace keys, None takes one out."""
    identity = age.new_identity()
    public_key = age.recipient_of(identity)
    folder = tmp_path / "kiosk" / "kept"
    values: dict[str, object] = {
        "clinic": "Riverside Clinic",
        "keeper": "clinic",
        "country": "GB",
        "recipients": [{"name": "Riverside", "key": public_key}],
        "folder": str(folder),
        "status": str(tmp_path / "kiosk" / "status.json"),
        "rate_wpm": 320,
        **changes,
    }
    path = tmp_path / "etc" / "kiosk.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(tomli_w.dumps({k: v for k, v in values.items() if v is not None}))
    return Clinic(path, folder, identity, public_key)
