"""The stage: the one loop that carries commands out, and the ports it acts through."""
