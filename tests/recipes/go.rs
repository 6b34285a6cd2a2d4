//! Go: modules, workspaces, local replacements.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::Command;

use dockerfile_core::{Debian, Go, Image, Stage, debian, go, image, scratch, uid};
use dockerfile_tests::at_once;
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

use crate::steps::{Change, Edit, Scenario};

/// A workspace of a service, a library that it needs, one that replaces a module of the registry,
/// and another service.
fn workspace() -> Context {
    Context::with(&[
        ("go.work", "go 1.19\n\nuse (\n\t./svc // the service\n\t./lib\n\t./other\n)\n"),
        (
            "svc/go.mod",
            "module example.com/svc\n\ngo 1.19\n\nrequire (\n\texample.com/said v1.0.0\n)\n\n\
             replace example.com/said => ../said\n",
        ),
        (
            "svc/main.go",
            "package main\n\nimport (\n\t\"example.com/lib\"\n\t\"example.com/said\"\n\t\"fmt\"\n)\n\n\
             func main() { fmt.Println(\"svc\", lib.Said(), said.Said) }\n",
        ),
        ("lib/go.mod", "module example.com/lib\n\ngo 1.19\n"),
        ("lib/lib.go", "package lib\n\nfunc Said() string { return \"lib\" }\n"),
        ("said/go.mod", "module example.com/said\n\ngo 1.19\n"),
        ("said/said.go", "package said\n\nconst Said = \"said\"\n"),
        ("other/go.mod", "module example.com/other\n\ngo 1.19\n"),
        ("other/main.go", "package main\n\nfunc main() {}\n"),
        ("README.md", "Not Go.\n"),
    ])
}

fn declared(svc: &Go) -> Image {
    started("svc", svc)
}

/// An image of which the program has this name.
fn started(program: &str, svc: &Go) -> Image {
    let build = Stage::named("build", image("golang:1-bookworm").family(Debian))
        .dependencies(svc.dependencies())
        .source(svc.sources())
        .build(svc.build());
    Stage::from(scratch())
        .account(uid(65532))
        .source(svc.artifacts(&build))
        .entrypoint([format!("/usr/local/bin/{program}")])
        .into()
}

fn service(context: &Context) -> Image {
    declared(&go("svc").context(context.folder()))
}

#[test]
fn modules_are_downloaded_above_the_sources() {
    let context = workspace();
    let text = context.emit(service(&context));
    let build = "FROM golang:1-bookworm AS build\n\
         ENV GOTOOLCHAIN=\"local\"\n\
         ENV CGO_ENABLED=\"0\"\n\
         WORKDIR /src\n\
         COPY go.work /src/\n\
         COPY lib/go.mod /src/lib/\n\
         COPY other/go.mod /src/other/\n\
         COPY said/go.mod /src/said/\n\
         COPY svc/go.mod /src/svc/\n\
         # Dependencies, from go.mod and go.sum.\n\
         RUN go mod download\n\
         COPY lib /src/lib\n\
         COPY said /src/said\n\
         COPY svc /src/svc\n\
         # The program, from its sources.\n\
         RUN --mount=type=cache,id=go-build-debian-build,target=/root/.cache/go-build \\\n    \
         go build -trimpath -buildvcs=false -o /out/svc ./svc\n\n";
    assert!(text.starts_with(build), "{text}");
    assert!(!context.text(".dockerignore").contains("!other\n"), "it needs its manifest alone");
}

#[test]
fn a_module_at_the_root_takes_what_has_go_in_it() {
    let context = Context::with(&[
        ("go.mod", "module example.com/tools/v2\ngo 1.19\n"),
        ("go.sum", ""),
        ("cmd/app/main.go", "package main\n\nfunc main() {}\n"),
        ("internal/deep/er/er.go", "package er\n"),
        ("web/index.html", ""),
    ]);
    let app = go("cmd/app").context(context.folder()).tags(["netgo", "osusergo"]).cgo();
    let tools = || {
        let build = Stage::named("build", image("golang:1-bookworm").family(Debian)).recipe(&app);
        // What cgo links asks for the C library of its base.
        Stage::from(debian("bookworm-slim")).account(uid(65532)).source(app.artifacts(&build))
    };
    let text = context.emit(tools());
    assert_eq!(
        lines(&text, "COPY"),
        [
            "COPY go.mod go.sum /src/",
            "COPY cmd /src/cmd",
            "COPY internal /src/internal",
            "COPY --from=build /out/app /usr/local/bin/app"
        ]
    );
    assert!(text.contains("-tags netgo,osusergo -o /out/app ./cmd/app\n"), "{text}");
    assert!(!text.contains("CGO_ENABLED"), "{text}");
    context.write("vendor/modules.txt", "");
    let text = context.emit(tools());
    assert!(!text.contains("go mod download") && text.contains("COPY vendor /src/vendor\n"));
}

#[test]
fn what_cannot_be_read_is_an_error_at_the_call() {
    let context = workspace();
    let said = refused(declared(&go("README").context(context.folder())));
    assert!(said.contains("go: neither `README` nor a folder above it has a `go.mod`"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
    context.write("svc/go.mod", "module example.com/svc\nreplace example.com/x => ../../x\n");
    assert!(refused(service(&context)).contains("`../../x` in `svc/go.mod` leads out"));
    context.write("svc/go.mod", "module example.com/svc\ngo 2.0\n");
    let said = refused(service(&context));
    assert!(
        said.contains("`svc/go.mod` names Go 2.0 or newer, and the stage's base has 1"),
        "{said}"
    );
    context.write("go.work", "go 1.19\nuse ./lib\n");
    assert!(refused(service(&context)).contains("`go.work` does not use the module of `svc`"));
}

#[test]
fn a_module_of_a_later_version_is_called_by_its_name() {
    let context = Context::with(&[
        ("go.mod", "module example.com/x/v2\n\ngo 1.19\n"),
        ("main.go", "package main\n\nfunc main() {}\n"),
    ]);
    let text = context.emit(started("x", &go(".").context(context.folder())));
    assert!(text.contains(" -o /out/x .\n"), "{text}");
    assert!(text.contains("COPY --from=build /out/x /usr/local/bin/x\n"), "{text}");
}

#[test]
fn what_a_workspace_says_of_a_module_holds_for_all_of_its_modules() {
    let context = workspace();
    context.write("fork/go.mod", "module example.com/said\n");
    context.write("fork/said.go", "package said\n\nconst Said = \"fork\"\n");
    context.replace("go.work", "go 1.19\n", "go 1.19\n\nreplace example.com/said => ./fork\n");
    let text = context.emit(service(&context));
    assert!(text.contains("COPY fork /src/fork\n") && !text.contains("said/go.mod"), "{text}");
}

#[test]
fn a_vendored_workspace_has_its_modules_copied() {
    let context = workspace();
    context.write("vendor/modules.txt", "## workspace\n");
    let text = context.emit(service(&context));
    assert!(!text.contains("go mod download"), "{text}");
    assert!(text.contains("COPY vendor /src/vendor\nCOPY lib /src/lib\n"), "{text}");
    context.write("vendor/modules.txt", "# example.com/x v1.0.0\n");
    assert!(!context.emit(service(&context)).contains("COPY vendor"), "one module's own");
}

#[test]
fn a_manifest_that_go_refuses_is_refused_with_its_line() {
    let context = workspace();
    let said = |file: &str, text: &str| {
        context.write(file, text);
        let said = refused(service(&context));
        assert_eq!(said.matches("error").count(), 1, "{said}");
        said
    };
    let found = said("svc/go.mod", "module example.com/svc\n\nrequire example.com/said\n");
    assert!(found.contains("`svc/go.mod`, line 3: this is no `require` that Go reads"), "{found}");
    let found = said("svc/go.mod", "module example.com/svc\nrepalce a => ../said\n");
    assert!(found.contains("`svc/go.mod`, line 2: `repalce` is no directive"), "{found}");
    assert!(found.contains("help: did you mean `replace`?"), "{found}");
    let found = said("svc/go.mod", "module example.com/svc\nrequire (\n\ta v1\n");
    assert!(found.contains("`svc/go.mod`, line 2: a block that does not end"), "{found}");
    let found = said("svc/go.mod", "go 1.19\n");
    assert!(found.contains("`svc/go.mod` names no module"), "{found}");
    let found = said("go.work", "go 1.19\n\nuse (\n\t./svc ./lib\n)\n");
    assert!(found.contains("`go.work`, line 4: this is no `use` that Go reads"), "{found}");
    let found = said("go.work", "go 1.19\nuse ./svc\nuse ./gone\n");
    assert!(found.contains("`svc/go.mod` names no module"), "{found}");
    context.write("svc/go.mod", "module example.com/svc\n");
    assert!(refused(service(&context)).contains("there is no `gone/go.mod`"));
}

#[test]
fn a_misspelt_folder_is_told_from_those_that_are_there() {
    let context = workspace();
    let said = |name: &str| refused(declared(&go(name).context(context.folder())));
    assert!(said("scv").contains("help: did you mean `svc`?"));
    context.write("svc/cmd/ctl/main.go", "package main\n");
    let found = said("svc/cmd/ctrl");
    assert!(found.contains("go: the module has no folder `svc/cmd/ctrl`"), "{found}");
    assert!(found.contains("help: did you mean `svc/cmd/ctl`?"), "{found}");
    context.write("go.work", "go 1.19\nuse ./lib\n");
    assert!(said("svc").contains("help: add it: `go work use svc`"));
}

// ---- version control -------------------------------------------------------------------------

#[test]
fn a_workspace_that_is_not_checked_in_is_its_owners() {
    let context = workspace();
    context.write("svc/go.sum", "");
    context.write(".gitignore", "go.work\n");
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "--all", "--", ":!svc/go.sum"]);
    let text = context.emit(service(&context));
    assert_eq!(
        lines(&text, "COPY"),
        [
            "COPY said/go.mod /src/said/",
            "COPY svc/go.mod /src/svc/",
            "COPY said /src/said",
            "COPY svc /src/svc",
            "COPY --from=build /out/svc /usr/local/bin/svc"
        ]
    );
    git(context.folder(), &["add", "--force", "go.work", "svc/go.sum"]);
    let text = context.emit(service(&context));
    assert!(text.contains("COPY go.work /src/\n") && text.contains("COPY lib /src/lib\n"));
    assert!(text.contains("COPY svc/go.mod svc/go.sum /src/svc/\n"), "{text}");
}

#[test]
fn what_a_manifest_names_is_there_whoever_tracks_it() {
    let context = workspace();
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "go.work", "svc"]);
    let text = context.emit(service(&context));
    assert!(text.contains("COPY said/go.mod /src/said/\n"), "{text}");
    assert!(text.contains("COPY said /src/said\n"), "{text}");
}

#[test]
fn files_that_nobody_tracks_import_nothing() {
    let context = workspace();
    context.write("svc/draft.go", "package main\n\nimport _ \"example.com/other\"\n");
    context.write("svc/built/gen.go", "package built\n\nimport _ \"example.com/other\"\n");
    context.write(".gitignore", "built\n");
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "--all", "--", ":!svc/draft.go"]);
    assert!(!context.emit(service(&context)).contains("COPY other /src/other\n"));
    git(context.folder(), &["add", "svc/draft.go"]);
    assert!(context.emit(service(&context)).contains("COPY other /src/other\n"));
}

#[test]
fn at_the_root_what_is_tracked_has_go_in_it() {
    let context = Context::with(&[
        ("go.mod", "module example.com/tools\ngo 1.19\n"),
        ("cmd/app/main.go", "package main\n\nfunc main() {}\n"),
        ("scratch/x.go", "package scratch\n"),
        ("gen.go", "package tools\n"),
        ("vendor/modules.txt", ""),
        (".gitignore", "vendor\n"),
    ]);
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "go.mod", "cmd", ".gitignore"]);
    let tools = || started("app", &go("cmd/app").context(context.folder()));
    let text = context.emit(tools());
    assert_eq!(lines(&text, "COPY")[..2], ["COPY go.mod /src/", "COPY cmd /src/cmd"]);
    assert!(lines(&text, "COPY").len() == 3 && text.contains("go mod download"), "{text}");
    git(context.folder(), &["add", "--force", "."]);
    let text = context.emit(tools());
    for copied in ["gen.go", "scratch", "vendor"] {
        assert!(text.contains(&format!("COPY {copied} /src/{copied}\n")), "{copied}: {text}");
    }
    assert!(!text.contains("go mod download"), "{text}");
}

// ---- what nobody means well with -------------------------------------------------------------

fn pipe(context: &Context, name: &str) {
    let path = context.path(name);
    fs::remove_file(&path).ok();
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

/// Modules that each require the next, or import it.
fn chain(count: usize, is_imported: bool) -> Context {
    let context = Context::with(&[]);
    let mut work = "go 1.19\nuse ./svc\n".to_owned();
    let mut main = "module example.com/svc\nrequire example.com/m0 v0.0.0\n".to_owned();
    for at in 0..count {
        let next = format!("example.com/m{}", (at + 1) % count);
        let mut module = format!("module example.com/m{at}\n");
        let mut source = format!("package m{at}\n");
        if is_imported {
            work += &format!("use ./m/m{at}\n");
            source += &format!("import _ \"{next}\"\n");
        } else {
            main += &format!("replace example.com/m{at} => ../m/m{at}\n");
            module += &format!("require {next} v0.0.0\n");
        }
        context.write(&format!("m/m{at}/go.mod"), module);
        context.write(&format!("m/m{at}/m.go"), source);
    }
    context.write("svc/go.mod", main);
    context.write("svc/main.go", "package main\n\nimport _ \"example.com/m0\"\n");
    if is_imported {
        context.write("go.work", work);
    }
    context
}

#[test]
fn a_long_chain_of_modules_is_read_at_once() {
    for is_imported in [false, true] {
        let context = chain(990, is_imported);
        let rendered = at_once(|| service(&context).render().expect("a good project"));
        let text = rendered.dockerfile;
        let last = "COPY m/m0 /src/m/m0\nCOPY svc /src/svc\n";
        assert!(
            text.contains("\nCOPY m/m989 /src/m/m989\nCOPY m/m988 /src") && text.contains(last)
        );
    }
}

#[test]
fn more_modules_than_anybody_has_are_refused_at_once() {
    let context = Context::with(&[("svc/main.go", "package main\n")]);
    let each = |line: fn(usize) -> String| (0..20_000).map(line).collect::<String>();
    let replaces = each(|at| format!("replace x/m{at} => ../m{at}\n"));
    context.write("svc/go.mod", format!("module example.com/svc\n{replaces}"));
    let said = at_once(|| refused(service(&context)));
    assert!(said.contains("`svc/go.mod` names more than 1000 folders of modules"), "{said}");
    context.write("go.work", format!("use ./svc\n{}", each(|at| format!("use ./m{at}\n"))));
    let said = at_once(|| refused(service(&context)));
    assert!(said.contains("`go.work` names more than 1000 folders of modules"), "{said}");
    context.write("go.work", "use ./svc // it\n".repeat(1 << 17));
    let said = at_once(|| refused(service(&context)));
    assert!(said.contains("`go.work` is larger than 1 MiB"), "{said}");
}

#[test]
fn files_of_any_size_are_read_or_refused_at_once() {
    let context = workspace();
    let large = |name: &str| {
        let file = File::create(context.path(name)).expect("a new file");
        file.set_len(65 << 20).expect("a large file");
        at_once(|| refused(service(&context)))
    };
    assert!(large("svc/data.go").contains("`svc/data.go` is larger than 64 MiB"));
    context.write("svc/data.go", format!("package main // {}", "\"".repeat(60 << 20)));
    assert!(at_once(|| service(&context).render()).is_ok());
    assert!(large("lib/go.mod").contains("`lib/go.mod` is larger than 64 MiB"));
    assert!(large("go.work").contains("`go.work` is larger than 64 MiB"));
}

#[test]
fn no_link_is_walked_through() {
    let context = workspace();
    for (to, from) in
        [(".", "svc/self"), ("/", "svc/all"), ("..", "up"), ("gone.go", "svc/gone.go")]
    {
        symlink(to, context.path(from)).expect("a link");
    }
    symlink("loop.go", context.path("svc/loop.go")).expect("a link");
    context.write("tools/x.go", "package tools\n\nimport _ \"example.com/other\"\n");
    symlink("../tools", context.path("svc/tools")).expect("a link");
    let text = at_once(|| context.emit(service(&context)));
    assert!(text.contains("COPY svc /src/svc\n") && !text.contains("COPY other /"), "{text}");
    context.write("go.mod", "module example.com/root\n");
    context.write("main.go", "package main\n");
    fs::remove_file(context.path("go.work")).expect("it was there");
    let root = || started("root", &go(".").context(context.folder()));
    let text = at_once(|| context.emit(root()));
    assert_eq!(
        lines(&text, "COPY")[1..3],
        ["main.go", "tools"].map(|name| format!("COPY {name} /src/{name}"))
    );
    // What a link outside leads to is no part of an image.
    context.write("go.work", "go 1.19\nuse .\nuse ./svc\n");
    symlink("/etc/passwd", context.path("svc/out.go")).expect("a link");
    let said = at_once(|| refused(root()));
    assert!(said.contains("`svc/out.go` leads out of the build context"), "{said}");
}

#[test]
fn a_pipe_is_no_file() {
    for name in ["go.work", "svc/go.mod", "lib/go.mod", "said/go.mod", "lib/lib.go"] {
        let context = workspace();
        pipe(&context, name);
        let said = at_once(|| refused(service(&context)));
        assert!(said.contains(&format!("`{name}` is no file")), "{said}");
    }
    let context = Context::with(&[("go.mod", "module x\n")]);
    pipe(&context, "main.go");
    let said = at_once(|| refused(started("x", &go(".").context(context.folder()))));
    assert!(said.contains("`main.go` is no file"), "{said}");
    // What may be missing is.
    fs::remove_file(context.path("main.go")).expect("it was there");
    context.write("main.go", "package main\n");
    pipe(&context, "go.sum");
    let text = at_once(|| context.emit(started("x", &go(".").context(context.folder()))));
    assert!(text.contains("COPY go.mod /src/\n"), "{text}");
}

#[test]
fn the_program_runs_alone() {
    let Some(docker) = Docker::connect() else { return };
    let context = workspace();
    context.emit(service(&context));
    let built = context.build(docker);
    let output = built.try_run(&[], &["/usr/local/bin/svc"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "svc lib said\n", "{output:?}");
    assert_eq!(built.inspect("{{.Config.User}}"), "65532:65532");
    assert_eq!(built.inspect("{{len .RootFS.Layers}}"), "1", "no compiler, no cache: the program");
}

pub(crate) fn scenario() -> Scenario {
    let new_module = |context: &Context| {
        context.write("more/go.mod", "module example.com/more\n\ngo 1.19\n");
        context.replace("go.work", "./other", "./other\n\t./more");
    };
    // What a registry would bring comes from a folder: no Go proxy is at hand.
    let new_dependency = |context: &Context| {
        context.write("dep/go.mod", "module example.com/dep\n\ngo 1.19\n");
        context.write("dep/dep.go", "package dep\n");
        context.replace("svc/go.mod", "require (", "require (\n\texample.com/dep v1.0.0");
        context.replace("svc/go.mod", "../said", "../said\n\nreplace example.com/dep => ../dep");
    };
    Scenario {
        name: "Go",
        context: workspace(),
        image: service,
        targets: &["final"],
        edits: vec![
            Edit::of(Change::Source, 3, |context| {
                context.edit("svc/main.go", "\"svc\"".trim_matches('"'));
            }),
            Edit::of(Change::Unused, 0, |context| context.write("README.md", "Changed.\n")),
            Edit::of(Change::OtherService, 0, |context| {
                context.write("other/main.go", "package main\n\nfunc main() { println() }\n");
            }),
            Edit::of(Change::NewDependency, 7, new_dependency),
            Edit::of(Change::NewMember, 0, new_module),
        ],
    }
}
