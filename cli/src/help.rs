//! The part of `--help` that teaches: what is read, what is answered, and examples.

pub const NEWSGRAPH: &str = "\
Examples:
  echo \"NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv.\" | newsgraph extract
  newsgraph extract --format jsonl articles.jsonl > extractions.jsonl
  newsgraph graph --input extractions --format graphml --output news.graphml extractions.jsonl

Exit codes:
  0  all was read and answered
  1  a line could not be read: standard error has a JSON object with its number, the other lines are answered
  2  a file could not be read, or the command line is wrong: standard error says which and why

`newsgraph COMMAND --help` has the details.";

pub const EXTRACT: &str = "\
Input:
  Without FILE or with `-`, standard input is read: one document of plain text, or lines with --input jsonl.
  A DIR is searched for *.txt (a document each) and *.jsonl (a document a line), in the order of their paths.
  With --input jsonl a line is {\"id\": ..., \"text\": ..., \"date\": \"YYYY-MM-DD\", \"title\": ..., \"source\": ...}. Only the text is
  needed; an id may be a number; a line without one goes by its file and number, such as news.jsonl:12.
  Lines are answered while they come, in order, and memory does not grow with their number.

Output with --format jsonl, a line a document:
  {\"id\", \"mentions\": [{\"start\", \"end\", \"text\", \"type\", \"confidence\", \"entity\", \"kind\"}],
   \"entities\": [{\"id\", \"name\", \"type\", \"mentions\", \"link\"}],
   \"relations\": [{\"subject\", \"type\", \"object\", \"confidence\", \"weight\", \"evidence\": [{\"sentence\", \"subject\", \"object\", \"trigger\"?}],
                  of typed ones also \"source\", \"negated\", \"hypothetical\", \"past\", \"alleged\"}],
   \"quotations\": [{\"start\", \"end\", \"kind\", \"speaker\", \"basis\", \"cue\"}],
   \"offices\": [{\"person\", \"title\", \"role\", \"of\", \"past\"?, \"acting\"?, \"elect\"?, \"evidence\"}], ...}
  Ids count from 0: of entities in relations, \"person\" and \"of\"; of mentions in \"evidence\" and \"speaker\".
  Types: PER ORG GPE LOC FAC NORP EVENT WORK PRODUCT MISC.
  A line that cannot be read gets {\"error\": ..., \"line\": N, \"input\": FILE} on standard error instead.

Examples:
  newsgraph extract article.txt
  newsgraph extract --format jsonl --offsets char articles.jsonl > extractions.jsonl
  curl -s https://example.org/feed.jsonl | newsgraph extract --input jsonl --format jsonl --min-confidence 0.8
  newsgraph extract --must-merge \"Istanbul=Constantinople\" --cannot-merge \"Georgia=State of Georgia\" news/

Exit codes: 0 all was answered; 1 a line could not be read; 2 a file could not be read.";

pub const GRAPH: &str = "\
Input:
  As for `newsgraph extract`. With --input extractions, lines that `extract --format jsonl` wrote are put together without
  reading the articles again.

Output:
  text is a summary; json holds everything; dot, graphml, gexf and cypher are for other programs.
  csv is two tables: `--output news.csv` writes news-nodes.csv and news-edges.csv.

Examples:
  newsgraph graph news/
  newsgraph graph --format dot --min-weight 3 news/ | dot -Tsvg > news.svg
  newsgraph graph --format gexf --output news.gexf articles.jsonl
  newsgraph graph --input extractions --format csv --output news.csv extractions.jsonl

Exit codes: 0 all was read; 1 a line could not be read and is not in the graph; 2 a file could not be read or written.";

pub const EVAL: &str = "\
Gold data:
  One JSON document a line, all offsets in Unicode characters, ends exclusive. Either names only,
    {\"id\", \"text\", \"entities\": [{\"start\", \"end\", \"label\", \"raw_label\"?}]}
  or names, clusters and relations,
    {\"id\", \"text\", \"mentions\": [{\"start\", \"end\", \"label\", \"entity\"}], \"clusters\": [{\"name\", \"label\"}],
     \"relations\": [{\"head\", \"type\", \"tail\", \"trigger\"?, \"flags\"?}], \"relation_types\"?: [...]}
  With relations, they are also sought between the mentions of the gold data. Where a set annotates only some relations,
  relation_types lists them, and others that are found do not count.

Examples:
  newsgraph eval gold.jsonl
  newsgraph eval --unrelated tests/data/no-relations.txt examples/gold/articles.jsonl
  newsgraph eval --format json --min-confidence 0.5 gold/*.jsonl > report.json

Exit codes: 0 all was scored; 1 a line could not be read and is not scored; 2 a file could not be read.";

pub const MODELS: &str = "\
The model `news-en` is part of the program: for it nothing is downloaded, and no command but `fetch` uses the network.

`fetch` keeps models in the cache folder of this system, or in NEWSGRAPH_MODELS, and goes by HF_ENDPOINT, HF_TOKEN,
HF_HUB_OFFLINE, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE. A file of which no checksum is listed is refused unless you give
it or say --unverified; Python pickles are always refused.

A file that `convert` writes holds the tokenizer and the weights, and is read where it lies. With NEWSGRAPH_KERNEL set
to one of the kernels that this machine runs (portable, avx2, avx-vnni, avx512-vnni, neon-dotprod, neon-i8mm), every
command computes with that one: for comparisons, the answers are the same.

Examples:
  newsgraph models
  newsgraph models verify
  newsgraph models fetch --unverified bert-base-ner-onnx
  newsgraph models convert bert-base-NER bert-base-NER.newsgraph
  newsgraph extract --model bert-base-NER.newsgraph article.txt";
