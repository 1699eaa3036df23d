"""How a sound being taught compares: with those made before, other actions', and ordinary words.

With the first two by everybody's spread alone: of one example nobody knows how far it lies from the
next. With words by what a session does, `matching`, and a wider limit.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from voice.floor.actions import Action
from voice.hearing.own_sounds.matching import EVERYBODYS_SPREAD, MEAN_TAKEN_OFF, Matcher
from voice.hearing.own_sounds.taught import FEWEST_EXAMPLES, Taught, features_in
from voice.hearing.own_sounds.warping import distances

UNLIKE_FROM = 2.7
"""From the nearest of the examples before. Of three people's words (George, jackson and nicolas of
`scripts/people.py --own`; lucas was not looked at) 95 of 100 lay under 2.4 to 2.9 from the nearer
of two takes of the same word."""

NEAR_UNDER = 2.4
"""From the nearest example of another action. Of the same people 1 to 5 of 100 of their different
words lay so near, and half to nine tenths of the same ones."""

NEAR_TALK_UNDER = 1.05
"""So unlike or less, a word of the same person's tells that a session would ask after others, too.
Set on george, jackson and nicolas, one sound taught of three or five examples and five other words
of the voice said once each: 71 and 81 of 100 of the sounds whose remaining words would be asked
about in over 5 of 100 were told, 13 and 15 of those where under 1 would be. lucas, who was not
looked at: 74 and 79, 13 and 23. `scripts/people.py --own` counts it with five."""


def is_like(features: bytes, before: Sequence[bytes]) -> bool | None:
    """Whether it is like the examples made before; None where there is none."""
    return _nearest(features, before) < UNLIKE_FROM if before else None


def near_to(features: bytes, others: Mapping[Action, Sequence[bytes]]) -> Action | None:
    """The action whose sound it may be mistaken for; None: there is none."""
    near = {action: _nearest(features, examples) for action, examples in others.items() if examples}
    nearest = min(near, key=lambda action: near[action], default=None)
    return nearest if nearest is not None and near[nearest] < NEAR_UNDER else None


def near_words(examples: Sequence[bytes], words: Sequence[bytes]) -> int | None:
    """How many of these words are close to the sound; None where there are too few of either."""
    if len(examples) < FEWEST_EXAMPLES or not words:
        return None
    matcher = Matcher(Taught().with_sound(Action.NEXT, examples))  # whatever it will stand for
    unlike = (matcher.match(features_in(word)).unlikeness for word in words)
    return sum(each < NEAR_TALK_UNDER for each in unlike)


def _nearest(features: bytes, examples: Sequence[bytes]) -> float:
    return float(distances(_compared(features), np.stack([*map(_compared, examples)])).min())


def _compared(example: bytes) -> Any:
    features = features_in(example)
    centred = features - MEAN_TAKEN_OFF * features.mean(axis=0)
    return (centred / np.sqrt(np.array(EVERYBODYS_SPREAD))).astype(np.float32)
