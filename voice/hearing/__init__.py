"""Sound becomes words: microphone, frames, activity, passages, Vosk.

Spoken words live in memory only and leave as events. Nothing here decides what they mean.
"""
