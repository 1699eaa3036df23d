"""How a sound being taught compares: with those made before, and with other actions' sounds.

By everybody's spread alone: of a sound that is only being taught nobody knows how far its examples
lie apart. In a session `matching` decides, by more.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from voice.floor.actions import Action
from voice.hearing.own_sounds.matching import EVERYBODYS_SPREAD, MEAN_TAKEN_OFF
from voice.hearing.own_sounds.taught import features_in
from voice.hearing.own_sounds.warping import distances

UNLIKE_FROM = 2.7
"""From the nearest of the examples before. Of three people's words (George, jackson and nicolas of
`scripts/people.py --own`; lucas was not looked at) 95 of 100 lay under 2.4 to 2.9 from the nearer
of two takes of the same word."""

NEAR_UNDER = 2.4
"""From the nearest example of another action. Of the same people 1 to 5 of 100 of their different
words lay so near, and half to nine tenths of the same ones."""


def is_like(features: bytes, before: Sequence[bytes]) -> bool | None:
    """Whether it is like the examples made before; None where there is none."""
    return _nearest(features, before) < UNLIKE_FROM if before else None


def near_to(features: bytes, others: Mapping[Action, Sequence[bytes]]) -> Action | None:
    """The action whose sound it may be mistaken for; None: there is none."""
    near = {action: _nearest(features, examples) for action, examples in others.items() if examples}
    nearest = min(near, key=lambda action: near[action], default=None)
    return nearest if nearest is not None and near[nearest] < NEAR_UNDER else None


def _nearest(features: bytes, examples: Sequence[bytes]) -> float:
    return float(distances(_compared(features), np.stack([*map(_compared, examples)])).min())


def _compared(example: bytes) -> Any:
    features = features_in(example)
    centred = features - MEAN_TAKEN_OFF * features.mean(axis=0)
    return (centred / np.sqrt(np.array(EVERYBODYS_SPREAD))).astype(np.float32)
