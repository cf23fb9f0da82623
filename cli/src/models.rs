//! `newsgraph models`: which models there are and whether they are whole.

use std::{io::Write, process::ExitCode};

use newsgraph::{EntityType, Extractor};

use crate::{args::ModelsAction, failure::Stop, output};

/// The model that is part of the program; a model to be fetched would be listed beside it.
const EMBEDDED: &str = "news-en";

pub fn run(action: Option<&ModelsAction>) -> Result<ExitCode, Stop> {
    match action {
        None | Some(ModelsAction::List) => list(),
        Some(ModelsAction::Fetch { name }) => print(&format!("{name} is part of the program: nothing to fetch")),
        Some(ModelsAction::Verify) => verify(),
    }
}

/// Accepts the name of a model that this program knows.
pub fn named(name: &str) -> Result<String, String> {
    if name == EMBEDDED {
        Ok(name.to_owned())
    } else {
        Err(format!("no such model is known; there is `{EMBEDDED}`, part of the program"))
    }
}

fn list() -> Result<ExitCode, Stop> {
    let types = EntityType::ALL.map(EntityType::label).join(" ");
    print(&format!("{EMBEDDED}  English news, part of the program; finds {types}"))
}

/// Loading is the check that the library has; a fetched model would first be held to its checksum.
fn verify() -> Result<ExitCode, Stop> {
    Extractor::new()?;
    print(&format!("{EMBEDDED}  whole, loads"))
}

fn print(line: &str) -> Result<ExitCode, Stop> {
    let mut out = output::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
