"""The figures for people: what was played, which goals hold, and a table of every room."""

from collections.abc import Sequence

from recorded_people.figures import Figures, goals
from recorded_people.hearing import Heard
from recorded_people.recordings import Recording
from recorded_people.scenes import Manner, Where


def report(
    figures: Figures, recordings: Sequence[Recording], kitchen: bool, arguments: list[str]
) -> str:
    """Everything, with whose speech it is."""
    whose = dict.fromkeys(recording.kind for recording in recordings)
    speakers = len({recording.speaker for recording in recordings})
    noise = "recorded" if kitchen else "made up, for none was named (--kitchen FILE)"
    lines = [
        f"`scripts/people.py {' '.join(arguments)}`".replace(" `", "`"),
        f"{len(recordings)} recordings, {sum(r.seconds for r in recordings):.0f} s, "
        f"{sum(len(r.words) for r in recordings)} words, {speakers} names of speakers.",
        f"Whose speech: {'; '.join(whose)}. It says nothing of anybody else.",
        f"The kitchen is {noise}.",
        "",
        *(str(goal) for goal in goals(figures)),
        "",
        *_alone(figures),
        "",
        *_beside(figures),
        "",
        *_silences(figures),
        "With the model, alone in a quiet room, and in a loud one with bursts: "
        f"{figures.talk.passages} passages, {figures.talk.lone_passages} of them short and alone; "
        f"{figures.talk.false_actions} taken for an action, {figures.talk.asked_in_doubt} asked "
        "about.",
    ]
    lines += [
        f"Words wrong, {room}: {wrong} of {of} ({wrong / max(1, of):.0%})"
        for room, (wrong, of) in figures.words_wrong.items()
    ]
    return "\n".join(lines)


def _alone(figures: Figures) -> list[str]:
    places = list(dict.fromkeys(place for place, _ in figures.alone))
    lines = [
        "One person alone: words taken for others', of how many (and how many did not arrive)",
        "| | " + " | ".join(places) + " |",
        "|---" * (len(places) + 1) + "|",
    ]
    for manner in Manner:
        row = [figures.alone.get((place, manner)) for place in places]
        if any(row):
            cells = (_cell(heard) if heard else "" for heard in row)
            lines.append(f"| {manner} | " + " | ".join(cells) + " |")
    return lines


def _cell(heard: Heard) -> str:
    lost = f" ({heard.own_lost})" if heard.own_lost else ""
    return f"{heard.own_background} of {heard.own}{lost}"


def _beside(figures: Figures) -> list[str]:
    lines = [
        "Beside a bystander, the person at -26 dBFS, the floor at -45",
        "| how much softer, when | of their words taken for the person's | of these, words as loud "
        "as the person (coughs) | of the person's taken for theirs | of the person's that did not "
        "arrive |",
        "|---|---|---|---|---|",
    ]
    for (softer_db, where), heard in sorted(figures.beside.items(), reverse=True):
        over = " (no goal: they are as loud as whom they speak over)" if where is Where.OVER else ""
        share = heard.bystander_taken / max(1, heard.bystander)
        lines.append(
            f"| {softer_db} dB, {where}{over} | {heard.bystander_taken} of {heard.bystander} "
            f"({share:.1%}) | {heard.bystander_as_loud_taken} of {heard.bystander_as_loud} | "
            f"{heard.own_background} of {heard.own} | {heard.own_lost} |"
        )
    return lines


def _silences(figures: Figures) -> list[str]:
    lines = [
        "| patience, recogniser | silences that moved on | while a voice sounded | lines and cues "
        "| while a voice sounded |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {sat.moved_on} | {sat.moved_on_while_speaking} | {sat.lines} | "
        f"{sat.lines_while_speaking} |"
        for name, sat in figures.patience.items()
    ]
    return lines
