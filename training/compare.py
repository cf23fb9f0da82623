"""Whether one model is better than another, by a paired bootstrap over documents.

    newsgraph extract --input jsonl --format jsonl --offsets char --model A GOLD.jsonl > a.jsonl
    newsgraph extract --input jsonl --format jsonl --offsets char --model B GOLD.jsonl > b.jsonl
    python compare.py GOLD.jsonl a.jsonl b.jsonl

Prints both F1 (exact span and type; PER, ORG, LOC), their difference with its 95 % interval, and how often B is not
better among the draws (Berg-Kirkpatrick, Burkett and Klein 2012, section 2).
"""

import argparse
import json
from pathlib import Path

import numpy as np

from data import TO_COARSE

DRAWS = 10_000
HEADLINE = ("PER", "ORG", "LOC")
Names = set[tuple[int, int, str]]


def gold_names(record: dict) -> Names:
    """Annotated names."""
    return {(e["start"], e["end"], e["label"]) for e in record["entities"] if e["label"] in HEADLINE}


def found_names(record: dict) -> Names:
    """Names in an answer of `newsgraph extract`."""
    coarse = {(m["start"], m["end"], TO_COARSE[m["type"]]) for m in record["mentions"] if m["kind"] == "name"}
    return {name for name in coarse if name[2] in HEADLINE}


def read(path: Path) -> list[dict]:
    """A JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def counts(gold: list[dict], found: list[dict]) -> np.ndarray:
    """A row a document: names right, found, wanted."""
    rows = []
    for g, f in zip(gold, found, strict=True):
        wanted, names = gold_names(g), found_names(f)
        rows.append((len(wanted & names), len(names), len(wanted)))
    return np.array(rows)


def f1(sums: np.ndarray) -> np.ndarray:
    """F1 in percent from sums of right, found, wanted in the last dimension."""
    return 200 * sums[..., 0] / np.maximum(1, sums[..., 1] + sums[..., 2])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", type=Path, nargs=3, metavar="FILE")
    gold, *found = [read(path) for path in parser.parse_args().files]
    a, b = (counts(gold, answers) for answers in found)
    rng = np.random.default_rng(0)
    draws = rng.multinomial(len(gold), np.full(len(gold), 1 / len(gold)), DRAWS)
    gains = f1(draws @ b) - f1(draws @ a)
    low, high = np.percentile(gains, [2.5, 97.5])
    print(f"A {f1(a.sum(0)):.2f}  B {f1(b.sum(0)):.2f}  B - A {f1(b.sum(0)) - f1(a.sum(0)):+.2f} ({low:+.2f} to {high:+.2f})")
    print(f"B is not better in {np.mean(gains <= 0):.1%} of {DRAWS} draws of {len(gold)} documents")


if __name__ == "__main__":
    main()
