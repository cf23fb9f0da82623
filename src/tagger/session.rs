//! ONNX models, run by `rten` in pure Rust.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use rten::{Model, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::{AsView, Layout, Tensor};

use super::folder::guarded;
use crate::{Error, Result};

/// The names under which a folder's model is looked for.
pub(super) const FILES: [&str; 2] = ["model.onnx", "model.rten"];

/// A model whose one output is `logits`, or the first.
pub(super) struct Session {
    model: Model,
    inputs: Vec<(NodeId, String)>,
    output: NodeId,
    file: String,
    /// The library's own would be as large as an environment variable says.
    threads: Arc<ThreadPool>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Session({}, {} weights)", self.file, self.model.total_params())
    }
}

/// Why a file was not loaded.
type Failure = Box<dyn std::error::Error>;

/// Numbers and how they are laid out, the last index running fastest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Array<T> {
    pub(super) shape: Vec<usize>,
    pub(super) numbers: Vec<T>,
}

impl Session {
    /// Loads the first of the model's names that is there.
    ///
    /// # Errors
    ///
    /// If there is none, or it cannot be read.
    pub(super) fn load(folder: &Path) -> Result<Self> {
        Self::load_with(folder, |path| Ok(Model::load_file(path)?))
    }

    /// The same for a model that has an equation in capital letters, which `rten` does not read; small ones say the same.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub(super) fn load_with_equation(folder: &Path, equation: &str) -> Result<Self> {
        Self::load_with(folder, |path| {
            let mut model = fs::read(path)?;
            let Some(place) = model.windows(equation.len()).position(|bytes| bytes == equation.as_bytes()) else {
                return Ok(Model::load_file(path)?);
            };
            model[place..place + equation.len()].make_ascii_lowercase();
            Ok(Model::load(model)?)
        })
    }

    fn load_with(folder: &Path, load: impl Fn(&Path) -> std::result::Result<Model, Failure>) -> Result<Self> {
        let path = path(folder)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        guarded(&file, || {
            let model = load(&path).map_err(|error| Error::model(&file, error))?;
            let name = |id: NodeId| model.node_info(id).and_then(|info| info.name().map(str::to_owned)).unwrap_or_default();
            let inputs = model.input_ids().iter().map(|&id| (id, name(id))).collect();
            let output = model.find_node("logits").or_else(|| model.output_ids().first().copied());
            let output = output.ok_or_else(|| Error::model(&file, "it has no output"))?;
            let threads = Arc::new(ThreadPool::with_num_threads(rayon::current_num_threads()));
            Ok(Session { model, inputs, output, file: file.clone(), threads })
        })
    }

    /// What the model asks for.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().map(|(_, name)| name.as_str())
    }

    pub(super) fn error(&self, problem: impl fmt::Display) -> Error {
        Error::model(&self.file, problem)
    }

    /// The logits for the inputs, each by its name.
    ///
    /// On a thread of its own: one of rayon's that waits for another pool takes up the next window meanwhile, and within that
    /// the next, until its stack is full.
    ///
    /// # Errors
    ///
    /// If the engine fails.
    pub(super) fn run(&self, input: impl Fn(&str) -> Array<i32> + Send) -> Result<Array<f32>> {
        let run = || guarded(&self.file, || self.run_here(input));
        std::thread::scope(|scope| scope.spawn(run).join().expect("panics are caught"))
    }

    fn run_here(&self, input: impl Fn(&str) -> Array<i32>) -> Result<Array<f32>> {
        let filled = |(id, name): &(NodeId, String)| {
            let Array { shape, numbers } = input(name);
            (*id, ValueOrView::from(Tensor::from_data(&shape, numbers)))
        };
        let options = RunOptions::default().with_thread_pool(Some(self.threads.clone()));
        let inputs = self.inputs.iter().map(filled).collect();
        let [logits] = self.model.run_n(inputs, [self.output], Some(options)).map_err(|error| self.error(error))?;
        let logits: Tensor<f32> = logits.try_into().map_err(|error: rten::TryFromValueError| self.error(error))?;
        Ok(Array { shape: logits.shape().to_vec(), numbers: logits.to_vec() })
    }
}

fn path(folder: &Path) -> Result<PathBuf> {
    let there = FILES.iter().map(|name| folder.join(name)).find(|path| path.is_file());
    let source = || std::io::Error::from(std::io::ErrorKind::NotFound);
    there.ok_or_else(|| Error::Read { path: folder.join(FILES[0]), source: source() })
}
