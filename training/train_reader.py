"""Train the reader on the tagger's middle layers.

    python train_reader.py --data DIR --model models/news-en --out CHECKPOINT_DIR --minutes 20
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from articles import FLAGS, KINDS, RELATIONS, SYMMETRIC, Article, Relation, Window, read_article, read_articles
from data import TYPES
from auxiliary import gap, knowledgenet, redocred, settle_kinds
from model import load_tagger, load_tokenizer, tensors
from ranking import NAMES, candidates, features, places
from reader import REFERENCES, Reader, Trunk
from unrelated import unrelated

NOM, PRO = len(TYPES), len(TYPES) + 1
SYMMETRIC_KINDS = {RELATIONS.index(name) for name in SYMMETRIC}


@dataclass
class Read:
    """An article with what the trunk says of its windows."""

    article: Article
    states: list[Tensor]
    said: list[Tensor]
    first: list[Tensor]  # places of the first pieces of words


def through_trunk(trunk: Trunk, articles: list[Article]) -> list[Read]:
    """Runs the trunk over all windows; of about the same length together."""
    windows = [(a, w) for a, article in enumerate(articles) for w in range(len(article.windows))]
    windows.sort(key=lambda aw: len(articles[aw[0]].windows[aw[1]].pieces))
    result = [Read(a, [None] * len(a.windows), [None] * len(a.windows), [None] * len(a.windows)) for a in articles]
    for at in range(0, len(windows), 32):
        chosen = windows[at : at + 32]
        batch = [articles[a].windows[w].pieces for a, w in chosen]
        ids, cases, mask = tensors(batch)
        states, said = trunk(ids, cases, mask)
        for row, ((a, w), pieces) in enumerate(zip(chosen, batch)):
            n = len(pieces) + 2
            first = torch.from_numpy(np.flatnonzero(pieces["allowed"]) + 1)
            own = torch.zeros(n, said.shape[-1], dtype=torch.float16)
            own[first] = said[row, first].half()
            result[a].states[w], result[a].said[w], result[a].first[w] = states[row, :n].half(), own, first
    return result


def padded(rows: list[Tensor]) -> Tensor:
    """Side by side, zeros behind."""
    return nn.utils.rnn.pad_sequence(rows, batch_first=True).float()


def word_vectors(model: Reader, batch: list[Read]) -> list[list[Tensor]]:
    """The vectors of the words of each window of each article."""
    states = [s for read in batch for s in read.states]
    said = [s for read in batch for s in read.said]
    mask = nn.utils.rnn.pad_sequence([torch.ones(len(s)) for s in states], batch_first=True)
    hidden = model.hidden(padded(states), padded(said), mask)
    rows = iter(hidden)
    return [[next(rows)[first] for first in read.first] for read in batch]


def reference_targets(window: Window) -> Tensor:
    """The reference label of each word."""
    target = torch.zeros(len(window.words), dtype=torch.long)
    for m in sorted(window.mentions, key=lambda m: m.first - m.last):
        if m.kind == NOM:
            target[m.first : m.last + 1] = 2
            target[m.first] = 1
        elif m.kind == PRO and m.first == m.last:
            target[m.first] = 3
    return target


def ends(window: Window) -> tuple[Tensor, Tensor, Tensor]:
    """First words, last words and kinds of the mentions."""
    columns = [(m.first, m.last, m.kind) for m in window.mentions]
    return tuple(torch.tensor([c[i] for c in columns], dtype=torch.long) for i in range(3))


@dataclass
class PairScores:
    """Of all ordered pairs of mentions that stand in one window."""

    heads: Tensor  # entities
    tails: Tensor
    logits: Tensor  # [pairs, relations]
    flags: Tensor
    pointers: list[Tensor]  # [2, words of the window] of each pair
    windows: list[int]  # of each pair


def score_pairs(model: Reader, read: Read, words: list[Tensor]) -> PairScores | None:
    """The pairs of mentions of different entities."""
    heads, tails, logits, flags, pointers, owners = [], [], [], [], [], []
    for w, (window, vectors) in enumerate(zip(read.article.windows, words)):
        if len({m.entity for m in window.mentions}) < 2:
            continue
        relation, flag, pointer = model.pairs(vectors, *ends(window))
        entity = torch.tensor([m.entity for m in window.mentions])
        different = entity[:, None] != entity[None]
        heads.append(entity[:, None].expand_as(different)[different])
        tails.append(entity[None].expand_as(different)[different])
        logits.append(relation[different])
        flags.append(flag[different])
        chosen = pointer[different]
        pointers += list(chosen)
        owners += [w] * len(chosen)
    if not heads:
        return None
    return PairScores(torch.cat(heads), torch.cat(tails), torch.cat(logits), torch.cat(flags), pointers, owners)


def entity_logits(pairs: PairScores, count: int) -> Tensor:
    """The best of all mention pairs: [entities, entities, relations], -inf where there is none."""
    index = (pairs.heads * count + pairs.tails)[:, None].expand_as(pairs.logits)
    table = torch.full((count * count, pairs.logits.shape[1]), -torch.inf)
    return table.scatter_reduce(0, index, pairs.logits, "amax").view(count, count, -1)


def best_pair(pairs: PairScores, head: int, tail: int, kind: int) -> int | None:
    """The pair of mentions that says a relation the loudest."""
    chosen = torch.nonzero((pairs.heads == head) & (pairs.tails == tail))[:, 0]
    return int(chosen[pairs.logits.detach()[chosen, kind].argmax()]) if len(chosen) else None


def trigger_loss(article: Article, window: Window, pointer: Tensor, relation: Relation, near: int) -> Tensor | None:
    """Where the words that say so begin and end: the place nearest to the mentions."""
    words = window.words
    inside = [(a, b) for a, b in relation.trigger if a >= words["start"][0] and b <= words["end"][-1]]
    if not inside:
        return None
    start, end = min(inside, key=lambda place: abs(place[0] - near))
    first = int(np.searchsorted(words["end"], start, side="right"))
    last = int(np.searchsorted(words["start"], end, side="left")) - 1
    return -(pointer[0, first] + pointer[1, max(first, last)])


def relation_losses(article: Article, read: Read, pairs: PairScores) -> tuple[Tensor, Tensor, Tensor]:
    """Relations, flags and triggers, summed."""
    count = len(article.types)
    logits = entity_logits(pairs, count)
    gold = torch.zeros_like(logits)
    flag_loss, pointer_loss = torch.zeros(()), torch.zeros(())
    for r in article.relations:
        gold[r.head, r.tail, r.kind] = 1
        if r.kind in SYMMETRIC_KINDS:
            gold[r.tail, r.head, r.kind] = 1
        if article.references and (best := best_pair(pairs, r.head, r.tail, r.kind)) is not None:
            wanted = torch.tensor(r.flags).float()
            flag_loss = flag_loss + nn.functional.binary_cross_entropy_with_logits(pairs.flags[best], wanted, reduction="sum")
            window = article.windows[pairs.windows[best]]
            near = int(window.words["start"][len(window.words) // 2])
            loss = trigger_loss(article, window, pairs.pointers[best], r, near)
            pointer_loss = pointer_loss + (loss if loss is not None else 0)
    seen = torch.isfinite(logits)
    known = torch.zeros(len(RELATIONS), dtype=torch.bool)
    known[list(article.known)] = True
    seen = seen & known
    return nn.functional.binary_cross_entropy_with_logits(logits[seen], gold[seen], reduction="sum"), flag_loss, pointer_loss


def rank_losses(model: Reader, read: Read, words: list[Tensor]) -> Iterator[tuple[Tensor, bool, bool]]:
    """-log of the probability of all right candidates, and whether the best is right, for each reference."""
    mentions = places(read.article)
    if not any(m.kind >= NAMES for m in mentions):
        return
    kept = [model.ranker.vectors(v, *ends(w)) if w.mentions else v[:0] for w, v in zip(read.article.windows, words)]
    vectors = torch.stack([kept[m.window][m.number] for m in mentions])
    for at, mention in enumerate(mentions):
        if mention.kind >= NAMES and (chosen := candidates(mentions, at)):
            right = torch.tensor([mentions[i].entity == mention.entity for i in chosen])
            if right.any():
                scores = model.ranker(vectors[at], vectors[chosen], torch.from_numpy(features(mentions, at, chosen)))
                loss = scores.logsumexp(0) - scores[right].logsumexp(0)
                yield loss, bool(right[scores.argmax()]), mention.kind == PRO


def losses(model: Reader, batch: list[Read]) -> dict[str, Tensor]:
    """Means over what each loss is about."""
    vectors = word_vectors(model, batch)
    sums = {name: torch.zeros(()) for name in ("reference", "rank", "relation", "flag", "trigger")}
    counts = dict.fromkeys(sums, 1e-6)
    for read, words in zip(batch, vectors):
        article = read.article
        if article.references:
            for window, v in zip(article.windows, words):
                target = reference_targets(window)
                sums["reference"] = sums["reference"] + nn.functional.cross_entropy(model.references(v), target, reduction="sum")
                counts["reference"] += len(target)
        for loss, _, _ in rank_losses(model, read, words):
            sums["rank"] = sums["rank"] + loss
            counts["rank"] += 1
        pairs = score_pairs(model, read, words) if article.known else None
        if pairs:
            relation, flag, pointer = relation_losses(article, read, pairs)
            sums["relation"], sums["flag"], sums["trigger"] = sums["relation"] + relation, sums["flag"] + flag, sums["trigger"] + pointer
            for name in ("relation", "flag", "trigger") if article.references else ("relation",):
                counts[name] += len(article.relations)
    return {name: sums[name] / max(counts[name], 1) for name in sums}


WEIGHTS = {"reference": 3.0, "rank": 0.3, "relation": 1.0, "flag": 0.2, "trigger": 0.1}


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


@torch.no_grad()
def evaluate(model: Reader, reads: list[Read]) -> str:
    """Relations with gold mentions, references and whom they mean, on a tuning set."""
    model.eval()
    found, gold, flags, triggers = [], set(), [], []
    ranked = {True: [], False: []}
    hits = [0, 0, 0]
    for number, read in enumerate(reads):
        article = read.article
        (words,) = word_vectors(model, [read])
        for window, v in zip(article.windows, words):
            said = best_path(model.references(v))
            target = reference_targets(window)
            a, b = spans(said), spans(target)
            hits[0] += len(a & b)
            hits[1] += len(a)
            hits[2] += len(b)
        for _, right, pronoun in rank_losses(model, read, words):
            ranked[pronoun].append(right)
        pairs = score_pairs(model, read, words)
        keys = {key(number, r.head, r.kind, r.tail) for r in article.relations}
        gold |= keys
        if not pairs:
            continue
        table = entity_logits(pairs, len(article.types))
        best: dict = {}
        for h, t, k in torch.nonzero(table > -4).tolist():
            if allowed(article.types[h], k, article.types[t]):
                name = key(number, h, k, t)
                best[name] = max(best.get(name, -9.0), float(table[h, t, k]))
        found += [(score, name) for name, score in best.items()]
        for r in article.relations:
            if (p := best_pair(pairs, r.head, r.tail, r.kind)) is not None and table[r.head, r.tail, r.kind] > -0.5:
                flags.append(((pairs.flags[p] > 0).tolist() == r.flags))
                triggers.append(overlaps(article, pairs, p, r))
    found.sort(reverse=True)
    right = np.cumsum([name in gold for _, name in found])
    total = np.arange(1, len(found) + 1)
    f1 = 2 * right / (total + len(gold))
    top = int(f1.argmax())
    sure = max((i for i in range(20, len(found)) if right[i] / total[i] >= 0.75), default=0)
    model.train()
    return (
        f"relations P {100 * right[top] / total[top]:.1f} R {100 * right[top] / len(gold):.1f} F1 {100 * f1[top]:.1f} at {found[top][0]:.2f}"
        f" (at P 75: F1 {100 * f1[sure]:.1f}) flags {100 * np.mean(flags):.1f} triggers {100 * np.mean(triggers):.1f}"
        f" references P {100 * hits[0] / max(1, hits[1]):.1f} R {100 * hits[0] / hits[2]:.1f}"
        f" pronouns {100 * np.mean(ranked[True]):.1f} nominals {100 * np.mean(ranked[False]):.1f}"
    )


ARGUMENTS = {}


def allowed(head: str, kind: int, tail: str) -> bool:
    """Whether a relation takes these types, as seen in training."""
    return (head, kind, tail) in ARGUMENTS


def note_arguments(articles: list[Article]) -> None:
    """Types that a relation has at least twice in training."""
    counts: dict = {}
    for a in articles:
        for r in a.relations:
            ends = [(a.types[r.head], a.types[r.tail])]
            ends += [ends[0][::-1]] if r.kind in SYMMETRIC_KINDS else []
            for h, t in ends:
                counts[h, r.kind, t] = counts.get((h, r.kind, t), 0) + 1
    ARGUMENTS.update({k: n for k, n in counts.items() if n >= 2})


def key(number: int, head: int, kind: int, tail: int) -> tuple:
    """A relation as it is compared: symmetric ones have no direction."""
    if kind in SYMMETRIC_KINDS:
        head, tail = min(head, tail), max(head, tail)
    return number, head, kind, tail


def overlaps(article: Article, pairs: PairScores, pair: int, relation: Relation) -> bool:
    """Whether the words pointed at overlap with the annotated trigger somewhere."""
    words = article.windows[pairs.windows[pair]].words
    first = int(pairs.pointers[pair][0].argmax())
    last = first + int(pairs.pointers[pair][1][first : first + 8].argmax())
    return any(words["start"][first] < b and a < words["end"][last] for a, b in relation.trigger)


def best_path(logits: Tensor) -> Tensor:
    """The most probable labels in which a noun phrase has two words or more, as the library decodes them."""
    steps = np.zeros((4, 4))
    steps[[0, 3], 2] = steps[1, [0, 1, 3]] = -np.inf
    scores, back = np.array([0, 0, -np.inf, 0]) + logits[0].numpy(), []
    for row in logits[1:].numpy():
        paths = scores[:, None] + steps
        back.append(paths.argmax(0))
        scores = paths.max(0) + row
    scores[1] = -np.inf
    best = [int(scores.argmax())]
    for pointers in reversed(back):
        best.append(int(pointers[best[-1]]))
    return torch.tensor(best[::-1])


def spans(labels: Tensor) -> set[tuple[int, int, int]]:
    """References that labels stand for."""
    found, start = set(), None
    for i, label in enumerate([*labels.tolist(), 0]):
        if start is not None and label != 2:
            found.add((start, i, 1))
            start = None
        if label == 1 or (label == 2 and start is None):
            start = i
        if label == 3:
            found.add((i, i + 1, 3))
    return found


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


def other_articles(arguments: argparse.Namespace, tokenizer: object) -> dict[str, list[Article]]:
    """The articles of the other sets."""
    return {name: list(read(tokenizer, arguments.data / path)) for name, (read, path, _) in OTHERS.items() if arguments.others}


def drawn(extra: dict[str, list[Read]], rng: np.random.Generator) -> list[Read]:
    """What of the other sets an epoch sees."""
    chosen = []
    for name, reads in extra.items():
        count = int(OTHERS[name][2] * len(reads))
        chosen += [reads[i] for i in rng.permutation(len(reads))[:count]]
    return chosen


def train(arguments: argparse.Namespace) -> None:
    """Train for the given time, then evaluate and save."""
    torch.manual_seed(arguments.seed)
    rng = np.random.default_rng(arguments.seed)
    tagger, tokenizer = load_tagger(arguments.model), load_tokenizer(arguments.model)
    sets = [read_articles(tokenizer, arguments.data / "newsgraph" / f"{part}.jsonl") for part in ("train", "dev")]
    note_arguments(sets[0])
    others = other_articles(arguments, tokenizer)
    trunk = Trunk(tagger, arguments.trunk)
    begun = time.time()
    learning, tuning = [through_trunk(trunk, articles) for articles in sets]
    extra = {name: through_trunk(trunk, articles) for name, articles in others.items()}
    for read in (read for name, reads in extra.items() if name != "unrelated" for read in reads):
        settle_kinds(read.article, [said[first] for said, first in zip(read.said, read.first)])
    print(f"trunk {time.time() - begun:.0f} s", flush=True)
    model = Reader(tagger, arguments.trunk, arguments.dropout)
    if arguments.start:
        model.load_state_dict(torch.load(arguments.start / "reader.pt", weights_only=True))
    branch = [p for n, p in model.named_parameters() if n.startswith("layers")]
    heads = [p for n, p in model.named_parameters() if not n.startswith("layers")]
    optimizer = torch.optim.AdamW(
        [{"params": branch, "times": 1.0}, {"params": heads, "times": arguments.fresh}], lr=arguments.lr, weight_decay=0.01
    )
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    begun, epoch, steps = time.time(), 0, 0
    while True:
        sums: dict[str, float] = {}
        todo = batches(learning + drawn(extra, rng), arguments.batch, rng)
        for batch in todo:
            progress = (time.time() - begun) / (60 * arguments.minutes) if not arguments.epochs else steps / (arguments.epochs * len(todo))
            if progress >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = arguments.lr * group["times"] * min(progress / 0.06, (1 - progress) / 0.94)
            parts = losses(model, batch)
            loss = sum(WEIGHTS[name] * part for name, part in parts.items())
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            average.update_parameters(model)
            steps += 1
            for name, part in parts.items():
                sums[name] = sums.get(name, 0.0) + part.item()
        print(epoch, f"{progress:.0%} {time.time() - begun:.0f} s", {n: round(s / len(todo), 3) for n, s in sums.items()}, flush=True)
        if epoch % arguments.every == arguments.every - 1 or progress >= 1:
            print(evaluate(average.module, tuning), flush=True)
            arguments.out.mkdir(parents=True, exist_ok=True)
            torch.save(average.module.state_dict(), arguments.out / "reader.pt")
        if progress >= 1:
            return
        epoch += 1


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of the tagger")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--trunk", type=int, default=4, help="layers of the tagger below the branch")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--epochs", type=int, default=0, help="instead of minutes")
    parser.add_argument("--every", type=int, default=3, help="epochs between evaluations")
    parser.add_argument("--others", action=argparse.BooleanOptionalAction, default=True, help="learn from other sets too")
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--fresh", type=float, default=3.0)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--batch", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
