"""What our own OpenID Connect provider keeps beside allauth's clients and tokens."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from moothall.people.models.account import Account


class SigningKey(models.Model):
    """
    A private key (RSA, PEM) with which the sign-in host signs, encrypted as second factors are.

    Stands outside row security: it is the installation's. It is published at once, signs from
    `signs_from` until a newer one does, and is published until `retires_at`.
    """

    encrypted_pem = models.TextField()
    created_at = models.DateTimeField()
    signs_from = models.DateTimeField(db_default=Now())
    retires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"key of {self.created_at:%Y-%m-%d}"


class PairwiseSubject(models.Model):
    """
    The name by which one site knows an account, unlike that of any other site (OpenID Connect 8.1).

    Stands outside row security and is read by client and account alone.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    sector = models.CharField(max_length=100)
    subject = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "sector"], name="pairwise_subject_once"),
        ]

    def __str__(self) -> str:
        return self.subject
