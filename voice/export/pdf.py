"""An export as PDF, by fpdf2 (the extra `pdf`), in memory, in a font that this machine has.

A letter that the font lacks is an error and never an empty box: what was said is not lost
quietly. HTML, printed from a browser, knows every script.
"""

import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

from voice.export.document import Document, Entry
from voice.export.text import block_text
from voice.machine.extras import Extra, how_to_install
from voice.values.errors import VoiceError
from voice.values.transcript import UNSURE_MARK

FONT_FOLDERS = (
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/usr/share/fonts/dejavu-serif-fonts"),
    Path("/usr/share/fonts/TTF"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts/Supplemental"),
    Path("C:/Windows/Fonts"),
)
FONTS = (
    ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf"),
    ("Georgia.ttf", "Georgia Bold.ttf", "Georgia Italic.ttf"),
    ("georgia.ttf", "georgiab.ttf", "georgiai.ttf"),
)
"""Regular, bold and italic of a serif face with Latin, Greek and Cyrillic; the first that is
there. Debian's DejaVu has the italic in a package of its own, so the upright may stand in."""

MARGIN_MM, INDENT_MM = 25.0, 9.0
INK, SOFT, MARK, LINE = (31, 35, 40), (93, 102, 112), (122, 75, 18), (201, 204, 209)
TITLE_PT, HEADING_PT, TEXT_PT, SMALL_PT = 21.0, 13.0, 10.5, 9.0
LEADING = 1.5
MM_PER_PT = 0.3528
ROOM_LINES, ROOM_MM = 4, 9.0
HEADING_MM = 20.0
ENTRY_MM = 30.0
"""A question of two lines and the first lines of its answer."""

LETTERS_PER_MM = 14.0
"""A line of text holds about 80 letters and is 5.6 mm high."""


def pdf(document: Document) -> bytes:
    """The whole export as a PDF file, A4.

    Raises:
        VoiceError: fpdf2 or a font is missing, or the font lacks a letter.
    """
    sheet = _sheet(document)
    sheet.text(document.title, TITLE_PT, INK, after_mm=4, style="B", leading=1.2)
    for note in document.notes:
        sheet.text(note, SMALL_PT, SOFT, after_mm=1.5)
    sheet.gap(2)
    sheet.rule()
    sheet.gap(3)
    for chapter in document.chapters:
        room_mm = ROOM_LINES * ROOM_MM if document.room_to_write else 0
        sheet.keep_together(HEADING_MM + ENTRY_MM + room_mm)
        sheet.text(chapter.heading, HEADING_PT, INK, style="B", before_mm=7, leading=1.25)
        sheet.text(chapter.guide_title, TEXT_PT, SOFT, after_mm=5)
        for entry in chapter.entries:
            _entry(sheet, document, entry)
    return sheet.bytes()


def _entry(sheet: "_Sheet", document: Document, entry: Entry) -> None:
    texts = [
        block_text(block).replace(f" {UNSURE_MARK}", f"\u00a0{UNSURE_MARK}")
        for block in entry.blocks
    ]
    if document.room_to_write:
        letters = sum(len(text) for text in texts)
        sheet.keep_together(ENTRY_MM + ROOM_LINES * ROOM_MM + letters / LETTERS_PER_MM)
    else:
        sheet.keep_together(ENTRY_MM)
    sheet.numbered(entry.number, entry.question)
    for block, text in zip(entry.blocks, texts, strict=True):
        if block.marked:
            sheet.marked(text, "" if document.room_to_write else document.paper.marked)
        else:
            sheet.text(text, TEXT_PT, INK, INDENT_MM, after_mm=2)
    if entry.left:
        sheet.text(entry.left, TEXT_PT, SOFT, INDENT_MM, after_mm=2, style="I")
    if document.room_to_write:
        sheet.room(document.paper.room)
    sheet.gap(4)


def _sheet(document: Document) -> "_Sheet":
    try:
        import fpdf
    except ImportError:
        raise VoiceError(
            "fpdf2, which writes PDF, is not installed",
            "install it: {command}; or export HTML and print that",
            command=how_to_install(Extra.PDF),
        ) from None

    class Paged(fpdf.FPDF):
        """Numbers its pages, as fpdf2 asks for: by a method that it calls."""

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("serif", "", SMALL_PT)
            self.set_text_color(*SOFT)
            self.cell(0, 5, str(self.page_no()), align="C")

    return _Sheet(Paged(format="A4", unit="mm"), document)


class _Sheet:
    """fpdf2 with this layout's few moves."""

    def __init__(self, pdf: Any, document: Document) -> None:
        self._pdf = pdf
        for style, path in zip(("", "B", "I"), _font_files(), strict=True):
            pdf.add_font("serif", style, str(path))
        _refuse_missing_letters(document, pdf.fonts["serif"].cmap)
        pdf.set_margins(MARGIN_MM, 22, MARGIN_MM)
        pdf.set_auto_page_break(True, 24)
        pdf.set_title(document.title)
        pdf.set_lang(document.language)
        pdf.set_creation_date(datetime.fromisoformat(document.made_of))
        pdf.add_page()

    def text(
        self,
        text: str,
        size_pt: float,
        colour: tuple[int, int, int],
        indent_mm: float = 0.0,
        *,
        style: str = "",
        before_mm: float = 0.0,
        after_mm: float = 0.0,
        leading: float = LEADING,
    ) -> None:
        """A paragraph of one kind."""
        self.gap(before_mm)
        self._pdf.set_font("serif", style, size_pt)
        self._pdf.set_text_color(*colour)
        self._pdf.set_x(MARGIN_MM + indent_mm)
        height_mm = size_pt * MM_PER_PT * leading
        self._pdf.multi_cell(0, height_mm, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.gap(after_mm)

    def numbered(self, number: int, question: str) -> None:
        """A question behind its number."""
        self._pdf.set_font("serif", "", TEXT_PT)
        self._pdf.set_text_color(*SOFT)
        self._pdf.cell(INDENT_MM, TEXT_PT * MM_PER_PT * 1.4, f"{number}.")
        self.text(question, TEXT_PT, INK, INDENT_MM, style="B", after_mm=1.5, leading=1.4)

    def marked(self, text: str, label: str) -> None:
        """Sentences that are marked for a session, with a bar beside them."""
        top_mm, page = self._pdf.get_y(), self._pdf.page
        self.text(text, TEXT_PT, INK, INDENT_MM, leading=LEADING)
        if label:
            self.text(label, SMALL_PT, MARK, INDENT_MM, style="I", leading=1.3)
        if self._pdf.page == page:
            self._pdf.set_fill_color(*MARK)
            left_mm = MARGIN_MM + INDENT_MM - 4
            self._pdf.rect(left_mm, top_mm + 0.8, 0.9, self._pdf.get_y() - top_mm - 1, style="F")
        self.gap(2.5)

    def room(self, label: str) -> None:
        """Ruled lines to write on."""
        self.text(label, SMALL_PT, SOFT, INDENT_MM, before_mm=2)
        for _ in range(ROOM_LINES):
            self.gap(ROOM_MM)
            self.rule(INDENT_MM)
        self.gap(5)

    def rule(self, indent_mm: float = 0.0) -> None:
        """A thin line across."""
        self._pdf.set_draw_color(*LINE)
        y_mm = self._pdf.get_y() + 1
        self._pdf.line(MARGIN_MM + indent_mm, y_mm, self._pdf.w - MARGIN_MM, y_mm)

    def gap(self, height_mm: float) -> None:
        """White space."""
        if height_mm:
            self._pdf.ln(height_mm)

    def keep_together(self, height_mm: float) -> None:
        """Begin a page where so much would not fit on this one."""
        if self._pdf.will_page_break(height_mm):
            self._pdf.add_page()

    def bytes(self) -> bytes:
        """The file."""
        return bytes(self._pdf.output())


def _font_files() -> tuple[Path, Path, Path]:
    for regular, bold, italic in FONTS:
        for folder in FONT_FOLDERS:
            if (folder / regular).is_file() and (folder / bold).is_file():
                slanted = folder / italic
                upright = folder / regular
                return upright, folder / bold, slanted if slanted.is_file() else upright
    raise VoiceError(
        "no font for PDF was found here",
        "install one (Debian: apt install fonts-dejavu), or export HTML and print that",
    )


def _refuse_missing_letters(document: Document, known: Any) -> None:
    letters = {
        char
        for chapter in document.chapters
        for entry in chapter.entries
        for text in (
            chapter.heading,
            chapter.guide_title,
            entry.question,
            entry.left,
            *(block_text(block) for block in entry.blocks),
        )
        for char in text
    }
    missing = sorted(char for char in letters if char.isprintable() and ord(char) not in known)
    if missing:
        script = unicodedata.name(missing[0], "unknown").split()[0].lower()
        raise VoiceError(
            "the font for PDF lacks {count} of the letters, such as a {script} one",
            "export HTML and print that from a browser",
            count=len(missing),
            script=script,
        )
