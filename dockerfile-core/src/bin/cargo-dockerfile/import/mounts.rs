//! Mounts of a RUN.

use super::around::Around;
use super::base;
use super::rust::{literal, number};
use crate::file::{Mount, Origin};

/// A mount as Rust.
pub(super) struct Typed {
    pub(super) expression: String,
    pub(super) differs: Vec<String>,
    pub(super) dialect: u8,
}

/// A mount as a value; `None`, where an option has no method.
pub(super) fn typed(mount: &Mount, around: &Around<'_>) -> Option<Typed> {
    let of_build = |text: &String| text.contains('\u{e000}');
    let only_id = mount.options.iter().any(|(name, value)| name != "id" && of_build(value));
    if of_build(&mount.source) || of_build(&mount.target) || only_id {
        return None;
    }
    let mut options = Options { mount, left: mount.options.keys().map(String::as_str).collect() };
    let mut typed = Typed { expression: String::new(), differs: vec![], dialect: 0 };
    typed.expression = match mount.kind.as_str() {
        "bind" => bind(mount, around)?,
        "cache" => cache(&mut options, around, &mut typed)?,
        "tmpfs" => {
            let size = options.take("size").map(|size| format!(".size({})", literal(size)));
            format!("tmpfs({}){}", literal(&mount.target), size.unwrap_or_default())
        }
        "secret" => secret(&mut options, &mut typed)?,
        "ssh" => {
            let id = options.take("id").filter(|id| *id != "default");
            let mut ssh = "ssh()".to_owned();
            ssh += &id.map(|id| format!(".id({})", literal(id))).unwrap_or_default();
            if !mount.target.is_empty() {
                ssh += &format!(".socket({})", literal(&mount.target));
            }
            ssh + &access(&mut options)? + required(&mut options)
        }
        _ => return None,
    };
    options.left.is_empty().then_some(typed)
}

/// Options, each of which has to be said.
struct Options<'m> {
    mount: &'m Mount,
    left: Vec<&'m str>,
}

impl<'m> Options<'m> {
    fn take(&mut self, name: &str) -> Option<&'m str> {
        self.left.retain(|left| *left != name);
        self.mount.options.get(name).map(String::as_str)
    }
}

/// Where the files of a mount come from, as an argument of `.from(..)`.
pub(super) fn origin(from: &Origin, around: &Around<'_>) -> Option<String> {
    match from {
        Origin::Stage(index) => Some(format!("&{}", around.stages.get(*index)?)),
        Origin::Image(reference) => Some(base::image(reference, &mut vec![])),
        Origin::Scratch => None,
    }
}

fn bind(mount: &Mount, around: &Around<'_>) -> Option<String> {
    let source = match (&mount.from, mount.source.trim_start_matches('/')) {
        (Some(_), _) => mount.source.clone(),
        (None, "") => ".".to_owned(),
        (None, path) => path.to_owned(),
    };
    let mut bind = format!("bind({})", literal(&source));
    if let Some(from) = &mount.from {
        bind += &format!(".from({})", origin(from, around)?);
    }
    bind += &format!(".to({})", literal(&mount.target));
    Some(if mount.readonly { bind } else { bind + ".writable()" })
}

fn cache(options: &mut Options<'_>, around: &Around<'_>, typed: &mut Typed) -> Option<String> {
    let mount = options.mount;
    let mut cache = format!("cache({})", literal(&mount.target));
    match options.take("id") {
        Some(id) if id != mount.target => {
            let id = around.expression(&around.parts(id)?)?;
            cache += &format!(".id({id})");
            if around.line.text.contains('$') {
                typed.dialect = 3;
            }
        }
        _ => typed.differs.push("a cache is called by its folder, base and stage".to_owned()),
    }
    match options.take("sharing") {
        None | Some("shared") => {}
        Some("locked") => cache += ".locked()",
        Some("private") => cache += ".private()",
        Some(_) => return None,
    }
    if mount.readonly {
        cache += ".read_only()";
    }
    if let Some(from) = &mount.from {
        cache += &format!(".from({}, {})", origin(from, around)?, literal(&mount.source));
    }
    Some(cache + &access(options)?)
}

fn secret(options: &mut Options<'_>, typed: &mut Typed) -> Option<String> {
    let target = &options.mount.target;
    let id = options.take("id").map(str::to_owned);
    let id =
        id.or_else(|| target.rsplit('/').next().map(str::to_owned)).filter(|id| !id.is_empty())?;
    let mut secret = format!("secret({})", literal(&id));
    if !target.is_empty() {
        secret += &format!(".file({})", literal(target));
    }
    if let Some(variable) = options.take("env") {
        secret += &format!(".env({})", literal(variable));
        typed.dialect = 10;
    }
    Some(secret + &access(options)? + required(options))
}

/// Who may use it.
fn access(options: &mut Options<'_>) -> Option<String> {
    let mut methods = String::new();
    if let Some(mode) = options.take("mode") {
        methods += &format!(".mode({})", octal(mode)?);
    }
    let (user, group) = (options.take("uid"), options.take("gid"));
    if user.is_some() || group.is_some() {
        let id = |text: Option<&str>| text.map_or(Some(0), |text| text.parse().ok());
        methods += &format!(".owner({}, {})", number(id(user)?), number(id(group)?));
    }
    Some(methods)
}

fn required(options: &mut Options<'_>) -> &'static str {
    match options.take("required") {
        Some("" | "true") => "",
        _ => ".optional()",
    }
}

/// `0755` as Rust writes it.
pub(super) fn octal(mode: &str) -> Option<String> {
    let digits = mode.trim_start_matches("0o").trim_start_matches('0');
    let is_octal = digits.len() <= 4 && digits.chars().all(|c| ('0'..='7').contains(&c));
    is_octal.then(|| format!("0o{}", if digits.is_empty() { "0" } else { digits }))
}
