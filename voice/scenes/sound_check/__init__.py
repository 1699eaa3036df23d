"""Do we hear each other? Loudspeaker and microphone tried with the person, as a sans-IO core.

It happens inside setting up, where nobody is listened to, and inside the home, where it can be
spoken to. What is recorded is a desk's, in memory only; nothing in this package holds a sample.
"""
