"""Reading aloud what was said, as a sans-IO core of its own: events in, commands out.

As in `voice.scenes.reflection`, nothing here may start a thread, read a clock, open a file, touch a
device or log. Events, commands, actions and wording are the conversation's; so is the view, so
that every screen, key and rehearsal serves both.
"""
