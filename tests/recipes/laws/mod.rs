//! What a file names is copied or refused, a tool's own rules hold, and hostile input ends soon: of
//! Go, Java and Ruby.

mod go;
mod java;
mod ruby;
mod workspace;
