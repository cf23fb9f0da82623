"""Fit a temperature of the confidences for each type, and write them into a model's configuration.

    python calibrate.py --gold DATA/newsgraph/dev.jsonl --newsgraph ../target/release/newsgraph --model ../models/news-en

The command itself reads the gold data's texts, once for each temperature of a grid, so what is fitted is what ships:
8-bit weights, the library's sentences and windows, and names that support each other. A type's temperature (Guo et al.
2017, arXiv:1706.04599) is the one under which its names are likeliest to be right and wrong as they are; types of few
names share one.
"""

import argparse
import json
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from data import TYPES

GRID = [float(t) for t in np.round(np.geomspace(0.6, 3, 17), 3)]
FEW = 60
# A name of the command's answer: its type, its confidence, whether it is right, its document.
Found = tuple[str, float, bool, int]


def configured(model: Path, folder: Path, temperatures: dict[str, float]) -> Path:
    """The model with other temperatures, in another folder."""
    for name in ("model.safetensors", "tokenizer.json"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to((model / name).resolve())
    config = json.loads((model / "config.json").read_text()) | {"temperatures": temperatures}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    return folder


def read_with(command: Path, model: Path, gold: Path) -> list[Found]:
    """The names that the command finds with the model."""
    options = ["--input", "jsonl", "--format", "jsonl", "--offsets", "char", "--model", model]
    answer = subprocess.run([command, "extract", *options, gold], check=True, capture_output=True, text=True)
    found = []
    records = (json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines())
    for i, (record, line) in enumerate(zip(records, answer.stdout.splitlines(), strict=True)):
        wanted = {(e["start"], e["end"], e["raw_label"]) for e in record["entities"]}
        for m in json.loads(line)["mentions"]:
            found.append((m["type"], m["confidence"], (m["start"], m["end"], m["type"]) in wanted, i))
    return found


def loss(names: list[Found]) -> float:
    """Mean negative logarithm of the probability of being right or wrong as the names are."""
    confidences = np.clip([confidence for _, confidence, _, _ in names], 1e-4, 1 - 1e-4)
    right = np.array([right for _, _, right, _ in names])
    return float(-np.where(right, np.log(confidences), np.log(1 - confidences)).mean())


def error(names: list[Found]) -> float:
    """Expected calibration error over ten bins, in percent."""
    confidences, right = np.array([(confidence, right) for _, confidence, right, _ in names]).T
    bins = np.minimum((confidences * 10).astype(int), 9)
    return 100 * sum(abs((confidences - right)[bins == b].sum()) for b in range(10)) / len(names)


def fit(by_temperature: dict[float, list[Found]]) -> dict[str, float]:
    """A temperature for each type."""
    losses = defaultdict(dict)
    for temperature, names in by_temperature.items():
        losses["all"][temperature] = loss(names)
        for kind in TYPES:
            own = [name for name in names if name[0] == kind]
            if len(own) >= FEW:
                losses[kind][temperature] = loss(own)
    best = {kind: min(of_kind, key=of_kind.get) for kind, of_kind in losses.items()}
    return {kind: best.get(kind, best["all"]) for kind in TYPES}


def chosen(by_temperature: dict[float, list[Found]], temperatures: dict[str, float]) -> list[Found]:
    """The names with the confidences of the temperatures of their types."""
    return [name for t, names in by_temperature.items() for name in names if temperatures[name[0]] == t]


def half(by_temperature: dict[float, list[Found]], which: int) -> dict[float, list[Found]]:
    """Every other document."""
    return {t: [name for name in names if name[3] % 2 == which] for t, names in by_temperature.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--newsgraph", type=Path, required=True, help="the command, built")
    parser.add_argument("--model", type=Path, required=True, help="an exported model; its config.json is changed")
    arguments = parser.parse_args()
    model = arguments.model
    by_temperature = {}
    with tempfile.TemporaryDirectory() as folder:
        for temperature in [1.0, *GRID]:
            same = configured(model, Path(folder), {kind: temperature for kind in TYPES})
            by_temperature[temperature] = read_with(arguments.newsgraph, same, arguments.gold)
    temperatures = fit(by_temperature)
    halves = [half(by_temperature, which) for which in (0, 1)]
    crossed = [error(chosen(halves[1 - which], fit(halves[which]))) for which in (0, 1)]
    before, after = error(by_temperature[1.0]), error(chosen(by_temperature, temperatures))
    print(f"calibration error before {before:.2f}, after {after:.2f}")
    print("fitted on one half, measured on the other:", ", ".join(f"{value:.2f}" for value in crossed))
    config = json.loads((model / "config.json").read_text()) | {"temperatures": temperatures}
    (model / "config.json").write_text(json.dumps(config, indent=1) + "\n")


if __name__ == "__main__":
    main()
