"""Taking out of here what was said: a session along in a file, or all of it onto a drive.

Only the asking and the telling; the desk writes. Whose it will be is said before it is written, and
where it is after. What is locked for somebody is offered first; what is not takes a yes of its own.
"""

from voice.floor.commands import Line
from voice.scenes.home.changing import look_at
from voice.scenes.home.errands import BackedUp, Listed, Taken, WriteUnlocked
from voice.scenes.home.states import Home
from voice.scenes.home.step import Step
from voice.scenes.home.wording import HomeSay


def offer(step: Step, listed: Listed) -> None:
    """One by one, after what is to be known before: what comes of it, or what is missing."""
    before = () if listed.first is None else (step.line(listed.first),)
    step.change(items=listed.items, shown=listed.shown, among=listed.among)
    look_at(step, listed.present, *before)


def ask_unlocked(step: Step) -> None:
    """Say who can read it then: only a yes writes it."""
    step.change(unlocked=True)
    step.tell(step.line(HomeSay.ASK_UNLOCKED), then=Home.CONFIRMING, prompt=True)


def write_unlocked(step: Step) -> None:
    """The person knows who can read it, and wants it so."""
    step.ask_desk(WriteUnlocked())


def tell_where(step: Step, taken: Taken) -> None:
    """Say where it is and who can open it; the whole path is shown until something is chosen."""
    folder, name, whose = taken.folder, taken.name, taken.whose
    if whose:
        line = step.line(HomeSay.TAKEN_FOR, folder=folder, name=name, whose=whose)
    else:
        line = step.line(HomeSay.TAKEN_OPEN, folder=folder, name=name)
    step.come_home(line)
    step.change(shown=taken.path)


def tell_no_drive(step: Step) -> None:
    """Say so, and what to do."""
    step.come_home(step.line(HomeSay.NO_DRIVE))


def tell_backed_up(step: Step, done: BackedUp) -> None:
    """Say where it is, what of it is not, and whether anybody could open it one day."""
    say = HomeSay.BACKED_UP if done.new else HomeSay.BACKED_UP_BEFORE
    lines: list[Line] = [step.line(say, drive=done.drive, name=done.name)]
    if done.unreadable:
        lines.append(step.line(HomeSay.BACKED_UP_PARTLY, count=done.unreadable))
    if not done.has_recovery_key:
        lines.append(step.line(HomeSay.NO_RECOVERY_KEY))
    step.come_home(*lines)
    step.change(shown=done.path)
