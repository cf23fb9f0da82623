"""Write a trained reader in the form from which the library's file is converted: `reader.safetensors`, `reader.json`.

    python export_reader.py --checkpoint DIR --model models/news-en --threshold -0.9 --out models/news-en
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor

from articles import FLAGS, KINDS, RELATIONS
from data import LABELS, OUTSIDE, Document
from export import SENTENCES
from model import load_tagger, load_tokenizer
from model import tensors as tensors_of
from pieces import encode
from reader import DISTANCES, FACTORS, HEAD_WIDTH, HEADS, PAIR, RANK, REFERENCES
from reader_weights import FEATURES, tensors, weights_of
from small import SmallReader


@torch.no_grad()
def reference(model: SmallReader, tokenizer: Tokenizer) -> dict:
    """Inputs and f32 outputs of the sentences, one window each, for three spans whose kinds and features are made up."""
    records = []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        text = line.replace("\\n", "\n")
        (window,) = encode(tokenizer, Document(text, [(0, len(text))], [], OUTSIDE))
        ids, cases, _ = tensors_of([window])
        first = torch.from_numpy(np.flatnonzero(window["allowed"]) + 1)
        if len(first) < 4:
            continue
        _, words = model([window])
        heads, ends = model.heads, (torch.tensor([0, 2, len(first) - 1]), torch.tensor([0, 3, len(first) - 1]), torch.tensor([0, 10, 2]))
        relations, flags, pointers = heads.pairs(words, *ends)
        vectors = heads.ranker.vectors(words, *ends)
        features = torch.tensor([[3, 0, 1, 2, 1], [40, 6, 11, 5, 0]])
        records.append({
            "text": text, "ids": ids[0].tolist(), "type_ids": cases[0].tolist(), "asked": first.tolist(),
            "spans": torch.stack(ends, 1).tolist(), "labels": rounded(heads.references(words)),
            "relations": rounded(relations[0, 1]), "flags": rounded(flags[0, 1]),
            "features": features.tolist(), "ranks": rounded(heads.ranker(vectors[1], vectors[[0, 2]], features)),
        })  # fmt: skip
    return {"sentences": records}


def rounded(tensor: Tensor) -> list:
    """To five places."""
    return torch.round(tensor, decimals=5).tolist()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of the tagger")
    parser.add_argument("--threshold", type=float, required=True, help="the logit from which on a relation is believed")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reference", type=Path, help="where to write numbers for the library's tests")
    arguments = parser.parse_args()
    weights = torch.load(arguments.checkpoint / "reader.pt", weights_only=True)
    layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))
    config = load_tagger(arguments.model).config
    trunk, written = config.num_hidden_layers - layers, tensors(weights)
    assert weights_of(written).keys() == weights.keys(), "a weight of the reader has no name in the library"
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_file(written, arguments.out / "reader.safetensors", metadata={"format": "pt"})
    settings = {
        "hidden": config.hidden_size, "heads": config.num_attention_heads, "intermediate": config.intermediate_size,
        "epsilon": config.layer_norm_eps, "activation": config.hidden_act, "trunk": trunk, "layers": layers,
        "labels": len(LABELS), "references": REFERENCES, "kinds": KINDS, "relations": RELATIONS, "flags": FLAGS,
        "looks": [HEADS, HEAD_WIDTH], "factors": FACTORS, "pair": PAIR, "distances": DISTANCES, "rank": RANK,
        "features": [len(written[f"ranks.feature.{i}"]) for i in range(len(FEATURES))], "threshold": arguments.threshold,
    }  # fmt: skip
    if arguments.reference:
        model = SmallReader(arguments.model, trunk, 0.0).eval()
        model.reader.load_state_dict(weights)
        record = reference(model, load_tokenizer(arguments.model))
        arguments.reference.write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    (arguments.out / "reader.json").write_text(json.dumps(settings, indent=1) + "\n")


if __name__ == "__main__":
    main()
