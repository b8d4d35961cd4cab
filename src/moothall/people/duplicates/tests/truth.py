"""Records with known truth, made by lot from a seed: who is whom, and who only seems so."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

SEED = 20_261_130

_FIRST = """
Robert William Elizabeth Margaret Katherine Richard James John David Michael Anthony Thomas
Christopher Matthew Daniel Joseph Samuel Benjamin Alexander Andrew Edward Steven Peter Patricia
Jennifer Susan Deborah Victoria Rebecca Jessica Nicholas Timothy Philip Gareth Rhys Gruffydd
Llewelyn Hywel Angharad Rhiannon Ffion Lowri Carys Nerys Eleri Myfanwy Gwenllian Owain Emyr
Dylan Mohammed Fatima Aisha Priya Sunita Olga Chloe Emma Olivia Noah Oscar Grace Ruby Freya Isla
Harriet
""".split()  # noqa: SIM905 - a list of words reads better so
_LAST = """
Jones Williams Davies Evans Thomas Roberts Lewis Hughes Morgan Griffiths Edwards Owen James
Morris Price Phillips Lloyd Llewellyn Pritchard Bevan Bowen Rees Howells Prosser Gwynne Vaughan
Smith Taylor Brown Wilson Johnson Walker Wright Robinson Thompson White Green Hall Wood Clarke
Patel Khan Ahmed Singh Kowalski Nowak Murphy Kelly Campbell Stewart Anderson Macdonald Harrison
Fletcher Barker Ellison Hargreaves Whitworth Ackroyd Ramsbottom Fairclough Entwistle Pickersgill
Thistlethwaite
""".split()  # noqa: SIM905 - a list of words reads better so
_SHORT = {
    "Robert": "Bob", "William": "Wil", "Elizabeth": "Beth", "Margaret": "Peggy", "James": "Jim",
    "Katherine": "Kate", "Richard": "Dick", "John": "Jack", "David": "Dai", "Michael": "Mike",
    "Anthony": "Tony", "Thomas": "Tom", "Matthew": "Matt", "Daniel": "Dan", "Samuel": "Sam",
    "Alexander": "Sandy", "Andrew": "Andy", "Edward": "Ted", "Peter": "Pete", "Patricia": "Pat",
    "Susan": "Sue", "Victoria": "Vicky", "Rebecca": "Becky", "Nicholas": "Nick", "Philip": "Phil",
}  # fmt: skip
_WELSH_SPELLINGS = {
    "Griffiths": "Gruffydd", "Llewellyn": "Llywelyn", "Rees": "Rhys", "Davies": "Davis",
    "Howells": "Howell", "Phillips": "Philips", "Evans": "Evan", "Lloyd": "Llwyd",
    "Vaughan": "Fychan", "Gwynne": "Gwyn",
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """One record; those of one `person` are the same human being."""

    id: int
    person: int
    name: str
    born_on: date | None
    email: str
    phone: str
    uprn: int | None


@dataclass
class _Maker:
    draw: random.Random
    records: list[Record]
    persons: int = 0
    homes: int = 0

    def person(self) -> int:
        self.persons += 1
        return self.persons

    def home(self) -> int:
        self.homes += 1
        return 100_000_000 + self.homes

    def phone(self) -> str:
        return f"+447{self.draw.randrange(10**9):09d}"

    def birthday(self, earliest: int = 1935, latest: int = 2004) -> date:
        return date(earliest, 1, 1) + timedelta(self.draw.randrange(365 * (latest - earliest)))

    def name(self, last: str = "") -> str:
        return f"{self.draw.choice(_FIRST)} {last or self.draw.choice(_LAST)}"

    def email(self, name: str) -> str:
        return f"{name.replace(' ', '.').lower()}{self.draw.randrange(10_000)}@example.org"

    def add(self, person: int, name: str, **facts) -> Record:
        made = Record(id=len(self.records) + 1, person=person, name=name, **facts)
        self.records.append(made)
        return made

    def somebody(self, **given) -> Record:
        name = given.pop("name", "") or self.name()
        facts = {
            "born_on": self.birthday(),
            "email": self.email(name),
            "phone": self.phone(),
            "uprn": self.home(),
            **given,
        }
        return self.add(self.person(), name, **self.sparse(facts))

    def sparse(self, facts):
        """Leave out what a council often does not know."""
        return {
            "born_on": facts["born_on"] if self.draw.random() < 0.6 else None,
            "email": facts["email"] if self.draw.random() < 0.6 else "",
            "phone": facts["phone"] if self.draw.random() < 0.8 else "",
            "uprn": facts["uprn"] if self.draw.random() < 0.7 else None,
        }


def records(size: int = 3000, seed: int = SEED) -> list[Record]:
    """Return so many households' records, a fifth of whose people are there twice."""
    maker = _Maker(random.Random(seed), [])
    for number in range(size):
        _household(maker, number % 20)
    originals = list(maker.records)
    for one in originals:
        if maker.draw.random() < 0.2:
            _again(maker, one)
    maker.draw.shuffle(maker.records)
    return maker.records


def _household(maker: _Maker, kind: int) -> None:
    """Make a household of a kind that asks for care, or of one person."""
    last, home, phone = maker.draw.choice(_LAST), maker.home(), maker.phone()
    if kind == 0:  # father and son of one name, one home, one telephone
        name, born = maker.name(last), maker.birthday(1940, 1965)
        maker.somebody(name=name, born_on=born, uprn=home, phone=phone)
        later = born + timedelta(365 * maker.draw.randrange(20, 35))
        maker.somebody(name=name, born_on=later, uprn=home, phone=phone)
    elif kind == 1:  # twins
        born = maker.birthday()
        for first in maker.draw.sample(_FIRST, 2):
            maker.somebody(name=f"{first} {last}", born_on=born, uprn=home, phone=phone)
    elif kind in {2, 3, 4}:  # a family with one telephone and perhaps one address of e-mail
        email = maker.email(last) if kind == 2 else ""
        for first in maker.draw.sample(_FIRST, 4):
            shared = {"email": email} if email else {}
            maker.somebody(name=f"{first} {last}", uprn=home, phone=phone, **shared)
    elif kind == 5:  # the same name and nothing else: of those there are many
        name = maker.name(last)
        for _ in range(2):
            maker.somebody(name=name)
    else:
        maker.somebody()


def _again(maker: _Maker, one: Record) -> Record:
    """Write somebody down a second time, as it comes about at a counter or on a bad line."""
    changed = one
    for change in maker.draw.sample(_CHANGES, maker.draw.choice((0, 1, 1, 2))):
        changed = change(maker, changed)
    facts = {"born_on": changed.born_on, "email": changed.email, "phone": changed.phone,
             "uprn": changed.uprn}  # fmt: skip
    facts = {
        key: (
            value
            if maker.draw.random() < 0.85
            else type(value)()
            if value == ""
            else ("" if isinstance(value, str) else None)
        )
        for key, value in facts.items()
    }
    return maker.add(one.person, changed.name, **facts)


def _typo(maker: _Maker, one: Record) -> Record:
    letters = list(one.name)
    at = maker.draw.randrange(1, len(letters) - 1)
    what = maker.draw.randrange(3)
    if what == 0:
        letters[at], letters[at + 1 if at + 1 < len(letters) else at] = (
            letters[at + 1 if at + 1 < len(letters) else at], letters[at])  # fmt: skip
    elif what == 1 and letters[at] != " ":
        del letters[at]
    else:
        letters.insert(at, letters[at])
    return replace(one, name="".join(letters))


def _short(maker: _Maker, one: Record) -> Record:
    first, _, last = one.name.partition(" ")
    return replace(one, name=f"{_SHORT.get(first, first[:1])} {last}")


def _turned(maker: _Maker, one: Record) -> Record:
    first, _, last = one.name.partition(" ")
    return replace(one, name=f"{last} {first}")


def _welsh(maker: _Maker, one: Record) -> Record:
    first, _, last = one.name.partition(" ")
    return replace(one, name=f"{first} {_WELSH_SPELLINGS.get(last, last)}")


def _married(maker: _Maker, one: Record) -> Record:
    return replace(one, name=f"{one.name.partition(' ')[0]} {maker.draw.choice(_LAST)}")


def _moved(maker: _Maker, one: Record) -> Record:
    return replace(one, uprn=maker.home(), phone=maker.phone() if one.phone else "")


def _misheard_birthday(maker: _Maker, one: Record) -> Record:
    if one.born_on is None or one.born_on.day > 12:
        return one
    turned = date(one.born_on.year, one.born_on.day, one.born_on.month)
    return replace(one, born_on=turned)


def _titled(maker: _Maker, one: Record) -> Record:
    return replace(one, name=f"{maker.draw.choice(('Mr', 'Mrs', 'Dr'))} {one.name}")


_CHANGES = (_typo, _short, _turned, _welsh, _married, _moved, _misheard_birthday, _titled)
