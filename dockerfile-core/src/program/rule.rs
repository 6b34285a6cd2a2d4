//! What an organisation asks of its images, as its manifest says it.

/// A line of a manifest, and what it asks.
#[derive(Clone, Debug)]
pub(crate) struct Rule<T> {
    pub(crate) value: T,
    /// `Cargo.toml:12`
    pub(crate) at: String,
    /// The line itself.
    pub(crate) text: String,
}
