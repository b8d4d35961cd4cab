"""
The fence that keeps each council's editors among their own.

Wagtail knows no tenants. Its tables carry a hidden column, `council_id`, which the database fills
with the council in force when a row is made, and row security shows a council its own rows alone:
every listing, chooser, count, search and report of the admin is fenced, whatever query it asks.
"""
