"""How websites are told that somebody has signed out; one folder each."""
