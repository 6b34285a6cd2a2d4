//! Flags of instructions, and the options of mounts.

use std::collections::BTreeMap;

use super::instruction::{Mount, Origin};

type Read<T> = std::result::Result<T, String>;

/// The flags of an instruction, each of which is one that it knows.
pub(super) struct Flags {
    given: Vec<(String, Option<String>)>,
}

impl Flags {
    pub(super) fn read(flags: &[String], known: &[&str], several: &[&str]) -> Read<Self> {
        let mut given: Vec<(String, Option<String>)> = vec![];
        for flag in flags {
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag.as_str(), None),
            };
            let name = name.trim_start_matches("--");
            if !known.contains(&name) && !several.contains(&name) {
                return Err(format!("the flag `--{name}` is not known here"));
            }
            if known.contains(&name) && given.iter().any(|(other, _)| other == name) {
                return Err(format!("the flag `--{name}` is said twice"));
            }
            given.push((name.to_owned(), value));
        }
        Ok(Self { given })
    }

    pub(super) fn texts(&self, name: &str) -> Read<Vec<String>> {
        let given = self.given.iter().filter(|(other, _)| other == name);
        let value =
            |value: &Option<String>| value.clone().ok_or(format!("`--{name}` has no value"));
        given.map(|(_, text)| value(text)).collect()
    }

    pub(super) fn text(&self, name: &str) -> Read<String> {
        Ok(self.texts(name)?.pop().unwrap_or_default())
    }

    pub(super) fn switch(&self, name: &str) -> Read<Option<bool>> {
        let Some((_, value)) = self.given.iter().find(|(other, _)| other == name) else {
            return Ok(None);
        };
        match value.as_deref().map(str::to_lowercase).as_deref() {
            None | Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(format!("`--{name}` is `true` or `false`, not `{other}`")),
        }
    }
}

/// A line of comma-separated values.
pub(super) fn fields(text: &str) -> Read<Vec<String>> {
    let (mut fields, mut field, mut quoted) = (vec![], String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(c),
        }
    }
    if quoted {
        return Err(format!("a quote is not closed in `{text}`"));
    }
    fields.push(field);
    Ok(fields)
}

/// A mount, whose values `word` reads and whose stage `origin` finds.
pub(super) fn mount(
    text: &str,
    word: &dyn Fn(&str) -> Read<String>,
    origin: &dyn Fn(&str) -> Read<Origin>,
) -> Read<Mount> {
    let mut mount = Mount {
        kind: "bind".to_owned(),
        from: None,
        source: String::new(),
        target: String::new(),
        readonly: false,
        options: BTreeMap::new(),
    };
    let mut readonly = None;
    for field in fields(text)? {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key.to_lowercase(), Some(word(value)?)),
            None => (field.to_lowercase(), None),
        };
        let truth = || truth(value.as_deref()).ok_or(format!("`{field}` is not understood"));
        let text = || value.clone().ok_or(format!("`{field}` has no value"));
        match key.as_str() {
            "type" => mount.kind = text()?.to_lowercase(),
            "from" => mount.from = Some(origin(&text()?)?),
            "source" | "src" => mount.source = text()?,
            "target" | "dst" | "destination" => mount.target = text()?,
            "readonly" | "ro" => readonly = Some(truth()?),
            "readwrite" | "rw" => readonly = Some(!truth()?),
            "required" => drop(mount.options.insert(key, truth()?.to_string())),
            "id" | "sharing" | "size" | "mode" | "uid" | "gid" | "env" => {
                let text = text()?;
                mount.options.insert(key, text);
            }
            _ => return Err(format!("`{field}` is no option of a mount")),
        }
    }
    if !["bind", "cache", "tmpfs", "secret", "ssh"].contains(&mount.kind.as_str()) {
        return Err(format!("`{}` is no kind of mount", mount.kind));
    }
    mount.readonly = readonly.unwrap_or(!matches!(mount.kind.as_str(), "cache" | "tmpfs"));
    Ok(mount)
}

fn truth(value: Option<&str>) -> Option<bool> {
    match value {
        None | Some("1" | "t" | "T" | "TRUE" | "true" | "True") => Some(true),
        Some("0" | "f" | "F" | "FALSE" | "false" | "False") => Some(false),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Flags, fields, mount};

    #[test]
    fn fields_are_those_of_a_line_of_values() {
        for (text, expected) in [
            ("a,b", Some("a|b")),
            ("a,\"b,c\",d", Some("a|b,c|d")),
            ("\"a\"\"b\"", Some("a\"b")),
            ("a\"b,c", Some("a\"b|c")),
            ("", Some("")),
            ("a,", Some("a|")),
            ("\"a", None),
        ] {
            let found = fields(text).ok().map(|fields| fields.join("|"));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_flag_is_known_and_said_once() {
        let read = |flags: &[&str]| {
            let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
            Flags::read(&flags, &["link", "from"], &["exclude"])
        };
        for (flags, is_good) in [
            (vec!["--exclude=a", "--exclude=b", "--from=a=b"], true),
            (vec!["--from=a", "--from=b"], false),
            (vec!["--link", "--link=false"], false),
            (vec!["--other"], false),
        ] {
            assert_eq!(read(&flags).is_ok(), is_good, "{flags:?}");
        }
        for (flags, link) in [
            (vec![], Ok(None)),
            (vec!["--link"], Ok(Some(true))),
            (vec!["--link=TRUE"], Ok(Some(true))),
            (vec!["--link=false"], Ok(Some(false))),
            (vec!["--link=1"], Err(())),
        ] {
            let found =
                read(&flags).map_err(drop).and_then(|read| read.switch("link").map_err(drop));
            assert_eq!(found, link, "{flags:?}");
        }
        let flags = read(&["--exclude=a", "--from=a=b", "--exclude=b"]).map_err(drop).unwrap();
        assert_eq!(flags.texts("exclude").unwrap(), ["a", "b"]);
        assert_eq!(flags.text("from").unwrap(), "a=b");
        assert_eq!(flags.text("link").unwrap(), "");
        assert!(read(&["--from"]).map_err(drop).unwrap().text("from").is_err());
    }

    #[test]
    fn a_mount_has_known_options_alone() {
        let read = |text: &str| {
            mount(text, &|word| Ok(word.replace("$A", "a")), &|_| Ok(super::Origin::Scratch))
        };
        for (text, kind, readonly) in [
            ("target=/x", "bind", true),
            ("rw,target=/x", "bind", false),
            ("type=bind,readonly=0", "bind", false),
            ("rw=false", "bind", true),
            ("type=cache", "cache", false),
            ("TYPE=Cache,RO", "cache", true),
            ("ro=f,type=secret", "secret", false),
            ("type=tmpfs,size=1", "tmpfs", false),
            ("type=ssh", "ssh", true),
        ] {
            let mount = read(text).expect(text);
            assert_eq!((mount.kind.as_str(), mount.readonly), (kind, readonly), "{text}");
        }
        for (text, source, target) in [
            ("source=$A,target=/$A", "a", "/a"),
            ("src=b,dst=/b", "b", "/b"),
            ("src=b,src=c,destination=/b", "c", "/b"),
        ] {
            let mount = read(text).expect(text);
            assert_eq!((mount.source.as_str(), mount.target.as_str()), (source, target), "{text}");
        }
        for (text, required) in
            [("required", "true"), ("required=T", "true"), ("required=False", "false")]
        {
            let mount = read(&format!("type=secret,{text},id=x")).expect(text);
            assert_eq!(mount.options["required"], required, "{text}");
            assert_eq!(mount.options["id"], "x");
        }
        assert_eq!(read("from=x").unwrap().from, Some(super::Origin::Scratch));
        for wrong in
            ["type=none", "type", "from", "id", "ro=maybe", "required=yes", "other=1", "", "a,\"b"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
