//! Targets that no image compiles: tests, benches and examples.

use super::plan::Plan;
use super::sources::NEVER;

/// The kind, the table, the name's beginning, the path if it is said, and the file.
const TARGETS: [(&str, &str, Option<&str>, &str); 14] = [
    ("a bench without a path", "bench", None, "benches/{name}.rs"),
    ("a bench without a path in a folder", "bench", None, "benches/{name}/main.rs"),
    ("a bench with a path", "bench", Some("benches/all/{name}.rs"), "benches/all/{name}.rs"),
    ("a bench elsewhere", "bench", Some("perf/{name}.rs"), "perf/{name}.rs"),
    ("a test without a path", "test", None, "tests/{name}.rs"),
    ("a test without a path in a folder", "test", None, "tests/{name}/main.rs"),
    ("a test elsewhere", "test", Some("checks/{name}.rs"), "checks/{name}.rs"),
    ("a test in src", "test", Some("src/{name}.rs"), "src/{name}.rs"),
    ("an example without a path", "example", None, "examples/{name}.rs"),
    ("an example without a path in a folder", "example", None, "examples/{name}/main.rs"),
    ("an example elsewhere", "example", Some("demo/{name}.rs"), "demo/{name}.rs"),
    ("an example at the package's root", "example", Some("{name}.rs"), "{name}.rs"),
    ("a test that is found", "", None, "tests/{name}.rs"),
    ("an example that is found", "", None, "examples/{name}/main.rs"),
];

impl Plan {
    pub(super) fn other_targets(&mut self, index: usize) {
        let name = self.members[index].name.clone();
        let kinds = TARGETS.map(|(kind, ..)| kind);
        for number in 0..2 {
            let whose = format!("{name}, target {number}");
            let Some(kind) = self.draw.one_of(&whose, "target", 60, &kinds) else { continue };
            let (_, table, said, file) =
                TARGETS[kinds.iter().position(|known| *known == kind).expect("a kind")];
            let target = format!("check_{number}");
            let mut lines = vec![format!("name = {target:?}"), "harness = false".to_owned()];
            lines.extend(said.map(|path| format!("path = {:?}", path.replace("{name}", &target))));
            if table == "example" {
                lines.remove(1);
            }
            if !table.is_empty() {
                self.members[index].manifest.table(&format!("[{table}]"), &lines);
            }
            self.file(index, &file.replace("{name}", &target), NEVER);
        }
        for key in ["autobenches", "autotests", "autoexamples"] {
            if self.draw.has(&name, 6, key) {
                self.members[index].manifest.set(key, "false");
            }
        }
    }
}
