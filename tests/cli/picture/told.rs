//! What the table and the JSON tell of each line.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::super::{run, said, surroundings};
use super::markup::elements;
use super::{Here, LINES};

#[test]
fn each_line_is_told_with_its_cost_and_the_commits_that_run_it() {
    let here = Here::of(&LINES);
    let json = here.plan(&["--times", "build.log", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["version"], 1);
    let image = &value["images"][0];
    assert_eq!((&image["measure"], &image["commits"]), (&"seconds".into(), &10.into()));
    let layers: Vec<&serde_json::Value> = image["stages"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|stage| stage["layers"].as_array().unwrap())
        .collect();
    assert_eq!(layers.len(), LINES.len());
    let told: Vec<_> = layers
        .iter()
        .map(|layer| {
            let number = |key: &str| layer[key].as_f64();
            (number("seconds"), number("commits_that_change_it"), number("commits_that_run_it"))
        })
        .collect();
    assert_eq!(
        told,
        [
            (None, None, None),
            (Some(20.5), None, Some(0.0)),
            (Some(0.1), Some(2.0), Some(2.0)),
            (Some(61.0), None, Some(2.0)),
            (None, Some(6.0), Some(8.0)),
            (Some(9.0), None, Some(8.0)),
            (None, None, None),
            (Some(0.4), None, Some(0.0)),
            (Some(0.2), None, Some(8.0)),
            (None, None, None),
            (None, None, None),
        ]
    );
    let table = here.plan(&["--times", "build.log"]);
    let line = "  Source  RUN make dependencies         its text, or a layer above   61.0 s";
    let is_told = |start: &str, end: &str| {
        table.lines().any(|line| line.starts_with(start) && line.ends_with(end))
    };
    assert!(
        is_told("  Source  RUN make dependencies ", "1 min 01 s        2  build.rs:4"),
        "{line}\n{table}"
    );
    assert!(table.contains("stage web, the image web\n"), "{table}");
}

#[test]
fn a_log_of_other_steps_is_refused() {
    let here = Here::of(&LINES);
    for (log, says) in [
        ("#1 [web 1/9] RUN useradd web\n#1 DONE 1.0s\n", "its steps are of no Dockerfile"),
        ("#1 [web 2/3] COPY a b\n#1 DONE 1.0s\n", "its steps are of no Dockerfile"),
        ("make: done\n", "it names no step"),
    ] {
        here.write("other.log", log);
        let output =
            run(here.folder.path(), &["plan", "--plan", ".=out.plan.json", "--times", "other.log"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).1.contains(says), "{}", said(&output).1);
    }
    // Of two Dockerfiles with the same steps one has to be said.
    let words = ["plan", "--plan", ".=out.plan.json", "--plan", "web=out.plan.json", "--times"];
    let output = run(here.folder.path(), &[&words[..], &["build.log"]].concat());
    assert!(said(&output).1.contains("`--times Dockerfile=build.log`"), "{}", said(&output).1);
    let output = run(here.folder.path(), &[&words[..], &["web/Dockerfile=build.log"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output).1);
}

#[test]
fn a_dockerfile_that_nobody_declares_is_told_too() {
    let here = Here::of(&LINES);
    let words = ["plan", "--file", "web/Dockerfile", "--context", ".", "--times", "build.log"];
    let words = [&words[..], &["--format", "json", "--html", "a.html"]].concat();
    let output = run(here.folder.path(), &words);
    let value: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output).1));
    let stages = &value["images"][0]["stages"];
    let layer = &stages[0]["layers"][3];
    assert_eq!((&layer["seconds"], &layer["commits_that_run_it"]), (&61.0.into(), &2.into()));
    assert_eq!((&layer["file"], &layer["line"]), (&"web/Dockerfile".into(), &4.into()));
    assert_eq!(
        (&stages[0]["image"], &stages[1]["image"]),
        (&serde_json::Value::Null, &"web".into())
    );
    elements(&here.read("a.html"));

    // What the ignore file leaves out changes nothing.
    here.write("web/Dockerfile.dockerignore", "Makefile\n");
    let output = run(here.folder.path(), &words);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let layer = &value["images"][0]["stages"][0]["layers"][3];
    assert_eq!(layer["commits_that_run_it"], 0);
}

/// The engine is played by a program called `docker`.
#[test]
fn sizes_are_those_of_the_engine() {
    let here = Here::of(&LINES);
    let row = |by: &str, size: &str| format!("{{\"CreatedBy\":\"{by}\",\"Size\":\"{size}\"}}\n");
    let history = [
        row("CMD [x]", "0"),
        row("ENV PORT=80", "0"),
        row("COPY /out/web /usr/bin/web # buildkit", "3000000"),
        row("RUN /bin/sh -c useradd web # buildkit", "2000"),
        row("CMD [bash]", "0"),
        row("", "70000000"),
    ];
    here.write("history", &history.concat());
    here.write("bin/docker", "#!/bin/sh\ntest \"$1 $6 $7\" = 'history -- web:1' && cat history\n");
    let docker = here.path("bin/docker");
    fs::set_permissions(docker, fs::Permissions::from_mode(0o755)).expect("it may start");
    let path = format!("{}:{}", here.path("bin").display(), std::env::var("PATH").unwrap());
    let plan = |words: &[&str]| {
        Command::new(dockerfile_tests::tool())
            .args(["plan", "--plan", ".=out.plan.json", "--format", "json"])
            .args(words)
            .current_dir(here.folder.path())
            .envs(surroundings())
            .env("PATH", &path)
            .output()
            .expect("the program runs")
    };
    let output = plan(&["--image", "web:1", "--html", "a.html"]);
    let value: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output).1));
    let web = &value["images"][0]["stages"][1]["layers"];
    let sizes: Vec<_> = (0..5).map(|at| web[at]["bytes"].as_u64()).collect();
    assert_eq!(sizes, [Some(70_000_000), Some(2000), Some(3_000_000), None, None]);
    assert!(here.read("a.html").contains("70.0 MB"));
    // It is not built from the other stage.
    let output = plan(&["--image", "build=web:1"]);
    assert!(said(&output).1.contains("is built from no stage"), "{}", said(&output).1);
}
