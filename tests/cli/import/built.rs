//! Both images, as an engine builds them: their configurations and files.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use dockerfile_tests::docker::Docker;

use super::{fixtures, import, json, ours, unequal};

#[test]
fn both_images_are_equal() {
    if Docker::connect().is_none() {
        return;
    }
    let built = fixtures().join("import/built");
    let context = fixtures().join("import/context");
    let files = ["order.Dockerfile", "users.Dockerfile"].map(|name| built.join(name));
    assert_eq!(built_alike(&files, &context), Vec::<String>::new());
}

/// Images that are built and differ, and why.
fn built_alike(files: &[PathBuf], context: &Path) -> Vec<String> {
    let context = context.to_string_lossy();
    let words = ["--check", "--build", "--format", "json", "--context", &context];
    let checked = json(&import(&words, files));
    assert!(checked["files"].as_array().unwrap().iter().all(|file| file["was_built"] == true));
    unequal(&checked)
}

/// Takes minutes: each of ours is tried that needs no more than the bases that are there, and no network.
#[test]
fn both_images_of_all_that_builds_here_are_equal() {
    if env::var_os("IMPORT_BUILD").is_none_or(|word| word != "all") || Docker::connect().is_none() {
        return;
    }
    let (mut count, mut bad) = (0, vec![]);
    for file in ours() {
        let context = tempfile::tempdir().expect("a folder");
        fill(context.path(), &file);
        if builds(&file, context.path()) {
            count += 1;
            let found = built_alike(std::slice::from_ref(&file), context.path());
            println!("{}: {}", file.display(), if found.is_empty() { "equal" } else { "differs" });
            bad.extend(found);
        }
    }
    println!("{} of {count} images are equal, of {} Dockerfiles", count - bad.len(), ours().len());
    assert!(count > 0 && bad.is_empty(), "{bad:#?}");
}

/// Our build context, and what a Dockerfile copies beside that.
fn fill(folder: &Path, dockerfile: &Path) {
    let copy = Command::new("cp")
        .args(["-R", &fixtures().join("import/context/.").to_string_lossy()])
        .arg(folder)
        .status();
    assert!(copy.expect("cp runs").success());
    let text = fs::read_to_string(dockerfile).expect("a Dockerfile");
    let copies = text.lines().filter(|line| line.starts_with("COPY ") || line.starts_with("ADD "));
    for line in copies.filter(|line| !line.contains("--from=") && !line.contains("<<")) {
        let words = line.split_whitespace().skip(1).filter(|word| !word.starts_with("--"));
        let words: Vec<&str> =
            words.map(|word| word.trim_matches(['[', ']', '"', ',', '/'])).collect();
        let sources = words.split_last().map_or(&[][..], |(_, sources)| sources);
        for source in sources.iter().filter(|source| !source.contains(['*', '$', ':', '?'])) {
            let path = folder.join(source);
            if !path.exists() {
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(&path, "true\n").expect("a file");
            }
        }
    }
}

/// Whether an engine builds a file with the bases that it has.
fn builds(dockerfile: &Path, context: &Path) -> bool {
    let output = Command::new("docker")
        .args(["build", "--quiet", "--network", "none", "--file"])
        .args([dockerfile, context])
        .output()
        .expect("docker runs");
    let image = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() && !image.is_empty() {
        let _ = Command::new("docker").args(["image", "rm", &image]).output();
    }
    output.status.success()
}
