//! Credentials in what a recipe copies: each file by its own format, through whichever recipe.

mod table;

use std::time::{Duration, Instant};

use dockerfile_core::{
    Debian, Image, Recipe, RunsOn, Stage, bundler, cargo, go, gradle, image, maven, npm, pip,
    poetry, uid, uv, yarn,
};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::git;

use self::table::{SECRET, TABLE};

/// A folder, and all of it in the image.
fn package(file: &str, text: &str) -> (Context, Image) {
    let context = folder(file, text);
    let image = built_by("node:20-bookworm-slim", &npm("web").context(context.folder()));
    (context, image)
}

/// The same with the file named, so that it goes along although it is private by its name.
fn named(file: &str, text: &str) -> (Context, Image) {
    let context = folder(file, text);
    let web = npm("web").context(context.folder()).files([format!("web/{file}")]);
    let image = built_by("node:20-bookworm-slim", &web);
    (context, image)
}

fn folder(file: &str, text: &str) -> Context {
    Context::with(&[
        ("web/package.json", "{ \"name\": \"web\", \"version\": \"1.0.0\" }\n"),
        (
            "web/package-lock.json",
            "{ \"name\": \"web\", \"lockfileVersion\": 3, \"packages\": {} }\n",
        ),
        ("web/main.js", "\n"),
        (&format!("web/{file}"), text),
    ])
}

fn built_by<R: Recipe>(base: &str, recipe: &R) -> Image
where
    R::Artifacts<Debian>: RunsOn<Debian>,
{
    let build = Stage::named("build", image(base).family(Debian)).recipe(recipe);
    let from = image(base).family(Debian);
    Stage::from(from).account(uid(65532)).source(recipe.artifacts(&build)).into()
}

#[test]
fn a_credential_is_refused_and_a_reference_to_one_is_none() {
    let mut wrong = vec![];
    for (file, literals, others) in TABLE {
        for text in *literals {
            let text = text.replace('§', SECRET);
            let (_context, image) = named(file, &text);
            match image.render() {
                Ok(_) => wrong.push(format!("{file} is accepted: {text}")),
                Err(report) => {
                    let said = report.to_string();
                    let at = format!("npm: `web/{file}`, line ");
                    let good = said.contains(&at)
                        && said.matches("error:").count() == 1
                        && said.contains("which would be in the image");
                    if !good || said.contains(SECRET) {
                        wrong.push(format!("{file}: {text}\n{said}"));
                    }
                }
            }
        }
        for text in *others {
            let (_context, image) = named(file, text);
            if let Err(report) = image.render() {
                wrong.push(format!("{file} is refused: {text}\n{report}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// As a manifest of its own recipe, wherever that copies it.
#[test]
fn each_recipe_reads_its_own() {
    const NODE: &str = "node:20-bookworm-slim";
    let refuses = |context: &Context, image: Image, words: &[&str]| {
        let _ = context;
        let said = refused(image);
        assert!(said.matches("error:").count() == 1 && !said.contains("hunter2"), "{said}");
        words.iter().for_each(|word| assert!(said.contains(word), "no {word}: {said}"));
    };
    let context = Context::with(&[
        ("requirements.txt", "-r base.txt\n"),
        ("base.txt", "six\n--extra-index-url https://bob:hunter2@pypi.example/simple\n"),
    ]);
    let installed = pip("requirements.txt").context(context.folder()).venv("/opt/venv");
    let stage = Stage::from(image("python:3.11-slim").family(Debian)).account(uid(7));
    let image_of = stage.out_of_order("a test", |s| s.dependencies(installed)).into();
    refuses(
        &context,
        image_of,
        &[
            "pip: `base.txt`, line 2: the URL of `pypi.example`",
            "secret(\"netrc\").file(\"/root/.netrc\")",
            "${PIP_PASSWORD}",
        ],
    );

    let context = Context::with(&[
        ("package.json", "{ \"name\": \"web\", \"packageManager\": \"yarn@4.1.0\" }"),
        ("yarn.lock", "__metadata:\n  version: 8\n"),
        (
            ".yarnrc.yml",
            "nodeLinker: node-modules\nnpmScopes:\n  corp:\n    npmAuthToken: hunter2\n",
        ),
    ]);
    let web = yarn(".").context(context.folder());
    refuses(
        &context,
        built_by(NODE, &web),
        &[
            "yarn: `.yarnrc.yml`, line 4: `npmAuthToken` is a secret",
            "secret(\"npm-token\").env(\"NPM_TOKEN\")",
        ],
    );

    let context = Context::with(&[
        ("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("src/main.rs", "fn main() {}\n"),
        (".cargo/config.toml", "[registries.my-corp]\ntoken = \"hunter2\"\n"),
    ]);
    let app = cargo("app").workspace(".").context(context.folder());
    refuses(
        &context,
        built_by("rust:1-slim-bookworm", &app),
        &[
            "cargo: `.cargo/config.toml`, line 2: `registries.my-corp.token` is",
            "CARGO_REGISTRIES_MY_CORP_TOKEN",
        ],
    );

    let context = Context::with(&[
        (
            "pom.xml",
            "<project><artifactId>a</artifactId><groupId>g</groupId><version>1</version></project>",
        ),
        ("src/main/java/A.java", ""),
        (".mvn/jvm.config", "-Dnexus.password=hunter2\n"),
        ("src/main/resources/settings.xml", "<s>\n<password>hunter2</password></s>"),
    ]);
    let a = maven(".").context(context.folder());
    refuses_some(
        built_by("maven:3.9-eclipse-temurin-21", &a),
        &[
            "`src/main/resources/settings.xml`, line 2: `<password>` is a secret",
            "/root/.m2/settings.xml",
            "${env.MAVEN_PASSWORD}",
        ],
    );

    let context = Context::with(&[
        ("settings.gradle", "rootProject.name = 'a'\n"),
        ("build.gradle", "plugins { id 'application' }\n"),
        ("src/main/java/A.java", ""),
        ("gradle.properties", "nexusPassword=hunter2\n"),
    ]);
    let a = gradle(".").context(context.folder());
    refuses(
        &context,
        built_by("gradle:8-jdk21", &a),
        &[
            "gradle: `gradle.properties`, line 1: `nexusPassword` is",
            "ORG_GRADLE_PROJECT_nexusPassword",
        ],
    );

    let context = Context::with(&[
        ("shop/Gemfile", "source \"https://bob:hunter2@my-gems.example.com\"\n"),
        (
            "shop/Gemfile.lock",
            "GEM\n  remote: https://my-gems.example.com/\n  specs:\n\nPLATFORMS\n  x86_64-linux\n\nDEPENDENCIES\n",
        ),
    ]);
    let shop = bundler("shop").context(context.folder());
    refuses(
        &context,
        built_by("ruby:3.3-bookworm", &shop),
        &[
            "`shop/Gemfile`, line 1: the URL of `my-gems.example.com`",
            "BUNDLE_MY___GEMS__EXAMPLE__COM",
        ],
    );

    let context = Context::with(&[
        ("go.mod", "module example.com/app\n\ngo 1.25\n"),
        ("cmd/app/main.go", "package main\n\nfunc main() {}\n"),
        ("cmd/app/.npmrc", "_authToken=hunter2\n"),
    ]);
    let app = go("./cmd/app").context(context.folder());
    refuses(
        &context,
        built_by("golang:1-bookworm", &app),
        &["`cmd/app/.npmrc`, line 1: `_authToken` is"],
    );
}

fn refuses_some(image: Image, words: &[&str]) {
    let said = refused(image);
    words.iter().for_each(|word| assert!(said.contains(word), "no {word}: {said}"));
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn pythons_projects_are_read() {
    let files = [
        (
            "pyproject.toml",
            "[project]\nname = \"app\"\nversion = \"1.0\"\nrequires-python = \">=3.11\"\n",
        ),
        (
            "uv.lock",
            "version = 1\nrequires-python = \">=3.11\"\n\n[[package]]\nname = \"app\"\nversion = \"1.0\"\nsource = { virtual = \".\" }\n",
        ),
        ("app/main.py", "print()\n"),
    ];
    let context = Context::with(&files);
    let app = || {
        let app = uv(".").context(context.folder());
        let build = Stage::named("build", image("python:3.11-slim").family(Debian)).recipe(&app);
        Image::from(
            Stage::from(image("python:3.11-slim").family(Debian))
                .account(uid(7))
                .source(app.artifacts(&build)),
        )
    };
    context.emit(app());
    context.replace(
        "uv.lock",
        "{ virtual = \".\" }\n",
        "{ virtual = \".\" }\n# x\n[manifest]\nx = \"https://bob:hunter2@pypi.example/simple\"\n",
    );
    refuses_some(
        app(),
        &["uv: `uv.lock`, line 10: the URL of `pypi.example`", "UV_INDEX_<NAME>_PASSWORD"],
    );

    let context = Context::with(&[
        (
            "pyproject.toml",
            "[tool.poetry]\nname = \"app\"\nversion = \"1.0\"\ndescription = \"\"\nauthors = []\n[tool.poetry.dependencies]\npython = \"^3.11\"\n[[tool.poetry.source]]\nname = \"corp\"\nurl = \"https://bob:hunter2@pypi.example/simple\"\n",
        ),
        (
            "poetry.lock",
            "# This file is automatically @generated by Poetry 2.1.1 and should not be changed by hand.\npackage = []\n\n[metadata]\nlock-version = \"2.1\"\npython-versions = \"^3.11\"\ncontent-hash = \"x\"\n",
        ),
        ("app/__init__.py", ""),
    ]);
    let app = poetry(".").context(context.folder());
    let build = Stage::named("build", image("python:3.11-slim").family(Debian)).recipe(&app);
    let stage = Stage::from(image("python:3.11-slim").family(Debian))
        .account(uid(7))
        .source(app.artifacts(&build));
    refuses_some(
        stage.into(),
        &["poetry: `pyproject.toml`, line 10: the URL of", "POETRY_HTTP_BASIC_<NAME>_PASSWORD"],
    );
}

/// What is not copied is not looked into: what version control ignores, what is left out, and what
/// is private by its name.
#[test]
fn what_stays_behind_is_not_read() {
    let (context, image) = package("node_modules/a/.npmrc", "_authToken=hunter2");
    context.emit(image);
    let (context, _) = package("conf/.npmrc", "_authToken=hunter2\n");
    context.write("web/conf/.netrc", "machine a password hunter2\n");
    let app = || npm("web").context(context.folder());
    context.write(".gitignore", ".npmrc\n");
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "-A"]);
    context.emit(built_by("node:20-bookworm-slim", &app()));
    git(context.folder(), &["add", "-f", "web/conf/.npmrc"]);
    refuses_some(built_by("node:20-bookworm-slim", &app()), &["`web/conf/.npmrc`, line 1"]);
}

/// Neither what is no text, nor what was made to take long, is waited for.
#[test]
fn hostile_files_end_soon() {
    let deep = "{".repeat(30_000);
    let marks = "x://".repeat(100_000);
    let braces = format!("x://{}", "{".repeat(300_000));
    let blocks = "credentials {".repeat(20_000);
    let dots = format!("{} = 1\n", vec!["a"; 100].join("."));
    let tables = "a.".repeat(100_000);
    let keys = "npmAuthToken".repeat(30_000);
    let tags = "<password>".repeat(30_000);
    let lines = "npmAuthToken:\n".repeat(20_000);
    for file in [
        ".npmrc",
        ".yarnrc.yml",
        "package-lock.json",
        "requirements.txt",
        "pyproject.toml",
        ".cargo/config.toml",
        "settings.xml",
        "gradle.properties",
        "build.gradle",
        ".bundle/config",
        "Gemfile",
        ".netrc",
        ".docker/config.json",
    ] {
        for text in [&deep, &marks, &braces, &blocks, &dots, &tables, &keys, &tags, &lines] {
            let (_context, image) = package(&format!("x/{file}"), text);
            let start = Instant::now();
            let _ = image.render();
            assert!(
                start.elapsed() < Duration::from_secs(5),
                "{file}: {:?} {}",
                start.elapsed(),
                &text[..12]
            );
        }
    }
    let (context, image) = package("x/.npmrc", "");
    context.write("web/x/.npmrc", [0xff, 0xfe, 0x00, 0x5f]);
    context.emit(image);
}
