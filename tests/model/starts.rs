//! What starts where: each program that a recipe makes, on each base, as rustc knows it by type and
//! the build script by following what is copied. `docs/starts.md` has the table, and an engine has
//! started what stands in it.

use std::fmt::Write as _;
use std::fs;
use std::marker::PhantomData;

use dockerfile_core::{
    Alpine, Arch, ArtifactCopy, Artifacts, Build, Cargo, Debian, Dialect, DistrolessBase,
    DistrolessCc, DistrolessStatic, Fedora, Image, Posix, RedHat, RunsOn, Scratch, Shellless,
    Stage, Suse, Ubuntu, Wolfi, alpine, apk, cargo, copy, debian, go, image, run, scratch, triple,
    uid,
};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::{Docker, said};
use dockerfile_tests::{assert_recorded, root};
use tempfile::TempDir;

/// Whether rustc takes artifacts of this kind on a base of this family.
struct Takes<F, Program>(PhantomData<(F, Program)>);

trait Refused {
    const TAKES: bool = false;
}

impl<F, Program> Refused for Takes<F, Program> {}

impl<F, Program> Takes<F, Program>
where
    Artifacts<Program>: RunsOn<F>,
{
    const TAKES: bool = true;
}

/// What the build script says of the same by a plain copy.
pub(crate) fn copied(image: impl Into<Image>) -> &'static str {
    match image.into().render() {
        Ok(rendered) if rendered.plan.contains("if that has the C library which it asks for") => {
            "?"
        }
        Ok(_) => "yes",
        Err(report) => {
            let report = report.to_string();
            assert!(report.contains("cannot start on this base"), "{report}");
            assert_eq!(report.matches("error:").count(), 1, "{report}");
            "no"
        }
    }
}

/// One row: a program, on each base by its own type.
macro_rules! row {
    ($name:literal, $recipe:expr, $builder:expr, $program:ty: $($base:ident)*) => {{
        let recipe = $recipe;
        let build = Stage::named("build", image("builder.corp/tools:1").family($builder)).recipe(&recipe);
        let cells = [$( {
            let base = Stage::from(row!(@base $base)).account(uid(65532));
            let files = copy("/out/app").from(&build).to("/usr/local/bin/app");
            let by_copy = copied(base.source(files).entrypoint(["/usr/local/bin/app"]));
            let by_type = Takes::<$base, $program>::TAKES;
            assert_eq!(by_type, by_copy != "no", "{} on {}", $name, stringify!($base));
            by_copy
        } ),*];
        ($name, cells)
    }};
    (@base Scratch) => { scratch() };
    (@base $base:ident) => { image("base.corp/base:1").family($base) };
}

macro_rules! table {
    ($($name:literal, $recipe:expr, $builder:expr => $program:ty;)*) => {
        [$( row!($name, $recipe, $builder, $program:
            Debian Ubuntu Fedora RedHat Suse Arch Wolfi Alpine Posix
            DistrolessCc DistrolessBase DistrolessStatic Scratch Shellless) ),*]
    };
}

const BASES: [&str; 14] = [
    "Debian",
    "Ubuntu",
    "Fedora",
    "RedHat",
    "Suse",
    "Arch",
    "Wolfi",
    "Alpine",
    "Posix",
    "DistrolessCc",
    "DistrolessBase",
    "DistrolessStatic",
    "Scratch",
    "Shellless",
];

#[test]
fn rustc_and_the_build_script_agree_on_what_starts_where() {
    use dockerfile_core::{Dynamic, Gnu, Static, Unchecked};
    let rust = package();
    let gopher = Context::with(&[
        ("go.mod", "module app\ngo 1.21\n"),
        ("main.go", "package main\nfunc main() {}\n"),
    ]);
    let app = || cargo("app").workspace(".").context(rust.folder());
    let svc = || go(".").context(gopher.folder());
    let board = || triple::named("riscv64gc-unknown-linux-musl", "the board's");
    #[rustfmt::skip]
    let table = table! {
        "cargo, on Debian", app(), Debian => Debian;
        "cargo, on Ubuntu", app(), Ubuntu => Ubuntu;
        "cargo, on Fedora", app(), Fedora => Fedora;
        "cargo, on RedHat", app(), RedHat => RedHat;
        "cargo, on Suse", app(), Suse => Suse;
        "cargo, on Arch", app(), Arch => Arch;
        "cargo, on Wolfi", app(), Wolfi => Wolfi;
        "cargo, on Alpine", app(), Alpine => Static;
        "cargo, on Posix", app(), Posix => Unchecked;
        "cargo for `X86_64_GNU`, on Alpine", app().target(triple::X86_64_GNU), Alpine => Gnu;
        "cargo for `X86_64_MUSL`, on Debian", app().target(triple::X86_64_MUSL), Debian => Static;
        "cargo `.cross()`, on Debian", app().cross(), Debian => Gnu;
        "cargo for a named triple, on Debian", app().target(board()), Debian => Unchecked;
        "go, on Debian", svc(), Debian => Static;
        "go with cgo, on Debian", svc().cgo(), Debian => Dynamic<Debian>;
        "go with cgo, on Wolfi", svc().cgo(), Wolfi => Dynamic<Wolfi>;
        "go with cgo, on Alpine", svc().cgo(), Alpine => Dynamic<Alpine>;
        "go with cgo, on Posix", svc().cgo(), Posix => Dynamic<Posix>;
    };
    let page = fs::read_to_string(root().join("docs/starts.md")).expect("the page");
    let (above, _) = page.split_once("| made by |").expect("the table");
    let mut page = above.to_owned();
    writeln!(page, "| made by | {} |", BASES.map(|base| format!("`{base}`")).join(" | ")).unwrap();
    writeln!(page, "|---|{}", "---|".repeat(BASES.len())).unwrap();
    for (name, cells) in table {
        writeln!(page, "| {name} | {} |", cells.join(" | ")).unwrap();
    }
    assert_recorded("docs/starts.md", &page);
}

pub(crate) fn package() -> Context {
    Context::with(&[
        ("Cargo.toml", "[package]\nname = \"app\"\nversion = \"1.0.0\"\nedition = \"2024\"\n"),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\n"),
        ("src/main.rs", "fn main() {}\n"),
    ])
}

/// A stage that compiles the package, on Debian.
pub(crate) fn compiled(app: &Cargo) -> Stage<Build, Debian> {
    Stage::named("build", image("rust:1").family(Debian)).recipe(app)
}

/// What a base is by its name, it is declared to be.
#[test]
fn distroless_is_of_the_family_that_its_name_says() {
    macro_rules! refused {
        ($name:literal, $($family:ident)*) => { [$({
            let base = image(concat!("gcr.io/distroless/", $name)).family($family);
            let stage = Stage::from(base).keeps_base_user("is only looked at");
            match Image::from(stage).render() {
                Ok(_) => false,
                Err(report) => {
                    let report = report.to_string();
                    assert!(report.contains("is of another family: its name says"), "{report}");
                    true
                }
            }
        }),*] };
    }
    let (yes, no) = (false, true);
    macro_rules! families {
        ($name:literal) => {
            refused!($name, DistrolessStatic DistrolessBase DistrolessCc Shellless Debian Alpine)
        };
    }
    assert_eq!(families!("static-debian12:nonroot"), [yes, no, no, no, no, no]);
    assert_eq!(families!("base-debian12:nonroot"), [no, yes, no, no, no, no]);
    assert_eq!(families!("base-nossl-debian12:nonroot"), [no, yes, no, no, no, no]);
    assert_eq!(families!("cc-debian13:nonroot"), [no, no, yes, no, no, no]);
    assert_eq!(families!("java21-debian12:nonroot"), [no, yes, yes, yes, no, no]);
    assert_eq!(families!("nodejs22-debian12:nonroot"), [no, yes, yes, yes, no, no]);
    assert_eq!(families!("base-debian12:debug"), [yes; 6]);
}

/// By whatever way a program comes into an image, it is known there.
#[test]
fn what_is_copied_is_followed() {
    let context = package();
    let app = cargo("app").workspace(".").context(context.folder());
    let build = compiled(&app);
    let on_nothing = || Stage::from(scratch()).keeps_base_user("is only looked at");
    let taken = |copy: ArtifactCopy| copied(on_nothing().source(copy));
    assert_eq!(taken(copy("/out/app").from(&build).to("/app")), "no");
    assert_eq!(taken(copy("/out/app").from(&build).to("/usr/local/bin/")), "no");
    assert_eq!(taken(copy("/out").from(&build).to("/usr/local/bin")), "no");
    assert_eq!(taken(copy("/").from(&build).to("/")), "no");
    assert_eq!(taken(copy("/out/*").from(&build).to("/bin/").optional()), "no");
    assert_eq!(taken(copy("/out").from(&build).matching(["app"]).to("/bin")), "no");
    assert_eq!(taken(copy("/out").from(&build).matching(["other"]).to("/bin")), "yes");
    assert_eq!(taken(copy("/src/Cargo.toml").from(&build).to("/Cargo.toml")), "yes");
    assert_eq!(taken(copy("/outer").from(&build).to("/outer")), "yes");

    // By way of other stages, and into those that others go on from.
    let files =
        Stage::named("files", debian("12")).source(copy("/out").from(&build).to("/opt/own"));
    assert_eq!(taken(copy("/opt/own/app").from(&files).to("/app")), "no");
    assert_eq!(taken(copy("/opt/other").from(&files).to("/app")), "yes");
    let from_build = Stage::named("more", &build).build(run(["touch", "/out/x"]));
    assert_eq!(taken(copy("/out/app").from(&from_build).to("/app")), "no");
    let parent = Stage::named("parent", scratch())
        .account(uid(7))
        .source(copy("/out/app").from(&build).to("/app"));
    assert_eq!(copied(Stage::from(&parent).entrypoint(["/app"])), "no");
    // Nobody starts it where it only lies.
    let lies = Stage::named("lies", scratch()).source(copy("/out/app").from(&build).to("/app"));
    let image =
        Stage::from(debian("12")).account(uid(7)).source(copy("/app").from(&lies).to("/app"));
    assert_eq!(copied(image), "yes");
    // Two programs of one copy are one mistake.
    let both = copy(["/out/app", "/out/app"]).from(&build).parents().to("/bin");
    let both = on_nothing().source(both);
    assert_eq!(Image::from(both).dialect(Dialect::V1_20).render().unwrap_err().count(), 1);
}

/// The way out has a reason, and that stands in the file.
#[test]
fn what_starts_anyway_says_why() {
    let context = package();
    let app = cargo("app").workspace(".").context(context.folder());
    let build = compiled(&app);
    let base = || Stage::from(alpine("3.22")).packages(apk(["gcompat", "libgcc"])).account(uid(7));
    let why = "gcompat stands in for glibc";
    let by_copy = copy("/out/app").from(&build).to("/usr/local/bin/app").starts_anyway(why);
    for image in [base().source(by_copy), base().source(app.artifacts(&build).starts_anyway(why))] {
        let text = Image::from(image).render().unwrap().dockerfile;
        let copy = "# Starts on this base: gcompat stands in for glibc\n\
                    COPY --from=build /out/app /usr/local/bin/app\n";
        assert!(text.contains(copy), "{text}");
    }
    let board = app.target(triple::named("riscv64gc-unknown-linux-musl", "the board's"));
    let build = Stage::named("build", image("rust:1").family(Debian)).recipe(&board);
    let image = Stage::from(scratch()).account(uid(7)).source(board.artifacts(&build));
    let text = Image::from(image.entrypoint(["/usr/local/bin/app"])).render().unwrap().dockerfile;
    assert!(
        text.contains("# Compiled for `riscv64gc-unknown-linux-musl`: the board's\n"),
        "{text}"
    );
}

/// What an engine has started in what stands for bases, against the table: cargo's programs and
/// those of cgo, for glibc and musl, and static ones.
#[test]
fn what_is_refused_does_not_start_and_what_is_taken_does() {
    let Some(docker) = Docker::connect() else { return };
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("Dockerfile"), include_str!("starts.Dockerfile")).expect("a file");
    let seen = docker.build(folder.path(), "Dockerfile").try_run(&[], &["cat", "/verdicts"]);
    assert!(seen.status.success(), "{}", said(&seen));
    let seen = String::from_utf8(seen.stdout).expect("text");
    let starts = |program: &str, base: &str| match () {
        () if seen.contains(&format!("{program} {base} yes\n")) => true,
        () if seen.contains(&format!("{program} {base} no\n")) => false,
        () => panic!("nobody has tried {program} on {base}:\n{seen}"),
    };
    let declared = |program, base| match (program, base) {
        ("rust-static", _) => true,
        ("rust-gnu", base) => base == "debian-12",
        ("c-gnu", base) => base == "debian-12" || base == "glibc-alone",
        ("c-musl", base) => base == "musl",
        _ => unreachable!("no such program"),
    };
    for program in ["rust-static", "rust-gnu", "c-gnu", "c-musl"] {
        for base in ["debian-12", "glibc-alone", "musl", "nothing"] {
            assert_eq!(starts(program, base), declared(program, base), "{program} on {base}");
        }
    }
    // Built on Debian 12 or newer: never below 2.34, and what asks for more not below that.
    for program in ["rust-gnu", "c-gnu"] {
        assert!(!starts(program, "debian-11") && starts(program, "debian-13"), "{program}");
    }
    assert!(!starts("c-of-debian-13", "debian-12") && starts("c-of-debian-13", "debian-13"));
}
