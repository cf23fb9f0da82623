"""Tuning sets of relations as `newsgraph eval` reads them, with the relations that each annotates.

    python foreign_gold.py dwie DATA/dev/re/dwie.jsonl > dwie.jsonl
    newsgraph eval dwie.jsonl
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from relation_maps import DWIE, KNOWLEDGENET, PRONOUNS

LABELS = set("PER ORG GPE LOC FAC NORP EVENT WORK PRODUCT MISC".split())


def gold(record: dict, start: int, end: int, kinds: dict[str, str], evidence: int | None) -> dict:
    """A stretch of a document; with `evidence`, the relations of that sentence alone."""
    numbers: dict[int, int] = {}
    mentions, last = [], start
    for m in sorted(record["mentions"], key=lambda m: (m["start"], -m["end"])):
        label = "MISC" if m["label"] == "AWARD" else m["label"]
        if label in LABELS and last <= m["start"] and m["end"] <= end:
            last = m["end"]
            entity = numbers.setdefault(m["entity"], len(numbers))
            pronoun = record["text"][m["start"] : m["end"]].lower() in PRONOUNS
            mentions.append({"start": m["start"] - start, "end": m["end"] - start, "label": "pro" if pronoun else label, "entity": entity})
    relations = []
    for r in record["relations"]:
        known = r["type"] in kinds and r["head"] in numbers and r["tail"] in numbers
        if known and (evidence is None or r.get("evidence") == [evidence]):
            name, ends = kinds[r["type"]], (numbers[r["head"]], numbers[r["tail"]])
            head, tail = ends[::-1] if name[0] == "-" else ends
            relations.append({"head": head, "tail": tail, "type": name.lstrip("-")})
    return {
        "id": f"{record['id']}-{start}", "text": record["text"][start:end], "mentions": mentions,
        "clusters": [{} for _ in numbers], "relations": relations,
        "relation_types": sorted({name.lstrip("-") for name in kinds.values()}),
    }  # fmt: skip


# What a relation of DWIE says already, where it holds of the same two: ours are the most specific alone.
IMPLIED = {
    "head_of_state": ("agent_of", "citizen_of"), "head_of_gov": ("agent_of", "citizen_of"), "minister_of": ("agent_of", "citizen_of"),
    "agent_of": ("citizen_of",), "head_of": ("member_of",), "coach_of": ("member_of",), "player_of": ("member_of",),
    "institution_of": ("part_of", "based_in0"), "agency_of": ("based_in0",), "ministry_of": ("agency_of", "based_in0"), "won_vs": ("vs",),
}  # fmt: skip


def settled(record: dict) -> dict:
    """A document of DWIE in which nationality words are of the entity of their country, as in ours (there `gpe0` links the two, and
    relations with `-x` are those of the word), and no relation repeats what a more specific one says."""
    country = {r["head"]: r["tail"] for r in record["relations"] if r["type"] in ("gpe0", "gpe1", "gpe2")}
    mentions = [m | {"entity": country.get(m["entity"], m["entity"])} for m in record["mentions"]]
    said = {(country.get(r["head"], r["head"]), country.get(r["tail"], r["tail"]), r["type"].removesuffix("-x")) for r in record["relations"]}
    implied = {(head, tail, kind) for head, tail, told in said for kind in IMPLIED.get(told, ())}
    relations = [{"head": head, "tail": tail, "type": kind} for head, tail, kind in sorted(said - implied) if head != tail]
    return record | {"mentions": mentions, "relations": relations}


def dwie(record: dict) -> Iterator[dict]:
    """The whole document."""
    yield gold(settled(record), 0, len(record["text"]), DWIE, None)


def knowledgenet(record: dict) -> Iterator[dict]:
    """The sentences, each with the relations that were looked for there; places are taken for states and cities."""
    for mention in record["mentions"]:
        mention["label"] = "GPE" if mention["label"] == "LOC" else mention["label"]
    for i, ((start, end), asked) in enumerate(zip(record["sentences"], record["exhaustive"])):
        kinds = {name: KNOWLEDGENET[name] for name in asked if name in KNOWLEDGENET}
        if kinds:
            yield gold(record, start, end, kinds, i)


def main() -> None:
    """Command line."""
    read = {"dwie": dwie, "knowledgenet": knowledgenet}[sys.argv[1]]
    for record in map(json.loads, Path(sys.argv[2]).open(encoding="utf-8")):
        for line in read(record):
            print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
