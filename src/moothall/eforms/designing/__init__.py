"""
The designer's own knowledge: what can be done to a form's document, in whose words, and what of.

Nothing here asks the database. A document goes in and a document comes out; the old one is never
touched, so that every change can be taken back.
"""
