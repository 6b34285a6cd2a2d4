//! What a mistake costs by the history of a checkout.

use std::fs;

use dockerfile_tests::git;

use super::super::{run, said};
use super::Here;
use super::seeds::SEEDS;

#[test]
fn what_costs_more_is_told_first() {
    let here = Here::new();
    let text = "FROM debian:12\nARG GIT_SHA\nCOPY src /app/src\nRUN useradd -r web\nRUN curl -o /x https://example.org/x\n\
                RUN apt-get update && apt-get install -y npm\nCOPY package.json package-lock.json /app/\n\
                RUN npm ci\nENV API_TOKEN=abc\n";
    let (found, _) = here.audit("images/Dockerfile", text);
    let told: Vec<(&str, u64)> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["rule"].as_str().unwrap(), one["line"].as_u64().unwrap()))
        .collect();
    let costs: Vec<f64> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["cost"].as_f64())
        .collect();
    assert!(costs.is_sorted_by(|one, other| one >= other) && costs.len() > 1, "{costs:?}");
    assert_eq!(told[0], ("commit-above-run", 2), "{told:?}");
    // It hides the sources below it, which cost something as soon as it is mended.
    assert_eq!(told[1], ("sources-above-dependencies", 3), "{told:?}");
    assert!(costs[1] > 20.0, "{costs:?}");
    let mended: Vec<f64> = found["mended"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["cost_per_commit"].as_f64().unwrap())
        .collect();
    assert_eq!(found["mended"][0]["line"], 2);
    // What is left: `npm ci` when a manifest changes, and copies.
    assert!(mended.len() == 2 && mended[0] > 20.0 && mended[1] < 4.0, "{mended:?}");
    // The lines' costs are all of it.
    let sum: f64 = found["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["cost_per_commit"].as_f64().unwrap())
        .sum();
    assert!((sum - found["cost_per_commit"].as_f64().unwrap()).abs() < 1e-6);
    let history = found["history"].as_array().unwrap();
    let sum: f64 = history.iter().map(|one| one["cost"].as_f64().unwrap()).sum();
    assert!((sum / 40.0 - found["cost_per_commit"].as_f64().unwrap()).abs() < 1e-6);
}

#[test]
fn a_version_counts_as_often_as_the_file_changed_it() {
    let here = Here::new();
    let text = |version: usize| {
        format!(
            "FROM debian:12\nENV APP_VERSION=1.0.{version}\nRUN apt-get update && apt-get install -y make\n"
        )
    };
    for version in 1..5 {
        here.write("images/version.Dockerfile", &text(version));
        here.commit();
    }
    let (found, _) = here.audit("images/version.Dockerfile", &text(4));
    let finding = &found["findings"][0];
    assert_eq!((&finding["rule"], &finding["line"]), (&"version-above-install".into(), &2.into()));
    // Each of the four releases installed again: 20 s.
    assert!((finding["cost"].as_f64().unwrap() - 4.0 * 20.0 / 40.0).abs() < 1e-6, "{finding}");
}

/// Where a link leads is seen in whole trees; without one, what a commit changed is enough to look at.
#[test]
fn links_of_a_context_are_followed_through_its_history() {
    let here = Here::new();
    let counts = |text: &str| -> Vec<u64> {
        let (found, _) = here.audit("images/Dockerfile", text);
        let lines = found["lines"].as_array().unwrap().iter();
        lines.map(|line| line["commits"].as_u64().unwrap()).collect()
    };
    let text = "FROM debian:12\nCOPY go.* /a/\nCOPY src/app.py /b/\nCOPY . /c\nRUN make\n";
    let before = counts(text);
    assert_eq!(before, [2, 6, 34, 34]);
    std::os::unix::fs::symlink("src", here.path("linked")).expect("a link");
    here.commit();
    // The oldest of the commits is no longer one of the last forty; the link itself is new in the context.
    let after = counts(text);
    assert_eq!(after[0], 2);
    assert!(after[2].abs_diff(before[2]) <= 1, "{after:?}");
    here.write("src/app.py", "through the link\n");
    here.commit();
    let through = counts("FROM debian:12\nCOPY linked/app.py /b/\n");
    assert_eq!(through, [2], "the link's own commit, and the edit");
}

#[test]
fn without_a_history_or_times_mistakes_are_found_too() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("Dockerfile"), SEEDS[4].2).expect("a file");
    fs::write(folder.path().join("Makefile"), "all:\n").expect("a file");
    let output = run(folder.path(), &["audit", "Dockerfile"]);
    let (text, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(1), "{wrong}");
    assert!(text.contains("Dockerfile:3  sources-above-packages\n"), "{text}");
    assert!(text.contains("costs are not known: "), "{text}");
    let here = Here::new();
    here.write("images/Dockerfile", SEEDS[4].2);
    let (found, _) = here.ask("images/Dockerfile", &[]);
    assert_eq!(found["measure"], "steps");
    assert!(found["findings"][0]["cost"].as_f64().unwrap() > 0.4, "{found:#}");
    let output = run(folder.path(), &["audit", "Containerfile"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_history_without_changes_is_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let says = |checkout: &str, expected: &str| {
        let (text, wrong) = said(&run(&path(checkout), &["audit", "Dockerfile"]));
        assert!(text.contains(&format!("costs are not known: {expected}")), "{text}{wrong}");
    };
    let commit = || {
        git(&path("own"), &["add", "-A"]);
        git(&path("own"), &["commit", "-qm", "a change"]);
    };
    fs::create_dir(path("own")).expect("a folder");
    fs::write(path("own/Dockerfile"), SEEDS[4].2).expect("a file");
    git(&path("own"), &["init", "-q"]);
    says("own", "there are no commits");
    commit();
    says("own", "there is one commit, which changed nothing before it");
    fs::write(path("own/other"), "1\n").expect("a file");
    commit();
    let from = format!("file://{}", path("own").display());
    git(folder.path(), &["clone", "-q", "--depth=1", &from, "shallow"]);
    says("shallow", "the clone is shallow: `git fetch --unshallow`");
}
