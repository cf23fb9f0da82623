"""What a reader says of articles: scores of pairs of mentions and of entities."""

from dataclasses import dataclass

import torch
from torch import Tensor

from articles import RELATIONS, SYMMETRIC, Article, Window
from reader import Heads

SYMMETRIC_KINDS = {RELATIONS.index(name) for name in SYMMETRIC}


def by_window(vectors: Tensor, articles: list[Article]) -> list[list[Tensor]]:
    """Vectors of all words, one article after another, as those of each window of each article."""
    parts = iter(vectors.split([len(window.words) for article in articles for window in article.windows]))
    return [[next(parts) for _ in article.windows] for article in articles]


def ends(window: Window) -> tuple[Tensor, Tensor, Tensor]:
    """First words, last words and kinds of the mentions."""
    columns = [(m.first, m.last, m.kind) for m in window.mentions]
    return tuple(torch.tensor([c[i] for c in columns], dtype=torch.long) for i in range(3))


@dataclass
class PairScores:
    """Of all ordered pairs of mentions that stand in one window."""

    heads: Tensor  # entities
    tails: Tensor
    logits: Tensor  # [pairs, relations]
    flags: Tensor
    pointers: list[Tensor]  # [2, words of the window] of each pair
    windows: list[int]  # of each pair


def different(window: Window) -> Tensor:
    """Which pairs of mentions are of different entities."""
    entity = torch.tensor([m.entity for m in window.mentions])
    return entity[:, None] != entity[None]


def score_pairs(model: Heads, article: Article, words: list[Tensor]) -> PairScores | None:
    """The pairs of mentions of different entities."""
    heads, tails, logits, flags, pointers, owners = [], [], [], [], [], []
    for w, (window, vectors) in enumerate(zip(article.windows, words)):
        if len({m.entity for m in window.mentions}) < 2:
            continue
        relation, flag, pointer = model.pairs(vectors, *ends(window))
        entity, asked = torch.tensor([m.entity for m in window.mentions]), different(window)
        heads.append(entity[:, None].expand_as(asked)[asked])
        tails.append(entity[None].expand_as(asked)[asked])
        logits.append(relation[asked])
        flags.append(flag[asked])
        chosen = pointer[asked]
        pointers += list(chosen)
        owners += [w] * len(chosen)
    if not heads:
        return None
    return PairScores(torch.cat(heads), torch.cat(tails), torch.cat(logits), torch.cat(flags), pointers, owners)


def entity_logits(pairs: PairScores, count: int) -> Tensor:
    """The best of all mention pairs: [entities, entities, relations], -inf where there is none."""
    index = (pairs.heads * count + pairs.tails)[:, None].expand_as(pairs.logits)
    table = torch.full((count * count, pairs.logits.shape[1]), -torch.inf)
    return table.scatter_reduce(0, index, pairs.logits, "amax").view(count, count, -1)


def best_pair(pairs: PairScores, head: int, tail: int, kind: int) -> int | None:
    """The pair of mentions that says a relation the loudest."""
    chosen = torch.nonzero((pairs.heads == head) & (pairs.tails == tail))[:, 0]
    return int(chosen[pairs.logits.detach()[chosen, kind].argmax()]) if len(chosen) else None


# Types of subjects and objects that a relation has in training.
ARGUMENTS = {}


def allowed(head: str, kind: int, tail: str) -> bool:
    """Whether a relation takes these types, as seen in training."""
    return (head, kind, tail) in ARGUMENTS


def note_arguments(articles: list[Article]) -> None:
    """Types that a relation has at least twice in training."""
    counts: dict = {}
    for a in articles:
        for r in a.relations:
            ends = [(a.types[r.head], a.types[r.tail])]
            ends += [ends[0][::-1]] if r.kind in SYMMETRIC_KINDS else []
            for h, t in ends:
                counts[h, r.kind, t] = counts.get((h, r.kind, t), 0) + 1
    ARGUMENTS.update({k: n for k, n in counts.items() if n >= 2})


def key(number: int, head: int, kind: int, tail: int) -> tuple:
    """A relation as it is compared: symmetric ones have no direction."""
    if kind in SYMMETRIC_KINDS:
        head, tail = min(head, tail), max(head, tail)
    return number, head, kind, tail
