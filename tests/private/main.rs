//! What stays at home: of everything that an image copies, neither what version control ignores nor
//! what is private by its name, unless it is named.
//!
//! A thousand stray files are drawn; `STRAYS=10000` draws so many. Images are built whose tools the stand-ins
//! for bases have; `LEAKS=all` builds those of each recipe, with tools of PyPI, npm and Debian.

mod laws;
mod leaks;
mod projects;
mod strays;
