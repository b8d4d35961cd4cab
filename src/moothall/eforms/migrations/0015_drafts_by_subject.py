"""Accounts list the drafts of a person."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("eforms", "0014_left_improvements"),
        ("people", "0005_provider_keys"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("subject__isnull", False), ("submitted_at__isnull", True)),
                fields=["council", "subject", "saved_at"],
                name="draft_by_subject",
            ),
        ),
    ]
