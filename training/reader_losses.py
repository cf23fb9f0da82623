"""What the reader is taught: references, whom they mean, relations with their flags and triggers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from articles import FLAGS, RELATIONS, Article, Relation, Window
from data import TYPES
from ranking import NAMES, Place, candidates, features, places
from reader import Heads
from readings import SYMMETRIC_KINDS, PairScores, best_pair, different, ends, entity_logits, score_pairs

NOM, PRO = len(TYPES), len(TYPES) + 1


def reference_targets(window: Window) -> Tensor:
    """The reference label of each word."""
    target = torch.zeros(len(window.words), dtype=torch.long)
    for m in sorted(window.mentions, key=lambda m: m.first - m.last):
        if m.kind == NOM:
            target[m.first : m.last + 1] = 2
            target[m.first] = 1
        elif m.kind == PRO and m.first == m.last:
            target[m.first] = 3
    return target


def trigger_loss(article: Article, window: Window, pointer: Tensor, relation: Relation, near: int) -> Tensor | None:
    """Where the words that say so begin and end: the place nearest to the mentions."""
    words = window.words
    inside = [(a, b) for a, b in relation.trigger if a >= words["start"][0] and b <= words["end"][-1]]
    if not inside:
        return None
    start, end = min(inside, key=lambda place: abs(place[0] - near))
    first = int(np.searchsorted(words["end"], start, side="right"))
    last = int(np.searchsorted(words["start"], end, side="left")) - 1
    return -(pointer[0, first] + pointer[1, max(first, last)])


def relation_losses(article: Article, pairs: PairScores) -> tuple[Tensor, Tensor, Tensor]:
    """Relations, flags and triggers, summed."""
    logits = entity_logits(pairs, len(article.types))
    gold = torch.zeros_like(logits)
    flag_loss, pointer_loss = torch.zeros(()), torch.zeros(())
    for r in article.relations:
        gold[r.head, r.tail, r.kind] = 1
        if r.kind in SYMMETRIC_KINDS:
            gold[r.tail, r.head, r.kind] = 1
        if article.references and (best := best_pair(pairs, r.head, r.tail, r.kind)) is not None:
            wanted = torch.tensor(r.flags).float()
            flag_loss = flag_loss + binary_cross_entropy_with_logits(pairs.flags[best], wanted, reduction="sum")
            window = article.windows[pairs.windows[best]]
            near = int(window.words["start"][len(window.words) // 2])
            loss = trigger_loss(article, window, pairs.pointers[best], r, near)
            pointer_loss = pointer_loss + (loss if loss is not None else 0)
    known = torch.zeros(len(RELATIONS), dtype=torch.bool)
    known[list(article.known)] = True
    seen = torch.isfinite(logits) & known
    return binary_cross_entropy_with_logits(logits[seen], gold[seen], reduction="sum"), flag_loss, pointer_loss


@dataclass
class Ranked:
    """A reference with the scores of what it may mean, by their places in reading order."""

    own: Place
    candidates: list[Place]
    scores: Tensor
    right: Tensor  # which candidates are of its entity

    @property
    def is_pronoun(self) -> bool:
        """Or a noun phrase."""
        return self.own.kind == PRO

    def loss(self) -> Tensor:
        """-log of the probability of all right candidates."""
        return self.scores.logsumexp(0) - self.scores[self.right].logsumexp(0)


def ranked(model: Heads, article: Article, words: list[Tensor]) -> Iterator[Ranked]:
    """All references that may mean something, in reading order."""
    mentions = places(article)
    if not any(m.kind >= NAMES for m in mentions):
        return
    kept = [model.ranker.vectors(v, *ends(w)) if w.mentions else v[:0] for w, v in zip(article.windows, words)]
    vectors = torch.stack([kept[m.window][m.number] for m in mentions])
    for at, mention in enumerate(mentions):
        if mention.kind >= NAMES and (chosen := candidates(mentions, at)):
            right = torch.tensor([mentions[i].entity == mention.entity for i in chosen])
            scores = model.ranker(vectors[at], vectors[chosen], torch.from_numpy(features(mentions, at, chosen)))
            yield Ranked(mention, [mentions[i] for i in chosen], scores, right)


class Sums:
    """Sums of losses, and what they are divided by."""

    def __init__(self):
        self.sums, self.counts = defaultdict(lambda: torch.zeros(())), defaultdict(float)

    def add(self, name: str, loss: Tensor, count: float) -> None:
        """One more."""
        self.sums[name] = self.sums[name] + loss
        self.counts[name] += count

    def means(self) -> dict[str, Tensor]:
        """Each loss over what it is about."""
        return {name: total / max(1, self.counts[name]) for name, total in self.sums.items()}


def annotated(article: Article, labels: list[Tensor], pairs: PairScores | None, ranks: list[Ranked], sums: Sums) -> None:
    """What the annotation teaches."""
    for window, logits in zip(article.windows, labels if article.references else []):
        sums.add("reference", cross_entropy(logits, reference_targets(window), reduction="sum"), len(logits))
    for rank in ranks:
        if rank.right.any():
            sums.add("rank", rank.loss(), 1)
    if pairs and article.known:
        for name, loss in zip(("relation", "flag", "trigger"), relation_losses(article, pairs)):
            if name == "relation" or article.references:
                sums.add(name, loss, len(article.relations))


def told(article: Article, labels: list[Tensor], pairs: PairScores | None, ranks: list[Ranked], sums: Sums) -> None:
    """What a large reader teaches: its probabilities (Hinton, Vinyals and Dean 2015, arXiv:1503.02531)."""
    for logits, wanted in zip(labels, article.said.references):
        sums.add("said reference", cross_entropy(logits, torch.from_numpy(wanted).float(), reduction="sum"), len(logits))
    for rank, wanted in zip(ranks, article.said.ranks, strict=True):
        sums.add("said rank", cross_entropy(rank.scores, torch.from_numpy(wanted).float()), 1)
    if pairs:
        tables = [torch.from_numpy(t).float()[different(w)] for w, t in zip(article.windows, article.said.pairs) if t.size]
        relations, flags = torch.cat(tables).sigmoid().split([len(RELATIONS), len(FLAGS)], -1)
        said = relations.amax(-1)
        sums.add("said relation", binary_cross_entropy_with_logits(pairs.logits, relations, reduction="sum"), float(relations.sum()))
        of_flags = binary_cross_entropy_with_logits(pairs.flags, flags, reduction="none").sum(-1)
        sums.add("said flag", (said * of_flags).sum(), float(said.sum()))


def losses(model: Heads, batch: list[Article], vectors: list[list[Tensor]]) -> dict[str, Tensor]:
    """Means over what each loss is about; `vectors` are those of the words of each window of each article."""
    sums = Sums()
    for article, words in zip(batch, vectors):
        labels = [model.references(v) for v in words]
        pairs = score_pairs(model, article, words) if article.known or article.said else None
        ranks = list(ranked(model, article, words))
        annotated(article, labels, pairs, ranks, sums)
        if article.said:
            told(article, labels, pairs, ranks, sums)
    return sums.means()


WEIGHTS = {
    "names": 3.0, "words": 3.0, "reference": 3.0, "rank": 0.3, "relation": 1.0, "flag": 0.2, "trigger": 0.1,
    "said reference": 3.0, "said rank": 0.3, "said relation": 1.0, "said flag": 0.2,
}  # fmt: skip
