"""One session of the panel: put together, run, measured. Spoken text stays in this process."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from speaker_panel.client import Ask, CutOff, Item, PanelClient, Part, Pause, Utterance
from speaker_panel.figures import Figures, Mistaken
from speaker_panel.people import HABITS, Kind, draw_pause_seconds, draw_speaker
from speaker_panel.sayings import CHAINS, ENDING, MOVING_ON, Sayings
from speaker_panel.watching import (
    Handled,
    MemoryJournal,
    WatchedConversation,
    WatchedRecognizer,
    WatchedRoom,
)
from voice.app.session import plan_of
from voice.floor.actions import Action
from voice.floor.commands import Manner
from voice.floor.events import Event, SegmentHeard
from voice.floor.table import Happening
from voice.guides.loading import find_guide
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.rehearse import Rehearsal, Watching, babble
from voice.scenes.reflection.states import KEEPING
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import FRAME_SECONDS, Recognizer
from voice.values.transcript import Word

QUESTIONS = 2
SENTENCES = (2, 4)
PROGRAM_WPM = 240
"""The program speaks fast: what is measured begins when it has finished."""

BEFORE_COMMAND_SECONDS = (1.2, 4.0)
"""Who wants a command heard leaves a moment before it."""

LONGEST_SESSION_SECONDS = 900.0
SLACK_FRAMES = 15
"""A recogniser's word times may be off by so much before a passage is somebody else's."""

REACHED_SHARE = 0.5
"""A word of which less than this share of its sounding frames reached the recogniser is lost."""

NOTHING = Watching(lambda _view: None, lambda _notice: None, lambda _text: None)


@dataclass(frozen=True, slots=True)
class Case:
    """What one session is to be; its samples follow from it alone."""

    patience: str
    kind: Kind
    room: RoomKind
    seed: int


def run(case: Case, voice: ProgramVoice, recognizer: Recognizer) -> Figures:
    """Hold the session and measure it."""
    rng = random.Random(f"{case.seed}/{case.patience}/{case.kind}/{case.room}")
    settings = Settings(patience=case.patience)
    plan = plan_of(find_guide(settings.guide), settings)
    plan = replace(plan, questions=plan.questions[: QUESTIONS + 1])
    noisy = babble() if case.room is RoomKind.BABBLE else None
    room = WatchedRoom(ACOUSTICS[case.room], rng.getrandbits(32), noisy)
    conversation = WatchedConversation(plan, Manner(PROGRAM_WPM))
    conversation.watch(room)
    watched = WatchedRecognizer(recognizer, room)
    journal = MemoryJournal()
    sayings = Sayings(plan.wording, rng)
    speaker = draw_speaker(case.kind, rng)
    clients: list[PanelClient] = []

    def enter(press: Callable[[str], None]) -> PanelClient:
        parts = script(case.kind, sayings, rng)
        clients.append(PanelClient(speaker, parts, sayings, room, conversation, press, rng))
        return clients[-1]

    rehearsal = Rehearsal(
        conversation,
        enter,
        room,
        voice,
        watched,
        lambda _: lambda: journal,
        NOTHING,
        settings.guard_seconds,
    )
    rehearsal.stage.start()
    while not rehearsal.stage.ended and room.now_seconds() < LONGEST_SESSION_SECONDS:
        rehearsal.step()
    ended = rehearsal.stage.ended
    rehearsal.stage.finish()
    return _Measured(case, clients[0], conversation, room, watched, journal).figures(ended)


def script(kind: Kind, sayings: Sayings, rng: random.Random) -> tuple[Part, ...]:
    """Begin, answer each question with a command or two in it, stop."""
    parts = [Part(None, (Pause(rng.uniform(0.0, 2.0)), Ask(Action.BEGIN)))]
    parts += [Part(index, _answer(kind, sayings, rng)) for index in range(QUESTIONS)]
    parts.append(Part(None, (Pause(1.0), Ask(Action.STOP), Pause(0.5), Ask(Action.STOP))))
    return tuple(parts)


def _answer(kind: Kind, sayings: Sayings, rng: random.Random) -> tuple[Item, ...]:
    bounds = HABITS[kind].pause_seconds
    count = rng.randint(*SENTENCES)
    asks_after = rng.randrange(count)
    items: list[Item] = [Pause(draw_pause_seconds(bounds, rng))]
    for number in range(count):
        items += [sayings.sentence(), Pause(draw_pause_seconds(bounds, rng))]
        if number == asks_after:
            for action in rng.choice(CHAINS):
                items += [Pause(rng.uniform(*BEFORE_COMMAND_SECONDS)), Ask(action)]
            items.append(Pause(draw_pause_seconds(bounds, rng)))
    items += [Pause(rng.uniform(*BEFORE_COMMAND_SECONDS)), Ask(rng.choice(MOVING_ON), True)]
    return tuple(items)


class _Measured:
    """Reads a session's logs; every figure is counted here."""

    def __init__(
        self,
        case: Case,
        client: PanelClient,
        conversation: WatchedConversation,
        room: WatchedRoom,
        recognizer: WatchedRecognizer,
        journal: MemoryJournal,
    ) -> None:
        self._case = case
        self._client = client
        self._log = conversation.log
        self._room = room
        self._reached = recognizer.reached
        self._journal = journal

    def figures(self, ended: bool) -> Figures:
        counts = Figures(
            sessions=1,
            unfinished=int(not ended),
            seconds=self._room.now_seconds(),
            cut_offs=sum(not self._by_words_alone(cut) for cut in self._client.cut_offs),
            cut_offs_by_words_alone=sum(self._by_words_alone(cut) for cut in self._client.cut_offs),
            cut_offs_by_silence=sum(self._by_silence(cut) for cut in self._client.cut_offs),
            keys_needed=self._client.keys_needed,
            talked_over=self._talked_over(),
        )
        self._words(counts)
        self._sentences(counts)
        self._commands(counts)
        self._own_voice(counts)
        return counts

    def _by_silence(self, cut: CutOff) -> bool:
        moves = [entry for entry in self._log if entry.frame <= cut.frame]
        return bool(moves) and moves[-1].trigger is Happening.SILENCE_TIMER

    def _by_words_alone(self, cut: CutOff) -> bool:
        """Whether a thinking pause had left a command's own words alone: by the rule a command."""
        taken = [e for e in self._log if e.frame <= cut.frame and e.spoken_action is not None]
        return bool(taken) and any(
            taken[-1].overlaps(first, last)
            for said in self._client.said
            for first, last in said.alone
        )

    def _talked_over(self) -> int:
        """Utterances during which the loudspeaker began to sound."""
        sounds = self._room.loudspeaker_frames
        return sum(
            any(sounds[frame] for frame in range(said.first_frame, said.last_frame))
            for said in self._client.said
        )

    def _words(self, counts: Figures) -> None:
        listening = self._client.listening
        for said in self._client.said:
            for first, last in said.words:
                frames = range(first, last + 1)
                if not all(frame in listening for frame in frames):
                    counts.words_not_listened += 1
                    continue
                reached = sum(frame in self._reached for frame in frames)
                counts.words += 1
                counts.clipped_words += reached < len(frames)
                counts.lost_words += reached < REACHED_SHARE * len(frames)

    def _sentences(self, counts: Figures) -> None:
        sentences = [said for said in self._client.said if said.action is None]
        counts.sentences += len(sentences)
        counts.trap_sentences += sum(said.trap for said in sentences)
        for said in sentences:
            passages = self._passages(said)
            counts.asked_in_doubt += any(entry.asked_whether_meant for entry in passages)
            alone, other = 0, 0
            for entry in passages:
                action = entry.spoken_action
                if action is None or self._is_of_command(entry):
                    continue
                if any(entry.overlaps(first, last) for first, last in said.alone):
                    alone += 1
                    continue
                other += 1
                counts.destructive_false_commands += action in ENDING
                counts.mistaken.append(self._mistaken(said.text, entry, action))
            counts.false_commands += bool(other)
            counts.commands_alone_in_content += bool(alone)
        for entry in self._log:
            action = entry.spoken_action
            if entry.is_lone and not self._is_over_a_command(entry):
                counts.lone_passages += 1
                counts.lone_asked += entry.asked_whether_meant or action is not None
            if action is not None and not any(
                self._over(entry, said) for said in self._client.said
            ):
                counts.phantom_commands += 1
                counts.destructive_false_commands += action in ENDING
                counts.mistaken.append(self._mistaken("", entry, action))

    def _mistaken(self, said: str, entry: Handled, action: Action) -> Mistaken:
        case = self._case
        return Mistaken(
            said=said,
            heard=_with_confidence(entry.event),
            action=str(action),
            destroys_or_ends=action in ENDING,
            state=str(entry.before),
            patience=case.patience,
            speaker=str(case.kind),
            room=str(case.room),
            seed=case.seed,
        )

    def _is_over_a_command(self, entry: Handled) -> bool:
        """Whether a command was said here, or a speaker's own pauses left its words alone."""
        return any(
            any(entry.overlaps(first, last) for first, last in said.alone)
            if said.action is None
            else self._over(entry, said)
            for said in self._client.said
        )

    def _is_of_command(self, entry: Handled) -> bool:
        return any(
            self._over(entry, said) and said.action is entry.trigger for said in self._client.said
        )

    def _commands(self, counts: Figures) -> None:
        for said in self._client.said:
            if said.action is None or not said.offered:
                continue
            counts.commands += 1
            passages = self._passages(said)
            taken = [entry for entry in passages if entry.spoken_action is not None]
            if any(entry.spoken_action is said.action for entry in taken):
                counts.dead_air_seconds.extend(self._dead_air(said))
                continue
            if any(e.asked_action is said.action and self._is_confirmed(e) for e in passages):
                counts.heard_by_asking += 1
                continue
            counts.missed_commands += 1
            heard = [_texts(entry.event) for entry in passages]
            alone = said.text in heard
            counts.missed_heard_alone += alone
            counts.missed_amid_words += not alone and any(
                f" {said.text} " in f" {t} " for t in heard
            )
            counts.confused_commands += bool(taken)
            counts.confused_ending += any(entry.spoken_action in ENDING for entry in taken)
            kept = any(
                isinstance(entry.event, SegmentHeard)
                and entry.event.segment.segment_id in self._journal.kept
                for entry in passages
            )
            if said.state in KEEPING and not taken and not kept:
                counts.missed_and_not_kept += 1

    def _is_confirmed(self, asked: Handled) -> bool:
        """Whether the first that moved anything after the question was a yes, said."""
        later = self._log[self._log.index(asked) + 1 :]
        moved = (e for e in later if e.trigger not in {None, Happening.SPEECH_FINISHED})
        confirmed = next(moved, None)
        return confirmed is not None and confirmed.spoken_action is Action.YES

    def _dead_air(self, said: Utterance) -> list[float]:
        sounds = self._room.loudspeaker_frames
        for frame in range(said.last_frame + 1, len(sounds)):
            if sounds[frame]:
                return [(frame - said.last_frame - 1) * FRAME_SECONDS]
        return []

    def _own_voice(self, counts: Figures) -> None:
        echo = self._room.echo_frames
        speech = {
            frame
            for said in self._client.said
            for frame in range(said.first_frame, said.last_frame + 1)
        }
        counts.own_voice_frames += sum(
            echo[frame] and frame not in speech for frame in self._reached
        )
        for entry in self._log:
            if not isinstance(entry.event, SegmentHeard) or not entry.event.segment.words:
                continue
            if any(self._over(entry, said) for said in self._client.said):
                continue
            if any(entry.overlaps(*talk) for talk in self._client.talked_to):
                continue
            heard_itself = any(_is_echo(word, echo) for word in entry.event.segment.words)
            counts.own_voice_segments += heard_itself
            counts.phantom_segments += not heard_itself

    def _passages(self, said: Utterance) -> list[Handled]:
        return [entry for entry in self._log if self._over(entry, said)]

    def _over(self, entry: Handled, said: Utterance) -> bool:
        return entry.overlaps(said.first_frame - SLACK_FRAMES, said.last_frame + SLACK_FRAMES)


def _texts(event: Event) -> str:
    words = event.segment.words if isinstance(event, SegmentHeard) else ()
    return " ".join(word.text for word in words)


def _with_confidence(event: Event) -> str:
    words = event.segment.words if isinstance(event, SegmentHeard) else ()
    return " ".join(f"{word.text} {word.confidence:.2f}" for word in words)


def _is_echo(word: Word, echo: Sequence[bool]) -> bool:
    """Whether the loudspeaker sounded for half of it: where others always talk, their words may
    begin in its last 20 ms."""
    start = max(0, round(word.start_seconds / FRAME_SECONDS))
    sounding = echo[start : round(word.end_seconds / FRAME_SECONDS) + 1]
    return 2 * sum(sounding) >= len(sounding) > 0
