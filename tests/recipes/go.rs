//! Go: modules, workspaces, local replacements.

use dockerfile_core::{Debian, Go, Image, Stage, go, image, scratch, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
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
    let build = Stage::named("build", image("golang:1-bookworm").family(Debian))
        .dependencies(svc.dependencies())
        .source(svc.sources())
        .build(svc.build());
    Stage::from(scratch())
        .account(uid(65532))
        .source(svc.artifacts(&build))
        .entrypoint(["/usr/local/bin/svc"])
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
         RUN go mod download\n\
         COPY lib /src/lib\n\
         COPY said /src/said\n\
         COPY svc /src/svc\n\
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
    let tools =
        || declared(&go("cmd/app").context(context.folder()).tags(["netgo", "osusergo"]).cgo());
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
    assert!(refused(service(&context)).contains("`../../x` in `svc` leads out of the build"));
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
