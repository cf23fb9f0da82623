"""Exact span and type F1 of a tagger on the tuning sets.

    python evaluate.py --data DIR --model models/news-en
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from augment import SMALL
from data import LABELS, TO_COARSE, Document, read_documents
from model import load_tagger, load_tokenizer, viterbi, word_logits
from pieces import Pieces, encode, windows

Name = tuple[int, int, int, str]
SETS = {
    "newsgraph": "newsgraph/dev.jsonl",
    "gum": "dev/ner/gum.jsonl",
    "worldwide": "dev/ner/worldwide.jsonl",
    "conll2003": "dev/ner/conll2003.jsonl",
}
LENGTH = 128


@torch.no_grad()
def predict(items: list[Pieces], read: Callable[[list[Pieces]], Tensor]) -> list[np.ndarray]:
    """What a model reads in each window, a row a word; `read` takes a batch of windows."""
    result: list[np.ndarray] = [np.empty(0)] * len(items)
    order = sorted(range(len(items)), key=lambda i: len(items[i]))
    for at in range(0, len(order), 32):
        chosen = order[at : at + 32]
        rows = read([items[i] for i in chosen]).numpy()
        counts = [int((items[i]["allowed"] != 0).sum()) for i in chosen]
        for i, part in zip(chosen, np.split(rows, np.cumsum(counts)[:-1])):
            result[i] = part
    return result


def names_of(text: str, window: Pieces, logits: np.ndarray, labels: list[str]) -> Iterator[tuple[int, int, str]]:
    """Decoded names of a window, in characters. A name does not cross a line break."""
    words = window[window["allowed"] != 0]
    before = [0, *words["end"][:-1]]
    fresh = np.array(["\n" in text[a:b] for a, b in zip(before, words["start"])])
    fresh[:1] = True
    start, end, kind = 0, 0, ""
    for word, label in zip(words, viterbi(logits, labels, fresh)):
        name = labels[label]
        if kind and not name.startswith("I-"):
            yield start, end, kind
            kind = ""
        if name.startswith("B-"):
            start, kind = int(word["start"]), name[2:]
        end = int(word["end"])
    if kind:
        yield start, end, kind


def tag(model: nn.Module, tokenizer: Tokenizer, documents: list[Document]) -> set[Name]:
    """Names of all documents, as (document, start, end, type)."""
    owners, items = [], []
    for i, document in enumerate(documents):
        for window in windows(encode(tokenizer, document), repeat(LENGTH)):
            owners.append(i)
            items.append(window)
    return {
        (owner, *name)
        for owner, window, logits in zip(owners, items, predict(items, lambda batch: word_logits(model, batch)))
        for name in names_of(documents[owner].text, window, logits, LABELS)
    }


def gold(documents: list[Document]) -> set[Name]:
    """Annotated names; a coarse set's types are all of one coarse type, so the first stands for them."""
    return {(i, s, e, kinds[0]) for i, document in enumerate(documents) for s, e, kinds in document.spans}


def coarsen(names: set[Name]) -> set[Name]:
    """PER, ORG and LOC only."""
    coarse = {(i, s, e, TO_COARSE.get(kind, kind)) for i, s, e, kind in names}
    return {name for name in coarse if name[3] != "MISC"}


def scores(found: set[Name], wanted: set[Name]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 per type and over all, in percent."""
    sums: Counter = Counter()
    for names, what in ((found, "found"), (wanted, "wanted"), (found & wanted, "right")):
        for name in names:
            sums[what, name[3]] += 1
            sums[what, "all"] += 1
    result = {}
    for kind in sorted({kind for _, kind in sums}):
        right, f, w = sums["right", kind], sums["found", kind], sums["wanted", kind]
        result[kind] = (100 * right / max(1, f), 100 * right / max(1, w), 200 * right / max(1, f + w))
    return result


def upper(text: str) -> str:
    """ALL CAPS, of the same length."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def title(text: str) -> str:
    """Headline Case, of the same length; small words stay small."""
    words = text.split(" ")
    return " ".join(w if w in SMALL or not w[:1].islower() else upper(w[0]) + w[1:] for w in words)


def recased(documents: list[Document], change: Callable[[str], str]) -> list[Document]:
    """The same documents in another case."""
    return [Document(change(d.text), d.sentences, d.spans) for d in documents]


def show(name: str, table: dict[str, tuple[float, float, float]]) -> None:
    """One line a set: P/R/F1 over all, then F1 by type."""
    p, r, f = table.pop("all")
    kinds = "  ".join(f"{kind} {row[2]:.1f}" for kind, row in table.items())
    print(f"{name:24} P {p:.1f} R {r:.1f} F1 {f:.2f}   {kinds}", flush=True)


def evaluate(model: nn.Module, tokenizer: Tokenizer, data: Path) -> None:
    """Print the figures of all tuning sets."""
    model.eval()
    for name, path in SETS.items():
        documents = read_documents(data / path)
        found, wanted = tag(model, tokenizer, documents), gold(documents)
        show(name, scores(coarsen(found), coarsen(wanted)))
        if name != "newsgraph":
            continue
        show("newsgraph ten types", scores(found, wanted))
        for change in (upper, title):
            found = tag(model, tokenizer, recased(documents, change))
            show(f"newsgraph {change.__name__}", scores(coarsen(found), coarsen(wanted)))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    arguments = parser.parse_args()
    evaluate(load_tagger(arguments.model), load_tokenizer(arguments.model), arguments.data)


if __name__ == "__main__":
    main()
