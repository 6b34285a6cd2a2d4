//! As many images as there are, in one run of a small program: `cargo bench -p
//! dockerfile-tests --bench emission`. The curve is in `docs/figures.md`.

use std::fs;

use dockerfile_tests::emitted::Emitted;

fn main() {
    divan::main();
}

fn workspace() -> Emitted {
    let workspace = Emitted::empty(env!("CARGO_BIN_EXE_fleet"));
    workspace.write("Cargo.toml", "[workspace]\n");
    for index in 0..10 {
        workspace.make(&format!("services/s{index}/src/run"), "#!/bin/sh\n");
    }
    fs::create_dir(workspace.path("shared")).expect("a new folder");
    workspace
}

const COUNTS: [usize; 4] = [1, 10, 100, 1_000];

/// Every file is new.
#[divan::bench(args = COUNTS, sample_count = 10)]
fn first_run(bencher: divan::Bencher<'_, '_>, images: usize) {
    let word = images.to_string();
    bencher.with_inputs(workspace).bench_values(|workspace| {
        workspace.succeeds(&word, &[]);
        workspace
    });
}

/// Nothing has changed.
#[divan::bench(args = COUNTS, sample_count = 10)]
fn run_without_a_change(bencher: divan::Bencher<'_, '_>, images: usize) {
    let (workspace, word) = (workspace(), images.to_string());
    let output = workspace.command(&word, &[]).output().expect("the program starts");
    println!("{images} images: {}", String::from_utf8_lossy(&output.stderr).trim());
    bencher.bench_local(|| workspace.succeeds(&word, &[]));
}
