"""What staff see; imported by urls alone."""
