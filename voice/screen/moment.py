"""One moment in a terminal: what it is about, what is being heard, and what can be done now.

Pure: a view in, something that Rich can draw out. What of it a small window has room for is
`Rank`'s to say.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from voice.floor.actions import Action
from voice.floor.crisis import CrisisCard
from voice.floor.view import Choice, KeySlip, Mood, View
from voice.screen.code import code_size, code_text
from voice.screen.fitting import Choices, Fitted, Part, split
from voice.screen.likely import LIKELY, drawn
from voice.screen.page.buttons import option_note, typeset
from voice.screen.page.picture import kept_words, meter_share, unchecked_words
from voice.values.typing import MOST_TYPED_CHARACTERS

METER_CELLS = 24
SIGN_CELLS = 28
"""Where the meter begins: most of what the program does is said in fewer."""

BESIDE_CODE_COLUMNS = 38
"""What is said of a key, and its 74 letters in two lines: a window of 80 columns holds both."""

BELOW_CODE_LINES = 6
"""The key's letters, the status and how to go on."""

CARD_LINES = 10
"""What stands around the numbers of a crisis card where they are set apart from each other."""

FOOT_LINES = 3
"""Help, crisis help and stop, and how to go on."""

_SIGNS: Mapping[Mood, str] = {
    Mood.SPEAKING: "♪",
    Mood.LISTENING: "●",
    Mood.THINKING: "…",
    Mood.READY: "●",
    Mood.PAUSED: "‖",
    Mood.ASKING: "?",
    Mood.STOPPING: "■",
    Mood.OVER: "…",
}
"""A sign each, with words beside it: never colour alone."""

_SIGNS_UNDER_HEADINGS: Mapping[Mood, str] = {
    **_SIGNS,
    Mood.READY: "·",
    Mood.THINKING: "·",
    Mood.OVER: "·",
    Mood.STOPPING: "!",
}
"""Nobody is listened to but where a choice is awaited."""

_CURSOR = "▏"
"""Where the next letter stands."""

_HIDDEN = "•"
"""One letter of what is typed and not shown."""

_INVITING = "○"
"""Ready for whoever comes."""


class Rank(IntEnum):
    """Whose turn it is to be given lines of a small window; the foot comes before all of them."""

    STATUS = 0
    KEY = 1
    TYPED = 2
    TOLD = 3
    NOTICE = 4
    ANSWER = 5
    ASKED = 6
    HEADING = 7
    LABEL = 8
    CHOICES = 9
    TOLD_BEFORE = 10
    CARD = 11
    KEPT = 12


def picture(
    view: View,
    words: Mapping[str, str],
    caption: str,
    level_dbfs: float,
    standing_on: Action | int | None = None,
    hidden_letters: int = 0,
) -> RenderableType:
    """One moment as something Rich can draw, no higher than the window; `words` are the page's.

    `hidden_letters` is how many stand in the line that nobody is shown.
    """
    action = standing_on if isinstance(standing_on, Action) else None
    seen = [each for each in view.choices if each in drawn(view) or each.action is action]
    foot, others = split(seen)

    def parts(width: int, height: int) -> list[Part | Choices]:
        if view.card is not None:
            above = _crisis(view, view.card, words, width, height)
        elif view.heading_key:
            above = _headed(view, words, width, height)
        else:
            above = _asked(view, words, caption, level_dbfs, width)
        if view.passphrase_turn_id:
            above += _hidden_line(words, hidden_letters)
        if view.warned:
            warned = Text(f"! {words['kiosk_warned']}", style="bold")
            above.append(Part(warned, Rank.NOTICE, 1, 0.25))
        if view.options:
            above.append(_options(view, words, standing_on))
        return [*above, _other_choices(view, others, action), *_card(view)]

    return Fitted(parts, foot, action)


def _other_choices(view: View, others: Sequence[Choice], standing_on: Action | None) -> Choices:
    """What there is beside the foot; it gives way to what somebody asked to be told."""
    likely = () if view.heading_key else LIKELY
    return Choices(others, Rank.CHOICES, standing_on, likely, 0 if view.tells else 1)


def _card(view: View) -> list[Part]:
    """Whom to call; not before the kiosk is there for anybody, while the staff compares keys."""
    asked_for = any(choice.action is Action.CRISIS for choice in view.choices)
    opening = view.nobody_here and bool(view.choices) and not asked_for
    if not view.crisis or opening:
        return []
    card = _indented(Text(typeset(view.crisis), style="dim"))
    return [Part(card, Rank.CARD, whole=asked_for, apart=True)]


def _asked(
    view: View, words: Mapping[str, str], caption: str, level_dbfs: float, width: int
) -> list[Part]:
    """What stands above the choices where a question is what the moment is about."""
    heading = view.title
    if view.number:
        place = words["place"].format(number=view.number, count=view.count)
        heading = f"{view.theme} · {place}"
    parts = [
        Part(Rule(Text(heading), align="left", style="dim"), Rank.HEADING),
        Part(_indented(Text(view.question or view.title, style="bold")), Rank.ASKED, share=0.2),
    ]
    if view.mood is Mood.OVER:
        return parts
    parts.append(Part(_status(view, words, level_dbfs, width), Rank.STATUS, 1, apart=True))
    spoken = [line for line in view.saying or view.said if line != view.question]
    spoken += [line for line in view.shown if line not in spoken]
    if spoken:
        # what is said now is whole before anything else; once listened to, the answer is
        told = view.mood is not Mood.LISTENING
        rank, share = (Rank.TOLD, 1.0) if told else (Rank.TOLD_BEFORE, 0.0)
        parts.append(
            Part(_indented(Text(typeset(" ".join(spoken)))), rank, share=share, apart=True)
        )
    if view.typing_turn_id:
        parts += _line(view, words)
    if view.answer or caption:
        answer = Text(view.answer)
        if caption:
            answer.append(("\n" if view.answer else "") + caption + " …", style="italic")
        label = Text(f"  {words['your_answer']}:", style="dim")
        parts.append(Part(label, Rank.LABEL, apart=True))
        parts.append(Part(_indented(answer), Rank.ANSWER, share=0.25, newest=True))
    if view.notice:
        parts.append(Part(Text(f"! {view.notice}", style="bold"), Rank.NOTICE, 1, 0.125))
    kept = kept_words(view, words)
    if kept:
        parts.append(Part(Text(f"  {kept}", style="dim"), Rank.KEPT))
    return parts


def _line(view: View, words: Mapping[str, str]) -> list[Part]:
    """What is being typed, its end in sight; and that no more of it fits."""
    line = Text(view.draft, style="bold").append(_CURSOR)
    label = Text(f"  {words['typing_label']}:", style="dim")
    parts = [
        Part(label, Rank.LABEL, apart=True),
        Part(_indented(line), Rank.TYPED, 1, 0.25, newest=True),
    ]
    if len(view.draft) >= MOST_TYPED_CHARACTERS:
        parts.append(Part(Text(f"! {words['typing_full']}", style="bold"), Rank.NOTICE, 1, 0.125))
    return parts


def _hidden_line(words: Mapping[str, str], letters: int) -> list[Part]:
    """How many letters of a passphrase are typed, and nothing else of it."""
    line = Text(_HIDDEN * letters, style="bold").append(_CURSOR)
    label = Text(f"  {words['passphrase_label']}:", style="dim")
    return [
        Part(label, Rank.LABEL, apart=True),
        Part(_indented(line), Rank.TYPED, 1, 0.25, newest=True),
    ]


def _options(view: View, words: Mapping[str, str], standing_on: Action | int | None) -> Part:
    """What can be chosen by its number, a line each; from where the switch stands, or the first."""
    lines: list[Text] = []
    for option in view.options:
        mark = "▶" if option.number == standing_on else " "
        line = Text.assemble(f"{mark} ", (f" {option.number} ", "reverse"))
        line.append(f" {typeset(option.text)}{option_note(option, words)}")
        line.no_wrap, line.overflow = True, "ellipsis"
        lines.append(line)
    if isinstance(standing_on, int):
        first = next((at for at, o in enumerate(view.options) if o.number == standing_on), 0)
        lines = lines[max(0, first - 1) :]
    return Part(Group(*lines), Rank.TOLD, min(3, len(lines)), 0.5, apart=True)


def _crisis(
    view: View,
    card: CrisisCard,
    words: Mapping[str, str],
    width: int,
    height: int,
) -> list[Part]:
    """The crisis card: a number a line, before what it is for; the words give way first."""
    numbers = _numbers(card, width, height - CARD_LINES)
    told = [line for line in view.saying if line != card.spoken]
    parts = [
        Part(Rule(Text(words[view.heading_key]), align="left", style="bold"), Rank.HEADING),
        Part(_indented(Text("\n".join(card.words))), Rank.ASKED, apart=True),
        Part(Group(*numbers), Rank.KEY, len(numbers), apart=True),
        Part(Text(f"  {_SIGNS[view.mood]} {words[view.mood_key]}"), Rank.STATUS, 1, apart=True),
    ]
    if told:
        parts.append(Part(_indented(Text(typeset(" ".join(told)))), Rank.TOLD, 1, apart=True))
    if view.notice:
        parts.append(Part(Text(f"! {view.notice}", style="bold"), Rank.NOTICE, 1, 0.125))
    unchecked = unchecked_words(card, words)
    if unchecked:
        parts.append(Part(_indented(Text(unchecked, style="dim")), Rank.CARD))
    return parts


def _numbers(card: CrisisCard, width: int, height: int) -> list[Text]:
    """A number a line, set apart where there is room; what each is for is cut first."""
    widest = max((len(number.shown) for number in card.numbers), default=0)
    apart = 2 * len(card.numbers) <= height
    lines: list[Text] = []
    for number in card.numbers:
        if lines and apart:
            lines.append(Text())
        line = Text(
            f"  {number.shown:<{widest}}  ", style="bold", no_wrap=True, overflow="ellipsis"
        )
        line.append(number.words, style="not bold")
        line.truncate(width, overflow="ellipsis")
        lines.append(line)
    return lines


def _indented(text: Text) -> RenderableType:
    return Padding(text, (0, 2))


def _status(view: View, words: Mapping[str, str], level_dbfs: float, width: int) -> Text:
    sign = f"{_SIGNS[view.mood]} {words[view.mood_key]}"
    if view.listens and not view.microphone_open:
        sign = f"… {words['one_moment']}"
    if view.deaf:
        return Text(f"  {sign}", no_wrap=True, overflow="ellipsis")
    cells = max(0, min(METER_CELLS, width - max(len(sign), SIGN_CELLS) - 3))
    filled = round(cells * meter_share(level_dbfs))
    meter = "█" * filled + "░" * (cells - filled)
    return Text(f"  {sign:<{SIGN_CELLS}} {meter}".rstrip(), no_wrap=True, overflow="ellipsis")


def _headed(view: View, words: Mapping[str, str], width: int, height: int) -> list[Part]:
    """What stands above the choices where the moment has a heading of its own."""
    inviting = view.mood is Mood.READY and view.nobody_here
    sign = _INVITING if inviting else _SIGNS_UNDER_HEADINGS[view.mood]
    told = Text("\n".join(map(typeset, view.shown or view.saying)))
    parts = [
        Part(Rule(Text(view.title), align="left", style="dim"), Rank.HEADING),
        Part(Text(f"  {sign} {words[view.mood_key]}"), Rank.STATUS, 1, apart=True),
        Part(_indented(told), Rank.TOLD, share=1.0, apart=True),
    ]
    if view.question:  # what is to be read aloud
        parts.insert(1, Part(_indented(Text(view.question, style="bold")), Rank.TYPED, apart=True))
    if view.room:
        parts.insert(2, Part(Text(f"  {words[f'kiosk_room_{view.room}']}"), Rank.ASKED))
    if view.notice:
        parts.append(Part(Text(f"! {view.notice}", style="bold"), Rank.NOTICE, 1, 0.125))
    return parts if view.slip is None else _with_key(parts, view.slip, words, width, height)


def _with_key(
    parts: list[Part], slip: KeySlip, words: Mapping[str, str], width: int, height: int
) -> list[Part]:
    """A new key beside or above what is said of it; never a part of its code."""
    columns, lines = code_size(slip.rows)
    code = code_text(slip.rows)
    parts.append(Part(Text(slip.secret, overflow="fold"), Rank.KEY, 3, apart=True))
    if height >= lines and width >= columns + BESIDE_CODE_COLUMNS:
        beside = Table.grid(padding=(0, 1, 0, 0))
        beside.add_column(width=columns)
        beside.add_column(width=width - columns - 2)
        beside.add_row(code, Fitted(lambda _width, _height: parts, (), lines=lines))
        return [Part(beside, Rank.KEY, lines)]
    if height >= lines + BELOW_CODE_LINES and width >= columns:
        return [Part(code, Rank.KEY, lines), *parts]
    too_small = words["kiosk_code_too_large"].format(
        columns=columns + BESIDE_CODE_COLUMNS, lines=lines + FOOT_LINES
    )
    parts.append(Part(Text(f"! {too_small}", style="bold"), Rank.NOTICE, 1, 0.25))
    return parts
