"""Scenes, sans-IO: what happens on the floor; each a literal table of its own.

Nothing here may start a thread, read a clock, open a file, touch a device or log.
"""
