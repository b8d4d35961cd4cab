from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0002_service_purposes"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicetype",
            name="is_own",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
