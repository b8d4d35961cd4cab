"""A form whose questions ask further: files, addresses, several things, a signature."""


def text(words):
    return {"en": words}


def question(key, kind, label, **more):
    return {"key": key, "type": kind, "label": text(label), **more}


#: What a file may be; one is needed.
KINDS = [
    {"value": "income", "label": text("Proof of income"), "is_needed": True},
    {"value": "other", "label": text("Something else")},
]

#: What the partner answered.
FILLED = {"card": "L-77"}

PAGES = [
    {"key": "about", "title": text("About your card"), "questions": [
        question("card", "text", "Your library card"),
        question("colour", "text", "Its colour"),
    ]},
    {"key": "home", "questions": [
        question("home", "address", "Where do you live?", settings={"abroad": True}),
    ]},
    {"key": "shop", "questions": [
        question("shop", "address", "Where is the shop?", settings={"not_listed": False}),
    ]},
    {"key": "area", "questions": [question("area", "postcode_area", "Which postcode is it?")]},
    {"key": "papers", "questions": [
        question("papers", "upload", "Your papers", settings={"kinds": KINDS}),
    ]},
    {"key": "cars", "kind": "repeat", "title": text("Your cars"),
     "repeat": {"one": text("car"), "summary": text("{make}, {doors} doors"), "most": 2},
     "questions": [question("make", "text", "Make"), question("doors", "number", "Doors")]},
    {"key": "doors-wanted", "questions": [
        question("doors-wanted", "number", "How many doors do you want?"),
    ]},
    {"key": "you", "title": text("You"), "questions": [
        question("fee", "calculated", "Fee",
                 calculate={"*": [{"var": "doors-wanted"}, 250]}, settings={"as": "money"}),
        question("who", "name", "Your name", name="person.name"),
        question("mail", "email", "Your email address", name="person.email"),
    ]},
    {"key": "owner", "title": text("The other owner"), "questions": [
        question("owner", "name", "Their name"),
        question("owner-mail", "email", "Their email address"),
    ]},
]  # fmt: skip

DOCUMENT = {
    "schema_version": 1,
    "slug": "asks-further",
    "title": text("A form that asks further"),
    "pages": PAGES,
    "prefill": {"token": list(FILLED)},
    "needs": {"signature": {
        "name": "owner", "email": "owner-mail", "days": 10,
        "statement": text("I own the shop too and agree.")}},
    "outcome": {"service_type": "general-enquiry", "summary": "All that asks further"},
    "confirmation": {"title": text("We have it"), "next_steps": text("We read it.")},
}  # fmt: skip
