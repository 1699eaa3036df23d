"""How large a proof is: CI's size, or the one whose figures stand in SECURITY.md."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of each proof."""

    kills: int
    crash_sessions: int
    mutated_records: int
    planted_bodies: int
    hostile_strings: int
    mutated_zips: int
    mutated_models: int
    models_loaded: int
    hostile_files: int
    faulty_rehearsals: int
    signal_states: tuple[str, ...]
    signals_each: int
    """How many of the three signals each state meets."""
    device_rounds: int
    storms: int
    simulated_hours: float
    planted_mb_per_hour: float
    """A leak that must be found: in minutes only a larger one can be."""
    device_sittings: int
    listed_sessions: int
    mutants: int


QUICK = Size(
    kills=60,
    crash_sessions=1,
    mutated_records=5_000,
    planted_bodies=20,
    hostile_strings=5_000,
    mutated_zips=100,
    mutated_models=50,  # after 60 the generator makes one that loads for ever: two minutes
    models_loaded=3,
    hostile_files=100,
    faulty_rehearsals=1,
    signal_states=("asking", "listening", "stopping"),
    signals_each=1,
    device_rounds=1,
    storms=6,
    simulated_hours=0.35,
    planted_mb_per_hour=60.0,
    device_sittings=3,
    listed_sessions=1_000,
    mutants=5,
)
FULL = Size(
    kills=1_000,
    crash_sessions=4,
    mutated_records=100_000,
    planted_bodies=500,
    hostile_strings=100_000,
    mutated_zips=1_000,
    mutated_models=1_000,
    models_loaded=40,
    hostile_files=1_000,
    faulty_rehearsals=5,
    signal_states=("welcoming", "ready", "asking", "listening", "paused", "stopping"),
    signals_each=3,
    device_rounds=3,
    storms=100,
    simulated_hours=8.0,
    planted_mb_per_hour=1.0,
    device_sittings=30,
    listed_sessions=10_000,
    mutants=1_000,
)
