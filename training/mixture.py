"""What a reader learns from in an epoch: annotated articles and their copies, other sets, what a large reader says of texts."""

import argparse
import json
import pickle
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from annotated import annotated
from articles import Article, read_article
from auxiliary import gap, knowledgenet, ontogum, redocred, settle
from model import load_tagger, load_tokenizer
from pieces import Pieces
from pieces import batches as packed
from readings import note_arguments
from renamed_articles import names_of, renamed
from train import Epochs
from unrelated import unrelated
from written import written


def batches(articles: list[Article], size: int, rng: np.random.Generator) -> list[list[Article]]:
    """Articles of about the same length together."""
    lengths = [sum(len(w.pieces) for w in article.windows) for article in articles]
    order = sorted(range(len(articles)), key=lambda i: lengths[i] + rng.uniform(0, 20))
    result, batch, total = [], [], 0
    for i in order:
        total += lengths[i]
        batch.append(articles[i])
        if total >= size:
            result.append(batch)
            batch, total = [], 0
    return result + ([batch] if batch else [])


def apart(tokenizer: Tokenizer, path: Path) -> list[Article]:
    """Made-up texts of names that have nothing to do with each other."""
    records = [json.loads(line) for line in path.open(encoding="utf-8")]
    return [read_article(tokenizer, record) for record in unrelated(records, np.random.default_rng(7))]


# Other sets: file, and the share that is seen in an epoch.
OTHERS = {
    "knowledgenet": (knowledgenet, "train/re/knowledgenet.jsonl", 0.15),
    "redocred": (redocred, "train/re/redocred.jsonl", 0.15),
    "unrelated": (apart, "newsgraph/train.jsonl", 0.25),
    "gap": (gap, "train/coref/gap.jsonl", 0.15),
    "ontogum": (ontogum, "train/coref/ontogum.jsonl", 0.4),
}


def other_articles(data: Path, model: Path) -> dict[str, list[Article]]:
    """The articles of the other sets; the tagger of a model tells the finer types of their names."""
    tagger, tokenizer = load_tagger(model), load_tokenizer(model)
    sets = {name: list(read(tokenizer, data / path)) for name, (read, path, _) in OTHERS.items()}
    for name, articles in sets.items():
        if name != "unrelated":
            settle(tagger, articles)
    return sets


def variants(data: Path, tokenizer: Tokenizer, copies: int) -> list[list[Article]]:
    """The annotated articles and those written for training, and copies of all with other names."""
    path = data / "newsgraph" / "train.jsonl"
    records = [*map(json.loads, path.open(encoding="utf-8")), *annotated(data), *written()]
    names, rng = names_of(records), np.random.default_rng(11)
    others = [[renamed(record, names, rng) for record in records] for _ in range(copies)]
    return [[read_article(tokenizer, record) for record in records] for records in [records, *others]]


# Texts without annotation that the large reader has read, and the share that is seen in an epoch.
READ = {"current_events": 1.0, "wikinews": 1.0, "re3d": 0.5, "knowledgenet": 0.3}


def lessons_of(folder: Path) -> tuple[list[list[Article]], dict[str, list[Article]]]:
    """What the large reader says: of the annotated articles in all their variants, and of the other sets."""
    sets = {path.stem: pickle.loads(path.read_bytes()) for path in sorted(folder.glob("*.pickle"))}
    return [sets.pop(name) for name in sorted(sets) if name.startswith("own-")], sets


def shares() -> dict[str, float]:
    """How much of the other sets an epoch sees."""
    return {name: share for name, (_, _, share) in OTHERS.items()} | {f"{name}-read": share for name, share in READ.items()}


class Mixture:
    """Draws what an epoch learns from: batches of articles, and batches of windows that teach names alone."""

    def __init__(self, arguments: argparse.Namespace):
        tokenizer = load_tokenizer(arguments.model)
        self.size, self.share = arguments.batch, arguments.share
        self.epochs = Epochs(tokenizer, arguments)
        if arguments.lessons:
            self.own, self.others = lessons_of(arguments.lessons)
        else:
            self.own = variants(arguments.data, tokenizer, arguments.copies)
            self.others = other_articles(arguments.data, arguments.model)
        note_arguments(self.own[0])

    def articles(self, rng: np.random.Generator) -> list[Article]:
        """Of each article itself or, as often as not, any of its variants, and a share of the other sets."""
        chosen = [v[0 if rng.random() < 0.5 else rng.integers(len(v))] for v in zip(*self.own)]
        for name, articles in self.others.items():
            chosen += [articles[i] for i in rng.permutation(len(articles))[: int(shares()[name] * len(articles))]]
        return chosen

    def batches(self, rng: np.random.Generator) -> list[list[Article] | list[Pieces]]:
        """Both kinds, in random order."""
        names = packed(self.epochs.windows(rng), self.size, rng)
        todo = batches(self.articles(rng), self.size, rng) + names[: int(self.share * len(names))]
        return [todo[i] for i in rng.permutation(len(todo))]
