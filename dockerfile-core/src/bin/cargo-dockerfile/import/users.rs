//! USER, and steps that make users.

use super::around::{Who, is_root};
use super::known;
use super::rust::{literal, number};
use super::shell::chain;
use super::source::{has_arg, written};
use crate::file::{Instruction, Stage};

/// A user that a step makes, and does no more than that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) name: String,
    pub(super) id: Option<u32>,
    pub(super) group: Option<String>,
    pub(super) group_id: Option<u32>,
    pub(super) home: Option<String>,
    pub(super) makes_home: bool,
    pub(super) shell: Option<String>,
}

impl Made {
    /// The user of commands that make one and perhaps its group.
    pub(super) fn by_commands(commands: &[Vec<String>]) -> Option<Self> {
        let (mut made, mut groups): (Option<Made>, Vec<(String, Option<u32>)>) = (None, vec![]);
        for command in commands {
            let (program, words) = command.split_first()?;
            match program.as_str() {
                "groupadd" | "addgroup" => groups.push(group(words)?),
                "useradd" | "adduser" if made.is_none() => {
                    made = Some(user(words, program == "adduser")?)
                }
                _ => return None,
            }
        }
        let mut made = made?;
        // A group that stands somewhere else cannot be made again.
        if made.group.as_ref().is_some_and(|group| !groups.iter().any(|(name, _)| name == group)) {
            return None;
        }
        // The group of a number that no command above makes is there already.
        let is_made = |id: u32| groups.iter().any(|(_, other)| *other == Some(id));
        if made.group_id.is_some_and(|id| !is_made(id)) {
            return None;
        }
        for (name, id) in groups {
            if made.group.as_ref().unwrap_or(&made.name) != &name {
                return None;
            }
            made.group_id = made.group_id.or(id);
        }
        Some(made)
    }

    /// The user that one of a text's commands makes, and the commands before and behind.
    pub(super) fn among(text: &str) -> Option<(Commands, Self, Commands)> {
        let commands = chain(text)?;
        let is_account = |command: &Vec<String>| {
            command.first().is_some_and(|program| {
                ["groupadd", "addgroup", "useradd", "adduser"].contains(&program.as_str())
            })
        };
        let start = commands.iter().position(is_account)?;
        let end =
            start + commands[start..].iter().take_while(|command| is_account(command)).count();
        let made = Self::by_commands(&commands[start..end])?;
        Some((commands[..start].to_vec(), made, commands[end..].to_vec()))
    }

    /// The same as the typed step that makes it.
    pub(super) fn expression(&self) -> String {
        let mut made = format!("user({})", literal(&self.name));
        if let Some(id) = self.id {
            made += &format!(".id({})", number(id));
        }
        if let Some(group) = self.group.as_ref().filter(|group| **group != self.name) {
            made += &format!(".group({})", literal(group));
        }
        if let Some(id) = self.group_id.filter(|id| Some(*id) != self.id) {
            made += &format!(".group_id({})", number(id));
        }
        match &self.home {
            Some(home) if self.makes_home => made += &format!(".home({})", literal(home)),
            Some(home) => made += &format!(".existing_home({})", literal(home)),
            None if self.makes_home => {
                made += &format!(".home({})", literal(&format!("/home/{}", self.name)))
            }
            None => {}
        }
        if let Some(shell) = &self.shell {
            made += &format!(".shell({})", literal(shell));
        }
        made
    }

    /// How the emitted file names it.
    pub(super) fn printed(&self) -> String {
        let id = self.id.unwrap_or(DEFAULT);
        format!("{id}:{}", self.group_id.unwrap_or(id))
    }
}

/// Programs and their arguments.
pub(super) type Commands = Vec<Vec<String>>;

/// The number of a user that is given none.
const DEFAULT: u32 = 10001;

fn group(words: &[String]) -> Option<(String, Option<u32>)> {
    let (mut name, mut id, mut words) = (None, None, words.iter());
    while let Some(word) = words.next() {
        match word.as_str() {
            "-S" | "-r" | "--system" | "-f" => {}
            "-g" | "--gid" => id = Some(words.next()?.parse().ok()?),
            option if option.starts_with("--gid=") => {
                id = Some(option["--gid=".len()..].parse().ok()?)
            }
            option if option.starts_with('-') => return None,
            plain if name.is_none() => name = Some(plain.to_owned()),
            _ => return None,
        }
    }
    Some((name?, id))
}

fn user(words: &[String], is_adduser: bool) -> Option<Made> {
    let mut made = Made {
        name: String::new(),
        id: None,
        group: None,
        group_id: None,
        home: None,
        makes_home: is_adduser,
        shell: None,
    };
    let mut words = words.iter().flat_map(|word| match word.split_once('=') {
        Some((option, value)) if option.starts_with("--") => {
            vec![option.to_owned(), value.to_owned()]
        }
        _ => vec![word.clone()],
    });
    while let Some(word) = words.next() {
        match word.as_str() {
            "-r" | "--system" if !is_adduser => {}
            "--system"
            | "-S"
            | "-D"
            | "--disabled-password"
            | "--disabled-login"
            | "-l"
            | "--no-log-init"
            | "-N"
            | "--no-user-group"
            | "-U"
            | "--user-group" => {}
            "-m" | "--create-home" => made.makes_home = true,
            "-M" | "-H" | "--no-create-home" => made.makes_home = false,
            "-u" | "--uid" => made.id = Some(words.next()?.parse().ok()?),
            // Of useradd they are more groups.
            "-G" if !is_adduser => return None,
            "-g" | "-G" | "--gid" | "--ingroup" => {
                let group = words.next()?;
                match group.parse() {
                    Ok(id) => made.group_id = Some(id),
                    Err(_) if group.contains(',') => return None,
                    Err(_) => made.group = Some(group),
                }
            }
            "-d" | "-h" | "--home" | "--home-dir" => made.home = Some(words.next()?),
            "-s" | "--shell" => made.shell = Some(words.next()?),
            "-c" | "--comment" | "--gecos" => drop(words.next()?),
            option if option.starts_with('-') => return None,
            plain if made.name.is_empty() => plain.clone_into(&mut made.name),
            _ => return None,
        }
    }
    made.shell =
        made.shell.filter(|shell| !shell.ends_with("nologin") && !shell.ends_with("/false"));
    (!made.name.is_empty() && made.group.as_deref() != Some("root")).then_some(made)
}

/// Whom a stage's image runs as, and which line makes that user.
pub(super) fn who(
    stage: &Stage,
    marked: &Stage,
    above: &Who,
    reference: Option<&str>,
    family: &str,
    texts: &[(u32, String)],
) -> (Who, Option<u32>) {
    let user = stage.end.user.as_str();
    let says = stage.lines.iter().any(|line| matches!(line.instruction, Instruction::User(_)));
    if !says {
        return (above.clone(), None);
    }
    if has_arg(&marked.end.user) {
        return (Who::Raw(written(&marked.end.user)), None);
    }
    if user.is_empty() || is_root(user) {
        return (Who::Root, None);
    }
    let account = |expression: Option<String>, printed: String| Who::Account {
        said: user.to_owned(),
        expression,
        printed,
    };
    let (name, group) =
        user.split_once(':').map_or((user, None), |(name, group)| (name, Some(group)));
    let made = texts.iter().filter_map(|(number, text)| Some((*number, Made::among(text)?.1)));
    let mut made = made.filter(|(_, made)| {
        made.name == name
            && group.is_none_or(|group| group == name || Some(group) == made.group.as_deref())
    });
    if let (Some((number, made)), None) = (made.next(), made.next()) {
        return (account(None, made.printed()), Some(number));
    }
    if let Ok(id) = name.parse::<u32>() {
        // Without a group it is the one that the user has where the image knows such a user, and root's
        // else: that is certain of an image that has no file of users, and of the user that a known one runs as.
        let own = reference.and_then(known::runs_as).filter(|(user, _)| *user == id);
        let certain = own.map(|(_, group)| group).or((family == "Scratch").then_some(0));
        let group = group.map_or(certain, |group| group.parse().ok());
        let Some(group) = group else { return (Who::Raw(user.to_owned()), None) };
        return (
            account(
                Some(with_group(format!("uid({})", number(id)), id, group)),
                format!("{id}:{group}"),
            ),
            None,
        );
    }
    match reference.and_then(|reference| known::user(reference, name)) {
        Some((id, own)) if group.is_none_or(|group| group == name) => {
            let expression =
                with_group(format!("existing({}, {})", literal(name), number(id)), id, own);
            (account(Some(expression), format!("{id}:{own}")), None)
        }
        _ => (Who::Raw(user.to_owned()), None),
    }
}

fn with_group(expression: String, id: u32, group: u32) -> String {
    if id == group { expression } else { format!("{expression}.group_id({})", number(group)) }
}

#[cfg(test)]
mod tests {
    use super::{Made, chain};

    #[test]
    fn a_user_is_made_by_known_options_alone() {
        let made = |text: &str| Made::by_commands(&chain(text)?).map(|made| made.expression());
        assert_eq!(made("useradd -r app").as_deref(), Some("user(\"app\")"));
        assert_eq!(
            made("groupadd -g 1001 app && useradd -u 1001 -g app -m app").as_deref(),
            Some("user(\"app\").id(1001).home(\"/home/app\")")
        );
        let among = Made::among("mkdir /srv && useradd app && chown app /srv").unwrap();
        assert_eq!((among.0.len(), among.1.name.as_str(), among.2.len()), (1, "app", 1));
        assert_eq!(
            made("addgroup -S app && adduser -S -H app -G app").as_deref(),
            Some("user(\"app\")")
        );
        for text in [
            "useradd app && chown app /srv",
            "useradd -g other app",
            "useradd -g 100 app",
            "useradd -G sudo,docker app",
            "useradd $NAME",
            "groupadd app",
        ] {
            assert_eq!(made(text), None, "{text}");
        }
    }

    #[test]
    fn each_option_of_a_user_is_said() {
        let made = |text: &str| Made::by_commands(&chain(text)?);
        for (text, said, printed) in [
            ("useradd app", "", "10001:10001"),
            ("useradd -r -l -N --no-user-group app", "", "10001:10001"),
            ("useradd --uid=1001 app", ".id(1001)", "1001:1001"),
            ("useradd -u 123456 app", ".id(123_456)", "123456:123456"),
            ("useradd -m app", ".home(\"/home/app\")", "10001:10001"),
            ("useradd -m -M app", "", "10001:10001"),
            ("useradd -m -d /srv/app app", ".home(\"/srv/app\")", "10001:10001"),
            ("useradd --home-dir /srv app", ".existing_home(\"/srv\")", "10001:10001"),
            ("adduser -D --gecos '' app", ".home(\"/home/app\")", "10001:10001"),
            ("adduser --system -h /srv app", ".home(\"/srv\")", "10001:10001"),
            ("adduser -H app", "", "10001:10001"),
            ("useradd -s /bin/bash app", ".shell(\"/bin/bash\")", "10001:10001"),
            ("useradd -s /usr/sbin/nologin app", "", "10001:10001"),
            ("useradd -s /bin/false app", "", "10001:10001"),
            ("useradd -s /bin/notfalse app", ".shell(\"/bin/notfalse\")", "10001:10001"),
            ("groupadd -r app && useradd -g app app", "", "10001:10001"),
            ("groupadd -g 7 app && useradd -u 7 -g 7 app", ".id(7)", "7:7"),
            ("groupadd -g 8 app && useradd -u 7 -g 8 app", ".id(7).group_id(8)", "7:8"),
            ("addgroup -g 8 app && adduser -H -u 7 -G app app", ".id(7).group_id(8)", "7:8"),
            (
                "groupadd --gid=8 team && useradd -u 7 --gid team app",
                ".id(7).group(\"team\").group_id(8)",
                "7:8",
            ),
        ] {
            let made = made(text).expect(text);
            assert_eq!(made.expression(), format!("user(\"app\"){said}"), "{text}");
            assert_eq!(made.printed(), printed, "{text}");
        }
        for text in [
            "groupadd other && useradd app",
            "groupadd app && groupadd other && useradd -g app app",
            "groupadd app other && useradd app",
            "groupadd -o app && useradd app",
            "groupadd -g x app && useradd app",
            "groupadd -g 8 app && useradd -g 9 app",
            "useradd one && useradd two",
            "useradd -g root app",
            "groupadd root && useradd -g root app",
            "useradd app more",
            "useradd -k /skel app",
            "useradd -u x app",
            "useradd -u",
            "useradd",
            "adduser -r app",
            "adduser -G one,two app",
        ] {
            assert_eq!(made(text), None, "{text}");
        }
    }
}
