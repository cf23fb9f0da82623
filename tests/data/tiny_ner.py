"""Makes tests/data/tiny-ner: a BERT token classifier with random weights, as ONNX and as safetensors, and what onnxruntime says.

    python3 -m venv venv && venv/bin/pip install onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
    venv/bin/python tests/data/tiny_ner.py

The same weights each time; the reference logits may differ in their last bits from machine to machine.
"""

import json
import pathlib
import struct

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent / "tiny-ner"
HIDDEN, HEADS, LAYERS, INTERMEDIATE, POSITIONS, TYPES, EPSILON = 16, 2, 2, 32, 64, 2, 1e-12
LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
WORDS = ["the", "and", "of", "in", "to", "met", "said", "kyiv", "nato", "ankara", "reuters", "kallas", "##son", "##ing", "##ed"]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *".,;:!?'\"()-$%", *LETTERS, *(f"##{c}" for c in LETTERS), *WORDS]


def weights(random: np.random.Generator) -> dict[str, np.ndarray]:
    """By the names that `transformers` gives them."""

    def normal(*shape: int) -> np.ndarray:
        return random.normal(0, 0.4, shape).astype(np.float32)

    made = {}
    for name, rows in [("word", len(VOCABULARY)), ("position", POSITIONS), ("token_type", TYPES)]:
        made[f"bert.embeddings.{name}_embeddings.weight"] = normal(rows, HIDDEN)

    def norm(name: str) -> None:
        made[f"{name}.weight"], made[f"{name}.bias"] = 1 + normal(HIDDEN) / 4, normal(HIDDEN) / 4

    def linear(name: str, outputs: int, inputs: int) -> None:
        made[f"{name}.weight"], made[f"{name}.bias"] = normal(outputs, inputs), normal(outputs) / 4

    norm("bert.embeddings.LayerNorm")
    for index in range(LAYERS):
        layer = f"bert.encoder.layer.{index}"
        for part in ["query", "key", "value"]:
            linear(f"{layer}.attention.self.{part}", HIDDEN, HIDDEN)
        linear(f"{layer}.attention.output.dense", HIDDEN, HIDDEN)
        norm(f"{layer}.attention.output.LayerNorm")
        linear(f"{layer}.intermediate.dense", INTERMEDIATE, HIDDEN)
        linear(f"{layer}.output.dense", HIDDEN, INTERMEDIATE)
        norm(f"{layer}.output.LayerNorm")
    linear("classifier", len(LABELS), HIDDEN)
    return made


class Graph:
    """An ONNX graph while it grows."""

    def __init__(self, constants: dict[str, np.ndarray]):
        self.constants = dict(constants)
        self.nodes = []

    def op(self, kind: str, *inputs: str, **attributes) -> str:
        output = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, value) -> str:
        name = f"constant{len(self.constants)}"
        self.constants[name] = np.asarray(value)
        return name

    def linear(self, x: str, name: str) -> str:
        return self.op("Add", self.op("MatMul", x, self.op("Transpose", f"{name}.weight", perm=[1, 0])), f"{name}.bias")

    def norm(self, x: str, name: str) -> str:
        return self.op("LayerNormalization", x, f"{name}.weight", f"{name}.bias", axis=-1, epsilon=EPSILON)

    def gelu(self, x: str) -> str:
        erf = self.op("Erf", self.op("Div", x, self.constant(np.float32(np.sqrt(2)))))
        half = self.op("Mul", x, self.constant(np.float32(0.5)))
        return self.op("Mul", half, self.op("Add", erf, self.constant(np.float32(1))))


def graph(constants: dict[str, np.ndarray]) -> Graph:
    g = Graph(constants)
    f32 = np.float32
    length = g.op("Gather", g.op("Shape", "input_ids"), g.constant(np.int64(1)))
    positions = g.op("Range", g.constant(np.int64(0)), length, g.constant(np.int64(1)))
    embedded = g.op("Gather", "bert.embeddings.word_embeddings.weight", "input_ids")
    embedded = g.op("Add", embedded, g.op("Gather", "bert.embeddings.token_type_embeddings.weight", "token_type_ids"))
    embedded = g.op("Add", embedded, g.op("Gather", "bert.embeddings.position_embeddings.weight", positions))
    x = g.norm(embedded, "bert.embeddings.LayerNorm")
    masked = g.op("Sub", g.constant(f32(1)), g.op("Cast", "attention_mask", to=TensorProto.FLOAT))
    masked = g.op("Mul", g.op("Unsqueeze", masked, g.constant(np.array([1, 2]))), g.constant(f32(-1e9)))
    split = g.constant(np.array([0, 0, HEADS, HIDDEN // HEADS]))
    for index in range(LAYERS):
        layer = f"bert.encoder.layer.{index}"

        def heads(part: str, order: list[int]) -> str:
            return g.op("Transpose", g.op("Reshape", g.linear(x, f"{layer}.attention.self.{part}"), split), perm=order)

        scores = g.op("MatMul", heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]))
        scores = g.op("Div", scores, g.constant(f32(np.sqrt(HIDDEN / HEADS))))
        shares = g.op("Softmax", g.op("Add", scores, masked), axis=-1)
        mixed = g.op("Transpose", g.op("MatMul", shares, heads("value", [0, 2, 1, 3])), perm=[0, 2, 1, 3])
        mixed = g.op("Reshape", mixed, g.constant(np.array([0, 0, HIDDEN])))
        attended = g.linear(mixed, f"{layer}.attention.output.dense")
        x = g.norm(g.op("Add", x, attended), f"{layer}.attention.output.LayerNorm")
        expanded = g.gelu(g.linear(x, f"{layer}.intermediate.dense"))
        x = g.norm(g.op("Add", x, g.linear(expanded, f"{layer}.output.dense")), f"{layer}.output.LayerNorm")
    g.nodes.append(helper.make_node("Identity", [g.linear(x, "classifier")], ["logits"]))
    return g


def model(g: Graph) -> bytes:
    shape = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in ["input_ids", "attention_mask", "token_type_ids"]]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*shape, len(LABELS)])]
    constants = [numpy_helper.from_array(value, name) for name, value in g.constants.items()]
    made = helper.make_graph(g.nodes, "tiny-ner", inputs, outputs, constants)
    built = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="tiny_ner.py")
    onnx.checker.check_model(built, full_check=True)
    return built.SerializeToString()


def safetensors(tensors: dict[str, np.ndarray]) -> bytes:
    """The format is a length, a table in JSON, and the numbers."""
    table, place = {}, 0
    for name, tensor in tensors.items():
        table[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [place, place + tensor.nbytes]}
        place += tensor.nbytes
    header = json.dumps(table).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + b"".join(tensor.tobytes() for tensor in tensors.values())


def sequences(random: np.random.Generator) -> list[list[int]]:
    lengths = [3, 5, 17, POSITIONS]
    return [[2, *random.integers(5, len(VOCABULARY), length - 2).tolist(), 3] for length in lengths]


def main() -> None:
    random = np.random.default_rng(2026)
    FOLDER.mkdir(exist_ok=True)
    tensors = weights(random)
    built = model(graph(tensors))
    (FOLDER / "model.onnx").write_bytes(built)
    (FOLDER / "model.safetensors").write_bytes(safetensors(tensors))
    config = {
        "architectures": ["BertForTokenClassification"], "model_type": "bert", "hidden_act": "gelu", "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "intermediate_size": INTERMEDIATE,
        "max_position_embeddings": POSITIONS, "type_vocab_size": TYPES, "vocab_size": len(VOCABULARY),
        "layer_norm_eps": EPSILON, "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "initializer_range": 0.02,
        "id2label": {str(index): label for index, label in enumerate(LABELS)},
        "label2id": {label: index for index, label in enumerate(LABELS)},
    }  # fmt: skip
    (FOLDER / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (FOLDER / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
    (FOLDER / "tokenizer_config.json").write_text('{"do_lower_case": true}\n')
    session = onnxruntime.InferenceSession(built, providers=["CPUExecutionProvider"])
    reference = []
    for ids in sequences(random):
        row = np.array([ids])
        filled = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        [logits] = session.run(["logits"], filled)
        reference.append({"ids": ids, "logits": [[round(float(number), 6) for number in row] for row in logits[0]]})
    (FOLDER / "reference-logits.json").write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
