"""What the process gives up: the network, ways out, and memory that others could read."""
