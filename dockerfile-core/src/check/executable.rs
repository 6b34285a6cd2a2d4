//! Whether a file can be started, or read by the program that is given it: by the file's mode, and
//! by its first bytes.

use super::barred::{Barred, Bringer, Use};
use super::filesystem::{At, Content, Filesystem, Standing};
use crate::program::instruction::Permissions;
use crate::program::program::Who;
use crate::recipes::survey::Looked;
use crate::value::AnyId;

/// Who uses a file of which stage, and for what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asks<'a> {
    pub(super) stage: usize,
    pub(super) who: Option<Who>,
    pub(super) to_do: Use,
    /// The folders of PATH, if they are known.
    pub(super) path: Option<&'a [String]>,
}

impl Filesystem<'_> {
    /// Why a file of a stage cannot be started or read; `None` if it can, or if that is not known.
    pub(super) fn barred(&self, file: &Standing<'_>, asks: &Asks<'_>) -> Option<Barred> {
        if matches!(file.content, Content::Program) {
            return None;
        }
        let by_mode = self.by_mode(file, asks.who, asks.to_do);
        by_mode.or_else(|| match asks.to_do {
            Use::Start => self.by_head(asks, self.head(file)?),
            Use::StartByOther => self
                .by_head(asks, self.head(file)?)
                .filter(|barred| !matches!(barred, Barred::Empty | Barred::NoInterpreter)),
            Use::Read => None,
        })
    }

    fn by_mode(&self, file: &Standing<'_>, who: Option<Who>, to_do: Use) -> Option<Barred> {
        let mode = self.mode(file)?;
        let content = match &file.content {
            Content::Context(path) => Bringer::Context(path.clone()),
            Content::Inline(_) => Bringer::Inline,
            Content::Downloaded => Bringer::Downloaded,
            Content::Program => return None,
        };
        let is_let = match to_do {
            // Some runtimes look at the file while they still have root's capabilities.
            Use::Start | Use::StartByOther if mode & 0o111 == 0 => false,
            // The program that reads a script has no such capabilities.
            Use::Start | Use::StartByOther
                if !self.head(file).is_some_and(|head| head.starts_with(b"#!")) =>
            {
                true
            }
            _ => mode & bits(file, who, 0o4) != 0 || is_root(file, who),
        };
        (!is_let).then(|| Barred::Mode { mode, is_said: file.mode.is_some(), content })
    }

    /// The mode of a file that some user may start, if the user who is to start it may not.
    pub(super) fn mode_of_owner(&self, file: &Standing<'_>, who: Option<Who>) -> Option<u32> {
        let mode = self.mode(file)?;
        let is_let = mode & bits(file, who, 0o1) != 0;
        (mode & 0o111 != 0 && !is_let).then_some(mode)
    }

    /// The mode of a file, if it is known.
    fn mode(&self, file: &Standing<'_>) -> Option<u32> {
        let own = match &file.content {
            _ if file.is_changed => return None,
            Content::Context(path) => match self.fact(path) {
                Some(Looked::File { mode, .. }) => *mode,
                _ => None,
            },
            Content::Inline(_) => Some(0o644),
            Content::Downloaded => Some(0o600),
            Content::Program => return None,
        };
        match file.mode {
            Some(Permissions::Number(mode)) => Some(*mode),
            Some(Permissions::Symbols(symbols)) => after(symbols, own?),
            None => own,
        }
    }

    fn head<'f>(&'f self, file: &'f Standing<'_>) -> Option<&'f [u8]> {
        match &file.content {
            Content::Inline(text) => Some(text.as_bytes()),
            Content::Context(path) => match self.fact(path)? {
                Looked::File { head, .. } => Some(head),
                _ => None,
            },
            Content::Downloaded | Content::Program => None,
        }
    }

    /// Why a file cannot be started, by its first bytes. A file that is no text may be any format
    /// that the kernel starts.
    fn by_head(&self, asks: &Asks<'_>, head: &[u8]) -> Option<Barred> {
        if head.is_empty() {
            return Some(Barred::Empty);
        }
        let Some(rest) = head.strip_prefix(b"#!") else {
            let is_pointer = head.starts_with(b"version https://git-lfs");
            return (is_text(head) && !is_pointer).then_some(Barred::NoInterpreter);
        };
        let line = rest.split(|c| *c == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        if line.ends_with('\r') {
            return Some(Barred::CarriageReturn { line: format!("#!{}", line.trim_end()) });
        }
        let mut words = line.split_ascii_whitespace();
        let interpreter = words.next().filter(|word| word.starts_with('/'))?;
        let missing =
            |program: &str| Some(Barred::InterpreterMissing { program: program.to_owned() });
        if matches!(self.program_at(asks.stage, interpreter), At::Nothing) {
            return missing(interpreter);
        }
        if !interpreter.ends_with("/env") {
            return None;
        }
        let mut words = words.skip_while(|word| word.starts_with('-') || word.contains('='));
        let program = words.next().filter(|program| !program.contains('/'))?;
        match self.looked_up(asks.stage, asks.path?, program) {
            At::Nothing => missing(program),
            _ => None,
        }
    }
}

/// Whether the user is root, who may read all files and start what anybody may start. An unknown
/// user counts as root.
fn is_root(file: &Standing<'_>, who: Option<Who>) -> bool {
    bits(file, who, 0o1) == 0o111
}

/// The mode's bits that let the user do it: one of them has to be set. `bit` is 4 to read and 1 to
/// start.
fn bits(file: &Standing<'_>, who: Option<Who>, bit: u32) -> u32 {
    let Some(Who::User(user)) = who else { return bit * 0o111 };
    let (owner, group) = match file.owner {
        Some(owner) => (owner.user, owner.group),
        None => (AnyId::ROOT, AnyId::ROOT),
    };
    match () {
        () if user.user == AnyId::ROOT => bit * 0o111,
        () if user.user == owner => bit << 6,
        () if user.group == group => bit << 3,
        () => bit,
    }
}

/// The mode after a symbolic change; `None` where a part of it is not known here.
fn after(symbols: &str, mut mode: u32) -> Option<u32> {
    for clause in symbols.split(',') {
        let at = clause.find(['=', '+', '-'])?;
        let (who, rest) = clause.split_at(at);
        let mut bits = 0;
        for letter in rest[1..].chars() {
            bits |= match letter {
                'r' => 0o4,
                'w' => 0o2,
                'x' => 0o1,
                'X' if mode & 0o111 != 0 => 0o1,
                'X' => 0,
                _ => return None,
            };
        }
        let whom = if who.is_empty() || who.contains('a') { "ugo" } else { who };
        for (letter, shift) in [('u', 6), ('g', 3), ('o', 0)] {
            if whom.contains(letter) {
                mode = match rest.as_bytes()[0] {
                    b'=' => mode & !(0o7 << shift) | bits << shift,
                    b'+' => mode | bits << shift,
                    _ => mode & !(bits << shift),
                };
            }
        }
    }
    Some(mode)
}

fn is_text(head: &[u8]) -> bool {
    let is_control = |c: &u8| *c < 0x20 && !b"\t\n\r\x0c\x1b".contains(c);
    let text = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head was cut within a character.
        Err(error) => error.error_len().is_none(),
    };
    text && !head.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use super::{after, bits, is_text};
    use crate::check::filesystem::{Content, Standing};
    use crate::program::instruction::Owner;
    use crate::program::program::Who;
    use crate::value::AnyId;

    #[test]
    fn symbols_change_a_mode() {
        for (symbols, before, wanted) in [
            ("+x", 0o644, Some(0o755)),
            ("a+x", 0o644, Some(0o755)),
            ("u+x", 0o644, Some(0o744)),
            ("g+x", 0o644, Some(0o654)),
            ("o+x", 0o644, Some(0o645)),
            ("ug+x", 0o644, Some(0o754)),
            ("ga+x", 0o644, Some(0o755)),
            ("go-r", 0o644, Some(0o600)),
            ("-x", 0o755, Some(0o644)),
            ("a=r", 0o755, Some(0o444)),
            ("u=rwx,go=", 0o644, Some(0o700)),
            ("u+w,o+r", 0o000, Some(0o204)),
            ("+X", 0o644, Some(0o644)),
            ("+X", 0o744, Some(0o755)),
            ("a=rX", 0o100, Some(0o555)),
            ("a=rX", 0o600, Some(0o444)),
            ("u=rwX,go=rX", 0o644, Some(0o644)),
            ("u+s", 0o755, None),
            ("+t", 0o755, None),
            ("u=g", 0o755, None),
            ("ux", 0o755, None),
            ("u+x,", 0o755, None),
        ] {
            assert_eq!(after(symbols, before), wanted, "{symbols} {before:o}");
        }
    }

    /// The bits of the owner, of the group, or of the others: the first that fits decides.
    #[test]
    fn a_user_is_the_owner_or_of_the_group_or_another() {
        let owner = |user, group| {
            let id = |id| AnyId::parse(id).expect("an id");
            Owner { user: id(user), group: id(group) }
        };
        let of = |file: Option<(u32, u32)>, who: Option<Who>, bit| {
            let owner = file.map(|(user, group)| owner(user, group));
            let content = Content::Program;
            bits(&Standing { content, mode: None, owner, at: None, is_changed: false }, who, bit)
        };
        let user = |user, group| Some(Who::User(owner(user, group)));
        for (file, who, wanted) in [
            (Some((7, 8)), user(7, 9), 0o100),
            (Some((7, 8)), user(7, 8), 0o100),
            (Some((7, 8)), user(9, 8), 0o010),
            (Some((7, 8)), user(8, 7), 0o001),
            (Some((7, 8)), user(0, 8), 0o111),
            (None, user(7, 7), 0o001),
            (None, user(7, 0), 0o010),
            (None, user(0, 7), 0o111),
            (Some((7, 8)), Some(Who::Root), 0o111),
            (Some((7, 8)), Some(Who::Base), 0o111),
            (Some((7, 8)), None, 0o111),
        ] {
            assert_eq!(of(file, who, 0o1), wanted, "{file:?} {who:?}");
            assert_eq!(of(file, who, 0o4), wanted * 4, "{file:?} {who:?}");
        }
    }

    #[test]
    fn a_text_has_no_control_characters() {
        for text in [&b"a\tb\r\n\x0c\x1b"[..], b"", "\u{e9}".as_bytes(), b"cut \xc3"] {
            assert!(is_text(text), "{text:?}");
        }
        for other in [&b"a\0"[..], b"\x7fELF\x02\x01", b"\xff", b"\xc3(", b"\x08"] {
            assert!(!is_text(other), "{other:?}");
        }
    }
}
