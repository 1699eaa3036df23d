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
_ELEMENTS = {
    "nav": Why.NAVIGATION,
    "menu": Why.NAVIGATION,
    "aside": Why.PAGE,
    "footer": Why.PAGE,
    "form": Why.PAGE,
    "pre": Why.CODE,
    "blockquote": Why.QUOTE,
}
_ROLES = {
    "navigation": Why.NAVIGATION,
    "menu": Why.NAVIGATION,
    "menubar": Why.NAVIGATION,
    "search": Why.PAGE,
    "banner": Why.PAGE,
    "contentinfo": Why.PAGE,
    "complementary": Why.PAGE,
    "dialog": Why.PAGE,
    "alert": Why.PAGE,
}
_CLASS_WORDS = {
    **dict.fromkeys(("nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "toc",
                     "pagination", "pager", "tags", "tagcloud"), Why.NAVIGATION),
    **dict.fromkeys(("comment", "comments", "disqus", "respond", "replies", "kommentare",
                     "comentarios", "commentaires"), Why.COMMENTS),
    **dict.fromkeys(("sidebar", "footer", "share", "sharing", "social", "related", "newsletter",
                     "cookie", "cookies", "consent", "promo", "advert", "ads", "subscribe",
                     "popup", "modal", "banner", "recommended", "recommendations", "widget",
                     "paywall", "regwall", "subscription", "signup", "optin", "mailchimp",
                     "convertkit", "cta", "sponsor", "sponsored", "gdpr", "login"), Why.PAGE),
    **dict.fromkeys(("faq", "faqs"), Why.FAQ),
}  # fmt: skip
_NAME_WORDS = re.compile(r"[A-Za-z]{2,30}")
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
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return Why.CODE
    if _HIDDEN.search(style_of(element)):
        return Why.CODE
    if _FAQ_TYPE.search((element.get("itemtype") or "")[:_MOST_NAME_LETTERS]):
        return Why.FAQ
    if share_of_page > _MOST_OF_THE_PAGE:
        return None
    if tag in _ELEMENTS:
        return _ELEMENTS[tag]
    role = _ROLES.get(element.get("role") or "")
    if role is not None:
        return role
    if tag in {"body", "html", "main", "article"}:
        return None
    for word in _names_of(element):
        if word.lower() in _CLASS_WORDS:
            return _CLASS_WORDS[word.lower()]
    return None


def is_titled(element: Any) -> bool:
    """Whether a paragraph is a document's title by its class: "title", "MsoTitle"."""
    return any(
        name.lower() in {"title", "msotitle"} for name in (element.get("class") or "").split()
    )


def is_bold(element: Any, tag: str) -> bool:
    """Whether an element within a line is bold."""
    return tag in {"b", "strong"} or bool(_BOLD.search(style_of(element)))


def is_italic(element: Any, tag: str) -> bool:
    """Whether an element within a line is italic, or set apart in another way."""
    return tag in {"em", "i", "mark", "u"} or bool(_ITALIC.search(style_of(element)))


def style_of(element: Any) -> str:
    """The beginning of an element's own style."""
    return (element.get("style") or "")[:_MOST_NAME_LETTERS]


def _names_of(element: Any) -> list[str]:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:_MOST_NAME_LETTERS]
    return _NAME_WORDS.findall(_SAYING_NOTHING.sub(" ", names))


def letters_within(root: Any) -> dict[Any, int]:
    """How many letters each element holds, children included."""
    counts: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        own = len((element.text or "").strip())
        if str(element.tag).lower() in SILENT:
            own = 0
        else:
            own += sum(counts[c] + len((c.tail or "").strip()) for c in element if c in counts)
        counts[element] = own
    return counts
