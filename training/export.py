"""Write a trained checkpoint in the form that the library embeds, and reference logits and labels for its tests.

    python export.py --checkpoint DIR --base MINILM_DIR --out models/news-en \\
        --reference tests/data/reference-logits.json --labels tests/data/reference-labels.json

Without a checkpoint the references alone are made anew, from what `--out` holds.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

from data import LABELS, OUTSIDE, Document
from model import load_tagger, load_tokenizer, tensors
from pieces import encode

SENTENCES = Path(__file__).with_name("reference-sentences.txt")
MORE_SENTENCES = Path(__file__).parent.parent / "tests/data/no-relations.txt"


def export_weights(checkpoint: Path, base: Path, out: Path) -> None:
    """f16 weights, configuration and tokenizer; files appear only when complete."""
    out.mkdir(parents=True, exist_ok=True)
    weights = load_file(checkpoint / "model.safetensors")
    half = {name: tensor.to(torch.float16).contiguous() for name, tensor in weights.items()}
    save_file(half, out / "model.safetensors.new", metadata={"format": "pt"})
    (out / "model.safetensors.new").replace(out / "model.safetensors")
    config = json.loads((base / "config.json").read_text())
    config["num_hidden_layers"] = json.loads((checkpoint / "config.json").read_text())["num_hidden_layers"]
    for name in ("_name_or_path", "transformers_version"):
        config.pop(name, None)
    config.update(
        architectures=["BertForTokenClassification"],
        type_vocab_size=8,
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
        torch_dtype="float16",
    )
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    shutil.copyfile(base / "tokenizer.json", out / "tokenizer.json")


@torch.no_grad()
def reference(model: nn.Module, tokenizer: Tokenizer) -> dict:
    """Inputs and f32 logits of the sentences, one window each."""
    records = []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        text = line.replace("\\n", "\n")
        (window,) = encode(tokenizer, Document(text, [(0, len(text))], [], OUTSIDE))
        ids, cases, mask = tensors([window])
        logits = model(input_ids=ids, attention_mask=mask, token_type_ids=cases).logits[0]
        rows = [[round(x, 5) for x in row] for row in logits.tolist()]
        records.append({"text": text, "ids": ids[0].tolist(), "type_ids": cases[0].tolist(), "logits": rows})
    return {"sentences": records}


@torch.no_grad()
def reference_labels(model: nn.Module, tokenizer: Tokenizer) -> list[dict]:
    """The best label of every piece and its probability in f32, a sentence at a time."""
    records = []
    for text in MORE_SENTENCES.read_text(encoding="utf-8").splitlines():
        (window,) = encode(tokenizer, Document(text, [(0, len(text))], [], OUTSIDE))
        ids, cases, mask = tensors([window])
        best = model(input_ids=ids, attention_mask=mask, token_type_ids=cases).logits[0].softmax(-1).max(-1)
        records.append({"labels": best.indices.tolist(), "probabilities": [round(x, 5) for x in best.values.tolist()]})
    return records


def write(record: dict | list, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--labels", type=Path)
    arguments = parser.parse_args()
    if arguments.checkpoint:
        export_weights(arguments.checkpoint, arguments.base, arguments.out)
    for path, make in ((arguments.reference, reference), (arguments.labels, reference_labels)):
        if path:
            write(make(load_tagger(arguments.out), load_tokenizer(arguments.out)), path)


if __name__ == "__main__":
    main()
