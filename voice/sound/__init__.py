"""The sound card and sound files: PortAudio and FLAC, in memory.

Nothing here knows what is said.
"""
