"""Train the reader on the tagger's middle layers.

    python train_reader.py --data DIR --model models/news-en --out CHECKPOINT_DIR --minutes 20
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from articles import Article, read_article, read_articles
from auxiliary import gap, knowledgenet, redocred, settle_kinds
from model import load_tagger, load_tokenizer
from reader import Reader, Trunk
from reader_losses import WEIGHTS, losses
from reader_scores import evaluate
from readings import Read, note_arguments, through_trunk
from renamed_articles import names_of, renamed
from unrelated import unrelated
from written import written


def batches(reads: list[Read], size: int, rng: np.random.Generator) -> list[list[Read]]:
    """Articles of about the same length together."""
    order = sorted(range(len(reads)), key=lambda i: sum(map(len, reads[i].states)) + rng.uniform(0, 20))
    result, batch, total = [], [], 0
    for i in order:
        total += sum(map(len, reads[i].states))
        batch.append(reads[i])
        if total >= size:
            result.append(batch)
            batch, total = [], 0
    result += [batch] if batch else []
    rng.shuffle(result)
    return result


def apart(tokenizer: Tokenizer, path: Path) -> list[Article]:
    """Made-up texts of names that have nothing to do with each other."""
    records = [json.loads(line) for line in path.open(encoding="utf-8")]
    return [read_article(tokenizer, record) for record in unrelated(records, np.random.default_rng(7))]


# Other sets: file, and the share that is seen in an epoch.
OTHERS = {
    "knowledgenet": (knowledgenet, "train/re/knowledgenet.jsonl", 0.3),
    "redocred": (redocred, "train/re/redocred.jsonl", 0.3),
    "unrelated": (apart, "newsgraph/train.jsonl", 0.35),
    "gap": (gap, "train/coref/gap.jsonl", 0.05),
}


def other_articles(arguments: argparse.Namespace, tokenizer: Tokenizer) -> dict[str, list[Article]]:
    """The articles of the other sets."""
    return {name: list(read(tokenizer, arguments.data / path)) for name, (read, path, _) in OTHERS.items() if arguments.others}


def variants(arguments: argparse.Namespace, tokenizer: Tokenizer) -> list[list[Article]]:
    """The annotated articles and those written for training, and copies of all with other names."""
    path = arguments.data / "newsgraph" / "train.jsonl"
    records = [json.loads(line) for line in path.open(encoding="utf-8")] + list(written())
    names, rng = names_of(records), np.random.default_rng(11)
    copies = [[renamed(record, names, rng) for record in records] for _ in range(arguments.copies)]
    return [[read_article(tokenizer, record) for record in records] for records in [records, *copies]]


def one_of_each(learning: list[list[Read]], rng: np.random.Generator) -> list[Read]:
    """Half of the articles as they are, the others as one of their copies."""
    return [v[0 if rng.random() < 0.5 else rng.integers(len(v))] for v in zip(*learning)]


def drawn(extra: dict[str, list[Read]], rng: np.random.Generator) -> list[Read]:
    """What of the other sets an epoch sees."""
    chosen = []
    for name, reads in extra.items():
        count = int(OTHERS[name][2] * len(reads))
        chosen += [reads[i] for i in rng.permutation(len(reads))[:count]]
    return chosen


@dataclass
class Run:
    """What is trained, and how far it is; the moving average of the weights is what is evaluated and saved."""

    model: Reader
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    begun: float

    def progress(self, arguments: argparse.Namespace) -> float:
        """Share of the time that is used up."""
        return (time.time() - self.begun) / (60 * arguments.minutes)


def new_run(arguments: argparse.Namespace, model: Reader) -> Run:
    """The branch learns at the given rate, the heads faster."""
    branch = [p for n, p in model.named_parameters() if n.startswith("layers")]
    heads = [p for n, p in model.named_parameters() if not n.startswith("layers")]
    groups = [{"params": branch, "times": 1.0}, {"params": heads, "times": arguments.fresh}]
    optimizer = torch.optim.AdamW(groups, lr=arguments.lr, weight_decay=0.01)
    return Run(model, AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.995)), optimizer, time.time())


def step(run: Run, batch: list[Read], lr: float) -> dict[str, float]:
    """One update; returns the losses."""
    for group in run.optimizer.param_groups:
        group["lr"] = lr * group["times"]
    parts = losses(run.model, batch)
    sum(WEIGHTS[name] * part for name, part in parts.items()).backward()
    nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimizer.step()
    run.optimizer.zero_grad()
    run.average.update_parameters(run.model)
    return {name: part.item() for name, part in parts.items()}


def train_epoch(run: Run, todo: list[list[Read]], arguments: argparse.Namespace) -> dict[str, float]:
    """Go once through the batches, or until the time is used up; returns the mean losses."""
    told = []
    for batch in todo:
        progress = run.progress(arguments)
        if progress >= 1:
            break
        told.append(step(run, batch, arguments.lr * min(progress / 0.06, (1 - progress) / 0.94)))
    return {name: round(float(np.mean([losses[name] for losses in told])), 3) for name in told[0]} if told else {}


def read_all(
    arguments: argparse.Namespace, trunk: Trunk, tokenizer: Tokenizer
) -> tuple[list[list[Read]], list[Read], dict[str, list[Read]]]:
    """The training set in all its variants, the tuning set and the other sets, through the trunk."""
    own = variants(arguments, tokenizer)
    note_arguments(own[0])
    learning = [through_trunk(trunk, articles) for articles in own]
    tuning = through_trunk(trunk, read_articles(tokenizer, arguments.data / "newsgraph" / "dev.jsonl"))
    extra = {name: through_trunk(trunk, articles) for name, articles in other_articles(arguments, tokenizer).items()}
    for read in (read for name, reads in extra.items() if name != "unrelated" for read in reads):
        settle_kinds(read.article, [said[first] for said, first in zip(read.said, read.first)])
    return learning, tuning, extra


def train(arguments: argparse.Namespace) -> None:
    """Train for the given time; evaluate and save every few epochs and at the end."""
    torch.manual_seed(arguments.seed)
    rng = np.random.default_rng(arguments.seed)
    tagger, tokenizer = load_tagger(arguments.model), load_tokenizer(arguments.model)
    learning, tuning, extra = read_all(arguments, Trunk(tagger, arguments.trunk), tokenizer)
    model = Reader(tagger, arguments.trunk, arguments.dropout)
    if arguments.start:
        model.load_state_dict(torch.load(arguments.start / "reader.pt", weights_only=True))
    arguments.out.mkdir(parents=True, exist_ok=True)
    run, epoch, progress = new_run(arguments, model), 0, 0.0
    while progress < 1:
        told = train_epoch(run, batches(one_of_each(learning, rng) + drawn(extra, rng), arguments.batch, rng), arguments)
        progress, epoch = run.progress(arguments), epoch + 1
        print(epoch, f"{progress:.0%}", told, flush=True)
        if epoch % arguments.every == 0 or progress >= 1:
            print(evaluate(run.average.module, tuning), flush=True)
            torch.save(run.average.module.state_dict(), arguments.out / "reader.pt")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of the tagger")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--trunk", type=int, default=4, help="layers of the tagger below the branch")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--every", type=int, default=3, help="epochs between evaluations")
    parser.add_argument("--others", action=argparse.BooleanOptionalAction, default=True, help="learn from other sets too")
    parser.add_argument("--copies", type=int, default=2, help="copies of the annotated articles with other names")
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--fresh", type=float, default=3.0)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--batch", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
