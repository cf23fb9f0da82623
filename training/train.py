"""Train the tagger.

    python train.py --data DIR --base MINILM_DIR --out CHECKPOINT_DIR --minutes 60
"""

import argparse
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

import augment
from corpus import SHARES, encode_all, labelled, unlabelled
from data import Document
from distil import Lessons
from evaluate import evaluate
from model import classified, load_tagger, load_tokenizer, new_tagger, new_teacher, reduced, word_losses, word_vectors, words_of
from pieces import Pieces, batches, encode, random_limits, windows
from quantize import quantized
from renaming import Renamer, names_of
from synthesis import FURNITURE, Pages

# Sets of which some documents are read with other names.
RENAMED = ("newsgraph", "gum", "written")



class Epochs:
    """Draws the windows of an epoch from the training sets and from made-up pages."""

    def __init__(self, tokenizer: Tokenizer, arguments: argparse.Namespace):
        self.tokenizer, self.longest = tokenizer, arguments.longest
        self.pages, self.renamed = arguments.pages, arguments.renamed
        self.documents = labelled(arguments.data)
        self.names = names_of([d for documents in self.documents.values() for d in documents])
        self.corpus = encode_all(tokenizer, self.documents)
        if arguments.targets:
            self.corpus |= encode_all(tokenizer, unlabelled(arguments.data))
        lines = [Document(line, [(0, len(line))], []) for line in FURNITURE]
        self.furniture = [sentence for line in lines for sentence in encode(tokenizer, line)]

    def windows(self, rng: np.random.Generator) -> list[Pieces]:
        """The windows of one epoch: documents drawn by weight, packed and augmented."""
        limits = random_limits(self.longest, rng)
        augmenter = augment.Augmenter(self.tokenizer, self.furniture, rng)
        return [augmenter(window) for document in self.draw(augmenter, rng) for window in windows(document, limits)]

    def draw(self, augmenter: augment.Augmenter, rng: np.random.Generator) -> Iterator[list[Pieces]]:
        """Documents of one epoch: all sets by weight, some with other names, and made-up pages."""
        renamer, pages = Renamer(self.names, rng), Pages(self.names, rng)
        for name, documents in self.corpus.items():
            for i in drawn(len(documents), SHARES[name], rng):
                document = documents[i]
                if name in RENAMED and rng.random() < self.renamed:
                    document = encode(self.tokenizer, renamer(self.documents[name][i]))
                yield augmenter.furnish(document) if name in RENAMED else document
        for page in pages.captions(self.pages) + pages.tables(self.pages):
            yield encode(self.tokenizer, page)


def drawn(count: int, times: float, rng: np.random.Generator) -> list[int]:
    """Each of `count` documents as often as `times` says, the fraction by chance."""
    whole, rest = divmod(times, 1)
    return list(range(count)) * int(whole) + list(rng.permutation(count)[: int(rest * count)])


def rate(progress: float) -> float:
    """Linear warm-up over 6 %, then linear decay."""
    return min(progress / 0.06, (1 - progress) / 0.94)


# Parts that no encoder brings along.
FRESH = re.compile(r"cases|classifier|projection|(heads|reader)\.(references|pairs|ranker|labels)")


def optimizer_of(models: list[nn.Module], lr: float, fresh_times: float) -> torch.optim.Optimizer:
    """AdamW; fresh parts learn faster, and biases and layer norms do not decay."""
    groups = [{"params": [], "weight_decay": 0.01 * decays, "times": times} for times in (1, fresh_times) for decays in (0, 1)]
    for name, parameter in (pair for model in models for pair in model.named_parameters()):
        groups[2 * bool(FRESH.search(name)) + (parameter.ndim > 1)]["params"].append(parameter)
    return torch.optim.AdamW(groups, lr=lr, fused=True)


@dataclass
class Run:
    """What a checkpoint holds, and the clock that drives the learning rate.

    The moving average of the weights is what is evaluated and exported.
    """

    model: nn.Module
    lessons: Lessons | None
    average: AveragedModel
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

    def parts(self) -> dict[str, nn.Module | torch.optim.Optimizer]:
        """What has a state."""
        parts = {"model": self.model, "average": self.average, "optimizer": self.optimizer}
        return parts | ({"lessons": self.lessons} if self.lessons else {})

    def save(self, out: Path) -> None:
        """Write the state for a restart and the weights for evaluation and export."""
        state = {name: part.state_dict() for name, part in self.parts().items()}
        torch.save(state | {"epoch": self.epoch, "spent": self.spent}, out / "state.pt.new")
        (out / "state.pt.new").replace(out / "state.pt")
        self.average.module.save_pretrained(out)

    def resume(self, out: Path) -> None:
        """Take up the last checkpoint, if any, at the start of its epoch."""
        if (out / "state.pt").exists():
            state = torch.load(out / "state.pt", weights_only=True)
            for name, part in self.parts().items():
                part.load_state_dict(state[name])
            self.epoch, self.spent = state["epoch"], state["spent"]


def batch_loss(run: Run, batch: list[Pieces]) -> Tensor:
    """Against the annotation, or against the teacher and the annotation."""
    vectors, words = word_vectors(run.model, batch), words_of(batch)
    logits = classified(run.model, vectors)
    return run.lessons(vectors, logits, words) if run.lessons else word_losses(logits, words).mean()


def step(run: Run, batch: list[Pieces], lr: float, rounded: bool) -> float:
    """One update, computed with rounded weights or full ones; returns the loss."""
    for group in run.optimizer.param_groups:
        group["lr"] = lr * group["times"]
    with quantized(run.model, rounded):
        loss = batch_loss(run, batch)
        loss.backward()
    nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimizer.step()
    run.average.update_parameters(run.model)
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
        lr, rounded = arguments.lr * rate(progress), progress >= 1 - arguments.rounded
        losses.append(step(run, batch, lr, rounded))
        seen += sum(len(window) + 2 for window in batch)
        if i % 25 == 0:
            loss, speed = np.mean(losses[-25:]), seen / (time.time() - begun)
            print(f"{run.epoch}:{i}/{len(todo)} {progress:.0%} loss {loss:.4f} {speed:.0f} pieces/s", flush=True)
        if i % 150 == 0:
            run.save(arguments.out)


def new_model(arguments: argparse.Namespace) -> nn.Module:
    """The network to train."""
    if arguments.teacher:
        return new_teacher(arguments.teacher)
    model = load_tagger(arguments.start) if arguments.start else new_tagger(arguments.base)
    return reduced(model, arguments.layers, arguments.dropout)


def train(arguments: argparse.Namespace) -> None:
    """Train for the given time, from the start or from a checkpoint, then evaluate."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    tokenizer = load_tokenizer(arguments.base)
    epochs = Epochs(tokenizer, arguments)
    print({name: sum(len(s) for d in documents for s in d) for name, documents in epochs.corpus.items()}, flush=True)
    model = new_model(arguments)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(arguments.average))
    lessons = Lessons(epochs.corpus, arguments.targets, model.config.hidden_size) if arguments.targets else None
    optimizer = optimizer_of([part for part in (model, lessons) if part], arguments.lr, arguments.fresh)
    run = Run(model, lessons, average, optimizer, arguments.minutes)
    run.resume(arguments.out)
    while run.progress() < 1:
        # A run that is taken up again goes on with other windows than those it has seen.
        rng = np.random.default_rng([arguments.seed, run.epoch, int(run.spent)])
        torch.manual_seed(int(rng.integers(1 << 31)))
        todo = batches(epochs.windows(rng), arguments.batch, rng)
        train_epoch(run, todo, arguments)
        run.epoch += 1
        run.save(arguments.out)
    evaluate(run.average.module, tokenizer, arguments.data)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint; a run resumes from it")
    parser.add_argument("--start", type=Path, help="a checkpoint to start from instead of the bare encoder")
    parser.add_argument("--teacher", type=Path, help="folder of all-mpnet-base-v2: train the teacher instead")
    parser.add_argument("--layers", type=int, nargs="+", help="keep only these layers of the start")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--longest", type=int, default=128, help="pieces of the longest window")
    parser.add_argument("--fresh", type=float, default=1.0, help="the learning rate of new parts, times the others'")
    parser.add_argument("--minutes", type=float, default=60, help="training time; the learning rate falls to 0 over it")
    parser.add_argument("--lr", type=float, default=4e-4)
    parser.add_argument("--batch", type=int, default=2048, help="pieces, with padding")
    parser.add_argument("--pages", type=int, default=600, help="made-up pages of each kind in an epoch")
    parser.add_argument("--renamed", type=float, default=0.25, help="share of documents with other names")
    parser.add_argument("--targets", type=Path, help="folder of what the teacher says (label.py)")
    parser.add_argument("--average", type=float, default=0.998, help="how much of the mean weights a step keeps")
    parser.add_argument("--rounded", type=float, default=0.2, help="share of the time, at the end, with 8-bit weights")
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
