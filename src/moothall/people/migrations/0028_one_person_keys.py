from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("people", "0027_one_person"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(fields=["council", "sounds_like"], name="person_by_sound"),
        ),
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                condition=models.Q(("born_on__isnull", False)),
                fields=["council", "born_on"],
                name="person_by_birthday",
            ),
        ),
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                condition=models.Q(("sounds_like__isnull", True)),
                fields=["council", "id"],
                name="person_without_sound",
            ),
        ),
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["council", "merged_into"],
                name="person_by_successor",
            ),
        ),
    ]
