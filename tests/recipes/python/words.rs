//! What a project of uv or Poetry may be called, keep beside itself or choose, each by itself.

use dockerfile_core::{Image, Stage, poetry, uid, uv};
use dockerfile_tests::context::{Context, shown};
use dockerfile_tests::text::lines;

use super::python;

const BUILT: &str =
    "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";

/// A package of uv's lock file.
fn package(name: &str, source: &str, more: &str) -> String {
    format!("\n[[package]]\nname = \"{name}\"\nversion = \"1\"\nsource = {{ {source} }}\n{more}")
}

fn by_uv(app: &dockerfile_core::Uv) -> Image {
    let build = Stage::named("build", python()).recipe(app);
    Stage::from(python()).account(uid(7)).source(app.artifacts(&build)).into()
}

fn by_poetry(app: &dockerfile_core::Poetry) -> Image {
    let build = Stage::named("build", python()).recipe(app);
    Stage::from(python()).account(uid(7)).source(app.artifacts(&build)).into()
}

/// The files and folders that are copied of the context.
fn copied(text: &str) -> Vec<String> {
    let copies = lines(text, "COPY").into_iter().filter(|line| !line.contains("--from"));
    copies.flat_map(|line| line.split(' ').skip(1)).map(str::to_owned).collect()
}

/// Licences go into a package, and are of no use to a program that is none.
#[test]
fn a_root_leaves_behind_what_is_no_source() {
    let licences = ["LICENSE", "LICENCE.txt", "COPYING", "NOTICE", "AUTHORS"];
    let locks = ["poetry.lock", "poetry.toml", "runtime.txt"];
    let folders = ["tests", "build", "dist", "node_modules", "__pycache__", "env"];
    for (source, has_licences) in [("editable", true), ("virtual", false)] {
        let context = Context::with(&[
            (
                "uv.lock",
                &format!("version = 1\n{}", package("app", &format!("{source} = \".\""), "")),
            ),
            ("pyproject.toml", &format!("[project]\nname = \"app\"\n\n{BUILT}")),
            ("app/__init__.py", ""),
            ("env/pyvenv.cfg", ""),
        ]);
        licences.iter().chain(&locks).for_each(|name| context.write(name, ""));
        folders.iter().for_each(|name| context.write(&format!("{name}/a.py"), ""));
        let copied = copied(&shown(by_uv(&uv("").context(context.folder()))));
        assert!(copied.iter().any(|path| path == "app"), "{copied:?}");
        for name in licences {
            // Of these two the names alone say nothing to other projects.
            let is_text = matches!(name, "NOTICE" | "AUTHORS");
            let is_there = copied.iter().any(|path| path == name);
            assert_eq!(is_there, has_licences || is_text, "{name}: {copied:?}");
        }
        for name in locks.iter().chain(&folders) {
            assert!(copied.iter().all(|path| path != name), "{name}: {copied:?}");
        }
    }
}

#[test]
fn a_folder_of_a_project_is_copied_without_what_is_no_source() {
    let context = Context::with(&[
        ("app/uv.lock", &format!("version = 1\n{}", package("app", "editable = \".\"", ""))),
        ("app/pyproject.toml", &format!("[project]\nname = \"app\"\n\n{BUILT}")),
    ]);
    context.emit(by_uv(&uv("app").context(context.folder())));
    let ignored = context.text(".dockerignore");
    for pattern in ["app/.*", "app/dist", "app/tests", "app/**/__pycache__"] {
        assert!(ignored.contains(&format!("\n{pattern}\n")), "{pattern}: {ignored}");
    }
}

/// The version of a project may stand in either table, and a release changes nothing above.
#[test]
fn a_version_is_taken_out_wherever_it_stands() {
    for (manifest, scripts) in [
        ("[project]\nname = \"app\"\nversion = \"1\"\n", vec!["project"]),
        ("[tool.poetry]\nname = \"app\"\nversion = \"1\"\n", vec!["tool\\.poetry"]),
        (
            "[project]\nname = \"app\"\nversion = \"1\"\n[tool.poetry]\nversion = \"1\"\n",
            vec!["project", "tool\\.poetry"],
        ),
        ("[project]\nname = \"app\"\nversion = '1'\n", vec!["project"]),
        ("[project]\nname = \"app\"\nversion=\"1\"\n", vec![]),
        ("project = { name = \"app\", version = \"1\" }\n", vec![]),
    ] {
        let context = Context::with(&[
            ("app/poetry.lock", "# By Poetry 2.5.1\n"),
            ("app/pyproject.toml", manifest),
            ("app/app/__init__.py", ""),
        ]);
        let text = shown(by_poetry(&poetry("app").context(context.folder())));
        let wanted: Vec<_> = scripts
            .iter()
            .map(|table| format!("-e '/^\\[{table}\\]/,/^\\[/s/^version = .*/version = \"0\"/'"))
            .collect();
        let found: Vec<_> = text.split_whitespace().collect();
        let found = found.join(" ");
        assert_eq!(found.matches("s/^version").count(), wanted.len(), "{manifest}: {text}");
        assert!(wanted.iter().all(|script| found.contains(script)), "{manifest}: {text}");
    }
}

/// Both tools install what is chosen, and what that needs of the repository comes along.
#[test]
fn what_a_choice_needs_comes_along() {
    let needs = "[package.optional-dependencies]\ntls = [{ name = \"of-tls\" }]\n\
                 [package.dev-dependencies]\nops = [{ name = \"of-ops\" }]\n";
    let folder = |name: &str| package(name, &format!("directory = \"../{name}\""), "");
    let lock = package("app", "editable = \".\"", needs) + &folder("of-tls") + &folder("of-ops");
    let context = Context::with(&[
        ("app/uv.lock", &format!("version = 1\n{lock}")),
        ("app/pyproject.toml", &format!("[project]\nname = \"app\"\n\n{BUILT}")),
    ]);
    let app = || uv("app").context(context.folder());
    for (app, wanted) in [
        (app(), [false, false]),
        (app().extras("tls"), [true, false]),
        (app().groups("ops"), [false, true]),
        (app().extras("tls").groups("ops"), [true, true]),
        (app().extras("ops").groups("tls"), [false, false]),
    ] {
        let text = shown(by_uv(&app));
        let found = ["of-tls", "of-ops"].map(|it| text.contains(&format!("COPY {it} /src/{it}\n")));
        assert_eq!(found, wanted, "{text}");
    }
    let of_group = |name: &str, groups: &str| {
        format!(
            "\n[[package]]\nname = \"{name}\"\n{groups}\n[package.source]\ntype = \"directory\"\n\
             url = \"../{name}\"\n"
        )
    };
    let lock = [
        of_group("of-main", "groups = [\"main\"]"),
        of_group("of-web", "groups = [\"web\"]"),
        of_group("of-both", "groups = [\"dev\", \"web\"]"),
        // As Poetry wrote before its version 2.
        of_group("of-none", ""),
    ];
    let context = Context::with(&[
        ("app/poetry.lock", &format!("# By Poetry 2.5.1\n{}", lock.concat())),
        ("app/pyproject.toml", "[tool.poetry]\npackage-mode = false\n"),
    ]);
    let app = || poetry("app").context(context.folder());
    for (app, wanted) in [
        (app(), [true, false, false, true]),
        (app().groups("web"), [true, true, true, true]),
        (app().groups("dev"), [true, false, true, true]),
    ] {
        let text = shown(by_poetry(&app));
        let names = ["of-main", "of-web", "of-both", "of-none"];
        let found = names.map(|it| text.contains(&format!("COPY {it} /src/{it}\n")));
        assert_eq!(found, wanted, "{text}");
    }
}

/// Where platforms want different versions of a package, a lock file has one of each by its name.
#[test]
fn what_each_version_of_a_package_needs_comes_along() {
    let folder = |name: &str| package(name, &format!("directory = \"../deps/{name}\""), "");
    let tools = |needs: &str| {
        let needs = format!("dependencies = [{{ name = \"{needs}\" }}]\n");
        package("tools", "registry = \"https://packages.corp/simple\"", &needs)
    };
    let extra = |needs: &str| {
        tools(needs).replace("dependencies =", "[package.optional-dependencies]\nx =")
    };
    let app = package("app", "editable = \".\"", "dependencies = [{ name = \"tools\" }]\n");
    for versions in [
        [tools("deep"), tools("flat")],
        [extra("deep"), tools("flat")],
        [tools("deep"), extra("flat")],
        [extra("deep"), extra("flat")],
        // One of them is in the repository.
        [tools("deep"), folder("tools")],
        [folder("tools"), tools("deep")],
    ] {
        let packages = [app.clone(), folder("deep"), folder("flat"), versions.concat()];
        let lock = format!("version = 1\n{}", packages.concat());
        let manifest = format!("[project]\nname = \"app\"\n\n{BUILT}");
        let context = Context::with(&[("app/uv.lock", &lock), ("app/pyproject.toml", &manifest)]);
        let text = shown(by_uv(&uv("app").context(context.folder())));
        let other = if lock.contains("deps/tools") { "tools" } else { "flat" };
        for name in ["deep", other] {
            let copy = format!("COPY deps/{name} /src/deps/{name}\n");
            assert!(text.contains(&copy), "{name}: {lock}\n{text}");
        }
    }
}

/// The nearest file with a version counts, up to the folder of the lock file.
#[test]
fn the_nearest_python_counts() {
    let context = Context::with(&[
        ("ws/uv.lock", &format!("version = 1\n{}", package("app", "virtual = \"apps/app\"", ""))),
        ("ws/apps/app/pyproject.toml", "[project]\nname = \"app\"\n"),
    ]);
    for (files, is_good) in [
        ("ws/.python-version=3.12", false),
        ("ws/.python-version=3.11", true),
        ("ws/.python-version=3.12 ws/apps/app/.python-version=3.11", true),
        ("ws/.python-version=3.11 ws/apps/app/.python-version=3.12", false),
        ("ws/apps/runtime.txt=python-3.11.2 ws/.python-version=3.12", true),
        (".python-version=3.12", true),
    ] {
        for file in [
            ".python-version",
            "ws/.python-version",
            "ws/apps/runtime.txt",
            "ws/apps/app/.python-version",
        ] {
            let _ = std::fs::remove_file(context.path(file));
        }
        for (file, version) in files.split(' ').filter_map(|file| file.split_once('=')) {
            context.write(file, format!("{version}\n"));
        }
        let image = by_uv(&uv("ws/apps/app").context(context.folder())).render();
        assert_eq!(image.is_ok(), is_good, "{files}: {:?}", image.err().map(|it| it.to_string()));
    }
    // The table of all tools counts before Poetry's own.
    for (standard, of_poetry, is_good) in [
        (">=3.11", "^3.12", true),
        (">=3.12", "^3.11", false),
        ("", "^3.12", false),
        ("", "^3.11", true),
    ] {
        let standard = match standard {
            "" => String::new(),
            version => format!("[project]\nname = \"app\"\nrequires-python = \"{version}\"\n"),
        };
        let manifest = format!(
            "{standard}[tool.poetry]\nname = \"app\"\n[tool.poetry.dependencies]\npython = \"{of_poetry}\"\n"
        );
        let context = Context::with(&[
            ("app/poetry.lock", "# By Poetry 2.5.1\n"),
            ("app/pyproject.toml", &manifest),
            ("app/app/__init__.py", ""),
        ]);
        let image = by_poetry(&poetry("app").context(context.folder())).render();
        assert_eq!(
            image.is_ok(),
            is_good,
            "{manifest}: {:?}",
            image.err().map(|it| it.to_string())
        );
    }
}

/// What uv has locked is edited only if the edit takes the version of each package on disk, and
/// nothing else.
#[test]
fn a_lock_file_is_edited_exactly_or_not_at_all() {
    let own = package("app", "editable = \".\"", "");
    let of_index = package("six", "registry = \"https://packages.corp/simple\"", "");
    let lib = package("lib", "directory = \"../lib\"", "");
    for (packages, is_edited) in [
        (own.clone(), true),
        (own.clone() + &of_index, true),
        (own.clone() + &lib, true),
        (own.clone() + &lib.replace("directory", "virtual"), true),
        (own.replace("version = \"1\"\n", ""), false),
        (own.clone() + &lib.replace("version = \"1\"\n", "version = \"1\"\nmarkers = []\n"), false),
        (own.clone() + &lib.replace("source = { directory", "source={ directory"), false),
        (own.clone() + &lib.replace("version = \"1\"", "version = '1'"), false),
    ] {
        let context = Context::with(&[
            ("app/uv.lock", &format!("version = 1\n{packages}")),
            ("app/pyproject.toml", &format!("[project]\nname = \"app\"\n\n{BUILT}")),
        ]);
        let text = shown(by_uv(&uv("app").context(context.folder())));
        assert_eq!(text.contains("/^version = /{N"), is_edited, "{packages}: {text}");
    }
}

/// Packages may need each other, and the project itself.
#[test]
fn a_circle_of_packages_is_copied_once() {
    let folder = |name: &str, needs: &str| {
        let needs = format!("dependencies = [{{ name = \"{needs}\" }}]\n");
        package(name, &format!("directory = \"../{name}\""), &needs)
    };
    let app = package("app", "editable = \".\"", "dependencies = [{ name = \"one\" }]\n");
    let lock = format!("version = 1\n{app}{}{}", folder("one", "two"), folder("two", "app"));
    let context = Context::with(&[
        ("app/uv.lock", &lock),
        ("app/pyproject.toml", &format!("[project]\nname = \"app\"\n\n{BUILT}")),
    ]);
    let text = shown(by_uv(&uv("app").context(context.folder())));
    let copies = "COPY one /src/one\nCOPY two /src/two\nCOPY app /src/app\n";
    assert!(text.contains(copies) && text.matches("COPY app /src/app\n").count() == 1, "{text}");
}

/// What either file names is copied: at worst that is too much.
#[test]
fn settings_of_both_files_count() {
    let context = Context::with(&[
        ("app/uv.lock", &format!("version = 1\n{}", package("app", "virtual = \".\"", ""))),
        ("app/pyproject.toml", "[project]\nname = \"app\"\n[tool.uv]\nfind-links = [\"./one\"]\n"),
        ("app/uv.toml", "find-links = [\"file://../two\"]\n"),
        ("app/one/x-1.whl", ""),
        ("two/x-1.whl", ""),
    ]);
    let text = shown(by_uv(&uv("app").context(context.folder())));
    let above = text.split_once("uv sync").expect("an install").0;
    for folder in ["app/one", "two"] {
        assert!(above.contains(&format!("COPY {folder} /src/{folder}\n")), "{folder}: {text}");
    }
}
