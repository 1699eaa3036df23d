"""Exports: everything chosen is there, nothing else, and no text becomes mark-up."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from voice.export.document import Choice, Document
from voice.export.formats import ENDINGS, Format, rendered, taken_along
from voice.export.markdown import escaped
from voice.export.pdf import pdf
from voice.export.text import WIDTH, plain_text
from voice.export.webpage import webpage
from voice.values.errors import VoiceError
from voice.values.transcript import Answer, AnswerState, Correction, Segment, Session, Word
from voice.values.typing import typed_passage

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "[text](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "https://example.org/",
    "# heading",
    "- item",
    "1. one",
    "> quote",
    "```",
    "| a | b |",
    "**bold** _slanted_ ~~gone~~",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "\\[x\\](y)",
    "\x1b[2J\x07 red",
    "abc\u202edcba",
]


def segment(id_: str, text: str, start: float = 0.0, confidence: float = 1.0) -> Segment:
    words = tuple(
        Word(word, start + n * 0.4, start + n * 0.4 + 0.3, confidence)
        for n, word in enumerate(text.split())
    )
    return Segment(id_, words, start, start + len(words))


def session(*segments: Segment, question: str = "Whom do I trust?", **answer: object) -> Session:
    first = Answer("trust", question, AnswerState.ANSWERED, segments, theme="Trust", **answer)  # type: ignore[arg-type]
    second = Answer("ask", "Do I ask?", AnswerState.PASSED, theme="Power")
    return Session(
        "20261124-aa", "guide", "2026-11-24T09:12:00+01:00", (first, second), "A Guide", "en"
    )


def document(said: Session, choice: Choice | None = None) -> Document:
    _, made = taken_along((said,), choice or Choice())
    assert made is not None
    return made


def pdf_text(data: bytes) -> str:
    from io import BytesIO

    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


SAID = session(
    segment("a", "my sister listens", 0),
    segment("b", "always", 2, confidence=0.3),
    segment("c", "[unk] too", 20),
    flagged=frozenset({"c"}),
)


@pytest.mark.parametrize("format_", [Format.TEXT, Format.MARKDOWN, Format.HTML, Format.PDF])
def test_every_format_has_what_was_asked_and_said_and_what_was_not_heard_well(
    format_: Format,
) -> None:
    data = rendered((SAID,), document(SAID), format_)
    if format_ is Format.PDF:
        text = pdf_text(data)
    elif format_ is Format.TEXT:
        text = data.decode()
    else:
        html = data.decode() if format_ is Format.HTML else MarkdownIt().render(data.decode())
        text = seen(html)
    text = " ".join(text.split())
    for wanted in (
        "What I said",
        "Session of 24 November 2026",
        "A Guide",
        "Whom do I trust?",
        "My sister listens.",
        "Always [?]",
        "[unclear] too.",
        "marked for my session",
        "I chose not to answer.",
        "were not heard well",
    ):
        assert wanted in text, wanted


def test_json_is_what_reading_as_json_gives() -> None:
    (given,) = json.loads(rendered((SAID,), document(SAID), Format.JSON))
    assert given["answers"][0]["verbatim"] == "my sister listens always [unk] too"
    assert [s["flagged"] for s in given["answers"][0]["segments"]] == [False, False, True]


def test_only_marked_passages_are_taken_where_that_is_wanted() -> None:
    kept, made = taken_along((SAID,), Choice(flagged=True))
    assert made is not None
    for format_ in set(Format) - {Format.SOUND}:  # in test_sound
        data = rendered(kept, made, format_)
        text = pdf_text(data) if format_ is Format.PDF else data.decode()
        assert "too" in text
        assert "sister" not in text
        assert "Do I ask?" not in text


def test_only_the_questions_that_are_wanted_and_under_their_own_number() -> None:
    made = document(SAID, Choice(question_ids=frozenset({"ask"})))
    assert "2. Do I ask?" in plain_text(made)
    assert "Whom" not in plain_text(made)


def test_nothing_chosen_is_no_document() -> None:
    assert taken_along((session(segment("a", "yes")),), Choice(flagged=True)) == ((), None)


def test_a_page_for_the_therapist_has_the_marked_passages_and_room_to_write() -> None:
    made = document(SAID, Choice(therapist=True))
    for text in (plain_text(made), webpage(made), pdf_text(pdf(made))):
        assert "Questions for my therapist" in text
        assert "What I want to ask" in text
        assert "sister" not in text
    assert webpage(made).count("<div></div>") == 4


def test_a_correction_is_taken_along_and_said_to_be_one() -> None:
    said = session(
        segment("a", "my sitter listens"),
        corrections=(Correction("x", "a", 1, ("sitter",), ("sister",)),),
    )
    text = plain_text(document(said))
    assert "My sister listens." in text
    assert "corrected later" in text
    assert "corrected later" not in plain_text(document(SAID))


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self._hidden += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def seen(html: str) -> str:
    parser = _Seen()
    parser.feed(html)
    return "".join(parser.text)


def hostile(text: str) -> Session:
    """The text as a question, a title, a theme, a word and a correction."""
    said = session(
        segment("a", "i see"),
        question=text,
        corrections=(Correction("x", "a", 0, ("i",), (text,)),),
        flagged=frozenset({"a"}),
    )
    return replace(said, guide_title=text)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("choice", [Choice(), Choice(therapist=True)])
def test_html_has_no_tag_and_no_attribute_that_a_text_brought(text: str, choice: Choice) -> None:
    plain, bad = _Seen(), _Seen()
    plain.feed(webpage(document(hostile("harmless"), choice)))
    bad.feed(webpage(document(hostile(text), choice)))
    assert bad.tags == plain.tags
    assert bad.attributes == plain.attributes
    assert "script" not in bad.tags
    shown = "".join(char for char in text if char.isprintable() and char != "\u202e")
    assert shown in "".join(bad.text)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("choice", [Choice(), Choice(therapist=True)])
def test_markdown_shows_every_text_as_it_is(text: str, choice: Choice) -> None:
    def parsed(said: Session) -> tuple[list[str], str]:
        # "commonmark" with HTML and every link allowed: the most that a reader may obey
        source = rendered((said,), document(said, choice), Format.MARKDOWN).decode()
        parser = _Seen()
        html = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(source)
        parser.feed(html)
        return parser.tags, "".join(parser.text)

    tags, shown = parsed(hostile(text))
    assert tags == parsed(hostile("harmless"))[0]
    wanted = "".join(char for char in text if char.isprintable() and char != "\u202e")
    assert wanted in shown.replace("\u200b", "")


def test_markdown_stays_readable_where_nothing_has_to_be_escaped() -> None:
    assert escaped("I think it's fine, isn't it? 3 of 4: yes.") == (
        "I think it's fine, isn't it? 3 of 4: yes."
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_text_and_pdf_hold_no_control_character(text: str) -> None:
    shown = plain_text(document(hostile(text)))
    assert not [char for char in shown if char != "\n" and not char.isprintable()]
    assert pdf(document(hostile(text))).startswith(b"%PDF-")


def test_html_asks_for_nothing_from_anywhere() -> None:
    page = webpage(document(SAID))
    assert "default-src 'none'" in page
    for asking in ("<script", "<link", "src=", "url(", "@import", "http://", "https://", "href"):
        assert asking not in page


def test_a_letter_that_the_pdf_font_lacks_is_an_error_and_no_empty_box() -> None:
    with pytest.raises(VoiceError) as raised:
        pdf(document(session(segment("a", "我 信任"))))
    assert "cjk" in raised.value.fact
    assert "HTML" in raised.value.hint
    assert "我" not in str(raised.value)


def test_greek_and_cyrillic_reach_the_pdf() -> None:
    text = pdf_text(pdf(document(session(segment("a", "εμπιστεύομαι доверяю ça væ")))))
    assert "Εμπιστεύομαι доверяю ça væ." in text


def test_lines_of_text_fit_a_page() -> None:
    long = session(segment("a", "word " * 400), question="Why " * 60 + "?")
    assert max(map(len, plain_text(document(long)).splitlines())) <= WIDTH


def test_a_long_answer_goes_over_pages_and_loses_nothing() -> None:
    said = session(segment("a", " ".join(f"w{n}" for n in range(3000))), flagged=frozenset({"a"}))
    text = pdf_text(pdf(document(said)))
    assert all(f"w{n}" in text for n in range(1, 3000, 97))


def test_every_ending_has_a_format_and_every_format_an_ending() -> None:
    assert set(ENDINGS.values()) == set(Format)


def test_no_repr_of_a_document_holds_a_spoken_word() -> None:
    assert "sister" not in repr(document(SAID))


@pytest.mark.parametrize("format_", [Format.TEXT, Format.MARKDOWN, Format.HTML, Format.PDF])
@pytest.mark.parametrize("choice", [Choice(), Choice(flagged=True), Choice(therapist=True)])
def test_what_was_typed_stands_as_it_was_typed_and_is_marked_in_every_format(
    format_: Format, choice: Choice
) -> None:
    typed = typed_passage("Anna & i, well: <b>never</b> again!", "t", 1.0)
    assert typed is not None
    kept = session(segment("a", "we spoke", 0), typed, flagged=frozenset({"a", "t"}))
    data = rendered((kept,), document(kept, choice), format_)
    match format_:
        case Format.PDF:
            text = pdf_text(data)
        case Format.TEXT:
            text = data.decode()
        case _:
            html = data.decode() if format_ is Format.HTML else MarkdownIt().render(data.decode())
            text = seen(html)
    text = " ".join(text.split())
    assert "We spoke." in text
    assert "Anna & i, well: <b>never</b> again! [typed]" in text
    assert "[typed]." not in text
