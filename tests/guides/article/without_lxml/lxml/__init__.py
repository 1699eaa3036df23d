"""Stands in for a library that is not installed."""

raise ModuleNotFoundError("No module named 'lxml'", name="lxml")
