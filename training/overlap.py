"""How much of the tuning texts stands in each training text.

    python overlap.py --data DIR

Prints, for each training file, the share of each tuning set's runs of eight words that stand in it too. The
training leaves out every unlabelled text that shares a run with a tuning text (`corpus.py`).
"""

import argparse
import json
import re
from functools import cache
from pathlib import Path

TUNING = {
    "newsgraph": "newsgraph/dev.jsonl",
    "gum": "dev/ner/gum.jsonl",
    "worldwide": "dev/ner/worldwide.jsonl",
    "conll2003": "dev/ner/conll2003.jsonl",
}
# What only the reader is tuned on; its training sets hold back none of their texts.
READER = {
    "ontogum": "dev/coref/ontogum.jsonl",
    "gap": "dev/coref/gap.jsonl",
    "dwie": "dev/re/dwie.jsonl",
    "knowledgenet": "dev/re/knowledgenet.jsonl",
}
RUN = 8


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of eight words, in lower case; the whole text if it is shorter."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}


def runs_of(path: Path) -> set[tuple[str, ...]]:
    """The runs of all texts of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return set().union(*(runs(json.loads(line)["text"]) for line in lines))


@cache
def tuning_runs(data: Path) -> set[tuple[str, ...]]:
    """The runs of all tuning sets."""
    return set().union(*(runs_of(data / path) for path in TUNING.values()))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    tuning = {name: runs_of(data / path) for name, path in (TUNING | READER).items()}
    for path in sorted([*data.glob("train/*/*.jsonl"), data / "newsgraph/train.jsonl", *data.glob("unlabelled/*.jsonl")]):
        found = runs_of(path)
        print(path.name, *(f"{name} {len(wanted & found) / len(wanted):.2%}" for name, wanted in tuning.items()), sep="  ")


if __name__ == "__main__":
    main()
