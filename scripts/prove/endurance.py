"""Hours of listening in the simulated room: memory and descriptors stay where they were.

The client thinks for minutes between passages, as people do who are left in peace; so eight
hours hold some hundreds of passages. Everything but the two devices is the real program.
"""

import os
import tempfile
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.memory import resident_mb

from prove.passages import BEGAN
from prove.size import Progress, Size
from voice.app import plan_of
from voice.conversation.commands import Manner
from voice.conversation.conversation import Conversation
from voice.guide import parse_guide
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models import rehearsal_model
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Rehearsal, Watching, room_of
from voice.rehearsal.room import RoomKind
from voice.rehearsal.script import parse_script
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
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

MOST_GROWTH = 5.0


def prove(size: Size, progress: Progress) -> list[Figure]:
    """One session of so many simulated hours."""
    question_hours = PASSAGES_PER_QUESTION * (THINKING_SECONDS + 4) / 3600
    count = max(2, round(size.simulated_hours / question_hours))
    guide = parse_guide(_guide(count), "endurance")
    seconds = size.simulated_hours * 3600
    samples: list[tuple[float, float, int]] = []
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        vault, _ = Vault.create(Path(name) / "vault")
        voice = ProgramVoice(Pyttsx3Synthesizer(None))
        opened: list[SessionJournal] = []

        def open_journal() -> SessionJournal:
            asked = tuple(
                AskedQuestion(question_id=q.id, question=q.text, theme="") for q in guide.questions
            )
            header = SessionHeader("20261124-long", guide.id, guide.title, "en", BEGAN, asked)
            opened.append(vault.begin_session(header))
            return opened[-1]

        settings = Settings(patience="never")
        room = room_of(RoomKind.QUIET, 1)
        script = parse_script(_script(count), Path())
        rehearsal = Rehearsal(
            Conversation(plan_of(guide, settings), Manner(300, 0.9)),
            lambda press: Client(script, room, press, lambda _t: None),
            room,
            voice,
            VoskRecognizer(open_model(rehearsal_model())),
            open_journal,
            Watching(lambda _v: None, lambda _n: None, lambda _t: None),
            settings.guard_seconds,
        )
        try:
            rehearsal.runner.start()
            while not rehearsal.runner.ended and room.now_seconds() < seconds:
                rehearsal.step()
                if round(room.now_seconds() / 0.02) % 3_000 == 0:  # once a minute
                    samples.append((room.now_seconds(), resident_mb(), _descriptors()))
                    progress(f"{room.now_seconds() / 3600:.2f} of {size.simulated_hours} hours")
            rehearsal.runner.finish()
        finally:
            voice.close()
        kept = sum(
            len(a.segments) for s in vault.read(vault.identity()).sessions for a in s.answers
        )
    settled = samples[int(len(samples) * SETTLED) :]
    # the highest of the first settled stretch against the highest of the last one
    stretch = max(1, len(settled) // 5)
    early = max(mb for _, mb, _ in settled[:stretch])
    late = max(mb for _, mb, _ in settled[-stretch:])
    descriptors = max(n for _, _, n in settled[-stretch:]) - max(n for _, _, n in settled[:stretch])
    return [
        Figure("simulated listening", samples[-1][0] / 3600, "h", 0.9 * size.simulated_hours, True),
        Figure("passages kept in it", kept, goal=1, at_least=True),
        Figure("memory at its end", late, "MB"),
        Figure("growth of memory", 100 * (late / early - 1), "%", MOST_GROWTH),
        Figure("growth of open descriptors", descriptors, goal=0),
    ]


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


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))
