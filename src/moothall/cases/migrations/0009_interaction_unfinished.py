from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cases", "0008_contact"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="interaction",
            index=models.Index(
                condition=models.Q(("began_at__isnull", False), ("finished_at__isnull", True)),
                fields=["council", "logged_by_identifier"],
                name="interaction_unfinished",
            ),
        ),
    ]
