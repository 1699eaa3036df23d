"""The floor, sans-IO: who speaks, who listens, what a silence means, what is stale, what is meant.

Events, commands, actions, wording, understanding, and the step that every scene is made of. Nothing
here may start a thread, read a clock, open a file, touch a device or log, or know what a scene is
about.
"""
