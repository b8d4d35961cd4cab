"""What finance gets of the books: exports by the council's own layout, and reports."""
