"""A contact may come to a complaint: no more than a word for what is kept as text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0022_refusal_of_unused_statuses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="interaction",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("answered", "Answered"),
                    ("request", "A request was made"),
                    ("complaint", "A complaint was taken"),
                    ("progress", "Told how it stands"),
                    ("paid", "A payment was taken"),
                    ("booked", "Something was booked"),
                    ("passed_on", "Passed on to somebody else"),
                    ("unfinished", "It broke off"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
    ]
