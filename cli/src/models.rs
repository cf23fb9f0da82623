//! `newsgraph models`: which models there are, whether they are whole, and how others become one.

use std::{
    env,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use memmap2::Mmap;
use newsgraph::{AnyTagger, Catalog, CatalogModel, EmbeddedTagger, EntityType, Kernel, Model, Source};
use sha2::{Digest, Sha256};

use crate::{
    args::{ModelsAction, ModelsArgs},
    failure::Stop,
    output,
};

/// Names the kernel to compute with, for tests and comparisons.
const KERNEL: &str = "NEWSGRAPH_KERNEL";

pub fn run(args: &ModelsArgs, quiet: bool) -> Result<ExitCode, Stop> {
    let catalog = || catalog(args.catalog.as_deref());
    match &args.action {
        None | Some(ModelsAction::List) => list(&catalog()?),
        Some(ModelsAction::Fetch { model, sha256, unverified }) => {
            let mut model = catalog()?.model(model)?.clone();
            for (file, sum) in sha256 {
                model.file_mut(file)?.sha256 = Some(sum.parse()?);
            }
            fetch(&model, *unverified, quiet)
        }
        Some(ModelsAction::Verify) => verify(&catalog()?),
        Some(ModelsAction::Convert { folder, reader, output }) => convert(folder, *reader, output),
    }
}

/// The catalog in a file, or the one that ships.
fn catalog(path: Option<&Path>) -> Result<Catalog, Stop> {
    let Some(path) = path else { return Ok(Catalog::shipped()?) };
    let text = fs::read_to_string(path).map_err(|cause| Stop::cannot_read(path, &cause))?;
    text.parse().map_err(|error| Stop::in_file(path, &error))
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
    /// A model of the catalog that is fetched first.
    Listed(Box<CatalogModel>),
}

impl Default for Choice {
    fn default() -> Self {
        Choice::Embedded(Model::default())
    }
}

impl Choice {
    pub fn parse(argument: &str) -> Result<Self, String> {
        let path = PathBuf::from(argument);
        let told = |error: newsgraph::Error| error.to_string();
        match argument.parse::<Model>() {
            Ok(model) => Ok(Choice::Embedded(model)),
            Err(_) if path.is_dir() => Ok(Choice::Folder(path)),
            Err(_) if path.is_file() => Ok(Choice::File(path)),
            Err(unknown) => match Catalog::shipped().map_err(told)?.model(argument) {
                Ok(model) => Ok(Choice::Listed(Box::new(model.clone()))),
                Err(_) => Err(format!("{unknown}, none of this name is listed, and there is no such file or folder")),
            },
        }
    }

    pub fn load(&self) -> Result<AnyTagger, Stop> {
        match self {
            Choice::Embedded(model) => computing(EmbeddedTagger::with_model(*model)?),
            Choice::File(path) => {
                let map = map(path).map_err(|cause| Stop::cannot_read(path, &cause))?;
                computing(EmbeddedTagger::from_bytes(map).map_err(|error| Stop::in_file(path, &error))?)
            }
            #[cfg(feature = "onnx")]
            Choice::Folder(path) if newsgraph::OnnxTagger::FILES.iter().any(|name| path.join(name).is_file()) => {
                Ok(Box::new(newsgraph::OnnxTagger::from_folder(path)?))
            }
            Choice::Folder(path) => computing(EmbeddedTagger::from_folder(path)?),
            Choice::Listed(model) => fetched(model),
        }
    }
}

/// The tagger on the kernel that is asked for.
fn computing(tagger: EmbeddedTagger) -> Result<AnyTagger, Stop> {
    match env::var(KERNEL) {
        Ok(name) => Ok(Box::new(tagger.with_kernel(name.parse::<Kernel>()?)?)),
        Err(_) => Ok(Box::new(tagger)),
    }
}

#[cfg(feature = "hub")]
fn fetched(model: &CatalogModel) -> Result<AnyTagger, Stop> {
    Ok(newsgraph::Hub::from_env()?.tagger(model)?)
}

#[cfg(not(feature = "hub"))]
fn fetched(model: &CatalogModel) -> Result<AnyTagger, Stop> {
    Err(no_hub(model))
}

#[cfg(not(feature = "hub"))]
fn no_hub(model: &CatalogModel) -> Stop {
    Stop::Failed(format!("model `{}` must be fetched, and this program was built without the feature `hub`", model.name))
}

fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: the file must not change while it is in use. That is asked of whoever runs the program, as by any other that maps
    // files; `newsgraph models convert` never changes a file in place.
    unsafe { Mmap::map(&file) }
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

fn list(catalog: &Catalog) -> Result<ExitCode, Stop> {
    let types = EntityType::ALL.map(EntityType::label).join(" ");
    for model in catalog.models() {
        let CatalogModel { name, description, backend, licence, .. } = model;
        let state = match &model.source {
            Source::Embedded => {
                let bytes: u64 = model.files.iter().filter_map(|file| file.bytes).sum();
                format!("part of the program, {:.1} MB; finds {types}", bytes as f64 / 1e6)
            }
            Source::Hub { repository, .. } => format!("from {repository}, by {backend}; {licence}; {}", state(model)),
            Source::Folder(folder) => format!("in {}, by {backend}; {licence}; {}", folder.display(), state(model)),
            _ => licence.clone(),
        };
        print(&format!("{name:<26}{description}; {state}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether a model was tried, and whether it is at hand.
fn state(model: &CatalogModel) -> String {
    let verified = if model.verified { "verified" } else { "not verified" };
    format!("{verified}, {}", if is_at_hand(model) { "at hand" } else { "not fetched" })
}

#[cfg(feature = "hub")]
fn is_at_hand(model: &CatalogModel) -> bool {
    let folder = newsgraph::Hub::from_env().and_then(|hub| hub.folder(model));
    folder.is_ok_and(|folder| model.files.iter().all(|file| folder.join(&file.name).is_file()))
}

#[cfg(not(feature = "hub"))]
fn is_at_hand(_: &CatalogModel) -> bool {
    false
}

#[cfg(feature = "hub")]
fn fetch(model: &CatalogModel, unverified: bool, quiet: bool) -> Result<ExitCode, Stop> {
    if model.source == Source::Embedded {
        return print(&format!("{} is part of the program: nothing to fetch", model.name));
    }
    let progress = crate::progress::Downloads::new(quiet);
    let folder = newsgraph::Hub::from_env()?.unverified(unverified).fetch(model, |download| progress.advance(&download))?;
    progress.finish();
    print(&format!("{:<26}{}", model.name, folder.display()))
}

#[cfg(not(feature = "hub"))]
fn fetch(model: &CatalogModel, _: bool, _: bool) -> Result<ExitCode, Stop> {
    match model.source {
        Source::Embedded => print(&format!("{} is part of the program: nothing to fetch", model.name)),
        _ => Err(no_hub(model)),
    }
}

/// Holds each model that is at hand to its checksums, and loads those that are part of the program.
fn verify(catalog: &Catalog) -> Result<ExitCode, Stop> {
    for model in catalog.models() {
        match model.source {
            Source::Embedded => verify_embedded(model)?,
            _ if is_at_hand(model) => verify_files(model)?,
            _ => continue,
        };
    }
    Ok(ExitCode::SUCCESS)
}

fn verify_embedded(listed: &CatalogModel) -> Result<ExitCode, Stop> {
    let model: Model = listed.name.parse()?;
    let parts = std::iter::once(model.bytes()).chain(model.reader_bytes());
    let sums: Vec<_> = parts.map(|part| newsgraph::Sha256(Sha256::digest(part).into())).collect();
    if !listed.files.iter().map(|file| file.sha256).eq(sums.iter().copied().map(Some)) {
        let sums: Vec<String> = sums.iter().map(ToString::to_string).collect();
        return Err(Stop::Failed(format!("{model} is not what models.toml lists: its checksums are {}", sums.join(", "))));
    }
    EmbeddedTagger::with_model(model)?;
    print(&format!("{model:<26}whole, loads; SHA-256 {}", sums[0]))
}

#[cfg(feature = "hub")]
fn verify_files(model: &CatalogModel) -> Result<ExitCode, Stop> {
    newsgraph::Hub::from_env()?.verify(model)?;
    print(&format!("{:<26}whole", model.name))
}

#[cfg(not(feature = "hub"))]
fn verify_files(_: &CatalogModel) -> Result<ExitCode, Stop> {
    Ok(ExitCode::SUCCESS)
}

fn print(line: &str) -> Result<ExitCode, Stop> {
    let mut out = output::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
