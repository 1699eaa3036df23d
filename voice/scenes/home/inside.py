"""What happens inside the home: a session or a reading, from its beginning to being home again.

Nothing of what is said there; that is the scene's own.
"""

from dataclasses import replace

from voice.floor.commands import Keeping
from voice.floor.events import SceneOver
from voice.floor.wording import Say
from voice.scenes.home.errands import KnownGuide, NoteSession, SessionKept, Words, WordsAmended
from voice.scenes.home.states import Occasion
from voice.scenes.home.step import Step
from voice.scenes.home.wording import HomeSay
from voice.scenes.reading.reader import Reader
from voice.scenes.reading.step import Plan as ReadingPlan
from voice.scenes.recording.recording import GuideRecording
from voice.scenes.recording.step import Plan as RecordingPlan
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.step import Plan as SessionPlan
from voice.scenes.teaching.situation import Plan as TeachingPlan
from voice.scenes.teaching.teaching import SoundTeaching


def begin_session(step: Step, guide: KnownGuide, plan: SessionPlan) -> None:
    """Hold a session inside: whoever was here before hears the question at once."""
    told, questions = (), plan.questions
    if not step.now.been_before:
        whose = step.line(HomeSay.QUESTIONS, title=guide.title, author=guide.author)
        told = (whose, step.line(Say.HOW_TO_ANSWER))
    if guide.name in step.now.known:
        questions = tuple(replace(each, introduction="") for each in questions)
    plan = replace(plan, questions=questions, told_before=told, stays=True)
    step.go_inside(holds_session=True)
    step.change(guide=guide, known=step.now.known | {guide.name})
    step.open_inside(Conversation(plan, step.now.manner, step.now.turn_id), SessionKept())


def read_words(step: Step, plan: ReadingPlan) -> None:
    """Read inside what was opened."""
    step.go_inside(holds_session=False)
    plan = replace(plan, stays=True)
    step.open_inside(Reader(plan, step.now.manner, step.now.turn_id), WordsAmended())


def record_voice(step: Step, plan: RecordingPlan) -> None:
    """Have a guide read aloud inside; nothing that is said there is kept but what is read."""
    step.go_inside(holds_session=False)
    plan = replace(plan, loudest=step.plan.loudest)
    step.open_inside(GuideRecording(plan, step.now.manner, step.now.turn_id), Keeping())


def teach_sounds(step: Step, plan: TeachingPlan) -> None:
    """Have sounds taught inside; nothing that is said there is kept but what tells them apart."""
    step.go_inside(holds_session=False)
    plan = replace(plan, loudest=step.plan.loudest)
    step.open_inside(SoundTeaching(plan, step.now.manner, step.now.turn_id), Keeping())


def inside_over(step: Step, over: SceneOver) -> None:
    """Home again; what troubles a device has been told inside."""
    step.trigger = Occasion.INSIDE_OVER
    step.change(manner=over.manner, owed=())
    if step.now.holds_session:
        step.change(holds_session=False)
        step.out.append(NoteSession(over.reason, over.kept_passages, over.left_open))
        went_on = step.now.words is Words.TO_GO_ON
        left = over.left_open > 0 and (over.kept_passages > 0 or went_on)
        # whether there is another of them the desk tells, once it has looked
        step.change(unfinished=left or (step.now.unfinished and not went_on))
        step.change(been_before=step.now.been_before or over.kept_passages > 0)
    if step.now.shutting_down or step.now.window_gone:
        step.close()
    else:
        step.come_home(step.line(HomeSay.HOME_AGAIN))
