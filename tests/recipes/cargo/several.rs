//! Several packages of a workspace, compiled once.

use dockerfile_core::{
    Cargo, Debian, Entrypoint, Image, Stage, cargo, copy, debian, image, run, uid,
};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::docker::Docker;

use super::workspace;

/// Two programs over one library.
pub(super) fn two() -> Context {
    let workspace = workspace();
    workspace.replace(
        "crates/other/Cargo.toml",
        "memchr = \"2\"",
        "base-of-tests = { path = \"../base\" }\nmemchr = \"2\"",
    );
    workspace.replace("Cargo.lock", " \"memchr\",\n]", " \"base-of-tests\",\n \"memchr\",\n]");
    let main = "fn main() {\n    println!(\"other {} {:?}\", base_of_tests::SAID, memchr::memchr(b'b', b\"ab\"));\n}\n";
    workspace.write("crates/other/src/main.rs", main);
    workspace
}

pub(super) fn both(workspace: &Context) -> Cargo {
    cargo(["app", "other"]).workspace(".").context(workspace.folder())
}

type Built = Stage<dockerfile_core::Build, Debian>;

fn built(services: &Cargo) -> Built {
    Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(services)
}

fn program(services: &Cargo, build: &Built, name: &str) -> Stage<Entrypoint, Debian> {
    Stage::named(name, debian("bookworm-slim"))
        .account(uid(65532))
        .source(services.artifacts_of(name, build))
        .entrypoint([format!("/usr/local/bin/{name}")])
}

/// Both images in one file.
pub(super) fn images(services: &Cargo) -> Image {
    let build = built(services);
    [program(services, &build, "app"), program(services, &build, "other")].into()
}

#[test]
fn each_program_has_a_stage_of_its_own_below_what_all_share() {
    let workspace = two();
    let text = workspace.emit(images(&both(&workspace)));
    let compile = "cargo build --release --locked -p app -p other";
    assert_eq!(text.matches(compile).count(), 4, "{text}");
    let (run, own) = (
        "RUN --mount=type=cache,id=cargo-registry-debian-build,target=/usr/local/cargo/registry \\\n    ",
        "# The program, from its sources.\n",
    );
    for name in ["app", "other"] {
        let stage = format!(
            "FROM build AS build-{name}\n\
             COPY --from=build-manifests /program-{name} /src\n\
             COPY crates/{name} /src/crates/{name}\n\
             {own}{run}touch crates/{name}/src/main.rs && \\\n    \
             {compile} && install -D -t /out target/release/{name}\n"
        );
        assert!(text.contains(&stage), "{stage}\n{text}");
        let image = format!("COPY --from=build-{name} /out/{name} /usr/local/bin/{name}\n");
        assert!(text.contains(&image), "{text}");
    }
    assert!(text.contains("for stub in crates/app/src/main.rs crates/base"), "{text}");
    assert_eq!(text.matches("cargo update").count(), 4, "{text}");
}

/// Nobody asks for the other program: its stage is not there, but what both are built of is.
/// A builder takes the name of a stage for that of an image, which has fewer letters and signs.
#[test]
fn the_stage_of_a_program_has_a_name_that_builders_take() {
    for (package, stage) in
        [("Other", "build-other"), ("_other", "build-other"), ("o_t-", "build-o_t")]
    {
        let workspace = two();
        workspace.replace("crates/other/Cargo.toml", "\"other\"", &format!("\"{package}\""));
        let services = cargo(["app", package]).workspace(".").context(workspace.folder());
        let build = built(&services);
        let image = Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(services.artifacts_of(package, &build))
            .entrypoint([format!("/usr/local/bin/{package}")]);
        let text = shown(image);
        assert!(text.contains(&format!("FROM build AS {stage}\n")), "{text}");
        assert!(text.contains(&format!("COPY --from={stage} /out/{package} ")), "{text}");
    }
}

#[test]
fn a_program_that_nobody_takes_has_no_stage() {
    let workspace = two();
    let services = both(&workspace);
    let text = workspace.emit(program(&services, &built(&services), "app"));
    assert!(text.contains("AS build-app\n") && !text.contains("AS build-other\n"), "{text}");
}

#[test]
fn one_image_may_have_all_programs() {
    let workspace = two();
    let services = both(&workspace);
    let image = Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(services.artifacts(&built(&services)))
        .entrypoint(["/usr/local/bin/other"]);
    let text = workspace.emit(image);
    let copied = text.lines().filter(|line| {
        line.starts_with("COPY --from=build-app /out/")
            || line.starts_with("COPY --from=build-other /out/")
    });
    assert_eq!(copied.count(), 2, "{text}");
}

#[test]
fn an_edit_or_a_release_of_one_program_compiles_that_one() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = two();
    workspace.edit("crates/base/lib/base.rs", "base");
    for services in [both(&workspace), both(&workspace).incremental()] {
        workspace.emit(images(&services));
        let compiled = |target: &str| docker.compiled(workspace.folder(), target);
        compiled("app");
        assert_eq!(compiled("other"), ["build-other other"], "the rest is there");
        let main = "crates/app/src/main.rs";
        workspace.write(main, format!("{}// edited\n", workspace.text(main)));
        assert_eq!(compiled("app"), ["build-app app"]);
        assert_eq!(compiled("other"), [""; 0]);
        super::release(&workspace);
        assert_eq!(compiled("other"), [""; 0]);
        assert_eq!(compiled("app"), ["build-app app"]);
        for (name, said) in [("app", "app core-"), ("other", "other edit")] {
            let options = [format!("--target={name}")];
            let options: Vec<&str> = options.iter().map(String::as_str).collect();
            let built = docker.try_build(workspace.folder(), "Dockerfile", &options);
            let program = format!("/usr/local/bin/{name}");
            let output = built.unwrap_or_else(|said| panic!("{said}")).try_run(&[], &[&program]);
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(text.starts_with(said), "{text}");
        }
        for name in ["crates/app/Cargo.toml", "Cargo.lock"] {
            let (new, old) =
                ("name = \"app\"\nversion = \"0.2.0\"", "name = \"app\"\nversion = \"0.1.0\"");
            workspace.replace(name, new, old);
        }
    }
}

#[test]
fn what_is_built_below_is_not_in_the_stage_above() {
    let workspace = two();
    let services = both(&workspace);
    let copied = Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(copy("/out/app").from(&built(&services)).to("/usr/local/bin/app"))
        .entrypoint(["/usr/local/bin/app"]);
    let said = refused(copied);
    assert!(
        said.contains("`/out/app` is not in `build`") && said.contains("artifacts_of"),
        "{said}"
    );
    assert_eq!(said.matches("error").count(), 1, "{said}");
    let tested = built(&services).build(run(["/out/app", "--help"]));
    let said = refused(program(&services, &tested, "app"));
    assert!(said.contains("runs before their programs are built"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
}

#[test]
fn packages_that_cannot_be_compiled_together_are_refused() {
    let workspace = two();
    let said = |names: &[&str]| {
        let services = cargo(names).workspace(".").context(workspace.folder());
        let name = names.first().copied().unwrap_or("app");
        let said = refused(program(&services, &built(&services), name));
        assert_eq!(said.matches("error").count(), 1, "{said}");
        said
    };
    assert!(said(&[]).contains("no package is named"));
    assert!(said(&["app", "app"]).contains("`app` is named twice"));
    assert!(said(&["app", "nobody"]).contains("no package `nobody`"));
    assert!(said(&["app", "base-of-tests"]).contains("`base-of-tests` has no program to build"));
    let bin = "[[bin]]\nname = \"app\"\npath = \"src/main.rs\"\n\n[dependencies]";
    workspace.replace("crates/other/Cargo.toml", "[dependencies]", bin);
    assert!(said(&["app", "other"]).contains("both `app` and `other` have a program `app`"));
    workspace.replace("crates/other/Cargo.toml", bin, "[dependencies]");
    let services = both(&workspace);
    let said = refused(program(&services, &built(&services), "ap"));
    assert!(
        said.contains("`ap` is none of the packages") && said.contains("did you mean `app`?"),
        "{said}"
    );
    let services = services.bins(["app"]);
    let said = refused(program(&services, &built(&services), "app"));
    assert!(said.contains("`.bins([..])` names no program of `other`"), "{said}");
}

/// A feature is one of some package, as cargo takes it; what each package links is its own.
#[test]
fn features_are_given_to_the_packages_that_have_them() {
    let workspace = two();
    let services = both(&workspace).features(["extra"]);
    let text = workspace.emit(images(&services));
    assert_eq!(text.matches(" -p app -p other --features extra").count(), 4, "{text}");
    // One of a package alone.
    let text = shown(images(&both(&workspace).features(["app/extra"])));
    assert!(text.contains(" --features app/extra"), "{text}");
    let said = refused(images(&both(&workspace).features(["app/none"])));
    assert!(said.contains("has no feature `app/none`"), "{said}");
    let said = refused(images(&both(&workspace).features(["none"])));
    assert!(said.contains("the package `app, other` has no feature `none`"), "{said}");
}

/// One program's package is a library of the other's: a release of it is one of both.
#[test]
fn a_program_that_others_are_built_on_keeps_its_version() {
    let workspace = two();
    workspace
        .write("crates/app/src/lib.rs", "pub const VERSION: &str = env!(\"CARGO_PKG_VERSION\");\n");
    let needs = "app = { path = \"../app\" }\nbase-of-tests";
    workspace.replace("crates/other/Cargo.toml", "base-of-tests", needs);
    workspace.replace("crates/other/src/main.rs", "\"other {}", "\"{} {}");
    workspace.replace("crates/other/src/main.rs", "base_of_tests", "app::VERSION, base_of_tests");
    let other = "name = \"other\"\nversion = \"0.1.0\"\ndependencies = [\n";
    workspace.replace("Cargo.lock", other, &format!("{other} \"app\",\n"));
    workspace.emit(images(&both(&workspace)));
    let Some(docker) = Docker::connect() else { return };
    let built = docker.try_build(workspace.folder(), "Dockerfile", &["--target=other"]);
    let output =
        built.unwrap_or_else(|said| panic!("{said}")).try_run(&[], &["/usr/local/bin/other"]);
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("0.1.0 base"), "{output:?}");
}
