import django.db.models.deletion
import django.db.models.expressions
import django.db.models.manager
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0009_subscriptions"),
        ("people", "0019_finance_role"),
    ]

    operations = [
        migrations.CreateModel(
            name="WalletScheme",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                ("key", models.SlugField(max_length=40)),
                ("name", models.JSONField(help_text="By language.")),
                (
                    "fund",
                    moothall.kernel.fields.CouncilForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.fund",
                    ),
                ),
                ("least_pence", models.IntegerField(default=0)),
                ("low_pence", models.IntegerField(default=0)),
                ("most_pence", models.PositiveIntegerField()),
                ("is_for_people", models.BooleanField(default=False)),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.UniqueConstraint(fields=("council", "key"), name="wallet_scheme_key"),
                    models.CheckConstraint(
                        condition=models.Q(("least_pence__lte", 0)), name="wallet_scheme_least"
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Wallet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "scheme",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.walletscheme",
                    ),
                ),
                ("holder_type", models.CharField(max_length=40)),
                ("holder_id", models.UUIDField()),
                (
                    "person",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("blocked_at", models.DateTimeField(blank=True, null=True)),
                ("told_low_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "indexes": [
                    models.Index(
                        condition=models.Q(("person__isnull", False)),
                        fields=["council", "person"],
                        name="wallet_by_person",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "holder_type", "holder_id", "scheme"), name="wallet_once"
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Entitlement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "wallet",
                    moothall.kernel.fields.CouncilForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.wallet",
                    ),
                ),
                ("pence", models.PositiveIntegerField()),
                ("weekdays", models.PositiveSmallIntegerField(default=31)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekdays__gte", 1), ("weekdays__lte", 127)),
                        name="entitlement_weekdays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pence__gt", 0)), name="entitlement_amount"
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="WalletTopUp",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "wallet",
                    moothall.kernel.fields.CouncilForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.wallet",
                    ),
                ),
                (
                    "person",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("pence", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("booked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pence__gt", 0)), name="wallet_top_up_amount"
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="WalletPayout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "wallet",
                    moothall.kernel.fields.CouncilForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.wallet",
                    ),
                ),
                (
                    "person",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("pence", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("done", "Agreed"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pence__gt", 0)), name="wallet_payout_amount"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("council", "wallet"),
                        name="wallet_payout_asked_once",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ResidentCard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                ("holder_type", models.CharField(max_length=40)),
                ("holder_id", models.UUIDField()),
                (
                    "person",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("token_digest", models.CharField(max_length=64)),
                ("ending", models.CharField(max_length=4)),
                ("issued_at", models.DateTimeField()),
                ("blocked_at", models.DateTimeField(blank=True, null=True)),
                ("block_reason", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "base_manager_name": "all_councils",
                "indexes": [
                    models.Index(
                        fields=["council", "holder_type", "holder_id"], name="card_by_holder"
                    ),
                    models.Index(fields=["council", "blocked_at"], name="card_by_block"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "token_digest"), name="card_token"),
                    models.UniqueConstraint(
                        condition=models.Q(("blocked_at__isnull", True)),
                        fields=("council", "holder_type", "holder_id"),
                        name="card_one_at_a_time",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Till",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "scheme",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.walletscheme",
                    ),
                ),
                (
                    "fund",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.fund",
                    ),
                ),
                ("holder_type", models.CharField(max_length=40)),
                ("place_id", models.UUIDField(blank=True, null=True)),
                ("key_digest", models.CharField(max_length=64)),
                ("offline_pence", models.PositiveIntegerField(default=0)),
                ("registered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.UniqueConstraint(fields=("council", "key_digest"), name="till_key"),
                    models.UniqueConstraint(fields=("council", "name"), name="till_name"),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TillSale",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "till",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.till",
                    ),
                ),
                ("sequence", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "card",
                    moothall.kernel.fields.CouncilForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.residentcard",
                    ),
                ),
                (
                    "wallet",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.wallet",
                    ),
                ),
                (
                    "entitlement",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.entitlement",
                    ),
                ),
                ("sold_on", models.DateField()),
                ("sold_at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
                ("is_offline", models.BooleanField(default=False)),
                ("price_pence", models.PositiveIntegerField()),
                ("entitled_pence", models.PositiveIntegerField(default=0)),
                ("wallet_pence", models.PositiveIntegerField(default=0)),
                ("missing_pence", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sold", "Sold"),
                            ("refused", "Not allowed"),
                            ("short", "Not paid in full"),
                            ("recovered", "Taken from the wallet later"),
                            ("written_off", "Carried by the council"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("conflicts", models.PositiveIntegerField(default=0)),
                ("conflict_settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "indexes": [
                    models.Index(
                        condition=models.Q(("wallet__isnull", False)),
                        fields=["council", "wallet", "sold_at"],
                        name="till_sale_by_wallet",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state", "short"),
                            models.Q(("conflict_settled_at__isnull", True), ("conflicts__gt", 0)),
                            _connector="OR",
                        ),
                        fields=["council", "sold_at"],
                        name="till_sale_to_settle",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "till", "sequence"), name="till_sale_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("entitled_pence__gt", 0)),
                        fields=("council", "entitlement", "sold_on"),
                        name="till_sale_entitled_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "refused"),
                            (
                                "price_pence",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("entitled_pence"), "+", models.F("wallet_pence")
                                    ),
                                    "+",
                                    models.F("missing_pence"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="till_sale_adds_up",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
    ]
