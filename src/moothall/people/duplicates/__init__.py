"""
Finding records that may be one person's: while a new one is typed, and at night among all.

It owns what makes names sound alike, how sure two records are the same, and the list of likely
pairs with what staff decided about each. It refuses to merge: that is a person's decision, and
`merging` carries it out. How it was measured: docs/decisions/finding-duplicates.md.
"""
