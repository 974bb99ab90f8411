"""A reference model of the gateway, small enough to be read; it writes the vectors in the folder above."""
