"""What one more passage, correction, session costs where there are many already: nothing more.

Every figure is a ratio within one run: CPU for one at the large size over CPU for one at a tenth of
it. What is kept is written without waiting for the disk, whose own time is none of ours.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from prove.passages import BEGAN, CANARY, header, passage

from benchmarks.figure import Figure
from benchmarks.memory import REPORT_PEAK, peak_mb
from voice.app.session import plan_of
from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.events import (
    ActionChosen,
    ListeningStarted,
    SegmentHeard,
    SpeechFinished,
    SpeechStarted,
)
from voice.floor.view import View
from voice.guides.loading import find_guide
from voice.hearing.ears import NoEars
from voice.language.loading import load_language
from voice.machine.awake import AwakeClock
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import SPEAKING, State
from voice.screen.page.picture import as_json, picture_of
from voice.screen.plain import PlainScreen
from voice.settings import Settings
from voice.speaking.mouth import SilentMouth
from voice.stage.ports import Edges
from voice.stage.stage import Stage
from voice.values.transcript import Correction
from voice.vault.amending import AmendingJournal
from voice.vault.files import FileSystem
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.reading import as_json as as_data
from voice.vault.records import AskedQuestion
from voice.vault.vault import RESERVE_FILE, Vault

PASSAGES = 20_000
"""Fifty hours of speech: no session is longer."""

SESSIONS = 10_000
"""Three a day for nine years."""

TENTH = 10
SMALL = PASSAGES // TENTH
STRETCH = SMALL // 4
"""So many passages, the last before either size, are measured together."""

MOST_GROWTH = 1.5
"""Linear work costs 1; what grows with the size costs 10."""

MOST_MEMORY_MB = 300.0

FIRST = "one"
"""A question of `prove.passages.header`."""


class _Unhurried(FileSystem):
    """The same calls, but none that waits for the disk."""

    def fsync(self, fd: int) -> None: ...

    def fsync_folder(self, path: Path) -> None: ...


def measure(_rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """One session of many passages: kept, added to, read, erased; then many sessions."""
    with tempfile.TemporaryDirectory(prefix="reflect-bench-") as name:
        progress(f"keeping {PASSAGES} passages")
        kept = _alone(_keeping, Path(name) / "kept")
        progress("adding to them afterwards")
        amended = _alone(_amending, Path(name))
        progress("finding and looking back")
        return [*kept, *amended, *_sessions(Path(name), progress)]


def _alone(part: Callable[[Path], list[Figure]], folder: Path) -> list[Figure]:
    """A part in a process of its own, whose memory is nobody else's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(part, folder).result()


# One session ------------------------------------------------------------------------------------


def _keeping(folder: Path) -> list[Figure]:
    """Each passage through the whole loop: decided, sealed, shown on page and plain lines."""
    vault, guide = _vault(folder), find_guide("trust-and-power")
    page = load_language(guide.language).page
    plain = PlainScreen(lambda _line: None, page)

    def show(view: View) -> None:
        plain.show(view)
        as_json(picture_of(view, view.said, page))

    def open_journal() -> SessionJournal:
        asked = tuple(
            AskedQuestion(question_id=q.question_id, question=q.text, theme=q.theme)
            for q in conversation.plan.questions
        )
        header = SessionHeader("20261124-long", guide.id, guide.title, "en", BEGAN, asked)
        return vault.begin_session(header)

    settings = Settings(patience="never")
    conversation = Conversation(plan_of(guide, settings), Manner(settings.rate_wpm, 0.9))
    mouth, ears = SilentMouth(_unheard), NoEars(_unheard)  # the measurement says what they do
    edges = Edges(mouth, ears, lambda _: open_journal, show, lambda _n: None, lambda _m: None)
    runner = Stage(conversation, edges, AwakeClock())
    runner.start()
    while conversation.now.state is not State.LISTENING:  # the welcome and the first question
        now = conversation.now
        if now.state in SPEAKING:
            runner.take(SpeechFinished(now.turn_id))
        else:
            runner.take(ActionChosen(Action.BEGIN, Means.KEY))
    turn_id = conversation.now.turn_id
    runner.take(ListeningStarted(turn_id))
    began, spent = 0.0, dict[int, float]()
    for number in range(PASSAGES):
        if number in {SMALL - STRETCH, PASSAGES - STRETCH}:
            began = time.process_time()
        runner.take(SpeechStarted(turn_id))
        runner.take(SegmentHeard(turn_id, passage(number), 3.0, 3.0))
        if number + 1 in {SMALL, PASSAGES}:
            spent[number + 1] = (time.process_time() - began) / STRETCH
    runner.finish()
    peak = peak_mb()
    (session,) = vault.read(vault.identity()).sessions
    kept = sum(len(answer.segments) for answer in session.answers)
    return [
        Figure("growth: passages kept in one session", kept, goal=PASSAGES, at_least=True),
        Figure(f"growth: the {SMALL}th passage, CPU", 1000 * spent[SMALL], "ms"),
        _ratio(f"growth: the {PASSAGES}th passage", spent[PASSAGES], spent[SMALL]),
        Figure(f"growth: memory, {PASSAGES} passages kept", peak, "MB", MOST_MEMORY_MB),
    ]


def _unheard(_event: object) -> None: ...


def _amending(folder: Path) -> list[Figure]:
    """A tenth of the passages corrected, a tenth flagged, a tenth added; read again; all erased."""
    amended, read, erased = (dict[int, float]() for _ in range(3))
    for size in (SMALL, PASSAGES):
        vault = _vault(folder / str(size))
        _keep_session(vault, 1, size)
        identity, session_id = vault.identity(), header(1).session_id
        began = time.process_time()
        journal = AmendingJournal(
            vault, identity, {session_id: BEGAN}, lambda: datetime.fromisoformat(BEGAN)
        )
        of_answer = f"{session_id} {FIRST}"
        for number in range(0, size, TENTH):
            said = passage(number)
            word = said.words[1].text
            correction = Correction(f"{number}-correction", said.segment_id, 1, (word,), ("meant",))
            journal.seal_correction(of_answer, correction)
            journal.flag_segment(of_answer, said.segment_id)
            journal.seal_segment(of_answer, passage(size + number))
        amended[size] = (time.process_time() - began) / (3 * size // TENTH)
        began = time.process_time()
        reading = vault.read(identity)
        (answer, _) = reading.sessions[0].answers
        changed = sum(a != b for a, b in zip(answer.segments, answer.corrected, strict=True))
        as_data(reading.sessions)
        read[size] = (time.process_time() - began) / len(answer.segments)
        whole = (len(answer.segments), len(answer.flagged), changed)
        assert whole == (size + size // TENTH, size // TENTH, size // TENTH), whole
        began = time.process_time()
        vault.erase_answer(identity, session_id, FIRST)
        erased[size] = (time.process_time() - began) / len(answer.segments)
    return [
        _ratio("growth: a correction, flag, addition", amended[PASSAGES], amended[SMALL]),
        _ratio("growth: reading a passage again", read[PASSAGES], read[SMALL]),
        _ratio("growth: erasing a passage of an answer", erased[PASSAGES], erased[SMALL]),
        Figure(
            f"growth: memory, {PASSAGES} added to, read, erased", peak_mb(), "MB", MOST_MEMORY_MB
        ),
    ]


# Many sessions ----------------------------------------------------------------------------------


def _sessions(folder: Path, progress: Callable[[str], None]) -> list[Figure]:
    """The whole program, from its start: the start is taken off, it is the same for both sizes."""
    few, many = _vault(folder / "few"), _vault(folder / "many")
    for number in range(SESSIONS):
        if number < SESSIONS // TENTH:
            _keep_session(few, number, 1)
        _keep_session(many, number, 1)
    figures: list[Figure] = []
    for command in (["read"], ["find", f"{CANARY}3"], ["look-back", FIRST]):
        progress(f"{command[0]} in {SESSIONS} sessions")
        start, _ = _cost(["list", "--vault", str(few.directory)])
        small, _ = _cost([*command, "--vault", str(few.directory)])
        large, peak = _cost([*command, "--vault", str(many.directory)])
        name = f"growth: {command[0]}, {SESSIONS} sessions"
        ratio = _ratio(name, (large - start) / SESSIONS, (small - start) / (SESSIONS // TENTH))
        figures += [
            Figure(f"{name}, CPU", large, "s"),
            ratio,
            Figure(f"{name}, memory", peak, "MB", MOST_MEMORY_MB),
        ]
    return figures


def _cost(command: list[str]) -> tuple[float, float]:
    """CPU seconds of one command in a process of its own, and the most memory it held."""
    program = f"{REPORT_PEAK}\nfrom voice.cli import main; main()"
    with tempfile.TemporaryFile("w+") as peak:
        child = subprocess.Popen(
            [sys.executable, "-c", program, *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[peak.fileno()],
            env={**os.environ, "REPORT_PEAK_TO": str(peak.fileno())},
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"reflect {command[0]} ended with {child.returncode}")
        peak.seek(0)
        return usage.ru_utime + usage.ru_stime, int(peak.read()) / 1000


# Both -------------------------------------------------------------------------------------------


def _ratio(name: str, large: float, small: float) -> Figure:
    return Figure(f"{name}, over a tenth of them", large / small, "times", MOST_GROWTH)


def _vault(folder: Path) -> Vault:
    made, _ = Vault.create(folder)
    return Vault(made.directory, _Unhurried())


def _keep_session(vault: Vault, number: int, passages: int) -> None:
    journal = SessionJournal(
        vault.records_folder / f"{number:032x}",
        vault.directory / RESERVE_FILE,
        [recipient.public_key for recipient in vault.recipients],
        header(number),
        _Unhurried(),
        lambda: None,
    )
    for place in range(passages):
        journal.seal_segment(FIRST, passage(place))
    journal.close()
