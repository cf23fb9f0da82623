"""onnxruntime as a contestant of compare.py: the same weights, dynamically quantized to int8.

    python onnxruntime_peer.py MODEL.onnx TOKENIZER.json SENTENCES.json sentences|windows

Batches of 8, sorted by length. From sentences to the best label of each piece; the case of words is not worked out, which
flatters it a little.
"""

import json
import sys
import time

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

WINDOW = 126


def windows(tokenizer: Tokenizer, articles: list[list[str]]) -> list[str]:
    """Neighbouring sentences of an article together, up to the length that the model was trained with."""
    texts = []
    for sentences in articles:
        size = WINDOW
        for sentence in sentences:
            length = len(tokenizer.encode(sentence, add_special_tokens=False).ids)
            if size + length > WINDOW:
                texts.append(sentence)
                size = length
            else:
                texts[-1] += " " + sentence
                size += length
    return texts


def read(session: onnxruntime.InferenceSession, tokenizer: Tokenizer, texts: list[str]) -> None:
    encoded = sorted((encoding.ids[:512] for encoding in tokenizer.encode_batch(texts)), key=len)
    for first in range(0, len(encoded), 8):
        batch = encoded[first : first + 8]
        shape = len(batch), len(batch[-1])
        ids = np.zeros(shape, np.int64)
        bias = np.full((shape[0], 1, 1, shape[1]), -1e4, np.float32)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces)] = pieces
            bias[row, 0, 0, : len(pieces)] = 0
        positions = np.tile(np.arange(shape[1]), (shape[0], 1))
        feed = {"ids": ids, "types": np.ones_like(ids), "positions": positions, "bias": bias}
        session.run(None, feed)[0].argmax(-1)


def main() -> None:
    model, vocabulary, sentences, unit = sys.argv[1:]
    tokenizer = Tokenizer.from_file(vocabulary)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options)
    articles = json.load(open(sentences, encoding="utf-8"))
    texts = windows(tokenizer, articles) if unit == "windows" else [text for article in articles for text in article]
    read(session, tokenizer, ["Kaja Kallas spoke to Reuters in Tallinn."])
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        read(session, tokenizer, texts)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
