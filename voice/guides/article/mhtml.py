"""A web page saved as one file (.mhtml): the page in it, by the standard library's email package.

Pure functions over bytes. Only the page's own part is decoded; pictures and styles are left.
"""

import email
import email.policy
import re

from voice.guides.article.decoding import decode, not_text
from voice.values.phrase import Phrase

_BEGINS = re.compile(rb"\A\s{0,9}(?:[A-Za-z-]{2,40}:[^\n]{0,900}\n){1,40}?", re.DOTALL)
_MARK_WITHIN_BYTES = 4096
MOST_PARTS = 2_000
"""A saved page has a part for each picture."""


def is_mhtml(data: bytes) -> bool:
    """Whether the bytes begin like a saved page."""
    start = data[:_MARK_WITHIN_BYTES].lower()
    return _BEGINS.match(data) is not None and b"mime-version:" in start and b"multipart/" in start


def page_of(data: bytes) -> str:
    """The HTML of a saved page.

    Raises:
        GuideError: there is none in it.
    """
    if data.count(b"\n--") > MOST_PARTS:
        raise not_text(Phrase("it has more than {most} parts", most=MOST_PARTS))
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return decode(content, part.get_content_charset(), declared_in_text=True)
    raise not_text(Phrase("there is no page in it"))
