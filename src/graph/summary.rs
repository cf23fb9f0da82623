//! A graph for reading in a terminal.

use std::{cmp::Reverse, fmt};

use petgraph::stable_graph::NodeIndex;

use super::{Edge, Node, RelationGraph};
use crate::{Flags, RelationType};

/// Entities and links that [`Display`](fmt::Display) shows of a graph.
const TOP: usize = 25;

/// Letters of a sentence, and of a name, that a line has room for.
const SENTENCE: usize = 100;
const NAME: usize = 32;

/// Other names of an entity that a line has room for.
const ALIASES: usize = 4;

struct Summary<'g> {
    graph: &'g RelationGraph,
    top: usize,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.graph.write_head(f)?;
        self.graph.write_entities(f, self.top)?;
        self.graph.write_links(f, self.top)
    }
}

/// The most mentioned entities and the strongest links, for reading.
impl fmt::Display for RelationGraph {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.summary(TOP).fmt(f)
    }
}

impl RelationGraph {
    /// Shows the `top` most mentioned entities with their other names, and the `top` strongest links, each with a sentence
    /// that supports it.
    ///
    /// ```
    /// let graph = newsgraph::RelationGraph::new();
    /// assert_eq!(graph.summary(10).to_string(), "0 articles: 0 entities, 0 links\n");
    /// ```
    pub fn summary(&self, top: usize) -> impl fmt::Display {
        Summary { graph: self, top }
    }

    fn write_head(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let days = || self.documents().filter_map(|document| document.date);
        write!(f, "{}", counted(self.documents.len(), "article", "articles"))?;
        match (days().min(), days().max()) {
            (Some(first), Some(last)) if first == last => write!(f, " of {first}")?,
            (Some(first), Some(last)) => write!(f, " from {first} to {last}")?,
            _ => {}
        }
        let entities = counted(self.graph.node_count(), "entity", "entities");
        writeln!(f, ": {entities}, {}", counted(self.graph.edge_count(), "link", "links"))
    }

    fn write_entities(&self, f: &mut fmt::Formatter, top: usize) -> fmt::Result {
        let mut nodes: Vec<NodeIndex> = self.graph.node_indices().collect();
        self.sort_by_mentions(&mut nodes);
        let shown = || nodes.iter().take(top).map(|&index| &self.graph[index]);
        let width = shown().map(|node| shortened(&node.name, NAME).chars().count()).max().unwrap_or(0);
        if !nodes.is_empty() {
            writeln!(f, "\nEntities")?;
        }
        for node in shown() {
            let mentions = format!("{} in {}", counted(node.mentions, "mention", "mentions"), articles(node.documents.len()));
            let line = format!("  {:<8}{:<width$}  {mentions:<27}{}", node.entity_type, shortened(&node.name, NAME), also(node));
            writeln!(f, "{}", line.trim_end())?;
        }
        write_rest(f, nodes.len(), top)
    }

    fn write_links(&self, f: &mut fmt::Formatter, top: usize) -> fmt::Result {
        let mut links: Vec<_> = self.edges().collect();
        let is_bare = |edge: &Edge| edge.relation == RelationType::CoMention;
        links.sort_by(|(_, a, _), (_, b, _)| b.weight.total_cmp(&a.weight).then(is_bare(a).cmp(&is_bare(b))));
        if !links.is_empty() {
            writeln!(f, "\nLinks")?;
        }
        for (source, edge, target) in links.iter().take(top) {
            let [source, target] = [source, target].map(|end| shortened(&self.graph[*end].name, NAME));
            let arrow = if edge.relation.is_symmetric() { "—" } else { "→" };
            let documents = articles(edge.documents.len());
            writeln!(f, "  {:>6.1}  {source} {arrow} {target}  {}, {documents}", edge.weight, edge.relation)?;
            if let Some((document, evidence)) = edge.evidence().min_by_key(|(_, evidence)| Reverse(is_plain(evidence.flags))) {
                writeln!(
                    f,
                    "          “{}” ({}{})",
                    shortened(&evidence.text, SENTENCE),
                    shortened(&document.id, NAME),
                    doubts(evidence.flags)
                )?;
            }
        }
        write_rest(f, links.len(), top)
    }
}

fn write_rest(f: &mut fmt::Formatter, count: usize, top: usize) -> fmt::Result {
    match count.saturating_sub(top) {
        0 => Ok(()),
        rest => writeln!(f, "  … and {rest} more"),
    }
}

/// The most used other names of a node.
fn also(node: &Node) -> String {
    let mut aliases: Vec<(&String, &usize)> = node.aliases.iter().filter(|(alias, _)| **alias != node.name).collect();
    aliases.sort_by_key(|(_, count)| Reverse(**count));
    let names: Vec<String> =
        aliases.iter().take(ALIASES).map(|(alias, count)| format!("{} ({count})", shortened(alias, NAME))).collect();
    let rest = if aliases.len() > ALIASES { ", …" } else { "" };
    if names.is_empty() { String::new() } else { format!("  also {}{rest}", names.join(", ")) }
}

fn is_plain(flags: Flags) -> bool {
    flags == Flags::default()
}

fn doubts(flags: Flags) -> String {
    let all =
        [(flags.negated, ", denied"), (flags.hypothetical, ", possible"), (flags.past, ", past"), (flags.alleged, ", alleged")];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word).collect()
}

fn articles(count: usize) -> String {
    counted(count, "article", "articles")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Text on one line, without what a terminal might obey, cut at a word if it is longer than `letters`.
fn shortened(text: &str, letters: usize) -> String {
    let printable = |character: &char| !character.is_control();
    let line = text.split_whitespace().flat_map(|word| word.chars().filter(printable).chain([' ']));
    let start: String = line.take(letters + 2).collect();
    let whole = start.trim_end();
    if whole.chars().count() <= letters {
        return whole.to_owned();
    }
    let cut: String = whole.chars().take(letters - 1).collect();
    let end = cut.rfind(' ').filter(|end| *end > cut.len() / 2).unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Article, *};

    #[test]
    fn a_summary_reads_well() {
        let articles = [
            Article::new("a1").day("2024-03-01").entity("PER Ann Lee|Lee|Lee|A. Lee").entity("ORG UN").co_mention(0, 1, 1.0),
            Article::new("a2").day("2024-03-14").entity("PER Ann Lee").entity("ORG UN").relation(0, RelationType::Leads, 1, 2.5),
            Article::new("a3").entity("GPE Kyiv").entity("ORG UN").co_mention(0, 1, 1.0),
        ];
        let graph: RelationGraph = articles.iter().map(Article::read).collect();
        let want = "\
3 articles from 2024-03-01 to 2024-03-14: 3 entities, 3 links

Entities
  PER     Ann Lee  5 mentions in 2 articles     also Lee (2), A. Lee (1)
  ORG     UN       3 mentions in 3 articles
  … and 1 more

Links
     2.5  Ann Lee → UN  leads, 1 article
          “The ministry said in its report number 0 that day that Ann Lee and UN and others had met.” (a2)
     1.0  Kyiv — UN  co_mention, 1 article
          “The ministry said in its report number 0 that day that Kyiv and UN and others had met.” (a3)
  … and 1 more
";
        assert_eq!(graph.summary(2).to_string(), want);
    }

    #[test]
    fn lines_are_short_and_harmless() {
        for (text, letters, want) in [
            ("Kyiv", 4, "Kyiv"),
            ("two\r\n\u{a0} lines", 20, "two lines"),
            ("red \u{1b}[31m", 20, "red [31m"),
            ("Ann Lee spoke in Kyiv", 16, "Ann Lee spoke…"),
            ("Łódźłódźłódź", 5, "Łódź…"),
            ("", 5, ""),
        ] {
            assert_eq!(shortened(text, letters), want, "{text:?}");
        }
    }
}
