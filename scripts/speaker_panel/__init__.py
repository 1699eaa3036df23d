"""The panel of simulated speakers: who they are, what they say, what became of it.

Everything in a panel session is the product's own but the two devices and the disk. What is
measured is measured on samples and on the conversation's own log, never on recognised text.
"""
