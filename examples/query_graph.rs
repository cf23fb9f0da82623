//! Asks a graph who is linked with whom, and why: `cargo run --release --example query_graph`.

use newsgraph::{EntityType, Extractor, Filter, RelationGraph, Result};

const ARTICLES: [&str; 3] = [
    "Russian Foreign Minister Sergei Lavrov met Turkish President Recep Tayyip Erdogan in Ankara. Lavrov left for Moscow.",
    "Erdogan will host the NATO summit in Ankara, the alliance's Secretary General Mark Rutte said.",
    "Mark Rutte spoke with Volodymyr Zelenskyy in Kyiv about air defence for Ukraine.",
];

fn main() -> Result<()> {
    let graph = Extractor::new()?.extract_all(ARTICLES).collect::<Result<RelationGraph>>()?;

    let rutte = graph.entity("Mark Rutte")?;
    println!("{} is named with:", graph[rutte].name);
    for (edge, other) in graph.neighbors(rutte) {
        let (document, evidence) = edge.evidence().next().expect("an edge has evidence");
        println!("  {} (weight {}): “{}” [{}]", graph[other].name, edge.weight, evidence.text, document.id);
    }

    let (lavrov, kyiv) = (graph.entity("lavrov")?, graph.entity("KYIV")?);
    let path = graph.path(lavrov, kyiv).expect("each is named with someone who is named with the next");
    let names: Vec<&str> = path.nodes.iter().map(|&node| graph[node].name.as_str()).collect();
    println!("\nFrom Lavrov to Kyiv: {}", names.join(" – "));

    let people = graph.filtered(&Filter::new().entity_types([EntityType::Person]));
    println!("\nPeople alone: {} nodes, {} edges", people.nodes().count(), people.edges().count());

    println!("\nMost central:");
    for (node, rank) in graph.page_rank(0.85).into_iter().take(3) {
        println!("  {:.3} {}", rank, graph[node].name);
    }
    Ok(())
}
