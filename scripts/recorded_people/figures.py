"""What is counted over all scenes, which goals it has, and the one object that `--json` prints."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from recorded_people.hearing import Heard
from recorded_people.rooms import FAN, KITCHENS, QUIET, SOFT, Place
from recorded_people.scenes import Manner, Where
from recorded_people.sitting import Sat

GATED = (QUIET, SOFT, FAN, *KITCHENS)
"""Where every word as recorded must reach the recogniser; under a floor of -45 dBFS the ends of
people's words are under the floor too."""

LARGEST_LOUD_SHARE = 1 / 100
LARGEST_TAKEN_SHARE = {20: 0.05, 15: 0.25}
"""Of a bystander's words, by how much softer they are. Where this fights a person's own words,
those win: a word that is kept can be taken out, a lost one is lost."""


@dataclass(slots=True)
class Figures:
    """Everything that was measured; each count with what it is of."""

    alone: dict[tuple[str, Manner], Heard] = field(default_factory=dict)
    quiet: Heard = field(default_factory=Heard)
    """Alone, in rooms with nothing but their own floor."""
    loud: Heard = field(default_factory=Heard)
    """Alone, beside a fan or a kitchen."""
    gate: Heard = field(default_factory=Heard)
    """Alone, as recorded: what must reach the recogniser."""
    beside: dict[tuple[int, Where], Heard] = field(default_factory=dict)
    patience: dict[str, Sat] = field(default_factory=dict)
    """By patience and recogniser."""
    talk: Sat = field(default_factory=Sat)
    """With the real model."""
    own_voice: tuple[int, int] = (0, 0)
    read_voice: tuple[int, int] = (0, 0)
    """The same, where people have read the questions."""
    words_wrong: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By room, of how many: where a model was named."""

    def add(
        self, place: Place, manner: Manner | None, db: int, where: Where | None, heard: Heard
    ) -> None:
        """Count one scene."""
        if where is not None:
            self.beside[db, where] = self.beside.get((db, where), Heard()) + heard
            return
        assert manner is not None
        alone = place.name, manner
        self.alone[alone] = self.alone.get(alone, Heard()) + heard
        if place.is_quiet:
            self.quiet += heard
        else:
            self.loud += heard
        if manner is Manner.AS_RECORDED and place in GATED:
            self.gate += heard

    def taken(self, softer_db: int) -> Heard:
        """Of a bystander in the pauses, so much softer."""
        return self.beside.get((softer_db, Where.PAUSES), Heard())


@dataclass(frozen=True, slots=True)
class Goal:
    """A count that may be at most this share of its whole."""

    name: str
    count: int
    of: int
    share: float = 0.0
    unit: str = "words"

    @property
    def reached(self) -> bool:
        """Whether it is not over its limit; of nothing, nothing is over."""
        return self.count <= self.share * self.of

    def __str__(self) -> str:
        verdict = "ok    " if self.reached else "MISSED"
        measured = self.count / self.of if self.of else 0.0
        return (
            f"{verdict} {self.name}: {self.count} of {self.of} {self.unit} "
            f"({measured:.2%}, at most {self.share:.0%})"
        )


def goals(figures: Figures) -> tuple[Goal, ...]:
    """What has to hold."""
    moved = sum((sat.moved_on_while_speaking for sat in figures.patience.values()), 0)
    silences = sum((sat.moved_on + sat.lines for sat in figures.patience.values()), 0)
    bystanders = [
        Goal(
            f"a bystander {db} dB softer, in the pauses, taken for the person",
            figures.taken(db).bystander_taken,
            figures.taken(db).bystander,
            LARGEST_TAKEN_SHARE[db],
        )
        for db in (20, 15)
    ]
    talk = figures.talk
    return (
        Goal(
            "words of one person alone that did not reach the recogniser, as recorded",
            figures.gate.own_lost,
            figures.gate.own,
        ),
        Goal(
            "words of one person alone taken for others', quiet rooms",
            figures.quiet.own_background,
            figures.quiet.own,
        ),
        Goal(
            "words of one person alone taken for others', beside fan or kitchen",
            figures.loud.own_background,
            figures.loud.own,
            LARGEST_LOUD_SHARE,
        ),
        *bystanders,
        Goal("moved on while a voice sounded", moved, silences, unit="silences that ran out"),
        Goal("talk taken for an action", talk.false_actions, talk.passages, unit="passages"),
        Goal("passages of the program's own voice", *figures.own_voice, unit="passages"),
        Goal("passages of a recorded voice that asks", *figures.read_voice, unit="passages"),
    )


def as_json(figures: Figures, recordings: int, seconds: float) -> dict[str, Any]:
    """One object: the headline figures, each share with its n."""
    alone = figures.quiet + figures.loud
    twenty, fifteen = figures.taken(20), figures.taken(15)
    told: dict[str, Any] = {
        "recordings": recordings,
        "recorded_seconds": round(seconds, 1),
        "words_alone": alone.own,
        "words_background_alone": alone.own_background,
        "words_alone_quiet": figures.quiet.own,
        "words_background_alone_quiet": figures.quiet.own_background,
        "words_alone_fan_or_kitchen": figures.loud.own,
        "words_background_alone_fan_or_kitchen": figures.loud.own_background,
        "words_lost": figures.gate.own_lost,
        "words_lost_n": figures.gate.own,
        "moved_on_while_speaking": sum(
            s.moved_on_while_speaking for s in figures.patience.values()
        ),
        "moved_on_while_speaking_n": sum(s.moved_on + s.lines for s in figures.patience.values()),
        "lines_while_speaking": sum(s.lines_while_speaking for s in figures.patience.values()),
        "bystander_taken_20_db": _share(twenty),
        "bystander_taken_20_db_n": twenty.bystander,
        "bystander_taken_15_db": _share(fifteen),
        "bystander_taken_15_db_n": fifteen.bystander,
        "bystander_softer_words_taken_20_db": _softer_share(twenty),
        "bystander_softer_words_taken_20_db_n": twenty.bystander - twenty.bystander_as_loud,
        "bystander_softer_words_taken_15_db": _softer_share(fifteen),
        "bystander_softer_words_taken_15_db_n": fifteen.bystander - fifteen.bystander_as_loud,
        "asked_in_doubt": figures.talk.asked_in_doubt,
        "lone_passages": figures.talk.lone_passages,
        "false_actions": figures.talk.false_actions,
        "false_actions_n": figures.talk.passages,
        "own_voice_segments": figures.own_voice[0],
        "own_voice_segments_n": figures.own_voice[1],
        "read_voice_segments": figures.read_voice[0],
        "read_voice_segments_n": figures.read_voice[1],
    }
    for room, (wrong, of) in figures.words_wrong.items():
        told[f"words_wrong_{room}"] = round(wrong / of, 4) if of else None
        told[f"words_wrong_{room}_n"] = of
    return told


def _share(heard: Heard) -> float:
    return round(heard.bystander_taken / heard.bystander, 4) if heard.bystander else 0.0


def _softer_share(heard: Heard) -> float:
    """Of the words that are themselves softer than the person's."""
    of = heard.bystander - heard.bystander_as_loud
    taken = heard.bystander_taken - heard.bystander_as_loud_taken
    return round(taken / of, 4) if of else 0.0


def total(parts: Iterable[Sat]) -> Sat:
    """All of them together."""
    whole = Sat()
    for part in parts:
        whole += part
    return whole
