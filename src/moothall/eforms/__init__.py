"""
Forms as data: what a council asks, what a person has answered so far, and what was handed in.

Owns the form definition and its numbered versions, the logic that says which questions matter,
drafts with their uploads, and submissions. Refuses to own what a submission becomes (a case, in
`cases`), who the person is (`people`), where files lie (`documents`), and what a trade knows (a
collection day, in `verticals`): those are called, or plug in as page checks.
"""
