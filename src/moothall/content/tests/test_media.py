"""Documents and images are private until a live page of their council uses them."""

import pytest
from wagtail.models import Page

from moothall.content.tests.kit import make_document, make_editor, make_image
from moothall.kernel.scope import acting_for

NORTH = {"host": "northvale.test"}
SOUTH = {"host": "southmere.test"}


def use(council, *, document=None, image=None, publish=True):
    """Put a document or a picture on the parking page."""
    page = Page.objects.get(url_path=f"/{council.slug}/en/parking/").specific
    blocks = []
    if document:
        blocks.append(("document", {"document": document, "text": "The report"}))
    if image:
        blocks.append(("image", {"image": image, "description": "A car", "caption": ""}))
    page.body = blocks
    revision = page.save_revision()
    if publish:
        revision.publish()
    return page


@pytest.fixture
def in_force(northvale_site):
    with acting_for(northvale_site.id):
        yield northvale_site


def test_a_document_is_private_until_a_live_page_uses_it(client, in_force):
    document = make_document("Secret report")

    assert client.get(document.url, headers=NORTH).status_code == 404
    page = use(in_force, document=document, publish=False)
    assert client.get(document.url, headers=NORTH).status_code == 404
    page.get_latest_revision().publish()
    shown = client.get(document.url, headers=NORTH)
    assert shown.status_code == 200
    assert b"".join(shown) == b"%PDF-1.4 secret"
    assert "public" in shown["Cache-Control"]
    assert "sandbox" in shown["Content-Security-Policy"]
    page.unpublish()
    assert client.get(document.url, headers=NORTH).status_code == 404


def test_a_page_links_its_document_with_kind_and_size(client, in_force):
    document = make_document("Report")
    use(in_force, document=document)

    page = client.get("/parking/", headers=NORTH).content.decode()

    assert f'href="{document.url}"' in page
    assert "(PDF, 15 Bytes)" in page


def test_a_document_linked_in_a_text_counts_as_used(client, in_force):
    document = make_document("Report")
    page = Page.objects.get(url_path="/northvale/en/parking/").specific
    page.body = [("paragraph", f'<p><a linktype="document" id="{document.pk}">Read</a></p>')]
    page.save_revision().publish()

    assert f'href="{document.url}">Read' in client.get("/parking/", headers=NORTH).content.decode()
    assert client.get(document.url, headers=NORTH).status_code == 200


def test_an_image_is_private_until_a_live_page_shows_it(client, in_force):
    image = make_image("Plan")
    rendition = image.get_rendition("width-960")

    assert client.get(rendition.url, headers=NORTH).status_code == 404
    use(in_force, image=image)
    page = client.get("/parking/", headers=NORTH).content.decode()
    assert f'src="{rendition.url}" alt="A car"' in page
    shown = client.get(rendition.url, headers=NORTH)
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/png"


def test_no_other_council_serves_them(client, in_force, southmere_site):
    document, image = make_document("Report"), make_image("Plan")
    use(in_force, document=document, image=image)
    client.get("/parking/", headers=NORTH)
    rendition = image.renditions.get()

    for url in (document.url, rendition.url):
        assert client.get(url, headers=NORTH).status_code == 200
        assert client.get(url, headers=SOUTH).status_code == 404


def test_an_editor_of_the_council_sees_drafts_and_others_do_not(client, in_force, southmere_site):
    document = make_document("Draft report")
    client.force_login(make_editor("alice@northvale.test", in_force))
    mine = client.get(document.url, headers=NORTH)
    client.force_login(make_editor("carys@southmere.test", southmere_site))
    strangers = [client.get(document.url, headers=host) for host in (NORTH, SOUTH)]

    assert mine.status_code == 200
    assert "no-store" in mine["Cache-Control"]
    assert [answer.status_code for answer in strangers] == [404, 404]


def test_a_document_is_found_by_its_own_name_alone(client, in_force):
    document = make_document("Report")
    use(in_force, document=document)

    assert client.get(f"/documents/{document.pk}/other.pdf", headers=NORTH).status_code == 404
    assert client.get(f"/documents/{document.pk}/../x", headers=NORTH).status_code == 404


def test_a_change_of_a_page_lets_caches_forget_its_documents(in_force, queue):
    document = make_document("Report")
    use(in_force, document=document)
    page = Page.objects.get(url_path="/northvale/en/parking/").specific
    page.body = []
    page.save_revision().publish()

    events = [args["payload"] for _, args in queue.jobs("kernel.handle_event")]

    assert document.url in events[-1]["paths"]


def test_a_deleted_document_lets_caches_forget_it(in_force, queue):
    document = make_document("Report")
    url = document.url

    document.delete()

    assert url in queue.jobs("kernel.handle_event")[-1][1]["payload"]["paths"]
