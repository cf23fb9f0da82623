//! The architectures that `rust-bert` has for token classifiers, and which one a `config.json` asks for.

use std::fmt;

use rust_bert::{
    RustBertError, bert::BertForTokenClassification, distilbert::DistilBertForTokenClassification,
    electra::ElectraForTokenClassification, roberta::RobertaForTokenClassification,
};
use serde::{Deserialize, de::DeserializeOwned};
use tch::{Tensor, nn};

use crate::{Error, Result, tagger::folder::CONFIG};

/// A token classifier that `rust-bert` has.
pub(super) struct Architecture {
    /// Its names in `config.json`, as `model_type` and as a class in `architectures`.
    names: &'static [(&'static str, &'static str)],
    /// Sets it up with random weights.
    pub(super) new: fn(nn::Path, &[u8]) -> Result<Classifier>,
}

/// Computes the logits of a sequence.
pub(super) type Classifier = Box<dyn Fn(&Sequence) -> Result<Tensor, RustBertError> + Send>;

/// What goes into a model, each a row of numbers.
pub(super) struct Sequence {
    pub(super) ids: Tensor,
    pub(super) types: Tensor,
    pub(super) mask: Tensor,
}

/// Of RoBERTa's network there are several models.
const ARCHITECTURES: [Architecture; 4] = [
    Architecture {
        names: &[("bert", "BertForTokenClassification")],
        new: |root, settings| {
            let model = BertForTokenClassification::new(root, &parsed(settings)?).map_err(refused)?;
            Ok(Box::new(move |Sequence { ids, types, mask }| {
                Ok(model.forward_t(Some(ids), Some(mask), Some(types), None, None, false).logits)
            }))
        },
    },
    Architecture {
        names: &[
            ("roberta", "RobertaForTokenClassification"),
            ("xlm-roberta", "XLMRobertaForTokenClassification"),
            ("camembert", "CamembertForTokenClassification"),
        ],
        new: |root, settings| {
            let model = RobertaForTokenClassification::new(root, &parsed(settings)?).map_err(refused)?;
            Ok(Box::new(move |Sequence { ids, types, mask }| {
                Ok(model.forward_t(Some(ids), Some(mask), Some(types), None, None, false).logits)
            }))
        },
    },
    Architecture {
        names: &[("distilbert", "DistilBertForTokenClassification")],
        new: |root, settings| {
            let model = DistilBertForTokenClassification::new(root, &parsed(settings)?).map_err(refused)?;
            Ok(Box::new(move |Sequence { ids, mask, .. }| Ok(model.forward_t(Some(ids), Some(mask), None, false)?.logits)))
        },
    },
    Architecture {
        names: &[("electra", "ElectraForTokenClassification")],
        new: |root, settings| {
            let model = ElectraForTokenClassification::new(root, &parsed(settings)?).map_err(refused)?;
            Ok(Box::new(move |Sequence { ids, types, mask }| {
                Ok(model.forward_t(Some(ids), Some(mask), Some(types), None, None, false).logits)
            }))
        },
    },
];

/// Left out: `rust-bert` 0.23 looks up the positions of content-to-position attention without the offset of the table's middle,
/// and divides by d where the model divides by √d (He et al. 2021, "DeBERTa", equations 3 and 4). On a model with random
/// weights a logit is 0.3 off those of PyTorch.
const DEBERTA: &str = "deberta-v2";

/// The settings as `rust-bert` has them.
fn parsed<C: DeserializeOwned>(settings: &[u8]) -> Result<C> {
    serde_json::from_slice(settings).map_err(refused)
}

fn refused(problem: impl fmt::Display) -> Error {
    Error::model(CONFIG, problem)
}

/// The settings that are looked at before `rust-bert` sees them: it would panic on what makes no sense, and set aside what they
/// ask for. The other names are DistilBERT's.
#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    model_type: Option<String>,
    #[serde(default)]
    architectures: Vec<String>,
    #[serde(alias = "dim")]
    hidden_size: i64,
    #[serde(alias = "hidden_dim")]
    intermediate_size: i64,
    #[serde(alias = "n_heads")]
    num_attention_heads: i64,
    #[serde(alias = "n_layers")]
    num_hidden_layers: i64,
    max_position_embeddings: i64,
    vocab_size: i64,
    /// ELECTRA's.
    #[serde(default)]
    embedding_size: Option<i64>,
    /// DistilBERT has none.
    #[serde(default = "one")]
    type_vocab_size: i64,
}

fn one() -> i64 {
    1
}

/// The architecture that the settings ask for, if they make sense.
pub(super) fn architecture(settings: &[u8]) -> Result<&'static Architecture> {
    let settings: Settings = parsed(settings)?;
    let architecture = settings.architecture()?;
    let sizes = [
        ("hidden_size", settings.hidden_size),
        ("intermediate_size", settings.intermediate_size),
        ("num_attention_heads", settings.num_attention_heads),
        ("num_hidden_layers", settings.num_hidden_layers),
        ("max_position_embeddings", settings.max_position_embeddings),
        ("vocab_size", settings.vocab_size),
        ("embedding_size", settings.embedding_size.unwrap_or(1)),
        ("type_vocab_size", settings.type_vocab_size),
    ];
    if let Some((name, size)) = sizes.iter().find(|(_, size)| !(1..=1 << 24).contains(size)) {
        return Err(refused(format!("`{name}` is {size}")));
    }
    if settings.hidden_size % settings.num_attention_heads != 0 {
        return Err(refused("the heads do not share the hidden states evenly"));
    }
    match settings.weights() <= 1 << 31 {
        true => Ok(architecture),
        false => Err(refused("it asks for more than 2 thousand million weights")),
    }
}

impl Settings {
    fn architecture(&self) -> Result<&'static Architecture> {
        let type_of = |class: &str| names().find(|(_, own)| *own == class).map(|(model_type, _)| model_type);
        let by_class = self.architectures.iter().find_map(|class| type_of(class));
        let Some(model_type) = self.model_type.as_deref().or(by_class) else {
            return Err(refused("`model_type` is missing"));
        };
        if model_type == DEBERTA {
            return Err(refused("`rust-bert` computes DeBERTa's attention wrongly; exported to ONNX, `OnnxTagger` can read it"));
        }
        let known = ARCHITECTURES.iter().find(|known| known.names.iter().any(|(own, _)| *own == model_type));
        let Some(architecture) = known else {
            let known: Vec<&str> = names().map(|(model_type, _)| model_type).collect();
            return Err(refused(format!("`model_type` is `{model_type}`, and only these are known: {}", known.join(", "))));
        };
        let is_own = |class: &String| architecture.names.iter().any(|(_, own)| own == class);
        match self.architectures.is_empty() || self.architectures.iter().any(is_own) {
            true => Ok(architecture),
            false => Err(refused(format!("`{}` is no token classifier of `{model_type}`", self.architectures.join(", ")))),
        }
    }

    /// How many numbers libtorch sets aside before it looks at the weights; BERT-large has 3e8.
    fn weights(&self) -> i64 {
        let layer = self.hidden_size * (4 * self.hidden_size + 2 * self.intermediate_size);
        let width = self.hidden_size.max(self.embedding_size.unwrap_or(0));
        let embeddings = width * (self.vocab_size + self.max_position_embeddings + self.type_vocab_size + self.hidden_size);
        layer.saturating_mul(self.num_hidden_layers).saturating_add(embeddings)
    }
}

/// The names of all architectures.
fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    ARCHITECTURES.iter().flat_map(|architecture| architecture.names.iter().copied())
}
