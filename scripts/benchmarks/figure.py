"""One measured figure and what it should be. No measuring here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit, its goal and which side of it is good."""

    name: str
    value: float
    unit: str = ""
    goal: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether the goal is reached; a figure without a goal always is."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def row(self) -> str:
        """One line of Markdown's table."""
        goal = ""
        if self.goal is not None:
            goal = f"{'≥' if self.at_least else '≤'} {self.goal:g} {self.unit}".rstrip()
        verdict = "" if self.goal is None else "yes" if self.reached else "**no**"
        return f"| {self.name} | {self.value:.2f} {self.unit} | {goal} | {verdict} |"


HEADING = "| figure | measured | goal | reached |\n|---|---|---|---|"
