"""Made-up people and what they say; no real person is among them but by chance."""

FORENAMES = (
    "Alys", "Bethan", "Callum", "Dilwyn", "Elin", "Farida", "Gareth", "Hana", "Idris", "Joanna",
    "Kamal", "Lowri", "Marek", "Nia", "Oluwaseun", "Pauline", "Rhodri", "Siân", "Tomasz", "Wendy",
)  # fmt: skip
SURNAMES = (
    "Abernethy", "Bramwell", "Cadwallader", "Dunmore", "Eastlake", "Fairweather", "Gwilliam",
    "Hollybush", "Iqbal", "Jankowski", "Kingswood", "Llewelyn", "Merriman", "Nwosu", "Oakeshott",
    "Penhallow", "Rushworth", "Stallard", "Tregarth", "Whitmore",
)  # fmt: skip

#: The category's code, its words, and what somebody would say of it.
FAULTS = (
    ("pothole", "A pothole", "Deep pothole near the junction"),
    ("street-light", "A street light", "Street light out for three nights"),
    ("drain", "A blocked drain", "Drain blocked, water stands on the road"),
    ("fly-tipping", "Dumped rubbish (fly-tipping)", "Mattress and bags dumped in the lay-by"),
    ("graffiti", "Graffiti", "Graffiti on the bus shelter"),
    ("litter", "Litter or a dirty street", "Litter bin is full to overflowing"),
    ("pavement", "A damaged pavement", "Paving slab has come loose"),
)

QUESTIONS = (
    "When does the library open on Saturdays?",
    "How do I get a second food waste bin?",
    "Who looks after the hedge behind the playground?",
    "Can I still apply for a school place for next year?",
    "Where can I take old paint?",
)
