"""What the demonstration's agents know beside their council's website."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from moothall.content.knowledge.actions import Written, write_article
from moothall.content.knowledge.steps import THE_END, Step
from moothall.content.models import ArticleKind, DeskArticle
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, ActorKind

_DOWN_FOR = timedelta(days=3)
_SCRIPT = Written(
    kind=ArticleKind.SCRIPT,
    title="Missed bin: what to ask",
    title_cy="Bin heb ei gasglu: beth i’w ofyn",
    service="missed-bin",
    steps=(
        Step(
            1,
            "Was the bin out by 7 in the morning?",
            "Oedd y bin allan erbyn 7 y bore?",
            yes=3,
            no=2,
        ),
        Step(
            2,
            "We cannot come back for a bin that was not out. The next collection takes extra bags.",
            "Ni allwn ddod yn ôl am fin nad oedd allan. "
            "Bydd y casgliad nesaf yn mynd â bagiau ychwanegol.",
            yes=THE_END,
            no=4,
        ),
        Step(
            3,
            "I am sorry. We come back within two working days. Leave the bin where it is.",
            "Mae’n ddrwg gen i. Byddwn yn dod yn ôl o fewn dau ddiwrnod gwaith. "
            "Gadewch y bin lle mae.",
        ),
        Step(
            4,
            "Open the form with them, and offer texts about what happens.",
            "Agorwch y ffurflen gyda nhw, a chynigiwch negeseuon testun am yr hyn sy’n digwydd.",
        ),
    ),
)
_CHECK = Written(
    kind=ArticleKind.CHECK,
    title="Help to carry the bin: who can have it?",
    title_cy="Help i gario’r bin: pwy all ei gael?",
    words="Nobody in the home can move the bin, and nobody near can do it for them.",
    words_cy="Ni all neb yn y cartref symud y bin, ac nid oes neb gerllaw a all wneud hynny.",
    steps=(
        Step(
            1,
            "Is there somebody of 16 or older in the home who can move the bin?",
            "Oes rhywun 16 oed neu hŷn yn y cartref a all symud y bin?",
            yes=2,
            no=3,
        ),
        Step(
            2,
            "Then we cannot carry it. Offer a smaller bin.",
            "Yna ni allwn ei gario. Cynigiwch fin llai.",
            yes=THE_END,
            no=3,
        ),
        Step(
            3,
            "They can have it. Write an enquiry, and say that the crew begins next week.",
            "Gallant ei gael. Ysgrifennwch ymholiad, "
            "a dywedwch fod y criw yn dechrau yr wythnos nesaf.",
        ),
    ),
)


def settle(council: CouncilRow, *, now: datetime) -> bool:
    """Write the articles of the council in force, once; tell whether that is new."""
    if DeskArticle.objects.exists():
        return False
    outage = Written(
        kind=ArticleKind.OUTAGE,
        title="The tip booking page is slow today",
        title_cy="Mae tudalen archebu’r domen yn araf heddiw",
        words="Say sorry, and book the visit for them in the diary. Nobody has to ring again.",
        words_cy="Ymddiheurwch, ac archebwch yr ymweliad yn y dyddiadur. Ni raid i neb ffonio eto.",
        shown_until=now + _DOWN_FOR,
    )
    note = Written(
        kind=ArticleKind.NOTE,
        title="Extra bags at Christmas",
        title_cy="Bagiau ychwanegol adeg y Nadolig",
        words="Crews take two extra bags beside each bin in the two weeks after Christmas.",
        words_cy="Mae criwiau’n mynd â dau fag ychwanegol yn y pythefnos wedi’r Nadolig.",
        page_path="/bins/missed-bin/",
    )
    editor = Actor(
        kind=ActorKind.STAFF,
        identifier="create_demo",
        name="Create demo",
        permissions={council.id: frozenset({"knowledge.edit"})},
    )
    for written in (_SCRIPT, _CHECK, outage, note):
        write_article(
            actor=editor,
            council_id=council.id,
            article_id=uuid5(NAMESPACE_URL, f"{council.slug}/{written.title}"),
            seen=0,
            written=written,
            now=now,
        )
    return True
