//! Pages of the repository as documentation of a crate. Their links are changed to lead where rustdoc
//! has the targets.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::{env, fs};

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

/// The text of a page, `README.md` or `docs/name.md` in the crate's folder, with its links for rustdoc.
pub(crate) fn page(path: &str) -> Result<String, String> {
    let crate_folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo runs this")?);
    let text =
        fs::read_to_string(crate_folder.join(path)).map_err(|why| format!("{path}: {why}"))?;
    let links = Links {
        folder: Path::new(path).parent().unwrap_or(Path::new("")),
        crate_folder,
        repository: env::var("CARGO_PKG_REPOSITORY").unwrap_or_default(),
    };
    links.of(&text)
}

/// The places that the links of a page are resolved by.
struct Links<'p> {
    /// The folder of the page, where relative links begin.
    folder: &'p Path,
    crate_folder: PathBuf,
    /// The `repository` of the crate's `Cargo.toml`; empty if it has none.
    repository: String,
}

impl Links<'_> {
    /// The text of a page with the targets resolved, of its links, `[text](target)`, and of its
    /// definitions, `[text]: target`.
    fn of(&self, text: &str) -> Result<String, String> {
        let mut edits: Vec<(Range<usize>, String)> = vec![];
        let parser = Parser::new_ext(text, Options::ENABLE_TABLES);
        for (label, definition) in parser.reference_definitions().iter() {
            let target = self.target(&definition.dest)?;
            let target = target.ok_or(format!("{}: link it inline", definition.dest))?;
            edits.push((definition.span.clone(), format!("[{label}]: {target}")));
        }
        for (event, range) in parser.into_offset_iter() {
            let (target, is_picture) = match &event {
                Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) => {
                    (dest_url, false)
                }
                Event::Start(Tag::Image { dest_url, .. }) => (dest_url, true),
                _ => continue,
            };
            let end = format!("]({target})");
            let end = range.end - end.len()..range.end;
            if text.get(end.clone()) != Some(&format!("]({target})")) {
                return Err(format!("{}: write the target alone", &text[range]));
            }
            match (is_picture, self.target(target)?) {
                (true, _) => edits.push((end, format!("]({})", self.picture(target)?))),
                (false, Some(target)) => edits.push((end, format!("]({target})"))),
                (false, None) => {
                    edits.push((range.start..range.start + 1, String::new()));
                    edits.push((end, String::new()));
                }
            }
        }
        // The last edit is made first, so that the ranges of the others stay valid.
        edits.sort_by_key(|(range, _)| range.start);
        let mut linked = text.to_owned();
        for (range, new) in edits.into_iter().rev() {
            linked.replace_range(range, &new);
        }
        Ok(linked)
    }

    /// A picture as the target of a link, so that the docs load nothing.
    fn picture(&self, target: &str) -> Result<String, String> {
        let picture = fs::read(self.crate_folder.join(self.folder).join(target));
        let picture = picture.map_err(|why| format!("{target}: {why}"))?;
        Ok(format!("data:image/svg+xml,{}", escaped(&picture)))
    }

    /// The target of a link in the docs: the module of a page, or another file in the repository.
    /// `None` if the crate names no repository.
    fn target(&self, target: &str) -> Result<Option<String>, String> {
        if target.starts_with('#') || target.contains("://") {
            return Ok(Some(target.to_owned()));
        }
        let (file, section) = match target.split_once('#') {
            Some((file, section)) => (file, format!("#{section}")),
            None => (target, String::new()),
        };
        let mut path = PathBuf::new();
        for part in self.folder.join(file).components() {
            let is_within = match part {
                Component::ParentDir => path.pop(),
                part => {
                    path.push(part);
                    true
                }
            };
            if !is_within {
                return Err(format!("{target}: outside the repository"));
            }
        }
        let path = path.to_str().ok_or("a path is UTF-8")?.replace('\\', "/");
        Ok(match path.strip_prefix("docs/").and_then(|page| page.strip_suffix(".md")) {
            Some(page) => Some(format!("crate::guide::{}{section}", page.replace('-', "_"))),
            None if self.repository.is_empty() => None,
            None => Some(format!("{}/blob/HEAD/{path}{section}", self.repository)),
        })
    }
}

/// The bytes of a picture, percent-encoded for a `data:` link.
fn escaped(picture: &[u8]) -> String {
    let byte = |byte: &u8| match byte {
        b'a'..=b'z'
        | b'A'..=b'Z'
        | b'0'..=b'9'
        | b'-'
        | b'.'
        | b'_'
        | b'/'
        | b':'
        | b'='
        | b',' => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    picture.iter().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(text: &str, repository: &str) -> String {
        let links = Links {
            folder: Path::new("docs"),
            crate_folder: PathBuf::new(),
            repository: repository.to_owned(),
        };
        links.of(text).expect("a page")
    }

    #[test]
    fn a_page_is_a_module_and_a_file_of_the_repository() {
        let text = "[a](b-c.md#d), [`x[0]`](#e), [f](https://g.example/), [h [i]](../j/k.rs)[l]\n";
        let wanted = "[a](crate::guide::b_c#d), [`x[0]`](#e), [f](https://g.example/), h [i][l]\n";
        assert_eq!(linked(text, ""), wanted);
        let file = "[h [i]](https://r.example/blob/HEAD/j/k.rs)";
        assert_eq!(linked(text, "https://r.example"), wanted.replace("h [i]", file));
        assert_eq!(linked("[a]: b.md\n", ""), "[a]: crate::guide::b\n");
        assert_eq!(linked("[a\nb](c.md)\n", ""), "[a\nb](crate::guide::c)\n");
    }

    #[test]
    fn code_holds_no_link() {
        for text in ["`a[0](b.md)`\n", "``[a](`b.md)``\n", "\\[a](b.md)\n", "a](b.md)\n"] {
            assert_eq!(linked(text, ""), text);
        }
    }

    #[test]
    fn nothing_outside_the_repository_is_linked() {
        let links = Links {
            folder: Path::new(""),
            crate_folder: PathBuf::new(),
            repository: String::new(),
        };
        assert!(links.of("[a](../b)").is_err());
    }
}
