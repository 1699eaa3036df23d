"""What the process gives up: the network, ways out, and memory that others could read.

For the whole process and for good; nothing here knows what the program is for.
"""
