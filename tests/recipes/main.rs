//! Recipes: what each reads from disk, what becomes of it, and which steps an edit runs again.

mod cargo;
mod credentials;
mod go;
mod java;
mod laws;
mod node;
mod own;
mod packages;
mod python;
mod ruby;
mod steps;
mod whole;
