//! `docs/first-minute.md`: in a repository of somebody else, with a home that is empty, each command of the
//! page is typed, and says what the page says. `GOLDEN=overwrite` writes the answers anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use dockerfile_tests::{assert_recorded, git, root, tool};
use tempfile::TempDir;

use super::surroundings;

const PAGE: &str = "docs/first-minute.md";

/// The repository: a service that somebody has worked on, with the Dockerfile that it had.
fn repository(folder: &Path) {
    let from = root().join("tests/fixtures/first-minute");
    let files = ["Dockerfile", "requirements.txt", "shop/server.py"];
    for file in files {
        let to = folder.join(file);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(from.join(file), to).expect("a file");
    }
    git(folder, &["init", "-q"]);
    commit(folder, "Serve the shop");
    let server = folder.join("shop/server.py");
    for number in 1..=9 {
        let text = fs::read_to_string(&server).expect("the program");
        fs::write(&server, format!("{text}\n# Edit {number}.\n")).expect("an edit");
        if number == 5 {
            let pins = folder.join("requirements.txt");
            let text = fs::read_to_string(&pins).expect("requirements");
            fs::write(&pins, text.replace("3.0.3", "3.1.0")).expect("an update");
        }
        commit(folder, &format!("Edit {number}"));
    }
}

fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-qm", message]);
}

/// What a person sees who types this: all that is printed, as it comes.
fn typed(command: &str, folder: &Path, home: &TempDir) -> String {
    let tools = tool().parent().expect("a folder").display().to_string();
    let cargo = Path::new(env!("CARGO")).parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").expect("a path");
    // What cargo has fetched is not in the home of whoever tries this: nothing is fetched here.
    let fetched = std::env::var("CARGO_HOME")
        .unwrap_or_else(|_| format!("{}/.cargo", std::env::var("HOME").expect("a home")));
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .envs(surroundings())
        .env_remove("CI")
        .env_remove("DOCKERFILE_EMIT")
        .env("HOME", home.path())
        .env("CARGO_HOME", fetched)
        .env("PATH", format!("{tools}:{cargo}:{path}"))
        .output()
        .expect("a shell");
    let text = String::from_utf8(output.stdout).expect("text");
    text.replace(&folder.display().to_string(), "/home/you/shop")
}

/// The page with what its commands say now.
fn typed_page(page: &str, folder: &Path) -> String {
    let home = tempfile::tempdir().expect("a folder");
    let (mut text, mut is_answer, mut is_session) = (String::new(), false, false);
    for line in page.lines() {
        if line == "```console" || line == "```" {
            (is_session, is_answer) = (line == "```console", false);
        }
        if is_session && line.starts_with("$ ") {
            is_answer = true;
            text += &format!("{line}\n{}", typed(&line[2..], folder, &home));
        } else if !is_answer {
            text += &format!("{line}\n");
        }
    }
    text
}

#[test]
fn the_first_minute_is_as_it_is_told() {
    let above = tempfile::tempdir().expect("a folder");
    let folder = above.path().join("shop");
    repository(&folder);
    let page = fs::read_to_string(root().join(PAGE)).expect("the page");
    assert!(page.matches("\n$ ").count() > 5, "the page has commands");
    assert_recorded(PAGE, &typed_page(&page, &folder));
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it is drawn");
    assert!(
        read("plan.html").contains("requirements.txt") && read("plan.html").ends_with("</html>\n")
    );
    assert_recorded("docs/first-minute.svg", &read("plan.svg"));
}
