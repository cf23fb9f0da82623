//! Windows of whole sentences.
