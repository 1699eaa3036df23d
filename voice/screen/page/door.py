"""How a browser gets in: a file that only this user can read, holding a token for one use.

The file is a small page that posts the token to the server; so the token is on no command line
(every user can list those) and in no address (browsers remember those). Each use makes the token
worthless and a new file takes its place, so that a window that was closed can be opened again.
"""

import html
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from voice.screen.page.checks import SECRET_BYTES, same

DOOR_FILE = "reflect-aloud.html"

_DOOR = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<form method="post" action="{address}/enter">
<input type="hidden" name="token" value="{token}">
<p><button>{open}</button></p>
</form>
<script>document.forms[0].submit()</script>
</html>
"""


class Door:
    """The redirect file and its token; the page's own process has it."""

    def __init__(self, address: str, words: Mapping[str, str], folder: Path) -> None:
        """Make the file in `folder`; raises `OSError`."""
        self._address = address
        self._words = words
        self.file = folder / DOOR_FILE
        self._token = ""
        self._renew()

    def enter(self, token: str) -> bool:
        """Whether this is the token; if so it never is again."""
        if not same(token, self._token):
            return False
        self._renew()
        return True

    def close(self) -> None:
        """Nobody gets in any more."""
        self._token = ""
        self.file.unlink(missing_ok=True)

    def _renew(self) -> None:
        self._token = secrets.token_urlsafe(SECRET_BYTES)
        page = _DOOR.format(
            language=html.escape(self._words["language"]),
            title=html.escape(self._words["name"]),
            open=html.escape(self._words["open_window"]),
            address=self._address,
            token=self._token,
        )
        fresh = self.file.with_suffix(f".{secrets.token_hex(4)}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(fresh, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(page)
        os.replace(fresh, self.file)
