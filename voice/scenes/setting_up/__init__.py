"""Setting up, one thing at a time, as a sans-IO core: events in, commands out.

Nobody is listened to here: a number, a key, the switch or a touch chooses. What has to be done for
it, such as making keys, is an errand. Nothing in this package may start a thread, read a clock,
open a file, touch a device or log.
"""
