"""Kill, cut off, slow down, repeat: nothing is lost, nothing doubled."""
