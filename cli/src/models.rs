//! `newsgraph models`: which models there are, whether they are whole, and how others become one.

use std::{
    env,
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use memmap2::Mmap;
use newsgraph::{EmbeddedTagger, EntityType, Extractor, Kernel};

use crate::{args::ModelsAction, failure::Stop, output};

/// The model that is part of the program; a model to be fetched would be listed beside it.
const EMBEDDED: &str = "news-en";

/// Names the kernel to compute with, for tests and comparisons.
const KERNEL: &str = "NEWSGRAPH_KERNEL";

pub fn run(action: Option<&ModelsAction>) -> Result<ExitCode, Stop> {
    match action {
        None | Some(ModelsAction::List) => list(),
        Some(ModelsAction::Fetch { name }) => print(&format!("{name} is part of the program: nothing to fetch")),
        Some(ModelsAction::Verify) => verify(),
        Some(ModelsAction::Convert { folder, output }) => convert(folder, output),
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

/// A model to read with.
#[derive(Debug, Clone, Default)]
pub enum Choice {
    #[default]
    Embedded,
    /// A model file.
    File(PathBuf),
    /// A Hugging Face folder.
    Folder(PathBuf),
}

impl Choice {
    pub fn parse(argument: &str) -> Result<Self, String> {
        let path = PathBuf::from(argument);
        match named(argument) {
            Ok(_) => Ok(Choice::Embedded),
            Err(_) if path.is_dir() => Ok(Choice::Folder(path)),
            Err(_) if path.is_file() => Ok(Choice::File(path)),
            Err(unknown) => Err(format!("{unknown}, and there is no such file or folder")),
        }
    }

    pub fn load(&self) -> Result<EmbeddedTagger, Stop> {
        let tagger = match self {
            Choice::Embedded => EmbeddedTagger::new()?,
            Choice::File(path) => {
                let map = map(path).map_err(|cause| Stop::cannot_read(path, &cause))?;
                EmbeddedTagger::from_bytes(map).map_err(|error| Stop::in_file(path, &error))?
            }
            Choice::Folder(path) => EmbeddedTagger::from_bytes(newsgraph::convert(path)?)?,
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

fn convert(folder: &Path, output: &Path) -> Result<ExitCode, Stop> {
    let model = newsgraph::convert(folder)?;
    let size = model.len();
    EmbeddedTagger::from_bytes(model.clone())?;
    // Written under another name first, so that a file of this name is always whole.
    let unfinished = output.with_extension("unfinished");
    let written = std::fs::write(&unfinished, &model).and_then(|()| std::fs::rename(&unfinished, output));
    written.map_err(|cause| Stop::cannot_write(output, &cause))?;
    print(&format!("{}  {size} bytes, loads", output.display()))
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
