"""Which parts of a web page are not its article, by element, role, class and size.

Pure functions over lxml's elements. What follows for the words in them is `questions`'.
"""

import re
from typing import Any

from voice.guides.article.blocks import Why

SILENT = frozenset(
    """script style template noscript head svg math iframe object select option button textarea
    canvas audio video map""".split()  # noqa: SIM905
)


def _by_word(*words_of: tuple[Why, str]) -> dict[str, Why]:
    return {word: why for why, words in words_of for word in words.split()}


_ELEMENTS = _by_word(
    (Why.NAVIGATION, "nav menu"),
    (Why.PAGE, "aside footer form"),
    (Why.CODE, "pre"),
    (Why.QUOTE, "blockquote"),
)
_ROLES = _by_word(
    (Why.NAVIGATION, "navigation menu menubar"),
    (Why.PAGE, "search banner contentinfo complementary dialog alert"),
)
_CLASS_WORDS = _by_word(
    (
        Why.NAVIGATION,
        "nav navbar navigation menu breadcrumb breadcrumbs toc pagination pager tags tagcloud",
    ),
    (
        Why.COMMENTS,
        "comment comments disqus respond replies kommentare comentarios commentaires",
    ),
    (
        Why.PAGE,
        "sidebar footer share sharing social related newsletter cookie cookies consent promo advert"
        " ads subscribe popup modal banner recommended recommendations widget paywall regwall"
        " subscription signup optin mailchimp convertkit cta sponsor sponsored gdpr login",
    ),
    (Why.FAQ, "faq faqs"),
)
_NAME_WORDS = re.compile(r"[a-z]{2,30}")
_SAYING_NOTHING = re.compile(r"\belementor-widget\b|\b(?:has|no|with|without|is)-[\w-]{1,60}")
"""A page builder calls every paragraph a widget; "has-sidebar" stands on what is no sidebar."""
_FAQ_TYPE = re.compile(r"schema\.org/(?:FAQPage|Question)\b")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.I)
_BOLD = re.compile(r"font-weight\s{0,3}:\s{0,3}(?:bold|[6-9]00)", re.I)
_ITALIC = re.compile(r"font-style\s{0,3}:\s{0,3}italic", re.I)
_MOST_OF_THE_PAGE = 0.5
"""A part that holds more of the page's letters than this is the article, whatever its class."""
_MOST_NAME_LETTERS = 400


def aside_of(element: Any, tag: str, share_of_page: float) -> Why | None:
    """Why what is in this element is no part of the article; None where it may be."""
    is_hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if is_hidden or _HIDDEN.search(style_of(element)):
        return Why.CODE
    if _FAQ_TYPE.search((element.get("itemtype") or "")[:_MOST_NAME_LETTERS]):
        return Why.FAQ
    if share_of_page > _MOST_OF_THE_PAGE:
        return None
    why = _ELEMENTS.get(tag) or _ROLES.get(element.get("role") or "")
    if why is not None or tag in {"body", "html", "main", "article"}:
        return why
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:_MOST_NAME_LETTERS]
    words = _NAME_WORDS.findall(_SAYING_NOTHING.sub(" ", names).lower())
    return next((_CLASS_WORDS[word] for word in words if word in _CLASS_WORDS), None)


def is_titled(element: Any) -> bool:
    """Whether a paragraph is a document's title by its class: "title", "MsoTitle"."""
    names = (element.get("class") or "").lower().split()
    return "title" in names or "msotitle" in names


def is_bold(element: Any, tag: str) -> bool:
    """Whether an element within a line is bold."""
    return tag in {"b", "strong"} or bool(_BOLD.search(style_of(element)))


def is_italic(element: Any, tag: str) -> bool:
    """Whether an element within a line is italic, or set apart in another way."""
    return tag in {"em", "i", "mark", "u"} or bool(_ITALIC.search(style_of(element)))


def style_of(element: Any) -> str:
    """The beginning of an element's own style."""
    return (element.get("style") or "")[:_MOST_NAME_LETTERS]


def letters_within(root: Any) -> dict[Any, int]:
    """How many letters each element holds, children included."""
    counts: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        counts[element] = 0
        if element.tag.lower() not in SILENT:
            texts = [element.text, *(child.tail for child in element)]
            counts[element] = sum(len((text or "").strip()) for text in texts)
            counts[element] += sum(counts[child] for child in element)
    return counts
