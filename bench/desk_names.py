"""
What people and streets of the made-up land are called: few names that many have, many that few do.

The first names and surnames are common ones; the long tail is put together from syllables.
"""

#: The most common first.
FIRST = (
    "David John Michael Paul Andrew James Peter Mark Robert Stephen Richard Christopher Ian "
    "Gareth Alan Simon Philip Huw Martin Anthony Rhys Kevin Stuart Gary Owen Neil Daniel Matthew "
    "Thomas William Aled Jonathan Dylan Steven Nigel Graham Colin Bryn Mohammed Ahmed Adam Lee "
    "Jack Harry George Oliver Noah Ali Tomos Gethin Margaret Susan Sarah Karen Julie Helen Jane "
    "Elizabeth Ann Nicola Emma Claire Catherine Mary Jacqueline Sian Carys Rhian Lowri Megan "
    "Bethan Angharad Nia Alison Deborah Amanda Linda Christine Jennifer Rachel Laura Rebecca "
    "Joanne Tracey Sharon Fatima Aisha Priya Olivia Amelia Grace Ruby Sophie Chloe Lily Ffion "
    "Mair Dilys Gwen Eirlys Hannah Ruth Anna Kate Zoe Iris Joan Doris Maria Agnieszka Katarzyna "
    "Piotr Tomasz Ewa"
)

LAST = (
    "Smith Jones Williams Brown Taylor Davies Evans Thomas Johnson Roberts Walker Wright Robinson "
    "Thompson White Hughes Edwards Green Lewis Wood Harris Martin Jackson Clarke Clark Turner "
    "Hill Cooper Morris Moore Ward Watson Baker Harrison Morgan Patel Young Allen Mitchell James "
    "Scott Phillips Watkins Davis Parker Price Bennett Lee Griffiths Kelly Simpson Shaw Cook "
    "Marshall Collins Bailey Carter Bell Murphy Miller Cox Richards Khan Wilson Owen Ellis Rogers "
    "Begum Adams Rees Powell Lloyd Hussain Ahmed Chapman Mason Gray Webb Palmer Stevens Hunt "
    "Rowlands Holmes Mills Knight Barnes Fisher Butler Russell Barker Pearce Howells Jenkins "
    "Bowen Pugh Parry Pritchard Vaughan Gibson Fletcher Reid Andrews Saunders Elliott Carr Ford "
    "Foster Graham Kowalski Nowak Singh Kaur Ali Chowdhury Okafor Mensah Nguyen Costa Popescu "
    "Murray Campbell"
)

_ONSETS = "b br c ch cl cr d dr f fl fr g gl gr h j k l m n p pr r s sh sk sp st str t th tr w wh"
_CORES = "a ai e ea ee i o oa oo ou u y"
_ENDS = "bb ck d ft g ld ll lm lt m mp n nd ng nk nt p rd rk rm rn rt s sk ss st t tch th x"
_LATTER = (
    "by ham ley son ton well wick worth field ford man er ell ett in ard away stead shaw bridge"
)
_LATTER_OF_FIRST = "a ia en yn is elle on us iel ette wyn an"


def surnames(count: int) -> list[str]:
    """This will give so many surnames, the most common first."""
    return _with_tail(LAST, count, _LATTER)


def first_names(count: int) -> list[str]:
    """This will give so many first names, the most common first."""
    return _with_tail(FIRST, count, _LATTER_OF_FIRST)


def _with_tail(common: str, count: int, endings: str) -> list[str]:
    names = dict.fromkeys(common.split())
    onsets, cores, ends = _ONSETS.split(), _CORES.split(), _ENDS.split()
    latter = endings.split()
    turn = 0
    while len(names) < count:
        # Steps of their own through each list go through very many combinations.
        onset = onsets[turn % len(onsets)]
        core = cores[(turn // len(onsets)) % len(cores)]
        end = ends[(turn // 7 + turn // (len(onsets) * len(cores))) % len(ends)]
        last = latter[(turn // 3 + turn // 1_000) % len(latter)]
        names[f"{onset}{core}{end}{last}".capitalize()] = None
        turn += 1
    return list(names)[:count]
