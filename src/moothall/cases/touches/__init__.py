"""
What agents wrote and machines answered, as interactions beside calls and visits.

Words that an employee wrote to somebody are an interaction, in the channel in which they went; so
is a payment by the automatic telephone line. What the platform writes by itself (a request has
arrived, its status changed) stays a message, so that it does not drown what people said. See
`docs/decisions/what-counts-as-an-interaction.md`.
"""
