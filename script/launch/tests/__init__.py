"""The launcher starts real servers and real processes here, in folders of their own."""
