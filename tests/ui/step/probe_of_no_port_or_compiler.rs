//! A probe asks a port, and is compiled where something runs.

use dockerfile_core::{Debian, Stage, debian, http, image, scratch, tcp};

fn main() {
    let base = || Stage::from(debian("12"));
    let rust = || image("rust:1-slim-bookworm").family(Debian);
    let _ = base().healthcheck(tcp("5432").built_in(rust())); //~ refused
    let _ = base().healthcheck(http("8080", "/").built_in(rust())); //~ refused
    let _ = base().healthcheck(tcp(5432).built_in("rust:1-slim-bookworm")); //~ refused
    let _ = base().healthcheck(tcp(5432).built_in(image("rust:1-slim-bookworm"))); //~ refused
    let _ = base().healthcheck(tcp(5432).built_in(scratch())); //~ refused
    let _ = base().healthcheck(tcp(5432).built_in(&Stage::from(scratch()))); //~ refused
}
