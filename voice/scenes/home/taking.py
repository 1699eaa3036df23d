"""Taking a session along from home: whose it will be is said before it is written, and where after.

Only the asking and the telling; the desk writes. What is locked for somebody is offered first, and
what is not is written after a yes of its own.
"""

from voice.scenes.home.errands import Listed, Taken, WriteUnlocked
from voice.scenes.home.states import Home
from voice.scenes.home.step import Step
from voice.scenes.home.wording import HomeSay


def offer(step: Step, listed: Listed) -> None:
    """One by one; where nobody's key is known that is said first, with what to do about it."""
    before = (step.line(HomeSay.NOBODY_KNOWN),) if listed.nobody_known else ()
    step.change(items=listed.items, shown=listed.shown)
    step.look_at(0, *before)


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
