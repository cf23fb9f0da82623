"""Articles with mentions, entities and relations, cut into windows of words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from data import TYPES, Document, split_sentences
from pieces import Pieces, encode, windows

# Kinds of mentions: the types of names, then the kinds of references.
KINDS = [*TYPES, "nom", "pro"]
RELATIONS = (
    "head_of_state_of head_of_government_of holds_office_in leads represents works_for member_of member_of_party "
    "plays_for citizen_of born_in lives_in educated_at spouse sibling parent_of located_in based_in government_body_of "
    "subsidiary_of part_of owned_by founded_by created_by participates_in takes_place_in competes_with meets_with visits "
    "agrees_with cooperates_with supports aids criticizes demands_of rejects threatens sanctions protests_against "
    "prosecutes attacks appoints dismisses"
).split()
SYMMETRIC = {"spouse", "sibling", "competes_with", "meets_with", "agrees_with", "cooperates_with"}
FLAGS = ["neg", "hyp", "past", "alleged"]
LENGTH = 128


@dataclass
class Mention:
    """Words of a window, first and last; the entity is that of the article."""

    first: int
    last: int
    kind: int
    entity: int


@dataclass
class Relation:
    """What an article says of two of its entities."""

    head: int
    tail: int
    kind: int
    flags: list[bool]
    trigger: list[tuple[int, int]]  # where its words stand, in characters


@dataclass
class Window:
    """What the encoder reads at once."""

    pieces: Pieces
    mentions: list[Mention]

    @property
    def words(self) -> Pieces:
        """The first pieces of its words."""
        return self.pieces[self.pieces["allowed"] != 0]


@dataclass
class Said:
    """What a large reader says of an article, by window."""

    names: list[np.ndarray]  # probabilities [words, labels]
    references: list[np.ndarray]  # probabilities [words, labels of references]
    pairs: list[np.ndarray]  # logits [mentions, mentions, relations and flags], empty where fewer than two entities stand
    ranks: list[np.ndarray]  # of the article: probabilities of the candidates of each reference, in reading order


@dataclass
class Article:
    """A document with its entities."""

    text: str
    windows: list[Window]
    types: list[str]  # of the entities
    relations: list[Relation] = field(default_factory=list)
    known: frozenset[int] = frozenset(range(len(RELATIONS)))  # relations that the set annotates
    references: bool = True  # whether the set annotates names, nominals and pronouns as we do
    said: Said | None = None


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text."""
    places, at = [], text.find(words)
    while words and at >= 0:
        places.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return places


def names_in(record: dict) -> list[dict]:
    """The mentions that are names, none inside another."""
    names = [m for m in record["mentions"] if m["label"] not in ("nom", "pro")]
    return [m for m in names if not any(o is not m and o["start"] <= m["start"] and m["end"] <= o["end"] for o in names)]


def mentions_in(words: Pieces, mentions: list[dict]) -> Iterator[Mention]:
    """The mentions that lie in a window."""
    for mention in mentions:
        inside = np.flatnonzero((words["start"] < mention["end"]) & (words["end"] > mention["start"]))
        if len(inside) and words["start"][inside[0]] <= mention["start"] and words["end"][inside[-1]] >= mention["end"]:
            yield Mention(int(inside[0]), int(inside[-1]), KINDS.index(mention["label"]), mention["entity"])


def read_article(tokenizer: Tokenizer, record: dict) -> Article:
    """An article of our own annotation."""
    text = record["text"]
    names = [(m["start"], m["end"], [m["label"]]) for m in names_in(record)]
    sentences = encode(tokenizer, Document(text, split_sentences(text), names))
    mentions = sorted(record["mentions"], key=lambda m: (m["start"], -m["end"]))
    cut = [Window(pieces, []) for pieces in windows(sentences, repeat(LENGTH))]
    for window in cut:
        window.mentions = list(mentions_in(window.words, mentions))
    relations = [
        Relation(r["head"], r["tail"], RELATIONS.index(r["type"]), [f in r["flags"] for f in FLAGS], occurrences(text, r["trigger"]))
        for r in record["relations"]
    ]
    return Article(text, cut, [c["label"] for c in record["clusters"]], relations)


def read_articles(tokenizer: Tokenizer, path: Path) -> list[Article]:
    """All articles of a file of our own annotation."""
    return [read_article(tokenizer, json.loads(line)) for line in path.open(encoding="utf-8")]
