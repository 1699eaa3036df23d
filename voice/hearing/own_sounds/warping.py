"""How far two sounds are from each other, each step beside the one that it is most like.

Dynamic time warping (Sakoe and Chiba 1978) of one sound against many of the same number of steps
at once, along the diagonals of its table: numpy does what a loop over cells would.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Distances = npt.NDArray[np.float32]
else:
    Distances = Any

ASIDE_COSTS = 0.3
"""A step in one sound only costs so much more than what it is compared with, in the distances of
`matching`: otherwise any sound can be stretched into any other. 0 to 0.4 gave the same."""


def distances(one: Any, many: Any) -> Distances:
    """Of one sound (steps, features) from each of many (sounds, steps, features), per step.

    0 of a sound from itself; symmetrical. What it costs: `scripts/bench.py hearing`.
    """
    import numpy as np

    count, steps, width = many.shape
    rows = np.ascontiguousarray(many.transpose(1, 0, 2)).reshape(steps * count, width)
    squares = (one**2).sum(-1)[:, None] + (rows**2).sum(-1)
    apart = np.sqrt(np.maximum(squares - 2.0 * (one @ rows.T), 0.0)).reshape(steps, steps, count)
    # by diagonals: cell (i, j) lies at place i of diagonal i + j
    skewed = np.full((2 * steps - 1, steps, count), np.inf, np.float32)
    for step in range(steps):
        skewed[step : step + steps, step] = apart[step]
    edge = np.full((1, count), np.inf, np.float32)
    before = np.full((steps + 1, count), np.inf, np.float32)
    latest = before.copy()
    latest[1] = skewed[0, 0]
    for diagonal in skewed[1:]:
        aside = np.minimum(latest[:-1], latest[1:]) + np.float32(ASIDE_COSTS)
        reached = np.minimum(before[:-1], aside) + diagonal
        before, latest = latest, np.concatenate([edge, reached])
    return latest[steps] / (2 * steps)
