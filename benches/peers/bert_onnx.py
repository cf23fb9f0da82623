"""A BERT token classifier as an ONNX graph, from the Hugging Face folder that the library reads too."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file


class Graph:
    """Collects nodes and weights; every method appends an operation and returns the name of its result."""

    def __init__(self, tensors: dict[str, np.ndarray]):
        self.tensors = tensors
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, value: np.ndarray) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, **attributes) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def linear(self, value: str, name: str) -> str:
        product = self.op("MatMul", value, self.weight(self.tensors[f"{name}.weight"].T))
        return self.op("Add", product, self.weight(self.tensors[f"{name}.bias"]))

    def norm(self, value: str, name: str, epsilon: float) -> str:
        gain, bias = (self.weight(self.tensors[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.op("LayerNormalization", value, gain, bias, axis=-1, epsilon=epsilon)

    def embedding(self, ids: str, name: str) -> str:
        return self.op("Gather", self.weight(self.tensors[f"bert.embeddings.{name}.weight"]), ids)


def embed(graph: Graph, epsilon: float) -> str:
    rows = [graph.embedding(ids, name) for ids, name in [
        ("ids", "word_embeddings"), ("positions", "position_embeddings"), ("types", "token_type_embeddings")]]
    return graph.norm(graph.op("Add", graph.op("Add", rows[0], rows[1]), rows[2]), "bert.embeddings.LayerNorm", epsilon)


def attend(graph: Graph, hidden: str, prefix: str, heads: int, width: int) -> str:
    """Multi-head attention; `bias` is 0 where a piece is and very low where there is padding."""
    shape = graph.weight(np.array([0, 0, heads, width // heads], np.int64))
    flat = graph.weight(np.array([0, 0, width], np.int64))
    split = {part: graph.op("Reshape", graph.linear(hidden, f"{prefix}.self.{part}"), shape) for part in ("query", "key", "value")}
    query, value = (graph.op("Transpose", split[part], perm=[0, 2, 1, 3]) for part in ("query", "value"))
    key = graph.op("Transpose", split["key"], perm=[0, 2, 3, 1])
    scale = graph.weight(np.array((width // heads) ** -0.5, np.float32))
    scores = graph.op("Add", graph.op("Mul", graph.op("MatMul", query, key), scale), "bias")
    context = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), value)
    return graph.op("Reshape", graph.op("Transpose", context, perm=[0, 2, 1, 3]), flat)


def build(folder: Path) -> onnx.ModelProto:
    """The graph in f32: ids, types, positions `[batch, length]` and bias `[batch, 1, 1, length]` to logits."""
    config = json.loads((folder / "config.json").read_text())
    tensors = {name: tensor.astype(np.float32) for name, tensor in load_file(folder / "model.safetensors").items()}
    graph, epsilon = Graph(tensors), config["layer_norm_eps"]
    hidden = embed(graph, epsilon)
    for index in range(config["num_hidden_layers"]):
        layer = f"bert.encoder.layer.{index}"
        context = attend(graph, hidden, f"{layer}.attention", config["num_attention_heads"], config["hidden_size"])
        update = graph.linear(context, f"{layer}.attention.output.dense")
        hidden = graph.norm(graph.op("Add", update, hidden), f"{layer}.attention.output.LayerNorm", epsilon)
        expanded = graph.op("Gelu", graph.linear(hidden, f"{layer}.intermediate.dense"))
        update = graph.linear(expanded, f"{layer}.output.dense")
        hidden = graph.norm(graph.op("Add", update, hidden), f"{layer}.output.LayerNorm", epsilon)
    logits = graph.linear(hidden, "classifier")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in ("ids", "types", "positions")]
    inputs.append(helper.make_tensor_value_info("bias", TensorProto.FLOAT, ["batch", 1, 1, "length"]))
    outputs = [helper.make_tensor_value_info(logits, TensorProto.FLOAT, ["batch", "length", len(config["id2label"])])]
    proto = helper.make_graph(graph.nodes, "tagger", inputs, outputs, graph.weights)
    return helper.make_model(proto, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def write(folder: Path, out: Path) -> tuple[Path, Path]:
    """Writes the f32 and the dynamically quantized int8 model; returns their paths."""
    out.mkdir(parents=True, exist_ok=True)
    full, small = out / "f32.onnx", out / "int8.onnx"
    onnx.save(build(folder), full)
    quantize_dynamic(full, small, per_channel=True, weight_type=QuantType.QInt8)
    return full, small
