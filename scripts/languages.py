#!/usr/bin/env python3
"""Write docs/languages.md: which language has what, counted from the files themselves.

`--check` writes nothing and fails where the document is out of date; a test runs it.
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.likely import outcomes, written_aside  # noqa: E402
from voice.guides.article.cues import all_cues  # noqa: E402
from voice.language.checking import NUMBERS  # noqa: E402
from voice.language.loading import (  # noqa: E402
    available_languages,
    load_language,
    parse_language,
)
from voice.models.choosing import REHEARSAL_LANGUAGE, load_catalogue  # noqa: E402
from voice.screen.page.words import load_shell  # noqa: E402
from voice.values.errors import SettingsError  # noqa: E402

DOCUMENT = ROOT / "docs" / "languages.md"
PHRASES = ROOT / "voice" / "language" / "phrases"
NAMES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
    "he": "Hebrew", "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese",
    "ru": "Russian",
}  # fmt: skip

HEAD = """\
# Languages

Written by `scripts/languages.py` from the files it counts; a test fails when it is out of date.

The program speaks the language of the guide or the model that a command line names (`--guide`,
`--model`), else that of the settings (`language = "de"`, else their guide's or model's), else the
system's (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English. The command line, setting up, the home and
a session are in it; wording, recognition model and voice follow it, and so does the guide: the last
one where that is in it, else the article the program comes with, else one of your own, else
`on-my-mind`, the single question that every language has. The six questions of the article are
English alone. Where a model is missing, the program says so with the command that mends it, such as
`reflect model install --language de`.

What may go wrong while a person is there (a lost microphone, a full disk, a synthesiser that
stops) is said and shown in the guide's language, in a session, in reading aloud and on a kiosk:
each such trouble has a name in `voice/values/troubles.py`, and under `[troubles]` of every
language a fact with its next step, which is shown, and what is spoken of it: what it means and
what a person can do, without commands; `tests/values/test_troubles.py` proves it.

A command line's errors and its help are in gettext catalogues, `voice/language/commands/`, of which
`scripts/command_words.py --check` counts the texts. English
in every language are commands, options and what scripts read (`ok`, `problem`, the tags of
`--plain` lines); what a library or the system says inside an error (TOML, Pydantic, `strerror`, a
download); “[y/N]”, which `y` answers; a damaged record's problem; the names of the ways out that
`check --offline` tries; what a kiosk's operator reads of a trouble; and a licence's own name, such
as CC0. A kiosk's commands speak the language of its guide. No words are
printed that no catalogue knows: a test reads the command line's code for them
(`tests/cli/test_words.py`).

"""

FOOT = """
"Complete" means every key that `en.toml` has: the program loads no language that lacks one.
Set `country = "AT"` in the settings, or `REFLECT_COUNTRY=AT`, for the card of one country.
A country without a card hears no other country's numbers. "From" is where the numbers stood and
when, read from stored copies of those pages; no number was called. Whoever installs the program
for others should try each of them and write the day into `checked`. No way to write was found for
Spain and Mexico.

What people likely say is understood as this counts it, in a session, of 300 ways a language
(`scripts/likely.py`, on a list that is not of this repository; every fifth of those that no form
accepted before was kept aside while forms were chosen):

| language | before | now | of those kept aside | asked about before it is done |
|---|---:|---:|---:|---:|
| English | 82 | 293 | 37 of 43 | 147 |
| German | 93 | 284 | 28 of 41 | 83 |
| Spanish | 103 | 287 | 27 of 39 | 86 |
| French | 97 | 282 | 25 of 40 | 81 |

The third column is the fairer one; the others of the list were in front of whoever chose the first
forms. Nobody has spoken them.

Nearer to what to expect of people: two more ways to ask for each action, written by a language
model without sight of the forms, from which none is chosen (`scripts/likely.py --aside`,
`scripts/likely_aside.toml`). What is not understood stays in the answer, and keys and the words
that are taught aloud work all the same:

ASIDE

Until 30 November it was 8, 13, 11 and 13 of 62. What made the difference is `likely` in the phrases
files: whole ways of asking with choices in them, as "read (it|what i said) back (to me|)", some
seven to nine thousand forms a language, with what people put before and after. All of them are
asked about in an answer and none is done at once, so a trap costs a question and no words. They
were written without looking at the German, Spanish and French lists that are kept aside; the first
half of the English one had been seen, so its figure flatters. Of one Spanish way kept aside
("déjelo así", which asked whether to erase) a wrong form was taken out again. Whoever wants to hurt
themselves and says that is not answered by a question: what is said of oneself stays an answer, and
only what asks for help leads to crisis help.

One word for one thing, in what is said and in what a command line prints (people are addressed as
Sie, usted and vous; spoken forms may be either):

| English | German | Spanish | French |
|---|---|---|---|
| home | am Anfang | inicio | accueil |
| vault | Tresor | caja fuerte | coffre |
| sealed | verschlossen | bajo llave; in errors: cerrado con clave | sous clé; in errors: scellé |
| key; recovery key | Schlüssel; Notschlüssel | clave; clave de recuperación | clé; clé de secours |
| passphrase | Kennwort | contraseña | mot de passe |
| session; answer | Sitzung; Antwort | sesión; respuesta | séance; réponse |
| passage (never spoken) | Stelle | pasaje | passage |
| guide (spoken: questions) | Leitfaden (Fragen) | guía (preguntas) | guide (questions) |
| kiosk (spoken: device) | Kiosk (Gerät) | quiosco (aparato) | borne (appareil) |
| recognition model | Erkennungsmodell | modelo de reconocimiento | modèle de reconnaissance |
| rehearse, rehearsal | proben, Probe | ensayar, ensayo | faire un essai, essai |
| erase, let go | löschen | borrar | effacer |
| backup; drive | Sicherung; Laufwerk | copia; memoria | sauvegarde; clé USB |
| switch | Taster | pulsador | contacteur |
| take along | mitnehmen | llevarse | emporter |
| fetch | holen | descargar | télécharger |
| note for my therapy | für die Therapie merken | anotar para mi terapia | noter pour ma thérapie |
| crisis help | Hilfe in der Krise | Ayuda en una crisis | Aide en cas de crise |
| who set it up | die Person, die es eingerichtet hat | quien preparó esto | qui a tout préparé |
| choice | Möglichkeit | opción | choix |
| slip | Zettel | papel | ticket |
| screen reader | Screenreader | lector de pantalla | lecteur d'écran |

Every line of the three was read afresh and translated back, part by part, each by one reader, a
language model and no native speaker; what said something else than the English was mended.

"Articles" is how well `reflect guide import` understands the language: *full* with its forms of
address, lead-ins and turns of speech, *lists* where only lists of questions can be judged.

No recognition model but the English one for rehearsals comes with the program, and of the others
only the Korean one could be tried where this was written: the German, Spanish and French spoken
forms are chosen for common words, but nobody has yet spoken them to their models. Which of them a
model does not know is said when it is installed, and by `reflect check`. Small French misses one
word in four by its authors' own figures (Common Voice). Native speakers are asked to try.

## To add a language
1. Copy `en.toml` in `voice/language/phrases/` to `xx.toml`, translate it, and keep the keys. Short
   sentences, spoken respectfully, as a therapist would. Spoken forms: what people really say, in
   lower case, without digits, mostly up to four words, made of common words. What may as well be an
   answer by itself goes under `asked`, more ways to ask under `likely`, where "(it|that|)" is a
   choice: they are asked about. `polite_before` and `polite_after` are
   taken off a form's edges, `same_endings` are one sound; `[plurals]` hold lines for one.
2. Run `scripts/command_words.py`, and translate the texts in `voice/language/commands/xx.po`, with
   any editor for gettext's files. Commands in backticks stay as they are.
3. Run `.venv/bin/python -m pytest tests/language tests/cli/test_words.py`. As long as anything is
   missing one test fails, and names all of it; after that they name what a line asks and no state
   answers, jargon, long lines, and forms of two actions that sound alike.
4. Put a model into `models/catalogue.toml` with its size and SHA-256 where there is none yet.
5. For articles, add its words to `voice/guides/article/cues.toml`, and an article with what must be
   found in it to `tests/guides/article/articles/`.
6. Run `scripts/languages.py`.
"""


def text_of(code: str) -> str:
    """The phrases file of a language."""
    return (PHRASES / f"{code}.toml").read_text("utf-8")


def _keys(table: dict[str, object], path: str = "") -> set[str]:
    """Every key path but what differs by language: numbers, countries, forms asked about."""
    found: set[str] = set()
    for key, value in table.items():
        here = f"{path}.{key}".lstrip(".")
        if here in {"numbers", "crisis.numbers", "crisis.countries"} or key == "asked":
            continue
        found |= _keys(value, here) if isinstance(value, dict) else {here}
    return found


def lacking(text: str) -> list[str]:
    """Everything that keeps a phrases file from being a language, each by its key."""
    phrases, english = tomllib.loads(text), tomllib.loads(text_of("en"))
    found = sorted(f"{key}: missing" for key in _keys(english) - _keys(phrases))
    numbers = set(phrases.get("numbers", {}).values())
    found += [f"numbers: no word for {number}" for number in NUMBERS if number not in numbers]
    try:
        language = parse_language(text)
        load_shell(language.wording.language, language.page)
    except SettingsError as error:
        named = {problem.partition(": ")[0] for problem in found}
        told = error.fact.partition(": ")[2].split("; ")
        found += [each for each in told if re.split("[:,]", each)[0] not in named]
    return found


LACKING = {code: lacking(text_of(code)) for code in available_languages()}
COMPLETE = tuple(code for code, lacks in LACKING.items() if not lacks)
"""What every test over languages goes over: what another lacks fails one test, which names it."""


def coverage() -> str:
    """One row for each language that has wording, then for those that have less."""
    rows = [
        "| language | wording | spoken forms | number words | crisis cards "
        "| recognition model | articles |",
        "|---|---|---:|---:|---|---|---|",
    ]
    codes = [*COMPLETE]
    catalogue = {entry.language for entry in load_catalogue().model}
    codes += sorted((catalogue | set(all_cues())) - set(codes))
    for code in codes:
        cells = _spoken(code) if code in COMPLETE else ["no", "", "", ""]
        rows.append(f"| {' | '.join([_name(code), *cells, _model(code), _articles(code)])} |")
    return "\n".join(rows)


def verified() -> str:
    """Where every number of every crisis card stood, and whether a person checked it."""
    rows = ["| crisis card | number | from | checked by a person |", "|---|---|---|---|"]
    for code in COMPLETE:
        language = load_language(code)
        cards = {
            "no country set": language.crisis,
            **dict(sorted(language.crisis_countries.items())),
        }
        rows += [
            f"| {_name(code)}, {place} | {n.shown} | {n.source} | {n.checked} |"
            for place, card in cards.items()
            for n in card.numbers
        ]
    return "\n".join(rows)


def _spoken(code: str) -> list[str]:
    language = load_language(code)
    forms = sum(len(words.spoken) for words in language.wording.actions.values())
    countries = ", ".join(sorted(language.crisis_countries))
    return [
        "complete",
        str(forms),
        str(len(set(language.wording.numbers.values()))),
        f"its own; {countries}" if countries else "its own",
    ]


def _name(code: str) -> str:
    return f"{NAMES.get(code, code)} (`{code}`)"


def _model(code: str) -> str:
    entries = [entry for entry in load_catalogue().model if entry.language == code]
    if not entries:
        return "none known"
    rehearsal = ", and one for rehearsals" if code == REHEARSAL_LANGUAGE else ""
    return f"`{entries[0].name}`, {entries[0].bytes / 1e6:.0f} MB{rehearsal}"


def _articles(code: str) -> str:
    cues = all_cues().get(code)
    return "lists" if cues is None or not cues.reader else "full"


def written_aside_table() -> str:
    """What is understood of the ways to ask that no form was chosen from."""
    rows = ["| language | understood | of these asked about first |", "|---|---:|---:|"]
    for code, likely in written_aside():
        came = outcomes(likely)
        asked, understood = came["asked about"], came["asked about"] + came["done"]
        rows.append(f"| {NAMES[code]} | {understood} of {len(likely)} | {asked} |")
    return "\n".join(rows)


def document() -> str:
    """The whole page."""
    foot = FOOT.replace("ASIDE", written_aside_table())
    return f"{HEAD}{coverage()}\n\n{verified()}\n{foot}"


def main() -> int:
    """Write the page, or say whether it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    is_check = parser.parse_args().check
    if not is_check:
        DOCUMENT.write_text(document(), "utf-8")
        return 0
    if DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == document():
        return 0
    print(f"{DOCUMENT} is out of date: run scripts/languages.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
