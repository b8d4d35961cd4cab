"""Who lives at an address, found under row security."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0025_known_name_words")]

    operations = [
        AddIndexConcurrently(
            model_name="residence",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["council", "uprn"],
                name="residence_at_address",
            ),
        ),
    ]
