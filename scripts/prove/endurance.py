"""Hours of listening in the simulated room: memory and descriptors stay where they were.

The client thinks for minutes between passages, as people do who are left in peace; so eight
hours hold some hundreds of passages. Everything but the two devices is the real program, with the
terminal and the page's process as its screens. A leak is planted and has to be found. The threads
that own the devices are in `sittings`: real ones take real time.
"""

import mmap
import os
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.memory import resident_mb
from rich.console import Console

from prove import sittings
from prove.passages import BEGAN
from prove.size import Progress, Size
from voice.app.session import plan_of
from voice.floor.commands import Manner
from voice.floor.view import View
from voice.guides.loading import parse_guide
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.language.loading import load_language
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Rehearsal, Watching, room_of
from voice.rehearsal.script import parse_script
from voice.scenes.reflection.conversation import Conversation
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.screen.page.words import load_shell
from voice.screen.terminal import TerminalScreen
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import Notice
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.records import AskedQuestion
from voice.vault.vault import Vault

SENTENCES = (
    "i trust people when they listen to me",
    "i feel safe when i can say what i think",
    "i feel calm and i am not afraid",
    "i think it takes a long time",
)
THINKING_SECONDS = 110.0
PASSAGES_PER_QUESTION = 8
SETTLED = 0.25
"""The first quarter warms up: models, caches, the allocator."""

Sample = tuple[float, float, float, int, int]
"""Hours, MB of this process, MB of the page's, open descriptors, threads."""


def prove(size: Size, progress: Progress) -> list[Figure]:
    """One session of so many simulated hours; the same with a leak; devices opened and closed."""
    planted = size.planted_mb_per_hour
    whole = _sit(size, 0.0, progress)
    leaking = _sit(size, planted, progress)
    slope = _slope([(hours, mb) for hours, mb, *_ in whole.settled])
    found = _slope([(hours, mb) for hours, mb, *_ in leaking.settled]) - slope
    stretch = max(1, len(whole.settled) // 5)
    early, late = whole.settled[:stretch], whole.settled[-stretch:]
    figures = [
        Figure("simulated listening", whole.hours, "h", 0.9 * size.simulated_hours, True),
        Figure("passages kept in it", whole.kept, goal=1, at_least=True),
        Figure("memory at its end", late[-1][1], "MB"),
        Figure("growth of memory", slope, "MB/h", planted / 2),
        Figure(
            f"growth found where {planted:g} MB/h are planted", found, "MB/h", planted / 2, True
        ),
        Figure(
            "growth of the page's process",
            _slope([(hours, mb) for hours, _, mb, *_ in whole.settled]),
            "MB/h",
            planted / 2,
        ),
        Figure("growth of open descriptors", _more(early, late, 3), goal=0),
        Figure("growth of threads", _more(early, late, 4), goal=0),
    ]
    return [*figures, *sittings.prove(size, progress)]


@dataclass(frozen=True, slots=True)
class _Sat:
    """What came of one long session."""

    hours: float
    kept: int
    settled: list[Sample]


def _sit(size: Size, planted_mb_per_hour: float, progress: Progress) -> _Sat:
    """One session, shown on the terminal and on the page, that leaks so much."""
    question_hours = PASSAGES_PER_QUESTION * (THINKING_SECONDS + 4) / 3600
    count = max(2, round(size.simulated_hours / question_hours))
    guide = parse_guide(_guide(count), "endurance")
    samples: list[Sample] = []
    leaked: list[mmap.mmap] = []
    leak_bytes = round(planted_mb_per_hour * 1_000_000 / 60)
    with ExitStack() as closing:
        folder = Path(closing.enter_context(TemporaryDirectory(prefix="reflect-prove-")))
        nowhere = closing.enter_context(open(os.devnull, "w"))
        vault, _ = Vault.create(folder / "vault")
        voice = ProgramVoice(Pyttsx3Synthesizer(None))
        closing.callback(voice.close)
        language = load_language("en")
        server = PageServer(load_shell("en", language.page), None, folder)
        page = PageScreen(server, lambda _event: None, language.page)
        closing.callback(server.close)
        terminal = TerminalScreen(Console(file=nowhere, force_terminal=True), language.page)
        closing.callback(terminal.close)

        def open_journal() -> SessionJournal:
            asked = tuple(
                AskedQuestion(question_id=q.id, question=q.text, theme="") for q in guide.questions
            )
            return vault.begin_session(
                SessionHeader("20261124-long", guide.id, guide.title, "en", BEGAN, asked)
            )

        def show(view: View) -> None:
            page.show(view)
            terminal.show(view)

        def notice(notice: Notice) -> None:
            page.notice(notice)
            terminal.notice(notice)

        settings = Settings(patience="never")
        room = room_of(RoomKind.QUIET, 1)
        script = parse_script(_script(count), Path())
        rehearsal = Rehearsal(
            Conversation(plan_of(guide, settings), Manner(300, 0.9)),
            lambda press: Client(script, room, press, lambda _t: None),
            room,
            voice,
            VoskRecognizer(open_model(rehearsal_model())),
            lambda _keeping: open_journal,
            Watching(show, notice, lambda _t: None),
            settings.guard_seconds,
        )
        rehearsal.stage.start()
        while not rehearsal.stage.ended and room.now_seconds() < size.simulated_hours * 3600:
            rehearsal.step()
            if round(room.now_seconds() / 0.02) % 3_000 == 0:  # once a minute
                hours = room.now_seconds() / 3600
                if leak_bytes:  # pages of its own: what was freed before may hold other blocks
                    leaked.append(mmap.mmap(-1, leak_bytes))
                    leaked[-1].write(bytes([1]) * leak_bytes)
                numbers = len(os.listdir("/proc/self/fd")), threading.active_count()
                samples.append((hours, resident_mb(), resident_mb(server.process_id), *numbers))
                progress(f"{hours:.2f} of {size.simulated_hours} hours")
        rehearsal.stage.finish()
        kept = sum(
            len(a.segments) for s in vault.read(vault.identity()).sessions for a in s.answers
        )
    return _Sat(samples[-1][0], kept, samples[int(len(samples) * SETTLED) :])


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """Theil and Sen's: the median of the slopes between all pairs, which no single jump moves."""
    return median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2))


def _more(early: Sequence[Sample], late: Sequence[Sample], place: int) -> float:
    """The highest of the last stretch over the highest of the first settled one."""
    return max(sample[place] for sample in late) - max(sample[place] for sample in early)


def _guide(count: int) -> str:
    head = 'id = "long"\ntitle = "Long"\nauthor = "Nobody"\nattribution = "Made for a proof."\n'
    themes: list[str] = []
    for start in range(0, count, 30):
        questions = "".join(
            f'[[themes.questions]]\nid = "q{n}"\ntext = "What of {n}?"\n'
            for n in range(start, min(count, start + 30))
        )
        themes.append(f'[[themes]]\nid = "t{start}"\ntitle = "T"\n{questions}')
    return head + "".join(themes)


def _script(count: int) -> str:
    turns = ['[[turn]]\nsay = ["i\'m ready"]\n']
    for number in range(count):
        said = ", ".join(
            f'"{SENTENCES[(number + place) % len(SENTENCES)]}", '
            f"{{ pause_seconds = {THINKING_SECONDS} }}"
            for place in range(PASSAGES_PER_QUESTION)
        )
        turns.append(f'[[turn]]\nsay = [{said}, "next question"]\n')
    return "".join(turns)
