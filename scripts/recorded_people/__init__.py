"""People's own recordings through the real listener: what is read, played, counted, told.

The recordings are whoever's folder is named; none of them is the project's, and none is copied.
What the program's own simulated speakers are is `speaker_panel`'s.
"""
