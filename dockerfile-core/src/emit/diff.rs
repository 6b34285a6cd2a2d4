//! The difference between a file and what is declared, in bounded time and size.

use std::time::Duration;

use similar::TextDiff;

/// The longest difference that is shown, in bytes.
const LONGEST: usize = 32 << 10;
/// The longest line of a difference that is shown whole, in bytes.
const LONGEST_LINE: usize = 2 << 10;
/// The number of bytes of a file that are compared.
const COMPARED: usize = 1 << 20;
/// The time for which the shortest difference is looked for; after that, any is taken.
const PATIENCE: Duration = Duration::from_millis(500);

/// A unified diff for `git apply`, in which `path` names the file, and whether a part is left out.
pub(super) fn diff(path: &str, is: &str, wanted: &str) -> (String, bool) {
    let (is, cut) = head(is);
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(is, wanted);
    let names = (format!("a/{path}"), format!("b/{path}"));
    let text = diff.unified_diff().header(&names.0, &names.1).to_string();
    let (text, shortened) = shortened(&text);
    (text, cut || shortened)
}

/// The beginning of a text that is compared, in whole lines if it has any, and whether it is cut.
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
