//! What images are made of: the digest of an image changes with its inputs, and with nothing else.

mod engine;
mod text;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::root;

/// A copy of `examples/quay` under version control, with a folder that is copied as it is.
pub(crate) fn quay() -> Emitted {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a new folder");
        for entry in fs::read_dir(from).expect("the example").flatten() {
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            match from.is_dir() {
                true if entry.file_name() == "target" => {}
                true => copy(&from, &to),
                false => drop(fs::copy(from, to).expect("a copy")),
            }
        }
    }
    let quay = Emitted::empty(env!("CARGO_BIN_EXE_inputs_image"));
    copy(&root().join("examples/quay"), quay.folder());
    for emitted in ["Dockerfile", ".dockerignore"] {
        quay.remove(emitted);
    }
    quay.make("assets/text", "1\n");
    quay.make("assets/deep/text", "1\n");
    quay.make(".gitignore", "/target\n*.tmp\n");
    dockerfile_tests::git(quay.folder(), &["add", "-A"]);
    quay
}

/// What the program says of each target: the digest, and the text that it is of.
pub(crate) fn made_of(emitted: &Emitted) -> BTreeMap<String, (String, String)> {
    let output = emitted.command("text", &[]).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let images = said.split("\0\n").filter(|image| !image.is_empty()).map(|image| {
        let (head, text) = image.split_once('\n').expect("a line above the text");
        let (name, digest) = head.split_once(' ').expect("a name and a digest");
        (name.to_owned(), (digest.to_owned(), text.to_owned()))
    });
    images.collect()
}
