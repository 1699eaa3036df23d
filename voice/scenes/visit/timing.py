"""The kiosk's timers: their names and how long each runs, with the reason.

Numbers only; what follows when one runs out is `kiosk`'s.
"""

ALONE_TIMER = "left alone"
UNASKED_TIMER = "unasked"
INVITATION_TIMER = "invitation"
OPENING_TIMER = "opening"
PARTING_TIMER = "parting"
MEASURING_TIMER = "measuring"
HEALTH_TIMER = "health"

ALONE_SECONDS = 120.0
"""Left alone for two minutes: the warning (turn-taking facts)."""

EXTEND_SECONDS = 20.0
"""After the warning; WCAG 2.2.1 asks for at least this."""

MOST_SOUNDS = 10
"""Sounds in a row without a word that still count as somebody: WCAG 2.2.1's ten extensions. A fan
or a chair must not keep an abandoned kiosk open for ever."""

UNASKED_SECONDS = 600.0
"""Talk without a single choice, by hand or in words, before the kiosk asks whose words it hears:
ten minutes of one answer, without two minutes of silence in it, are rare, and somebody else's
talk would otherwise be written down until the clinic closes."""

MOST_PUT_OFF = 10
"""Closings in a row that mere words put off: WCAG 2.2.1's ten extensions again, so that nobody who
really speaks has to answer at once. A choice always extends, and begins the count anew."""

OPENING_SECONDS = 15.0
"""Staff compare two or three fingerprints in this time; after a restart nobody has to be there."""

PARTING_SECONDS = 30.0
"""To ask for everything to be erased; the question itself has been spoken before it starts."""

MEASURING_SECONDS = 8.0
"""A microphone that has given no 30 levels by then gives none."""

HEALTH_SECONDS = 60.0
"""How often the disk is tried while nobody is here, and a lost loudspeaker spoken to."""
