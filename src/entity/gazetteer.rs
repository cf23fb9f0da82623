//! Countries, and the words for their people.
