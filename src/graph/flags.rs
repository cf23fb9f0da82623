//! Ways of saying, by name.

use std::collections::BTreeMap;

use super::Edge;
use crate::{Flags, RelationType};

/// The name of a way of saying: `asserted`, or the flags that hold, such as `negated+alleged`.
pub(super) fn label(flags: Flags) -> String {
    let all =
        [(flags.negated, "negated"), (flags.hypothetical, "hypothetical"), (flags.past, "past"), (flags.alleged, "alleged")];
    let held: Vec<&str> = all.into_iter().filter(|(holds, _)| *holds).map(|(_, name)| name).collect();
    if held.is_empty() { "asserted".to_owned() } else { held.join("+") }
}

/// The number of articles that say an edge in each way, by the way's name; a co-mention says nothing.
pub(crate) fn counts(edge: &Edge) -> Option<BTreeMap<String, usize>> {
    let counts = || edge.flags().into_iter().map(|(flags, count)| (label(flags), count)).collect();
    (edge.relation != RelationType::CoMention).then(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_have_names() {
        for (negated, hypothetical, past, alleged, want) in [
            (false, false, false, false, "asserted"),
            (true, false, false, true, "negated+alleged"),
            (false, true, true, false, "hypothetical+past"),
        ] {
            assert_eq!(label(Flags { negated, hypothetical, past, alleged }), want);
        }
    }
}
