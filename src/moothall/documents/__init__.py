"""Files that people hand in, kept private, checked and stripped of what they did not mean to show."""
