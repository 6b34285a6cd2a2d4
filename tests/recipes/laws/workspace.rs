//! A workspace of Go: what takes the place of a module, what is vendored, and which sums count.

use dockerfile_core::go;
use dockerfile_tests::context::{Context, shown};

use super::go::{MAIN, started};

/// A service, and two folders that may take the place of the module that it needs.
fn replacing(work: &str, module: &str) -> Context {
    let context = Context::with(&[
        ("svc/main.go", MAIN),
        ("one/go.mod", "module x/y\n"),
        ("two/go.mod", "module x/y\n"),
    ]);
    context.write(
        "svc/go.mod",
        format!("module example.com/svc\ngo 1.19\nrequire x/y v1.0.0\n{module}\n"),
    );
    if !work.is_empty() {
        context.write("go.work", format!("go 1.19\nuse ./svc\n{work}\n"));
    }
    context
}

#[test]
fn a_workspace_decides_what_takes_the_place_of_a_module() {
    for (work, module, copied) in [
        ("", "replace x/y => ../one", "one"),
        ("", "replace x/y v1.0.0 => ../one\nreplace x/y v2.0.0 => ../two", "one two"),
        ("replace x/y => ./two", "replace x/y => ../one", "two"),
        ("replace x/y v1.0.0 => ./one\nreplace x/y v2.0.0 => ./two", "", "one two"),
        // A module of the registry.
        ("replace x/y => z/y v1.0.0", "replace x/y => ../one", ""),
        ("", "replace x/y => z/y v1.0.0", ""),
    ] {
        let context = replacing(work, module);
        let text = shown(started("svc", &go("svc").context(context.folder())));
        for folder in ["one", "two"] {
            let is_copied = copied.split(' ').any(|it| it == folder);
            for line in [
                format!("COPY {folder}/go.mod /src/{folder}/\n"),
                format!("COPY {folder} /src/{folder}\n"),
            ] {
                assert_eq!(text.contains(&line), is_copied, "{work}, {module}: {line}: {text}");
            }
        }
    }
}

/// What a workspace vendors for all of its modules is at its root, and a module at the root has it
/// with its own files.
#[test]
fn what_a_workspace_vendors_is_copied_once() {
    for (uses, file, count) in [
        ("./svc", "## workspace\n", 1),
        (".\nuse ./svc", "## workspace\n", 1),
        ("./svc", "# x/y v1.0.0\n", 0),
        ("./svc", "", 0),
    ] {
        let context = replacing("", "");
        context.write("go.work", format!("go 1.19\nuse {uses}\n"));
        context.write("vendor/modules.txt", file);
        if uses.starts_with(".\n") {
            context.write("go.mod", "module example.com/root\ngo 1.19\n");
            context.write(
                "main.go",
                "package main\n\nimport _ \"example.com/svc\"\n\nfunc main() {}\n",
            );
        }
        let (name, folder) = if uses.starts_with(".\n") { ("root", ".") } else { ("svc", "svc") };
        let text = shown(started(name, &go(folder).context(context.folder())));
        assert_eq!(
            text.matches("COPY vendor /src/vendor\n").count(),
            count,
            "{uses} {file}: {text}"
        );
        assert!(!text.contains("go mod download"), "{text}");
    }
}

#[test]
fn sums_of_a_workspace_and_of_its_modules_are_copied() {
    let context = replacing("", "replace x/y => ../one");
    for file in ["svc/go.sum", "one/go.sum", "go.work.sum"] {
        context.write(file, "");
    }
    let of = || shown(started("svc", &go("svc").context(context.folder())));
    let text = of();
    assert!(text.contains("COPY one/go.mod one/go.sum /src/one/\n"), "{text}");
    assert!(text.contains("COPY svc/go.mod svc/go.sum /src/svc/\n"), "{text}");
    assert!(!text.contains("go.work"), "{text}");
    context.write("go.work", "go 1.19\nuse ./svc\n");
    assert!(of().contains("COPY go.work go.work.sum /src/\n"));
}
