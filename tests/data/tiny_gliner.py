"""Makes tests/data/tiny-gliner-{span,token}: GLiNER models with random weights, exported and read by GLiNER's own library.

    python3 -m venv venv && venv/bin/pip install gliner==0.2.29 onnx==1.23.2 onnxruntime==1.32.0 onnxscript==0.7.2
    venv/bin/python tests/data/tiny_gliner.py

The encoder is DeBERTa, as in the models that are published (Zaratiana et al. 2023). The logits are onnxruntime's for the
library's own inputs, the names what the library finds. The same weights each time; numbers may differ in their last bits.
"""

import json
import pathlib
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch
from gliner import GLiNER, GLiNERConfig
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import DebertaV2Config, DebertaV2Model, PreTrainedTokenizerFast

HERE = pathlib.Path(__file__).parent
HIDDEN, MAX_WIDTH, MAX_LENGTH = 16, 4, 48
LABELS = ["person", "government body", "city"]
TEXTS = [
    "Kaja Kallas spoke to Reuters in Tallinn.",
    "The city of Ankara and the NATO-led mission met on 3 May, a well-known man said!",
    "Martín_2 and Łódź-Süd are names; 東京 is one too.",
    "x",
    "The mayor of Kyiv, the mayor of Ankara and " + "the deputy of the mayor of Lyon, " * 4 + "left.",
]


def tokenizer() -> PreTrainedTokenizerFast:
    """As DeBERTa's of the third version."""
    letters = [*"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?'\"()-$%"]
    words = ["▁" + word for word in ["the", "and", "of", "in", "person", "body", "city", "government", "Kyiv", "NATO"]]
    pieces = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "▁", *letters, *words]
    made = Tokenizer(models.Unigram([(piece, -float(index > 3)) for index, piece in enumerate(pieces)], unk_id=3))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    marks = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    return PreTrainedTokenizerFast(tokenizer_object=made, **marks)


def encoder(vocabulary: int) -> DebertaV2Config:
    return DebertaV2Config(
        vocab_size=vocabulary, hidden_size=HIDDEN, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, relative_attention=True, position_buckets=8, max_relative_positions=-1,
        pos_att_type=["p2c", "c2p"], norm_rel_ebd="layer_norm", share_att_key=True, position_biased_input=False,
        type_vocab_size=0, layer_norm_eps=1e-7, pad_token_id=0,
    )  # fmt: skip


def shorten(path: pathlib.Path) -> None:
    """Half of the file is names."""
    model = onnx.load(path)
    graph = model.graph
    kept = {value.name for value in [*graph.input, *graph.output]}
    names: dict[str, str] = {}

    def short(name: str) -> str:
        return name if name in kept or not name else names.setdefault(name, f"{len(names):x}")

    for tensor in graph.initializer:
        tensor.name = short(tensor.name)
    for node in graph.node:
        node.name = node.doc_string = ""
        del node.metadata_props[:]
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, path)


@torch.no_grad()
def make(name: str, span_mode: str, seed: int, size: float, backbone: pathlib.Path) -> None:
    folder = HERE / f"tiny-gliner-{name}"
    config = GLiNERConfig(
        model_name=str(backbone), span_mode=span_mode, max_width=MAX_WIDTH, max_len=MAX_LENGTH, hidden_size=HIDDEN, dropout=0.0,
        words_splitter_type="whitespace", encoder_config=encoder(len(tokenizer())).to_dict(),
    )  # fmt: skip
    model = GLiNER.from_config(config).eval()
    random = torch.Generator().manual_seed(seed)
    for parameter_name, parameter in model.named_parameters():
        numbers = torch.randn(parameter.shape, generator=random)
        is_encoder, is_norm = "token_rep" in parameter_name, "LayerNorm.weight" in parameter_name
        parameter.copy_(1 + numbers / 10 if is_norm else numbers * (0.4 if is_encoder else size))
    model.export_to_onnx(folder, opset=19)
    shorten(folder / "model.onnx")
    for path in folder.iterdir():
        if path.name not in ("model.onnx", "gliner_config.json", "tokenizer.json"):
            path.unlink()
    settings = json.loads((folder / "gliner_config.json").read_text())
    kept = ["span_mode", "max_width", "max_len", "ent_token", "sep_token", "words_splitter_type", "subtoken_pooling"]
    settings = {key: settings[key] for key in kept}
    (folder / "gliner_config.json").write_text(json.dumps(settings, indent=1) + "\n")
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    reference = []
    for text in TEXTS:
        batch = inputs(model, text)
        feed = {i.name: batch[i.name].numpy() for i in session.get_inputs()}
        [logits] = session.run(["logits"], feed)
        names = model.predict_entities(text, LABELS, threshold=0.5)
        reference.append({
            "text": text,
            "inputs": {key: value.astype(np.int64).flatten().tolist() for key, value in feed.items()},
            "shape": list(logits.shape),
            "logits": [round(float(number), 5) for number in logits.flatten()],
            "names": [[found["start"], found["end"], found["label"], round(found["score"], 5)] for found in names],
        })  # fmt: skip
    (folder / "reference.json").write_text(json.dumps({"labels": LABELS, "texts": reference}, ensure_ascii=False) + "\n")


def inputs(model: GLiNER, text: str) -> dict[str, torch.Tensor]:
    """What the library gives to the network."""
    prepared = model.prepare_batch([text], LABELS, None)
    return model.collate_batch(prepared["input_x"], prepared["entity_types"], model.create_collator())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        backbone = pathlib.Path(folder)
        made = tokenizer()
        made.save_pretrained(backbone)
        DebertaV2Model(encoder(len(made))).save_pretrained(backbone)
        # Seeds and sizes of weights with which names of all labels and of several lengths are found.
        make("span", "markerV0", 10, 0.15, backbone)
        make("token", "token_level", 47, 0.3, backbone)


if __name__ == "__main__":
    main()
