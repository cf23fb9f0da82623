"""From text to mentions, ours against others: words a second on one core, in one run, taking turns.

    python compare.py [--articles FILE.jsonl] [--rounds N] [--core N] [--kernels NAME,...]

`run.sh` installs what is needed and starts it. Every contestant is a process of its own, pinned to the same core, that reads
all articles once whenever it is its turn. Words are counted by white space. The figures are medians over the rounds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from safetensors.numpy import load_file, save_file

import bert_onnx

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent
TRAINED = TOP / "models" / "news-en"
THREADS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "RAYON_NUM_THREADS"]


def shipped_articles(out: Path) -> Path:
    """The articles that ship with the crate, as lines of JSON."""
    paths = sorted((TOP / "examples" / "articles").glob("*.txt"))
    lines = [json.dumps({"id": path.stem, "text": path.read_text(encoding="utf-8")}) for path in paths]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return out


def cut_layers(out: Path, kept: list[int]) -> Path:
    """A copy of the trained model with a few of its layers: for its speed, its answers are of no use."""
    out.mkdir(parents=True, exist_ok=True)
    tensors = {}
    for name, tensor in load_file(TRAINED / "model.safetensors").items():
        parts = name.split(".")
        if parts[:3] == ["bert", "encoder", "layer"]:
            if int(parts[3]) not in kept:
                continue
            parts[3] = str(kept.index(int(parts[3])))
        tensors[".".join(parts)] = tensor
    save_file(tensors, out / "model.safetensors")
    config = json.loads((TRAINED / "config.json").read_text()) | {"num_hidden_layers": len(kept)}
    (out / "config.json").write_text(json.dumps(config))
    (out / "tokenizer.json").write_bytes((TRAINED / "tokenizer.json").read_bytes())
    return out


def build() -> tuple[Path, Path]:
    """The contestant and the command, built."""
    command = ["cargo", "build", "--release", "--message-format=json", "-p", "newsgraph", "--bench", "contestant"]
    made = {}
    for command in (command, ["cargo", "build", "--release", "--message-format=json", "-p", "newsgraph-cli"]):
        answer = subprocess.run(command, cwd=TOP, check=True, stdout=subprocess.PIPE, text=True).stdout
        for message in map(json.loads, answer.splitlines()):
            if message.get("executable"):
                made[message["target"]["name"]] = Path(message["executable"])
    return made["contestant"], made["newsgraph"]


class Contestant:
    """A process that reads the articles when it is told to."""

    def __init__(self, name: str, command: list, core: int, environment: dict[str, str] | None = None):
        self.name, self.command, self.core, self.seconds = name, list(map(str, command)), core, []
        self.environment = os.environ | {thread: "1" for thread in THREADS} | (environment or {})
        self.starts = [self.start() for _ in range(3)]

    def start(self) -> float:
        """Starts the process anew; returns the seconds until it has found its first mention."""
        self.stop()
        start = time.perf_counter()
        pin = lambda: os.sched_setaffinity(0, {self.core})  # noqa: E731
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            self.command, stdin=pipe, stdout=pipe, text=True, env=self.environment, preexec_fn=pin, cwd=HERE)
        assert self.process.stdout.readline().strip() == "ready", f"{self.name} does not start"
        return time.perf_counter() - start

    def stop(self) -> None:
        if hasattr(self, "process"):
            self.process.stdin.close()
            self.process.wait()

    def turn(self) -> float:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def peak_memory(self) -> float:
        """Megabytes that were resident at the most."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


def contestants(articles: Path, work: Path, core: int, kernels: list[str]) -> list[Contestant]:
    ours, command = build()
    sentences = work / "sentences.json"
    with sentences.open("w") as out:
        subprocess.run([ours, "--sentences", articles], check=True, stdout=out)
    made = [Contestant("spaCy small, tok2vec+ner", [sys.executable, "spacy_peer.py", articles], core)]
    for layers, kept in [(6, [0, 1, 2, 3, 4, 5]), (3, [1, 3, 5])]:
        folder = cut_layers(work / f"layers-{layers}", kept)
        model = work / f"layers-{layers}.newsgraph"
        subprocess.run([command, "models", "convert", folder, model], check=True, stdout=subprocess.DEVNULL)
        _, onnx = bert_onnx.write(folder, folder)
        for unit in ("sentences", "windows"):
            line = [sys.executable, "onnxruntime_peer.py", onnx, folder / "tokenizer.json", sentences, unit]
            made.append(Contestant(f"{layers} layers, onnxruntime int8, {unit}", line, core))
        for kernel in kernels:
            environment = {"NEWSGRAPH_MODEL": str(model)} | ({"NEWSGRAPH_KERNEL": kernel} if kernel else {})
            name = f"{layers} layers, newsgraph" + (f", {kernel}" if kernel else "")
            made.append(Contestant(name, [ours, articles], core, environment))
    return made


def report(made: list[Contestant], words: int) -> None:
    medians = {contestant.name: statistics.median(contestant.seconds) for contestant in made}
    spacy = medians[made[0].name]
    print(f"{'':44}{'words/s':>9}{'lowest':>9}{'highest':>9}{'x spaCy':>9}{'x onnx':>8}{'start ms':>10}{'peak MB':>9}")
    for contestant in made:
        median = medians[contestant.name]
        layers = contestant.name.split(",")[0]
        onnx = [medians[name] for name in medians if name.startswith(f"{layers}, onnx")]
        against = f"{min(onnx) / median:8.2f}" if onnx else f"{'':8}"
        rates = [words / seconds for seconds in contestant.seconds]
        print(
            f"{contestant.name:44}{words / median:9.0f}{min(rates):9.0f}{max(rates):9.0f}{spacy / median:9.2f}{against}"
            f"{1000 * min(contestant.starts):10.0f}{contestant.peak_memory():9.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help='lines of {"text": ...}; the articles of the crate unless given')
    parser.add_argument("--work", type=Path, default=TOP / "target" / "peers", help="where models are written")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--kernels", default="", help="of newsgraph, with commas between; the fastest unless given")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    articles = (arguments.articles or shipped_articles(arguments.work / "articles.jsonl")).resolve()
    words = sum(len(json.loads(line)["text"].split()) for line in articles.open(encoding="utf-8"))
    made = contestants(articles, arguments.work.resolve(), arguments.core, arguments.kernels.split(","))
    for round in range(arguments.rounds + 1):
        print(f"round {round} of {arguments.rounds}", file=sys.stderr)
        for contestant in made:
            seconds = contestant.turn()
            if round:  # the first warms up
                contestant.seconds.append(seconds)
    print(f"{words} words, {arguments.rounds} rounds, core {arguments.core}")
    report(made, words)
    for contestant in made:
        contestant.stop()


if __name__ == "__main__":
    main()
