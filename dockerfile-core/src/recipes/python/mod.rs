//! Python: what pip, uv and Poetry install, and the projects that uv and Poetry build.

#[cfg(feature = "python")]
mod choice;
#[cfg(feature = "python")]
mod folders;
#[cfg(feature = "python")]
mod history;
mod limits;
#[cfg(feature = "python")]
mod mask;
#[cfg(feature = "python")]
mod named;
mod pip;
#[cfg(feature = "python")]
mod poetry;
#[cfg(feature = "python")]
mod pyproject;
#[cfg(feature = "python")]
mod sources;
#[cfg(feature = "python")]
mod uv;
mod version;

/// The name of the package that a requirement asks for: `psycopg2` of `psycopg2[x] == 2.9`.
fn name_of(required: &str) -> &str {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let required = required.trim();
    &required[..required.find(|c| !is_name(c)).unwrap_or(required.len())]
}

pub use self::pip::{Pip, pip};
#[cfg(feature = "python")]
pub use self::poetry::{Poetry, poetry};
#[cfg(feature = "python")]
pub use self::uv::{Uv, uv};
