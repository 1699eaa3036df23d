"""The sans-IO core: events in, commands out.

Nothing in this package may start a thread, read a clock, open a file, touch a device or log.
It imports the standard library and the value types (`voice.values.transcript`) only.
"""
