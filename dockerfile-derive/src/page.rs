//! A page of the repository as documentation of a crate: what its links name is where rustdoc has it.

use std::path::{Component, Path, PathBuf};
use std::{env, fs};

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
    let mut linked = String::new();
    let mut prose = String::new();
    let mut in_code = false;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        if !in_code && !is_fence {
            prose.push_str(line);
            continue;
        }
        linked.push_str(&links.of_prose(&std::mem::take(&mut prose))?);
        linked.push_str(line);
    }
    linked.push_str(&links.of_prose(&prose)?);
    Ok(linked)
}

/// What the links of a page are made from.
struct Links<'p> {
    /// The page's folder, which its links begin at.
    folder: &'p Path,
    crate_folder: PathBuf,
    /// `repository` of the crate's `Cargo.toml`; empty where it says none.
    repository: String,
}

impl Links<'_> {
    /// What stands between blocks of code: links, `[text](target)`, and their definitions, `[text]: target`.
    fn of_prose(&self, prose: &str) -> Result<String, String> {
        let mut linked = String::new();
        // Where the texts of links begin that have not ended.
        let mut open = vec![];
        let mut rest = prose;
        while let Some(at) = rest.find(['`', '[', ']', '\\']) {
            let (before, from) = rest.split_at(at);
            linked.push_str(before);
            let taken = match from.as_bytes()[0] {
                b'`' => code(from),
                b'\\' => 1 + from.chars().nth(1).map_or(0, char::len_utf8),
                b'[' => {
                    open.push(linked.len());
                    1
                }
                _ => {
                    let begin = open.pop();
                    let target = from.strip_prefix("](").and_then(|to| to.split_once(')'));
                    if let (Some(begin), Some((target, after))) = (begin, target) {
                        self.link(&mut linked, begin, target)?;
                        rest = after;
                        continue;
                    }
                    let is_first = |begin| begin == 0 || linked[..begin].ends_with('\n');
                    if let (Some(to), true) =
                        (from.strip_prefix("]: "), begin.is_some_and(is_first))
                    {
                        let (target, after) = to.split_once('\n').unwrap_or((to, ""));
                        let target =
                            self.target(target)?.ok_or(format!("{target}: link it inline"))?;
                        linked.push_str(&format!("]: {target}\n"));
                        rest = after;
                        continue;
                    }
                    1
                }
            };
            linked.push_str(&from[..taken]);
            rest = &from[taken..];
        }
        linked.push_str(rest);
        Ok(linked)
    }

    /// Ends a link whose text begins at `begin`, or leaves the text alone where nothing has its target.
    fn link(&self, linked: &mut String, begin: usize, target: &str) -> Result<(), String> {
        if linked[..begin].ends_with('!') {
            let picture = fs::read(self.crate_folder.join(self.folder).join(target));
            let picture = picture.map_err(|why| format!("{target}: {why}"))?;
            linked.push_str(&format!("](data:image/svg+xml,{})", escaped(&picture)));
            return Ok(());
        }
        match self.target(target)? {
            Some(target) => linked.push_str(&format!("]({target})")),
            None => drop(linked.remove(begin)),
        }
        Ok(())
    }

    /// Where a link leads in the docs: a page to its module, another file to the repository, if any is
    /// said.
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

/// How long the code at the beginning of a text is, with its ticks.
fn code(text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let (fence, inner) = text.split_at(ticks);
    inner.find(fence).map_or(ticks, |end| end + 2 * ticks)
}

/// A picture as the text of a link.
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

    fn prose(text: &str, repository: &str) -> String {
        let links = Links {
            folder: Path::new("docs"),
            crate_folder: PathBuf::new(),
            repository: repository.to_owned(),
        };
        links.of_prose(text).expect("a page")
    }

    #[test]
    fn a_page_is_a_module_and_a_file_of_the_repository() {
        let text = "[a](b-c.md#d), [`x[0]`](#e), [f](https://g.example/), [h [i]](../j/k.rs)[l]\n";
        let linked = "[a](crate::guide::b_c#d), [`x[0]`](#e), [f](https://g.example/), h [i][l]\n";
        assert_eq!(prose(text, ""), linked);
        let file = "[h [i]](https://r.example/blob/HEAD/j/k.rs)";
        assert_eq!(prose(text, "https://r.example"), linked.replace("h [i]", file));
        assert_eq!(prose("[a]: b.md\n", ""), "[a]: crate::guide::b\n");
        assert_eq!(prose("[a\nb](c.md)\n", ""), "[a\nb](crate::guide::c)\n");
    }

    #[test]
    fn code_holds_no_link() {
        for text in ["`a[0](b.md)`\n", "``[a](`b.md)``\n", "\\[a](b.md)\n", "a](b.md)\n"] {
            assert_eq!(prose(text, ""), text);
        }
    }

    #[test]
    fn nothing_outside_the_repository_is_linked() {
        let links = Links {
            folder: Path::new(""),
            crate_folder: PathBuf::new(),
            repository: String::new(),
        };
        assert!(links.of_prose("[a](../b)").is_err());
    }
}
