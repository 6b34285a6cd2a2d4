//! What a build refuses, and leaves as it was.

use std::fs;

use super::{IMAGE, OTHER, built, dockerfile, project};

#[test]
fn a_file_edited_by_hand_is_refused_and_stays() {
    for (name, file) in [("e_edited", "Dockerfile"), ("e_edited_ignore", ".dockerignore")] {
        let project = built(name);
        let edited = project.read(file).expect("a file") + "# by hand\n";
        project.write(file, &edited);
        let others = [project.read("Dockerfile"), project.read(".dockerignore")];
        let words = [
            &format!("error: `{file}` was edited by hand"),
            "--> build.rs:5:5",
            "^^^^ declared here",
            &format!("--- a/{file}"),
            "-# by hand",
            "delete the file",
        ];
        project.build().fails(&words);
        // The declaration changes, and still nothing of either file is lost.
        project.declare(OTHER);
        project.build().fails(&words);
        project.build_with(&[("CI", "true")]).fails(&words);
        assert_eq!([project.read("Dockerfile"), project.read(".dockerignore")], others);
        fs::remove_file(project.path(file)).expect("it is there");
        project.build().succeeds();
        assert!(dockerfile(&project).ends_with("CMD [\"env\"]\n"));
    }
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_stays() {
    let project = project("e_foreign", IMAGE);
    project.write("Dockerfile", "FROM scratch\n");
    project.build().fails(&["`Dockerfile` is there already", "-FROM scratch", "+FROM debian:12"]);
    assert_eq!(dockerfile(&project), "FROM scratch\n");
    assert_eq!(project.read(".dockerignore"), None, "neither file is written if one is refused");
}

#[test]
fn two_images_in_one_file_are_refused() {
    let project = project("e_twice", &format!("{IMAGE}\n    {OTHER}"));
    let build = project.build();
    build.fails(&["error: two images are emitted as `Dockerfile`", "--> build.rs:6:5"]);
    assert_eq!(build.said.matches("error: two images").count(), 1, "{}", build.said);
    assert!(dockerfile(&project).ends_with("CMD [\"id\"]\n"), "the first is written");
}

/// What some file systems take for one file, and what is no file.
#[test]
fn a_path_that_is_no_file_of_its_own_everywhere_is_refused() {
    let image = "emit(Stage::from(debian(\"12\")).account(uid(7)).cmd([\"id\"]))";
    let project = project("e_paths", "");
    for (paths, message) in [
        (
            &["Dockerfile", "dockerfile"][..],
            "`dockerfile` and `Dockerfile` differ in upper and lower",
        ),
        (&["web/Dockerfile", "Web/Dockerfile"], "`Web/Dockerfile` and `web/Dockerfile` differ in"),
        (&["docker/"], "`docker/` is no path of a file: it names a folder"),
        (&["Dockerfile.dockerignore"], "`Dockerfile.dockerignore` is no name for a Dockerfile"),
        (&[".git/Dockerfile"], "`.git/Dockerfile` is no name for a Dockerfile"),
        (&["docker/."], "emit(..).dockerfile(\"docker/Dockerfile\")"),
        (&[".."], "emit(..).dockerfile(\"../Dockerfile\")"),
        (&["."], "emit(..).dockerfile(\"Dockerfile\")"),
    ] {
        let images: Vec<String> =
            paths.iter().map(|path| format!("{image}.dockerfile(\"{path}\")")).collect();
        project.declare(&format!("emit_all([{}]);", images.join(", ")));
        let build = project.build();
        build.fails(&[message]);
        assert_eq!(build.said.matches("error: `").count(), 1, "{}", build.said);
        assert_eq!(project.names().iter().filter(|name| name.contains("ocker")).count(), 0);
    }
    project.declare(&format!("emit_all([{image}.dockerfile(\"a\"), {image}.dockerfile(\"b\")]);"));
    project.build().succeeds();
}

/// A builder reads an ignore file that is named after the Dockerfile, and no other.
#[test]
fn an_ignore_file_that_is_read_instead_is_refused() {
    let project = built("e_instead");
    project.write("Dockerfile.dockerignore", "*\n");
    project.declare(OTHER);
    let words = ["builders read `Dockerfile.dockerignore` in place of `.dockerignore`"];
    project.build().fails(&words);
    project.build_with(&[("CI", "true")]).fails(&words);
    assert!(dockerfile(&project).ends_with("CMD [\"id\"]\n"), "nothing is written");
    // The file of another Dockerfile is no image's of this one.
    fs::remove_file(project.path("Dockerfile.dockerignore")).expect("it is there");
    project.write("web.Dockerfile.dockerignore", "*\n");
    project.build().succeeds();
}

/// A mode of a copy holds for its folders, too.
#[test]
fn a_copy_that_closes_a_folder_is_refused() {
    let project = project("e_closed", "");
    project.write("static/css/a.css", "a\n");
    let copied = |copy: &str| {
        let stage = "emit(Stage::from(debian(\"12\")).account(uid(7))";
        project.declare(&format!("{stage}.source({copy}).cmd([\"id\"]));"));
        project.build()
    };
    for mode in ["0o644", "\"u=rw,go=r\""] {
        copied(&format!("copy(\"static\").to(\"/srv\").mode({mode})"))
            .fails(&["nobody could enter the folder `static`", "--> build.rs:5:"]);
    }
    copied("copy(\"static\").to(\"/srv\").mode(0o755)").succeeds();
    copied("copy(\"static/css/a.css\").to(\"/srv/a.css\").mode(0o644)").succeeds();
}

#[test]
fn a_mistake_in_the_declaration_leaves_the_files_as_they_were() {
    let project = built("e_mistake");
    let before = dockerfile(&project);
    project.declare(
        "let tag = String::from(\"latest\");\n    \
         emit(Stage::from(debian(tag)).account(user(\"root\")).cmd([\"env\"]));",
    );
    let build = project.build();
    build.fails(&["error: tag: `latest`", "--> build.rs:6:22", "error: user name:"]);
    let panicked = build.said.contains("panicked") || build.said.contains("--- stdout");
    assert!(!panicked, "a report and nothing else:\n{}", build.said);
    assert_eq!(dockerfile(&project), before);
}

#[test]
fn what_the_context_does_not_hold_is_refused_at_its_line() {
    let project = project(
        "e_context",
        r#"
        let stage = Stage::from(debian("12"))
            .account(uid(7))
            .dependencies(pip("requirements.txt"))
            .dependencies(manifest("src").to("/srv"))
            .source(copy("missing").to("/srv"))
            .source(copy("outside").to("/srv"));
        emit(stage);
        "#,
    );
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", project.path("outside")).expect("a link");
    let build = project.build();
    build.fails(&["`requirements.txt` is not in the build context", "--> build.rs:8:27"]);
    build.fails(&["`src` is a folder, and a manifest is a file", "--> build.rs:9:27"]);
    build.fails(&["`missing` is not in the build context", "--> build.rs:10:21"]);
    #[cfg(unix)]
    build.fails(&["`outside` is a link that leads out", "--> build.rs:11:21"]);
    assert_eq!(project.read("Dockerfile"), None);
    assert_eq!(project.read(".dockerignore"), None);
}

/// Also under a glob import, and whatever is called on it.
#[test]
fn a_recipe_without_its_feature_says_which() {
    let project = project(
        "e_feature",
        r#"
        let web = npm("web").script("bundle");
        let build = Stage::named("build", debian("12")).recipe(&web);
        emit(Stage::from(debian("12")).account(uid(7)).source(web.artifacts(&build)));
        "#,
    );
    let build = project.build();
    build.fails(&["the feature `node` of dockerfile-core is off", "--> build.rs:6:23"]);
    build.fails(&["`cargo add --build dockerfile-core -F node`"]);
    assert_eq!(build.said.matches("error[").count(), 1, "{}", build.said);
}

/// COPY keeps modes: what only its owner may read, the program could not.
#[cfg(unix)]
#[test]
fn a_source_that_the_program_could_not_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let image = |user: &str| {
        format!(
            "emit(Stage::from(debian(\"12\")).{user}.source(copy(\"key\").to(\"/srv/\"))\n        \
             .source(copy(\"src\").to(\"/srv\")));"
        )
    };
    let project = project("e_private", &image("account(uid(7))"));
    project.write("key", "");
    let mode = |name: &str, mode| {
        fs::set_permissions(project.path(name), fs::Permissions::from_mode(mode)).expect("ours");
    };
    mode("key", 0o600);
    mode("src", 0o750);
    let build = project.build();
    build.fails(&["the program could not read `key`", "--> build.rs:5:", "chmod -R o+rX key"]);
    build.fails(&["the program could not read `src`", "--> build.rs:6:"]);
    // It can be listed, and not entered.
    mode("src", 0o744);
    project.build().fails(&["the program could not read `src`"]);
    mode("src", 0o755);
    project.declare(&image("runs_as_root(\"why\")"));
    project.build().succeeds();
    let said = image("account(uid(7))").replace("(\"/srv/\")", "(\"/srv/\").mode(0o644)");
    project.declare(&said);
    project.build().succeeds();
}

#[test]
fn a_target_that_cannot_be_written_is_an_error_and_nothing_is_half_done() {
    let project = project(
        "e_blocked",
        r#"emit(Stage::from(debian("12")).account(uid(7))).dockerfile("blocked/Dockerfile");"#,
    );
    project.write("blocked", "a file where the folder should be\n");
    project.build().fails(&["cannot read `blocked/Dockerfile`", "--> build.rs:5:5"]);
    project.declare(IMAGE);
    fs::create_dir(project.path(".dockerignore")).expect("a folder in the way");
    project.build().fails(&["cannot read `.dockerignore`"]);
    assert_eq!(project.read("Dockerfile"), None, "neither file is written if one cannot be");
}

/// As somebody who may not write here (root may everywhere).
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_an_error_and_an_unreadable_source_too() {
    use std::os::unix::fs::PermissionsExt;
    let project = project(
        "e_readonly",
        r#"emit(Stage::from(debian("12")).account(uid(7)).source(copy("src").to("/srv")));"#,
    );
    project.build_with(&[("DOCKERFILE_EMIT", "off")]).succeeds();
    let mode = |name: &str, mode| {
        fs::set_permissions(project.path(name), fs::Permissions::from_mode(mode)).expect("ours");
    };
    mode("", 0o555);
    let said = project.run_script_as_nobody();
    assert!(said.contains("error: cannot write `Dockerfile`: Permission denied"), "{said}");
    assert!(said.contains("what was on disk is as it was"), "{said}");
    mode("src", 0o000);
    let said = project.run_script_as_nobody();
    assert!(said.contains("error: cannot read `src`: Permission denied"), "{said}");
    mode("", 0o755);
    mode("src", 0o755);
    assert_eq!(project.read("Dockerfile"), None);
    assert!(!project.names().iter().any(|name| name.ends_with(".tmp")), "{:?}", project.names());
}
