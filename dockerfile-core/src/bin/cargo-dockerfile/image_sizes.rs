//! How large the layers of a built image are, by the engine's history.

use std::process::Command;

use serde::Deserialize;

use crate::failure::{Failure, Result};

/// A line of an image's history, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Such as `RUN /bin/sh -c apt-get update # buildkit`.
    pub(crate) by: String,
    pub(crate) bytes: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    created_by: String,
    size: String,
}

pub(crate) fn history(reference: &str) -> Result<Vec<Entry>> {
    let words = ["history", "--no-trunc", "--human=false", "--format", "{{json .}}", "--"];
    let output = Command::new("docker").args(words).arg(reference).output();
    let help = "sizes are those of a built image, which `docker history` knows";
    let output = output.map_err(|error| Failure::new(format!("docker: {error}")).help(help))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::said(&format!("`{reference}`: "), &said).help(help));
    }
    let wrong = |what: String| Failure::new(format!("`{reference}`: docker history: {what}"));
    let mut entries = vec![];
    for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let row: Row = serde_json::from_slice(line).map_err(|error| wrong(error.to_string()))?;
        let bytes = row.size.parse().map_err(|_| wrong(format!("`{}` is no size", row.size)))?;
        entries.push(Entry { by: row.created_by, bytes });
    }
    entries.reverse();
    Ok(entries)
}

/// The sizes of an image's layers by the lines that made them, and of what is below them; `None` where
/// the history is of other lines.
pub(crate) fn of_lines(entries: &[Entry], lines: &[&str]) -> Option<(u64, Vec<u64>)> {
    let makes_layer =
        |entry: &&Entry| matches!(word(&entry.by), "RUN" | "COPY" | "ADD" | "WORKDIR");
    let mut left = entries.iter().enumerate().rev().filter(|(_, entry)| makes_layer(entry));
    let mut sizes = vec![];
    let mut base = entries.len();
    for line in lines.iter().rev() {
        let (at, entry) = left.next()?;
        if word(line) != word(&entry.by) || !is_of(line, &entry.by) {
            return None;
        }
        sizes.push(entry.bytes);
        base = at;
    }
    sizes.reverse();
    let below = entries[..base].iter().map(|entry| entry.bytes).sum();
    Some((below, sizes))
}

fn word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// Whether a line may be the one that an entry tells of. The places of files are told; a step's text is
/// told with its variables and its shell, so its last word has to do.
fn is_of(line: &str, by: &str) -> bool {
    let by = by.trim_end().trim_end_matches("# buildkit").trim_end();
    let last = |text: &str| text.split_whitespace().next_back().map(str::to_owned);
    let is_plain = !line.contains(['$', '"', '\'', '\\', '<']) || word(line) == "WORKDIR";
    !is_plain || last(line) == last(by)
}

#[cfg(test)]
mod tests {
    use super::{Entry, of_lines};

    #[test]
    fn an_entry_is_of_its_line_or_of_none() {
        let entry = |by: &str, bytes| Entry { by: by.to_owned(), bytes };
        let entries = [
            entry("ADD rootfs /", 100),
            entry("CMD [\"bash\"]", 0),
            entry("COPY a /base # buildkit", 7),
            entry("RUN /bin/sh -c make # buildkit", 20),
            entry("ENV A=b", 0),
            entry("COPY /x /y # buildkit", 3),
        ];
        let lines = ["RUN make", "COPY --from=build /x /y"];
        assert_eq!(of_lines(&entries, &lines), Some((107, vec![20, 3])));
        assert_eq!(of_lines(&entries, &["RUN make", "COPY --from=build /x /z"]), None);
        assert_eq!(of_lines(&entries, &["COPY make", "COPY /x /y"]), None);
        assert_eq!(of_lines(&entries, &[lines[0]; 5]), None);
    }

    #[test]
    fn the_last_word_of_a_plain_line_is_told() {
        for (line, by, is_its) in [
            ("RUN make", "RUN /bin/sh -c make # buildkit", true),
            ("RUN make", "RUN /bin/sh -c make", true),
            ("RUN make", "RUN /bin/sh -c install # buildkit", false),
            ("RUN make \"$X\"", "RUN |1 X=a /bin/sh -c make a # buildkit", true),
            ("COPY 'a' /b", "COPY a /c # buildkit", true),
            ("COPY <<E /b", "COPY E /b # buildkit", true),
            ("WORKDIR /a", "WORKDIR /a", true),
            ("WORKDIR /a", "WORKDIR /b", false),
            ("WORKDIR /$A", "WORKDIR /b", false),
            ("ADD a /b", "COPY a /b # buildkit", false),
        ] {
            let entries = [("FROM", 5), (by, 3), ("ENV A=b", 0)];
            let entries = entries.map(|(by, bytes)| Entry { by: by.to_owned(), bytes });
            let expected = is_its.then(|| (5, vec![3]));
            assert_eq!(of_lines(&entries, &[line]), expected, "{line}: {by}");
        }
        assert_eq!(of_lines(&[], &[]), Some((0, vec![])));
    }
}
