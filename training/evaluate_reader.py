"""Relations of a reader between gold mentions, by type, on the tuning sets.

    python evaluate_reader.py --data DIR --model models/news-en --checkpoint READER_DIR --threshold T
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer

from articles import RELATIONS, Article, read_articles
from auxiliary import KIND, knowledgenet, part, settle_kinds
from model import load_tagger, load_tokenizer
from reader import Reader, Trunk
from readings import Read, allowed, entity_logits, key, note_arguments, score_pairs, through_trunk, word_vectors
from relation_maps import DWIE, FINE

def dwie(tokenizer: Tokenizer, path: Path) -> Iterator[Article]:
    """Its documents."""
    for record in map(json.loads, path.open(encoding="utf-8")):
        for named in record["mentions"] + record["entities"]:
            named["label"] = FINE.get(named["label"], named["label"])
        record["relations"] = [r for r in record["relations"] if all(record["entities"][r[e]]["label"] in KIND for e in ("head", "tail"))]
        yield part(tokenizer, record, 0, len(record["text"]), DWIE, None)


@torch.no_grad()
def count(model: Reader, reads: list[Read], threshold: float, typed: bool) -> dict[str, Counter]:
    """Given, believed and right relations by type; with `typed`, only between types seen in training."""
    counts = {name: Counter() for name in ("given", "believed", "right")}
    for number, read in enumerate(reads):
        article = read.article
        given = {key(number, r.head, r.kind, r.tail) for r in article.relations}
        counts["given"].update(name[2] for name in given)
        (words,) = word_vectors(model, [read])
        pairs = score_pairs(model, read, words)
        if not pairs:
            continue
        found = torch.nonzero(entity_logits(pairs, len(article.types)) >= threshold).tolist()
        known = [(h, t, k) for h, t, k in found if k in article.known]
        believed = {key(number, h, k, t) for h, t, k in known if not typed or allowed(article.types[h], k, article.types[t])}
        counts["believed"].update(name[2] for name in believed)
        counts["right"].update(name[2] for name in believed & given)
    return counts


def show(title: str, counts: dict[str, Counter]) -> None:
    """A line for each type and one for all."""
    print(title)
    kinds = sorted(counts["given"] | counts["believed"])
    for name, chosen in [*((RELATIONS[kind], [kind]) for kind in kinds), ("all", kinds)]:
        given, believed, right = (sum(counts[what][kind] for kind in chosen) for what in ("given", "believed", "right"))
        p, r, f1 = 100 * right / max(1, believed), 100 * right / max(1, given), 200 * right / max(1, given + believed)
        print(f"  {name:22}{given:6}{believed:6}{right:6}  P {p:5.1f}  R {r:5.1f}  F1 {f1:5.1f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--trunk", type=int, default=4)
    parser.add_argument("--threshold", type=float, required=True)
    arguments = parser.parse_args()
    tagger, tokenizer, data = load_tagger(arguments.model), load_tokenizer(arguments.model), arguments.data
    note_arguments(read_articles(tokenizer, data / "newsgraph/train.jsonl"))
    model = Reader(tagger, arguments.trunk, 0.0).eval()
    model.load_state_dict(torch.load(arguments.checkpoint / "reader.pt", weights_only=True))
    trunk = Trunk(tagger, arguments.trunk)
    show("newsgraph", count(model, through_trunk(trunk, read_articles(tokenizer, data / "newsgraph/dev.jsonl")), arguments.threshold, True))
    for name, read in (("knowledgenet", knowledgenet), ("dwie", dwie)):
        reads = through_trunk(trunk, list(read(tokenizer, data / f"dev/re/{name}.jsonl")))
        for one in reads:
            settle_kinds(one.article, [said[first] for said, first in zip(one.said, one.first)])
        show(name, count(model, reads, arguments.threshold, False))


if __name__ == "__main__":
    main()
