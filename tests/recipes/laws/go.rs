//! Go: what is embedded, the platform that the image is for, the newest Go that is asked for.

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::process::Command;

use dockerfile_core::{Debian, Go, Image, Stage, arg, debian, go, image, platform, scratch, uid};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

pub(super) const MAIN: &str = "package main\n\nfunc main() {}\n";

/// A program of this name, in the image alone.
pub(super) fn started(program: &str, recipe: &Go) -> Image {
    let build = Stage::named("build", image("golang:1-bookworm").family(Debian)).recipe(recipe);
    Stage::from(scratch())
        .account(uid(65532))
        .source(recipe.artifacts(&build))
        .entrypoint([format!("/usr/local/bin/{program}")])
        .into()
}

/// A module at the root of the context: what it is built from is in all corners of it.
fn page() -> Context {
    let main = "package main\n\nimport (\n\t\"embed\"\n\t\"fmt\"\n)\n\n\
                //go:embed templates/*.html \"static files\" all:hidden\n//go:embed version.txt\n\
                var files embed.FS\n\n\
                /*\n//go:embed nothing\n*/\n\
                func add(a, b int64) int64\n\n\
                func main() {\n\tfor _, name := range []string{\"templates/a.html\", \"static files/s.css\", \
                \"hidden/.keep\", \"version.txt\"} {\n\t\tfound, err := files.ReadFile(name)\n\t\t\
                if err != nil {\n\t\t\tpanic(err)\n\t\t}\n\t\tfmt.Print(string(found))\n\t}\n\t\
                fmt.Println(add(40, 2))\n}\n";
    // Portable assembly there is none: both platforms that engines here have.
    let amd64 = "#include \"textflag.h\"\n\nTEXT ·add(SB), NOSPLIT, $0-24\n\tMOVQ a+0(FP), AX\n\t\
                 ADDQ b+8(FP), AX\n\tMOVQ AX, ret+16(FP)\n\tRET\n";
    let arm64 = "#include \"textflag.h\"\n\nTEXT ·add(SB), NOSPLIT, $0-24\n\tMOVD a+0(FP), R0\n\t\
                 MOVD b+8(FP), R1\n\tADD R1, R0, R0\n\tMOVD R0, ret+16(FP)\n\tRET\n";
    Context::with(&[
        ("go.mod", "module example.com/page\ngo 1.19\n"),
        ("main.go", main),
        ("add_amd64.s", amd64),
        ("add_arm64.s", arm64),
        ("templates/a.html", "a\n"),
        ("static files/s.css", "s\n"),
        ("hidden/.keep", "k\n"),
        ("version.txt", "1\n"),
        ("testdata/t.go", "package t\n"),
        ("other/go.mod", "module example.com/other\n"),
        ("other/main.go", MAIN),
        ("web/index.html", ""),
        ("README.md", ""),
    ])
}

#[test]
fn what_a_module_at_the_root_is_built_from_is_copied() {
    let context = page();
    let text = context.emit(started("page", &go(".").context(context.folder())));
    let copied = [
        "COPY go.mod /src/",
        "COPY add_amd64.s add_arm64.s main.go version.txt /src/",
        "COPY hidden /src/hidden",
        "COPY [\"static files\", \"/src/static files\"]",
        "COPY templates /src/templates",
    ];
    assert_eq!(lines(&text, "COPY")[..copied.len()], copied);
    assert_eq!(lines(&text, "COPY").len(), copied.len() + 1, "no other project: {text}");
}

/// Each COPY is a layer, and Docker's store takes 125.
#[test]
fn the_files_of_a_folder_are_one_layer() {
    let main = "package main\n\n//go:embed conf/a.txt conf/b.txt web\nvar x string\n";
    let context = Context::with(&[
        ("go.mod", "module x\ngo 1.19\n"),
        ("main.go", main),
        ("conf/a.txt", ""),
        ("conf/b.txt", ""),
        ("web/index.html", ""),
    ]);
    for number in 0..150 {
        context.write(&format!("z{number:03}.go"), "package main\n");
    }
    let text = shown(started("x", &go(".").context(context.folder())));
    let copies = lines(&text, "COPY ");
    assert_eq!(copies[1], "COPY conf/a.txt conf/b.txt /src/conf/");
    assert!(copies[2].starts_with("COPY main.go z000.go z001.go "), "{text}");
    assert!(copies[2].ends_with(" z149.go /src/"), "{text}");
    assert_eq!(copies[3], "COPY web /src/web");
    assert_eq!(copies.len(), 5, "{text}");
}

/// Such a module compiles all the same, and fails when the program uses it.
#[test]
fn a_module_that_is_empty_without_cgo_is_noted() {
    let said = "`svc/go.mod`: without cgo, `github.com/mattn/go-sqlite3` compiles and fails";
    let context = Context::with(&[
        (
            "svc/go.mod",
            "module x\n\ngo 1.19\n\nrequire github.com/mattn/go-sqlite3 v1.14.22 // indirect\n",
        ),
        ("svc/main.go", "package main\n\nfunc main() {}\n"),
    ]);
    let svc = || go("svc").context(context.folder());
    let plan = |image: Image| image.render().expect("a good project").plan;
    let noted = plan(started("x", &svc()));
    assert!(noted.contains(said), "{noted}");
    let base = || image("golang:1-bookworm").family(Debian);
    let cgo = svc().cgo();
    let build = Stage::named("build", base()).recipe(&cgo);
    let built = Stage::from(base()).account(uid(7)).source(cgo.artifacts(&build));
    assert!(!plan(built.into()).contains("without cgo"));
    context.replace("svc/go.mod", "mattn", "other");
    assert!(!plan(started("x", &svc())).contains("without cgo"));
}

/// Without cgo a file that is no Go is built only beside one that is.
#[test]
fn each_kind_of_file_that_go_compiles_is_copied() {
    let ends = "go c cc cpp cxx m h hh hpp hxx f F for f90 s S sx swig swigcxx syso";
    let of_cgo = "a so inc";
    let context = Context::with(&[("go.mod", "module x\ngo 1.19\n"), ("main.go", MAIN)]);
    for end in ends.split(' ').chain(of_cgo.split(' ')) {
        context.write(&format!("x.{end}"), "package main\n");
        context.write(&format!("of-{end}/x.{end}"), "package x\n");
    }
    context.write("notes.txt", "");
    let copied = |text: &str| {
        let lines =
            lines(text, "COPY ").into_iter().filter(|line| !line.starts_with("COPY --from"));
        let paths = lines.flat_map(|line| {
            let words: Vec<String> = line.split(' ').skip(1).map(str::to_owned).collect();
            words[..words.len() - 1].to_vec()
        });
        paths.filter(|path| path != "go.mod").collect::<BTreeSet<_>>()
    };
    let mut wanted: BTreeSet<String> = ends.split(' ').map(|end| format!("x.{end}")).collect();
    wanted.extend(["main.go", "of-go"].map(str::to_owned));
    let text = shown(started("x", &go(".").context(context.folder())));
    assert_eq!(copied(&text), wanted);
    for end in ends.split(' ').chain(of_cgo.split(' ')) {
        wanted.extend([format!("x.{end}"), format!("of-{end}")]);
    }
    let recipe = go(".").context(context.folder()).cgo();
    let build = Stage::named("build", image("golang:1-bookworm").family(Debian)).recipe(&recipe);
    let image = Stage::from(debian("12")).account(uid(7)).source(recipe.artifacts(&build));
    assert_eq!(copied(&shown(image)), wanted);
}

#[test]
fn the_program_has_what_it_embeds() {
    let Some(docker) = Docker::connect() else { return };
    let context = page();
    let recipe = go(".").context(context.folder()).program("shown").ldflags("-s -w");
    context.emit(started("shown", &recipe));
    let built = context.build(docker);
    let output = built.try_run(&[], &["/usr/local/bin/shown"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a\ns\nk\n1\n42\n", "{output:?}");
}

#[test]
fn what_is_embedded_and_not_there_is_refused_by_both_names() {
    let imports = "package main\n\nimport (\n\t_ `x`\n\t_ \"x/web\"\n)\n\nfunc main() {}\n";
    let of = |file: &str, directive: &str| {
        let context =
            Context::with(&[("go.mod", "module x\ngo 1.19\n"), ("cmd/app/main.go", imports)]);
        context
            .write(file, format!("package a\n\nimport _ \"embed\"\n\n{directive}\nvar x string\n"));
        context
    };
    let app = |context: &Context| started("app", &go("cmd/app").context(context.folder()));
    for (file, directive, pattern) in [
        ("web/web.go", "//go:embed dist", "dist"),
        ("web.go", "//go:embed dist/*.js", "dist/*.js"),
        ("web.go", "//go:embed *.html", "*.html"),
        ("cmd/app/web.go", "\t//go:embed web.go \"all:a b\"", "all:a b"),
        ("web.go", "//go:embed `x y`", "x y"),
    ] {
        let context = of(file, directive);
        let said = refused(app(&context));
        let wanted = format!("`{file}` embeds `{pattern}`, which is not there");
        assert!(said.contains(&wanted), "{wanted}: {said}");
        assert_eq!(said.matches("error:").count(), 1, "{said}");
    }
    let context = of("web/web.go", "//go:embed ../dist");
    assert!(refused(app(&context)).contains("`web/web.go` embeds `../dist`"));
    let context = of("web.go", "//go:embed ../dist");
    let said = refused(app(&context));
    assert!(said.contains("`../dist` in `web.go` leads out of the build context"), "{said}");
    // Files of which nobody knows here whether they are built.
    for file in [
        "a_test.go",
        "_x.go",
        ".x.go",
        "x_windows.go",
        "testdata/a.go",
        "_a/a.go",
        ".a/a.go",
        "vendor/a/a.go",
    ] {
        let context = of(file, "//go:embed dist");
        context.emit(app(&context));
    }
    let context = of("web.go", "//go:embed dist");
    context.replace("web.go", "package a", "//go:build !embedded\n\npackage a");
    assert!(refused(app(&context)).contains("`web.go` embeds `dist`"));
    let tagged = go("cmd/app").context(context.folder()).tags(["netgo", "embedded"]);
    context.emit(started("app", &tagged));
    context.replace("web.go", "!embedded", "embedded");
    context.emit(app(&context));
    assert!(refused(started("app", &tagged)).contains("`web.go` embeds `dist`"));
    // A package that the program does not import.
    let context = of("web/web.go", "//go:embed dist");
    context.write("cmd/app/main.go", MAIN);
    context.emit(app(&context));
}

/// Such a file keeps a folder for what another step makes there.
#[test]
fn a_folder_that_is_kept_open_is_not_embedded() {
    for (pattern, kept) in
        [("all:dist", ".gitkeep"), ("dist/*", ".gitkeep"), ("all:dist", "a/.gitignore")]
    {
        let context = Context::with(&[("go.mod", "module x\ngo 1.19\n")]);
        context.write("main.go", format!("{MAIN}\n//go:embed {pattern}\nvar x string\n"));
        context.write(&format!("dist/{kept}"), "");
        git(context.folder(), &["init", "-q"]);
        git(context.folder(), &["add", "."]);
        let of = || go(".").context(context.folder());
        let said = refused(started("x", &of()));
        assert!(said.contains(&format!("`main.go` embeds `{pattern}`, and git has")), "{said}");
        context.emit(started("x", &of().generated(["dist"])));
        context.write("dist/index.html", "");
        git(context.folder(), &["add", "."]);
        context.emit(started("x", &of()));
    }
}

#[test]
fn what_another_step_makes_may_be_missing() {
    let main = "package main\n\nimport _ \"x/web\"\n\nfunc main() {}\n";
    let context = Context::with(&[("go.mod", "module x\ngo 1.19\n"), ("main.go", main)]);
    context.write("web/web.go", "package web\n\n//go:embed dist/*\nvar x string\n");
    let made = |paths: &[&str]| {
        go(".")
            .context(context.folder())
            .generated(paths.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
    };
    let said = refused(started("x", &made(&["other"])));
    assert!(said.contains("if another step makes it: `.generated([\"web/dist\"])`"), "{said}");
    for path in ["web/dist", "web", "web/dist/app.js"] {
        let text = context.emit(started("x", &made(&[path])));
        assert!(text.contains("COPY web /src/web\n"), "{text}");
    }
    let said = refused(started("x", &made(&["/web/dist"])));
    assert!(said.contains("web/dist"), "{said}");
    // A pattern that begins at the file's own folder, the context's root.
    context.write("web/web.go", "package web\n");
    context.write("page.go", "package main\n\n//go:embed *.html\nvar x string\n");
    assert!(refused(started("x", &made(&["app.js"]))).contains("`page.go` embeds `*.html`"));
    for path in ["app.html", "app.html/x"] {
        context.emit(started("x", &made(&[path])));
    }
}

#[test]
fn a_pattern_finds_what_is_tracked() {
    let context = Context::with(&[("go.mod", "module x\ngo 1.19\n"), ("main.go", MAIN)]);
    context.write("web.go", "package main\n\n//go:embed *.html conf/x\nvar x string\n");
    context.write("a.html", "");
    context.write("draft.html", "");
    context.write("conf/x", "");
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "go.mod", "main.go", "web.go", "a.html"]);
    let text = context.emit(started("x", &go(".").context(context.folder())));
    assert!(text.contains("COPY a.html main.go web.go /src/\nCOPY conf/x /src/conf/x\n"), "{text}");
    assert!(!text.contains("draft"), "{text}");
}

// ---- the platform that the image is for ------------------------------------------------------

fn across(context: &Context, recipe: impl Fn(Go) -> Go) -> Image {
    let recipe = recipe(go(".").context(context.folder()));
    let base = image("golang:1-bookworm").family(Debian).on_build_platform();
    let build = Stage::named("build", base).recipe(&recipe);
    Stage::from(scratch()).keeps_base_user("starts nothing").source(recipe.artifacts(&build)).into()
}

#[test]
fn on_the_builders_platform_go_compiles_for_the_images() {
    let context = Context::with(&[("go.mod", "module x\ngo 1.19\n"), ("main.go", MAIN)]);
    let text = context.emit(across(&context, |it| it));
    let build = "ARG TARGETOS\nARG TARGETARCH\nARG TARGETVARIANT\n\
        # The program, from its sources.\n\
        RUN --mount=type=cache,id=go-build-debian-build,target=/root/.cache/go-build \\\n    \
        case \"${TARGETARCH}\" in arm) export GOARM=\"${TARGETVARIANT#v}\" ;; esac && \\\n    \
        GOOS=\"${TARGETOS}\" GOARCH=\"${TARGETARCH}\" go build -trimpath -buildvcs=false -o /out/x .\n";
    assert!(text.contains(build), "{text}");
    assert!(!text[..text.find("go mod download").unwrap()].contains("ARG "), "{text}");
    let cgo = go(".").context(context.folder()).cgo();
    let base = image("golang:1-bookworm").family(Debian).on_build_platform();
    let build = Stage::named("build", base).recipe(&cgo);
    let said = refused(Stage::from(debian("12")).account(uid(7)).source(cgo.artifacts(&build)));
    assert!(said.contains("go: cgo compiles for the platform that builds"), "{said}");
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    // A stage that starts from such a one runs there, too; one that says the platform is asked.
    let recipe = go(".").context(context.folder());
    let base = image("golang:1-bookworm").family(Debian).on_build_platform();
    let tools = Stage::named("tools", base.clone());
    let build = Stage::named("build", &tools).recipe(&recipe);
    let image_of = |build| {
        Image::from(
            Stage::from(scratch())
                .keeps_base_user("starts nothing")
                .source(recipe.artifacts(build)),
        )
    };
    assert!(context.emit(image_of(&build)).contains("GOARCH=\"${TARGETARCH}\" go build"));
    let of_stage = |name: &str, value| {
        Stage::named("build", base.clone()).build_env(name, value).recipe(&recipe)
    };
    let builds = [of_stage("GOARCH", platform::TARGETARCH), of_stage("GOOS", platform::TARGETOS)];
    for build in &builds {
        assert!(context.emit(image_of(build)).contains("    go build -trimpath"));
    }
}

#[test]
fn a_program_for_another_platform_is_one() {
    let Some(docker) = Docker::connect() else { return };
    let context = Context::with(&[("go.mod", "module x\ngo 1.19\n"), ("main.go", MAIN)]);
    let recipe = go(".").context(context.folder());
    let base = image("golang:1-bookworm").family(Debian).on_build_platform();
    let build = Stage::named("build", base).recipe(&recipe);
    context.emit(
        Stage::from(scratch()).keeps_base_user("starts nothing").source(recipe.artifacts(&build)),
    );
    for (platform, machine) in [("linux/amd64", 62), ("linux/arm64", 183)] {
        let tag = format!("dockerfile-tests-go-{machine}");
        let built = Command::new("docker")
            .args(["build", "-q", "--platform", platform, "-t", &tag])
            .arg(context.folder())
            .output()
            .expect("docker starts");
        assert!(built.status.success(), "{built:?}");
        let _ = &docker;
        let script = format!(
            "id=$(docker create --platform {platform} {tag} x) && docker cp -q $id:/usr/local/bin/x - | tar -xO | \
             od -An -j18 -N1 -tu1; docker rm $id >/dev/null; docker rmi {tag} >/dev/null"
        );
        let found = Command::new("sh").args(["-c", &script]).output().expect("a shell");
        assert_eq!(String::from_utf8_lossy(&found.stdout).trim(), machine.to_string(), "{found:?}");
    }
}

// ---- settings --------------------------------------------------------------------------------

#[test]
fn the_linker_and_the_name_are_told() {
    let context = Context::with(&[("go.mod", "module x\ngo 1.19\n"), ("main.go", MAIN)]);
    let text = context.emit(started(
        "shop",
        &go(".").context(context.folder()).program("shop").ldflags("-s -w -X main.version=1"),
    ));
    assert!(text.contains("go build -trimpath -buildvcs=false -ldflags \"-s -w -X main.version=1\" -o /out/shop .\n"), "{text}");
    assert!(text.contains("COPY --from=build /out/shop /usr/local/bin/shop\n"), "{text}");
    let version = arg("VERSION").default("1.2").per_commit();
    let recipe = go(".").context(context.folder()).ldflags(
        dockerfile_core::text("-X main.v=")
            + &version
            + dockerfile_core::text(" -X 'main.x=$HOME'"),
    );
    let text = context.emit(started("x", &recipe));
    assert!(text.contains("ARG VERSION=\"1.2\"\n# The program"), "{text}");
    assert!(text.contains(" -ldflags \"-X main.v=${VERSION} -X 'main.x=\\$HOME'\" -o"), "{text}");
    for name in ["a/b", "..", ".", "-o", "a b"] {
        let said = refused(started("x", &go(".").context(context.folder()).program(name)));
        assert!(said.contains(name) && said.contains("name"), "{said}");
        let is_path = !name.contains([' ', '-']);
        assert_eq!(said.contains("of one file, without `/`"), is_path, "{said}");
    }
    let said = refused(started("x", &go(".").context(context.folder()).ldflags("-s\n-w")));
    assert!(said.contains("a line break or NUL does not fit"), "{said}");
}

#[test]
fn the_newest_go_that_is_asked_for_is_held_against_the_base() {
    let of = |work: &str, module: &str, replaced: &str| {
        let context = Context::with(&[("svc/main.go", MAIN)]);
        context.write(
            "svc/go.mod",
            format!("module example.com/svc\n{module}\nrequire x/y v1.0.0\nreplace x/y => ../y\n"),
        );
        context.write("y/go.mod", format!("module x/y\n{replaced}\n"));
        if !work.is_empty() {
            context.write("go.work", format!("{work}\nuse ./svc\n"));
        }
        context
    };
    let on = |context: &Context, base: &str| {
        let recipe = go("svc").context(context.folder());
        let build = Stage::named("build", image(base).family(Debian)).recipe(&recipe);
        Image::from(
            Stage::from(scratch())
                .keeps_base_user("starts nothing")
                .source(recipe.artifacts(&build)),
        )
    };
    for (work, module, replaced, file) in [
        ("go 1.25", "go 1.19", "", "go.work"),
        ("go 1.19\ntoolchain go1.25.1", "go 1.19", "", "go.work"),
        ("", "go 1.25rc1", "", "svc/go.mod"),
        ("", "go 1.19\ntoolchain go1.25.0-acme", "", "svc/go.mod"),
        ("", "go 1.19", "go 1.25.2", "y/go.mod"),
    ] {
        let context = of(work, module, replaced);
        let said = refused(on(&context, "golang:1.24-bookworm"));
        assert!(said.contains(&format!("`{file}` names Go 1.25")), "{said}");
        context.emit(on(&context, "golang:1.25-bookworm"));
        context.emit(on(&context, "golang:1.26-bookworm"));
    }
    // What a replacement suggests is nothing to who builds another module.
    let context = of("", "go 1.19\ntoolchain default", "go 1.19\ntoolchain go1.99.0");
    context.emit(on(&context, "golang:1.24-bookworm"));
}

// ---- what nobody means well with -------------------------------------------------------------

#[test]
fn links_and_pipes_below_a_module_end_soon() {
    let context = page();
    for (to, from) in [(".", "templates/self"), ("/", "templates/all"), ("..", "hidden/up")] {
        symlink(to, context.path(from)).expect("a link");
    }
    symlink("/", context.path("root")).expect("a link");
    symlink("/etc", context.path("static files/etc")).expect("a link");
    context.emit(started("page", &go(".").context(context.folder())));
    let pipe = context.path("templates/x.go");
    assert!(Command::new("mkfifo").arg(pipe).status().expect("mkfifo").success());
    let said = refused(started("page", &go(".").context(context.folder())));
    assert!(said.contains("`templates/x.go` is no file"), "{said}");
}
