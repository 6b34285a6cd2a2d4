//! Whether a table of cargo's configuration counts for the platform that programs are compiled for.
//!
//! Source: <https://doc.rust-lang.org/reference/conditional-compilation.html>.

use proc_macro2::{TokenStream, TokenTree};

use crate::program::start::Libc;

/// What is known of the platform. It is one of Linux.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Platform<'a> {
    /// The target triple, if one is said.
    triple: Option<&'a str>,
    /// The end of the triple: `gnu` or `musl`.
    libc: Option<&'static str>,
}

impl<'a> Platform<'a> {
    /// The platform of a triple, or of programs for a C library.
    pub(super) fn of(triple: Option<&'a str>, libc: Option<Libc>) -> Self {
        let libc = match (triple, libc) {
            (Some(triple), _) => libc_of(triple),
            (None, Some(Libc::Glibc)) => Some("gnu"),
            (None, Some(Libc::Musl)) => Some("musl"),
            (None, _) => None,
        };
        Self { triple, libc }
    }

    /// Whether a table for a triple or for a condition, `cfg(..)`, may count. A condition that
    /// cannot be read may hold.
    pub(super) fn may_be(&self, target: &str) -> bool {
        let condition = target.strip_prefix("cfg(").and_then(|rest| rest.strip_suffix(')'));
        match (condition, self.triple) {
            (Some(condition), _) => {
                condition.parse().ok().and_then(|it| self.holds(it)) != Some(false)
            }
            (None, Some(triple)) => target == triple,
            (None, None) => {
                let libc = libc_of(target);
                libc.is_some() && (self.libc.is_none() || libc == self.libc)
            }
        }
    }

    /// Whether a condition holds; `None` if that is not known.
    fn holds(&self, condition: TokenStream) -> Option<bool> {
        let tokens: Vec<TokenTree> = condition.into_iter().collect();
        match tokens.as_slice() {
            [TokenTree::Ident(name)] => match name.to_string().as_str() {
                "unix" => Some(true),
                "windows" => Some(false),
                _ => None,
            },
            [TokenTree::Ident(name), _, TokenTree::Literal(value)] => {
                self.is(&name.to_string(), value.to_string().trim_matches('"'))
            }
            [TokenTree::Ident(name), TokenTree::Group(inner)] => {
                let all: Vec<Option<bool>> =
                    parts(inner.stream()).into_iter().map(|part| self.holds(part)).collect();
                let decided = |by: bool| match all.iter().all(|it| *it == Some(!by)) {
                    _ if all.contains(&Some(by)) => Some(by),
                    true => Some(!by),
                    false => None,
                };
                match name.to_string().as_str() {
                    "all" => decided(false),
                    "any" => decided(true),
                    "not" => all.first().copied().flatten().map(|holds| !holds),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether the platform has a value of a key.
    fn is(&self, key: &str, value: &str) -> Option<bool> {
        match key {
            "target_os" => Some(value == "linux"),
            "target_family" => Some(value == "unix"),
            "target_vendor" if ["apple", "pc"].contains(&value) => Some(false),
            "target_env" if ["gnu", "musl"].contains(&value) => Some(self.libc? == value),
            "target_env" => Some(false),
            _ => None,
        }
    }
}

/// The C library that a triple of Linux ends with: `gnu` or `musl`, whatever stands behind that.
fn libc_of(triple: &str) -> Option<&'static str> {
    let (_, end) = triple.split_once("-linux-")?;
    ["gnu", "musl"].into_iter().find(|libc| end.starts_with(libc))
}

/// The parts of a list with commas.
fn parts(list: TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = list.into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == ',');
    let parts = tokens.split(is_comma).filter(|part| !part.is_empty());
    parts.map(|part| part.iter().cloned().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::Platform;

    #[test]
    fn a_table_counts_where_its_target_may_be_the_platform() {
        let debian = Platform { triple: None, libc: Some("gnu") };
        let told = Platform { triple: Some("x86_64-unknown-linux-musl"), libc: Some("musl") };
        for (target, of_debian, of_told, of_unknown) in [
            ("x86_64-pc-windows-msvc", false, false, false),
            ("aarch64-apple-darwin", false, false, false),
            ("wasm32-unknown-unknown", false, false, false),
            ("x86_64-unknown-linux-gnu", true, false, true),
            ("aarch64-unknown-linux-gnu", true, false, true),
            ("x86_64-unknown-linux-musl", false, true, true),
            ("armv7-unknown-linux-musleabihf", false, false, true),
            ("cfg(windows)", false, false, false),
            ("cfg(unix)", true, true, true),
            ("cfg(not(windows))", true, true, true),
            ("cfg(not(unix))", false, false, false),
            ("cfg(target_os = \"linux\")", true, true, true),
            ("cfg(target_os = \"macos\")", false, false, false),
            ("cfg(target_family = \"wasm\")", false, false, false),
            ("cfg(target_vendor = \"apple\")", false, false, false),
            ("cfg(target_env = \"msvc\")", false, false, false),
            ("cfg(target_env = \"musl\")", false, true, true),
            ("cfg(all(target_os = \"linux\", target_env = \"gnu\"))", true, false, true),
            ("cfg(all(windows, target_arch = \"x86_64\"))", false, false, false),
            ("cfg(any(windows, target_os = \"macos\"))", false, false, false),
            ("cfg(any(windows, target_arch = \"arm\"))", true, true, true),
            ("cfg(any(unix, windows))", true, true, true),
            ("cfg(all())", true, true, true),
            ("cfg(any())", false, false, false),
            ("cfg(target_arch = \"aarch64\")", true, true, true),
            ("cfg(any(unix, )", true, true, true),
            ("cfg(tokio_unstable)", true, true, true),
        ] {
            assert_eq!(debian.may_be(target), of_debian, "{target}");
            assert_eq!(told.may_be(target), of_told, "{target}");
            assert_eq!(Platform::default().may_be(target), of_unknown, "{target}");
        }
    }
}
