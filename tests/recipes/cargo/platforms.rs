//! The platform that builds, and the one that a program is compiled for.

use dockerfile_core::{
    BaseImage, Debian, Image, Recipe, RunsOn, Stage, apt, debian, http, image, triple, uid,
};
use dockerfile_tests::context::refused;

use super::{app, declared, workspace};

#[test]
fn the_platform_that_builds_compiles_for_another() {
    let workspace = workspace();
    let app = app(&workspace).cross();
    let build =
        Stage::named("build", image("rust:1-slim-bookworm").family(Debian).on_build_platform())
            .dependencies(app.dependencies())
            .source(app.sources())
            .build(app.build());
    let stage = Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(app.artifacts(&build))
        .entrypoint(["/usr/local/bin/app"]);
    let text = workspace.emit(stage);
    assert!(text.starts_with("FROM --platform=$BUILDPLATFORM rust:1-slim-bookworm AS rust\n"));
    let set = "case \"${TARGETARCH}\" in amd64) target=x86_64-unknown-linux-gnu ;; \
               arm64) target=aarch64-unknown-linux-gnu ;; \
               *) echo \"no target for ${TARGETARCH}\" >&2; exit 1 ;; esac && \\\n    \
               cargo build --release --locked -p app --target \"$target\"";
    assert_eq!(text.matches(set).count(), 3, "{text}");
    assert!(
        text.contains(
            "ENV CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=\"aarch64-linux-gnu-gcc\"\n"
        )
    );
    assert!(text.contains("install -D -t /out target/\"$target\"/release/app\n"), "{text}");
    let both = refused(declared(&app.target(triple::X86_64_MUSL)));
    assert!(both.contains("`cross` compiles for the platform of the image, and `target` for"));
}

/// An image that asks its program how it is.
fn probed<R: Recipe>(base: BaseImage<Debian>, app: &R) -> Image
where
    R::Artifacts<Debian>: RunsOn<Debian>,
{
    let build = Stage::named("build", base)
        .packages(apt(["gcc-aarch64-linux-gnu"]))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    let stage = stage.source(app.artifacts(&build)).healthcheck(http(8080, "/health"));
    stage.entrypoint(["/usr/local/bin/app"]).into()
}

/// On a base that is not Rust's own a probe is compiled above the recipe, with all that stands
/// there, and across as the program is.
#[test]
fn a_probe_is_compiled_where_the_program_is() {
    let workspace = workspace();
    let app = app(&workspace);
    let own = || image("registry.corp:5000/rust-builder:1").family(Debian);
    let text = workspace.emit(probed(own(), &app));
    let (above, rest) = text.split_once("FROM build-base AS probe\n").expect("a stage of its own");
    assert!(above.contains("apt-get install") && !above.contains("COPY"), "{text}");
    assert!(rest.contains("RUN rustc --edition=2021 -C opt-level=z"), "{text}");
    assert!(text.contains("FROM build-base AS build-manifests\n"), "{text}");
    let cross = workspace.emit(probed(own().on_build_platform(), &app.clone().cross()));
    let (_, rest) = cross.split_once("FROM build-base AS probe\n").expect("a stage of its own");
    let set = "ARG TARGETARCH\n# The program of the health check.\n";
    assert!(rest.starts_with(set), "{cross}");
    let compiles = "RUN case \"${TARGETARCH}\" in \
         amd64) target=x86_64-unknown-linux-gnu linker=x86_64-linux-gnu-gcc ;; \
         arm64) target=aarch64-unknown-linux-gnu linker=aarch64-linux-gnu-gcc ;; \
         *) echo \"no target for ${TARGETARCH}\" >&2; exit 1 ;; esac && \\\n    \
         rustc --edition=2021 -C opt-level=z -C panic=abort -C strip=symbols \
         -C target-feature=+crt-static \\\n        \
         --target \"$target\" -C linker=\"$linker\" -o /probe /probe.rs\n";
    assert!(rest.contains(compiles), "{cross}");
    assert!(
        refused(probed(own().on_build_platform(), &app)).contains("for the machine that builds")
    );
}
