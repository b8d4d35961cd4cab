"""Whose a vehicle is, found under row security."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("parking", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="parkingvehicle",
            index=models.Index(fields=["council", "vrm"], name="parking_vehicle_by_vrm"),
        ),
    ]
