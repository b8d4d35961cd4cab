"""The group of a council's editors, and who is in it: those whose role says so, at each request."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from moothall.councils.rows import CouncilRow
from moothall.people.models import Account

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page",
                    "bulk_delete_page")  # fmt: skip
#: Wagtail asks for the permissions of its own models, whatever model stands in their place.
COLLECTION_PERMISSIONS = tuple(
    (app, f"{verb}_{model}")
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "delete", "choose")
)
MODEL_PERMISSIONS = (
    ("wagtailadmin", "access_admin"),
    ("content", "add_alert"),
    ("content", "change_alert"),
    ("content", "delete_alert"),
    ("content", "view_alert"),
    ("content", "view_pagefeedback"),
    ("wagtailredirects", "add_redirect"),
    ("wagtailredirects", "change_redirect"),
    ("wagtailredirects", "delete_redirect"),
    ("simple_translation", "submit_translation"),
)


def group_name(council: CouncilRow) -> str:
    """Return the name of a council's group of editors."""
    return f"Website editors of {council.slug}"


def ensure_group(council: CouncilRow, trunk: Page, collection: Collection) -> Group:
    """Make the editors' group of a council and give it what its editors may do."""
    group, _ = Group.objects.get_or_create(name=group_name(council))
    group.permissions.set(_permissions(MODEL_PERMISSIONS))
    for permission in _permissions(("wagtailcore", name) for name in PAGE_PERMISSIONS):
        GroupPagePermission.objects.get_or_create(group=group, page=trunk, permission=permission)
    for permission in _permissions(COLLECTION_PERMISSIONS):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
    return group


def keep_membership(user: Account, council: CouncilRow, *, is_editor: bool) -> None:
    """Let the group follow the person's role; it writes only when they differ."""
    group = Group.objects.filter(name=group_name(council)).first()
    if group is None:
        return
    is_member = user.groups.filter(pk=group.pk).exists()
    if is_editor and not is_member:
        user.groups.add(group)
    elif is_member and not is_editor:
        user.groups.remove(group)


def _permissions(names: object) -> list[Permission]:
    wanted = set(names)  # type: ignore[call-overload]
    found = Permission.objects.filter(codename__in={code for _, code in wanted}).select_related(
        "content_type"
    )
    return [p for p in found if (p.content_type.app_label, p.codename) in wanted]
