//! How long a recipe reads: `cargo bench -p dockerfile-tests --bench recipes`.

use divan::Bencher;
use dockerfile_core::{Debian, Image, Stage, cargo, debian, image, uid};
use dockerfile_tests::context::Context;

fn main() {
    divan::main();
}

/// A workspace of so many packages, each of which needs the one before.
fn workspace(packages: usize) -> Context {
    let context = Context::with(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n"),
        ("crates/app/src/main.rs", "fn main() {}\n"),
    ]);
    let manifest = |name: &str, needs: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\n{needs}"
        )
    };
    let mut lock = "version = 4\n".to_owned();
    for number in 0..packages - 1 {
        let needs = match number {
            0 => String::new(),
            _ => format!("part-{0} = {{ path = \"../part-{0}\" }}\n", number - 1),
        };
        let name = format!("part-{number}");
        context.write(&format!("crates/{name}/Cargo.toml"), manifest(&name, &needs));
        context.write(&format!("crates/{name}/src/lib.rs"), "");
        lock += &format!("\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    }
    let needs = format!("part-{0} = {{ path = \"../part-{0}\" }}\n", packages - 2);
    context.write("crates/app/Cargo.toml", manifest("app", &needs));
    context.write("Cargo.lock", lock + "\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n");
    context
}

/// From manifests on disk to the text of the files.
#[divan::bench(args = [10, 100, 1000], sample_count = 20)]
fn cargo_workspace(bencher: Bencher<'_, '_>, packages: usize) {
    let context = workspace(packages);
    bencher.bench_local(|| {
        let app = cargo("app").workspace(".").context(context.folder());
        let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
            .dependencies(app.dependencies())
            .source(app.sources())
            .build(app.build());
        let stage = Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(app.artifacts(&build))
            .entrypoint(["/usr/local/bin/app"]);
        Image::from(stage).render().expect("a good declaration")
    });
}
