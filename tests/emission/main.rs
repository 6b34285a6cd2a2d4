//! What a build writes, checks and refuses, with real cargo in temporary projects.
//!
//! No test waits for a clock: how often the script and rustc ran is read from cargo.

mod refused;

use std::fs;

use dockerfile_tests::project::{Build, Project};
use dockerfile_tests::text::without_private;

const IMAGE: &str = r#"emit(Stage::from(debian("12")).account(uid(7)).cmd(["id"]));"#;
const OTHER: &str = r#"emit(Stage::from(debian("12")).account(uid(7)).cmd(["env"]));"#;

fn project(name: &'static str, body: &str) -> Project {
    Project::new(name, env!("CARGO_TARGET_TMPDIR"), body)
}

/// A project that has been built once.
fn built(name: &'static str) -> Project {
    let project = project(name, IMAGE);
    project.build().succeeds();
    project
}

fn dockerfile(project: &Project) -> String {
    project.read("Dockerfile").expect("there is a Dockerfile")
}

/// Neither the build script nor rustc had anything to do.
fn idle(build: &Build) {
    assert_eq!((build.scripts, build.compiled), (0, 0), "{}", build.said);
}

// ---- writing ------------------------------------------------------------------------

#[test]
fn the_first_build_writes_and_the_second_does_nothing() {
    let project = project("e_first", IMAGE);
    let first = project.build();
    assert_eq!((first.succeeds().scripts, first.compiled), (1, 1), "{}", first.said);
    assert!(dockerfile(&project).ends_with("CMD [\"id\"]\n"));
    assert!(project.read(".dockerignore").expect("an ignore file").ends_with("\n*\n"));
    idle(project.build().succeeds());
    idle(project.build().succeeds());
}

#[test]
fn a_test_run_of_what_is_built_does_nothing_either() {
    let project = built("e_test");
    let first = project.test();
    assert_eq!(first.succeeds().scripts, 0, "{}", first.said);
    idle(project.test().succeeds());
}

#[test]
fn a_build_leaves_nothing_beside_its_files() {
    let project = built("e_beside");
    let names = project.names();
    let expected =
        [".dockerignore", ".git", "Cargo.lock", "Cargo.toml", "Dockerfile", "build.rs", "src"];
    assert_eq!(names, expected);
}

#[test]
fn a_deleted_file_comes_back() {
    let project = built("e_deleted");
    let (text, ignore) = (dockerfile(&project), project.read(".dockerignore"));
    fs::remove_file(project.path("Dockerfile")).expect("it is there");
    fs::remove_file(project.path(".dockerignore")).expect("it is there");
    project.build().succeeds();
    assert_eq!(dockerfile(&project), text);
    assert_eq!(project.read(".dockerignore"), ignore);
    idle(project.build().succeeds());
}

#[test]
fn a_changed_declaration_is_written() {
    let project = built("e_changed");
    project.declare(OTHER);
    project.build().succeeds();
    assert!(dockerfile(&project).ends_with("CMD [\"env\"]\n"));
    idle(project.build().succeeds());
}

#[test]
fn line_ends_of_the_checkout_stay() {
    let project = built("e_crlf");
    project.write("Dockerfile", &dockerfile(&project).replace('\n', "\r\n"));
    project.build().succeeds();
    assert!(dockerfile(&project).ends_with("CMD [\"id\"]\r\n"), "an equal file is not touched");
    project.declare(OTHER);
    project.build().succeeds();
    let text = dockerfile(&project);
    assert!(text.ends_with("CMD [\"env\"]\r\n"), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

/// A file that git ignores is never checked in, and CI would miss it.
#[test]
fn a_file_that_git_ignores_is_said_until_it_is_tracked() {
    let project = built("e_ignored");
    project.git(&["init", "-q"]);
    project.write(".gitignore", ".dockerignore\n*.log\n");
    project.declare(OTHER);
    let said = project.build().succeeds().said.clone();
    let words = "git ignores `.dockerignore`, which is to be checked in: take it out of `.gitignore`, or add it all the same by `git add -f .dockerignore`";
    assert!(said.contains(words), "{said}");
    assert!(!said.contains("git ignores `Dockerfile`"), "{said}");
    // Nothing is written any more, and it is still said.
    project.declare(&format!("{OTHER}\n    // again"));
    assert!(project.build().succeeds().said.contains(words));
    project.git(&["add", "-f", ".dockerignore"]);
    assert!(!project.build().succeeds().said.contains("git ignores"));
    // A pattern that takes the file back ignores nothing.
    project.git(&["rm", "-q", "--cached", ".dockerignore"]);
    project.write(".gitignore", ".docker*\n!.dockerignore\n");
    project.declare(OTHER);
    assert!(!project.build().succeeds().said.contains("git ignores"));
}

/// A shell takes the carriage return of a here-document's line for part of a word.
#[test]
fn here_documents_have_lf_line_ends() {
    let script = r#"emit(Stage::from(debian("12")).account(uid(7)).build(run("true\ntrue")));"#;
    let project = project("e_lf", &format!("use dockerfile_core::run; {script}"));
    let said = project.build().succeeds().said.clone();
    assert!(said.contains("add `Dockerfile text eol=lf` to .gitattributes"), "{said}");
    let text = dockerfile(&project);
    project.write("Dockerfile", &text.replace('\n', "\r\n"));
    let words = ["`Dockerfile` has CRLF line ends", "`Dockerfile text eol=lf`"];
    project.build_with(&[("DOCKERFILE_EMIT", "check")]).fails(&words);
    project.build().succeeds();
    assert_eq!(dockerfile(&project), text);
    // Where git sees to that, nothing is said.
    project.git(&["init", "-q"]);
    project.write(".gitattributes", "Dockerfile text eol=lf\n");
    fs::remove_file(project.path("Dockerfile")).expect("it is there");
    let said = project.build().succeeds().said.clone();
    assert!(!said.contains(".gitattributes"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_mode_a_mode() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = built("e_link");
    let real = project.path("real.Dockerfile");
    fs::rename(project.path("Dockerfile"), &real).expect("it is there");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("it is ours");
    symlink("real.Dockerfile", project.path("Dockerfile")).expect("a link");
    project.declare(OTHER);
    project.build().succeeds();
    assert!(project.path("Dockerfile").is_symlink());
    assert!(fs::read_to_string(&real).expect("the file").ends_with("CMD [\"env\"]\n"));
    let mode = fs::metadata(&real).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn several_images_of_one_package() {
    let project = project(
        "e_several",
        r#"
        let stage = |command| Stage::from(debian("12")).account(uid(7)).source(copy("app/src").to("/srv")).cmd([command]);
        emit(stage("web")).context("..").dockerfile("web.Dockerfile");
        emit(stage("worker")).dockerfile("deploy/worker.Dockerfile");
        "#,
    );
    // One folder up is the temporary folder itself, which holds nothing of this name.
    project.build().fails(&["`app/src` is not in the build context", "build.rs:6"]);
    project.declare(
        r#"
        let stage = |command| Stage::from(debian("12")).account(uid(7)).source(copy("src").to("/srv")).cmd(["echo", command]);
        emit(stage("web")).dockerfile("web.Dockerfile");
        emit(stage("worker")).dockerfile("deploy/worker.Dockerfile");
        "#,
    );
    project.build().succeeds();
    for name in ["web.Dockerfile", "deploy/worker.Dockerfile"] {
        assert!(project.read(name).expect(name).contains("COPY src /srv"));
        let ignore = project.read(&format!("{name}.dockerignore")).expect(name);
        assert!(without_private(&ignore).ends_with("\n*\n!src\n"), "{ignore}");
    }
    assert_eq!(project.read(".dockerignore"), None);
    idle(project.build().succeeds());
}

/// Each image has its own plan, whatever folder its file is in.
#[test]
fn images_of_one_file_name_have_plans_of_their_own() {
    let project = project(
        "e_plans",
        r#"
        let stage = |command| Stage::from(debian("12")).account(uid(7)).cmd(["echo", command]);
        emit_all(["web", "worker"].map(|name| emit(stage(name)).dockerfile(format!("{name}/Dockerfile"))));
        "#,
    );
    project.write(
        "src/main.rs",
        "const WEB: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/web-Dockerfile.plan\"));\n\
         const WORKER: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/worker-Dockerfile.plan\"));\n\
         fn main() {}\n#[test]\nfn each_has_its_own() {\n    \
         assert!(WEB.contains(\", \\\"web\\\"]\") && WORKER.contains(\", \\\"worker\\\"]\"));\n}\n",
    );
    project.test().succeeds();
}

/// An image of the whole context does not hold the files that declare it.
#[test]
fn a_copy_of_everything_leaves_the_emitted_files_out() {
    let image = r#"emit(Stage::from(debian("12")).account(uid(7)).source(copy(".").to("/srv")))"#;
    let project = project("e_whole", &format!("{image}.dockerfile(\"deploy/Dockerfile\");"));
    let ignored = |file: &str| {
        project.build().succeeds();
        let text = project.read("deploy/Dockerfile.dockerignore").expect("an ignore file");
        without_private(&text).contains(file)
    };
    assert!(ignored("\n\ndeploy/Dockerfile\n"));
    // The folder is there: the file has just been written into it.
    project.declare(&format!(
        "{}.dockerfile(\"deploy/Dockerfile\");",
        image.replace("copy(\".\")", "copy(\"deploy\")")
    ));
    assert!(ignored("\n*\n!deploy\ndeploy/Dockerfile\ndeploy/Dockerfile.dockerignore\n"));
    let above = format!("{image}.dockerfile(\"deploy/Dockerfile\").context(\"..\");");
    project.declare(&above);
    let folder = project.path("").file_name().map(|name| name.to_string_lossy().into_owned());
    assert!(ignored(&format!("\n{}/deploy/Dockerfile\n", folder.expect("a name"))));
}

/// The program of a package can print the plan of its image.
#[test]
fn the_plan_is_where_a_program_finds_it() {
    let project = project("e_plan", IMAGE);
    project.write(
        "src/main.rs",
        "const PLAN: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/Dockerfile.plan\"));\n\
         const _: () = assert!(!PLAN.is_empty());\n\
         fn main() { print!(\"{PLAN}\") }\n",
    );
    project.build().succeeds();
}

/// `$crate` leads to the core whatever the user calls it.
#[test]
fn a_renamed_dependency_works() {
    let project =
        project("e_renamed", r#"emit(image! { from debian("12"); account uid(7); cmd ["id"]; });"#);
    let manifest = project.read("Cargo.toml").expect("a manifest");
    let (above, path) = manifest.split_once("dockerfile-core = { ").expect("a dependency");
    project
        .write("Cargo.toml", &format!("{above}images = {{ package = \"dockerfile-core\", {path}"));
    let script = project.read("build.rs").expect("a script");
    project.write("build.rs", &script.replace("use dockerfile_core::*", "use images::*"));
    project.build().succeeds();
    assert!(dockerfile(&project).ends_with("CMD [\"id\"]\n"));
}

// ---- refusing -----------------------------------------------------------------------

// ---- checking -----------------------------------------------------------------------

#[test]
fn ci_compares_and_writes_nothing() {
    let project = built("e_ci");
    project.build_with(&[("CI", "true")]).succeeds();
    let before = dockerfile(&project);
    project.declare(OTHER);
    project.build_with(&[("CI", "1")]).fails(&[
        "error: `Dockerfile` is not what build.rs declares",
        "-CMD [\"id\"]",
        "+CMD [\"env\"]",
        "DOCKERFILE_EMIT=write cargo build",
    ]);
    assert_eq!(dockerfile(&project), before);
    fs::remove_file(project.path("Dockerfile")).expect("it is there");
    project.build_with(&[("CI", "true")]).fails(&["error: `Dockerfile` is missing"]);
    assert_eq!(project.read("Dockerfile"), None);
    project.build_with(&[("CI", "true"), ("DOCKERFILE_EMIT", "write")]).succeeds();
    assert!(dockerfile(&project).ends_with("CMD [\"env\"]\n"));
}

#[test]
fn one_variable_decides() {
    let project = project("e_variable", IMAGE);
    project.build_with(&[("DOCKERFILE_EMIT", "check")]).fails(&["`Dockerfile` is missing"]);
    project.build_with(&[("DOCKERFILE_EMIT", "on")]).fails(&["DOCKERFILE_EMIT is `on`", "`off`"]);
    project.write("Dockerfile", "FROM scratch\n");
    let off = project.build_with(&[("DOCKERFILE_EMIT", "off")]);
    assert!(!off.succeeds().said.contains("warning: e_variable@"), "{}", off.said);
    assert_eq!(dockerfile(&project), "FROM scratch\n");
    assert_eq!(project.read(".dockerignore"), None);
}

/// Inside its own image most of the project is absent, and the build goes on.
#[test]
fn off_asks_for_no_file_of_the_context() {
    let project = project(
        "e_inside",
        r#"emit(Stage::from(debian("12")).account(uid(7)).source(copy("absent").to("/srv")));"#,
    );
    project.build_with(&[("DOCKERFILE_EMIT", "off")]).succeeds();
}

// ---- bots and force -------------------------------------------------------------------------

/// The script runs, since the file is its input, and the next build has nothing to do.
#[test]
fn a_bots_edit_costs_one_run_of_the_script() {
    let project = built("e_bot");
    let pinned = format!("debian:12@sha256:{} AS", "0a".repeat(32));
    let text = dockerfile(&project).replace("debian:12 AS", &pinned);
    project.write("Dockerfile", &text);
    let build = project.build();
    assert_eq!(build.succeeds().scripts, 1, "{}", build.said);
    assert_eq!(dockerfile(&project), text);
    idle(project.build().succeeds());
    project.build_with(&[("CI", "true")]).succeeds();
}

#[test]
fn force_says_once_where_the_copy_is() {
    let project = built("e_force");
    let edited = dockerfile(&project) + "RUN id\n";
    project.write("Dockerfile", &edited);
    let build = project.build_with(&[("DOCKERFILE_EMIT", "force")]);
    let warning = "`Dockerfile` was replaced; what it held is in `";
    assert!(build.succeeds().said.contains(warning), "{}", build.said);
    assert!(!dockerfile(&project).contains("RUN id"));
    assert_eq!(project.read("Dockerfile.replaced").as_deref(), Some(edited.as_str()));
    let next = project.build();
    assert!(!next.succeeds().said.contains(warning), "{}", next.said);
}
