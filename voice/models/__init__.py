"""Recognition models and natural voices as they lie on this machine: chosen, never fetched."""
