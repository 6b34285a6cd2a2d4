//! The difference between what a file holds and what is declared, in bounded time and size.

use std::time::Duration;

use similar::TextDiff;

/// The most of a difference that is shown, in bytes.
const LONGEST: usize = 32 << 10;
/// The longest line of it.
const LONGEST_LINE: usize = 2 << 10;
/// The most bytes that are compared line by line.
const COMPARED: usize = 1 << 20;
/// How long the shortest difference is looked for; after that any is taken.
const PATIENCE: Duration = Duration::from_millis(500);

/// A difference in the form that `git apply` reads, from the folder that the path is relative to;
/// and whether something of it is left out.
pub(super) fn diff(path: &str, is: &str, wanted: &str) -> (String, bool) {
    let (is, cut) = head(is);
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(is, wanted);
    let names = (format!("a/{path}"), format!("b/{path}"));
    let text = diff.unified_diff().header(&names.0, &names.1).to_string();
    let (text, shortened) = shortened(&text);
    (text, cut || shortened)
}

/// As much of a text as is compared, in whole lines where there are any.
fn head(text: &str) -> (&str, bool) {
    if text.len() <= COMPARED {
        return (text, false);
    }
    let end = (0..=COMPARED).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let end = text[..end].rfind('\n').map_or(end, |at| at + 1);
    (&text[..end], true)
}

fn shortened(diff: &str) -> (String, bool) {
    if diff.len() <= LONGEST && diff.lines().all(|line| line.len() <= LONGEST_LINE) {
        return (diff.to_owned(), false);
    }
    let mut text = String::new();
    for line in diff.lines() {
        let end = (0..=line.len().min(LONGEST_LINE)).rev().find(|end| line.is_char_boundary(*end));
        let line = &line[..end.unwrap_or(0)];
        if text.len() + line.len() > LONGEST {
            break;
        }
        text += line;
        text.push('\n');
    }
    (text, true)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, diff};

    #[test]
    fn what_is_long_is_cut_and_says_so() {
        let lines =
            |word: &str| (0..200_000).map(|at| format!("{word} {at}\n")).collect::<String>();
        let long =
            ["x".repeat(30 << 20), lines("a"), lines("RUN a").repeat(3), "é".repeat(9 << 20)];
        for text in long {
            let (shown, is_cut) = diff("Dockerfile", &text, "FROM debian\n");
            assert!(is_cut && shown.len() <= LONGEST, "{}", shown.len());
            assert!(shown.starts_with("--- a/Dockerfile\n+++ b/Dockerfile\n"), "{shown}");
        }
        let (shown, is_cut) = diff("a/Dockerfile", "FROM x\nRUN a\n", "FROM x\nRUN b\n");
        assert_eq!(
            (shown.as_str(), is_cut),
            (
                "--- a/a/Dockerfile\n+++ b/a/Dockerfile\n@@ -1,2 +1,2 @@\n FROM x\n-RUN a\n+RUN b\n",
                false
            )
        );
    }
}
