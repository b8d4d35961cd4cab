import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_status_guides"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="about_case",
            field=moothall.kernel.fields.CouncilForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="resident_acted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="resident_seen_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("council"),
                models.F("status"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("resident_acted_at__isnull", False)),
                name="case_with_news",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("about_case__isnull", False)),
                fields=["council", "about_case"],
                name="case_by_case",
            ),
        ),
    ]
