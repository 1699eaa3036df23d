"""What a screen reader speaks into the microphone is no answer: it is told by its words.

Where the program is silent it shows its lines, and a screen reader may say them at once, in a voice
and at a pace nobody knows; somebody who reads them may speak at that very moment. So no time is
shut out. Until something else is heard, words that were just shown are taken for the reader's, and
sealed as other people's talk is; what follows them is the person's. Nothing is recognised here.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from voice.floor.events import Event, SegmentHeard
from voice.stage.ports import CaptionHeard, Notice, Post
from voice.values.transcript import UNKNOWN_WORD, Word

LEAST_WORDS = 5
"""Fewer may be a wish or an answer of a few words that stand in a line as well: "say: begin"."""

SHARE = 0.55
"""Of so many of the words, in the order of the lines; a digit that is shown stands for any word.
Of 52 lines that espeak-ng said in the simulated room, at 175 and 300 words a minute, the rehearsal
model gave 0.58 and more of 45 (2026-11-29); the rest have fewer than `LEAST_WORDS`, or are short
and were said at 300."""

OWN_WORDS = 3
"""So many words more than were left to be read are somebody's, and no misheard end."""


class ReadAloud:
    """Between the ears and the stage; `shows` on the stage's thread, `post` on the ears'."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._shown: tuple[str, ...] = ()

    def shows(self, lines: tuple[str, ...]) -> None:
        """These lines are shown now, and may be read aloud."""
        self._shown = _words_of(" ".join(lines))

    def post(self, event: Event | Notice) -> None:
        """Hand on what was heard: what was read aloud as another's, and without captions."""
        shown = self._shown
        match event:
            case SegmentHeard() if event.segment.words and shown:
                words = event.segment.words
                count = read_aloud_words([word.text for word in words], shown)
                if count < len(words):
                    self._shown = ()
                if count:
                    self._hand_on(event, words[:count], words[count:])
                    return
            case CaptionHeard() if shown and read_aloud_words(event.text.split(), shown):
                return
            case _:
                pass
        self._post(event)

    def _hand_on(self, event: SegmentHeard, read: Sequence[Word], own: Sequence[Word]) -> None:
        read_segment = replace(
            event.segment,
            words=tuple(read),
            end_seconds=read[-1].end_seconds if own else event.segment.end_seconds,
            background=True,
        )
        self._post(
            replace(event, segment=read_segment, sound=None, second_opinion=(), own_sound=None)
        )
        if not own:
            return
        own_segment = replace(
            event.segment,
            segment_id=secrets.token_hex(16),
            words=tuple(own),
            start_seconds=own[0].start_seconds,
        )
        sound = event.sound
        self._post(
            replace(
                event,
                segment=own_segment,
                silence_before_seconds=max(0.0, own[0].start_seconds - read[-1].end_seconds),
                sound=sound and sound.between(own[0].start_seconds, sound.end_seconds),
                begun_early=False,
                beginning_unheard=False,
                second_opinion=(),
                own_sound=None,
            )
        )


def read_aloud_words(heard: Sequence[str], shown: Sequence[str]) -> int:
    """How many of the first words were shown, as far as a recogniser can tell; 0: it is no reader.

    All of them, where too few follow to be somebody's own.
    """
    heard = [_plain(word) for word in heard]
    if heard == list(shown):
        return len(heard)
    blocks = SequenceMatcher(None, heard, shown, autojunk=False).get_matching_blocks()
    runs = [block for block in blocks if block.size > 1]
    until = runs[-1].a + runs[-1].size if runs else 0
    still_to_be_read = len(shown) - runs[-1].b - runs[-1].size if runs else 0
    if len(heard) - until < still_to_be_read + OWN_WORDS:
        until = len(heard)
    told = [word for word in heard[:until] if word != UNKNOWN_WORD]
    if len(told) < LEAST_WORDS:
        return 0
    matched = sum(block.size for block in blocks if block.a < until)
    digits = sum(word.isdigit() for word in shown)
    return until if min(len(told), matched + digits) >= SHARE * len(told) else 0


def _words_of(text: str) -> tuple[str, ...]:
    kept = (c if c.isalnum() or c == "'" else " " for c in text.replace("\u2019", "'"))
    return tuple(_plain(word) for word in "".join(kept).split())


def _plain(word: str) -> str:
    return word.casefold()
