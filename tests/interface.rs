//! The public interface, item by item: `interface.txt` is what a user can name, call or rely on, so
//! that a change of the interface is a change of that file, which somebody reads.
//!
//! rustdoc says what is public: `GOLDEN=overwrite cargo test -p dockerfile-tests --test interface`
//! writes the file anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use dockerfile_tests::{assert_recorded, root};
use public_api::Builder;

/// What rustdoc writes of the interface for programs. That form is not stable: the variable lets the pinned
/// toolchain write it.
fn description() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interface");
    let mut rustdoc = Command::new(env!("CARGO"));
    rustdoc.args(["rustdoc", "--package=dockerfile-core", "--lib", "--features=all", "--"]);
    rustdoc.args(["-Zunstable-options", "--output-format=json"]);
    rustdoc.env("RUSTC_BOOTSTRAP", "dockerfile_core").env("CARGO_TARGET_DIR", &target);
    let output = rustdoc.current_dir(root()).output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("doc/dockerfile_core.json")
}

/// A line by the shortest path of what it names: all is at the root, and the modules are for the reader.
fn short(line: &str) -> String {
    let mut line = line.to_owned();
    for module in ["bases", "phases", "steps", "prelude", "recipes"] {
        line = line.replace(&format!("dockerfile_core::{module}::"), "dockerfile_core::");
    }
    for path in ["core::convert", "core::iter::traits::collect", "core::option", "core::result"] {
        line = line.replace(&format!("{path}::"), "");
    }
    for path in ["alloc::string", "alloc::vec", "std::path", "dockerfile_core"] {
        line = line.replace(&format!("{path}::"), "");
    }
    line
}

#[test]
fn the_interface_is_what_is_recorded() {
    let interface = Builder::from_rustdoc_json(description())
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .expect("public-api reads what this toolchain writes");
    let items = interface.items().map(|item| item.to_string());
    // The pages are there for rustdoc alone, and no program can name one.
    let items = items.filter(|item| !item.contains("dockerfile_core::guide"));
    let lines: BTreeSet<String> = items.map(|item| short(&item)).collect();
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    assert_recorded("tests/interface.txt", &text);
}
