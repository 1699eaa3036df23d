"""All that setting up remembers, as one frozen value, and what it is given at its start.

Data and questions about the data only.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from voice.floor.commands import Line
from voice.floor.crisis import CrisisCard
from voice.floor.situation import Floor
from voice.floor.view import KeySlip
from voice.floor.wording import Wording
from voice.scenes.setting_up.commands import Outcome, Task
from voice.scenes.setting_up.events import KeyQuestion
from voice.scenes.setting_up.states import TABLE, SettingUp


@dataclass(frozen=True, slots=True)
class Plan:
    """What setting up is given at its start and never changes."""

    wording: Wording
    title: str
    tasks: tuple[Task, ...]
    """What is to be asked, at least one, in order."""
    crisis: CrisisCard = field(default_factory=CrisisCard)
    loudest: float = 1.0
    speaks: bool = True
    """Whether anything is heard: what can only be heard is not offered otherwise."""
    shows: bool = True
    """Whether anything is on a screen."""
    draws: bool = True
    """Whether that screen can draw a code, and is more than lines of text."""
    going_on: bool = False
    """Whether it was begun before."""
    megabytes: int = 0
    """How large the recogniser is."""
    source: str = ""
    """Where it would come from, such as a site's name."""
    begun: bool = False
    """Whether a part of it has come already."""
    percent: int = 0
    """How much of it."""
    lacks_sound: bool = False
    """Whether there is no microphone, or no loudspeaker, so far."""
    ready: bool = True
    """Whether a session can follow: its model is at hand."""


class Shown(StrEnum):
    """How a recovery key is on the screen."""

    NOT = "not"
    LETTERS = "letters"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Floor):
    """One moment of setting up."""

    table = TABLE

    state: SettingUp = SettingUp.KEY
    then: SettingUp = SettingUp.KEY
    index: int = 0
    """Which task of the plan's is asked now."""
    ready: bool = True
    begun: bool = False
    percent: int = 0
    """How much of the recogniser is here."""
    from_file: bool = False
    """Whether it comes from a file."""
    files: tuple[str, ...] = ()
    done: frozenset[Task] = frozenset()
    """What is made already and cannot be gone back to."""
    put_off: bool = False
    """Whether anything was left for later."""
    leaving_as: Outcome = Outcome.DONE
    """How the task is left once its errand is done."""
    slip: KeySlip | None = field(default=None, repr=False)
    """The recovery key, until somebody has it or it is dropped."""
    rows: tuple[str, ...] = field(default=(), repr=False)
    questions: tuple[KeyQuestion, ...] = field(default=(), repr=False)
    question_index: int = 0
    shown: Shown = Shown.NOT
    read_out: bool = False
    """Whether it is to be read out as soon as it is made."""
    places: tuple[str, ...] = ()
    option_lines: tuple[Line, ...] = ()
    """How the choices are spoken: a screen has them already."""

    @property
    def shows_key(self) -> bool:
        """Whether the recovery key, or a part of it, is on the screen."""
        asked = self.state is SettingUp.ASKING_BACK
        return asked or (self.state is SettingUp.SHOWING_KEY and self.shown is not Shown.NOT)

    @property
    def question(self) -> KeyQuestion:
        """What is asked of the key now."""
        return self.questions[self.question_index % len(self.questions)]

    def without_key(self) -> "dict[str, object]":
        """What the fields of a key are where there is none."""
        return {"slip": None, "rows": (), "questions": (), "shown": Shown.NOT, "read_out": False}
