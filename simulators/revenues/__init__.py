"""Civic Ledger: council tax, benefits, rent, business rates, parking permits and libraries."""
