"""The reader: references, who they mean, and relations, from the tagger's middle layers.

The tagger stays as it is. Its first layers are the trunk; on them stands a branch of layers of its own, which reads
besides what the tagger says of each word.
"""

import copy
import math

import torch
from torch import Tensor, nn

from articles import FLAGS, KINDS, RELATIONS
from data import LABELS
from model import Tagger

REFERENCES = ["O", "B-nom", "I-nom", "pro"]
# Heads that look for the words that say so: where they begin, where they end, and two that are free.
HEADS = 4
HEAD_WIDTH = 32
FACTORS = 96
PAIR = 192
DISTANCES = [-60, -30, -15, -8, -4, -2, -1, 0, 1, 2, 4, 8, 15, 30, 60]


def through(layer: nn.Module, hidden: Tensor, mask: Tensor) -> Tensor:
    """One layer of BERT."""
    output = layer(hidden, mask)
    return output[0] if isinstance(output, tuple) else output


def additive(mask: Tensor) -> Tensor:
    """The mask as attention takes it."""
    return (1 - mask[:, None, None, :].float()) * -1e4


def bucket(distance: Tensor) -> Tensor:
    """Which range a distance in words lies in."""
    return torch.bucketize(distance, torch.tensor(DISTANCES))


class Pairs(nn.Module):
    """Relations of ordered pairs of mentions.

    The words that two mentions look at together make the pair's context: product of their attention, as in ATLOP's localized
    context (Zhou et al. 2021, arXiv:2010.11304, section 3.3), with learned attention and supervised pointers to the trigger.
    """

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.kinds = nn.Embedding(len(KINDS), width)
        self.subject = nn.Linear(2 * width, width)
        self.object = nn.Linear(2 * width, width)
        self.looks = nn.ModuleList(nn.Linear(width, HEADS * HEAD_WIDTH) for _ in range(2))
        self.keys = nn.Linear(width, HEADS * HEAD_WIDTH)
        self.values = nn.Linear(width, HEADS * HEAD_WIDTH)
        self.factors = nn.ModuleList(nn.Linear(width, FACTORS) for _ in range(2))
        self.parts = nn.ModuleList(nn.Linear(n, PAIR) for n in (width, width, HEADS * HEAD_WIDTH, FACTORS))
        self.distance = nn.Embedding(len(DISTANCES) + 1, PAIR)
        self.relations = nn.Linear(PAIR, len(RELATIONS))
        self.flags = nn.Linear(PAIR, len(FLAGS))
        self.dropout = nn.Dropout(dropout)
        nn.init.constant_(self.relations.bias, -5.0)
        nn.init.normal_(self.kinds.weight, std=0.02)

    def forward(self, words: Tensor, first: Tensor, last: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Of n mentions: relation logits [n, n, 43], flag logits [n, n, 4], pointers [n, n, 2, words]."""
        ends = torch.cat([words[first], words[last]], -1)
        kind = self.kinds(kinds)
        subject = nn.functional.gelu(self.subject(ends) + kind)
        object_ = nn.functional.gelu(self.object(ends) + kind)
        n, length = len(first), len(words)

        def attention(look: nn.Linear, mention: Tensor) -> Tensor:
            queries = look(mention).view(n, HEADS, HEAD_WIDTH)
            keys = self.keys(words).view(length, HEADS, HEAD_WIDTH)
            return torch.einsum("nhd,lhd->nhl", queries, keys) / math.sqrt(HEAD_WIDTH)

        looks = attention(self.looks[0], subject)[:, None] + attention(self.looks[1], object_)[None]
        weights = looks.softmax(-1)
        context = torch.einsum("ijhl,lhd->ijhd", weights, self.values(words).view(length, HEADS, HEAD_WIDTH))
        product = self.factors[0](subject)[:, None] * self.factors[1](object_)[None]
        pair = self.parts[0](subject)[:, None] + self.parts[1](object_)[None]
        pair = pair + self.parts[2](context.reshape(n, n, -1)) + self.parts[3](self.dropout(product))
        pair = pair + self.distance(bucket(first[None] - first[:, None]))
        pair = self.dropout(nn.functional.gelu(pair))
        return self.relations(pair), self.flags(pair), looks[:, :, :2].log_softmax(-1)


# What a ranker is told of a reference and a candidate beside their vectors.
FORMS = ["he", "she", "it", "they", "I", "we", "you", "nom"]
FORM_OF = {
    word: i
    for i, words in enumerate(
        ["he him his himself", "she her hers herself", "it its itself", "they them their theirs themselves themself",
         "i me my mine myself", "we us our ours ourselves", "you your yours yourself yourselves"]
    )
    for word in words.split()
}  # fmt: skip
RANK = 128


class Ranker(nn.Module):
    """Which earlier mention a reference means (Lee et al. 2017, arXiv:1707.07045, section 4, without spans to find)."""

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.mention = nn.Linear(2 * width, RANK)
        self.kinds = nn.Embedding(len(KINDS), RANK)
        self.forms = nn.Embedding(len(FORMS) * len(KINDS), 2 * RANK)
        self.sentences = nn.Embedding(8, 2 * RANK)
        self.between = nn.Embedding(12, 2 * RANK)
        self.repeats = nn.Embedding(6, 2 * RANK)
        self.opens = nn.Embedding(2, 2 * RANK)
        self.parts = nn.ModuleList(nn.Linear(RANK, 2 * RANK) for _ in range(3))
        self.score = nn.Linear(2 * RANK, 1)
        self.dropout = nn.Dropout(dropout)
        for table in (self.kinds, self.forms, self.sentences, self.between, self.repeats, self.opens):
            nn.init.normal_(table.weight, std=0.02)

    def vectors(self, words: Tensor, first: Tensor, last: Tensor, kinds: Tensor) -> Tensor:
        """What is kept of each mention."""
        return nn.functional.gelu(self.mention(torch.cat([words[first], words[last]], -1)) + self.kinds(kinds))

    def forward(self, reference: Tensor, candidates: Tensor, features: Tensor) -> Tensor:
        """A score for each candidate; features [candidates, 5]."""
        hidden = self.parts[0](reference)[None] + self.parts[1](candidates) + self.parts[2](reference[None] * candidates)
        tables = (self.forms, self.sentences, self.between, self.repeats, self.opens)
        for table, column in zip(tables, features.T):
            hidden = hidden + table(column)
        return self.score(self.dropout(nn.functional.gelu(hidden)))[:, 0]


class Heads(nn.Module):
    """What says something of words, of references and of pairs of mentions, from vectors of words."""

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.references = nn.Linear(width, len(REFERENCES))
        self.pairs = Pairs(width, dropout)
        self.ranker = Ranker(width, dropout)
        self.dropout = nn.Dropout(dropout)


class Reader(Heads):
    """Branch and heads."""

    def __init__(self, tagger: Tagger, trunk: int, dropout: float):
        width = tagger.config.hidden_size
        super().__init__(width, dropout)
        self.labels = nn.Linear(len(LABELS), width, bias=False)
        nn.init.zeros_(self.labels.weight)
        self.layers = nn.ModuleList(copy.deepcopy(layer) for layer in tagger.bert.encoder.layer[trunk:])
        for module in self.layers.modules():
            if isinstance(module, nn.Dropout):
                module.p = dropout

    def hidden(self, states: Tensor, said: Tensor, mask: Tensor) -> Tensor:
        """Vectors of all pieces."""
        hidden, wall = states + self.labels(said), additive(mask)
        for layer in self.layers:
            hidden = through(layer, hidden, wall)
        return self.dropout(hidden)
