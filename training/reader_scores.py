"""How well a reader does on a tuning set, between gold mentions."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from articles import Article, Relation
from reader import Heads
from reader_losses import ranked, reference_targets
from readings import PairScores, allowed, best_pair, entity_logits, key, score_pairs


@torch.no_grad()
def evaluate(model: Heads, articles: list[Article], read: Callable[[list[Article]], list[list[Tensor]]]) -> str:
    """Relations with gold mentions, references and whom they mean, on a tuning set; `read` gives the vectors of words."""
    found, gold, flags, triggers = [], set(), [], []
    hit = {True: [], False: []}
    hits = [0, 0, 0]
    for number, article in enumerate(articles):
        (words,) = read([article])
        for window, v in zip(article.windows, words):
            said = best_path(model.references(v))
            target = reference_targets(window)
            a, b = spans(said), spans(target)
            hits[0] += len(a & b)
            hits[1] += len(a)
            hits[2] += len(b)
        for rank in ranked(model, article, words):
            if rank.right.any():
                hit[rank.is_pronoun].append(bool(rank.right[rank.scores.argmax()]))
        pairs = score_pairs(model, article, words)
        keys = {key(number, r.head, r.kind, r.tail) for r in article.relations}
        gold |= keys
        if not pairs:
            continue
        table = entity_logits(pairs, len(article.types))
        best: dict = {}
        for h, t, k in torch.nonzero(table > -4).tolist():
            if allowed(article.types[h], k, article.types[t]):
                name = key(number, h, k, t)
                best[name] = max(best.get(name, -9.0), float(table[h, t, k]))
        found += [(score, name) for name, score in best.items()]
        for r in article.relations:
            if (p := best_pair(pairs, r.head, r.tail, r.kind)) is not None and table[r.head, r.tail, r.kind] > -0.5:
                flags.append(((pairs.flags[p] > 0).tolist() == r.flags))
                triggers.append(overlaps(article, pairs, p, r))
    found = sorted(found, reverse=True) or [(0.0, ())]
    right = np.cumsum([name in gold for _, name in found])
    total = np.arange(1, len(found) + 1)
    f1 = 2 * right / (total + len(gold))
    top = int(f1.argmax())
    sure = max((i for i in range(20, len(found)) if right[i] / total[i] >= 0.75), default=0)
    return (
        f"relations P {100 * right[top] / total[top]:.1f} R {100 * right[top] / len(gold):.1f} F1 {100 * f1[top]:.1f} at {found[top][0]:.2f}"
        f" (at P 75: F1 {100 * f1[sure]:.1f}) flags {100 * np.mean(flags):.1f} triggers {100 * np.mean(triggers):.1f}"
        f" references P {100 * hits[0] / max(1, hits[1]):.1f} R {100 * hits[0] / hits[2]:.1f}"
        f" pronouns {100 * np.mean(hit[True]):.1f} nominals {100 * np.mean(hit[False]):.1f}"
    )


def overlaps(article: Article, pairs: PairScores, pair: int, relation: Relation) -> bool:
    """Whether the words pointed at overlap with the annotated trigger somewhere."""
    words = article.windows[pairs.windows[pair]].words
    first = int(pairs.pointers[pair][0].argmax())
    last = first + int(pairs.pointers[pair][1][first : first + 8].argmax())
    return any(words["start"][first] < b and a < words["end"][last] for a, b in relation.trigger)


def best_path(logits: Tensor) -> Tensor:
    """The most probable labels in which a noun phrase has two words or more, as the library decodes them."""
    steps = np.zeros((4, 4))
    steps[[0, 3], 2] = steps[1, [0, 1, 3]] = -np.inf
    scores, back = np.array([0, 0, -np.inf, 0]) + logits[0].numpy(), []
    for row in logits[1:].numpy():
        paths = scores[:, None] + steps
        back.append(paths.argmax(0))
        scores = paths.max(0) + row
    scores[1] = -np.inf
    best = [int(scores.argmax())]
    for pointers in reversed(back):
        best.append(int(pointers[best[-1]]))
    return torch.tensor(best[::-1])


def spans(labels: Tensor) -> set[tuple[int, int, int]]:
    """References that labels stand for."""
    found, start = set(), None
    for i, label in enumerate([*labels.tolist(), 0]):
        if start is not None and label != 2:
            found.add((start, i, 1))
            start = None
        if label == 1 or (label == 2 and start is None):
            start = i
        if label == 3:
            found.add((i, i + 1, 3))
    return found
