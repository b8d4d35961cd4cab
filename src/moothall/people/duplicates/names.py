"""Names as people say and shorten them, made comparable: English and Welsh."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from moothall.kernel.search_text import normalise

#: What stands before a name and is no part of it.
_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "revd", "sir", "dame", "lord", "lady")
)
#: Between a given name and a father's in Welsh.
_PATRONYMICS = frozenset(("ap", "ab", "ferch"))

#: The long form first, then what the same person may be called.
_SHORT_FORMS = """
    robert bob rob bobby robbie bert
    william bill will billy willie gwilym wil
    elizabeth liz beth lizzie betty eliza libby bethan
    margaret maggie meg peggy marged megan
    katherine kate kathy catherine katie kathryn cathy catrin cath
    richard rick dick ricky
    james jim jimmy jamie
    john jack johnny ioan sion jon
    david dave dai dafydd davey
    michael mike mick micky mihangel
    anthony tony antony
    thomas tom tommy tomos
    christopher chris kit
    matthew matt mathew
    daniel dan danny
    joseph joe joey
    samuel sam sammy
    benjamin ben benny
    alexander alex sandy alec
    andrew andy drew andras
    edward ted ed eddie ned iorwerth
    steven steve stephen steffan
    peter pete pedr
    charles charlie chas siarl
    patricia pat patsy trish
    jennifer jen jenny
    susan sue susie susannah
    deborah debbie deb debra
    victoria vicky vikki
    rebecca becky becca
    jessica jess jessie
    nicholas nick nicky
    timothy tim timmy
    gregory greg
    kenneth ken kenny
    ronald ron ronnie
    george georgie sior
    henry harry harri
    mary molly polly mair
    ann anne annie anna
    jane janey
    philip phil phillip
    paul pol
    evan ifan ieuan
    gareth gaz
    abdul abdullah
    mohammed muhammad mohammad mohamed
"""

_CANONICAL: Mapping[str, str] = {
    form: forms[0] for line in _SHORT_FORMS.strip().splitlines() for forms in [line.split()]
    for form in forms
}  # fmt: skip

#: Letters that are written in several ways and spoken in one, the longer ones first.
_SPOKEN = (
    (re.compile(r"^(kn|gn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"rh"), "r"),
    (re.compile(r"ph|ff"), "f"),
    (re.compile(r"mac|mc"), "mk"),
    (re.compile(r"^si(?=[aeiouwy])"), "s"),
    (re.compile(r"sch|sh"), "s"),
    (re.compile(r"th|dd"), "d"),
    (re.compile(r"ck|ch|c|q"), "k"),
    (re.compile(r"[aeiouwyh]+"), "."),
)
#: Consonants that are taken for one another.
_GROUPS = str.maketrans({**dict.fromkeys("bpfv", "1"), **dict.fromkeys("gjkqsxz", "2"),
                         **dict.fromkeys("dt", "3"), "l": "4", **dict.fromkeys("mn", "5"),
                         "r": "6"})  # fmt: skip
_LENGTH = 4
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Name:
    """
    A name in its two ends, made comparable; `first` is empty where there is but one word.

    `others` are the words between, any of which somebody may go by.
    """

    first: str
    last: str
    others: tuple[str, ...] = ()

    @property
    def usual_first(self) -> str:
        """Return the given name, in its long form where it is short for one."""
        return _CANONICAL.get(self.first, self.first)


@lru_cache(maxsize=4096)
def name_of(text: str) -> Name:
    """Return a name without titles, by its first and last words."""
    words = [one for one in normalise(text).split() if one not in _TITLES | _PATRONYMICS]
    if not words:
        return Name("", "")
    return Name(words[0] if len(words) > 1 else "", words[-1], tuple(words[1:-1]))


def canonical(word: str) -> str:
    """Return the long form of a given name."""
    return _CANONICAL.get(word, word)


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """Return a short code that names have in common which sound alike, in either language."""
    if not word:
        return ""
    spoken = word
    for pattern, replacement in _SPOKEN:
        spoken = pattern.sub(replacement, spoken)
    spoken = _REPEATED.sub(r"\1", spoken)
    head, rest = spoken[:1], spoken[1:]
    start = "a" if head == "." else head
    code = _REPEATED.sub(r"\1", rest.translate(_GROUPS)).replace(".", "")
    return (start + code)[:_LENGTH]


def sounds_like(text: str) -> str:
    """Return the sounds of a name's two ends, in one order whichever way round they stand."""
    name = name_of(text)
    return " ".join(sorted(filter(None, (sound(name.usual_first), sound(name.last)))))
