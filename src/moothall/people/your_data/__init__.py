"""A copy of everything that a council holds about somebody, for programs and for people."""
