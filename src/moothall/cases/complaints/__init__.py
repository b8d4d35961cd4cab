"""The stages of a complaint: by when it is acknowledged and answered, by whom, and what is next."""
