"""Fewer word pieces: what stays, and the model that has them alone.

A piece that goes is read as shorter pieces; single characters always stay, so no text is lost.
"""

import copy
import json
from collections import Counter
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from data import Document

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


def ranked(tokenizer: Tokenizer, documents: list[Document]) -> list[str]:
    """All pieces: what must stay, then the rest by how many documents have them."""
    counts: Counter[int] = Counter()
    for document in documents:
        counts.update(set(tokenizer.encode(document.text, add_special_tokens=False).ids))
    vocabulary = tokenizer.get_vocab()
    must = SPECIAL + sorted(piece for piece in vocabulary if len(piece.removeprefix("##")) == 1)
    rest = sorted(vocabulary.keys() - set(must), key=lambda piece: (-counts[vocabulary[piece]], vocabulary[piece]))
    return must + [piece for piece in rest if not piece.startswith("[unused")]


def restricted(tokenizer: Tokenizer, pieces: list[str], renumber: bool) -> Tokenizer:
    """A tokenizer that knows these pieces alone, under their old numbers or under new ones."""
    description = json.loads(tokenizer.to_str())
    old = description["model"]["vocab"]
    kept = sorted(pieces, key=old.__getitem__)
    description["model"]["vocab"] = {piece: i if renumber else old[piece] for i, piece in enumerate(kept)}
    known = description["model"]["vocab"]
    added = [token for token in description["added_tokens"] if token["content"] in known]
    description["added_tokens"] = [token | {"id": known[token["content"]]} for token in added]
    description["post_processor"] = None
    return Tokenizer.from_str(json.dumps(description))


def prune(source: Path, out: Path, pieces: list[str]) -> None:
    """Write an exported model with these pieces alone."""
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    old = tokenizer.get_vocab()
    rows = np.array(sorted(old[piece] for piece in pieces))
    weights = copy.copy(load_file(source / "model.safetensors"))
    name = "bert.embeddings.word_embeddings.weight"
    weights[name] = np.ascontiguousarray(weights[name][rows])
    config = json.loads((source / "config.json").read_text()) | {"vocab_size": len(rows)}
    out.mkdir(parents=True, exist_ok=True)
    restricted(tokenizer, pieces, renumber=True).save(str(out / "tokenizer.json"), pretty=False)
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
