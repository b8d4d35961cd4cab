"""
Library: councils' library websites, on which people sign in with their council account.

It owns the list of sites that it plays, who is signed in on each, and what each was told of them.
It knows nobody's password: the councils' sign-in host says who somebody is (OpenID Connect).
"""
