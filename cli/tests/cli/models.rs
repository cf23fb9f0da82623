//! What `newsgraph models` says.

use crate::{newsgraph, run};

#[test]
fn the_embedded_model_is_listed_whole_and_not_fetched() {
    for (args, code, said) in [
        (&["models"][..], 0, "news-en"),
        (&["models", "list"], 0, "PER ORG GPE LOC FAC NORP EVENT WORK PRODUCT MISC"),
        (&["models", "verify"], 0, "news-en"),
        (&["models", "fetch", "news-en"], 0, "nothing to fetch"),
        (&["models", "fetch", "news-xx"], 2, "no such model is known; there is `news-en`"),
        (&["models", "fetch"], 2, "<NAME>"),
    ] {
        let run = run(newsgraph(args));
        let where_said = if code == 0 { &run.stdout } else { &run.stderr };
        assert_eq!(run.code, Some(code), "{args:?}");
        assert!(where_said.contains(said), "{args:?}: {where_said}");
    }
}
