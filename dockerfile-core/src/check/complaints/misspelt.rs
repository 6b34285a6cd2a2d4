//! Words for a name that nothing has.

/// A help text: the known name that the given one resembles, or else the other text.
pub(super) fn one_of(given: &str, known: &[String], otherwise: &str) -> String {
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    match similar::get_close_matches(given, &names, 1, 0.6).first() {
        Some(close) => format!("did you mean `{close}`?"),
        None => otherwise.to_owned(),
    }
}
