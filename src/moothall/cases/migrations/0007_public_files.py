from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_news_and_complaints"),
    ]

    operations = [
        # Until now files came to a case only from whoever opened it: theirs to have.
        migrations.AddField(
            model_name="attachment",
            name="is_public",
            field=models.BooleanField(default=True, db_default=True),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="is_public",
            field=models.BooleanField(default=False, db_default=False),
        ),
    ]
