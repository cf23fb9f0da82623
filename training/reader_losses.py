"""What the reader is taught: references, whom they mean, relations with their flags and triggers."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn

from articles import RELATIONS, Article, Relation, Window
from data import TYPES
from ranking import NAMES, candidates, features, places
from reader import Reader
from readings import SYMMETRIC_KINDS, PairScores, Read, best_pair, ends, entity_logits, score_pairs, word_vectors

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


def relation_losses(article: Article, read: Read, pairs: PairScores) -> tuple[Tensor, Tensor, Tensor]:
    """Relations, flags and triggers, summed."""
    count = len(article.types)
    logits = entity_logits(pairs, count)
    gold = torch.zeros_like(logits)
    flag_loss, pointer_loss = torch.zeros(()), torch.zeros(())
    for r in article.relations:
        gold[r.head, r.tail, r.kind] = 1
        if r.kind in SYMMETRIC_KINDS:
            gold[r.tail, r.head, r.kind] = 1
        if article.references and (best := best_pair(pairs, r.head, r.tail, r.kind)) is not None:
            wanted = torch.tensor(r.flags).float()
            flag_loss = flag_loss + nn.functional.binary_cross_entropy_with_logits(pairs.flags[best], wanted, reduction="sum")
            window = article.windows[pairs.windows[best]]
            near = int(window.words["start"][len(window.words) // 2])
            loss = trigger_loss(article, window, pairs.pointers[best], r, near)
            pointer_loss = pointer_loss + (loss if loss is not None else 0)
    seen = torch.isfinite(logits)
    known = torch.zeros(len(RELATIONS), dtype=torch.bool)
    known[list(article.known)] = True
    seen = seen & known
    return nn.functional.binary_cross_entropy_with_logits(logits[seen], gold[seen], reduction="sum"), flag_loss, pointer_loss


def rank_losses(model: Reader, read: Read, words: list[Tensor]) -> Iterator[tuple[Tensor, bool, bool]]:
    """-log of the probability of all right candidates, and whether the best is right, for each reference."""
    mentions = places(read.article)
    if not any(m.kind >= NAMES for m in mentions):
        return
    kept = [model.ranker.vectors(v, *ends(w)) if w.mentions else v[:0] for w, v in zip(read.article.windows, words)]
    vectors = torch.stack([kept[m.window][m.number] for m in mentions])
    for at, mention in enumerate(mentions):
        if mention.kind >= NAMES and (chosen := candidates(mentions, at)):
            right = torch.tensor([mentions[i].entity == mention.entity for i in chosen])
            if right.any():
                scores = model.ranker(vectors[at], vectors[chosen], torch.from_numpy(features(mentions, at, chosen)))
                loss = scores.logsumexp(0) - scores[right].logsumexp(0)
                yield loss, bool(right[scores.argmax()]), mention.kind == PRO


def losses(model: Reader, batch: list[Read]) -> dict[str, Tensor]:
    """Means over what each loss is about."""
    vectors = word_vectors(model, batch)
    sums = {name: torch.zeros(()) for name in ("reference", "rank", "relation", "flag", "trigger")}
    counts = dict.fromkeys(sums, 1e-6)
    for read, words in zip(batch, vectors):
        article = read.article
        if article.references:
            for window, v in zip(article.windows, words):
                target = reference_targets(window)
                sums["reference"] = sums["reference"] + nn.functional.cross_entropy(model.references(v), target, reduction="sum")
                counts["reference"] += len(target)
        for loss, _, _ in rank_losses(model, read, words):
            sums["rank"] = sums["rank"] + loss
            counts["rank"] += 1
        pairs = score_pairs(model, read, words) if article.known else None
        if pairs:
            relation, flag, pointer = relation_losses(article, read, pairs)
            sums["relation"], sums["flag"], sums["trigger"] = sums["relation"] + relation, sums["flag"] + flag, sums["trigger"] + pointer
            for name in ("relation", "flag", "trigger") if article.references else ("relation",):
                counts[name] += len(article.relations)
    return {name: sums[name] / max(counts[name], 1) for name in sums}


WEIGHTS = {"reference": 3.0, "rank": 0.3, "relation": 1.0, "flag": 0.2, "trigger": 0.1}
