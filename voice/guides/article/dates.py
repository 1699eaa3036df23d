"""Dates as articles write them.

Pure functions. A date that can be read in two ways, such as 3/4/2011, is not read.
"""

import re
from datetime import date

from babel import Locale

from voice.guides.article.cues import all_cues, plain

_LOCALES = [Locale(code) for code, cues in all_cues().items() if cues.reader]
_NAMED_MONTHS = [
    (plain(name), month)
    for locale in _LOCALES
    for month, name in locale.months["format"]["wide"].items()
]
_MONTHS = {name[:end]: month for name, month in _NAMED_MONTHS for end in (3, 4, len(name))}
_MONTHS["sept"] = 9
del _MONTHS["jui"], _MONTHS["mär"]  # "juin" and "juillet"; nobody writes "mär"
_WEEKDAYS = {plain(name) for locale in _LOCALES for name in locale.days["format"]["wide"].values()}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_PATTERNS = (
    re.compile(rf"(?<!\d){_YEAR}[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s(?:of\s|de\s)?{_MONTH},?\s(?:de\s|del\s)?{_YEAR}"
    ),
    re.compile(rf"{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}"),
    re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/{_YEAR}(?!\d)"),
)


def find_date(text: str) -> tuple[date, int] | None:
    """The first date in a line, and where it begins; None where there is none."""
    lowered = plain(text)
    found = [
        (read, match.start())
        for pattern in _PATTERNS
        for match in pattern.finditer(lowered)
        if (read := _date_of(match.groupdict())) is not None
    ]
    return min(found, key=lambda item: item[1], default=None)


def _date_of(parts: dict[str, str]) -> date | None:
    if "a" in parts:
        a, b = int(parts["a"]), int(parts["b"])
        month, day = (b, a) if a > 12 else (a, b)
        if day <= 12 and day != month:
            return None  # 3/4/2011
    else:
        month = int(parts["m"]) if "m" in parts else _MONTHS.get(parts["month"], 0)
        day = int(parts["d"])
    try:
        return date(int(parts["year"]), month, day)
    except ValueError:
        return None


def is_of_a_date(word: str) -> bool:
    """Whether a word is the name of a month or of a day of the week."""
    word = plain(word).strip(".,")
    return word in _WEEKDAYS or any(word == name for name, _ in _NAMED_MONTHS)
