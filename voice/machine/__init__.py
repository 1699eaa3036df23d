"""The machine under the program: its clock, files, folders and installed packages.

Nothing here knows what the program is for.
"""
