"""
Where each council's branch of Wagtail's trees begins.

Row security hides the branches of others, so a council's place cannot be found by looking at its
neighbours: it follows from the council's own number.
"""

from django.db.models import F
from wagtail.models import Collection, Page

from moothall.content.models import CouncilRoot
from moothall.councils.rows import CouncilRow


def council_root(council: CouncilRow) -> CouncilRoot:
    """Return the trunk of a council's pages, made if it is not there."""
    found = CouncilRoot.objects.first()
    if isinstance(found, CouncilRoot):
        return found
    root = Page.objects.get(depth=1)
    trunk = CouncilRoot(
        title=council.name,
        slug=council.slug,
        path=Page._get_path(root.path, 2, council.id),
        depth=2,
        numchild=0,
        locale_id=root.locale_id,
        live=True,
    )
    trunk.save()
    Page.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    return trunk


def council_collection(council: CouncilRow) -> Collection:
    """Return the collection of a council's images and documents, made if it is not there."""
    found = Collection.objects.filter(depth=2).first()
    if found is not None:
        return found
    root = Collection.objects.get(depth=1)
    collection = Collection(
        name=council.name,
        path=Collection._get_path(root.path, 2, council.id),
        depth=2,
        numchild=0,
    )
    collection.save()
    Collection.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    return collection
