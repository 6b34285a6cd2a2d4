//! `plan`: the table, the JSON and the pictures of declared images.

mod browser;
mod drawn;
mod markup;
mod readable;
mod told;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{run, said};

/// A plan as an emission leaves it, of lines: `NAME*` begins a stage that is an image.
fn plan(lines: &[&str]) -> String {
    let mut stages: Vec<serde_json::Value> = vec![];
    for (at, text) in lines.iter().enumerate() {
        if let Some(from) = text.strip_prefix("FROM ") {
            let (base, name) = from.split_once(" AS ").expect("a name");
            let is_stage = stages.iter().any(|stage| stage["name"] == base);
            let read = match is_stage {
                true => serde_json::json!({"kind": "stage", "name": base, "path": "/"}),
                false => serde_json::json!({"kind": "image", "name": base}),
            };
            stages.push(serde_json::json!({"name": name, "layers": []}));
            if name.starts_with("web") {
                stages.last_mut().unwrap()["image"] = name.into();
            }
            push(&mut stages, text, at, false, vec![read]);
            continue;
        }
        let word = text.split(' ').next().unwrap();
        let makes_layer = ["RUN", "COPY", "ADD", "WORKDIR"].contains(&word);
        let words: Vec<&str> = text.split(' ').collect();
        let reads = match words.as_slice() {
            ["COPY", from, path, _] => {
                let name = from.strip_prefix("--from=").expect("a stage");
                vec![serde_json::json!({"kind": "stage", "name": name, "path": path})]
            }
            ["COPY", path, _] => vec![serde_json::json!({"kind": "context", "path": path})],
            _ => vec![],
        };
        push(&mut stages, text, at, makes_layer, reads);
    }
    serde_json::json!({
        "version": 1, "script": "build.rs", "dockerfile": "Dockerfile", "ignore": ".dockerignore",
        "context": ".", "stages": stages, "notes": [],
    })
    .to_string()
}

fn push(
    stages: &mut [serde_json::Value],
    text: &str,
    at: usize,
    makes_layer: bool,
    reads: Vec<serde_json::Value>,
) {
    let layers = stages.last_mut().expect("a stage")["layers"].as_array_mut().unwrap();
    layers.push(serde_json::json!({
        "phase": "Source", "text": text, "file": "build.rs", "line": at + 1,
        "makes_layer": makes_layer, "reads": reads,
    }));
}

const LINES: [&str; 11] = [
    "FROM debian:12 AS build",
    "RUN apt-get update && apt-get install -y make",
    "COPY Makefile /src/Makefile",
    "RUN make dependencies",
    "COPY src /src/src",
    "RUN make all",
    "FROM debian:12 AS web",
    "RUN useradd web",
    "COPY --from=build /out/web /usr/bin/web",
    "ENV PORT=\"80\"",
    "CMD [\"/usr/bin/web\"]",
];

/// How long each step of these lines took.
const LOG: &str = "#1 [internal] load build definition\n#1 DONE 0.0s\n\
    #2 [build 2/6] RUN apt-get update && apt-get install -y make\n#2 0.3 Get:1\n#2 DONE 20.5s\n\
    #3 [build 3/6] COPY Makefile /src/Makefile\n#3 DONE 0.1s\n\
    #4 [build 4/6] RUN make dependencies\n#4 DONE 61.0s\n\
    #5 [build 5/6] COPY src /src/src\n#5 CACHED\n\
    #6 [build 6/6] RUN make all\n#6 DONE 9.0s\n\
    #7 [web 2/3] RUN useradd web\n#7 DONE 0.4s\n\
    #8 [web 3/3] COPY --from=build /out/web /usr/bin/web\n#8 DONE 0.2s\n";

/// A checkout with a plan beside it, and a history of ten commits.
struct Here {
    folder: TempDir,
}

impl Here {
    fn of(lines: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let here = Self { folder };
        here.write("out.plan.json", &plan(lines));
        here.write("Dockerfile", &lines.join("\n"));
        here.write("web/Dockerfile", &lines.join("\n"));
        here.write("build.log", LOG);
        here.write("Makefile", "all:\n");
        here.write("src/web.c", "\n");
        here.write("notes/today", "\n");
        here.git(&["init", "-q"]);
        here.commit();
        for at in 0..10 {
            here.write(
                ["src/web.c", "src/web.c", "src/web.c", "notes/today", "Makefile"][at % 5],
                &format!("{at}\n"),
            );
            here.commit();
        }
        here
    }

    fn git(&self, words: &[&str]) {
        dockerfile_tests::git(self.folder.path(), words);
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", "a change"]);
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    #[track_caller]
    fn plan(&self, words: &[&str]) -> String {
        let words = [&["plan", "--plan", ".=out.plan.json"], words].concat();
        let output = run(self.folder.path(), &words);
        let (text, wrong) = said(&output);
        assert_eq!(output.status.code(), Some(0), "{wrong}");
        text
    }

    /// Both pictures, of a build that was measured.
    fn pictures(&self) -> [String; 2] {
        self.plan(&["--times", "build.log", "--html", "a.html", "--svg", "a.svg"]);
        [self.read("a.html"), self.read("a.svg")]
    }
}
