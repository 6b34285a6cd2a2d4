//! What rustc says, as `compile_fail.rs` has recorded it: a mark and its message.

use std::fs;
use std::path::Path;

use super::Answer::{self, NoFix, Says};

const MARK: &str = "//~ refused";

/// Lines with two errors: where too many arguments are given, rustc counts them, and says beside
/// it that the first is of no fitting type. Nothing in a declaration of a function changes that.
pub(super) const COUNTS_BESIDE: [&str; 1] = [r#"let _ = stage().cmd("node", "main.js");"#];

/// The answer to each mark, and the lines that have two.
pub(super) fn answers() -> (Vec<Answer>, Vec<&'static str>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/newcomer");
    let mut answers = vec![];
    let mut twice = vec![];
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for input in files.iter().filter(|path| path.extension().is_some_and(|of| of == "rs")) {
        let source: &'static str = fs::read_to_string(input).unwrap().leak();
        let messages = fs::read_to_string(input.with_extension("stderr")).unwrap();
        for (line, number) in source.lines().zip(1..) {
            let Some((code, mark)) = line.split_once(MARK) else { continue };
            let said = message_of(&messages, number);
            assert!(!said.is_empty(), "{}:{number} has no message", input.display());
            let (count, says) = mark.split_once(", says ").expect("a mark says what is said");
            if count.trim() == "2" {
                twice.push(code.trim());
            }
            answers.push(answer(says, &said, line));
        }
    }
    (answers, twice)
}

fn answer(says: &'static str, said: &str, line: &str) -> Answer {
    if let Some(why) = says.strip_prefix("no fix: ") {
        return NoFix(why);
    }
    let fix = says.trim().strip_prefix('"').and_then(|says| says.strip_suffix('"'));
    let fix: &'static str = fix.expect("a fix is quoted").replace("\\\"", "\"").leak();
    let (code, _) = line.split_once(MARK).expect("a marked line");
    assert!(!code.contains(fix), "`{fix}` is the line's own:\n{line}");
    assert!(said.contains(fix), "`{fix}` is not said of\n{line}\n\n{said}");
    Says(fix)
}

/// The errors whose first place is on this line of the input, without the marks that they show.
fn message_of(messages: &str, number: usize) -> String {
    let place = format!(":{number}:");
    let unmarked = |line: &str| line.split(MARK).next().unwrap_or_default().to_owned() + "\n";
    let messages: String = messages.lines().map(unmarked).collect();
    let errors = messages.split("\nerror").filter(|error| {
        let first = error.lines().find(|line| line.contains("--> ui/newcomer/"));
        first.is_some_and(|line| line.contains(&place))
    });
    errors.collect()
}
