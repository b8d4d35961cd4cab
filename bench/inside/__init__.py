"""Programs that the bench runs with Django set up, each on one database; they answer in JSON."""
