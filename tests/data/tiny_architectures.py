"""Makes tests/data/tiny-{roberta,distilbert,electra}: token classifiers with random weights, and what PyTorch says.

    python3 -m venv venv && venv/bin/pip install -r training/requirements.txt
    venv/bin/python tests/data/tiny_architectures.py

The same weights each time; the reference logits may differ in their last bits from machine to machine.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    DistilBertConfig,
    DistilBertForTokenClassification,
    ElectraConfig,
    ElectraForTokenClassification,
    RobertaConfig,
    RobertaForTokenClassification,
)

HERE = pathlib.Path(__file__).parent
HIDDEN, HEADS, LAYERS, INTERMEDIATE, POSITIONS = 16, 2, 2, 32, 64
LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]
WORD_PIECES = len((HERE / "tiny-ner/vocab.txt").read_text().splitlines())
SIZES = {"num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "hidden_size": HIDDEN, "intermediate_size": INTERMEDIATE}


def byte_pairs(path: pathlib.Path) -> int:
    """As RoBERTa's, without merges."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *sorted(pre_tokenizers.ByteLevel.alphabet()), "<mask>"]
    tokenizer = Tokenizer(models.BPE(vocab={piece: index for index, piece in enumerate(pieces)}, merges=[], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.save(str(path / "tokenizer.json"), pretty=False)
    return len(pieces)


def word_pieces(path: pathlib.Path) -> int:
    """Those of the tiny BERT."""
    for name in ("vocab.txt", "tokenizer_config.json"):
        shutil.copyfile(HERE / "tiny-ner" / name, path / name)
    return WORD_PIECES


DISTILBERT = {"dim": HIDDEN, "hidden_dim": INTERMEDIATE, "n_heads": HEADS, "n_layers": LAYERS, "tie_weights_": True}
# The epsilon of layer norms is that which rust-bert always takes.
EPSILON = {"layer_norm_eps": 1e-12}
ARCHITECTURES = [
    # Positions begin after the padding's.
    ("roberta", RobertaConfig, RobertaForTokenClassification, byte_pairs,
     {**SIZES, **EPSILON, "max_position_embeddings": POSITIONS + 2, "type_vocab_size": 1, "pad_token_id": 1}),
    ("distilbert", DistilBertConfig, DistilBertForTokenClassification, word_pieces,
     {**DISTILBERT, "max_position_embeddings": POSITIONS, "pad_token_id": 0}),
    ("electra", ElectraConfig, ElectraForTokenClassification, word_pieces,
     {**SIZES, **EPSILON, "embedding_size": 8, "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "pad_token_id": 0}),
]  # fmt: skip


@torch.no_grad()
def make(name: str, config_class, model_class, tokenizer, settings: dict) -> None:
    folder = HERE / f"tiny-{name}"
    folder.mkdir(exist_ok=True)
    settings = {**settings, "vocab_size": tokenizer(folder)}
    labels = {"id2label": dict(enumerate(LABELS)), "label2id": {label: index for index, label in enumerate(LABELS)}}
    config = config_class(**settings, **labels)
    model = model_class(config).eval()
    random = torch.Generator().manual_seed(2026)
    for parameter_name, parameter in model.named_parameters():
        numbers = torch.randn(parameter.shape, generator=random) * 0.4
        is_norm = parameter_name.endswith(("LayerNorm.weight", "layer_norm.weight"))
        parameter.copy_(1 + numbers / 4 if is_norm else numbers)
    save_file({key: value.contiguous() for key, value in model.state_dict().items()}, folder / "model.safetensors")
    written = {key: value for key, value in config.to_dict().items() if value is not None}
    kept = [
        "model_type", "hidden_act", "activation", "attention_probs_dropout_prob", "hidden_dropout_prob", "attention_dropout",
        "dropout", "qa_dropout", "seq_classif_dropout", "sinusoidal_pos_embds", "initializer_range", "layer_norm_eps",
    ]  # fmt: skip
    written = {key: written[key] for key in kept if key in written} | settings | labels
    (folder / "config.json").write_text(json.dumps({"architectures": [model_class.__name__], **written}, indent=1) + "\n")
    reference = []
    for length in [3, 5, 17, POSITIONS]:
        ids = torch.randint(4, settings["vocab_size"], (1, length), generator=random)
        logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0]
        rows = [[round(number, 6) for number in row] for row in logits.tolist()]
        reference.append({"ids": ids[0].tolist(), "logits": rows})
    (folder / "reference-logits.json").write_text(json.dumps(reference) + "\n")


def main() -> None:
    for architecture in ARCHITECTURES:
        make(*architecture)


if __name__ == "__main__":
    main()
