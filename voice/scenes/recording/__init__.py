"""A guide's questions read aloud into the microphone at home, text by text, as a sans-IO core.

It happens inside the home. What is recorded a desk takes and writes; nothing in this package opens
a device or a file, or decodes a sound. `takes` is the command line's core as well.
"""
