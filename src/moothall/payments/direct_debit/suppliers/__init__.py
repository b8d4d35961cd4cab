"""Those who collect Direct Debits, one folder each."""
