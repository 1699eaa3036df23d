"""Word documents (.docx) as HTML, by mammoth; other office documents are refused by their name.

Pure functions over bytes. mammoth is in the extra `articles`; it is given an archive only after
what could be a bomb in it was refused: many or large members, and XML with definitions.
"""

import codecs
import importlib
import io
import zipfile
from typing import Any
from xml.parsers.expat import ExpatError

import mammoth as _mammoth  # pyright: ignore

from voice.guides.article.decoding import not_text
from voice.values.errors import GuideError
from voice.values.phrase import Phrase

mammoth: Any = _mammoth  # it comes without types
# both are loaded late otherwise, when no file can be opened any more
codecs.lookup("cp437")  # of a zip's file names
importlib.import_module("xml.dom.expatbuilder")

MOST_MEMBERS = 2_000
LARGEST_MEMBERS_BYTES = 30_000_000
"""All together, unpacked: a long document with its pictures."""

LARGEST_XML_BYTES = 4_000_000
"""A document of 100 pages has 1 MB."""

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_KINDS = {
    "word/document.xml": None,
    "xl/workbook.xml": Phrase("it is an Excel table (.xlsx)"),
    "ppt/presentation.xml": Phrase("it is a PowerPoint presentation (.pptx)"),
    "Index/Document.iwa": Phrase("it is a Pages document (.pages)"),
}
_TYPES = {
    b"application/vnd.oasis.opendocument.text": Phrase("it is an OpenDocument text (.odt)"),
    b"application/epub+zip": Phrase("it is an electronic book (.epub)"),
}
_SAVE_ANEW = Phrase("save it as .docx, PDF or HTML, or give its text")


def office_html(data: bytes) -> str:
    """The HTML of a Word document.

    Raises:
        GuideError: it is another archive, or damaged, or a bomb.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_others(archive)
            _refuse_bombs(archive)
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(_no_picture),
            ignore_empty_paragraphs=True,
        )
    except GuideError:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, IndexError, AttributeError,
            TypeError, EOFError, NotImplementedError, ExpatError):  # fmt: skip
        raise not_text(Phrase("this Word document is damaged")) from None
    html = str(result.value)
    for end in ("</p>", "</li>", "</h1>", "</h2>", "</h3>", "</h4>", "</h5>", "</h6>"):
        html = html.replace(end, f"{end}\n")  # so that a line is a paragraph
    return f"<html><body>{html}</body></html>"


def _no_picture(_image: object) -> dict[str, str]:
    return {}


def _refuse_others(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    for name, what in _KINDS.items():
        if name in names:
            if what:
                raise not_text(what, _SAVE_ANEW)
            return
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        what = _TYPES.get(archive.read("mimetype").strip())
        if what:
            raise not_text(what, _SAVE_ANEW)
    raise not_text(Phrase("it is an archive (.zip)"))


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or size > LARGEST_MEMBERS_BYTES:
        raise not_text(Phrase("its archive is too large unpacked"))
    for member in members:
        if not member.filename.endswith((".xml", ".rels")):
            continue
        if member.file_size > LARGEST_XML_BYTES:
            raise not_text(Phrase("its text is too large unpacked"))
        content = archive.read(member)
        if b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b"") or b"\0" in content:
            raise not_text(Phrase("its XML holds definitions, which no Word document does"))
