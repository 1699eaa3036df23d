"""The step that changes what teaching remembers: the small vocabulary of it.

What a choice does is in `doing`; what is remembered, in `situation`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voice.floor.actions import Action
from voice.floor.commands import Command, Line
from voice.floor.view import Option
from voice.scenes.recording.errands import ForgetReadings
from voice.scenes.recording.takes import Choice, Fault, Reading, State
from voice.scenes.recording.taking import TakingStep
from voice.scenes.recording.wording import RecordSay
from voice.scenes.teaching.errands import (
    EndSound,
    EndWord,
    Example,
    ForgetSound,
    KeepSound,
    NotMeant,
)
from voice.scenes.teaching.situation import (
    EXAMPLES,
    FEWEST_EXAMPLES,
    TRIED,
    WORD,
    WORDS,
    Plan,
    Situation,
    options,
    spoken,
)
from voice.scenes.teaching.states import Teaching
from voice.scenes.teaching.wording import TeachSay
from voice.values.troubles import Trouble

TAUGHT, STOPPED = "taught", "stopped"
"""Why it ended, as whoever is around it is told."""

TOLD_OF: Mapping[Fault, TeachSay | RecordSay] = {
    Fault.NOTHING: TeachSay.NOTHING,
    Fault.TOO_LONG: TeachSay.TOO_LONG,
    Fault.CUT_OFF: RecordSay.CUT_OFF,
    Fault.VERY_SOFT: RecordSay.VERY_SOFT,
}
"""What is said of a take; no other fault is a sound's."""


@dataclass(slots=True)
class Step(TakingStep[Plan, Situation]):
    """The moment as it becomes, and the commands so far."""

    taking = Teaching.MAKING

    @property
    def leading_in(self) -> Line:
        """Make it, or say the next word, after the tone."""
        if self.now.says_words:
            number = len(self.now.words) + 1
            return self.line(TeachSay.WORD_NOW, number=number, count=WORDS)
        return self.line(TeachSay.MAKE_NOW)

    @property
    def by_hand(self) -> bool:
        """By itself in a terminal it has no recogniser."""
        return self.now.is_deaf or not self.plan.listens

    def options(self) -> tuple[Option, ...]:
        """The choices of this state, as they are shown."""
        return options(self.plan, self.now)

    def line_of(self, say: TeachSay) -> Line:
        """A line with the present action in it."""
        return self.line(say, action=self._spoken)

    @property
    def _place(self) -> Line:
        """Which example it is."""
        number = self.now.takes.at + 1
        return self.line(TeachSay.PLACE, action=self._spoken, number=number)

    @property
    def _spoken(self) -> str:
        assert self.now.action is not None, "an action is chosen before its sound is made"
        return spoken(self.plan, self.now.action)

    # What is asked ---------------------------------------------------------------------------

    def ask_which(self, *before: Line, second_page: bool = False) -> None:
        """Which action? What was being taught is over."""
        self.change(
            action=None,
            takes=replace(self.now.takes, is_reading=False, read={}, names=EXAMPLES, at=0),
            kept=frozenset[str](),
            near_words=0,
            sealed=False,
            on_second_page=second_page,
        )
        self.ask(Teaching.WHICH, before, self.line(TeachSay.WHICH))

    def choose_action(self, action: Action) -> None:
        """Teach it a sound, or say that it has one."""
        self.change(action=action)
        if action in self.now.taught:
            self.ask(Teaching.TAUGHT, (), self.line_of(TeachSay.TAUGHT))
        else:
            self.teach()

    def teach(self) -> None:
        """The first example."""
        self.present(self.line(TeachSay.HOW))

    def try_sounds(self, *before: Line) -> None:
        """What a sound would be taken for."""
        takes = replace(self.now.takes, names=(TRIED,), at=0, read={})
        self.change(action=None, takes=takes)
        self.ask(Teaching.UNTRIED, before, self.line(TeachSay.TRY_HOW))

    def present(self, *before: Line) -> None:
        """The present example, as it stands."""
        takes = self.now.takes
        if self.now.action is None:
            self.ask(Teaching.UNTRIED, before, self.line(TeachSay.TRY_HOW))
            return
        if self.now.says_words:
            self.ask(Teaching.TALK, before, self.line(TeachSay.TALK_HOW))
            return
        state = Teaching.MADE if takes.state is State.READ else Teaching.UNMADE
        self.ask(state, before, self._place)

    # An example ------------------------------------------------------------------------------

    def ending(self) -> Command:
        """What has a sound ended and looked at."""
        if self.now.says_words:
            return EndWord(self.now.takes, tuple(self._examples.values()))
        words = self.now.words if self.now.knows_talk else ()
        return EndSound(self.now.takes, self.now.action, words)

    def taken(self, reading: Reading) -> None:
        """Play it, and say what it is like."""
        assert isinstance(reading, Example), "whoever hears sounds gives examples"
        self.change(takes=self.now.takes.taken(reading), microphone_open=False)
        told = tuple(self.line(TOLD_OF[fault]) for fault in reading.faults)
        if not reading.is_kept:
            self.present(*told, *self.still_there())
        elif self.now.says_words:
            self._word_said(reading)
        elif self.now.action is None:
            self._tried(reading, told)
        else:
            self.present(*self.played(), *told, *self._like(reading))

    def still_there(self) -> tuple[Line, ...]:
        """The example that was to be made again is there as it was, and is what would be kept."""
        an_example = self.now.action is not None and not self.now.says_words
        if not an_example or self.now.takes.state is not State.READ:
            return ()
        return (self.line(TeachSay.STILL_THERE), *self.played())

    def played(self) -> tuple[Line, ...]:
        """The present example, to be heard; nothing where nothing is."""
        if not self.plan.speaks:
            return ()
        return (replace(self._place, recording=self._name),)

    @property
    def _name(self) -> str:
        return self.now.takes.name

    def _like(self, made: Example) -> tuple[Line, ...]:
        said: list[Line] = []
        if made.alike is not None:
            said.append(self.line(TeachSay.ALIKE if made.alike else TeachSay.UNLIKE))
        if made.near is not None:
            said.append(self.line(TeachSay.NEAR, action=spoken(self.plan, made.near)))
        if made.near_words is not None:
            self.change(near_words=made.near_words)
            said.append(self._talk)
        return tuple(said)

    @property
    def _talk(self) -> Line:
        """Whether the present sound is close to ordinary talk, as far as that is known."""
        if not self.now.knows_talk:
            return self.line(TeachSay.TALK_UNKNOWN)
        return self.line(TeachSay.NEAR_TALK if self.now.near_words else TeachSay.NO_TALK)

    def _tried(self, made: Example, told: tuple[Line, ...]) -> None:
        if made.meant is None:
            line = self.line(TeachSay.MEANT_NONE)
        else:
            line = self.line(TeachSay.MEANT, action=spoken(self.plan, made.meant))
        self.ask(Teaching.TRIED, told, line)

    def keep_example(self) -> None:
        """The present one is one of them: on to the next, or it is enough."""
        self.change(kept=self.now.kept | {self._name})
        if len(self.now.kept) < FEWEST_EXAMPLES:
            unread = [at for at, name in enumerate(EXAMPLES) if name not in self.now.kept]
            self.change(takes=replace(self.now.takes, at=unread[0]))
            self.present()
        else:
            self.ask_enough()

    def ask_enough(self) -> None:
        """Learn it from these, or one more? And what is known of ordinary talk."""
        latest = max(EXAMPLES.index(name) for name in self.now.kept)
        unread = [at for at, name in enumerate(EXAMPLES) if name not in self.now.kept]
        at = unread[0] if unread else latest
        self.change(takes=replace(self.now.takes, names=EXAMPLES, at=at))
        enough = self.line(TeachSay.ENOUGH, count=len(self.now.kept))
        self.ask(Teaching.ENOUGH, (), enough, self._talk)

    # Ordinary words --------------------------------------------------------------------------

    def ask_words(self) -> None:
        """Some ordinary words, to compare with?"""
        self.change(takes=replace(self.now.takes, names=(WORD,), at=0), near_words=0)
        self.present()

    def say_word(self) -> None:
        """The next one, after its tone."""
        self.change(takes=self.now.takes.chosen(Choice.AGAIN))
        self.make_take()

    def _word_said(self, word: Example) -> None:
        """On to the next; once there are enough, what they told."""
        near = self.now.near_words + (word.near_words or 0)
        self.change(words=(*self.now.words, word.features), near_words=near)
        if self.now.knows_talk:
            self.ask_enough()
        else:
            self.say_word()

    def go_back(self) -> None:
        """To the example before this one; before the first, to the actions."""
        takes = self.now.takes
        earlier = [at for at in range(takes.at) if EXAMPLES[at] in takes.read]
        if earlier:
            self.change(takes=replace(takes, at=earlier[-1]))
            self.present()
        else:
            self.ask_which()

    def back_to_latest(self) -> None:
        """From "enough" to the example that was kept last."""
        latest = max(EXAMPLES.index(name) for name in self.now.kept)
        self.change(takes=replace(self.now.takes, at=latest))
        self.present()

    def make_again(self) -> None:
        """The present one is none of them until the next is kept."""
        takes = self.now.takes.chosen(Choice.AGAIN)
        self.change(takes=takes, kept=self.now.kept - {self._name})
        self.make_take()

    # The end ---------------------------------------------------------------------------------

    @property
    def is_worth_keeping(self) -> bool:
        """Whether there are examples enough of a sound that is not kept yet."""
        return self.now.action is not None and len(self.now.kept) >= FEWEST_EXAMPLES

    def keeping(self) -> KeepSound:
        """What has the present sound kept."""
        action = self.now.action
        assert action is not None, "an action is chosen before its sound is made"
        return KeepSound(action, self._examples, self.now.sealed)

    @property
    def _examples(self) -> Mapping[str, bytes]:
        """Those that were kept."""
        read = self.now.takes.read
        examples = {name: read[name] for name in EXAMPLES if name in self.now.kept}
        return {n: e.features for n, e in examples.items() if isinstance(e, Example)}

    def keep(self) -> None:
        """From these it is learned."""
        self.drop_take()
        self.change(awaits=True)
        self.out.append(self.keeping())

    def forget(self) -> None:
        """This action's sound is known no more."""
        assert self.now.action is not None, "an action is chosen before its sound is forgotten"
        self.take_floor()
        self.change(awaits=True)
        self.out.append(ForgetSound(self.now.action))

    def not_kept(self, trouble: Trouble) -> None:
        """It is in memory still: say why, and ask whether to try again."""
        forgetting = self.now.state is Teaching.FORGETTING
        say = TeachSay.NOT_FORGOTTEN if forgetting else TeachSay.NOT_KEPT
        told = self.trouble(say, self.words_for(trouble))
        if self.now.asked_to_end:
            self.leave(told)
        elif forgetting:
            self.ask_which(told)
        elif self.now.state is Teaching.TRIED:
            self.try_sounds(told)
        else:
            self.ask(Teaching.NOT_KEPT, (), told, self.line(TeachSay.STILL_HERE))

    def note_not_meant(self) -> None:
        """What was tried is not taken for a sound again."""
        made = self.now.made
        assert made is not None, "what was taken for a sound was made"
        assert made.meant is not None, "it is offered where it was taken for one"
        self.take_floor()
        self.change(awaits=True)
        self.out.append(NotMeant(made.meant, made.features))

    def leave(self, *lines: Line) -> None:
        """It is over; no sound is held any longer."""
        self.out.append(ForgetReadings())
        self.say_goodbye(TAUGHT if self.now.taught else STOPPED, *lines)
