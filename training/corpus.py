"""Which sets take part in training, and how often each is seen in an epoch."""

from pathlib import Path

from tokenizers import Tokenizer

from annotated import annotated
from articles import names_in
from data import OUTSIDE, Document, read_documents, read_unlabelled, refine, split_sentences, sure_types
from overlap import runs, tuning_runs
from pieces import Pieces, encode
from written import written

# Annotated sets. Left out: sec_filings (role words such as `Borrower` as PER), re3d and btc_general
# (titles inside PER, handles as names); the first two take part without their annotation.
LABELLED = {
    "newsgraph": 1.0,
    "annotated": 1.0,
    "written": 2.0,
    "gum": 2.0,
    "wikigold": 1.0,
    "uner_ewt": 1.0,
    "re_docred": 1.0,
    "crossner": 0.6,
    "multiner": 0.3,
    "wnut17": 0.2,
}
# Texts that only the teacher labels: file, every how manieth document is taken, how often in an epoch.
UNLABELLED = {
    "current_events": ("unlabelled/current_events.jsonl", 1, 2.0),
    "wikinews": ("unlabelled/wikinews.jsonl", 1, 2.0),
    "re3d": ("train/ner/re3d.jsonl", 1, 2.0),
    "sec_filings": ("train/ner/sec_filings.jsonl", 1, 0.5),
    "knowledgenet": ("train/re/knowledgenet.jsonl", 2, 1.0),
    "gap": ("train/coref/gap.jsonl", 4, 1.0),
    "state_union": ("unlabelled/state_union.jsonl", 8, 0.5),
}
SHARES = {name: share for name, (_, _, share) in UNLABELLED.items()} | LABELLED
Corpus = dict[str, list[list[Pieces]]]


def read_record(record: dict) -> Document:
    """The names of an article of our own annotation."""
    spans = [(m["start"], m["end"], [m["label"]]) for m in names_in(record)]
    return Document(record["text"], split_sentences(record["text"]), spans, OUTSIDE)


def labelled(data: Path) -> dict[str, list[Document]]:
    """The annotated training sets."""
    ours = read_documents(data / "newsgraph" / "train.jsonl")
    sure = sure_types(ours)
    sets = {"newsgraph": ours, "annotated": list(map(read_record, annotated(data))), "written": list(map(read_record, written()))}
    for path in sorted((data / "train" / "ner").glob("*.jsonl")):
        name = path.name.split(".")[0]
        if name in LABELLED:
            sets[name] = read_documents(path)
            refine(sets[name], sure)
    return sets


def unlabelled(data: Path) -> dict[str, list[Document]]:
    """Texts for the teacher to label, without our annotated items and whatever shares words with a tuning text."""
    ours = {document.text.strip() for document in read_documents(data / "newsgraph/train.jsonl")}
    ours |= {record["text"] for record in annotated(data)}
    tuning = tuning_runs(data)

    def is_new(document: Document) -> bool:
        return document.text.strip() not in ours and runs(document.text).isdisjoint(tuning)

    sets = {name: read_unlabelled(data / path)[::step] for name, (path, step, _) in UNLABELLED.items()}
    return {name: [document for document in documents if is_new(document)] for name, documents in sets.items()}


def encode_all(tokenizer: Tokenizer, sets: dict[str, list[Document]]) -> Corpus:
    """The pieces of every sentence of every document."""
    return {name: [encode(tokenizer, document) for document in documents] for name, documents in sets.items()}
