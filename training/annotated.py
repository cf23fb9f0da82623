"""News items annotated for training, kept apart from their text: `annotated/*.jsonl`, offsets into items of `unlabelled/current_events.jsonl`.

    python annotated.py --data DIR BLOCKS.txt > annotated/NAME.jsonl

BLOCKS.txt has the items with marks, in the form of `written.py`; an item `ce-2026-06-02-23` is the 23rd line of that day's text.
"""

import argparse
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

from overlap import runs, tuning_runs
from written import named, read_written

FOLDER = Path(__file__).with_name("annotated")


@cache
def items(data: Path) -> dict[str, str]:
    """The text of every item."""
    texts = {}
    for record in map(json.loads, (data / "unlabelled/current_events.jsonl").open(encoding="utf-8")):
        day = record["id"].removeprefix("current_events-")
        texts |= {f"ce-{day}-{number}": line.strip() for number, line in enumerate(record["text"].split("\n"), 1)}
    return texts


def without_text(record: dict) -> dict:
    """An item as it is kept: mentions (start, end, label, entity), relations (head, type, tail, trigger's start and end, flags), and
    the checksum of the text."""

    def place(relation: dict) -> list[int]:
        start = record["text"].index(relation["trigger"])
        return [start, start + len(relation["trigger"])]

    return {
        "id": record["id"],
        "crc": crc32(record["text"].encode()),
        "mentions": [[m["start"], m["end"], m["label"], m["entity"]] for m in record["mentions"]],
        "relations": [[r["head"], r["type"], r["tail"], *place(r), r["flags"]] for r in record["relations"]],
    }


def with_text(kept: dict, text: str) -> dict:
    """An item as the annotated sets have it."""
    mentions = [{"start": s, "end": e, "label": label, "entity": entity} for s, e, label, entity in kept["mentions"]]
    relations = [
        {"head": head, "type": kind, "tail": tail, "trigger": text[start:end], "flags": flags}
        for head, kind, tail, start, end, flags in kept["relations"]
    ]
    clusters = [named(text, mentions, entity) for entity in range(len({m["entity"] for m in mentions}))]
    return {"id": kept["id"], "text": text, "mentions": mentions, "clusters": clusters, "relations": relations}


def annotated(data: Path) -> Iterator[dict]:
    """All items that share no run of words with a tuning text; one whose text has changed is an error."""
    texts, tuning = items(data), tuning_runs(data)
    for path in sorted(FOLDER.glob("*.jsonl")):
        for kept in map(json.loads, path.open(encoding="utf-8")):
            text = texts[kept["id"]]
            assert crc32(text.encode()) == kept["crc"], kept["id"]
            if runs(text).isdisjoint(tuning):
                yield with_text(kept, text)


def main() -> None:
    """Print marked items without their text; one whose text differs from the item's is an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("blocks", type=Path)
    arguments = parser.parse_args()
    texts = items(arguments.data)
    for record in read_written(arguments.blocks):
        assert record["text"] == texts[record["id"]], record["id"]
        print(json.dumps(without_text(record), separators=(",", ":")))


if __name__ == "__main__":
    main()
