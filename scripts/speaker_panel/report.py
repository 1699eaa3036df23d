"""The panel's figures for people: one table per way of looking at the same sessions."""

from collections.abc import Callable, Iterable

from speaker_panel.figures import Figures, Goal, Mistaken, total
from speaker_panel.session import Case

Held = list[tuple[Case, Figures]]

_COLUMNS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("sessions", lambda f: str(f.sessions)),
    ("cut-offs (by silence)", lambda f: f"{f.cut_offs} ({f.cut_offs_by_silence})"),
    ("by words alone", lambda f: str(f.cut_offs_by_words_alone)),
    ("lost words", lambda f: f"{f.lost_words} of {f.words}"),
    ("clipped words", lambda f: str(f.clipped_words)),
    ("talked over", lambda f: str(f.talked_over)),
    ("false commands", lambda f: f"{f.false_commands} of {f.sentences}"),
    ("from nobody", lambda f: str(f.phantom_commands)),
    ("that destroy or end", lambda f: str(f.destructive_false_commands)),
    ("commands missed", lambda f: f"{f.missed_commands} of {f.commands} ({f.missed_share:.0%})"),
    ("by asking", lambda f: str(f.heard_by_asking)),
    ("asked about", lambda f: f"{f.lone_asked} of {f.lone_passages}"),
    ("nothing kept", lambda f: str(f.missed_and_not_kept)),
    ("taken for another", lambda f: str(f.confused_commands)),
    ("own voice", lambda f: str(f.own_voice_segments)),
    ("dead air, median s", lambda f: _seconds(f.dead_air_median_seconds)),
)


def tables(held: Held) -> str:
    """Everything: by patience, by kind of speaker and by room with `unhurried`, and crossed."""
    unhurried = [pair for pair in held if pair[0].patience == "unhurried"]
    return "\n\n".join(
        (
            _table("Each patience", "patience", _by(held, lambda case: case.patience)),
            _table(
                "Each kind of speaker, `unhurried`",
                "speaker",
                _by(unhurried, lambda case: str(case.kind)),
            ),
            _table("Each room, `unhurried`", "room", _by(unhurried, lambda case: str(case.room))),
            _table(
                "Each patience and kind of speaker",
                "patience, speaker",
                _by(held, lambda case: f"{case.patience}, {case.kind}"),
            ),
        )
    )


def goals_table(goals: Iterable[Goal]) -> str:
    """What has to hold, and whether it does."""
    rows = ["| with `unhurried` | at most | measured | reached |", "|---|---|---|---|"]
    rows += [
        f"| {goal.name} | {goal.limit:g} | {goal.value:.4g} | {_verdict(goal)} |" for goal in goals
    ]
    return "\n".join(rows)


def mistaken_table(mistaken: Iterable[Mistaken]) -> str:
    """Each that was acted on as a command and was none, those that destroy or end first."""
    rows = ["| said | heard | taken for | destroys or ends | while | session |", "|---" * 6 + "|"]
    rows += [
        f"| {each.said or '(nobody)'} | {each.heard} | {each.action} |"
        f" {'**yes**' if each.destroys_or_ends else 'no'} | {each.state} |"
        f" {each.patience}, {each.speaker}, {each.room}, seed {each.seed} |"
        for each in sorted(mistaken, key=lambda each: not each.destroys_or_ends)
    ]
    return "\n".join(rows)


def _by(held: Held, group: Callable[[Case], str]) -> dict[str, Figures]:
    names = dict.fromkeys(group(case) for case, _ in held)
    return {name: total(f for case, f in held if group(case) == name) for name in names}


def _table(title: str, heading: str, rows: dict[str, Figures]) -> str:
    lines = [
        f"### {title}",
        "",
        f"| {heading} | " + " | ".join(name for name, _ in _COLUMNS) + " |",
        "|---" * (len(_COLUMNS) + 1) + "|",
    ]
    lines += [
        f"| {name} | " + " | ".join(show(figures) for _, show in _COLUMNS) + " |"
        for name, figures in rows.items()
    ]
    return "\n".join(lines)


def _verdict(goal: Goal) -> str:
    return "yes" if goal.reached else "**no**"


def _seconds(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"
