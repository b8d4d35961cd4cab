"""Working out anew what open cases were promised, after a council changed its calendar."""
