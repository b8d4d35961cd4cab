"""A carrier for tests, which keeps what it is given."""
