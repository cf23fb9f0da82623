//! What a user of the crate sees, in one binary.

mod accuracy;
mod articles;
mod contract;
mod export;
mod golden;
#[cfg(feature = "hub")]
mod hub;
mod no_relations;
mod properties;
mod written;
