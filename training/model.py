"""The tagger: a BERT encoder with a label classifier, its loss and its decoding."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertForTokenClassification

from data import CLS, LABELS, PAD, SEP, Pieces

CASES = 8
# Without the instructions for it, bf16 is a hundred times slower than f32.
FAST_BF16 = bool(torch.cpu.get_capabilities().get("avx512_bf16") or torch.cpu.get_capabilities().get("amx_bf16"))


def load_tokenizer(folder: Path) -> Tokenizer:
    """The WordPiece tokenizer, without the truncation and padding that its file asks for."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def new_tagger(base: Path) -> BertForTokenClassification:
    """A tagger on a pretrained encoder; a case class starts as token type 0 plus small noise."""
    config = BertConfig.from_pretrained(
        base,
        type_vocab_size=CASES,
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
    )
    model = BertForTokenClassification(config)
    weights = load_file(base / "model.safetensors")
    types = weights.pop("embeddings.token_type_embeddings.weight")
    noise = 0.01 * torch.randn(CASES, types.shape[1])
    weights["embeddings.token_type_embeddings.weight"] = types[:1] + noise
    missing, _ = model.bert.load_state_dict(weights, strict=False)
    assert not missing, missing
    return model


def load_tagger(folder: Path) -> BertForTokenClassification:
    """An exported tagger or a checkpoint, in f32 and evaluation mode."""
    return BertForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()


def tensors(batch: list[Pieces]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, case classes and attention mask of windows, CLS and SEP added, padded."""
    width = max(map(len, batch)) + 2
    ids = np.full((len(batch), width), PAD, np.int64)
    cases = np.zeros((len(batch), width), np.int64)
    mask = np.zeros((len(batch), width), np.int64)
    for row, window in enumerate(batch):
        end = len(window) + 1
        ids[row, 0], ids[row, 1:end], ids[row, end] = CLS, window["id"], SEP
        cases[row, 1:end] = window["case"]
        mask[row, : end + 1] = 1
    return torch.from_numpy(ids), torch.from_numpy(cases), torch.from_numpy(mask)


def word_logits(model: nn.Module, batch: list[Pieces]) -> Tensor:
    """Logits at the first pieces of all words, windows one after another."""
    ids, cases, mask = tensors(batch)
    first = np.zeros(ids.shape, bool)
    for row, window in enumerate(batch):
        first[row, 1 : len(window) + 1] = window["allowed"] != 0
    with torch.autocast("cpu", torch.bfloat16, enabled=FAST_BF16):
        hidden = model.bert(ids, attention_mask=mask, token_type_ids=cases).last_hidden_state
        return model.classifier(model.dropout(hidden[torch.from_numpy(first)])).float()


def word_loss(logits: Tensor, batch: list[Pieces]) -> Tensor:
    """Mean over words of -log(sum of the probabilities of the allowed labels)."""
    sets = np.concatenate([window["allowed"][window["allowed"] != 0] for window in batch])
    allowed = (sets[:, None] >> np.arange(len(LABELS), dtype=np.uint32)) & 1
    barred = torch.from_numpy(allowed == 0)
    return -logits.log_softmax(-1).masked_fill(barred, -torch.inf).logsumexp(-1).mean()


def legal_transitions(labels: list[str]) -> np.ndarray:
    """BIO: I-X only after B-X or I-X; the last row stands for the start of a window."""
    legal = np.ones((len(labels) + 1, len(labels)), bool)
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            legal[:, column] = [previous[2:] == label[2:] for previous in [*labels, ""]]
    return legal


def viterbi(logits: np.ndarray, labels: list[str], fresh: np.ndarray) -> list[int]:
    """The best label sequence that is legal under BIO; no name runs into a word that is `fresh`."""
    legal = legal_transitions(labels)
    score = np.zeros(len(labels))
    back = []
    for row, new in zip(logits, fresh):
        paths = np.where(legal[-1] if new else legal[:-1], score[:, None], -np.inf)
        back.append(paths.argmax(0))
        score = paths.max(0) + row
    best = [int(score.argmax())]
    for pointers in reversed(back[1:]):
        best.append(int(pointers[best[-1]]))
    return best[::-1]
