"""
How old one must be to read a text easily, by the Flesch-Kincaid grade (Kincaid and others, 1975).

The grade is that of American schools, which children enter at five; syllables are counted by the
hyphenation of British English.
"""

import re
from functools import cache

import pyphen

_SENTENCES = re.compile(r"[.!?:]+(?:\s|$)|\n\s*\n|\n- ")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LINKS = re.compile(r"\[([^\]\n]+)\]\([^)\s]+\)")
_PLACEHOLDERS = re.compile(r"\{[a-z0-9_.-]+\}")
_FIRST_GRADE_AGE = 5.0


def reading_age(text: str) -> float:
    """Return the age in years of who reads the text easily; that of beginners for no text."""
    sentences = _sentences(text)
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return _FIRST_GRADE_AGE
    syllables = sum(_syllables(word.casefold()) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return max(grade, 0.0) + _FIRST_GRADE_AGE


def longest_sentence(text: str) -> int:
    """Return how many words the longest sentence has."""
    return max((len(words) for words in _sentences(text)), default=0)


def _sentences(text: str) -> list[list[str]]:
    plain = _PLACEHOLDERS.sub("it", _LINKS.sub(r"\1", text))
    found = (_WORDS.findall(sentence) for sentence in _SENTENCES.split(plain))
    return [words for words in found if words]


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


def _syllables(word: str) -> int:
    return len(_hyphenation().positions(word)) + 1
