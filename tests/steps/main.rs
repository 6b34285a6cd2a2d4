//! Steps that real images need, to the byte, what is refused of them, and, with an engine, that what
//! they say is what happens.

mod caches;
mod complaints;
mod manifests;
mod paths;
mod platforms;
mod probes;
mod removals;
mod repositories;
