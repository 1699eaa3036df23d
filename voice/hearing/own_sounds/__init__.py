"""Own sounds: whoever can make the same sound twice can lead the program, whatever sound it is.

What a sound is here (`features`), how two are compared (`warping`), what a person has taught
(`taught`), what a passage comes to (`matching`), and where it is kept (`store`). Nothing here
knows words, a model or a device; what comes of a match is the scenes' to say.
"""
