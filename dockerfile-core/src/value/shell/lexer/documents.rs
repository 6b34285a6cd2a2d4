//! Here-documents: the delimiter, which ends one, and where its lines end.

/// A here-document, by its delimiter. Its lines begin below the line that has the `<<`.
#[derive(Clone, Copy)]
pub(super) struct Document {
    /// The beginning of the delimiter behind `<<`, with its quotes.
    pub(super) start: usize,
    /// The end of the delimiter.
    pub(super) end: usize,
    /// The operator is `<<-`: tabs in front of the delimiter's line do not count.
    pub(super) tabs: bool,
}

impl Document {
    pub(super) const NONE: Self = Self { start: 0, end: 0, tabs: false };

    /// For a here-document whose lines begin at `line`: where they end, and where the text goes on
    /// below the delimiter's line. `None` if no line is the delimiter.
    pub(super) const fn end(self, text: &[u8], mut line: usize) -> Option<(usize, usize)> {
        while line < text.len() {
            let mut end = line;
            while end < text.len() && text[end] != b'\n' {
                end += 1;
            }
            let mut start = line;
            while self.tabs && start < end && text[start] == b'\t' {
                start += 1;
            }
            let next = if end < text.len() { end + 1 } else { end };
            if self.is_delimiter(text, start, end) {
                return Some((line, next));
            }
            line = next;
        }
        None
    }

    /// Whether a line is the delimiter without its quotes.
    const fn is_delimiter(self, text: &[u8], mut line: usize, end: usize) -> bool {
        let mut at = self.start;
        while at < self.end {
            if !is_quote(text[at]) {
                if line >= end || text[line] != text[at] {
                    return false;
                }
                line += 1;
            }
            at += 1;
        }
        line == end
    }

    /// Whether the delimiter has quotes: the shell then expands nothing in the lines.
    pub(super) const fn is_literal(self, text: &[u8]) -> bool {
        let mut at = self.start;
        while at < self.end {
            if is_quote(text[at]) {
                return true;
            }
            at += 1;
        }
        false
    }
}

const fn is_quote(c: u8) -> bool {
    matches!(c, b'\'' | b'"' | b'\\')
}
