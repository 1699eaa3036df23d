"""What is told of a passage: its words, with the silence on both sides of them.

Whether something stands alone may be known only a second after its last word: until then it is
held. When passages begin and end is `listener`'s; what the words mean, the conversation's.
"""

import math
import secrets
from dataclasses import replace

from voice.floor.events import OwnSound, SegmentHeard
from voice.hearing.begun import WORD_GAP_SECONDS
from voice.hearing.nearness import Nearness
from voice.hearing.passage import ALONE_SECONDS, Passage, Run
from voice.hearing.second_opinion import SILENCE_LEFT_OUT_SECONDS, is_lone, sound_of
from voice.stage.ports import FRAME_SECONDS, OwnSoundsHeard, Post, Recognizer, frames_in
from voice.values.transcript import Segment, Word

AROUND_OPENING_SECONDS = 0.3
"""Of a voice that was already there, so much tells whose it is."""


class Telling:
    """Tells of one turn's passages in order; seconds are those of the listener's own count."""

    def __init__(
        self,
        post: Post,
        nearness: Nearness,
        recognizer: Recognizer,
        own_sounds: OwnSoundsHeard | None = None,
    ) -> None:
        """`recognizer` and `own_sounds`: for a second opinion on what stands alone."""
        self._post = post
        self._nearness = nearness
        self._recognizer = recognizer
        self._own_sounds = own_sounds
        self._forms: tuple[str, ...] = ()
        self._heard_from_seconds = self._heard_until_seconds = -math.inf
        self._anybody_until_seconds: float = -math.inf
        self._already_speaking: float | None = None
        """The second of a voice that did not begin in this turn, whosever it is."""
        self._unheard_frames = 0
        """Since anything at all sounded, or the turn opened."""
        self._held: SegmentHeard | None = None
        """It stands alone, if nobody speaks before a second has passed since its last word."""

    def begin(self, forms: tuple[str, ...]) -> None:
        """A turn opens; `forms`: what a lone passage is heard as once more."""
        self._forms = forms
        self._heard_from_seconds = -math.inf
        self._heard_until_seconds = self._anybody_until_seconds = -math.inf
        self._already_speaking = None
        self._unheard_frames = 0

    def note(self, sounds: bool, now_seconds: float) -> None:
        """A frame of the turn in which something sounds, or nothing."""
        self._unheard_frames = 0 if sounds else self._unheard_frames + 1
        held = self._held
        if held is not None and now_seconds - held.segment.end_seconds >= ALONE_SECONDS:
            self.give_held(now_seconds)

    def was_speaking(self, seconds: float) -> None:
        """Somebody spoke at this second who had begun before the turn, whosever it is."""
        self._already_speaking = seconds

    def goes_on_from(self, seconds: float) -> None:
        """The person was speaking until then, and not all of it is here."""
        self._heard_from_seconds, self._heard_until_seconds = -math.inf, seconds

    def may_be_a_rest(self, now_seconds: float) -> bool:
        """Whether what begins now goes on with what was said before the turn, and not taken."""
        seconds = self._already_speaking
        return seconds is not None and now_seconds - seconds <= WORD_GAP_SECONDS

    def tell(self, passage: Passage, run: Run, now_seconds: float) -> None:
        """Give words with the silence around them.

        Of what others said no sound is given: nobody asked them.
        """
        words, near = run.words, run.near
        own = near and run.stands_out
        start = words[0].start_seconds if words else passage.started_seconds
        end = words[-1].end_seconds if words else now_seconds
        silence_before = start - (self._heard_until if own else self._anybody_until_seconds)
        anybody_before = start - self._words_until
        until = run.quiet_until_seconds
        silence_after = until - end if until is not None else 0.0
        may_stand_alone = near and bool(words) and until == now_seconds
        waits = may_stand_alone and silence_after < ALONE_SECONDS
        opinion: tuple[Word, ...] = ()
        own_sound: OwnSound | None = None
        silent_seconds = ALONE_SECONDS if waits else silence_after
        if near and until is not None and is_lone(words, passage, silence_before, silent_seconds):
            sound = sound_of(words, passage, now_seconds, self._forms)
            if self._forms and sound:
                opinion = self._recognizer.second_opinion(sound, self._forms).words
            own_sound = self._own_sound(passage)
        if words:
            self._anybody_until_seconds = end
            if own:
                self._heard_from_seconds, self._heard_until_seconds = start, end
        heard = SegmentHeard(
            passage.turn_id,
            Segment(secrets.token_hex(16), words, round(start, 3), round(end, 3), not near),
            round(max(0.0, silence_before), 3),
            round(max(0.0, silence_after), 3),
            run.sound if near else None,
            self._unheard_seconds,
            begun_early=passage.begun_early,
            beginning_unheard=passage.beginning_unheard,
            anybody_before_seconds=round(max(0.0, anybody_before), 3),
            anybody_after_seconds=round(max(0.0, run.anybody_after_seconds), 3),
            second_opinion=opinion,
            own_sound=own_sound,
        )
        passage.begun_early = passage.beginning_unheard = False  # of a later run all was heard
        if waits:
            self._held = heard
        else:
            self._post(heard)

    def tell_own_sound(self, passage: Passage, now_seconds: float, cut: bool) -> bool:
        """Give what held neither a voice nor a word, where it is one of the person's own sounds.

        A click of the tongue is no voice; a fan and a chair are not either.
        """
        silence_before = passage.started_seconds - self._heard_until
        if cut or not is_lone((), passage, silence_before, ALONE_SECONDS):
            return False
        own_sound = self._own_sound(passage)
        if own_sound is None:
            return False
        began = round(passage.started_seconds, 3)
        segment = Segment(secrets.token_hex(16), (), began, round(now_seconds, 3))
        self._post(
            SegmentHeard(
                passage.turn_id,
                segment,
                round(max(0.0, silence_before), 3),
                0.0,
                None,
                self._unheard_seconds,
                anybody_before_seconds=round(max(0.0, began - self._words_until), 3),
                own_sound=own_sound,
            )
        )
        return True

    def _own_sound(self, passage: Passage) -> OwnSound | None:
        """What a lone passage is among the person's own sounds, whatever words it gave."""
        if self._own_sounds is None:
            return None
        frames = list(passage.latest)
        return self._own_sounds.hear(frames[: len(frames) - frames_in(SILENCE_LEFT_OUT_SECONDS)])

    def give_held(self, now_seconds: float) -> None:
        """Tell what was held: somebody goes on, or nobody did for a second."""
        held, self._held = self._held, None
        if held is not None:
            silence = round(max(0.0, now_seconds - held.segment.end_seconds), 3)
            unheard = self._unheard_seconds
            self._post(replace(held, silence_after_seconds=silence, unheard_seconds=unheard))

    @property
    def _heard_until(self) -> float:
        """When the person was last heard in this turn, or was speaking when it began."""
        seconds = self._already_speaking
        began, until = self._heard_from_seconds, self._heard_until_seconds
        sounded = began, until
        if until == -math.inf and seconds is not None:
            until, sounded = seconds, (seconds, seconds + AROUND_OPENING_SECONDS)
        elif began == -math.inf:
            return until
        # how loud the person is may have become known only now
        return until if self._nearness.stood_out(*sounded) else -math.inf

    @property
    def _words_until(self) -> float:
        """When anybody was last heard, or was speaking when the turn began, however softly."""
        began = -math.inf if self._already_speaking is None else self._already_speaking
        return max(self._anybody_until_seconds, self._heard_until_seconds, began)

    @property
    def _unheard_seconds(self) -> float:
        return round(self._unheard_frames * FRAME_SECONDS, 3)
