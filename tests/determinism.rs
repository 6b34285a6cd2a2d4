//! The same declaration gives the same bytes in every process: no hash map's order, clock or
//! address reaches a file.

use std::collections::BTreeMap;
use std::process::Command;

const PROCESSES: usize = 1000;

#[test]
fn a_thousand_processes_print_the_same() {
    let mut prints: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for _ in 0..PROCESSES {
        let output = Command::new(env!("CARGO_BIN_EXE_declarations")).output().expect("it runs");
        assert!(output.status.success());
        *prints.entry(output.stdout).or_default() += 1;
    }
    let counts: Vec<usize> = prints.values().copied().collect();
    assert_eq!(counts, [PROCESSES], "as many different prints as there are numbers");
    let text = String::from_utf8(prints.into_keys().next().expect("a print")).expect("UTF-8");
    // They are declarations of many kinds, and no report.
    for word in ["FROM debian AS build", "ARG ARG1=", "--mount=", "COPY --from=build", "ENTRYPOINT"]
    {
        assert!(text.contains(word), "no {word} in\n{text}");
    }
}
