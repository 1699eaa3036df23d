"""An export as one HTML file: no script, no link, no request, and made for paper.

`STYLE` is set for A4 and US Letter alike: whatever prints it chooses the sheet.
"""

from html import escape

from voice.export.document import Block, Document, Entry

ROOM_LINES = 4

STYLE = """
:root { color-scheme: light; --ink: #1f2328; --soft: #5d6670; --line: #c9ccd1; --mark: #7a4b12; }
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 3rem 1.5rem 4rem; max-width: 40rem; color: var(--ink);
  background: #fff; font: 1.0625rem/1.6 "Iowan Old Style", "Palatino Linotype", Palatino,
  "Book Antiqua", Georgia, "DejaVu Serif", serif; overflow-wrap: break-word;
}
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1.25rem; font-weight: 600; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0; font-weight: 600; }
h3 { font-size: 1.0625rem; line-height: 1.45; margin: 0 0 .5rem; font-weight: 600;
  display: grid; grid-template-columns: 2rem 1fr; }
h3 .number { color: var(--soft); font-weight: 400; }
p { margin: 0 0 .75rem; hyphens: auto; }
.note { color: var(--soft); font-size: .9375rem; line-height: 1.5; margin: 0 0 .5rem; }
header { border-bottom: 1px solid var(--line); padding-bottom: 1.25rem; }
section { margin-top: 2.5rem; }
.guide { color: var(--soft); margin: .25rem 0 1.5rem; }
article { margin: 0 0 1.75rem; break-inside: auto; }
.said { margin-left: 2rem; }
.left { color: var(--soft); font-style: italic; }
.marked { border-left: 3px solid var(--mark); padding-left: .9rem; margin-left: -1.1rem; }
.label { display: block; color: var(--mark); font-size: .875rem; font-style: italic; }
.unsure { border-bottom: 1px dotted var(--soft); }
.whole { white-space: nowrap; }
.sign { color: var(--soft); font-size: .8em; vertical-align: .15em; }
.room { margin: 1.25rem 0 0 2rem; break-inside: avoid; }
.room p { color: var(--soft); font-size: .9375rem; margin: 0; }
.room div { border-bottom: 1px solid var(--line); height: 2.1rem; }
@page { margin: 22mm 24mm 24mm; @bottom-center { content: counter(page); color: #5d6670;
  font: 9pt Georgia, "DejaVu Serif", serif; } }
@media print {
  body { padding: 0; max-width: none; font-size: 11pt; line-height: 1.5; }
  h1 { font-size: 22pt; } h2 { font-size: 14pt; } h3 { font-size: 11.5pt; }
  h1, h2, h3, .guide { break-after: avoid; } p { orphans: 3; widows: 3; }
  .marked, .questions article { break-inside: avoid; }
}
""".strip()


def webpage(document: Document) -> str:
    """The whole export as an HTML document, every text in it escaped."""
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(document.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(document.title)}</title>",
        f"<style>\n{STYLE}\n</style>",
        "</head>",
        "<body>",
        "<header>",
        f"<h1>{escape(document.title)}</h1>",
        *(f'<p class="note">{escape(note)}</p>' for note in document.notes),
        "</header>",
        "<main>",
    ]
    kind = "questions" if document.room_to_write else "answers"
    for chapter in document.chapters:
        parts += [f'<section class="{kind}">', f'<h2 dir="auto">{escape(chapter.heading)}</h2>']
        parts.append(f'<p class="guide" dir="auto">{escape(chapter.guide_title)}</p>')
        for entry in chapter.entries:
            parts += _entry(document, entry)
        parts.append("</section>")
    return "\n".join([*parts, "</main>", "</body>", "</html>", ""])


def _entry(document: Document, entry: Entry) -> list[str]:
    number = f'<span class="number">{entry.number}.</span>'
    question = f'<span dir="auto">{escape(entry.question)}</span>'
    parts = ["<article>", f"<h3>{number}{question}</h3>", '<div class="said">']
    for block in entry.blocks:
        if block.marked:
            label = f'<span class="label">{escape(document.paper.marked)}</span>'
            label = "" if document.room_to_write else label
            parts.append(f'<p class="marked" dir="auto">{_words(block)}{label}</p>')
        else:
            parts.append(f'<p dir="auto">{_words(block)}</p>')
    if entry.left:
        parts.append(f'<p class="left">{escape(entry.left)}</p>')
    parts.append("</div>")
    if document.room_to_write:
        lines = "<div></div>" * ROOM_LINES
        parts.append(f'<div class="room"><p>{escape(document.paper.room)}</p>{lines}</div>')
    parts.append("</article>")
    return parts


def _words(block: Block) -> str:
    sentences: list[str] = []
    for sentence in block.sentences:
        words = [
            f'<span class="whole"><span class="unsure">{escape(word.text)}</span> '
            '<span class="sign">[?]</span></span>'
            if word.unsure
            else escape(word.text)
            for word in sentence
        ]
        sentences.append(" ".join(words) + ("" if block.typed else "."))
    return " ".join(sentences)
