//! Models from a hub: downloaded once, held to their checksums, kept in a folder of this machine.

mod cache;
mod transfer;

use std::{
    collections::BTreeSet,
    env, fmt,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use etcetera::BaseStrategy;
use ureq::Proxy;

use super::catalog::{CatalogFile, CatalogModel, Sha256, Source};
use crate::{AnyTagger, Error, Result, tagger};
use transfer::Transfer;

/// The hub that is asked unless another is named.
const ENDPOINT: &str = "https://huggingface.co";

/// The largest file of unknown size that is taken, in bytes.
const LARGEST: u64 = 4 << 30;

/// Formats of which reading runs what they say (Python's pickle, in a zip or alone) or that nothing here reads.
const PICKLES: [&str; 8] = ["bin", "pt", "pth", "pkl", "pickle", "ckpt", "ot", "h5"];

/// Downloads the models of a [`Catalog`](crate::Catalog) and finds those that are there.
///
/// Nothing is taken from the environment unless by [`Hub::from_env`]. Files go into a folder for each model under another name
/// first, continue where a lost connection left them, and get their own name when their checksum is right; a file lock keeps
/// two downloads of one model apart. A model with a file whose checksum nobody knows is refused unless
/// [`unverified`](Hub::unverified) models are allowed, and a pickle unless it is [`trusted`](Hub::trust) by name.
///
/// ```no_run
/// use newsgraph::{Catalog, Extractor, Hub};
///
/// let catalog = Catalog::shipped()?;
/// let model = catalog.model("bert-base-ner-onnx")?;
/// let hub = Hub::from_env()?.unverified(true);
/// hub.fetch(model, |download| eprintln!("{}: {} bytes", download.file, download.bytes))?;
/// let extractor = Extractor::with_tagger(hub.tagger(model)?);
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Clone)]
pub struct Hub {
    cache: PathBuf,
    endpoint: String,
    token: Option<String>,
    proxy: Option<Proxy>,
    /// In PEM.
    certificates: Option<Vec<u8>>,
    offline: bool,
    unverified: bool,
    trusted: BTreeSet<String>,
    attempts: u32,
    pause: Duration,
    patience: Duration,
    largest: u64,
}

/// How far a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Download<'a> {
    /// The file, by its name in the model's folder.
    pub file: &'a str,
    /// Bytes that are there, those of an earlier attempt included.
    pub bytes: u64,
    /// Bytes that there will be, if that is known.
    pub total: Option<u64>,
}

impl fmt::Debug for Hub {
    /// Without the token, and without the proxy, whose address may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Hub").field("cache", &self.cache).field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Hub {
    /// Keeps models in this folder, and asks Hugging Face's hub for them, directly.
    pub fn new(cache: impl Into<PathBuf>) -> Self {
        Hub {
            cache: cache.into(),
            endpoint: ENDPOINT.to_owned(),
            token: None,
            proxy: None,
            certificates: None,
            offline: false,
            unverified: false,
            trusted: BTreeSet::new(),
            attempts: 5,
            pause: Duration::from_millis(500),
            patience: Duration::from_secs(30),
            largest: LARGEST,
        }
    }

    /// Keeps models where this system keeps what can be had again (on Linux `~/.cache/newsgraph/models`), and does as the
    /// environment says: `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_OFFLINE`, `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`,
    /// `SSL_CERT_FILE`, and `NEWSGRAPH_MODELS` for the folder.
    ///
    /// # Errors
    ///
    /// If there is no home directory, or a variable cannot be used.
    pub fn from_env() -> Result<Self> {
        let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let folder = set("NEWSGRAPH_MODELS").map(PathBuf::from).map_or_else(usual_folder, Ok)?;
        let mut hub = Hub::new(folder).offline(set("HF_HUB_OFFLINE").is_some_and(|value| is_true(&value)));
        hub.endpoint = set("HF_ENDPOINT").unwrap_or(hub.endpoint);
        hub.token = set("HF_TOKEN");
        hub.proxy = Proxy::try_from_env();
        hub.certificates = match set("SSL_CERT_FILE") {
            Some(path) => Some(fs::read(&path).map_err(|source| Error::Read { path: path.into(), source })?),
            None => None,
        };
        Ok(hub)
    }

    /// Asks another hub of the same form. An `https` address is never left for one without encryption.
    #[must_use]
    pub fn endpoint(mut self, address: &str) -> Self {
        self.endpoint = address.trim_end_matches('/').to_owned();
        self
    }

    /// Says who is asking, for models that are not open to everyone; told to the hub alone, not to where it redirects.
    #[must_use]
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Goes through a proxy, such as `http://proxy.example:3128` or `socks5://…`.
    ///
    /// # Errors
    ///
    /// If that is no address of a proxy.
    pub fn proxy(mut self, address: &str) -> Result<Self> {
        self.proxy = Some(Proxy::new(address).map_err(|error| Error::invalid("proxy", error))?);
        Ok(self)
    }

    /// Trusts these certificates, in PEM, instead of Mozilla's list.
    #[must_use]
    pub fn certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.certificates = Some(pem.into());
        self
    }

    /// Uses no network: what is not there is an error.
    #[must_use]
    pub fn offline(mut self, offline: bool) -> Self {
        self.offline = offline;
        self
    }

    /// Takes files whose checksum nobody knows; what came the first time is then what they are held to.
    #[must_use]
    pub fn unverified(mut self, allowed: bool) -> Self {
        self.unverified = allowed;
        self
    }

    /// Takes a file of a format that may run code when it is loaded, by its name.
    #[must_use]
    pub fn trust(mut self, file: &str) -> Self {
        self.trusted.insert(file.to_owned());
        self
    }

    /// Tries so many times in a row, with a pause that doubles each time; five times from half a second unless set.
    #[must_use]
    pub fn attempts(mut self, attempts: u32, pause: Duration) -> Self {
        (self.attempts, self.pause) = (attempts.max(1), pause);
        self
    }

    /// Waits so long for a connection or for the next bytes; 30 seconds unless set.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Takes no file that is larger, where the catalog does not tell the size; 4 GiB unless set.
    #[must_use]
    pub fn largest(mut self, bytes: u64) -> Self {
        self.largest = bytes;
        self
    }

    /// Where a model's files are or would be.
    ///
    /// # Errors
    ///
    /// If it is part of the crate, or a name in it could lead out of the folder.
    pub fn folder(&self, model: &CatalogModel) -> Result<PathBuf> {
        model.check()?;
        match &model.source {
            Source::Embedded => {
                Err(Error::invalid(format!("model `{}`", model.name), "it is part of the crate and has no files"))
            }
            Source::Folder(folder) => Ok(folder.clone()),
            Source::Hub { revision, .. } => Ok(self.cache.join(&model.name).join(revision.replace('/', "--"))),
        }
    }

    /// Downloads what is missing of a model, and holds what is there to its checksums.
    ///
    /// # Errors
    ///
    /// If a file cannot be had, may not be taken, or is not what it should be; what was there stays.
    pub fn fetch(&self, model: &CatalogModel, mut progress: impl FnMut(Download)) -> Result<PathBuf> {
        let Source::Hub { repository, revision } = &model.source else {
            self.verify(model)?;
            return self.folder(model);
        };
        let folder = self.folder(model)?;
        if self.offline {
            return self.find(model);
        }
        let address = |file: &CatalogFile| {
            format!("{}/{repository}/resolve/{revision}/{}", self.endpoint, file.path.as_ref().unwrap_or(&file.name))
        };
        model.files.iter().try_for_each(|file| self.admit(file, &address(file)))?;
        let agent = self.agent()?;
        let _lock = lock(&folder)?;
        for file in &model.files {
            let target = folder.join(&file.name);
            if let Ok(sum) = self.check(model, file, &folder) {
                cache::note(&target, sum).map_err(|source| Error::Cache { path: target, source })?;
            } else {
                let token = self.token.as_deref();
                let transfer = Transfer { hub: self, agent: &agent, url: address(file), file, token };
                transfer.run(&target, &mut progress)?;
            }
        }
        Ok(folder)
    }

    /// The folder of a model that is there, each file of which has been held to its checksum once.
    ///
    /// # Errors
    ///
    /// If a file is missing, with the command that gets it, or is not what it should be.
    pub fn find(&self, model: &CatalogModel) -> Result<PathBuf> {
        let folder = self.folder(model)?;
        for file in &model.files {
            let path = folder.join(&file.name);
            if !path.is_file() {
                return Err(Error::NotFetched { name: model.name.clone(), path });
            }
            let noted = cache::noted(&path);
            if noted.is_none() || file.sha256.is_some_and(|sum| noted != Some(sum)) {
                let sum = self.check(model, file, &folder)?;
                // A folder that cannot be written to is checked again next time.
                if matches!(model.source, Source::Hub { .. }) {
                    let _ = cache::note(&path, sum);
                }
            }
        }
        Ok(folder)
    }

    /// Reads every file of a model that is there, and holds it to its checksum: the catalog's, or that of the first download.
    ///
    /// # Errors
    ///
    /// If a file is missing or is not what it should be.
    pub fn verify(&self, model: &CatalogModel) -> Result<()> {
        let folder = self.folder(model)?;
        model.files.iter().try_for_each(|file| self.check(model, file, &folder).map(drop))
    }

    /// A tagger of a model that is there.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find); if the model is broken or needs a feature that this build does not have.
    pub fn tagger(&self, model: &CatalogModel) -> Result<AnyTagger> {
        match model.source {
            Source::Embedded => tagger::open(Path::new(&model.name)),
            _ => tagger::load(&self.find(model)?, model.backend, &model.label_map()?),
        }
    }

    /// Holds a file to its checksum, which is handed back.
    fn check(&self, model: &CatalogModel, file: &CatalogFile, folder: &Path) -> Result<Sha256> {
        let path = folder.join(&file.name);
        let size = fs::metadata(&path).map_err(|_| Error::NotFetched { name: model.name.clone(), path: path.clone() })?.len();
        if let Some(want) = file.bytes.filter(|&want| want != size) {
            return Err(Error::model(path.display(), format!("it has {size} bytes and should have {want}")));
        }
        let want = file.sha256.or_else(|| cache::noted(&path));
        let sum = cache::sum(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        match want {
            Some(want) if want != sum => Err(Error::model(path.display(), wrong_sum(sum, want))),
            Some(_) => Ok(sum),
            None if self.unverified || matches!(model.source, Source::Folder(_)) => Ok(sum),
            None => Err(Error::model(path.display(), format!("nobody knows its checksum; it is {sum}"))),
        }
    }

    /// # Errors
    ///
    /// If a file may not be taken.
    fn admit(&self, file: &CatalogFile, url: &str) -> Result<()> {
        let ending = file.name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let problem = if PICKLES.contains(&ending.as_str()) && !self.trusted.contains(&file.name) {
            format!("`{}` may run code when it is loaded; whoever trusts it says so by name", file.name)
        } else if file.sha256.is_none() && !self.unverified {
            "nobody knows its checksum; give it, or allow unverified models".to_owned()
        } else {
            return Ok(());
        };
        Err(Error::Fetch { url: url.to_owned(), problem })
    }
}

fn wrong_sum(got: Sha256, want: Sha256) -> String {
    format!("its checksum is {got} and should be {want}")
}

/// Waits until nobody else is at work in a folder. The lock ends with the process at the latest.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(".lock");
    let locked = fs::create_dir_all(folder).and_then(|()| {
        let file = File::options().create(true).truncate(false).write(true).open(&path)?;
        file.lock()?;
        Ok(file)
    });
    locked.map_err(|source| Error::Cache { path, source })
}

fn usual_folder() -> Result<PathBuf> {
    let strategy = etcetera::base_strategy::choose_native_strategy().map_err(|error| Error::invalid("home directory", error))?;
    Ok(strategy.cache_dir().join("newsgraph").join("models"))
}

/// As `huggingface_hub` reads its variables.
fn is_true(value: &str) -> bool {
    ["1", "ON", "YES", "TRUE"].contains(&value.to_uppercase().as_str())
}
