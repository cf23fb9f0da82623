"""The weights of a reader by the names that the library's converter looks for, and back."""

import torch
from torch import Tensor

from articles import FLAGS, RELATIONS
from reader import FACTORS, HEAD_WIDTH, HEADS, PAIR, RANK

FEATURES = ["forms", "sentences", "between", "repeats", "opens"]


def joined(layers: list, weights: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Maps of one input as one map."""
    return torch.cat([weights[f"{n}.weight"] for n in layers]), torch.cat([weights[f"{n}.bias"] for n in layers])


def tensors(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """By the names that the converter looks for."""
    result = {name: weights[name] for name in weights if name.startswith(("layers.", "references."))}
    result["said"] = weights["labels.weight"].T

    def put(name: str, pair: tuple[Tensor, Tensor]) -> None:
        result[f"{name}.weight"], result[f"{name}.bias"] = pair

    for i, part in enumerate(("subject", "object")):
        put(f"pairs.{part}", joined([f"pairs.{part}"], weights))
        put(f"pairs.{part}_parts", joined([f"pairs.looks.{i}", f"pairs.factors.{i}", f"pairs.parts.{i}"], weights))
    put("pairs.words", joined(["pairs.keys", "pairs.values"], weights))
    # The context and the product go side by side into one map.
    context = torch.cat([weights["pairs.parts.2.weight"], weights["pairs.parts.3.weight"]], 1)
    put("pairs.context", (context, weights["pairs.parts.2.bias"] + weights["pairs.parts.3.bias"]))
    put("pairs.output", joined(["pairs.relations", "pairs.flags"], weights))
    result["pairs.kinds"], result["pairs.distances"] = weights["pairs.kinds.weight"], weights["pairs.distance.weight"]
    put("ranks.span", joined(["ranker.mention"], weights))
    for i, part in enumerate(("own", "other", "product")):
        put(f"ranks.{part}", joined([f"ranker.parts.{i}"], weights))
    put("ranks.score", joined(["ranker.score"], weights))
    result["ranks.kinds"] = weights["ranker.kinds.weight"]
    for i, name in enumerate(FEATURES):
        result[f"ranks.feature.{i}"] = weights[f"ranker.{name}.weight"]
    return {name: tensor.to(torch.float16).contiguous() for name, tensor in result.items()}


def weights_of(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The inverse: the weights of a reader that was exported, to go on from it."""
    tensors = {name: tensor.float() for name, tensor in tensors.items()}
    result = {name: tensor for name, tensor in tensors.items() if name.startswith(("layers.", "references."))}
    result["labels.weight"] = tensors["said"].T

    def take(name: str, layers: list[str], sizes: list[int]) -> None:
        for kind in ("weight", "bias"):
            parts = tensors[f"{name}.{kind}"].split(sizes)
            result.update({f"{layer}.{kind}": part for layer, part in zip(layers, parts)})

    width, seen = len(tensors["pairs.subject.bias"]), HEADS * HEAD_WIDTH
    for i, part in enumerate(("subject", "object")):
        take(f"pairs.{part}", [f"pairs.{part}"], [width])
        take(f"pairs.{part}_parts", [f"pairs.looks.{i}", f"pairs.factors.{i}", f"pairs.parts.{i}"], [seen, FACTORS, PAIR])
    take("pairs.words", ["pairs.keys", "pairs.values"], [seen, seen])
    take("pairs.output", ["pairs.relations", "pairs.flags"], [len(RELATIONS), len(FLAGS)])
    take("ranks.span", ["ranker.mention"], [RANK])
    take("ranks.score", ["ranker.score"], [1])
    for i, part in enumerate(("own", "other", "product")):
        take(f"ranks.{part}", [f"ranker.parts.{i}"], [2 * RANK])
    context, product = tensors["pairs.context.weight"].split([seen, FACTORS], 1)
    result |= {"pairs.parts.2.weight": context, "pairs.parts.3.weight": product}
    result |= {"pairs.parts.2.bias": tensors["pairs.context.bias"], "pairs.parts.3.bias": torch.zeros(PAIR)}
    result |= {"pairs.kinds.weight": tensors["pairs.kinds"], "pairs.distance.weight": tensors["pairs.distances"]}
    result["ranker.kinds.weight"] = tensors["ranks.kinds"]
    return result | {f"ranker.{name}.weight": tensors[f"ranks.feature.{i}"] for i, name in enumerate(FEATURES)}
