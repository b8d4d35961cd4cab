"""The diary for partners' programs: what they ask, what they are answered, and its description."""
