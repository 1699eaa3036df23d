"""`reflect guide record`: a guide's questions, read aloud by somebody, become one file.

What is shown and what is typed; what is done with either is `app.guide_recording`'s.
"""

import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from voice.app.guide_recording import (
    WhatIsRead,
    check_place,
    devices_for_reading,
    read_aloud,
)
from voice.app.read_guides import SUFFIX
from voice.cli.output import fail, note, say
from voice.cli.spelling import as_typed_here
from voice.cli.words import here, in_columns, recordings_told, told_here
from voice.floor.commands import Manner
from voice.guides.guide_reading import GuideReading
from voice.guides.loading import find_guide, text_of, write_guide
from voice.guides.read_guide import LONGEST_NAME, check_reader, fingerprint, texts_to_read
from voice.guides.recording import Show, Shown
from voice.scenes.recording.takes import Choice, Fault, Reading
from voice.settings import Settings
from voice.values.errors import GuideError, VoiceError
from voice.values.troubles import Trouble
from voice.vault.age import check_recipient


def record(
    settings: Settings,
    wanted: str,
    output: Path | None,
    reader: str,
    recipients: Sequence[str],
    speaks: bool,
) -> None:
    """Have it read and write the file; raises `VoiceError` before anybody has read a word."""
    guide = find_guide(wanted)
    if guide.read_by:
        raise GuideError(
            "this guide is read by {reader} already",
            "name the guide that has no recordings: `reflect guide list`",
            reader=guide.read_by,
        )
    sealed_to = [check_recipient(recipient) for recipient in recipients]
    path = output or Path(f"{guide.id}{SUFFIX}")
    check_place(path)
    devices = devices_for_reading(settings, guide.language, fail)
    typed = Typed()
    what = WhatIsRead(guide, text_of(wanted), reader or _asked_reader(typed), sealed_to)
    check_reader(what.reader)
    texts = texts_to_read(guide)
    core = GuideReading(texts, Manner(settings.rate_wpm, settings.volume), speaks)
    say(here("Nothing of your voice is on the disk before the file is written at the end."))
    read_aloud(
        core,
        devices,
        Shower(core, texts).show,
        lambda choose: typed.give(lambda line: _choose(line, core, choose)),
        lambda read: _keep(what, path, read, typed),
    )


class Typed:
    """Lines as somebody types them, given on a thread of their own; None at the end of them."""

    def __init__(self) -> None:
        self._lines = _lines()
        self._give: Callable[[str | None], None] | None = None

    def next_line(self) -> str | None:
        """One line, waited for; only before `give` was called first."""
        return next(self._lines, None)

    def give(self, give: Callable[[str | None], None]) -> None:
        """From now on to this."""
        begin = self._give is None
        self._give = give
        if begin:
            threading.Thread(target=self._read, name="typed", daemon=True).start()

    def _read(self) -> None:
        line: str | None = ""
        while line is not None:
            line = next(self._lines, None)
            assert self._give is not None
            self._give(line)


def _lines() -> Iterator[str]:
    """The lines of standard input, read by no buffer of Python's, which its end would wait for."""
    try:
        fd = sys.stdin.fileno()
    except OSError:  # held by a test
        yield from sys.stdin
        return
    waiting = b""
    while block := _read_block(fd):
        *whole, waiting = (waiting + block).split(b"\n")
        yield from (line.decode(errors="replace") for line in whole)


def _read_block(fd: int) -> bytes:
    try:
        return os.read(fd, 1024)
    except OSError:  # the terminal is gone
        return b""


def _asked_reader(typed: Typed) -> str:
    say(here("Whose voice is it? This name is said before the first question."))
    name = (typed.next_line() or "").strip()
    if not name:
        raise GuideError("nobody said who reads", "give it: --reader NAME")
    return name[: LONGEST_NAME + 1]


# What is typed -----------------------------------------------------------------------------------


class NoChoice(Exception):
    """What was typed means nothing here."""


def words_of_choices() -> Mapping[Choice, str]:
    """Each with the letter that is enough for it, in the language that is spoken."""
    return {
        Choice.READ: here("read it (r)"),
        Choice.DONE: here("I have read it (d)"),
        Choice.AGAIN: here("again (a)"),
        Choice.NEXT: here("next text (n)"),
        Choice.HEAR: here("hear it (h)"),
        Choice.BACK: here("go back (b)"),
        Choice.STOP: here("stop and write it (s)"),
    }


def choice_of(line: str) -> Choice | None:
    """What a line means: a letter, a word that begins one of them, in English too.

    Raises:
        NoChoice: it is none of them, or more than one.
    """
    typed = line.strip().lower()
    if not typed:
        return None
    known = {choice: _split(words) for choice, words in words_of_choices().items()}
    by_letter = [choice for choice, (_, letter) in known.items() if letter == typed]
    found = by_letter or [
        choice
        for choice, (word, _) in known.items()
        if word.startswith(typed) or choice.value == typed
    ]
    if len(found) != 1:
        raise NoChoice
    return found[0]


def _split(words: str) -> tuple[str, str]:
    word, _, letter = words.lower().rstrip(")").rpartition(" (")
    return word, letter


def _choose(line: str | None, core: GuideReading, choose: Callable[[Choice | None], None]) -> None:
    """On the thread that reads; nobody who can type any more wants what was read to be kept."""
    if line is None:
        choose(Choice.STOP)
        return
    try:
        choose(choice_of(line))
    except NoChoice:
        note(_what_can_be_typed(core))


def _what_can_be_typed(core: GuideReading) -> str:
    words = words_of_choices()
    first, *others = (words[choice] for choice in core.offered)
    return here("Enter: {first}. Or: {others}.", first=first, others=", ".join(others))


# What is shown -----------------------------------------------------------------------------------


class Shower:
    """Says on the terminal what the core asks to be shown."""

    def __init__(self, core: GuideReading, texts: Mapping[str, str]) -> None:
        self._core = core
        self._texts = texts

    def show(self, show: Show) -> None:
        """One thing of the present text."""
        match show.what:
            case Shown.TEXT:
                self._text(show.reading)
            case Shown.READ_NOW:
                say(here("Read now; then press Enter."))
                return
            case Shown.TAKEN:
                self._taken(show.reading)
            case Shown.TROUBLE:
                _tell(show.trouble)
            case Shown.NOT_HERE:
                pass
        if self._core.offered:
            say(_what_can_be_typed(self._core))

    def _text(self, reading: Reading | None) -> None:
        names = list(self._texts)
        number, count = names.index(self._core.name) + 1, len(names)
        say()
        if self._core.name.startswith("theme "):
            say(here("{number} of {count}, an introduction:", number=number, count=count))
        else:
            say(here("{number} of {count}, a question:", number=number, count=count))
        say(f"   {self._texts[self._core.name]}")
        if reading is not None:
            say(here("You have read this: {seconds} s.", seconds=_tenths(reading)))

    def _taken(self, reading: Reading | None) -> None:
        assert reading is not None
        if reading.is_kept:
            say(here("Read: {seconds} s. This is how it sounds.", seconds=_tenths(reading)))
        for fault in reading.faults:
            say(_words_of(fault))


def _tenths(reading: Reading) -> str:
    return f"{reading.seconds:.1f}"


def _words_of(fault: Fault) -> str:
    return {
        Fault.NOTHING: here("No voice was heard, so nothing was kept. Try again, nearer."),
        Fault.FULL: here("The file would become too large, so this was not kept."),
        Fault.CUT_OFF: here("That was too loud and is distorted: move back a little."),
        Fault.NOISY: here("There is much noise behind your voice: come nearer, or be in quiet."),
        Fault.VERY_SOFT: here("That is very soft: come nearer to the microphone."),
        Fault.TOO_LONG: here("It was ended after a minute: read it a little faster."),
    }[fault]


def _tell(trouble: Trouble | None) -> None:
    assert trouble is not None
    name = trouble.name  # any: what it needs is with it
    fail(VoiceError.named(name, "", **trouble.values))


# What comes of it --------------------------------------------------------------------------------


def _keep(what: WhatIsRead, path: Path, read: Mapping[str, Reading], typed: Typed) -> None:
    """Write it; where that fails ask for another place, since it is nowhere else."""
    if not read:
        say(here("Nothing was read, so nothing was written."))
        return
    data = what.file(read)
    names: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    typed.give(names.put)
    while True:
        try:
            write_guide(path, data)
            break
        except GuideError as error:
            words = told_here(error)
            note(f"reflect: {words.fact}")
            note(here("What was read is nowhere else. Type another name for the file:"))
            name = names.get()
            if name is None:
                raise
            path = Path(name.strip()) if name.strip() else path
    _report(what, path, read, data)


def _report(what: WhatIsRead, path: Path, read: Mapping[str, Reading], data: bytes) -> None:
    lacking = len(texts_to_read(what.guide)) - len(read)
    seconds = sum(reading.seconds for reading in read.values())
    keys = ", ".join(what.recipients)
    facts = [
        (here("Written"), path),
        (here("Reader"), what.reader),
        *recordings_told(len(read), lacking, seconds),
        (here("Sealed"), here("to {keys}", keys=keys) if keys else here("no")),
        (here("Fingerprint"), fingerprint(data)),
    ]
    say()
    for told in in_columns(facts):
        say(told)
    if not what.recipients:
        say(here("Whoever has the file can hear it. To seal it to somebody: --for age1…"))
    how = as_typed_here("`reflect guide add FILE`")
    say(here("Tell the fingerprint aloud to whoever gets the file; they type {how}.", how=how))
