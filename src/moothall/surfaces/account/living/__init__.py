"""Where a resident lives: what their area brings, and telling councils that they have moved."""
