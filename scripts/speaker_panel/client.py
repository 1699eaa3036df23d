"""The panel's client: plays its script into the room, notices whether it is understood, insists.

It knows what a person in the room would: what the program says and whether it listens. It writes
down, in frames, when it said what.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from speaker_panel.bodies import Body
from speaker_panel.people import WHISPER_DB, Speaker, Trait, chunks_said
from speaker_panel.sayings import Sayings, Sentence
from speaker_panel.watching import WatchedConversation, WatchedRoom
from voice.floor.actions import RULE_OF, Action, Safety
from voice.rehearsal.client import REACTION_SECONDS, to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Signal, at_level
from voice.scenes.reflection.states import State
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ

LONGEST_PAUSE_IN_COMMAND_SECONDS = 0.6
AT_ONCE_SECONDS = 0.15
"""Sooner than the microphone opens: the guard is half a second."""

COMPANION_PAUSE_SECONDS = 3.0

RESPONSE_SECONDS = 5.0
"""How long a client waits for an answer to a command before saying it again."""

STOP_AGAIN_SECONDS = 12.0
"""Longer than the ten seconds in which stopping can be taken back."""

ATTEMPTS = 2
"""After so many times a client presses the key."""

ALONE_SECONDS = 1.0
"""A command's words with this much silence on both sides are a command by the product's rule."""

WORD_SOUNDS_DB = -30.0
"""A word sounds where it is within so many dB of its utterance's loudest 20 ms."""

OVER = frozenset({State.CLOSING, State.DRAINING, State.ENDED})


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of the client's own."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A command to be said until it is understood."""

    action: Action
    moves_on: bool = False
    """Whether the answer ends with it."""


Item = Sentence | Pause | Ask


@dataclass(frozen=True, slots=True)
class Part:
    """What the client does while one question is open; None: before the first, or at the end."""

    question_index: int | None
    items: tuple[Item, ...]


@dataclass(slots=True)
class Utterance:
    """Something said, in frames of the room."""

    text: str = field(repr=False)
    action: Action | None
    trap: bool
    first_frame: int
    last_frame: int
    words: tuple[tuple[int, int], ...]
    """The first and last sounding frame of each word."""
    alone: tuple[tuple[int, int], ...]
    """Pieces of a sentence that are, between long pauses, a command's own words."""
    state: State
    offered: bool = False
    """Whether the action could be asked for when it was said."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """An answer that was ended, or moved past, before the script had finished it."""

    frame: int
    question_index: int


class PanelClient:
    """One client of the panel, as `rehearse.Person` has it."""

    def __init__(
        self,
        speaker: Speaker,
        parts: tuple[Part, ...],
        sayings: Sayings,
        room: WatchedRoom,
        conversation: WatchedConversation,
        press: Callable[[str], None],
        rng: random.Random,
    ) -> None:
        self._speaker = speaker
        self._parts = deque(parts)
        self._sayings = sayings
        self._room = room
        self._conversation = conversation
        self._press = press
        self._rng = rng
        self._part: Part | None = None
        self._items: deque[Item] = deque()
        self._pause_frames = 0
        self._quiet_frames = 0
        self._asked: Ask | None = None
        self._attempts = 0
        self._answered = False
        self._waited_frames = 0
        self._body = Body(speaker)
        self._replies = 0
        """How often "did you mean" has been answered by voice."""
        self.said: list[Utterance] = []
        self.talked_to: list[tuple[int, int]] = []
        """When somebody beside the client spoke."""
        self.cut_offs: list[CutOff] = []
        self.keys_needed = 0
        self.listening: set[int] = set()

    @property
    def finished(self) -> bool:
        """Whether every part has been played."""
        return not self._parts and not self._items and self._asked is None

    @property
    def busy(self) -> bool:
        """Whether there is something left to say."""
        return not self.finished

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        """Let 20 ms pass."""
        self._quiet_frames = 0 if loudspeaker_sounds else self._quiet_frames + 1
        if listening_turn_id is not None:
            self.listening.add(self._room.frame - 1)
        self._notice_cut_off()
        if self._pause_frames > 0:
            self._pause_frames -= 1
            return
        if not self._room.client_done:
            return
        if self.finished:
            self._leave()
            return
        if self._asked is not None or self._replies:
            self._answered = self._answered or loudspeaker_sounds
            self._waited_frames += 1
            if not self._answered and self._waited_frames * FRAME_SECONDS < RESPONSE_SECONDS:
                return
        at_once = Trait.AT_ONCE in self._speaker.traits
        reaction_seconds = AT_ONCE_SECONDS if at_once else REACTION_SECONDS
        reacted = self._quiet_frames * FRAME_SECONDS >= reaction_seconds
        has_floor = at_once and self._conversation.now.listening
        if reacted and (listening_turn_id is not None or has_floor):
            self._go_on()

    def _leave(self) -> None:
        """Press stop, and again, until it is over: in a loud room "stop" may be taken back."""
        if self._conversation.now.state in OVER:
            return
        self._waited_frames += 1
        if self._waited_frames * FRAME_SECONDS >= STOP_AGAIN_SECONDS:
            self._waited_frames = 0
            self.keys_needed += 1
            for _ in range(2):  # the first asks, the second is sure
                self._press(RULE_OF[Action.STOP].key)

    # What comes next ------------------------------------------------------------------------

    def _notice_cut_off(self) -> None:
        """A question left before its script was over: what is left of the script goes unsaid."""
        part, now = self._part, self._conversation.now
        if part is None or part.question_index is None or not self._items:
            return
        if now.question_index != part.question_index or now.state in OVER:
            self.cut_offs.append(CutOff(self._room.frame, part.question_index))
            self._items.clear()
            self._asked = None

    def _go_on(self) -> None:
        state = self._conversation.now.state
        if state is State.CONFIRMING and self._asked_whether_meant():
            return
        self._replies = 0
        if self._asked is not None and not self._has_come_through(self._asked):
            self._insist(self._asked)
            return
        self._asked = None
        if state is State.PAUSED and not self._resumes_next():
            self.keys_needed += 1
            self._press(RULE_OF[Action.RESUME].key)
            return
        if not self._items:
            self._next_part()
        if self._items:
            self._do(self._items.popleft())

    def _resumes_next(self) -> bool:
        return bool(self._items) and self._items[0] == Ask(Action.RESUME)

    def _next_part(self) -> None:
        now = self._conversation.now
        while self._parts:
            self._part = self._parts.popleft()
            index = self._part.question_index
            if index is None or index >= now.question_index:
                self._items = deque(self._part.items)
                self._body.new_answer()
                return

    def _asked_whether_meant(self) -> bool:
        """Answer "did you mean": yes after a command, no after anything else; then by key."""
        doubt = self._conversation.now.doubt
        asked_for = doubt is not None and RULE_OF[doubt.action].safety is Safety.ASK
        if doubt is None or (doubt.heard is None and asked_for):
            return False
        meant = self._asked is not None and self._asked.action is doubt.action
        reply = Action.YES if meant else Action.NO
        self._answered, self._waited_frames = False, 0
        self._replies += 1
        if self._replies > ATTEMPTS:
            self.keys_needed += 1
            self._press(RULE_OF[reply].key)
        else:
            self._say(self._sayings.command(reply), reply, trap=False)
        return True

    def _has_come_through(self, ask: Ask) -> bool:
        if ask.moves_on:
            part, now = self._part, self._conversation.now
            index = part.question_index if part else None
            return now.state in OVER or now.question_index != index
        if ask.action is Action.BEGIN and Action.BEGIN in self._conversation.offered():
            return False  # it was taken for something else, and nothing has begun
        return self._answered

    def _insist(self, ask: Ask) -> None:
        if self._attempts < ATTEMPTS:
            self._ask(ask)
            return
        self.keys_needed += 1
        self._asked = None
        if ask.action in self._conversation.offered():
            self._press(RULE_OF[ask.action].key)

    def _do(self, item: Item) -> None:
        match item:
            case Pause():
                self._pause_frames = round(item.seconds / FRAME_SECONDS)
                self._be_talked_to(item.seconds)
            case Sentence():
                self._say(item.text, None, item.trap)
            case Ask():
                self._attempts = 0
                self._ask(item)

    def _be_talked_to(self, seconds: float) -> None:
        """Somebody beside the client talks into a pause that is long enough."""
        if seconds < COMPANION_PAUSE_SECONDS or self._part is None:
            return
        said = self._body.companion(self._sayings.plain())
        if said is not None:
            first = self._room.frame
            self._room.speak(said)
            self.talked_to.append((first, first + len(said) // FRAME_SAMPLES))

    def _ask(self, ask: Ask) -> None:
        self._attempts += 1
        self._asked, self._answered, self._waited_frames = ask, False, 0
        self._say(self._sayings.command(ask.action), ask.action, trap=False)

    # Speaking -------------------------------------------------------------------------------

    def _say(self, text: str, action: Action | None, trap: bool) -> None:
        habit = self._speaker.habit
        longest = LONGEST_PAUSE_IN_COMMAND_SECONDS if action else habit.inner_pause_seconds[1]
        chunks = self._body.blocks(chunks_said(text, habit, self._rng, longest), action is not None)
        signal, words, spans = self._voiced(chunks)
        whispers = Trait.WHISPER in self._speaker.traits
        level_dbfs = VOICE_DBFS + habit.gain_db + (WHISPER_DB if whispers else 0.0)
        signal = at_level(signal, level_dbfs)
        signal = self._body.sounding(signal, words, spans, level_dbfs, action is not None)
        start = self._room.frame
        self._room.speak(signal)
        alone = tuple(
            (start + spans[n][0], start + spans[n][1])
            for n in range(len(chunks))
            if action is None and self._stands_alone(chunks, n)
        )
        self.said.append(
            Utterance(
                text,
                action,
                trap,
                start + words[0][0],
                start + words[-1][1],
                tuple((start + first, start + last) for first, last in words),
                alone,
                self._conversation.now.state,
                action in self._conversation.offered(),
            )
        )

    def _stands_alone(self, chunks: list[tuple[str, float]], number: int) -> bool:
        before = chunks[number - 1][1] if number else ALONE_SECONDS
        after = chunks[number][1] if number + 1 < len(chunks) else ALONE_SECONDS
        silent = min(before, after) >= ALONE_SECONDS
        return silent and self._sayings.is_command(chunks[number][0].split())

    def _voiced(
        self, chunks: list[tuple[str, float]]
    ) -> tuple[Signal, list[tuple[int, int]], list[tuple[int, int]]]:
        """The sound, and in frames from its start where each word and each piece sounds."""
        parts: list[Signal] = []
        starts: list[list[int]] = []
        count = 0
        for text, silence_seconds in chunks:
            speaker = self._speaker
            spoken = espeak().say_timed(text, speaker.voice, speaker.rate_wpm, speaker.pitch)
            sound = to_room(spoken.sound)
            silence = np.zeros(round(silence_seconds * SAMPLE_RATE_HZ), np.float32)
            starts.append([count + round(s * SAMPLE_RATE_HZ) for s in spoken.word_seconds])
            parts += [sound, silence]
            count += len(sound) + len(silence)
        signal = np.concatenate(parts)
        sounding = _sounding_frames(signal)
        flat = [start for chunk in starts for start in chunk]
        words = [
            _span(sounding, start, end)
            for start, end in zip(flat, [*flat[1:], len(signal)], strict=True)
        ]
        firsts = [chunk[0] for chunk in starts]
        pieces = [
            _span(sounding, start, end)
            for start, end in zip(firsts, [*firsts[1:], len(signal)], strict=True)
        ]
        return signal, words, pieces


def _sounding_frames(signal: Signal) -> np.ndarray:
    count = -(-len(signal) // FRAME_SAMPLES)
    padded = np.zeros(count * FRAME_SAMPLES, np.float32)
    padded[: len(signal)] = signal
    power = np.mean(np.square(padded.reshape(count, FRAME_SAMPLES)), axis=1)
    return power > power.max() * 10 ** (WORD_SOUNDS_DB / 10)


def _span(sounding: np.ndarray, start: int, end: int) -> tuple[int, int]:
    first, last = start // FRAME_SAMPLES, max(start // FRAME_SAMPLES, end // FRAME_SAMPLES - 1)
    loud = np.flatnonzero(sounding[first : last + 1])
    if not len(loud):
        return first, last
    return first + int(loud[0]), first + int(loud[-1])
