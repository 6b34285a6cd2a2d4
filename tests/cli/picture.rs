//! `plan`: the table, the JSON and the pictures of declared images.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{run, said, surroundings};

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

// ---- what is told -----------------------------------------------------------------------------

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

// ---- what is drawn ------------------------------------------------------------------------------

/// Tags and their attributes, each opened one closed: an error is a mistake of form.
fn elements(text: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut rest = text.strip_prefix("<!DOCTYPE html>\n").unwrap_or(text);
    let (mut open, mut found): (Vec<String>, Vec<_>) = (vec![], vec![]);
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "a `>` outside of a tag: {}", &rest[..at]);
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "tags are nested");
            continue;
        }
        let is_alone = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        found.push((name.to_owned(), values(attributes)));
        if !is_alone {
            open.push(name.to_owned());
            if name == "style" {
                // What stands in it is no text between tags.
                rest = &rest[rest.find("</style>").expect("styles end")..];
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    found
}

fn values(text: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").expect("a quoted value");
        let (value, after) = after.split_once('"').expect("a quoted value");
        assert!(values.insert(name.to_owned(), value.to_owned()).is_none(), "`{name}` twice");
        rest = after.trim_start();
    }
    values
}

/// The text that a reader sees.
fn unescaped(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn pictures_are_well_formed_whole_and_alone() {
    let here = Here::of(&LINES);
    for picture in here.pictures() {
        let found = elements(&picture);
        for line in LINES {
            assert!(unescaped(&picture).contains(line), "{line}");
        }
        for (name, attributes) in &found {
            assert!(!["script", "link", "img", "iframe", "image", "use"].contains(&name.as_str()));
            for (key, value) in attributes {
                let loads = ["href", "src", "xlink:href", "data", "action"].contains(&key.as_str());
                assert!(!loads || value.starts_with('#'), "{name} {key}={value}");
                assert!(!key.starts_with("on"), "{name} {key}");
            }
        }
        let own = picture.replace("http://www.w3.org/2000/svg", "");
        assert!(
            ["http:", "https:", "url(", "@import", "//"].iter().all(|word| !own.contains(word))
        );
        let ids: Vec<&String> = found.iter().filter_map(|(_, values)| values.get("id")).collect();
        for (_, values) in &found {
            let Some(target) = values.get("href") else { continue };
            assert!(ids.iter().any(|id| **id == target[1..]), "{target} leads nowhere");
        }
        let mut different = ids.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), ids.len());
    }
}

#[test]
fn the_widest_box_is_the_costliest_layer() {
    let here = Here::of(&LINES);
    let [html, svg] = here.pictures();
    let rows: Vec<&str> = html.split("<li class=\"row ").skip(1).collect();
    assert_eq!(rows.len(), LINES.len());
    let width = |row: &&str| -> f64 {
        let value = row.split(";--w:").nth(1).unwrap().split('"').next().unwrap();
        value.parse().unwrap()
    };
    let widest = rows.iter().max_by(|one, other| width(one).total_cmp(&width(other))).unwrap();
    assert!(widest.contains("make dependencies") && widest.starts_with("layer costliest "));
    assert_eq!(rows.iter().filter(|row| row.contains("costliest")).count(), 1);
    // Widths are to scale: 61 s is twice of 20.5 s, and something.
    let of = |text: &str| width(rows.iter().find(|row| row.contains(text)).unwrap());
    assert!((of("make dependencies") / of("apt-get") - 61.0 / 20.5).abs() < 0.01);

    let drawn = svg.split("<g><title>").skip(1);
    let width = |group: &&str| -> f64 {
        let widths = group.split(" width=\"").skip(1);
        widths.map(|text| text.split('"').next().unwrap().parse().unwrap()).fold(0.0, f64::max)
    };
    let widest = drawn.max_by(|one, other| width(one).total_cmp(&width(other))).unwrap();
    assert!(widest.starts_with("RUN make dependencies\n"), "{widest}");
    assert!(widest.contains("costs most"), "{widest}");
}

#[test]
fn texts_of_others_do_nothing_in_a_picture() {
    let hostile = [
        "FROM debian:12 AS web</style><script>alert(1)</script>",
        "RUN echo '</script><img src=x onerror=alert(1)>' \"&amp;\" && true",
        "RUN printf '\u{1b}[31m\u{0}\u{202e}txt.exe\u{fffe}'",
        "COPY a\"b'><x> /a",
        "LABEL a=\"--><![CDATA[ ]]>\"",
    ];
    let here = Here::of(&hostile);
    here.plan(&["--html", "a.html", "--svg", "a.svg"]);
    for picture in [here.read("a.html"), here.read("a.svg")] {
        let found = elements(&picture);
        let strange =
            found.iter().find(|(name, _)| ["script", "img", "x"].contains(&name.as_str()));
        assert_eq!(strange, None);
        let hidden = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{fffe}".contains(c);
        assert!(!picture.contains(hidden));
        for shown in [hostile[1], hostile[3], hostile[4], "⟨001B⟩[31m⟨0000⟩⟨202E⟩txt.exe⟨FFFE⟩"]
        {
            assert!(unescaped(&picture).contains(shown), "{shown}");
        }
    }
}

#[test]
fn the_same_images_are_the_same_bytes() {
    let here = Here::of(&LINES);
    assert_eq!(here.pictures(), here.pictures());
    assert!(!here.pictures().concat().contains(&*here.folder.path().to_string_lossy()));
}

/// The contrast of two colours by WCAG's formula.
fn contrast(one: &str, other: &str) -> f64 {
    let light = |colour: &str| {
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_can_be_read_in_light_and_dark() {
    let here = Here::of(&LINES);
    for picture in here.pictures() {
        let styles: Vec<BTreeMap<&str, &str>> = picture
            .split("--paper:")
            .skip(1)
            .map(|text| format!("--paper:{}", text.split('}').next().unwrap()))
            .map(|text| &*Box::leak(text.into_boxed_str()))
            .map(|text: &str| {
                let pairs = text.split(';').filter_map(|pair| pair.trim().split_once(": "));
                pairs.filter(|(_, value)| value.starts_with('#')).collect()
            })
            .filter(|colours: &BTreeMap<_, _>| colours.contains_key("--ink"))
            .collect();
        assert_eq!(styles.len(), 2);
        for colours in styles {
            let ground = |name: &str| colours.get(name).copied();
            for paper in ["--paper", "--card", "--code"].into_iter().filter_map(ground) {
                for ink in ["--ink", "--soft"] {
                    assert!(contrast(colours[ink], paper) >= 4.5, "{ink} {paper}");
                }
                for shape in ["--h0", "--h1", "--h2", "--h3", "--h4", "--none"] {
                    assert!(contrast(colours[shape], paper) >= 3.0, "{shape} {paper}");
                }
            }
            for shape in ["--h0", "--h1", "--h2", "--h3", "--h4", "--none"] {
                assert!(contrast(colours["--on"], colours[shape]) >= 4.5, "{shape}");
            }
        }
    }
}

// ---- a browser --------------------------------------------------------------------------------

/// Measures the page as it is laid out: what stands out of the window, what lies over what, what is widest.
const PROBE: &str = "<script>addEventListener('load', () => {\
    const box = element => element.getBoundingClientRect();\
    const all = selector => [...document.querySelectorAll(selector)].filter(e => box(e).width > 0);\
    const bars = all('.bar').sort((a, b) => box(b).width - box(a).width);\
    const rows = all('summary');\
    const over = rows.some((row, at) => at > 0 && box(row).top < box(rows[at - 1]).bottom - 1);\
    const out = all('.sheet *').filter(e => !e.closest('.strip, .bar') && \
      box(e).right > box(e.closest('.sheet')).right - 4).map(e => e.className);\
    const cells = all('.row').some(row => { const [a, b] = ['.what', '.cost'].map(s => box(row.querySelector(s)));\
      return b.width > 0 && a.right > b.left + 1 && a.top < b.bottom && b.top < a.bottom; });\
    document.title = JSON.stringify({wide: document.documentElement.scrollWidth, window: innerWidth,\
      widest: bars[0].closest('.row').classList.contains('costliest'), over, cells, out, rows: rows.length,\
      dark: getComputedStyle(document.body).backgroundColor}); });</script>";

fn browser() -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = names.into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        println!("skipped: no Chromium");
    }
    found
}

fn laid_out(browser: &str, page: &Path, width: u32, is_dark: bool) -> serde_json::Value {
    let home = tempfile::tempdir().expect("a folder");
    let scheme = if is_dark { 0 } else { 1 };
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .arg(format!("--user-data-dir={}", home.path().display()))
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!("--window-size={width},1200"))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("a browser runs");
    let page = String::from_utf8_lossy(&output.stdout);
    let title = page.split("<title>").nth(1).and_then(|text| text.split("</title>").next());
    let title = unescaped(title.expect("the page has a title"));
    serde_json::from_str(&title).unwrap_or_else(|_| panic!("nothing was measured: {title}"))
}

/// Optional: where there is a Chromium, which no run requires.
#[test]
fn a_browser_lays_the_page_out_without_overlaps() {
    let Some(browser) = browser() else { return };
    let here = Here::of(&LINES);
    let [html, _] = here.pictures();
    let policy = html.find("<meta http-equiv").expect("a policy");
    let end = policy + html[policy..].find('\n').unwrap();
    let open = html.replace("<details>", "<details open=\"\">");
    here.plan(&["--html", "steps.html"]);
    let steps = here.read("steps.html");
    for (name, page) in [("closed", &html), ("open", &open), ("steps", &steps)] {
        let shift = page.find("<meta http-equiv").unwrap();
        let page = format!("{}{PROBE}{}", &page[..shift], &page[shift + (end - policy)..]);
        here.write(&format!("{name}.html"), &page);
        for (width, is_dark) in [(1280, false), (820, true), (500, false), (390, true)] {
            let is = laid_out(browser, &here.path(&format!("{name}.html")), width, is_dark);
            let at = format!("{name} {width} {is}");
            assert!(is["wide"].as_u64() <= is["window"].as_u64(), "{at}");
            assert_eq!((&is["over"], &is["cells"]), (&false.into(), &false.into()), "{at}");
            assert_eq!(is["out"], serde_json::json!([]), "{at}");
            assert!(is["widest"] == true || name == "steps", "{at}");
            assert_eq!(is["rows"], LINES.len(), "{at}");
            let ground = if is_dark { "rgb(18, 21, 27)" } else { "rgb(251, 250, 247)" };
            assert_eq!(is["dark"], ground, "{at}");
        }
    }
}
