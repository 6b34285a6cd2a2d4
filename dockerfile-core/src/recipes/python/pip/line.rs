//! One line of a requirements file: a requirement, or options, as pip's parser reads them.

use std::str::Chars;

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The requirement, without its options.
    pub(super) asked: Option<String>,
    pub(super) options: Vec<(What, String)>,
}

/// What an option is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Requirements,
    Constraints,
    Editable,
    FindLinks,
    Index,
    Hash,
    Other,
    /// An option without a value.
    Flag,
}

/// The options that may stand in a requirements file, by their long names.
const OPTIONS: [(&str, What); 24] = [
    ("requirement", What::Requirements),
    ("constraint", What::Constraints),
    ("editable", What::Editable),
    ("find-links", What::FindLinks),
    ("index-url", What::Index),
    ("pypi-url", What::Index),
    ("extra-index-url", What::Index),
    ("hash", What::Hash),
    ("no-binary", What::Other),
    ("only-binary", What::Other),
    ("trusted-host", What::Other),
    ("use-feature", What::Other),
    ("global-option", What::Other),
    ("install-option", What::Other),
    ("config-settings", What::Other),
    ("config-setting", What::Other),
    ("all-releases", What::Other),
    ("only-final", What::Other),
    ("uploaded-prior-to", What::Other),
    ("no-index", What::Flag),
    ("prefer-binary", What::Flag),
    ("require-hashes", What::Flag),
    ("pre", What::Flag),
    ("always-unzip", What::Flag),
];

const SHORT: [(char, What); 7] = [
    ('r', What::Requirements),
    ('c', What::Constraints),
    ('e', What::Editable),
    ('f', What::FindLinks),
    ('i', What::Index),
    ('C', What::Other),
    ('Z', What::Flag),
];

impl Line {
    /// Reads a line. The error is the word that pip would not know.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let (asked, options) = halves(line);
        let mut words = words(options).ok_or_else(|| options.to_owned())?.into_iter();
        let asked = Some(asked.trim().to_owned()).filter(|asked| !asked.is_empty());
        let mut found = Self { asked, options: vec![] };
        while let Some(word) = words.next() {
            // pip, too, passes over a word that is no option.
            let Some((what, value)) = option(&word)? else { continue };
            let value = match (what, value) {
                (What::Flag, None) => String::new(),
                (What::Flag, Some(_)) => return Err(word),
                (_, Some(value)) => value,
                (_, None) => words.next().ok_or(word)?,
            };
            found.options.push((what, value));
        }
        Ok(found)
    }

    /// What the line installs.
    pub(super) fn requirement(&self) -> Option<&str> {
        self.asked.as_deref().or_else(|| self.values(What::Editable).next())
    }

    pub(super) fn values(&self, what: What) -> impl Iterator<Item = &str> {
        let values = self.options.iter().filter(move |(option, _)| *option == what);
        values.map(|(_, value)| value.as_str())
    }

    /// Whether the line installs a link to a source.
    pub(super) fn is_editable(&self) -> bool {
        self.asked.is_none() && self.values(What::Editable).next().is_some()
    }
}

/// The requirement and the options of a line. The options begin with the first word that begins
/// with a dash.
fn halves(line: &str) -> (&str, &str) {
    if line.starts_with('-') {
        return ("", line);
    }
    line.find(" -").map_or((line, ""), |at| (&line[..at], &line[at + 1..]))
}

/// The option in a word, and its value if that is part of the word; `None` if the word is no
/// option.
fn option(word: &str) -> Result<Option<(What, Option<String>)>, String> {
    if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (long, None),
        };
        let what = long_option(name).ok_or_else(|| word.to_owned())?;
        return Ok(Some((what, value)));
    }
    let mut short = word.strip_prefix('-').unwrap_or_default().chars();
    let Some(letter) = short.next() else { return Ok(None) };
    let known = SHORT.iter().find(|(known, _)| *known == letter);
    let (_, what) = known.ok_or_else(|| word.to_owned())?;
    let value = Some(short.as_str().to_owned()).filter(|value| !value.is_empty());
    Ok(Some((*what, value)))
}

/// What a long option is about. Its name may be shortened if all that it may stand for are about
/// the same.
fn long_option(name: &str) -> Option<What> {
    if let Some((_, what)) = OPTIONS.iter().find(|(known, _)| *known == name) {
        return Some(*what);
    }
    let mut fits = OPTIONS.iter().filter(|(known, _)| known.starts_with(name));
    let (_, first) = fits.next()?;
    fits.all(|(_, what)| what == first).then_some(*first)
}

/// The words of a line as a shell has them; `None` if a quote does not end.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = vec![];
    let mut word: Option<String> = None;
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        match next {
            ' ' | '\t' => words.extend(word.take()),
            quote @ ('\'' | '"') => quoted(quote, &mut rest, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(rest.next()?),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

fn quoted(quote: char, rest: &mut Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match rest.next()? {
            end if end == quote => return Some(()),
            '\\' if quote == '"' => match rest.next()? {
                escaped @ ('"' | '\\') => word.push(escaped),
                other => word.extend(['\\', other]),
            },
            other => word.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, What};

    fn options(line: &str) -> Vec<(What, String)> {
        Line::parse(line).expect("pip's own").options
    }

    #[test]
    fn an_option_has_its_value_in_any_form() {
        let is = vec![(What::Requirements, "x.txt".to_owned())];
        for line in [
            "-r x.txt",
            "-rx.txt",
            "-r   'x.txt'",
            "--requirement x.txt",
            "--requirement=x.txt",
            "--requirement=\"x.txt\"",
            "--requirem x.txt",
        ] {
            assert_eq!(options(line), is, "{line}");
        }
        let two = options("-rx.txt -c y.txt");
        assert_eq!(
            two,
            [(What::Requirements, "x.txt".into()), (What::Constraints, "y.txt".into())]
        );
        assert_eq!(options("-f 'a b'/c\\ d"), [(What::FindLinks, "a b/c d".to_owned())]);
        assert_eq!(options("--require-hashes"), [(What::Flag, String::new())]);
        assert_eq!(options("--pre"), [(What::Flag, String::new())]);
    }

    #[test]
    fn each_option_is_about_what_pip_takes_it_for() {
        use What::{Constraints, Editable, FindLinks, Flag, Hash, Index, Other, Requirements};
        for (option, what) in [
            ("--requirement", Requirements),
            ("--constraint", Constraints),
            ("--editable", Editable),
            ("--find-links", FindLinks),
            ("--index-url", Index),
            ("--pypi-url", Index),
            ("--extra-index-url", Index),
            ("--hash", Hash),
            ("--no-binary", Other),
            ("--only-binary", Other),
            ("--trusted-host", Other),
            ("--use-feature", Other),
            ("--global-option", Other),
            ("--install-option", Other),
            ("--config-settings", Other),
            ("--config-setting", Other),
            ("--all-releases", Other),
            ("--only-final", Other),
            ("--uploaded-prior-to", Other),
            ("-r", Requirements),
            ("-c", Constraints),
            ("-e", Editable),
            ("-f", FindLinks),
            ("-i", Index),
            ("-C", Other),
        ] {
            assert_eq!(options(&format!("{option} x")), [(what, "x".to_owned())], "{option}");
            assert!(Line::parse(option).is_err(), "{option} without a value");
        }
        let flags =
            ["--no-index", "--prefer-binary", "--require-hashes", "--pre", "--always-unzip", "-Z"];
        for flag in flags {
            assert_eq!(options(flag), [(Flag, String::new())], "{flag}");
            assert!(Line::parse(&format!("{flag}=x")).is_err(), "{flag} with a value");
        }
    }

    #[test]
    fn what_pip_does_not_know_is_an_error() {
        let wrong = ["--requirements x", "--re x", "-x", "-r", "--pre=1", "-f 'a", "--user"];
        for line in wrong {
            assert!(Line::parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_requirement_ends_where_its_options_begin() {
        let line = Line::parse("a-b>=1; python_version < '3' --hash=sha256:x --hash sha256:y");
        let line = line.expect("pip's own");
        assert_eq!(line.requirement(), Some("a-b>=1; python_version < '3'"));
        assert_eq!(line.values(What::Hash).count(), 2);
        let line = Line::parse("-e ./lib").expect("pip's own");
        assert_eq!((line.requirement(), line.is_editable()), (Some("./lib"), true));
    }
}
