"""Other people's certified OpenID Connect programs, from npm, against ours over real HTTP."""
