"""Junk and malice get a fact and a next step, and a process that gives up what could be misused.

The time limit is one of computing time, set in the child by itself: nothing here reads a clock.
"""

import io
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable

import pytest

from voice.guides.article import apart
from voice.guides.article.apart import read_apart
from voice.guides.article.decoding import LARGEST_ARTICLE_BYTES, LARGEST_TEXT_LETTERS
from voice.machine.extras import Extra, how_to_install
from voice.values.errors import GuideError


def zip_file(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return packed.getvalue()


DEFINITIONS = (
    '<!DOCTYPE x [<!ENTITY a "who are you? ">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]><w>&a9;</w>"
)
SAVED_PAGE = (
    b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
)


def pdf_with(content: bytes, filters: bytes) -> bytes:
    """A PDF of one page whose content stream is `content`."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(content), filters, content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    )


def laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    return (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">'
        + entities
        + b"]><html><body><p>&l11; who?</p></body></html>"
    )


SHOWN = b"BT /F1 12 Tf (- Who are you?) Tj ET\n"

REFUSED: dict[str, tuple[bytes | Callable[[], bytes], str, str]] = {
    "nothing": (b"", "", "empty"),
    "white space": (b" \n\t\n", "txt", "empty"),
    "punctuation": (b"?" * 10_000, "txt", "empty"),
    "every byte": (bytes(range(256)) * 100, "txt", "can be read"),
    "random bytes": (bytes((i * i * 7919 + i) % 256 for i in range(50_000)), "", "can be read"),
    "random bytes as HTML": (b"\x81\x8d\x8f" * 9_000, "html", "can be read"),
    "random bytes as PDF": (b"%PDF-1.7\n" + b"\x81\x8d\x8f" * 9_000, "pdf", "damaged"),
    "text named PDF": (b"Who are you?", "pdf", "no PDF"),
    "an archive": (zip_file(a="Who are you?"), "zip", "archive (.zip)"),
    "a table": (zip_file(xl__workbook_xml="<w/>"), "xlsx", "Excel"),
    "another office's document": (
        zip_file(mimetype="application/vnd.oasis.opendocument.text"),
        "odt",
        "OpenDocument text (.odt)",
    ),
    "a book": (zip_file(mimetype="application/epub+zip"), "epub", "electronic book"),
    "an old document": (b"\xd0\xcf\x11\xe0" + b"x" * 99, "doc", "old office document (.doc"),
    "rich text": (rb"{\rtf1 Who are you?}", "rtf", "rich text (.rtf)"),
    "a damaged document": (zip_file(word__document_xml="Who?"), "docx", "damaged"),
    "half an archive": (zip_file(word__document_xml="Who?")[:50], "docx", "damaged"),
    "text named DOCX": (b"Who are you?", "docx", "no Word document"),
    "definitions in a document": (
        zip_file(word__document_xml=DEFINITIONS),
        "docx",
        "holds definitions",
    ),
    "a bomb in a document": (
        lambda: zip_file(word__document_xml=" " * 40_000_000),
        "docx",
        "too large unpacked",
    ),
    "much text in a document": (
        lambda: zip_file(word__document_xml=" " * 5_000_000),
        "docx",
        "too large unpacked",
    ),
    "a saved page without a page": (
        SAVED_PAGE + b"--b\nContent-Type: image/png\n\nx\n--b--\n",
        "mhtml",
        "no page in it",
    ),
    "a saved page of endless parts": (
        SAVED_PAGE + b"--b\nContent-Type: text/css\n\nx\n" * 90_000,
        "mhtml",
        "more than 2000 parts",
    ),
    "a compressed file": (b"\x1f\x8b" + b"x" * 99, "txt", "compressed"),
    "a picture": (b"\x89PNG" + b"x" * 99, "", "picture"),
    "NULs": (b"Who\0are you?", "txt", "NUL"),
    "half a UTF-16 letter": (b"\xff\xfea", "txt", "UTF-16"),
    "no UTF-32": (b"\xff\xfe\0\0" + b"a" * 7, "txt", "UTF-32"),
    "10 MB": (b"Who are you? " * 800_000, "txt", "over 5 MB"),
    "a library": (b"Who are you? I am.\n" * 24_000, "txt", str(LARGEST_TEXT_LETTERS)),
    "one huge line": (b"who are you " * 30_000 + b"?", "txt", "over 20000 letters"),
    "endless lines": (b"Who are you?\n" * 30_000, "txt", "more than 8000"),
    "piled marks": (("a" + "\u0301" * 100_000 + "?").encode(), "txt", "over 20000 letters"),
    "deep HTML": (b"<div>" * 70_000 + b"Who are you?", "html", "nested too deeply"),
    "endless HTML": (b"<p>are you?</p>" * 26_000, "html", "more than 15000"),
    "a quadratic table": (b"<table><tr>" + b"<td>Who?" * 40_000, "html", "more than 15000"),
    "quadratic pictures": (b"![a](" * 79_000, "md", "takes too long"),
    "endless text in a PDF": (
        lambda: pdf_with(zlib.compress(SHOWN * 400_000), b"/FlateDecode"),
        "pdf",
        "",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_junk_and_malice_are_refused_with_a_fact_and_a_next_step(name: str) -> None:
    data, suffix, fact = REFUSED[name]
    with pytest.raises(GuideError) as raised:
        read_apart(data if isinstance(data, bytes) else data(), suffix, "")
    assert fact in raised.value.fact
    assert raised.value.hint


def test_a_bomb_in_a_pdf_is_refused() -> None:
    bomb = zlib.compress(zlib.compress(b"\0" * 300_000_000, 9), 9)
    with pytest.raises(GuideError) as raised:
        read_apart(pdf_with(bomb, b"[/FlateDecode/FlateDecode]"), "pdf", "")
    assert "damaged" in raised.value.fact
    assert raised.value.hint


def test_the_pdf_that_is_made_here_is_one_that_can_be_read() -> None:
    reading = read_apart(pdf_with(zlib.compress(SHOWN), b"/FlateDecode"), "pdf", "")
    assert [q.text for t in reading.themes for q in t.questions] == ["Who are you?"]


def test_entities_that_multiply_are_not_expanded() -> None:
    reading = read_apart(laughs(), "html", "")
    assert sum(len(left.text) for left in reading.left) < 1000


HARMLESS = {
    "markdown": ("- " + "[" * 3000 + " who are you?", "md"),
    "bullets": ("\n".join("- " * n + "who are you?" for n in range(200)), "txt"),
    "question marks": ("- who are you" + "?" * 15_000, "txt"),
    "quotes": ("- " + '"' * 15_000 + "who are you?", "txt"),
    "dots": ("- who are you ... " + "." * 15_000 + "?", "txt"),
    "spaces": ("- who are you" + " " * 15_000 + "?", "txt"),
    "colons": ("- who" + ":" * 15_000 + " are you?", "txt"),
    "ordinals": ("the first " * 1900 + "is it?\n- who are you?", "txt"),
    "columns": (("who?   " * 60 + "\n") * 59 + "\n- who are you?", "txt"),
    "class names": ("<p class='" + "a-" * 90_000 + "'>x</p><ul><li>who are you?</ul>", "html"),
    "front matter": ("---\n" + "title: " * 500 + "\n---\n- who are you?", "md"),
    "attributes": ("<p " + "a=b " * 60_000 + ">x</p><ul><li>who are you?</ul>", "html"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_makes_patterns_slow_is_read_within_the_limit(name: str) -> None:
    text, suffix = HARMLESS[name]
    reading = read_apart(text.encode(), suffix, "")  # beyond the limit it would raise
    assert reading.themes or reading.left


def in_a_child(code: str) -> "subprocess.CompletedProcess[str]":
    prelude = "from voice.machine.rationing import give_up_powers; give_up_powers(2.0, 1 << 30)\n"
    return subprocess.run(
        [sys.executable, "-c", "import socket, os\n" + prelude + code],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("socket.socket()", "Too many open files"),
        ("open('/etc/passwd')", "Too many open files"),
        ("os.system('true') == 0 or exit(1)", "cannot open shared object file"),
        ("bytearray(2 << 30)", "MemoryError"),
    ],
)
def test_the_reading_process_can_open_nothing_and_hoard_nothing(code: str, why: str) -> None:
    done = in_a_child(code)
    assert done.returncode != 0
    assert why in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_the_reading_process_is_ended_when_its_computing_time_is_used_up() -> None:
    assert in_a_child("while True: pass").returncode < 0


def test_a_process_that_hangs_without_computing_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "LONGEST_SECONDS", 0.001)
    with pytest.raises(GuideError, match="too long"):
        read_apart(b"- Who are you?", "txt", "")


def test_the_size_is_refused_before_anything_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    with pytest.raises(GuideError, match="over 5 MB"):
        read_apart(b"a" * (LARGEST_ARTICLE_BYTES + 1), "txt", "")


def test_a_missing_library_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "tests/guides/article/without_lxml")
    with pytest.raises(GuideError) as raised:
        read_apart(b"<html><body><p>Who are you?", "html", "")
    assert "lxml" in raised.value.fact
    assert how_to_install(Extra.ARTICLES) in raised.value.hint


def test_text_is_read_where_that_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "tests/guides/article/without_lxml")
    assert read_apart(b"- Who are you?", "txt", "").themes


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_an_encoding_that_the_first_bytes_tell_is_read(encoding: str) -> None:
    reading = read_apart("\ufeff- Who are you?\n- Whom do you trust?".encode(encoding), "txt", "")
    texts = [q.text for t in reading.themes for q in t.questions]
    assert texts == ["Who are you?", "Whom do you trust?"]


def test_an_encoding_that_a_page_declares_is_read() -> None:
    page = '<html><head><meta charset="koi8-r"></head><body><ul><li>Кому вы верите?</ul>'
    reading = read_apart(page.encode("koi8-r"), "html", "")
    assert [q.text for t in reading.themes for q in t.questions] == ["Кому вы верите?"]
