"""Fit a temperature of the confidences for each type, and write them into a model's configuration.

    python calibrate.py --data DIR --model models/news-en

The confidence of a name is the mean over its words of the label's probability (`src/tagger/labels.rs`). Temperatures
(Guo et al. 2017, arXiv:1706.04599) are those under which right and wrong names of newsgraph dev are likeliest; types
of few names share one.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np

from data import LABELS, TYPES, read_documents
from evaluate import LENGTH, SETS, gold, names_of, predict
from label import softmax
from model import load_tagger, load_tokenizer
from pieces import encode, windows

GRID = np.geomspace(0.4, 4, 61)
FEW = 60


@dataclass
class Found:
    """A name that the model found."""

    kind: str
    right: bool
    logits: np.ndarray
    labels: list[int]

    def confidence(self, temperature: float) -> float:
        """As the library computes it."""
        chosen = softmax(self.logits / temperature)[range(len(self.labels)), self.labels]
        return float(chosen.mean())


def found_names(model, tokenizer, documents) -> Iterator[Found]:
    """All names that the model finds in the documents."""
    wanted = gold(documents)
    for i, document in enumerate(documents):
        items = list(windows(encode(tokenizer, document), repeat(LENGTH)))
        for window, logits in zip(items, predict(model, items)):
            words = window[window["allowed"] != 0]
            for start, end, kind in names_of(document.text, window, logits, LABELS):
                inside = np.flatnonzero((words["start"] >= start) & (words["end"] <= end))
                labels = [LABELS.index(f"{'B' if j == 0 else 'I'}-{kind}") for j in range(len(inside))]
                yield Found(kind, (i, start, end, kind) in wanted, logits[inside], labels)


def loss(names: list[Found], temperature: float) -> float:
    """Mean negative logarithm of the probability of being right or wrong as the names are."""
    confidences = np.clip([name.confidence(temperature) for name in names], 1e-4, 1 - 1e-4)
    right = np.array([name.right for name in names])
    return float(-np.where(right, np.log(confidences), np.log(1 - confidences)).mean())


def fit(names: list[Found]) -> float:
    """The best temperature of the grid."""
    return float(min(GRID, key=lambda temperature: loss(names, temperature)))


def error(names: list[Found], temperatures: dict[str, float]) -> float:
    """Expected calibration error over ten bins, in percent."""
    confidences = np.array([name.confidence(temperatures.get(name.kind, 1)) for name in names])
    right = np.array([name.right for name in names])
    bins = np.minimum((confidences * 10).astype(int), 9)
    gaps = [abs((confidences - right)[bins == b].sum()) for b in range(10)]
    return 100 * sum(gaps) / len(names)


def temperatures_of(names: list[Found]) -> dict[str, float]:
    """A temperature for each type."""
    of_kind = defaultdict(list)
    for name in names:
        of_kind[name.kind].append(name)
    shared = fit(names)
    few = [kind for kind in TYPES if len(of_kind[kind]) < FEW]
    return {kind: round(shared if kind in few else fit(of_kind[kind]), 3) for kind in TYPES}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="an exported model; its config.json is changed")
    arguments = parser.parse_args()
    model, tokenizer = load_tagger(arguments.model), load_tokenizer(arguments.model)
    documents = read_documents(arguments.data / SETS["newsgraph"])
    names = list(found_names(model, tokenizer, documents))
    temperatures = temperatures_of(names)
    halves = [list(found_names(model, tokenizer, documents[half::2])) for half in (0, 1)]
    crossed = [error(halves[1 - i], temperatures_of(halves[i])) for i in (0, 1)]
    print(f"calibration error before {error(names, {}):.2f}, after {error(names, temperatures):.2f}")
    print("fitted on one half, measured on the other:", ", ".join(f"{value:.2f}" for value in crossed))
    path = arguments.model / "config.json"
    config = json.loads(path.read_text()) | {"temperatures": temperatures}
    path.write_text(json.dumps(config, indent=1) + "\n")


if __name__ == "__main__":
    main()
