"""Turning documents into word pieces with label sets, and packing them into windows and batches.

A piece is one row of a numpy record array (`PIECE`). Its `allowed` field is a bit set over
`LABELS`: the labels that the annotation permits for the word, set at the word's first piece
and 0 elsewhere.
"""

import unicodedata
from collections.abc import Iterator

import numpy as np
from tokenizers import Tokenizer

from data import ANYTHING, OUTSIDE, TYPES, Document, bits

PIECE = np.dtype(
    [
        ("id", np.int32),
        ("case", np.uint8),
        ("allowed", np.uint32),
        ("start", np.int32),  # bounds of the word, in characters
        ("end", np.int32),
        ("target", np.int32),  # row of the teacher's probabilities, -1 without
    ]
)
Pieces = np.ndarray
CLS, SEP, PAD = 101, 102, 0


def case_class(word: str) -> int:
    """Case class of a word (1..7); order of the checks matters, class 0 is CLS and SEP."""
    letters = [c for c in word if c.isalpha()]
    if any(unicodedata.category(c)[0] == "N" for c in word):
        return 5
    if not letters:
        return 6
    if all(c.islower() for c in letters):
        return 1
    if len(word) == 1:
        return 7
    if all(c.isupper() for c in letters):
        return 3
    if letters[0].isupper() and all(c.islower() for c in letters[1:]):
        return 2
    return 4


class Allowed:
    """The labels that a document allows for its words, asked for in reading order."""

    def __init__(self, document: Document):
        self.spans, self.outside = sorted(document.spans), document.outside
        self.loose = document.outside == ANYTHING
        self.at, self.open = 0, None

    def __call__(self, start: int, end: int) -> int:
        """Label set of the word at these bounds."""
        while self.at < len(self.spans) and self.spans[self.at][1] <= start:
            self.at += 1
        before = self.open
        inside = self.at < len(self.spans) and self.spans[self.at][0] < end
        self.open = self.at if inside else None
        if inside:
            label = bits("I" if before == self.at else "B", self.spans[self.at][2])
            return label | OUTSIDE if self.loose else label  # a link may be no name
        if self.loose and before is not None:
            return ANYTHING & ~bits("I", TYPES)  # a name ends where its link ends
        return self.outside


def word_bounds(words: list[int]) -> Iterator[tuple[int, int]]:
    """First and last piece of each word."""
    first = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or words[i] != words[first]:
            yield first, i - 1
            first = i


def encode(tokenizer: Tokenizer, document: Document) -> list[Pieces]:
    """Pieces of each sentence, with label sets and case classes."""
    encoding = tokenizer.encode(document.text, add_special_tokens=False)
    pieces = np.zeros(len(encoding.ids), PIECE)
    pieces["id"], pieces["target"] = encoding.ids, -1
    allowed, offsets = Allowed(document), encoding.offsets
    for first, last in word_bounds(encoding.word_ids):
        start, end = offsets[first][0], offsets[last][1]
        word = pieces[first : last + 1]
        word["start"], word["end"] = start, end
        word["case"] = case_class(document.text[start:end])
        pieces["allowed"][first] = allowed(start, end)
    bounds = np.searchsorted(pieces["start"], [s for s, _ in document.sentences] + [1 << 30])
    return [pieces[a:b] for a, b in zip(bounds, bounds[1:]) if b > a]


def windows(sentences: list[Pieces], limits: Iterator[int]) -> Iterator[Pieces]:
    """Pack whole sentences into windows; each window takes its own limit (CLS, SEP included).

    A sentence longer than the limit is cut between words.
    """
    limit, held, size = next(limits) - 2, [], 0
    for sentence in sentences:
        if held and size + len(sentence) > limit:
            yield np.concatenate(held)
            limit, held, size = next(limits) - 2, [], 0
        while len(sentence) > limit:
            cut = limit
            while cut > 1 and sentence["start"][cut] == sentence["start"][cut - 1]:
                cut -= 1
            yield sentence[:cut]
            sentence, limit = sentence[cut:], next(limits) - 2
        held.append(sentence)
        size += len(sentence)
    if held:
        yield np.concatenate(held)


def random_limits(longest: int, rng: np.random.Generator) -> Iterator[int]:
    """Window limits between 32 pieces and the longest: inference windows are of varied fill too."""
    while True:
        yield int(rng.integers(32, longest + 1))


def batches(items: list[Pieces], pieces: int, rng: np.random.Generator) -> list[list[Pieces]]:
    """Group windows of like length, at most `pieces` per batch with padding, in random order."""
    order = rng.permutation(len(items))
    result: list[list[Pieces]] = []
    for pool in np.array_split(order, max(1, len(items) // 2000)):
        batch: list[Pieces] = []
        for i in sorted(pool, key=lambda i: len(items[i])):
            if batch and (len(items[i]) + 2) * (len(batch) + 1) > pieces:
                result.append(batch)
                batch = []
            batch.append(items[i])
        result.append(batch)
    return [result[i] for i in rng.permutation(len(result))]
