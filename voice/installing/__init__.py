"""What goes online, on demand only: downloading, checking and installing models and voices.

No session imports this room.
"""
