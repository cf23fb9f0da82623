//! `newsgraph models`: which models there are, whether they are whole, and how others become one.

use std::{
    env,
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use memmap2::Mmap;
use newsgraph::{EmbeddedTagger, EntityType, Kernel, Model};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{args::ModelsAction, failure::Stop, output};

/// Names the kernel to compute with, for tests and comparisons.
const KERNEL: &str = "NEWSGRAPH_KERNEL";

pub fn run(action: Option<&ModelsAction>) -> Result<ExitCode, Stop> {
    match action {
        None | Some(ModelsAction::List) => list(),
        Some(ModelsAction::Fetch { model }) => print(&format!("{model} is part of the program: nothing to fetch")),
        Some(ModelsAction::Verify) => verify(),
        Some(ModelsAction::Convert { folder, reader, output }) => convert(folder, *reader, output),
    }
}

/// The model of a name.
pub fn named(name: &str) -> Result<Model, String> {
    name.parse().map_err(|error: newsgraph::Error| error.to_string())
}

/// A model to read with.
#[derive(Debug, Clone)]
pub enum Choice {
    /// Part of the program.
    Embedded(Model),
    /// A model file.
    File(PathBuf),
    /// A Hugging Face folder.
    Folder(PathBuf),
}

impl Default for Choice {
    fn default() -> Self {
        Choice::Embedded(Model::default())
    }
}

impl Choice {
    pub fn parse(argument: &str) -> Result<Self, String> {
        let path = PathBuf::from(argument);
        match named(argument) {
            Ok(model) => Ok(Choice::Embedded(model)),
            Err(_) if path.is_dir() => Ok(Choice::Folder(path)),
            Err(_) if path.is_file() => Ok(Choice::File(path)),
            Err(unknown) => Err(format!("{unknown}, and there is no such file or folder")),
        }
    }

    pub fn load(&self) -> Result<EmbeddedTagger, Stop> {
        let tagger = match self {
            Choice::Embedded(model) => EmbeddedTagger::with_model(*model)?,
            Choice::File(path) => {
                let map = map(path).map_err(|cause| Stop::cannot_read(path, &cause))?;
                EmbeddedTagger::from_bytes(map).map_err(|error| Stop::in_file(path, &error))?
            }
            Choice::Folder(path) => converted(path)?,
        };
        match env::var(KERNEL) {
            Ok(name) => Ok(tagger.with_kernel(name.parse::<Kernel>()?)?),
            Err(_) => Ok(tagger),
        }
    }
}

fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: the file must not change while it is in use. That is asked of whoever runs the program, as by any other that maps
    // files; `newsgraph models convert` never changes a file in place.
    unsafe { Mmap::map(&file) }
}

/// A folder's model, with its reader if it has one.
fn converted(folder: &Path) -> Result<EmbeddedTagger, newsgraph::Error> {
    let tagger = EmbeddedTagger::from_bytes(newsgraph::convert(folder)?)?;
    match folder.join("reader.json").exists() {
        true => tagger.with_reader(newsgraph::convert_reader(folder)?),
        false => Ok(tagger),
    }
}

fn convert(folder: &Path, reader: bool, output: &Path) -> Result<ExitCode, Stop> {
    let model = if reader { newsgraph::convert_reader(folder)? } else { newsgraph::convert(folder)? };
    let size = model.len();
    if !reader {
        EmbeddedTagger::from_bytes(model.clone())?;
    }
    // Written under another name first, so that a file of this name is always whole.
    let unfinished = output.with_extension("unfinished");
    let written = std::fs::write(&unfinished, &model).and_then(|()| std::fs::rename(&unfinished, output));
    written.map_err(|cause| Stop::cannot_write(output, &cause))?;
    print(&format!("{}  {size} bytes, loads", output.display()))
}

/// `models.toml`.
#[derive(Debug, Deserialize)]
struct Catalog {
    model: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    name: String,
    description: String,
    bytes: usize,
    sha256: String,
}

/// The entry of a model that is part of the program.
fn listed(model: Model) -> Result<Listed, Stop> {
    let catalog: Catalog = toml::from_str(Model::CATALOG).map_err(|error| Stop::Failed(format!("models.toml: {error}")))?;
    let entry = catalog.model.into_iter().find(|listed| listed.name == model.name());
    entry.ok_or_else(|| Stop::Failed(format!("models.toml does not list {model}")))
}

fn list() -> Result<ExitCode, Stop> {
    let types = EntityType::ALL.map(EntityType::label).join(" ");
    for &model in Model::ALL {
        let Listed { description, bytes, .. } = listed(model)?;
        print(&format!("{model:<14}{description}; part of the program, {:.1} MB; finds {types}", bytes as f64 / 1e6))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Holds each model to its checksum, and loads it.
fn verify() -> Result<ExitCode, Stop> {
    for &model in Model::ALL {
        let sum: String = Sha256::digest(model.bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        if sum != listed(model)?.sha256 {
            return Err(Stop::Failed(format!("{model} is not what models.toml lists: its checksum is {sum}")));
        }
        EmbeddedTagger::with_model(model)?;
        print(&format!("{model:<14}whole, loads; SHA-256 {sum}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(line: &str) -> Result<ExitCode, Stop> {
    let mut out = output::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
