"""How passwords are kept: Argon2id at the least that OWASP asks for, see `docs/decisions`."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: a web worker has one thread to spare."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
