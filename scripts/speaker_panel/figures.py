"""What is counted, how it adds up, and which goals it has. No measuring here."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from statistics import median
from typing import Any, TypeVar

from voice.hearing.passage import SEGMENT_SILENCE_SECONDS

LARGEST_FALSE_SHARE = 1 / 200
LARGEST_MISSED_SHARE = 2 / 100
LARGEST_ASKED_SHARE = 1 / 100
"""Being asked has a price too: of what stands alone and is no command."""

LARGEST_MISSED_BESIDE_A_FAN = 8 / 100
LARGEST_MISSED_SOFT_BESIDE_A_FAN = 30 / 100
LARGEST_CONFUSED_SHARE = 1 / 200
"""Of all commands, taken for another."""

DEAD_AIR_OVER_SEGMENT_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Mistaken:
    """What was acted on as a command and was none; every word of it is the panel's own."""

    said: str
    """Empty where nobody had spoken."""
    heard: str
    """Each word of the passage with the recogniser's confidence."""
    action: str
    destroys_or_ends: bool
    state: str
    patience: str
    speaker: str
    room: str
    seed: int


@dataclass(slots=True)
class Figures:
    """Counts of one session or of many, and what a count alone does not tell."""

    sessions: int = 0
    unfinished: int = 0
    seconds: float = 0.0
    cut_offs: int = 0
    cut_offs_by_silence: int = 0
    cut_offs_by_words_alone: int = 0
    """Beside the others: the speaker's own pauses left a command's words alone."""
    keys_needed: int = 0
    talked_over: int = 0
    words: int = 0
    words_not_listened: int = 0
    clipped_words: int = 0
    lost_words: int = 0
    sentences: int = 0
    trap_sentences: int = 0
    asked_in_doubt: int = 0
    lone_passages: int = 0
    """Passages with words that stand alone, are short, and are no command."""
    lone_asked: int = 0
    """Of these, asked about, or acted on by a second opinion."""
    false_commands: int = 0
    commands_alone_in_content: int = 0
    phantom_commands: int = 0
    destructive_false_commands: int = 0
    commands: int = 0
    missed_commands: int = 0
    heard_by_asking: int = 0
    """Commands done after "did you mean" and a yes that was understood."""
    confused_commands: int = 0
    confused_ending: int = 0
    missed_and_not_kept: int = 0
    missed_amid_words: int = 0
    """Of the missed, their words were heard in a row, but with others in one passage."""
    missed_heard_alone: int = 0
    """Of the missed, heard word for word and alone: asked about, or taken for another's."""
    own_voice_segments: int = 0
    own_voice_frames: int = 0
    phantom_segments: int = 0
    dead_air_seconds: list[float] = field(default_factory=list)
    mistaken: list[Mistaken] = field(default_factory=list)

    @property
    def missed_share(self) -> float:
        """Commands said and not acted on, 0 to 1."""
        return self.missed_commands / self.commands if self.commands else 0.0

    @property
    def asked_share(self) -> float:
        """Lone passages that are no command and were asked about, 0 to 1."""
        return self.lone_asked / self.lone_passages if self.lone_passages else 0.0

    @property
    def confused_share(self) -> float:
        """Commands taken for another, 0 to 1."""
        return self.confused_commands / self.commands if self.commands else 0.0

    @property
    def false_share(self) -> float:
        """Sentences taken for a command, 0 to 1."""
        return self.false_commands / self.sentences if self.sentences else 0.0

    @property
    def dead_air_median_seconds(self) -> float | None:
        """From a command's last sample to the program's first; None without a command."""
        return median(self.dead_air_seconds) if self.dead_air_seconds else None


def total(parts: Iterable[Figures]) -> Figures:
    """All of them together."""
    return added(Figures(), parts)


CountsT = TypeVar("CountsT", bound=Any)


def added(whole: CountsT, parts: Iterable[CountsT]) -> CountsT:
    """These dataclasses' figures, each added to those of `whole`."""
    for part in parts:
        for each in fields(whole):
            setattr(whole, each.name, getattr(whole, each.name) + getattr(part, each.name))
    return whole


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure, what it may be at most, and what it is."""

    name: str
    limit: float
    value: float
    is_share: bool = False
    """Whether it says something only of many sessions."""

    @property
    def reached(self) -> bool:
        """Whether it is not over its limit."""
        return self.value <= self.limit + 1e-9


def as_json(
    everything: Figures, unhurried: Figures, quiet: Figures, fan: Figures, soft: Figures
) -> dict[str, Any]:
    """The panel's object: the headline figures, and every count there is."""
    return {
        "sessions": everything.sessions,
        "cut_offs_unhurried": unhurried.cut_offs,
        "lost_words": everything.lost_words,
        "destructive_false_commands": everything.destructive_false_commands,
        "false_commands_per_sentence": everything.false_share,
        "missed_commands": quiet.missed_share,
        "missed_beside_a_fan": fan.missed_share,
        "missed_soft_beside_a_fan": soft.missed_share,
        "taken_for_another": everything.confused_share,
        "lone_passages_asked_about": everything.asked_share,
        "own_voice_segments": everything.own_voice_segments,
        "dead_air_median_seconds": everything.dead_air_median_seconds,
        "counts": {
            each.name: getattr(everything, each.name)
            for each in fields(Figures)
            if each.name not in {"dead_air_seconds", "mistaken"}
        },
        "mistaken": [asdict(each) for each in everything.mistaken],
    }


def goals(unhurried: Figures, quiet: Figures, fan: Figures, soft: Figures) -> tuple[Goal, ...]:
    """What has to hold with `unhurried`: of it in a quiet room, and beside a fan all, and soft."""
    dead_air = unhurried.dead_air_median_seconds
    return (
        Goal("answers cut off", 0, unhurried.cut_offs),
        Goal("sessions that never ended", 0, unhurried.unfinished),
        Goal("words lost", 0, unhurried.lost_words),
        Goal(
            "content taken for a command that destroys or ends",
            0,
            unhurried.destructive_false_commands,
        ),
        Goal("sentences taken for a command", LARGEST_FALSE_SHARE, unhurried.false_share, True),
        Goal("commands missed in a quiet room", LARGEST_MISSED_SHARE, quiet.missed_share, True),
        Goal("commands missed beside a fan", LARGEST_MISSED_BESIDE_A_FAN, fan.missed_share, True),
        Goal(
            "commands missed, soft, beside a fan",
            LARGEST_MISSED_SOFT_BESIDE_A_FAN,
            soft.missed_share,
            True,
        ),
        Goal("commands taken for another", LARGEST_CONFUSED_SHARE, unhurried.confused_share, True),
        Goal("other lone passages asked about", LARGEST_ASKED_SHARE, unhurried.asked_share, True),
        Goal("missed commands of which nothing was kept", 0, quiet.missed_and_not_kept),
        Goal("passages of the program's own voice", 0, unhurried.own_voice_segments),
        Goal(
            "dead air after a command, median seconds",
            SEGMENT_SILENCE_SECONDS + DEAD_AIR_OVER_SEGMENT_SECONDS,
            dead_air if dead_air is not None else 0.0,
        ),
    )
