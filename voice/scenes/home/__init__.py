"""The front door: what would you like? Events in, commands out, around sessions and readings.

What touches the vault, the guides or the settings is an errand that a desk does; a session runs
inside and is `voice.scenes.reflection`. Nothing in this package may start a thread, read a clock,
open a file, touch a device or log.
"""
