"""Words become sound: text, pyttsx3 in a child process, sounddevice loudspeaker, cues.

Spoken text lives in memory only: it goes to the child through a pipe and comes back as samples.
Nothing here decides what is said or when.
"""
