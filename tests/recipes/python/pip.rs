//! pip: requirements files and what they include.

use dockerfile_core::{Image, Pip, Stage, copy, pip, secret, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::text::lines;

use super::{python, said};
use crate::steps::{Change, Edit, Scenario};

const HASH: &str = "--hash=sha256:9deba5723312380e77435581c6bf4935c94cbfab9b1ed33ef8d238ea168eb760";

fn declared(installed: Pip) -> Image {
    let venv = Stage::named("venv", python()).dependencies(installed.venv("/opt/venv"));
    Stage::from(python())
        .account(uid(65532))
        .dependencies(copy("/opt/venv").from(&venv))
        .source(copy("app").to("/srv/app"))
        .entrypoint(["/opt/venv/bin/python3", "/srv/app/main.py"])
        .into()
}

fn service(context: &Context) -> Image {
    declared(pip("requirements.txt").context(context.folder()))
}

fn project() -> Context {
    Context::with(&[
        ("requirements.txt", "-r deps/base.txt\n-c deps/constraints.txt\n"),
        ("deps/base.txt", "iniconfig # in a version that the constraints say\n"),
        ("deps/constraints.txt", "iniconfig==2.1.0\nsix==1.16.0\n"),
        ("dev.txt", "six\n"),
        (
            "app/main.py",
            "import importlib.metadata, os\nSAID = \"app\"\n\
             print(SAID, importlib.metadata.version(\"iniconfig\"), os.getuid())\n",
        ),
        ("other/main.py", "print()\n"),
    ])
}

#[test]
fn included_files_are_copied_and_keep_their_paths() {
    let context = project();
    let text = context.emit(service(&context));
    let venv = "FROM python AS venv\n\
         COPY requirements.txt /tmp/requirements/requirements.txt\n\
         COPY deps/base.txt /tmp/requirements/deps/base.txt\n\
         COPY deps/constraints.txt /tmp/requirements/deps/constraints.txt\n\
         # Dependencies, from the requirements.\n\
         RUN --mount=type=cache,id=pip-debian-venv,target=/root/.cache/pip \\\n    \
         python3 -m venv /opt/venv && \\\n    \
         /opt/venv/bin/python3 -m pip install -r /tmp/requirements/requirements.txt\n\n";
    assert!(text.contains(venv), "{text}");
    assert!(!context.text(".dockerignore").contains("dev.txt"));
}

#[test]
fn hashes_are_required_if_every_requirement_has_one() {
    let context = project();
    let requires = |context: &Context| {
        context.emit(service(context)).contains("pip install --require-hashes -r /tmp/")
    };
    assert!(!requires(&context));
    context.write(
        "deps/base.txt",
        format!("--index-url https://pypi.org/simple\nx==1 \\\n  {HASH}\n"),
    );
    assert!(requires(&context), "constraints need none");
    context.write("requirements.txt", "-r deps/base.txt\ny==1\n");
    assert!(!requires(&context));
    context
        .write("requirements.txt", "--requirement=deps/base.txt\n-r https://example.com/r.txt\n");
    assert!(!requires(&context), "nobody knows what it asks for");
    let constraints = "-r deps/base.txt\n-c https://example.com/c.txt\n-c deps/constraints.txt\n";
    context.write("requirements.txt", constraints);
    context.write("deps/constraints.txt", "-r https://example.com/r.txt\n");
    assert!(requires(&context), "constraints need none, wherever they are");
}

#[test]
fn a_private_index_has_its_secret() {
    let context = project();
    let requirements = pip("requirements.txt")
        .context(context.folder())
        .mount(secret("pip").file("/etc/pip.conf"));
    let text = context.emit(declared(requirements));
    let mounts = "RUN --mount=type=cache,id=pip-debian-venv,target=/root/.cache/pip \\\n    \
         --mount=type=secret,id=pip,target=/etc/pip.conf";
    assert!(text.contains(mounts), "{text}");
}

#[test]
fn what_is_on_disk_is_no_dependency() {
    let context = project();
    for line in ["-e .", "./lib", "--editable=libs/lib", "-e lib/x.whl", "../lib[a]", "file:./lib"]
    {
        context.write("deps/base.txt", format!("six==1.17.0\n{line}\n"));
        let said = refused(service(&context));
        let asked = line.trim_start_matches("-e ").trim_start_matches("--editable=");
        assert!(
            said.contains(&format!("pip: `deps/base.txt` installs `{asked}`, which")),
            "{said}"
        );
        assert_eq!(said.matches("error").count(), 1, "{said}");
    }
    context.write("deps/base.txt", "-r ../../other.txt\n");
    assert!(refused(service(&context)).contains("`../../other.txt` in `deps/base.txt` leads out"));
}

/// Each way to name a path is one to copy, or the call is an error that names both.
#[test]
fn what_is_named_by_a_path_is_copied_where_pip_reads_it() {
    let context = project();
    let copied = |line: &str| {
        context.write("deps/base.txt", format!("iniconfig\n{line}\n"));
        let text = context.emit(service(&context));
        let copies = lines(&text, "COPY").into_iter().map(str::to_owned);
        let venv = copies.skip(3).find(|line| line.contains("/tmp/requirements/"));
        (venv.unwrap_or_default(), text.contains("WORKDIR /tmp/requirements\n"))
    };
    context.write("deps/wheels/x-1.whl", "");
    context.write("wheels/x-1.whl", "");
    context.write("links.html", "");
    let whole = "COPY deps/wheels /tmp/requirements/deps/wheels";
    let there = "COPY wheels /tmp/requirements/wheels";
    let file = "COPY wheels/x-1.whl /tmp/requirements/wheels/x-1.whl";
    for (line, copy, runs_there) in [
        // From the file on, if it leads somewhere from there.
        ("--find-links ./wheels", whole, false),
        ("--find-links=wheels", whole, false),
        ("-f wheels/", whole, false),
        ("-fwheels", whole, false),
        ("--no-index --find-links 'wheels'", whole, false),
        ("-f ../wheels", there, false),
        ("-f deps/wheels", whole, true),
        ("-f file:wheels", there, true),
        ("-f links.html", "COPY links.html /tmp/requirements/links.html", true),
        // From where pip runs on.
        ("./wheels/x-1.whl", file, true),
        ("wheels/x-1.whl ; python_version < '3.9'", file, true),
        ("wheels/x-1.whl[a] --hash=sha256:0", file, true),
        ("file:wheels/x-1.whl", file, true),
        ("-i wheels", there, true),
        ("--extra-index-url ./wheels", there, true),
        // Neither.
        ("-f https://example.com/wheels", "", false),
        ("-i https://${USER}@example.com/simple", "", false),
        ("x @ https://example.com/x.whl", "", false),
    ] {
        assert_eq!(copied(line), (copy.to_owned(), runs_there), "{line}");
    }
}

#[test]
fn what_leads_nowhere_is_an_error_that_names_both() {
    let context = project();
    let none = |path: &str| format!("`deps/base.txt` names `{path}`");
    let out = |path: &str| format!("`{path}` in `deps/base.txt` leads out");
    for (line, error) in [
        ("-f wheels", none("wheels")),
        ("./wheels/x.whl", none("./wheels/x.whl")),
        ("x.tar.gz", none("x.tar.gz")),
        ("-i simple", none("simple")),
        ("-r more.txt", none("more.txt")),
        ("-cmore.txt", none("more.txt")),
        ("-f /srv/wheels", out("/srv/wheels")),
        ("-f ~/wheels", out("~/wheels")),
        ("x @ file:///src/x.whl", out("///src/x.whl")),
        ("file:///src/x.whl", out("///src/x.whl")),
        ("../../x.whl", out("../../x.whl")),
        ("-r /srv/more.txt", out("/srv/more.txt")),
        ("-f ${HOME}/wheels", "a variable decides where `${HOME}/wheels`".to_owned()),
        ("-r ${X}.txt", "a variable decides where `${X}.txt` in `deps/base.txt`".to_owned()),
        ("-f ..", "looks for packages in `..`, the whole build context".to_owned()),
        ("--frobnicate", "pip does not take `--frobnicate` in `deps/base.txt`".to_owned()),
        ("-f 'wheels", "pip does not take `-f 'wheels` in `deps/base.txt`".to_owned()),
    ] {
        context.write("deps/base.txt", format!("iniconfig\n{line}\n"));
        let said = refused(service(&context));
        assert!(said.contains(&error), "{line}: {said}");
        assert_eq!(said.matches("error:").count(), 1, "{said}");
    }
}

/// Nearest to the file, as somebody runs pip who stands there.
#[test]
fn pip_runs_where_all_paths_lead_somewhere() {
    let context = project();
    context.write("requirements.txt", "-r deps/base.txt\n");
    context.write("deps/base.txt", "./lib/x-1.whl\n");
    context.write("deps/lib/x-1.whl", "");
    let folder = |file: &str| {
        let text = context.emit(declared(pip(file).context(context.folder())));
        lines(&text, "WORKDIR").first().map(|line| line.to_string())
    };
    assert_eq!(folder("deps/base.txt").as_deref(), Some("WORKDIR /tmp/requirements/deps"));
    assert!(refused(service(&context)).contains("`deps/base.txt` names `./lib/x-1.whl`"));
    context.write("lib/x-1.whl", "");
    assert_eq!(folder("requirements.txt").as_deref(), Some("WORKDIR /tmp/requirements"));
    context.write("deps/base.txt", "./lib/x-1.whl\n-i index\n");
    context.write("index/x/x-1.whl", "");
    assert_eq!(folder("deps/base.txt").as_deref(), Some("WORKDIR /tmp/requirements"));
}

/// Whatever wrote it.
#[test]
fn a_file_is_read_as_pip_reads_it() {
    let context = project();
    let utf_16: Vec<u8> =
        "\u{feff}-r base.txt\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for text in [
        "\u{feff}-r base.txt\n".as_bytes(),
        &utf_16,
        b"# -*- coding: latin-1 -*-\n# \xe4\n-r base.txt\n",
        b"-rbase.txt -c constraints.txt\r\n",
        b"--requirement=base.txt\r# the end",
        b"-r \\\nbase.txt",
        b"--requirem 'base.txt' # abbreviated",
    ] {
        std::fs::write(context.path("deps/all.txt"), text).expect("a file");
        let installed = pip("deps/all.txt").context(context.folder());
        let text = context.emit(declared(installed));
        assert!(text.contains("COPY deps/base.txt /tmp/"), "{text}");
    }
    std::fs::write(context.path("deps/all.txt"), b"# \xe4\n").expect("a file");
    let said = refused(declared(pip("deps/all.txt").context(context.folder())));
    assert!(said.contains("`deps/all.txt`") && said.contains("UTF-8"), "{said}");
}

#[test]
fn a_version_beside_the_file_is_held_against_the_base() {
    let context = project();
    for (file, text, fits) in [
        (".python-version", "3.12.1\n", false),
        (".python-version", "3.11.4\n", true),
        ("runtime.txt", "python-3.9.18\n", false),
    ] {
        context.write(file, text);
        if fits {
            context.emit(service(&context));
        } else {
            let said = refused(service(&context));
            assert!(said.contains(&format!("`{file}` names Python 3.")), "{said}");
        }
    }
}

/// What a rendering says of a file that is not there: nothing. The emission looks.
#[test]
fn a_missing_file_is_the_business_of_the_emission() {
    let context = project();
    let text = context.emit(declared(pip("none.txt").context(context.folder())));
    assert_eq!(lines(&text, "COPY")[0], "COPY none.txt /tmp/requirements/none.txt");
    let said = refused(declared(pip("../none.txt")));
    assert_eq!(said.matches("error").count(), 1, "{said}");
}

#[test]
fn what_is_wrong_with_a_setting_is_said_once() {
    let context = project();
    let installed = |file: &str| pip(file).context(context.folder());
    for name in ["", "/etc/passwd", "a*.txt", "deps/../../b.txt"] {
        let said = refused(declared(installed(name)));
        assert_eq!(said.matches("error").count(), 1, "{said}");
    }
    let installed = pip("requirements.txt").context(context.folder()).venv("venv");
    let venv = Stage::named("venv", python()).dependencies(installed.clone());
    let image = Stage::from(python()).account(uid(7)).source(installed.artifacts(&venv));
    let said = refused(image);
    assert_eq!(said.matches("error").count(), 1, "{said}");
}

/// What a file says as constraints is not installed, and what it says as requirements is.
#[test]
fn a_file_may_be_both_constraints_and_requirements() {
    let context = project();
    context.write("requirements.txt", "-c deps/base.txt\n-r deps/base.txt\n");
    context.write("deps/base.txt", "-e ../lib\n");
    assert!(refused(service(&context)).contains("`deps/base.txt` installs `../lib`"));
    context.write("deps/base.txt", format!("x==1 {HASH}\n"));
    let text = context.emit(service(&context));
    assert!(text.contains("--require-hashes"), "{text}");
    assert_eq!(text.matches("COPY deps/base.txt").count(), 1, "{text}");
}

#[test]
fn the_program_runs_on_what_was_installed() {
    let Some(docker) = Docker::connect() else { return };
    let context = project();
    context.emit(service(&context));
    let built = context.build(docker);
    let program = ["/opt/venv/bin/python3", "/srv/app/main.py"];
    assert_eq!(said(&built, &program), "app 2.1.0 65532");
    context.write("deps/base.txt", format!("iniconfig==2.1.0 {HASH}\n"));
    context.emit(service(&context));
    assert_eq!(said(&context.build(docker), &program), "app 2.1.0 65532");
}

/// Wheels of the repository, without any index; the stage is the one that runs.
#[test]
fn packages_of_the_repository_are_installed() {
    let Some(docker) = Docker::connect() else { return };
    let context = Context::with(&[
        ("deps/requirements.txt", "\u{feff}-rmore.txt -c none.txt\r\n"),
        ("deps/more.txt", "--no-index -f wheels\na\n./wheels/b-1-py3-none-any.whl\n"),
        ("deps/none.txt", ""),
    ]);
    let made = "import sys, zipfile\nfor path, name in zip(sys.argv[1::2], sys.argv[2::2]):\n  \
         z = zipfile.ZipFile(f'{path}/{name}-1-py3-none-any.whl', 'w')\n  \
         z.writestr(name + '.py', 'SAID = 1')\n  d = name + '-1.dist-info/'\n  \
         z.writestr(d + 'METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n')\n  \
         z.writestr(d + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n  \
         z.writestr(d + 'RECORD', '')\n  z.close()\n";
    let folders = [context.path("deps/wheels"), context.path("wheels")];
    for folder in &folders {
        std::fs::create_dir_all(folder).expect("a folder");
    }
    let made = std::process::Command::new("python3")
        .args(["-c", made])
        .args([folders[0].as_os_str(), "a".as_ref(), folders[1].as_os_str(), "b".as_ref()])
        .status();
    assert!(made.expect("python3 starts").success());
    let said = ["python3", "-c", "import a, b, os; print(a.SAID + b.SAID, os.getcwd())"];
    let image = Stage::from(python())
        .account(uid(65532))
        .dependencies(pip("deps/requirements.txt").context(context.folder()))
        .entrypoint(said);
    let text = context.emit(image);
    assert!(text.contains("COPY wheels/b-1-py3-none-any.whl /tmp/requirements/wheels/"), "{text}");
    let output = context.build(docker).try_run(&[], &said);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "2 /\n", "{output:?}");
}

pub(crate) fn scenario() -> Scenario {
    Scenario {
        name: "Python, pip",
        context: project(),
        image: service,
        targets: &["final"],
        edits: vec![
            Edit::of(Change::Source, 1, |context| {
                context.edit("app/main.py", "app");
            }),
            Edit::of(Change::Unused, 0, |context| context.write("dev.txt", "six==1.17.0\n")),
            Edit::of(Change::OtherService, 0, |context| {
                context.write("other/main.py", "print(1)\n");
            }),
            // The file, what is below it in its stage, the environment, and the source below it.
            Edit::of(Change::NewDependency, 5, |context| {
                context.write("deps/base.txt", "iniconfig\nsix\n");
            }),
        ],
    }
}
