"""What an identity provider proves: who signs in with it, and facts that a council may keep."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.account import Account
from moothall.people.models.person import Person

LONGEST_IDENTIFIER = 255


class ExternalIdentity(models.Model):
    """
    The name by which an identity provider, such as GOV.UK One Login, knows the owner of an account.

    Stands outside row security, as accounts do, and is read by issuer and subject, or by account,
    alone. Nobody is ever known by an e-mail address or a name that a provider tells: `shown` is
    there so that people know their own again.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=40)
    issuer = models.CharField(max_length=LONGEST_IDENTIFIER)
    subject = models.CharField(max_length=LONGEST_IDENTIFIER)
    shown = models.CharField(max_length=254, blank=True)
    connected_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="external_identity_once"),
            models.UniqueConstraint(
                fields=["account", "issuer"], name="external_identity_of_account"
            ),
        ]

    def __str__(self) -> str:
        return self.shown or self.subject


class HeardLogout(models.Model):
    """
    One word from an identity provider that somebody signed out there, so that it works only once.

    Stands outside row security: it holds the word's own name and no person's. It goes once the word
    could not be believed any more.
    """

    issuer = models.CharField(max_length=LONGEST_IDENTIFIER)
    token_id = models.CharField(max_length=LONGEST_IDENTIFIER)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "token_id"], name="heard_logout_once"),
        ]

    def __str__(self) -> str:
        return self.token_id


class ProvenFact(CouncilOwned):
    """
    Something about a person that an identity provider proved, kept because that person wanted it.

    `fact` is its name in the data dictionary of forms, such as person.name; a date is written
    year-month-day. `source` is the provider's key.
    """

    person = CouncilForeignKey(Person)
    fact = models.CharField(max_length=60)
    value = models.CharField(max_length=400)
    source = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    proven_at = models.DateTimeField()
    kept_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "person", "fact"], name="proven_fact_once"),
        ]

    def __str__(self) -> str:
        return self.fact
