"""Train the tagger.

    python train.py --data DIR --base MINILM_DIR --out CHECKPOINT_DIR --minutes 60
"""

import argparse
import math
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

import augment
from data import Document, Pieces, batches, encode, random_limits, read_documents, refine, sure_types, windows
from evaluate import evaluate
from model import load_tagger, load_tokenizer, new_tagger, word_logits, word_loss

# How often a set is seen in an epoch. Left out: sec_filings (role words such as `Borrower` as PER),
# re3d and btc_general (titles inside PER, handles as names).
WEIGHTS = {
    "newsgraph": 2.0,
    "gum": 2.0,
    "wikigold": 1.0,
    "uner_ewt": 1.0,
    "re_docred": 0.5,
    "crossner": 0.3,
    "multiner": 0.15,
    "wnut17": 0.2,
    "captions": 1.0,
}
Corpus = dict[str, list[list[Pieces]]]


def read_corpus(data: Path, tokenizer: Tokenizer, caption_count: int) -> Corpus:
    """All training sets as encoded documents."""
    ours = read_documents(data / "newsgraph" / "train.jsonl")
    sure = sure_types(ours)
    sets = {"newsgraph": ours}
    for path in sorted((data / "train" / "ner").glob("*.jsonl")):
        name = path.name.split(".")[0]
        if name in WEIGHTS:
            sets[name] = read_documents(path)
            refine(sets[name], sure)
    sets["captions"] = augment.captions(ours, caption_count, np.random.default_rng(1))
    return {name: [encode(tokenizer, d) for d in documents] for name, documents in sets.items()}


def epoch_windows(corpus: Corpus, augmenter: augment.Augmenter, rng: np.random.Generator) -> list[Pieces]:
    """The windows of one epoch: documents drawn by weight, packed and augmented."""
    items = []
    limits = random_limits(rng)
    for name, documents in corpus.items():
        whole, rest = divmod(WEIGHTS[name], 1)
        chosen = list(range(len(documents))) * int(whole)
        chosen += list(rng.permutation(len(documents))[: int(rest * len(documents))])
        for i in chosen:
            sentences = documents[i]
            if name == "newsgraph":
                sentences = augmenter.furnish(sentences)
            items.extend(augmenter(window) for window in windows(sentences, limits))
    return items


def rate(progress: float) -> float:
    """Linear warm-up over 6 %, then linear decay."""
    return min(progress / 0.06, (1 - progress) / 0.94)


def optimizer_of(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """AdamW; no decay on biases and layer norms."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr, fused=True)


@dataclass
class Run:
    """What a checkpoint holds, and the clock that drives the learning rate."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    minutes: float
    epoch: int = 0
    spent: float = 0.0
    last: float = field(default_factory=time.time)

    def progress(self) -> float:
        """Share of the training time that is used up."""
        now = time.time()
        self.spent, self.last = self.spent + now - self.last, now
        return self.spent / (60 * self.minutes)

    def save(self, out: Path) -> None:
        """Write the state for a restart and the weights for evaluation and export."""
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save(state | {"epoch": self.epoch, "spent": self.spent}, out / "state.pt.new")
        (out / "state.pt.new").replace(out / "state.pt")
        self.model.save_pretrained(out)

    def resume(self, out: Path) -> None:
        """Take up the last checkpoint, if any, at the start of its epoch."""
        if (out / "state.pt").exists():
            state = torch.load(out / "state.pt")
            self.model.load_state_dict(state["model"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.epoch, self.spent = state["epoch"], state["spent"]


def step(run: Run, batch: list[Pieces], lr: float) -> float:
    """One update; returns the loss."""
    for group in run.optimizer.param_groups:
        group["lr"] = lr
    loss = word_loss(word_logits(run.model, batch), batch)
    loss.backward()
    nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimizer.step()
    run.optimizer.zero_grad()
    assert math.isfinite(loss.item())
    return loss.item()


def train_epoch(run: Run, todo: list[list[Pieces]], arguments: argparse.Namespace) -> None:
    """Go once through the batches, or until the time is used up."""
    losses, begun, seen = [], time.time(), 0
    run.model.train()
    for i, batch in enumerate(todo, 1):
        progress = run.progress()
        if progress >= 1:
            return
        losses.append(step(run, batch, arguments.lr * rate(progress)))
        seen += sum(len(window) + 2 for window in batch)
        if i % 25 == 0:
            loss, speed = np.mean(losses[-25:]), seen / (time.time() - begun)
            print(f"{run.epoch}:{i}/{len(todo)} {progress:.0%} loss {loss:.4f} {speed:.0f} pieces/s", flush=True)
        if i % 150 == 0:
            run.save(arguments.out)


def train(arguments: argparse.Namespace) -> None:
    """Train for the given time, from the start or from a checkpoint, then evaluate."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    tokenizer = load_tokenizer(arguments.base)
    corpus = read_corpus(arguments.data, tokenizer, arguments.captions)
    print({name: sum(len(s) for d in documents for s in d) for name, documents in corpus.items()}, flush=True)
    furniture = [s for line in augment.FURNITURE for s in encode(tokenizer, Document(line, [(0, len(line))], []))]
    model = load_tagger(arguments.start) if arguments.start else new_tagger(arguments.base)
    run = Run(model, optimizer_of(model, arguments.lr), arguments.minutes)
    run.resume(arguments.out)
    while run.progress() < 1:
        rng = np.random.default_rng([arguments.seed, run.epoch])
        torch.manual_seed(1000 * arguments.seed + run.epoch)
        items = epoch_windows(corpus, augment.Augmenter(tokenizer, furniture, rng), rng)
        train_epoch(run, batches(items, arguments.batch, rng), arguments)
        run.epoch += 1
        run.save(arguments.out)
    evaluate(model, tokenizer, arguments.data)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint; a run resumes from it")
    parser.add_argument("--start", type=Path, help="a checkpoint to start from instead of the bare encoder")
    parser.add_argument("--minutes", type=float, default=60, help="training time; the learning rate falls to 0 over it")
    parser.add_argument("--lr", type=float, default=4e-4)
    parser.add_argument("--batch", type=int, default=2048, help="pieces, with padding")
    parser.add_argument("--captions", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
