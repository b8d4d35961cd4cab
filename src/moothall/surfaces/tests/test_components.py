"""Every page component, drawn and read back as a browser would."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from lxml import html

FOLDER = Path(__file__).parents[2] / "kernel" / "templates" / "kernel" / "components"
SCRIPT = "<script>alert(1)</script>"
PLACES = [{"text": SCRIPT, "latitude": 52.1, "longitude": -3.0, "href": "/a", "detail": SCRIPT}]
FOUND = [{"uprn": str(number), "text": f"{number} {SCRIPT}"} for number in range(3)]
CHOICES = [("a", SCRIPT), {"value": "b", "label": "Two", "hint": SCRIPT}]

#: Each component once with everything it takes, so that each branch is drawn.
CALLS = {
    "address_lookup": 'address_lookup("home", s, addresses=found, error=s, search_url="/")',
    "alert_banner": 'alert_banner(s, text=s, href="/", kind="emergency")',
    "back_link": 'back_link("/", s)',
    "breadcrumbs": 'breadcrumbs([{"href": "/", "text": s}, {"text": s}])',
    "button": 'button(s, name="action", value=s, variant="warning", testid="x")',
    "checkboxes": 'checkboxes("tell", s, choices, values=["b"], hint=s, error=s)',
    "date_input": 'date_input("born", s, day=s, hint=s, error=s, wrong=["day"])',
    "details": "details(s, s, open=true)",
    "email_input": "email_input(value=s, hint=s, error=s)",
    "error_summary": 'error_summary([{"href": "#x", "text": s}, {"text": s}])',
    "file_upload": 'file_upload("photo", s, hint=s, error=s, accept="image/*", multiple=true)',
    "form_field": 'form_field(form["topic"]) ~ form_field(form["words"])',
    "heading": "heading(s, caption=s)",
    "inset": "inset(s)",
    "language_switch": 'language_switch("cy", "/cy/")',
    "link_cards": 'link_cards([{"href": "/", "text": s, "detail": s}], look="tasks")',
    "map_with_list": 'map_with_list(places, "/style.json", s)',
    "notification_banner": "notification_banner(s, success=true)",
    "pagination": 'pagination("/?newer", "/?older")',
    "panel": "panel(s, reference=s)",
    "phone_input": "phone_input(value=s, hint=s, error=s)",
    "place_picker": 'place_picker("place", s, description=s, latitude=s, hint=s, error=s)',
    "shape_picker": 'shape_picker("area", s, description=s, points=s, is_area=true, error=s)',
    "radios": 'radios("bin", s, choices, value="a", hint=s, error=s, heading=true)',
    "search_box": 'search_box("/search/", query=s, large=true)',
    "select": 'select("team", s, choices, value="b", hint=s, error=s)',
    "skip_link": "skip_link()",
    "step_header": "step_header(s, 2, 5)",
    "summary_list": 'summary_list([{"key": s, "value": s, "change_href": "/"}] + several)',
    "table": 'table(s, [s, {"label": s, "numeric": true}], [[s, s], [link, 1]])',
    "tabs": 'tabs([{"id": "one", "label": s, "html": s}, {"id": "two", "label": s, "html": s}])',
    "tag": 'tag(s, "urgent")',
    "task_list": 'task_list([{"title": s, "href": "/", "hint": s, "status": s, "tone": "done"}])',
    "text_input": 'text_input("cost", s, value=s, hint=s, error=s, prefix=s, suffix=s, width=5)',
    "textarea": 'textarea("words", s, value=s, hint=s, error=s, max_characters=20)',
    "timeline": 'timeline([{"at": now, "title": s, "text": s, "by": s, "internal": true}])',
    "useful": 'useful("/useful/", s)',
    "warning_text": "warning_text(s)",
}


class Topic(forms.Form):
    topic = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    words = forms.CharField(widget=forms.Textarea, help_text="In your own words", max_length=20)
    agree = forms.BooleanField()


def _draw(name, now):
    source = f'{{% from "kernel/components/{name}.html" import {name} %}}{{{{ {CALLS[name]} }}}}'
    template = engines["jinja2"].from_string(source)
    form = Topic({"words": SCRIPT * 3})
    context = {"s": SCRIPT, "now": now, "choices": CHOICES, "found": FOUND, "places": PLACES}
    context |= {
        "several": [{"key": SCRIPT, "value": [SCRIPT, SCRIPT]}],
        "link": {"href": "/", "text": SCRIPT},
    }
    return template.render({**context, "form": form})


def test_every_component_is_tried_here():
    written = {path.stem for path in FOLDER.glob("*.html")} - {"parts"}

    assert set(CALLS) | {"filters"} == written


def test_every_component_names_its_inputs_first():
    lacking = [
        path.name
        for path in FOLDER.glob("*.html")
        if not path.read_text().startswith("{#") or path.read_text().count("Inputs:") > 1
    ]

    assert lacking == []


def test_every_component_is_in_the_readme_as_it_is_written():
    readme = (FOLDER / "README.md").read_text()

    for path in sorted(FOLDER.glob("*.html")):
        if path.stem != "parts":
            signature = re.search(r"{% macro (\w+\(.*?\)) %}", path.read_text())[1]
            assert f"    {signature}\n" in readme, path.name


@pytest.mark.parametrize("name", sorted(CALLS))
def test_component_escapes_what_people_wrote(name, now):
    drawn = _draw(name, now)

    assert "<script" not in drawn


@pytest.mark.parametrize("name", sorted(CALLS))
def test_component_needs_no_inline_script_or_style(name, now):
    tree = html.fragment_fromstring(_draw(name, now), create_parent="main")

    inline = [
        (element.tag, attribute)
        for element in tree.iter()
        for attribute in element.attrib
        if attribute == "style" or attribute.startswith("on")
    ]
    assert inline == []


@pytest.mark.parametrize("name", sorted(CALLS))
def test_component_labels_each_field_and_refers_to_what_exists(name, now):
    tree = html.fragment_fromstring(_draw(name, now), create_parent="main")

    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    fields = tree.xpath("//input[not(@type='hidden')] | //select | //textarea")
    for field in fields:
        assert field.get("id"), html.tostring(field)
        assert tree.xpath("//label[@for=$id]", id=field.get("id")), field.get("id")
    for attribute in ("aria-describedby", "aria-labelledby", "data-aria-controls"):
        for words in tree.xpath(f"//@{attribute}"):
            assert set(words.split()) <= set(ids), (attribute, words)
    for target in tree.xpath("//label/@for"):
        assert target in ids


def test_filters_are_a_form_that_can_be_bookmarked():
    template = engines["jinja2"].from_string(
        '{% from "kernel/components/filters.html" import filters %}'
        '{% call filters("/cases/", clear_href="/cases/") %}<input name="q">{% endcall %}'
    )

    tree = html.fragment_fromstring(template.render(), create_parent="main")

    assert tree.xpath("//form/@method") == ["get"]
    assert tree.xpath("//form/@action") == ["/cases/"]


def test_chosen_values_come_back_chosen(now):
    radios = html.fragment_fromstring(_draw("radios", now), create_parent="main")
    boxes = html.fragment_fromstring(_draw("checkboxes", now), create_parent="main")
    listed = html.fragment_fromstring(_draw("select", now), create_parent="main")

    assert radios.xpath("//input[@checked]/@value") == ["a"]
    assert boxes.xpath("//input[@checked]/@value") == ["b"]
    assert listed.xpath("//option[@selected]/@value") == ["b"]


def test_an_empty_answer_chooses_nothing(now):
    template = engines["jinja2"].from_string(
        '{% from "kernel/components/radios.html" import radios %}'
        '{{ radios("bin", "Which?", [("", "None"), ("a", "A")], value=none) }}'
    )

    tree = html.fragment_fromstring(template.render(), create_parent="main")

    assert tree.xpath("//input[@checked]") == []


def test_several_lines_come_back_as_they_were_written(now):
    template = engines["jinja2"].from_string(
        '{% from "kernel/components/textarea.html" import textarea %}'
        '{{ textarea("words", "Words", value=value) }}'
    )

    tree = html.fragment_fromstring(template.render({"value": "one\n  two\n"}), "main")

    assert tree.xpath("string(//textarea)") == "one\n  two\n"


def test_a_django_form_shows_its_errors_at_the_field_and_above(now):
    form = Topic({"words": "too long for twenty letters"})
    template = engines["jinja2"].from_string(
        '{% from "kernel/components/error_summary.html" import error_summary %}'
        '{% from "kernel/components/form_field.html" import form_field %}'
        "{{ error_summary(form_errors(form)) }}"
        "{% for field in form %}{{ form_field(field) }}{% endfor %}"
    )

    tree = html.fragment_fromstring(template.render({"form": form}), create_parent="main")

    links = tree.xpath("//*[@data-testid='error-summary']//a/@href")
    assert len(links) == 3
    for link in links:
        assert tree.xpath("//*[@id=$id]", id=link.removeprefix("#")), link
    assert len(tree.xpath("//*[contains(@class, 'govuk-error-message')]")) == 3
