//! What a project of uv or Poetry names by a path, what is its own at a context's root, and what
//! stays behind.

use dockerfile_core::{Image, Stage, pip, poetry, uid, uv};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

use super::python;

const LOCK: &str = "version = 1\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n\
     source = { editable = \".\" }\n";

const BUILT: &str =
    "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";

fn of_uv(context: &Context, folder: &str) -> Image {
    let app = uv(folder).context(context.folder());
    let build = Stage::named("build", python()).recipe(&app);
    Stage::from(python()).account(uid(7)).source(app.artifacts(&build)).into()
}

fn of_poetry(context: &Context, folder: &str) -> Image {
    let app = poetry(folder).context(context.folder());
    let build = Stage::named("build", python()).recipe(&app);
    Stage::from(python()).account(uid(7)).source(app.artifacts(&build)).into()
}

/// What is copied of the context below the manifests.
fn copied(text: &str) -> Vec<String> {
    let copies = lines(text, "COPY").into_iter();
    let sources = copies.filter(|line| !line.contains("--from") && !line.contains("manifests"));
    let paths = sources.flat_map(|line| {
        let words: Vec<String> = line.split(' ').skip(1).map(str::to_owned).collect();
        words[..words.len() - 1].to_vec()
    });
    paths.collect()
}

/// Each key by which a manifest names a file or a folder that stays behind otherwise.
#[test]
fn what_a_manifest_names_is_copied() {
    let context = Context::with(&[
        ("svc/uv.lock", LOCK),
        ("svc/poetry.lock", "# By Poetry 2.5.1\n"),
        ("svc/app/__init__.py", ""),
        ("svc/.about/README.md", ""),
        ("svc/tests/data/a.json", ""),
        ("svc/dist/page.html", ""),
        ("shared/README.md", ""),
        ("shared/LICENSE", ""),
        ("shared/VERSION", ""),
        ("shared/data/a.json", ""),
    ]);
    for (key, brings) in [
        ("[project]\nreadme = \"../shared/README.md\"", "shared/README.md"),
        ("[project]\nreadme = { file = \".about/README.md\" }", "svc/.about/README.md"),
        ("[project]\nlicense = { file = \"../shared/LICENSE\" }", "shared/LICENSE"),
        ("[project]\nlicense-files = [\"../shared/LICENSE\"]", "shared/LICENSE"),
        ("[tool.setuptools.dynamic]\nversion = { file = \"../shared/VERSION\" }", "shared/VERSION"),
        (
            "[tool.setuptools.dynamic]\nversion = { file = [\"../shared/VERSION\"] }",
            "shared/VERSION",
        ),
        ("[tool.setuptools]\npackage-dir = { \"app.data\" = \"../shared/data\" }", "shared/data"),
        ("[tool.setuptools]\npackages = [\"tests\"]", "svc/tests"),
        ("[tool.setuptools.package-data]\napp = [\"tests/data/*.json\"]", "svc/tests/data"),
        ("[tool.hatch.version]\npath = \"../shared/VERSION\"", "shared/VERSION"),
        (
            "[tool.hatch.build.targets.wheel.force-include]\n\"../shared/data\" = \"app/data\"",
            "shared/data",
        ),
        ("[tool.hatch.build]\nartifacts = [\"/dist/page.html\"]", "svc/dist/page.html"),
        ("[tool.hatch.build]\ninclude = [\"tests/**/*.json\"]", "svc/tests"),
        ("[tool.uv.build-backend.data]\ndata = \"tests/data\"", "svc/tests/data"),
        ("[tool.poetry]\nreadme = \"../shared/README.md\"", "shared/README.md"),
        ("[tool.poetry]\nreadme = [\".about/README.md\"]", "svc/.about/README.md"),
        ("[tool.poetry]\npackages = [{ include = \"data\", from = \"../shared\" }]", "shared"),
        ("[tool.poetry]\ninclude = [{ path = \"dist/page.html\" }]", "svc/dist/page.html"),
        ("[tool.poetry.build]\nscript = \"../shared/VERSION\"", "shared/VERSION"),
        // Only a builder of packages means a folder or a pattern.
        ("[project]\nlicense-files = [\"tests/data/*\"]", "svc/tests/data"),
        ("[tool.setuptools_scm]\nroot = \"tests/data\"", "svc/tests/data"),
        ("[tool.flit.sdist]\ninclude = [\"tests/data/*\"]", "svc/tests/data"),
        ("[tool.pdm.build]\nincludes = [\"tests/data\"]", "svc/tests/data"),
        ("[tool.scikit-build]\nwheel.packages = [\"tests/data\"]", "svc/tests/data"),
        ("[tool.maturin]\npython-source = \"tests/data\"", "svc/tests/data"),
        ("[tool.unheard.of]\nkey = \"tests/data/a.json\"", "svc/tests/data/a.json"),
    ] {
        context.write("svc/pyproject.toml", format!("{key}\n\n{BUILT}"));
        for text in [context.emit(of_uv(&context, "svc")), context.emit(of_poetry(&context, "svc"))]
        {
            let copied = copied(&text);
            assert!(copied.iter().any(|path| path == brings), "{key}: {copied:?}");
        }
    }
    let backend = BUILT.to_owned() + "backend-path = [\"tests/data\"]\n";
    context.write("svc/pyproject.toml", backend);
    let text = context.emit(of_uv(&context, "svc"));
    assert!(copied(&text).iter().any(|path| path == "svc/tests/data"), "{text}");
    for key in [
        "[tool.uv.sources]\nx = { path = \"tests/data/a.json\" }",
        "[tool.uv.workspace]\nmembers = [\"tests/data/a.json\"]",
        "[[tool.uv.index]]\nurl = \"tests/data/a.json\"",
        "[tool.poetry.dependencies]\nx = { path = \"tests/data\" }",
        "[tool.poetry.dev-dependencies]\nx = { path = \"tests/data\" }",
        "[tool.poetry.group.dev.dependencies]\nx = { path = \"tests/data\" }",
        "[[tool.poetry.source]]\nurl = \"tests/data\"",
        "[tool.hatch.envs.default]\npaths = [\"tests/data\"]",
        "[tool.hatch.build]\nexclude-x = [\"tests/data\"]",
        "[tool.unheard.of]\nkey = \"tests/data\"",
        "[tool.unheard.of]\nkey = \"tests/data/*\"",
    ] {
        context.write("svc/pyproject.toml", format!("{key}\n\n{BUILT}"));
        let copied = copied(&context.emit(of_poetry(&context, "svc")));
        assert!(copied.iter().all(|path| !path.contains("tests")), "{key}: {copied:?}");
    }
    for key in [
        "[tool.pytest.ini_options]\ntestpaths = [\"tests\"]",
        "[tool.hatch.envs.default]\npaths = [\"tests\"]",
        "[tool.hatch.build]\nexclude = [\"tests\"]",
        "[tool.uv.sources]\nx = { path = \"../shared\" }",
        "[tool.poetry.group.dev.dependencies]\nx = { path = \"../shared\" }",
    ] {
        context.write("svc/pyproject.toml", format!("{key}\n\n{BUILT}"));
        let copied = copied(&context.emit(of_uv(&context, "svc")));
        assert!(
            copied.iter().all(|path| !path.contains("shared") && !path.contains("tests")),
            "{key}"
        );
    }
}

#[test]
fn what_a_manifest_names_and_nobody_has_is_an_error() {
    let context =
        Context::with(&[("svc/uv.lock", LOCK), ("svc/poetry.lock", "# By Poetry 2.5.1\n")]);
    for (key, path) in [
        ("[project]\nreadme = \"docs/README.md\"", "docs/README.md"),
        ("[project]\nlicense = { file = \"LICENSE\" }", "LICENSE"),
        ("[tool.setuptools.dynamic]\nreadme = { file = \"README.md\" }", "README.md"),
        ("[tool.hatch.version]\npath = \"app/about.py\"", "app/about.py"),
        ("[project]\nreadme = { file = \"README\" }", "README"),
        ("[tool.poetry]\nreadme = \"README\"", "README"),
    ] {
        context.write("svc/pyproject.toml", format!("{key}\n\n{BUILT}"));
        for image in [of_uv(&context, "svc"), of_poetry(&context, "svc")] {
            let said = refused(image);
            assert!(
                said.contains(&format!("`svc/pyproject.toml` names `{path}`, which")),
                "{said}"
            );
        }
    }
    context.write("svc/pyproject.toml", format!("[project]\nreadme = \"../../README\"\n\n{BUILT}"));
    let said = refused(of_uv(&context, "svc"));
    assert!(said.contains("`../../README` in `svc/pyproject.toml` leads out"), "{said}");
}

/// A pattern without a folder finds files of the project alone, and a folder of another project is
/// that one's.
#[test]
fn what_a_builder_means_is_no_more_than_it_names() {
    let lock = LOCK.to_owned()
        + "\n[[package]]\nname = \"lib\"\nversion = \"1\"\nsource = { directory = \"libs/lib\" }\n";
    for (key, brings) in [
        ("[project]\nlicense-files = [\"Make*\"]", "Makefile"),
        ("[project]\nlicense-files = [\"do*\"]", ""),
        ("[project]\nlicense-files = [\"docs/{a,b}.md\"]", "docs"),
        ("[tool.setuptools]\npackages = [\"docs\"]", "docs"),
        ("[tool.setuptools]\npackages = [\"/docs\"]", "docs"),
        ("[tool.setuptools]\npackages = [\"docs\\na\"]", ""),
        ("[tool.setuptools]\npackages = [\"\", \".\", \"..\"]", ""),
        ("[tool.setuptools]\nexclude-package-data = { a = [\"docs\"] }", ""),
        ("[tool.setuptools]\npackages = [\"libs/lib\"]", ""),
        ("[tool.setuptools]\npackages = [\"libs/lib/data\"]", ""),
        ("[tool.setuptools]\npackages = [\"libs\"]", ""),
        ("[tool.other]\nkey = \"docs\"", ""),
        ("[tool.other]\nkey = \"docs/a.md\"", "docs/a.md"),
        ("[tool.other]\nkey = \"/docs/a.md\"", ""),
        ("[tool.other]\nkey = \"docs/*.md\"", ""),
    ] {
        let context = Context::with(&[
            ("uv.lock", &lock),
            ("pyproject.toml", &format!("{key}\n\n{BUILT}")),
            ("Makefile", ""),
            ("docs/a.md", ""),
            ("libs/lib/pyproject.toml", ""),
            ("libs/lib/data/x", ""),
        ]);
        let text = context.emit(of_uv(&context, ""));
        let found = copied(&text);
        let named = ["Makefile", "docs", "docs/a.md", "libs", "libs/lib", "libs/lib/data"];
        let named: Vec<_> =
            named.into_iter().filter(|it| found.iter().any(|path| path == it)).collect();
        assert_eq!(named.join(" "), brings, "{key}: {found:?}");
    }
}

/// Files that builders read with the manifest name others, too.
#[test]
fn what_setup_files_name_is_copied() {
    let context = Context::with(&[
        ("uv.lock", LOCK),
        ("pyproject.toml", "[build-system]\nrequires = [\"setuptools\"]\n"),
        ("README.md", ""),
        ("docs/long.txt", ""),
        ("docs/other.txt", ""),
    ]);
    for (file, text, brings) in [
        ("setup.py", "setup(long_description=open('README.md').read())", "README.md"),
        (
            "setup.cfg",
            "[metadata]\nlong_description = file: README.md, docs/long.txt",
            "docs/long.txt",
        ),
        ("MANIFEST.in", "include docs/long.txt\n", "docs/long.txt"),
    ] {
        context.write(file, text);
        let copied = copied(&context.emit(of_uv(&context, "")));
        assert!(copied.iter().any(|path| path == brings), "{file}: {copied:?}");
        assert!(copied.iter().all(|path| path != "docs/other.txt"), "{copied:?}");
        std::fs::remove_file(context.path(file)).expect("a file");
    }
}

/// setuptools takes a package's data from what git tracks, if a plugin tells it; no image has git's
/// index.
#[test]
fn what_git_would_list_is_in_a_package() {
    let context = Context::with(&[
        ("svc/uv.lock", LOCK),
        ("svc/poetry.lock", "# By Poetry 2.5.1\n"),
        ("svc/app/__init__.py", ""),
        ("svc/app/data.json", ""),
    ]);
    let none = "echo 'graft .' > ./MANIFEST.in &&";
    let some = "sed -i '1i graft .' ./MANIFEST.in &&";
    for (requires, builder, said, graft) in [
        ("setuptools_scm[toml]>=8", "", None, none),
        ("setuptools-git", "setuptools.build_meta", None, none),
        ("setuptools-scm", "setuptools.build_meta", Some(""), none),
        ("setuptools-scm", "setuptools.build_meta", Some("exclude a.txt\n"), some),
        ("setuptools-scm-x", "setuptools.build_meta", None, ""),
        ("setuptools-scm", "hatchling.build", None, ""),
    ] {
        let backend = match builder {
            "" => String::new(),
            builder => format!("build-backend = \"{builder}\"\n"),
        };
        let text = format!(
            "[project]\nname = \"app\"\nversion = \"1\"\n\n[build-system]\n\
             requires = [\"setuptools\", \"{requires}\"]\n{backend}"
        );
        context.write("svc/pyproject.toml", text);
        said.into_iter().for_each(|said| context.write("svc/MANIFEST.in", said));
        for text in [of_uv(&context, "svc"), of_poetry(&context, "svc")].map(|it| context.emit(it))
        {
            assert_eq!(text.contains("graft"), !graft.is_empty(), "{requires}: {text}");
            assert!(text.contains(graft), "{requires}: {text}");
        }
    }
}

/// The file that says so stays behind itself.
#[test]
fn what_the_own_folder_ignores_is_kept_out() {
    let context = Context::with(&[
        ("svc/uv.lock", LOCK),
        ("svc/pyproject.toml", "[project]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("svc/app/__init__.py", ""),
        ("svc/.gitignore", "local.json\n"),
        ("svc/app/local.json", ""),
    ]);
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "."]);
    context.emit(of_uv(&context, "svc"));
    let ignored = context.text(".dockerignore");
    assert!(
        ignored.contains("\nsvc/**/local.json\n") && ignored.contains("\nsvc/.*\n"),
        "{ignored}"
    );
}

/// A program and its data, of which Python knows nothing; another service; what no build reads.
#[test]
fn a_root_brings_what_is_its_own_and_says_what_stays() {
    let virtual_lock = LOCK.replace("editable", "virtual");
    let context = Context::with(&[
        ("uv.lock", &virtual_lock),
        ("pyproject.toml", "[project]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("main.py", ""),
        ("config.yaml", ""),
        ("templates/index.html", ""),
        ("static/logo.svg", ""),
        ("scratch.log", ""),
        ("api/pyproject.toml", ""),
        ("api/uv.lock", ""),
        ("web/package.json", "{\"name\": \"web\"}"),
        ("tests/test_main.py", ""),
        // Projects of theirs make neither part of this one.
        ("tests/samples/a/pyproject.toml", ""),
        ("docs/index.md", ""),
        ("docs/site/package.json", "{\"name\": \"site\"}"),
        ("README.md", ""),
        (".env", ""),
        ("venv/pyvenv.cfg", ""),
        ("Dockerfile.old", ""),
    ]);
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "."]);
    git(context.folder(), &["rm", "-q", "--cached", "scratch.log"]);
    let own = ["config.yaml", "main.py", "pyproject.toml", "static", "templates"];
    let text = context.emit(of_uv(&context, ""));
    assert_eq!(copied(&text)[2..], own, "{text}");
    let plan = of_uv(&context, "").render().expect("no error").plan;
    let stays = "`Dockerfile.old`, `README.md`, `api`, `docs`, `tests`, `web` beside `.` stays behind: \
         `.files([..])` takes it along";
    assert!(plan.contains(stays), "{plan}");
    context.write("api/schema/a.json", "");
    let with_files = || -> Image {
        let app = uv("").context(context.folder()).files(["docs", "api/schema"]);
        let build = Stage::named("build", python()).recipe(&app);
        Stage::from(python()).account(uid(7)).source(app.artifacts(&build)).into()
    };
    let text = context.emit(with_files());
    assert_eq!(copied(&text)[7..], ["docs", "api/schema"], "{text}");
    let plan = with_files().render().expect("no error").plan;
    assert!(!plan.contains("`docs`") && !plan.contains("`api`"), "{plan}");
}

/// Folders of packages that settings or the lock file name.
#[test]
fn where_uv_looks_is_copied() {
    let context = Context::with(&[
        ("app/uv.lock", LOCK),
        ("app/wheels/x-1.whl", ""),
        ("wheels/x-1.whl", ""),
        ("app/main.py", ""),
    ]);
    let above = |file: &str, text: &str| {
        context.write(file, text);
        let text = context.emit(of_uv(&context, "app"));
        let (above, _) = text.split_once("uv sync").expect("an install");
        let copies = copied(above);
        copies.into_iter().find(|path| path.contains("wheels")).unwrap_or_default()
    };
    let plain = "[project]\nname = \"app\"\n";
    for (settings, copy) in [
        ("find-links = [\"./wheels\"]", "app/wheels"),
        ("find-links = [\"../wheels\", \"https://example.com/x\"]", "wheels"),
        ("index-url = \"../wheels\"", "wheels"),
        ("extra-index-url = [\"file:../wheels\"]", "wheels"),
        ("index = [{ name = \"a\", url = \"./wheels\", format = \"flat\" }]", "app/wheels"),
        ("index = [{ name = \"a\", url = \"https://example.com/simple\" }]", ""),
    ] {
        let manifest = format!("{plain}\n[tool.uv]\n{settings}\n");
        assert_eq!(above("app/pyproject.toml", &manifest), copy, "{settings}");
        context.write("app/pyproject.toml", plain);
        assert_eq!(above("app/uv.toml", &format!("{settings}\n")), copy, "{settings}");
        std::fs::remove_file(context.path("app/uv.toml")).expect("a file");
    }
    let package =
        "\n[[package]]\nname = \"x\"\nversion = \"1\"\nsource = { registry = \"../wheels\" }\n";
    assert_eq!(above("app/uv.lock", &format!("{LOCK}{package}")), "wheels");
    for (path, error) in [
        ("none", "`app/uv.lock` names `none`, which is not there"),
        ("/srv/wheels", "`/srv/wheels` in `app/uv.lock` leads out"),
        ("..", "looks for packages in `..`, the whole build context"),
    ] {
        context.write("app/uv.lock", format!("{LOCK}{}", package.replace("../wheels", path)));
        let said = refused(of_uv(&context, "app"));
        assert!(said.contains(error), "{said}");
    }
}

/// Slim bases have no git, which the install calls.
#[test]
fn a_package_of_a_repository_wants_git() {
    let context = Context::with(&[
        ("app/pyproject.toml", "[project]\nname = \"app\"\nversion = \"1\"\n"),
        (
            "app/uv.lock",
            "version = 1\n\n[[package]]\nname = \"app\"\nsource = { virtual = \".\" }\n\n\
             [[package]]\nname = \"x\"\nsource = { git = \"https://git.corp/x?rev=1#1\" }\n",
        ),
        (
            "app/poetry.lock",
            "# @generated by Poetry 2.5.1 and so on\n[[package]]\nname = \"x\"\n\
             source = { type = \"git\", url = \"https://git.corp/x\" }\n",
        ),
        ("app/app/__init__.py", ""),
        ("app/requirements.txt", "x @ git+https://git.corp/x@1\n"),
    ]);
    let with_pip = pip("app/requirements.txt").context(context.folder());
    let with_pip = Stage::from(python()).account(uid(7)).dependencies(with_pip);
    for (file, image) in [
        ("app/uv.lock", of_uv(&context, "app")),
        ("app/poetry.lock", of_poetry(&context, "app")),
        ("app/requirements.txt", with_pip.into()),
    ] {
        let plan = image.render().expect("no error").plan;
        assert!(plan.contains(&format!("`{file}` wants git in the stage that builds")), "{plan}");
    }
}
