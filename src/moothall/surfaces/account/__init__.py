"""What residents see of all apps once they have signed in."""
