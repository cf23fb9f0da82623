"""The taggers (a small BERT, a large MPNet that teaches it), their losses and their decoding."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertForTokenClassification, MPNetConfig, MPNetModel

from data import LABELS
from pieces import CLS, PAD, SEP, Pieces

CASES = 8
# Without the instructions for it, bf16 is a hundred times slower than f32.
FAST_BF16 = bool(torch.cpu.get_capabilities().get("avx512_bf16") or torch.cpu.get_capabilities().get("amx_bf16"))


class Tagger(BertForTokenClassification):
    """The small tagger: case classes go in as token types."""

    def hidden(self, ids: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        """Vectors of all pieces."""
        return self.bert(ids, attention_mask=mask, token_type_ids=cases).last_hidden_state


class Teacher(nn.Module):
    """MPNet (Song et al. 2020, arXiv:2004.09297) with case classes added to its word embeddings.

    It reads the small tagger's pieces: its vocabulary is BERT's after four tokens of its own.
    """

    FIRST, SPECIAL = 4, {CLS: 0, PAD: 1, SEP: 2}

    def __init__(self, base: Path):
        super().__init__()
        self.base = base
        self.encoder = MPNetModel(
            MPNetConfig.from_pretrained(base, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0),
            add_pooling_layer=False,
        )
        width = self.encoder.config.hidden_size
        self.cases = nn.Embedding(CASES, width)
        nn.init.normal_(self.cases.weight, std=0.01)
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(width, len(LABELS))

    def hidden(self, ids: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        """Vectors of all pieces."""
        own = ids + self.FIRST
        for theirs, special in self.SPECIAL.items():
            own[ids == theirs] = special
        vectors = self.encoder.embeddings.word_embeddings(own) + self.cases(cases)
        return self.encoder(inputs_embeds=vectors, attention_mask=mask).last_hidden_state

    def save_pretrained(self, folder: Path) -> None:
        """Write the weights as `model.safetensors`."""
        save_file(self.state_dict(), folder / "model.safetensors")


def new_teacher(base: Path) -> Teacher:
    """A teacher on the pretrained encoder."""
    model = Teacher(base)
    weights = load_file(base / "model.safetensors")
    missing, _ = model.encoder.load_state_dict(weights, strict=False)
    assert not [name for name in missing if "position_ids" not in name], missing
    return model


def load_teacher(base: Path, folder: Path) -> Teacher:
    """A trained teacher in evaluation mode."""
    model = Teacher(base)
    model.load_state_dict(load_file(folder / "model.safetensors"))
    return model.eval()


def load_tokenizer(folder: Path) -> Tokenizer:
    """The WordPiece tokenizer, without the truncation and padding that its file asks for."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def new_tagger(base: Path) -> Tagger:
    """A tagger on a pretrained encoder; a case class starts as token type 0 plus small noise."""
    config = BertConfig.from_pretrained(
        base,
        type_vocab_size=CASES,
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
    )
    model = Tagger(config)
    weights = load_file(base / "model.safetensors")
    types = weights.pop("embeddings.token_type_embeddings.weight")
    noise = 0.01 * torch.randn(CASES, types.shape[1])
    weights["embeddings.token_type_embeddings.weight"] = types[:1] + noise
    missing, _ = model.bert.load_state_dict(weights, strict=False)
    assert not missing, missing
    return model


def load_tagger(folder: Path) -> Tagger:
    """An exported tagger or a checkpoint, in f32 and evaluation mode."""
    return Tagger.from_pretrained(folder, dtype=torch.float32).eval()


def reduced(model: Tagger, layers: list[int] | None, dropout: float) -> Tagger:
    """The tagger with a part of its layers, and with another dropout."""
    if layers:
        model.bert.encoder.layer = nn.ModuleList(model.bert.encoder.layer[i] for i in layers)
        model.config.num_hidden_layers = len(layers)
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = dropout
    return model


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


def first_pieces(batch: list[Pieces], shape: tuple[int, int]) -> Tensor:
    """Where words begin, in windows side by side."""
    first = np.zeros(shape, bool)
    for row, window in enumerate(batch):
        first[row, 1 : len(window) + 1] = window["allowed"] != 0
    return torch.from_numpy(first)


def word_vectors(model: nn.Module, batch: list[Pieces]) -> Tensor:
    """Hidden vectors of the first pieces of all words, windows one after another."""
    ids, cases, mask = tensors(batch)
    with torch.autocast("cpu", torch.bfloat16, enabled=FAST_BF16):
        return model.hidden(ids, cases, mask)[first_pieces(batch, ids.shape)].float()


def classified(model: nn.Module, vectors: Tensor) -> Tensor:
    """Logits of words from their vectors."""
    with torch.autocast("cpu", torch.bfloat16, enabled=FAST_BF16):
        return model.classifier(model.dropout(vectors)).float()


def word_logits(model: nn.Module, batch: list[Pieces]) -> Tensor:
    """Logits of all words, windows one after another."""
    return classified(model, word_vectors(model, batch))


def allowed_labels(words: Pieces) -> Tensor:
    """Which labels the annotation allows, a row a word."""
    return torch.from_numpy((words["allowed"][:, None] >> np.arange(len(LABELS), dtype=np.uint32)) & 1 == 1)


def words_of(batch: list[Pieces]) -> Pieces:
    """The first pieces of all words, windows one after another."""
    return np.concatenate([window[window["allowed"] != 0] for window in batch])


def word_losses(logits: Tensor, words: Pieces) -> Tensor:
    """For each word -log(sum of the probabilities of the allowed labels)."""
    return -logits.log_softmax(-1).masked_fill(~allowed_labels(words), -torch.inf).logsumexp(-1)


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
