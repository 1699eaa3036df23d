"""What is shown of whatever scene is on, and the keys that act in it.

Screens take a `View` and notices and show them; keys become `ActionChosen`. No screen may decide
anything, keep anything, know a scene's states, or hold a word that is neither on the view nor the
page's.
"""
