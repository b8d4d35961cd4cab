"""
The characters of references that people read down a telephone, and the check at their end.

Left out is whatever looks or sounds like another (0 and O, 1 and I and L, Z for 2, S for 5, B for
8, N for M, all but one of the letters that rhyme with E) and the vowels, lest a word appear by
chance. Nineteen are left, and nineteen is prime: the check notices every single wrong character
and every two neighbours that changed places.
"""

ALPHABET = "23456789FHJKMPQRWXY"

#: What people write or hear in place of ours. A wrong guess is one wrong character: it is noticed.
MEANT = str.maketrans("SZBGVNOCDET", "5286YMQPPPP")


def check_character(characters: str) -> str:
    """Return the character that follows these: their values weighted 1, 2, 3 … modulo nineteen."""
    total = sum(
        weight * ALPHABET.index(character) for weight, character in enumerate(characters, start=1)
    )
    return ALPHABET[total % len(ALPHABET)]


def is_sound(body: str) -> bool:
    """Tell whether these are characters of ours that end in their check."""
    return (
        len(body) > 1
        and all(character in ALPHABET for character in body)
        and check_character(body[:-1]) == body[-1]
    )
