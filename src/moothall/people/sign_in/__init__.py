"""How staff prove who they are: what we ask of allauth, and what we change in it."""
