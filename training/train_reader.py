"""Train a reader: names, references and relations together. The large one first, then the small one, which it teaches.

    python train_reader.py --data DIR --model models/news-en --teacher MPNET_DIR --out LARGE --minutes 50
    python train_reader.py --data DIR --model models/news-en --lessons LESSONS --targets TARGETS --out SMALL --minutes 40
"""

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from articles import Article, read_articles
from mixture import Mixture
from distil import FLOOR, Lessons
from evaluate import evaluate as evaluate_names
from large import LargeReader
from model import allowed_labels, classified, load_tokenizer, new_teacher, word_losses, word_vectors, words_of
from pieces import Pieces
from quantize import quantized
from reader_losses import WEIGHTS, losses
from reader_scores import evaluate
from readings import by_window
from small import SmallReader
from train import Run, optimizer_of, rate


def names_loss(model: nn.Module, lessons: nn.Module | None, batch: list[Pieces]) -> Tensor:
    """Of windows that teach names alone."""
    vectors, words = word_vectors(model.tagger, batch), words_of(batch)
    logits = classified(model.tagger, vectors)
    return lessons(vectors, logits, words) if lessons else word_losses(logits, words).mean()


def names_losses(logits: Tensor, article: Article) -> Tensor:
    """Of the words of an article: against the annotation, the large reader, or the mean of what both want."""
    words = words_of([w.pieces for w in article.windows])
    if not article.said:
        return word_losses(logits, words)
    wanted = torch.from_numpy(np.concatenate(article.said.names)).float()
    if article.references:
        inside = (wanted + FLOOR) * allowed_labels(words)
        wanted = (wanted + inside / inside.sum(-1, keepdim=True)) / 2
    return -(wanted * logits.log_softmax(-1)).sum(-1)


def article_losses(model: nn.Module, batch: list[Article]) -> dict[str, Tensor]:
    """Of articles: names where they are known, references, whom they mean, relations."""
    names, vectors = model([w.pieces for article in batch for w in article.windows])
    counts = [sum(len(w.words) for w in article.windows) for article in batch]
    known = [names_losses(part, a) for a, part in zip(batch, names.split(counts)) if a.references or a.said]
    parts = losses(model.heads, batch, by_window(vectors, batch))
    return parts | ({"names": torch.cat(known).mean()} if known else {})


def batch_losses(run: Run, batch: list[Article] | list[Pieces]) -> dict[str, Tensor]:
    """What a batch is taught."""
    if isinstance(batch[0], Article):
        return article_losses(run.model, batch)
    return {"words": names_loss(run.model, run.lessons, batch)}


def step(run: Run, batch: list[Article] | list[Pieces], lr: float, rounded: bool) -> dict[str, float]:
    """One update, computed with the tagger's weights rounded or full; returns the losses."""
    for group in run.optimizer.param_groups:
        group["lr"] = lr * group["times"]
    with quantized(run.model.tagger, rounded):
        parts = batch_losses(run, batch)
        loss = sum(WEIGHTS[name] * part for name, part in parts.items())
        loss.backward()
    assert math.isfinite(loss.item())
    nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimizer.step()
    run.optimizer.zero_grad()
    run.average.update_parameters(run.model)
    return {name: part.item() for name, part in parts.items()}


def means(told: list[dict[str, float]]) -> dict[str, float]:
    """Of each loss, over the batches that have it."""
    names = {name: None for losses in told for name in losses}
    return {name: round(float(np.mean([losses[name] for losses in told if name in losses])), 3) for name in names}


def pieces_of(batch: list[Article] | list[Pieces]) -> int:
    """How much is read."""
    return sum(len(w.pieces) for a in batch for w in a.windows) if isinstance(batch[0], Article) else sum(map(len, batch))


def train_epoch(run: Run, todo: list, arguments: argparse.Namespace) -> None:
    """Go once through the batches, or until the time is used up."""
    run.model.train()
    told, seen, begun = [], 0, run.spent
    for i, batch in enumerate(todo, 1):
        progress = run.progress()
        if progress >= 1:
            return
        told.append(step(run, batch, arguments.lr * rate(progress), progress >= 1 - arguments.rounded))
        seen += pieces_of(batch)
        if i % 50 == 0:
            speed = seen / (run.spent - begun)
            print(f"{run.epoch}:{i}/{len(todo)} {progress:.0%} {speed:.0f} pieces/s", means(told[-50:]), flush=True)
        if i % 250 == 0:
            run.save(arguments.out)


def new_model(arguments: argparse.Namespace) -> nn.Module:
    """The network to train."""
    if arguments.teacher:
        return LargeReader(new_teacher(arguments.teacher), arguments.dropout)
    return SmallReader(arguments.model, arguments.trunk, arguments.dropout)


def report(model: nn.Module, tuning: list[Article]) -> None:
    """Print how well relations and references are read."""
    model.eval()
    print(evaluate(model.heads, tuning, lambda batch: by_window(model([w.pieces for a in batch for w in a.windows])[1], batch)), flush=True)


def train(arguments: argparse.Namespace) -> None:
    """Train for the given time, from the start or from a checkpoint; evaluate after each epoch."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    mixture, tokenizer = Mixture(arguments), load_tokenizer(arguments.model)
    tuning = read_articles(tokenizer, arguments.data / "newsgraph" / "dev.jsonl")
    model = new_model(arguments)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(arguments.average))
    lessons = Lessons(mixture.epochs.corpus, arguments.targets, model.tagger.config.hidden_size) if arguments.targets else None
    optimizer = optimizer_of([part for part in (model, lessons) if part], arguments.lr, arguments.fresh)
    run = Run(model, lessons, average, optimizer, arguments.minutes)
    run.resume(arguments.out)
    while run.progress() < 1:
        rng = np.random.default_rng([arguments.seed, run.epoch, int(run.spent)])
        train_epoch(run, mixture.batches(rng), arguments)
        run.epoch += 1
        run.save(arguments.out)
        report(run.average.module, tuning)
    evaluate_names(run.average.module.tagger, tokenizer, arguments.data)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of a tagger: its tokenizer, and where the small reader begins")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint; a run resumes from it")
    parser.add_argument("--teacher", type=Path, help="folder of all-mpnet-base-v2: train the large reader")
    parser.add_argument("--lessons", type=Path, help="folder of what the large reader says of articles (label_articles.py)")
    parser.add_argument("--trunk", type=int, default=4, help="layers of the tagger below the small reader's own")
    parser.add_argument("--minutes", type=float, default=60, help="training time; the learning rate falls to 0 over it")
    parser.add_argument("--copies", type=int, default=2, help="copies of the annotated articles with other names")
    parser.add_argument("--share", type=float, default=0.5, help="share of the windows for names that an epoch sees")
    parser.add_argument("--longest", type=int, default=128, help="pieces of the longest window")
    parser.add_argument("--pages", type=int, default=200, help="made-up pages of each kind in an epoch")
    parser.add_argument("--renamed", type=float, default=0.5, help="share of documents with other names")
    parser.add_argument("--targets", type=Path, help="folder of what a tagger says of names (label.py)")
    parser.add_argument("--lr", type=float, default=8e-5)
    parser.add_argument("--fresh", type=float, default=10.0, help="the learning rate of new parts, times the others'")
    parser.add_argument("--dropout", type=float, default=0.1, help="of the heads")
    parser.add_argument("--batch", type=int, default=2048, help="pieces")
    parser.add_argument("--average", type=float, default=0.99, help="how much of the mean weights a step keeps")
    parser.add_argument("--rounded", type=float, default=0.0, help="share of the time, at the end, with 8-bit weights of the tagger")
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
