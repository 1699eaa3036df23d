"""Real sound devices on a machine without a sound card: PulseAudio null sinks, JACK's dummy."""
