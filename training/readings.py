"""What the reader says of articles: vectors of words, scores of pairs of mentions and of entities."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from articles import RELATIONS, SYMMETRIC, Article, Window
from model import tensors
from reader import Reader, Trunk

SYMMETRIC_KINDS = {RELATIONS.index(name) for name in SYMMETRIC}


@dataclass
class Read:
    """An article with what the trunk says of its windows."""

    article: Article
    states: list[Tensor]
    said: list[Tensor]
    first: list[Tensor]  # places of the first pieces of words


def through_trunk(trunk: Trunk, articles: list[Article]) -> list[Read]:
    """Runs the trunk over all windows; of about the same length together."""
    windows = [(a, w) for a, article in enumerate(articles) for w in range(len(article.windows))]
    windows.sort(key=lambda aw: len(articles[aw[0]].windows[aw[1]].pieces))
    result = [Read(a, [None] * len(a.windows), [None] * len(a.windows), [None] * len(a.windows)) for a in articles]
    for at in range(0, len(windows), 32):
        chosen = windows[at : at + 32]
        batch = [articles[a].windows[w].pieces for a, w in chosen]
        ids, cases, mask = tensors(batch)
        states, said = trunk(ids, cases, mask)
        for row, ((a, w), pieces) in enumerate(zip(chosen, batch)):
            n = len(pieces) + 2
            first = torch.from_numpy(np.flatnonzero(pieces["allowed"]) + 1)
            own = torch.zeros(n, said.shape[-1], dtype=torch.float16)
            own[first] = said[row, first].half()
            result[a].states[w], result[a].said[w], result[a].first[w] = states[row, :n].half(), own, first
    return result


def padded(rows: list[Tensor]) -> Tensor:
    """Side by side, zeros behind."""
    return nn.utils.rnn.pad_sequence(rows, batch_first=True).float()


def word_vectors(model: Reader, batch: list[Read]) -> list[list[Tensor]]:
    """The vectors of the words of each window of each article."""
    states = [s for read in batch for s in read.states]
    said = [s for read in batch for s in read.said]
    mask = nn.utils.rnn.pad_sequence([torch.ones(len(s)) for s in states], batch_first=True)
    hidden = model.hidden(padded(states), padded(said), mask)
    rows = iter(hidden)
    return [[next(rows)[first] for first in read.first] for read in batch]


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


def score_pairs(model: Reader, read: Read, words: list[Tensor]) -> PairScores | None:
    """The pairs of mentions of different entities."""
    heads, tails, logits, flags, pointers, owners = [], [], [], [], [], []
    for w, (window, vectors) in enumerate(zip(read.article.windows, words)):
        if len({m.entity for m in window.mentions}) < 2:
            continue
        relation, flag, pointer = model.pairs(vectors, *ends(window))
        entity = torch.tensor([m.entity for m in window.mentions])
        different = entity[:, None] != entity[None]
        heads.append(entity[:, None].expand_as(different)[different])
        tails.append(entity[None].expand_as(different)[different])
        logits.append(relation[different])
        flags.append(flag[different])
        chosen = pointer[different]
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
