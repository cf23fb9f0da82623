//! What a user of the crate sees, in one binary.

mod accuracy;
mod articles;
mod export;
mod golden;
mod no_relations;
mod properties;
