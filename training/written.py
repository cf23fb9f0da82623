"""Articles written for training, with marks in the text: `written/*.txt`.

    python written.py FILE > GOLD.jsonl

    ## a-001
    {e1:GPE|Norway} turned down {e2:nom|an offer} ...
    @ e1 rejects e2 "turned down" hyp

A mark holds the entity, the type and the text, which may hold further marks; ` ¶ ` stands between paragraphs. A relation has its
subject, its type, its object, words of the text that say so, and flags.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).with_name("written")
MARK = re.compile(r"\{(e\d+):(\w+)\||\}")
RELATION = re.compile(r'@ (e\d+) (\w+) (e\d+) "(.*)"((?: \w+)*)')
PARAGRAPH = (" ¶ ", "\n\n\n")  # of the same length, so that offsets stand


def unmarked(marked: str) -> tuple[str, list[dict]]:
    """The plain text, and its mentions with offsets in characters."""
    text, begun, mentions, at = "", [], [], 0
    for mark in MARK.finditer(marked):
        text, at = text + marked[at : mark.start()], mark.end()
        if mark[1]:
            begun.append({"start": len(text), "label": mark[2], "entity": mark[1]})
        else:
            mentions.append(begun.pop() | {"end": len(text)})
    assert not begun, f"a mark is not closed: {marked}"
    return (text + marked[at:]).replace(*PARAGRAPH), sorted(mentions, key=lambda m: (m["start"], -m["end"]))


def named(text: str, mentions: list[dict], entity: str) -> dict:
    """An entity: its longest name; its type is a nationality only where nothing else names it."""
    names = [m for m in mentions if m["entity"] == entity and m["label"] not in ("nom", "pro")]
    best = max(names, key=lambda m: (m["label"] != "NORP", m["end"] - m["start"]))
    return {"name": text[best["start"] : best["end"]], "label": best["label"]}


def read_block(block: str) -> dict:
    """One article, as the annotated sets have it."""
    name, marked, *lines = block.strip().splitlines()
    text, mentions = unmarked(marked)
    ids = {entity: number for number, entity in enumerate(dict.fromkeys(m["entity"] for m in mentions))}
    relations = []
    for line in filter(None, lines):
        head, kind, tail, trigger, flags = RELATION.fullmatch(line.strip()).groups()
        relations.append({"head": ids[head], "type": kind, "tail": ids[tail], "trigger": trigger, "flags": flags.split()})
    clusters = [named(text, mentions, entity) for entity in ids]
    return {
        "id": name,
        "text": text,
        "mentions": [m | {"entity": ids[m["entity"]]} for m in mentions],
        "clusters": clusters,
        "relations": relations,
    }


def read_written(path: Path) -> Iterator[dict]:
    """The articles of a file."""
    for block in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        yield read_block(block)


def written() -> Iterator[dict]:
    """All of them, but those in `tuning.txt`."""
    for path in sorted(FOLDER.glob("*.txt")):
        if path.name != "tuning.txt":
            yield from read_written(path)


def main() -> None:
    """Print a file as gold data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    for record in read_written(parser.parse_args().file):
        print(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()
