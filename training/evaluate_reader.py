"""Relations of a reader between gold mentions, by type, on the tuning sets.

    python evaluate_reader.py --data DIR --model models/news-en --threshold T
    python evaluate_reader.py --data DIR --model models/news-en --teacher MPNET_DIR --checkpoint LARGE --threshold T
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from articles import RELATIONS, Article, read_articles
from auxiliary import KIND, knowledgenet, part, settle
from large import LargeReader
from model import Teacher, load_tagger, load_tokenizer
from readings import allowed, by_window, entity_logits, key, note_arguments, score_pairs
from relation_maps import DWIE, FINE
from small import SmallReader


def dwie(tokenizer: Tokenizer, path: Path) -> Iterator[Article]:
    """Its documents."""
    for record in map(json.loads, path.open(encoding="utf-8")):
        for named in record["mentions"] + record["entities"]:
            named["label"] = FINE.get(named["label"], named["label"])
        record["relations"] = [r for r in record["relations"] if all(record["entities"][r[e]]["label"] in KIND for e in ("head", "tail"))]
        yield part(tokenizer, record, 0, len(record["text"]), DWIE, None)


@torch.no_grad()
def count(model: nn.Module, articles: list[Article], threshold: float, typed: bool) -> dict[str, Counter]:
    """Given, believed and right relations by type; with `typed`, only between types seen in training."""
    counts = {name: Counter() for name in ("given", "believed", "right")}
    for number, article in enumerate(articles):
        given = {key(number, r.head, r.kind, r.tail) for r in article.relations}
        counts["given"].update(name[2] for name in given)
        (words,) = by_window(model([w.pieces for w in article.windows])[1], [article])
        pairs = score_pairs(model.heads, article, words)
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
    parser.add_argument("--teacher", type=Path, help="folder of all-mpnet-base-v2, for a large reader")
    parser.add_argument("--checkpoint", type=Path, help="a trained reader, in place of the folder's own")
    parser.add_argument("--trunk", type=int, default=4)
    parser.add_argument("--threshold", type=float, required=True)
    arguments = parser.parse_args()
    tagger, tokenizer, data = load_tagger(arguments.model), load_tokenizer(arguments.model), arguments.data
    note_arguments(read_articles(tokenizer, data / "newsgraph/train.jsonl"))
    large = arguments.teacher and LargeReader(Teacher(arguments.teacher), 0.0)
    model = (large or SmallReader(arguments.model, arguments.trunk, 0.0)).eval()
    if arguments.checkpoint:
        model.load(arguments.checkpoint)
    show("newsgraph", count(model, read_articles(tokenizer, data / "newsgraph/dev.jsonl"), arguments.threshold, True))
    for name, read in (("knowledgenet", knowledgenet), ("dwie", dwie)):
        articles = list(read(tokenizer, data / f"dev/re/{name}.jsonl"))
        settle(tagger, articles)
        show(name, count(model, articles, arguments.threshold, False))


if __name__ == "__main__":
    main()
