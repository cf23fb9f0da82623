"""Other programs' view of our exports: every format must tell them the same.

    cargo test --test it export
    pip install -r tests/requirements.txt
    python tests/foreign_readers.py target/tmp/exports
"""

import csv
import io
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import networkx
import pydot

GEXF = "{http://gexf.net/1.3}"
GEXF_TYPES = {"string", "liststring", "integer", "double", "float", "boolean"}
NODE = {"name": str, "type": str, "aliases": json.loads, "mentions": int, "documents": int, "first": str, "last": str,
        "links": json.loads}
EDGE = {
    "relation": str, "directed": lambda text: text == "true", "weight": float, "confidence": float, "documents": int,
    "first": str, "last": str, "asserted": int, "negated": int, "hypothetical": int, "past": int, "alleged": int,
    "flags": json.loads, "evidence": int, "quote": str, "quote_document": str, "sources": json.loads,
}
UNKNOWN = {"first", "last", "links", "asserted", "negated", "hypothetical", "past", "alleged", "flags", "quote_document", "sources"}
WAYS = ["negated", "hypothetical", "past", "alleged"]
FORBIDDEN_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def from_json(path):
    """What the others are compared with; the sums are in the file, the rest follows from the articles."""
    graph = networkx.node_link_graph(json.loads(path.read_text(encoding="utf-8")))
    assert graph.is_directed() and graph.is_multigraph()
    nodes = {id: row(NODE, data | links(data) | {"aliases": sorted(data["aliases"]), "documents": len(data["documents"])})
             for id, data in graph.nodes(data=True)}
    edges = []
    for source, target, key, data in graph.edges(keys=True, data=True):
        assert key == data["relation"]
        evidence = [(part["document"], place) for part in data["documents"] for place in part["evidence"]]
        first = {"quote": evidence[0][1]["text"], "quote_document": evidence[0][0]} if evidence else {}
        counts = {"documents": len(data["documents"]), "evidence": len(evidence)}
        edges.append((source, target, row(EDGE, data | counts | first | flags(data) | sources(evidence))))
    return nodes, edges


def links(data):
    """The reasons for which names of other ids are the node's."""
    found = {f"{link['from']} {link['reason']}" for part in data["documents"] for link in part.get("links", [])}
    return {"links": sorted(found)} if found else {}


def sources(evidence):
    """How many places of evidence each source found."""
    found = [place["source"] for _, place in evidence if "source" in place]
    return {"sources": [f"{source} {found.count(source)}" for source in sorted(set(found))]} if found else {}


def flags(data):
    """How many articles say a typed relation with each flag, and with each combination; a co-mention says nothing."""
    if data["relation"] == "co_mention":
        assert "flags" not in data
        return {}
    said = [{tuple(way for way in WAYS if place["flags"][way]) for place in part["evidence"]} or {()} for part in data["documents"]]
    combinations = {ways for article in said for ways in article}
    counts = {"+".join(ways) or "asserted": sum(ways in article for article in said) for ways in combinations}
    assert counts == data["flags"], (counts, data["flags"])
    by_flag = {way: sum(any(way in ways for ways in article) for article in said) for way in WAYS}
    listed = [f"{name} {count}" for name, count in sorted(counts.items())]
    return by_flag | {"asserted": counts.get("asserted", 0), "flags": listed}


def from_graphml(path):
    graph = networkx.read_graphml(path, force_multigraph=True)
    return from_networkx(graph)


def from_gexf(path):
    """networkx takes no graph that is directed in part; without the parts' own words it does."""
    tree = ElementTree.parse(path)
    check_gexf(tree.getroot())
    for edge in tree.iter(GEXF + "edge"):
        edge.attrib.pop("type", None)
    file = io.BytesIO()
    tree.write(file, encoding="utf-8")
    file.seek(0)
    graph = networkx.read_gexf(file)
    for _, data in graph.nodes(data=True):
        assert data.pop("label") == data["name"]
        check_days(data)
    for *_, data in graph.edges(data=True):
        assert data.pop("label") == data["relation"]
        check_days(data)
    return from_networkx(graph)


def check_days(data):
    assert (data.pop("start", None), data.pop("end", None)) == (data.get("first"), data.get("last"))


def check_gexf(root):
    """What the schema of GEXF 1.3 asks for, as far as we use it."""
    assert root.tag == GEXF + "gexf" and root.get("version") == "1.3"
    graph, = root
    assert graph.tag == GEXF + "graph" and graph.get("defaultedgetype") in {"directed", "undirected"}
    assert [child.tag.removeprefix(GEXF) for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    node_attributes, edge_attributes, nodes, edges = graph
    for attributes, kind, members in [(node_attributes, "node", nodes), (edge_attributes, "edge", edges)]:
        assert attributes.get("class") == kind and attributes.get("mode") == "static"
        assert {attribute.get("type") for attribute in attributes} <= GEXF_TYPES
        declared = {attribute.get("id") for attribute in attributes}
        used = {value.get("for") for member in members for value in member.iter(GEXF + "attvalue")}
        assert used <= declared, used - declared
        ids = [member.get("id") for member in members]
        assert len(set(ids)) == len(ids)
    dynamic = any(member.get("start") for member in [*nodes, *edges])
    expected = ("dynamic", "date", "interval") if dynamic else ("static", None, None)
    assert tuple(map(graph.get, ["mode", "timeformat", "timerepresentation"])) == expected
    undirected = graph.get("defaultedgetype") == "undirected"
    for edge in edges:
        directed, = (value.get("value") for value in edge.iter(GEXF + "attvalue") if value.get("for") == "directed")
        assert (directed == "false") == (undirected or edge.get("type") == "undirected")


def from_networkx(graph):
    nodes = {id: row(NODE, lists(NODE, data)) for id, data in graph.nodes(data=True)}
    edges = [(source, target, row(EDGE, lists(EDGE, data))) for source, target, data in graph.edges(data=True)]
    if not graph.is_directed():
        assert not any(data["directed"] for *_, data in edges)
    return nodes, edges


def lists(kinds, data):
    return {name: json.loads(value) if kinds.get(name) is json.loads else value for name, value in data.items()}


def from_csv(path):
    def rows(part):
        with open(path.with_name(f"{path.stem}-{part}.csv"), newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def typed(kinds, record):
        return row(kinds, {name: kinds[name](text) for name, text in record.items() if name in kinds and known(name, text)})

    nodes = {record["id"]: typed(NODE, record) for record in rows("nodes")}
    edges = [(record["source"], record["target"], typed(EDGE, record)) for record in rows("edges")]
    return nodes, edges


def known(name, text):
    """CSV has no sign for what is not known but the empty field, which for a name is the empty name."""
    return text != "" or name not in UNKNOWN


def from_dot(path):
    graph, = pydot.graph_from_dot_data(path.read_text(encoding="utf-8"))

    def typed(kinds, attributes):
        texts = {name: unquoted(text) for name, text in attributes.items()}
        texts = {name: text for name, text in (texts | {"name": texts["label"]}).items() if name in kinds}
        return row(kinds, {name: kinds[name](text) for name, text in texts.items()})

    members = [node for node in graph.get_nodes() if node.get_name() not in {"node", "edge", "graph"}]
    nodes = {unquoted(node.get_name()): typed(NODE, node.get_attributes()) for node in members}
    edges = []
    for edge in graph.get_edges():
        data = typed(EDGE, edge.get_attributes())
        assert (edge.get("dir") is not None) == (not data["directed"])
        edges.append((unquoted(edge.get_source()), unquoted(edge.get_destination()), data))
    return nodes, edges


def unquoted(text):
    assert text[0] == text[-1] == '"', text
    return re.sub(r"\\(.)", lambda escape: "\n" if escape[1] == "n" else escape[1], text[1:-1])


def row(kinds, data):
    return {name: data[name] for name in kinds if data.get(name) is not None}


def same_in(form):
    """Makes what a format cannot tell apart the same, in keys, values and lists."""
    def same(value):
        if isinstance(value, str):
            return form(value)
        if isinstance(value, dict):
            return {same(key): same(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [same(item) for item in value]
        return value
    return same


XML = same_in(lambda text: FORBIDDEN_IN_XML.sub("\ufffd", text))
DOT = same_in(lambda text: re.sub("\r\n?", "\n", text).replace("\0", "\ufffd"))
EXACT = same_in(lambda text: text)


def check(directory):
    nodes, edges = from_json(directory / "graph.json")
    for read, name, same in [
        (from_graphml, "graph.graphml", XML),
        (from_gexf, "graph.gexf", XML),
        (from_csv, "graph.csv", EXACT),
        (from_dot, "graph.dot", DOT),
    ]:
        read_nodes, read_edges = read(directory / name)
        equal(same(nodes), same(read_nodes), f"nodes of {directory.name}/{name}")
        order = lambda edge: (edge[0], edge[1], edge[2]["relation"])
        equal(sorted(same(edges), key=order), sorted(same(read_edges), key=order), f"edges of {directory.name}/{name}")
    statements = (directory / "graph.cypher").read_text(encoding="utf-8").split("\n")
    assert len(statements) == 1 + len(nodes) + len(edges) + 1, "a statement a line"
    print(f"{directory.name}: {len(nodes)} nodes and {len(edges)} edges, the same in every format")


def equal(ours, theirs, what):
    assert ours == theirs, f"{what}:\n{ours}\n{theirs}"


if __name__ == "__main__":
    directories = sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir())
    assert directories, "no exports there: run `cargo test --test it export` first"
    for directory in directories:
        check(directory)
