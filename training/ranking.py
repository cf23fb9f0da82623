"""What a reference may mean: candidates, and what the ranker is told of them."""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from articles import KINDS, Article
from data import TYPES, split_sentences
from reader import FORM_OF, FORMS

NAMES = len(TYPES)
REACH = 40  # mentions back
AHEAD = 6  # mentions that follow in the same sentence


@dataclass
class Place:
    """A mention in its article: window, number among the window's mentions, and what the text says."""

    window: int
    number: int
    start: int
    end: int
    kind: int
    entity: int
    text: str
    sentence: int


def places(article: Article) -> list[Place]:
    """The mentions of an article in reading order."""
    starts = [start for start, _ in split_sentences(article.text)]
    found = []
    for w, window in enumerate(article.windows):
        words = window.words
        for i, m in enumerate(window.mentions):
            start, end = int(words["start"][m.first]), int(words["end"][m.last])
            found.append(Place(w, i, start, end, m.kind, m.entity, article.text[start:end], bisect_right(starts, start)))
    return sorted(found, key=lambda p: (p.start, -p.end))


def form(place: Place) -> int:
    """The kind of pronoun, or nominal."""
    return FORM_OF.get(place.text.lower(), len(FORMS) - 1)


def sentence_bucket(distance: int) -> int:
    """How many sentences back; 7 for what follows."""
    return 7 if distance < 0 else min(distance, 6)


def bucket(count: int) -> int:
    """0 to 4, then by doubling, up to 11."""
    return count if count < 5 else min(11, 3 + int(count).bit_length() - 1)


def candidates(mentions: list[Place], at: int) -> list[int]:
    """What the reference at a place of the list may mean: what stands before it, and names that follow in its sentence."""
    own = mentions[at]
    before = [i for i in range(max(0, at - REACH), at) if mentions[i].end <= own.start]
    after = [
        i
        for i in range(at + 1, min(len(mentions), at + 1 + AHEAD))
        if mentions[i].sentence == own.sentence and mentions[i].kind < NAMES and mentions[i].start >= own.end
    ]
    return before + after


def features(mentions: list[Place], at: int, chosen: list[int]) -> np.ndarray:
    """What the ranker is told of each candidate."""
    own = mentions[at]
    rows = []
    for i in chosen:
        other = mentions[i]
        same = sum(m.text == other.text for m in mentions[max(0, at - REACH) : at])
        opens = i == 0 or mentions[i - 1].sentence != other.sentence
        rows.append([
            form(own) * len(KINDS) + other.kind,
            sentence_bucket(own.sentence - other.sentence if i < at else -1),
            bucket(abs(at - i) - 1),
            min(same, 5),
            int(opens),
        ])  # fmt: skip
    return np.array(rows, np.int64).reshape(-1, 5)
