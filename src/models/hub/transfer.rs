//! One file over the network: continued where it was left, tried again, checked, and only then given its name.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    thread,
    time::Duration,
};

use ureq::{
    Agent, Body,
    http::{Response, StatusCode, header},
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};

use super::{Download, Hub, cache, wrong_sum};
use crate::{CatalogFile, Error, Result};

/// So many new bytes are worth another round of attempts.
const PROGRESS: u64 = 1 << 20;

/// The longest pause between attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Hub {
    /// What speaks to servers.
    pub(super) fn agent(&self) -> Result<Agent> {
        let roots = match &self.certificates {
            Some(pem) => certificates(pem)?,
            None => RootCerts::WebPki,
        };
        let config = Agent::config_builder()
            .proxy(self.proxy.clone())
            .https_only(self.endpoint.starts_with("https:"))
            .http_status_as_error(false)
            .timeout_connect(Some(self.patience))
            .timeout_recv_response(Some(self.patience))
            .timeout_per_read(Some(self.patience))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .user_agent(concat!("newsgraph/", env!("CARGO_PKG_VERSION")));
        Ok(config.build().new_agent())
    }
}

fn certificates(pem: &[u8]) -> Result<RootCerts> {
    let items = parse_pem(pem).collect::<Result<Vec<PemItem>, _>>().map_err(|error| Error::invalid("certificates", error))?;
    let found: Vec<Certificate<'static>> =
        items.into_iter().filter_map(|item| if let PemItem::Certificate(found) = item { Some(found) } else { None }).collect();
    if found.is_empty() { Err(Error::invalid("certificates", "there is none")) } else { Ok(RootCerts::from(found)) }
}

/// A file that is to be had.
pub(super) struct Transfer<'a> {
    pub(super) hub: &'a Hub,
    pub(super) agent: &'a Agent,
    pub(super) url: String,
    pub(super) file: &'a CatalogFile,
    pub(super) token: Option<&'a str>,
}

/// Why an attempt came to nothing.
enum Failure {
    /// It may go better next time.
    Passing(String),
    Final(String),
}

/// From files of our own.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Final(format!("cannot write to the cache: {error}"))
    }
}

impl Transfer<'_> {
    /// Gets the file to its place.
    ///
    /// # Errors
    ///
    /// If it cannot be had or its checksum is wrong; then nothing stands in its place that did not before.
    pub(super) fn run(&self, target: &Path, progress: &mut dyn FnMut(Download)) -> Result<()> {
        let failed = |problem: String| Error::Fetch { url: self.url.clone(), problem };
        let own = |source: io::Error| Error::Cache { path: target.to_owned(), source };
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(own)?;
        }
        let part = cache::beside(target, ".part");
        let resumed = part.is_file();
        self.download(&part, progress).map_err(failed)?;
        let sum = cache::sum(&part).map_err(own)?;
        match self.file.sha256 {
            Some(want) if want != sum => {
                fs::remove_file(&part).map_err(own)?;
                // What an earlier attempt left may be of another version: once more from the start.
                if resumed { self.run(target, progress) } else { Err(failed(wrong_sum(sum, want))) }
            }
            _ => fs::rename(&part, target).and_then(|()| cache::note(target, sum)).map_err(own),
        }
    }

    /// Attempts until the file is whole, a failure is final, or too many in a row came to nothing.
    fn download(&self, part: &Path, progress: &mut dyn FnMut(Download)) -> Result<(), String> {
        let (mut failures, mut pause, mut best) = (0, self.hub.pause, size(part));
        loop {
            let problem = match self.attempt(part, progress) {
                Ok(()) => return Ok(()),
                Err(Failure::Final(problem)) => return Err(problem),
                Err(Failure::Passing(problem)) => problem,
            };
            failures += 1;
            if size(part) >= best + PROGRESS {
                (failures, pause, best) = (1, self.hub.pause, size(part));
            }
            if failures >= self.hub.attempts {
                return Err(format!("{problem}; {failures} attempts were made"));
            }
            thread::sleep(pause);
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
    }

    fn attempt(&self, part: &Path, progress: &mut dyn FnMut(Download)) -> Result<(), Failure> {
        let have = size(part);
        if self.file.bytes == Some(have) {
            return Ok(());
        }
        let mut request = self.agent.get(&self.url).header(header::ACCEPT_ENCODING, "identity");
        if have > 0 {
            request = request.header(header::RANGE, format!("bytes={have}-"));
        }
        if let Some(token) = self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = request.call().map_err(|error| failure(&error))?;
        match response.status() {
            StatusCode::OK => self.receive(response, part, 0, progress),
            StatusCode::PARTIAL_CONTENT if starts_at(&response, have) => self.receive(response, part, have, progress),
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                fs::remove_file(part)?;
                Err(Failure::Passing("the server sent another part of the file than was asked for".into()))
            }
            status => Err(refusal(status)),
        }
    }

    /// Writes what comes after the first `have` bytes.
    fn receive(
        &self,
        mut response: Response<Body>,
        part: &Path,
        mut have: u64,
        progress: &mut dyn FnMut(Download),
    ) -> Result<(), Failure> {
        let limit = self.file.bytes.unwrap_or(self.hub.largest);
        let length = response.body().content_length().map(|rest| have.saturating_add(rest));
        let total = self.file.bytes.or(length);
        let mut file = open(part, have)?;
        if length.is_some_and(|length| length > limit) {
            return Err(too_large(part, limit)?);
        }
        let mut body = response.body_mut().as_reader();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) => return Err(Failure::Passing(format!("the connection was lost after {have} bytes: {error}"))),
            };
            have += count as u64;
            if have > limit {
                return Err(too_large(part, limit)?);
            }
            file.write_all(&buffer[..count])?;
            progress(Download { file: &self.file.name, bytes: have, total });
        }
        file.sync_all()?;
        match total {
            Some(total) if total != have => {
                Err(Failure::Passing(format!("the connection was lost after {have} bytes of {total}")))
            }
            _ => Ok(()),
        }
    }
}

/// The size of a file; 0 if there is none.
fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

/// Opens a file to write on after its first bytes.
fn open(path: &Path, have: u64) -> io::Result<File> {
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    file.set_len(have)?;
    file.seek(SeekFrom::Start(have))?;
    Ok(file)
}

fn too_large(part: &Path, limit: u64) -> io::Result<Failure> {
    fs::remove_file(part)?;
    Ok(Failure::Final(format!("it is larger than {limit} bytes")))
}

/// Whether a part of a file begins where it should (RFC 9110, section 14.4).
fn starts_at(response: &Response<Body>, have: u64) -> bool {
    let range = response.headers().get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
    range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()) == Some(have)
}

/// What a status that brings no file means.
fn refusal(status: StatusCode) -> Failure {
    let told = |what: &str| format!("{what} (HTTP status {})", status.as_u16());
    match status.as_u16() {
        401 | 403 => Failure::Final(told("it is not open to everyone: a token may be needed, HF_TOKEN")),
        404 | 410 => Failure::Final(told("there is no such file")),
        408 | 425 | 429 | 500.. => Failure::Passing(told("the server is not able to send it now")),
        _ => Failure::Final(told("the server does not send it")),
    }
}

fn failure(error: &ureq::Error) -> Failure {
    use ureq::Error::{ConnectionFailed, HostNotFound, Io, Protocol, Timeout};
    match error {
        Io(_) | Timeout(_) | HostNotFound | ConnectionFailed | Protocol(_) => Failure::Passing(error.to_string()),
        _ => Failure::Final(error.to_string()),
    }
}
