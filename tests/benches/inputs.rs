//! What many images are made of, read anew each time: `cargo bench -p dockerfile-tests --bench
//! inputs`. A build script is not optimized: `--profile dev` is how long that takes. The figures are
//! in `docs/figures.md`.

use std::fs;
use std::path::Path;

use dockerfile_core::{
    Debian, Emissions, Entrypoint, Stage, copy, debian, emit, emit_all, run, uid,
};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// A repository of ten services with forty files each, and as many that they share: 3 MB.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let services = (0..10).map(|index| format!("services/s{index}/src"));
    for (seed, below) in services.chain(["shared".to_owned()]).enumerate() {
        for file in 0..40 {
            let path = folder.path().join(format!("{below}/m{}/f{file}.rs", file % 8));
            fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
            fs::write(path, format!("{seed} {file}\n").repeat(1_000)).expect("a new file");
        }
        fs::write(folder.path().join(&below).join("run"), "#!/bin/sh\n").expect("a new file");
    }
    dockerfile_tests::git(folder.path(), &["init", "-q"]);
    dockerfile_tests::git(folder.path(), &["add", "-A"]);
    folder
}

fn service(index: usize) -> Stage<Entrypoint, Debian> {
    let name = format!("s{}", index % 10);
    let build = Stage::named(format!("build{index}"), debian("bookworm-slim"))
        .account(uid(7))
        .source(copy([format!("services/{name}/src"), "shared".to_owned()]).to("/src"))
        .build(run(["make", "-C", "/src", "DESTDIR=/out"]));
    Stage::named(format!("image{index}"), debian("bookworm-slim"))
        .account(uid(7))
        .source(copy("/out").from(&build).to("/srv"))
        .env("SERVICE", &name)
        .entrypoint(["sh", "/srv/run"])
}

fn images(count: usize, context: &Path) -> Emissions {
    emit_all((0..count).map(|index| {
        emit(service(index)).context(context).dockerfile(format!("images/s{index}.Dockerfile"))
    }))
}

#[divan::bench(args = [1, 10, 100, 1_000], sample_count = 10)]
fn inputs(bencher: divan::Bencher<'_, '_>, count: usize) {
    let workspace = workspace();
    bencher.with_inputs(|| images(count, workspace.path())).bench_values(|images| {
        let made_of = images.inputs().unwrap_or_else(|report| panic!("{report}"));
        assert_eq!(made_of.len(), count);
        made_of
    });
}
