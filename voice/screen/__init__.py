"""What is shown of a session, and the keys that act in it.

Screens take `SessionView` and notices and show them; keys become `ActionChosen`. No screen may
decide anything, keep anything, or hold a word of wording that is not on the view.
"""
