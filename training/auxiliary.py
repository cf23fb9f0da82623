"""Other sets as articles: what they annotate is learnt from, and what they leave open is not held against the reader."""

import json
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from tokenizers import Tokenizer
from torch import nn

from articles import FLAGS, LENGTH, RELATIONS, Article, Relation, Window, mentions_in
from data import MISC_TYPES, TYPES, Document, split_sentences
from evaluate import predict
from model import word_logits
from pieces import encode, windows
from relation_maps import KNOWLEDGENET, PRONOUNS, REDOCRED

# Types that coarse labels are taken for until the tagger has its say.
ANY = "MISC"
KIND = {"PER": "PER", "ORG": "ORG", "LOC": "GPE", "MISC": "MISC"}


def part(tokenizer: Tokenizer, record: dict, start: int, end: int, kinds: dict[str, str], evidence: int | None) -> Article:
    """An article from a stretch of a document; with `evidence`, the relations of that sentence alone."""
    text = record["text"][start:end]
    numbers: dict[int, int] = {}
    mentions = []
    for m in sorted(record["mentions"], key=lambda m: m["start"]):
        if m["label"] in KIND and start <= m["start"] and m["end"] <= end:
            words = record["text"][m["start"] : m["end"]]
            label = "pro" if words.lower() in PRONOUNS else KIND[m["label"]]
            entity = numbers.setdefault(m["entity"], len(numbers))
            mentions.append({"start": m["start"] - start, "end": m["end"] - start, "label": label, "entity": entity})
    cut = [Window(p, []) for p in windows(encode(tokenizer, Document(text, split_sentences(text), [])), repeat(LENGTH))]
    for window in cut:
        window.mentions = list(mentions_in(window.words, mentions))
    relations, seen = [], set()
    for r in record["relations"]:
        known = r["type"] in kinds and r["head"] in numbers and r["tail"] in numbers
        if known and (evidence is None or r.get("evidence") == [evidence]):
            name, ends = kinds[r["type"]], (numbers[r["head"]], numbers[r["tail"]])
            head, tail = ends[::-1] if name[0] == "-" else ends
            kind = RELATIONS.index(name.lstrip("-"))
            if (head, tail, kind) not in seen:
                seen.add((head, tail, kind))
                relations.append(Relation(head, tail, kind, [False] * len(FLAGS), []))
    types = [record["entities"][i]["label"] for i in numbers]
    known = frozenset(RELATIONS.index(name.lstrip("-")) for name in kinds.values())
    return Article(text, cut, [KIND[t] for t in types], relations, known, references=False)


def knowledgenet(tokenizer: Tokenizer, path: Path) -> Iterator[Article]:
    """Its sentences, each with the relations that were looked for there."""
    for record in map(json.loads, path.open(encoding="utf-8")):
        for i, ((start, end), asked) in enumerate(zip(record["sentences"], record["exhaustive"])):
            kinds = {name: KNOWLEDGENET[name] for name in asked if name in KNOWLEDGENET}
            if kinds:
                article = part(tokenizer, record, start, end, kinds, i)
                if any(len(w.mentions) > 1 for w in article.windows):
                    yield article


def redocred(tokenizer: Tokenizer, path: Path) -> Iterator[Article]:
    """Its documents."""
    for record in map(json.loads, path.open(encoding="utf-8")):
        yield part(tokenizer, record, 0, len(record["text"]), REDOCRED, None)


def gap(tokenizer: Tokenizer, path: Path) -> Iterator[Article]:
    """A pronoun and two people, one of whom it means (Webster et al. 2018)."""
    for record in map(json.loads, path.open(encoding="utf-8")):
        yield part(tokenizer, record, 0, len(record["text"]), {}, None)


def ontogum(tokenizer: Tokenizer, path: Path) -> Iterator[Article]:
    """Its documents, of each the entities that have a name (Zhu, Pradhan and Zeldes 2021); not all of our references are marked."""
    kinds = {"NAM": ANY, "NOM": "nom", "PRO": "pro"}
    for record in map(json.loads, path.open(encoding="utf-8")):
        named = {m["entity"] for m in record["mentions"] if m["kind"] == "NAM"}
        numbers = {entity: number for number, entity in enumerate(sorted(named))}
        mentions = [
            {"start": m["start"], "end": m["end"], "label": kinds[m["kind"]], "entity": numbers[m["entity"]]}
            for m in record["mentions"]
            if m["entity"] in named and m["kind"] in kinds
        ]
        text = record["text"]
        cut = [Window(p, []) for p in windows(encode(tokenizer, Document(text, split_sentences(text), [])), repeat(LENGTH))]
        for window in cut:
            window.mentions = list(mentions_in(window.words, mentions))
        yield Article(text, cut, [ANY] * len(numbers), [], frozenset(), references=False)


def settle_kinds(article: Article, said: list) -> None:
    """Gives names the finer type of the same coarse one that the tagger finds likeliest at their first word.

    Where a set says no types, any that it finds likeliest.
    """
    finer = {"GPE": ["GPE", "LOC", "FAC"], ANY: MISC_TYPES if article.known else TYPES}
    for window, rows in zip(article.windows, said):
        for m in window.mentions:
            if m.kind < len(TYPES) and TYPES[m.kind] in finer:
                options = [TYPES.index(t) for t in finer[TYPES[m.kind]]]
                m.kind = max(options, key=lambda kind: float(rows[m.first][1 + 2 * kind] + rows[m.first][2 + 2 * kind]))


def settle(tagger: nn.Module, articles: list[Article]) -> None:
    """Gives the names of articles the finer types that the tagger finds likeliest."""
    rows = iter(predict([w.pieces for a in articles for w in a.windows], lambda batch: word_logits(tagger, batch).softmax(-1)))
    for article in articles:
        settle_kinds(article, [next(rows) for _ in article.windows])
