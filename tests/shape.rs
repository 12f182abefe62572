//! Keeps the tree, the help, the documents and the program in step.

mod support;

#[path = "shape/documents.rs"]
mod documents;
#[path = "shape/examples.rs"]
mod examples;
#[path = "shape/layers.rs"]
mod layers;
#[path = "shape/pages.rs"]
mod pages;
#[path = "shape/release.rs"]
mod release;
