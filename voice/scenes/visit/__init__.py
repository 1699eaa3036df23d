"""The kiosk's own behaviour: events in, commands out, around the ordinary session.

From the invitation through consent, the room and the key to the session, and back to the start
with nothing left. The session itself is `voice.scenes.reflection`, run inside by `voice.kiosk`.
Nothing in this package may start a thread, read a clock, open a file, touch a device or log.
"""
