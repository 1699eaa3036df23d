"""A person's own sounds, taught: an action chosen, its sound made three to five times, kept.

It happens inside the home, and alone by `reflect teach`. Takes are `scenes.recording.taking`'s;
what a sound is and how alike two are a desk says: nothing here hears, opens a device or a file.
"""
