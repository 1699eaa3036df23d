"""Saved pages and Word documents, made here and read in the child process, as the command does."""

import io
import quopri
import zipfile

from voice.guides.article.apart import read_apart
from voice.guides.article.reading import Format, Reading

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PAGE = """<html lang="en"><head><title>Three Walks</title></head><body><h1>Three Walks</h1>
<p>Ask yourself on the way:</p><ul><li>What’s in your pockets today, and who put it there, if you
may say so?</li><li>Whose path is this?</li></ul></body></html>"""


def texts(reading: Reading) -> list[str]:
    return [question.text for theme in reading.themes for question in theme.questions]


def saved(page: str, charset: str = "utf-8") -> bytes:
    """A page as a browser saves it in one file: lines of 76 letters, a picture behind it."""
    head = (
        "From: <Saved by Blink>\r\nSubject: Three Walks\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--B--"\r\n\r\n'
        f'----B--\r\nContent-Type: text/html; charset="{charset}"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    picture = (
        "\r\n----B--\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO"
    )
    body = quopri.encodestring(page.encode(charset))
    return head.encode() + body + picture.encode() + b"\r\n----B----\r\n"


def paragraph(text: str, style: str = "", is_item: bool = False, is_bold: bool = False) -> str:
    numbering = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if is_item else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    bold = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    return f"<w:p><w:pPr>{styled}{numbering}</w:pPr><w:r>{bold}<w:t>{text}</w:t></w:r></w:p>"


def word_document(*paragraphs: str) -> bytes:
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/></w:style>'
        for id_, name in (("Title", "Title"), ("H2", "heading 2"))
    )
    members = {
        "_rels/.rels": f'{relations}<Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f"{relations}</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{"".join(paragraphs)}</w:body>'
        "</w:document>",
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return packed.getvalue()


def test_a_saved_page_is_read_as_the_page_that_it_is() -> None:
    for charset in ("utf-8", "cp1252"):
        reading = read_apart(saved(PAGE, charset), "mhtml", "")
        assert (reading.format, reading.title) == (Format.SAVED, "Three Walks")
        assert texts(reading) == [
            "What’s in your pockets today, and who put it there, if you may say so?",
            "Whose path is this?",
        ]


def test_a_saved_page_is_known_without_its_name() -> None:
    assert read_apart(saved(PAGE), "", "").format is Format.SAVED


def test_a_word_document_gives_its_title_themes_and_questions() -> None:
    reading = read_apart(
        word_document(
            paragraph("A Quiet Hour", style="Title"),
            paragraph("Questions before the holidays, with a pen at hand.", is_bold=True),
            paragraph("Rest", style="H2"),
            paragraph("What would I do with one more hour?", is_item=True),
            paragraph("Who may see me tired?", is_item=True),
            paragraph("Work", style="H2"),
            paragraph("What can wait until January?", is_bold=True),
            paragraph("Most of it can."),
        ),
        "docx",
        "",
    )
    assert (reading.format, reading.title) == (Format.WORD, "A Quiet Hour")
    assert {theme.title: len(theme.questions) for theme in reading.themes} == {"Rest": 2, "Work": 1}
    assert texts(reading)[0] == "What would I do with one more hour?"
