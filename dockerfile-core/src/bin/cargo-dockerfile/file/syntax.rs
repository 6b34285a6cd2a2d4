//! An instruction, read from its line: BuildKit's `instructions/parse.go`, and the variables that
//! `dockerfile2llb/convert.go` replaces.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::flags::{self, Flags};
use super::instruction::{Copy, Healthcheck, Instruction, Origin, Run, Workdir};
use super::lines::{self, Document, Json, Logical, Parts};
use super::state::{State, absolute, clean};
use super::words::{OPEN, Rules, Value};

type Read<T> = std::result::Result<T, String>;

/// What an instruction is read with.
pub(super) struct Reader<'a> {
    pub(super) escape: char,
    pub(super) state: &'a State,
    /// A variable's value from outside: what the builder is told, or else the ARG above the first FROM.
    pub(super) given: &'a dyn Fn(&str, bool) -> Option<String>,
    /// The stage or image that a name is.
    pub(super) origin: &'a dyn Fn(&str) -> Read<Origin>,
}

impl Reader<'_> {
    pub(super) fn instruction(&self, line: &Logical) -> Read<Instruction> {
        let parts = lines::split(&line.joined, self.escape)?;
        if parts.rest.is_empty() && line.documents.is_empty() {
            return Err(format!("{} says nothing", parts.keyword));
        }
        match parts.keyword.as_str() {
            "RUN" => self.run(&parts, &line.documents),
            "COPY" => self.copy(&parts, &line.documents, false),
            "ADD" => self.copy(&parts, &line.documents, true),
            "HEALTHCHECK" => healthcheck(&parts),
            "ONBUILD" => onbuild(&parts, line),
            _ if !parts.flags.is_empty() => {
                Err(format!("the flag `{}` is not known here", parts.flags[0]))
            }
            "CMD" => Ok(Instruction::Cmd(self.command(&parts.rest)?)),
            "ENTRYPOINT" => Ok(Instruction::Entrypoint(self.command(&parts.rest)?)),
            _ => self.plain(&parts),
        }
    }

    /// An instruction without flags, whose words are values.
    fn plain(&self, parts: &Parts) -> Read<Instruction> {
        let rest = &parts.rest;
        Ok(match parts.keyword.as_str() {
            "ARG" => self.arg(rest)?,
            "ENV" => Instruction::Env(self.pairs(rest)?),
            "LABEL" => Instruction::Label(self.pairs(rest)?),
            "WORKDIR" => {
                let word = self.word(rest)?;
                Instruction::Workdir(Workdir { path: self.directory(&word), word })
            }
            "USER" => Instruction::User(self.word(rest)?),
            "STOPSIGNAL" => Instruction::Stopsignal(self.word(rest)?),
            "MAINTAINER" => Instruction::Maintainer(rest.clone()),
            "SHELL" => match lines::json(rest) {
                Json::Texts(argv) if !argv.is_empty() => Instruction::Shell(argv),
                _ => return Err("SHELL takes a list of texts".to_owned()),
            },
            "VOLUME" => Instruction::Volume(self.list(rest)?),
            "EXPOSE" => {
                let mut ports = vec![];
                for word in lines::words(rest) {
                    for word in Rules::new(self.escape).words(&word, &self.lookup())? {
                        ports.extend(port(&word)?);
                    }
                }
                Instruction::Expose(ports)
            }
            other => return Err(format!("the instruction `{other}` is not known")),
        })
    }

    fn lookup(&self) -> impl Fn(&str) -> Value {
        |name| self.state.value(name)
    }

    fn word(&self, text: &str) -> Read<String> {
        Rules::new(self.escape).word(text, &self.lookup())
    }

    fn directory(&self, path: &str) -> String {
        absolute(&self.state.directory, path)
    }

    /// The directory below a line, as the builder keeps it: a relative path is joined to the one in force
    /// and cleaned, an absolute one is not.
    pub(super) fn spelled_directory(&self, line: &Logical, directory: &str) -> Read<String> {
        let parts = lines::split(&line.joined, self.escape)?;
        if parts.keyword != "WORKDIR" {
            return Ok(directory.to_owned());
        }
        let path = self.word(&parts.rest)?;
        Ok(if path.starts_with('/') { path } else { absolute(directory, &path) })
    }

    /// A list, or words.
    fn list(&self, rest: &str) -> Read<Vec<String>> {
        let words = match lines::json(rest) {
            Json::Texts(texts) => texts,
            Json::Others => return Err("a list holds texts alone".to_owned()),
            Json::No => lines::words(rest),
        };
        words.iter().map(|word| self.word(word)).collect()
    }

    fn command(&self, rest: &str) -> Read<Vec<String>> {
        match lines::json(rest) {
            Json::Texts(argv) => Ok(argv),
            Json::Others => Err("a list holds texts alone".to_owned()),
            Json::No => Ok(self.state.in_shell(rest.to_owned())),
        }
    }

    /// `name=value` several times, or the old `name value`.
    fn pairs(&self, rest: &str) -> Read<Vec<(String, String)>> {
        let words = lines::quoted_words(rest, self.escape);
        let pairs = if words.first().is_some_and(|word| word.contains('=')) {
            let pair = |word: &String| {
                let (name, value) = word.split_once('=').ok_or(format!("no `=` in `{word}`"))?;
                Ok((name.to_owned(), value.to_owned()))
            };
            words.iter().map(pair).collect::<Read<Vec<_>>>()?
        } else {
            let pair = rest.split_once(|c: char| c.is_whitespace());
            let (name, value) = pair.ok_or(format!("`{rest}` has no value"))?;
            vec![(name.to_owned(), value.trim_start().to_owned())]
        };
        let expand = |(name, value): &(String, String)| Ok((self.word(name)?, self.word(value)?));
        let pairs = pairs.iter().map(expand).collect::<Read<Vec<_>>>()?;
        if pairs.iter().any(|(name, _)| name.is_empty()) {
            return Err("a name is empty".to_owned());
        }
        Ok(pairs)
    }

    /// Values that the builder is told come first, then the default, then the ARG above the first FROM.
    fn arg(&self, rest: &str) -> Read<Instruction> {
        let mut state = self.state.clone();
        let mut pairs = vec![];
        for word in lines::quoted_words(rest, self.escape) {
            let (name, default) = match word.split_once('=') {
                Some((name, default)) => (name.to_owned(), Some(default.to_owned())),
                None => (word, None),
            };
            let value = match ((self.given)(&name, default.is_none()), default) {
                (Some(value), _) => Some(value),
                (None, Some(text)) => {
                    Some(Rules::new(self.escape).word(&text, &|name| state.value(name))?)
                }
                (None, None) => None,
            };
            let pair = (name, value);
            state.apply(&Instruction::Arg(vec![pair.clone()]));
            pairs.push(pair);
        }
        Ok(Instruction::Arg(pairs))
    }

    fn run(&self, parts: &Parts, documents: &[Document]) -> Read<Instruction> {
        let flags = Flags::read(&parts.flags, &["network", "security"], &["mount", "device"])?;
        let or =
            |text: String, default: &str| if text.is_empty() { default.to_owned() } else { text };
        let (argv, script) = match lines::json(&parts.rest) {
            Json::Texts(argv) => (argv, None),
            Json::Others => return Err("a list holds texts alone".to_owned()),
            Json::No => {
                let (text, script) = script(&parts.rest, documents);
                (self.state.in_shell(text), script)
            }
        };
        let mut mounts = vec![];
        for text in flags.texts("mount")? {
            let mut mount = flags::mount(&text, &|word| self.word(word), self.origin)?;
            if !mount.target.is_empty() {
                mount.target = self.directory(&mount.target);
            }
            mount.source = if mount.kind == "bind" || mount.from.is_some() {
                clean(&format!("/{}", mount.source))
            } else {
                mount.source
            };
            mounts.push(mount);
        }
        Ok(Instruction::Run(Run {
            argv,
            script,
            mounts,
            network: or(flags.text("network")?, "default"),
            security: or(flags.text("security")?, "sandbox"),
            devices: flags.texts("device")?,
        }))
    }

    fn copy(&self, parts: &Parts, documents: &[Document], is_add: bool) -> Read<Instruction> {
        let own = if is_add {
            ["checksum", "keep-git-dir", "unpack"].as_slice()
        } else {
            ["from", "parents"].as_slice()
        };
        let known = [&["chown", "chmod", "link"], own].concat();
        let flags = Flags::read(&parts.flags, &known, &["exclude"])?;
        let mut words = match lines::json(&parts.rest) {
            Json::Texts(texts) => texts,
            Json::Others => return Err("a list holds texts alone".to_owned()),
            Json::No => lines::words(&parts.rest),
        };
        let destination = words.pop().filter(|_| !words.is_empty());
        let destination = destination.ok_or("a source and a destination are expected")?;
        let word = self.word(&destination)?;
        let mut copy = Copy {
            is_add,
            destination: self.destination(&word),
            word,
            chown: self.word(&flags.text("chown")?)?,
            chmod: self.word(&flags.text("chmod")?)?,
            link: flags.switch("link")?.unwrap_or(false),
            parents: flags.switch("parents")?.unwrap_or(false),
            exclude: flags.texts("exclude")?,
            checksum: self.word(&flags.text("checksum")?)?,
            keep_git_dir: flags.switch("keep-git-dir")?,
            unpack: flags.switch("unpack")?,
            ..Copy::default()
        };
        if let Some(from) = Some(flags.text("from")?).filter(|from| !from.is_empty()) {
            copy.from = Some((self.origin)(&from)?);
        }
        for word in words {
            match lines::document_named(&word) {
                None => copy.sources.push(self.word(&word)?),
                Some(named) => {
                    let document = self.document(&named.name, documents, &mut copy.reads_base)?;
                    copy.documents.push(document);
                }
            }
        }
        Ok(Instruction::Copy(copy))
    }

    fn document(
        &self,
        name: &str,
        documents: &[Document],
        reads_base: &mut bool,
    ) -> Read<(String, String)> {
        let document = documents.iter().rev().find(|document| document.name == name);
        let document = document.ok_or(format!("the here-document `{name}` is not there"))?;
        let content = document.chomped();
        let rules = Rules { no_quotes: true, ..Rules::new('\\') };
        if !document.expand {
            return Ok((name.to_owned(), content));
        }
        let is_unknown = Cell::new(false);
        let lookup = |name: &str| {
            let value = self.state.value(name);
            is_unknown.set(is_unknown.get() || matches!(value, Value::Unknown(_)));
            value
        };
        let content = rules.word(&content, &lookup)?;
        *reads_base |= is_unknown.get();
        Ok((name.to_owned(), content))
    }

    /// A path whose slash at the end says that it is a folder.
    fn destination(&self, path: &str) -> String {
        let whole = self.directory(path);
        let is_folder =
            path.ends_with('/') || path == "." || path.ends_with("/.") || path.is_empty();
        if is_folder && !whole.ends_with('/') { whole + "/" } else { whole }
    }
}

/// The shell's text of a RUN with here-documents, and the file of one that brings its interpreter.
fn script(rest: &str, documents: &[Document]) -> (String, Option<(String, String)>) {
    let [first, ..] = documents else { return (rest.to_owned(), None) };
    if lines::document_named(rest).is_some() {
        let content = first.chomped();
        if content.starts_with("#!") {
            return (format!("/dev/pipes/{}", first.name), Some((first.name.clone(), content)));
        }
        return (content, None);
    }
    let mut text = rest.to_owned();
    for document in documents {
        text += &format!("\n{}{}", document.content, document.name);
    }
    (text, None)
}

fn onbuild(parts: &Parts, line: &Logical) -> Read<Instruction> {
    let keyword = parts.rest.split_whitespace().next().unwrap_or_default().to_uppercase();
    if ["ONBUILD", "FROM", "MAINTAINER"].contains(&keyword.as_str()) {
        return Err(format!("ONBUILD holds no {keyword}"));
    }
    // The flags that follow are the trigger's.
    let trigger = line.joined.trim().get("ONBUILD".len()..).unwrap_or_default().trim_start();
    let mut trigger = trigger.to_owned();
    for document in &line.documents {
        trigger += &format!("\n{}{}", document.content, document.name);
    }
    Ok(Instruction::Onbuild(trigger))
}

fn healthcheck(parts: &Parts) -> Read<Instruction> {
    let known = ["interval", "timeout", "start-period", "start-interval", "retries"];
    let flags = Flags::read(&parts.flags, &known, &[])?;
    let mut options = BTreeMap::new();
    for name in known {
        if let Some(text) = flags.texts(name)?.pop() {
            options.insert(name.to_owned(), text);
        }
    }
    let rest = &parts.rest;
    let (kind, rest) = rest.split_once(|c: char| c.is_whitespace()).unwrap_or((rest, ""));
    let rest = rest.trim_start();
    let test = match (kind.to_uppercase().as_str(), lines::json(rest)) {
        ("NONE", _) if rest.is_empty() => vec!["NONE".to_owned()],
        ("CMD", Json::Texts(argv)) if !argv.is_empty() => [vec!["CMD".to_owned()], argv].concat(),
        ("CMD", Json::No) if !rest.is_empty() => vec!["CMD-SHELL".to_owned(), rest.to_owned()],
        _ => return Err("HEALTHCHECK is NONE, or CMD and a command".to_owned()),
    };
    Ok(Instruction::Healthcheck(Healthcheck { test, options }))
}

/// Ports of a word, each with its protocol.
fn port(word: &str) -> Read<Vec<String>> {
    let wrong = || format!("`{word}` is no port");
    if word.contains(['$', OPEN]) {
        return Ok(vec![word.to_owned()]);
    }
    let inside = word.rsplit(':').next().unwrap_or(word);
    let (range, protocol) = inside.split_once('/').unwrap_or((inside, "tcp"));
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let number = |text: &str| text.parse::<u16>().map_err(|_| wrong());
    let protocol = protocol.to_lowercase();
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        return Err(wrong());
    }
    Ok((first..=last).map(|port| format!("{port}/{protocol}")).collect())
}
