"""PDF: pages as they are printed, made here and read back."""

import pytest
from fpdf import FPDF

from voice.guides.article.pdf import pdf_blocks
from voice.guides.article.reading import Format, Reading, read_article
from voice.values.errors import GuideError


def printed(*pages: str, title: str = "", author: str = "", password: str = "") -> bytes:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    if title:
        pdf.set_title(title)
    if author:
        pdf.set_author(author)
    if password:
        pdf.set_encryption("owner", password)
    for number, page in enumerate(pages, 1):
        pdf.add_page()
        pdf.multi_cell(150, 6, page)
        pdf.set_y(-30)
        pdf.cell(0, 6, str(number))
    return bytes(pdf.output())


PAGES = (
    """The Long Way Home

by Ruth Adler
3 May 2012

Coming home is harder than leaving. The house has not changed, and you have, and nobody at the
table can see the difference by looking at you.

Leaving
- What did you leave behind that you still look for?
- Whom did you not say good-bye to, although you would have liked to say it in your own words and
in your own time?

It is late, and the road is long. Take your time, and when you are ready, ask yourself: what would
it take for""",
    """you to feel at home again?

Arriving
1. Who waits for you?
2. What do you bring along?
""",
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_article(printed(*PAGES), "pdf")


def test_a_pdf_gives_its_questions_by_theme(reading: Reading) -> None:
    assert reading.format is Format.PDF
    themes = {t.title: [q.text for q in t.questions] for t in reading.themes}
    assert themes["Arriving"] == ["Who waits for you?", "What do you bring along?"]
    assert themes["Leaving"][:2] == [
        "What did you leave behind that you still look for?",
        "Whom did you not say good-bye to, although you would have liked to say it in your own "
        "words and in your own time?",
    ]


def test_a_question_that_goes_over_the_page_is_one(reading: Reading) -> None:
    texts = [q.text for t in reading.themes for q in t.questions]
    assert (
        "Take your time, and when you are ready, ask yourself: what would it take for you to "
        "feel at home again?" in texts
    )


def test_the_place_of_a_question_is_its_page_and_line(reading: Reading) -> None:
    places = {q.text: q.place for t in reading.themes for q in t.questions}
    assert places["Who waits for you?"].page == 2
    assert places["What did you leave behind that you still look for?"].page == 1


def test_a_pdfs_own_title_and_author_are_in_its_text_or_its_properties(reading: Reading) -> None:
    assert (reading.title, reading.author) == ("The Long Way Home", "Ruth Adler")
    assert reading.published is not None
    told = read_article(printed("- Who are you?", title="A Title", author="An Author"), "pdf")
    assert (told.title, told.author) == ("A Title", "An Author")
    assert told.published is None, "the day of printing is not the day of publication"


def test_a_word_divided_at_a_lines_end_is_put_together() -> None:
    blocks, _ = pdf_blocks(printed("I trust my self-\nesteem. Whom do you trust-\nworthy call?"))
    text = " ".join(block.text for block in blocks)
    assert "self-esteem" in text
    blocks, _ = pdf_blocks(printed("A relationship.\n\nA rela-\ntionship, is it yours?"))
    assert "A relationship, is it yours?" in " ".join(block.text for block in blocks)


def test_a_locked_pdf_and_one_of_pictures_say_so() -> None:
    with pytest.raises(GuideError, match="password"):
        read_article(printed("- Who are you?", password="secret"), "pdf")
    drawn = FPDF()
    drawn.add_page()
    drawn.rect(10, 10, 50, 50)
    pictures = bytes(drawn.output())
    with pytest.raises(GuideError, match="pictures"):
        read_article(pictures, "pdf")


def test_a_pdf_of_too_many_pages_says_how_many() -> None:
    with pytest.raises(GuideError, match="101 pages"):
        read_article(printed(*["- Who are you?"] * 101), "pdf")


def test_a_damaged_pdf_is_refused() -> None:
    whole = printed(*PAGES)
    with pytest.raises(GuideError, match="damaged"):
        read_article(whole[:200], "pdf")
