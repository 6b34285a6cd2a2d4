//! Lowering of commands that a stage runs.

use super::list::{argv_form, no_variable, tell_of_list};
use super::reader::{changes_shell, shell_of_pipes};
use crate::declare::given_text::GivenText;
use crate::declare::shell::command_line;
use crate::declare::steps::mount::Mount;
use crate::declare::steps::run::{Command, Commands};
use crate::lower::run::{Setting, StepUser};
use crate::lower::stage::{StageLowering, USUAL_SHELL};
use crate::program::dialect::Dialect;
use crate::program::fault::Wrong;
use crate::program::instruction::{RunForm, RunOptions, Security, ShellCommand, ValuePart};
use crate::program::place::Place;
use crate::value::shell::commands::{broken, is_kept_out, unpacks};
use crate::value::shell::handed::handed;
use crate::value::shell::table::{Answer, CURL, WGET};
use crate::value::shell::{
    awaits_command, awaits_delimiter, ends_by, facts, first_program, is_posix, knows_pipefail,
    may_pass_over, only_sets, turns_errexit_off,
};
use crate::value::{AbsPath, Kind, VariableOf, has_line_of_images, has_unseen};

/// Words that begin a line of a Dockerfile and are no commands.
const INSTRUCTIONS: [&str; 9] =
    ["ADD", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "RUN", "WORKDIR"];

/// Ends the shell if the command above has failed, also where `set -e` has passed over that. ShellCheck
/// would advise against `$?` behind a condition (SC2319), and does not read what `eval` is given.
const CHECK: &str = "eval 'test $? -eq 0'\n";

/// The same behind a text that has turned `set -e` off, which holds for that text alone.
const RESTORE: &str = "eval 'test $? -eq 0' || exit\nset -e\n";

const UNPACKED: &str = "a step unpacks an archive that was copied";

/// A command as shell text.
struct Piece {
    text: String,
    /// Whether it is one plain command, on one line.
    plain: bool,
}

impl Commands {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some((setting, options)) = self.around(stage) else { return };
        let argv = match self.only_json_carries() {
            Some(argv) => self.list_form(argv, stage).map(|form| (None, form)),
            None => self.shell_form(stage),
        };
        let Some((shell, form)) = argv else { return };
        // A variable, a `cd` or an `exit` of this step is not to reach another step.
        let alone = !self.env.is_empty() || self.commands.iter().any(changes_shell);
        if alone {
            stage.keep_apart();
        }
        stage.run_in(Setting { shell, ..setting }, options, form);
        if alone {
            stage.keep_apart();
        }
    }

    pub(in crate::lower) fn lower_without_shell(&self, stage: &mut StageLowering) {
        let Some((setting, options)) = self.around(stage) else { return };
        let form = match self.program() {
            Some(words) => self.list_form(words, stage),
            None => {
                stage.complain(Wrong::NeedsAShell, stage.at());
                None
            }
        };
        if let Some(form) = form {
            stage.run_in(setting, options, form);
        }
    }

    /// The folder and user of the commands, and the RUN's flags.
    fn around(&self, stage: &mut StageLowering) -> Option<(Setting, RunOptions)> {
        let folder = stage.optional::<AbsPath>(self.workdir.as_ref())?;
        let user = match self.as_user {
            Some(at) => stage.user_of_step(at)?,
            None => StepUser::Root,
        };
        let options = self.options(user, stage)?;
        for variable in &self.uses {
            stage.parts(variable, Kind::Text);
        }
        Some((Setting { folder, user, ..Setting::default() }, options))
    }

    fn options(&self, user: StepUser, stage: &mut StageLowering) -> Option<RunOptions> {
        let mounts = self.mounts.iter().map(|mount| mount.lower(user, stage));
        let mounts: Vec<_> = mounts.collect();
        if !self.devices.is_empty() {
            stage.allow("SC2215", "hadolint takes --device for a command".to_owned());
        }
        let mut devices = vec![];
        for (name, required) in &self.devices {
            devices.push(stage.text(name, Kind::Device).map(|name| (name, *required)));
        }
        if let Some((_, Some(why))) = &self.network {
            stage.remark(
                "host_network",
                "A step uses the network of the machine that builds",
                why,
            )?;
        }
        let mut security = Security::Sandbox;
        if let Some(why) = &self.insecure {
            stage.remark("insecure", "A step is privileged", why)?;
            security = Security::Insecure;
        }
        Some(RunOptions {
            mounts: mounts.into_iter().collect::<Option<_>>()?,
            network: self.network.as_ref().map(|(network, _)| *network),
            security,
            devices: devices.into_iter().collect::<Option<_>>()?,
        })
    }

    /// The words of a single program and its arguments, if the step is no more than that.
    fn program(&self) -> Option<&[GivenText]> {
        match self.commands.as_slice() {
            [Command::Argv { words, .. }] if self.env.is_empty() && self.shell.is_none() => {
                Some(words)
            }
            _ => None,
        }
    }

    /// The words of a single program that only the JSON form can carry: an argument has a line end
    /// or an unseen character.
    fn only_json_carries(&self) -> Option<&[GivenText]> {
        let words = self.program()?;
        let literals = words.iter().map(|word| word.text.literal()).collect::<Option<Vec<_>>>()?;
        let needs_json = |word: &String| word.contains('\n') || has_unseen(word.as_bytes());
        literals.iter().any(needs_json).then_some(words)
    }

    /// The JSON form of a RUN, checked as a shell command of the same words.
    fn list_form(&self, argv: &[GivenText], stage: &mut StageLowering) -> Option<RunForm> {
        let at = argv.first().map_or(stage.at(), |word| word.at);
        let words = argv_form(argv, stage)?;
        let parts: Vec<_> = words.iter().map(|word| vec![ValuePart::Text(word.clone())]).collect();
        let line = command_line(&parts)?;
        self.judge(&line, at, stage)?;
        tell_of_list(&words, &line, stage);
        Some(RunForm::Argv(words))
    }

    // ---- for a shell ------------------------------------------------------------------------

    /// The shell form of a RUN, and its SHELL; `None` is the usual one.
    fn shell_form(&self, stage: &mut StageLowering) -> Option<(Option<Vec<String>>, RunForm)> {
        let shell = self.own_shell(stage)?;
        // Another program may run the shell: `["conda", "run", "/bin/bash", "-c"]`.
        let reader = shell.iter().position(|word| is_posix(word));
        if !shell.is_empty() && reader.is_none() {
            return self.foreign_form(shell, stage);
        }
        let exports = self.exports(stage)?;
        let pieces: Vec<_> =
            self.commands.iter().map(|command| self.piece(command, stage)).collect();
        let pieces: Vec<Piece> = pieces.into_iter().collect::<Option<_>>()?;
        if let (None, [piece]) = (&self.unchecked, pieces.as_slice()) {
            self.look_at_only(piece, stage)?;
        }
        self.look_at_ends(&pieces, stage)?;
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        self.look_at_reader(reader.map(|at| &shell[at..]), &texts, stage)?;
        if pieces.iter().all(|piece| piece.plain) && shell.is_empty() {
            let lines = pieces.into_iter().map(|piece| piece.text);
            let commands = exports.into_iter().chain(lines).map(ShellCommand::from).collect();
            return Some((None, RunForm::Commands(commands)));
        }
        let pipes = texts.iter().any(|text| facts(text.as_bytes()).pipes);
        let reader = reader.unwrap_or(0);
        let shell = match shell.is_empty() && pipes {
            true => shell_of_pipes(&texts, stage.family()),
            false => shell,
        };
        let shell = self.with_pipefail(shell, reader, pipes, stage)?;
        let script = self.script(&exports, &pieces, stage)?;
        Some(self.printable(shell, script, reader > 0, stage))
    }

    /// Reports a step that is empty, begins with a word of Dockerfiles, or only changes its own
    /// shell.
    fn look_at_only(&self, piece: &Piece, stage: &mut StageLowering) -> Option<()> {
        let at = self.commands.first().map_or(stage.at(), Command::at);
        let is_empty = |line: &str| line.trim().is_empty() || line.trim().starts_with('#');
        if piece.text.lines().all(is_empty) {
            stage.complain(Wrong::Nothing { step: "run" }, at);
            return None;
        }
        if let Some(word) = only_sets(&piece.text) {
            stage.complain(Wrong::EndsWithStep { word }, at);
            return None;
        }
        match first_program(piece.text.trim_start()) {
            Some(word) if INSTRUCTIONS.contains(&word) => {
                stage.complain(Wrong::NoProgram { word: word.to_owned(), of_step: true }, at);
                None
            }
            _ => Some(()),
        }
    }

    /// Reports a command behind one that ends the shell.
    fn look_at_ends(&self, pieces: &[Piece], stage: &mut StageLowering) -> Option<()> {
        let above = pieces.len().saturating_sub(1);
        for (piece, command) in pieces.iter().zip(&self.commands).take(above) {
            let Some(word) = ends_shell(piece) else { continue };
            stage.complain(Wrong::EndsShell { word: word.to_owned() }, command.at());
            return None;
        }
        Some(())
    }

    fn piece(&self, command: &Command, stage: &mut StageLowering) -> Option<Piece> {
        let (text, at, plain) = match command {
            Command::Argv { words, at } => {
                no_variable(words, stage)?;
                let words: Vec<_> =
                    words.iter().map(|word| stage.parts(word, Kind::ScriptWord)).collect();
                let line = command_line(&words.into_iter().collect::<Option<Vec<_>>>()?)?;
                let plain = !line.contains('\n');
                (line, *at, plain)
            }
            Command::Text(text) => {
                let script = stage.text(text, Kind::Script)?;
                let line = script.trim_matches([' ', '\t', '\n']);
                match is_one_line(line) {
                    true => (line.to_owned(), text.at, true),
                    false => (script, text.at, false),
                }
            }
        };
        self.judge(&text, at, stage)?;
        Some(Piece { text, plain })
    }

    /// Checks a text by the linters' rules; `None` is a refusal.
    fn judge(&self, text: &str, at: Place, stage: &mut StageLowering) -> Option<()> {
        let why = match &self.unchecked {
            Some(why) => {
                stage.way_out("unchecked");
                Some(stage.text(why, Kind::Reason)?)
            }
            None => None,
        };
        if why.is_none() {
            stage.check_assignments(text, at)?;
            stage.check_handed(handed(text), VariableOf::Step, at)?;
            stage.check_urls(text, Kind::StepValue, at)?;
            self.look_at_reads(text, stage, at)?;
        }
        let mounted: Vec<&str> = self.mounts.iter().filter_map(Mount::cached).collect();
        let is_kept_out = |rule: &str| mounted.iter().any(|folder| is_kept_out(rule, folder));
        let broken = broken(text.as_bytes());
        let broken = broken.rules().filter(|(rule, _)| !is_kept_out(rule));
        if stage.archives.iter().any(|name| unpacks(text.as_bytes(), name.as_bytes())) {
            stage.tell("DL3010", UNPACKED, at);
        }
        for (rule, answer) in broken {
            match (rule, answer, &why) {
                (WGET, ..) => stage.wget = true,
                (CURL, ..) => stage.curl = true,
                (rule, _, Some(why)) => stage.allow(rule, why.clone()),
                (rule, Answer::Told(reason), None) => stage.tell(rule, reason, at),
                (_, Answer::Refused(complaint), None) => {
                    let (rule, shown) = (complaint.to_owned(), text.to_owned());
                    stage.complain(Wrong::Value { rule, shown }, at);
                    return None;
                }
            }
        }
        Some(())
    }

    /// The whole script: exports of variables, then each command on lines of its own.
    fn script(
        &self,
        exports: &[String],
        pieces: &[Piece],
        stage: &mut StageLowering,
    ) -> Option<String> {
        let mut script: String = exports.iter().map(|line| format!("{line}\n")).collect();
        for (index, (piece, command)) in pieces.iter().zip(&self.commands).enumerate() {
            let last = index + 1 == pieces.len();
            script += &piece.text;
            if last {
                break;
            }
            let text = piece.text.as_str();
            if !ends_whole(text) || awaits_command(text) || awaits_delimiter(text) {
                stage.complain(Wrong::OpenEnd, command.at());
                return None;
            }
            if !script.ends_with('\n') {
                script.push('\n');
            }
            script += match () {
                () if turns_errexit_off(&piece.text) => RESTORE,
                () if !piece.plain && may_pass_over(&piece.text) => CHECK,
                () => "",
            };
        }
        Some(script)
    }

    /// The script as a here-document, or as a JSON list where a here-document would not be read
    /// right: also where another program runs the shell, which may not pass on a line end.
    fn printable(
        &self,
        shell: Vec<String>,
        script: String,
        is_run: bool,
        stage: &mut StageLowering,
    ) -> (Option<Vec<String>>, RunForm) {
        let mistaken = has_line_of_images(script.as_bytes());
        if stage.dialect() >= Dialect::V1_4 && !mistaken && !is_run && ends_whole(&script) {
            let shell = (!shell.is_empty()).then_some(shell);
            return (shell, RunForm::Script(format!("set -e\n{script}")));
        }
        let mut argv = if shell.is_empty() { usual_shell() } else { shell };
        let text = match argv.last_mut() {
            Some(option) if is_letters(option) && option.ends_with('c') => {
                if !option.contains('e') {
                    option.insert(1, 'e');
                }
                script.clone()
            }
            _ => format!("set -e\n{script}"),
        };
        argv.push(text);
        tell_of_list(&argv, &script, stage);
        (None, RunForm::Argv(argv))
    }

    // ---- which shell --------------------------------------------------------------------------

    /// The step's own shell, or an empty list.
    fn own_shell(&self, stage: &mut StageLowering) -> Option<Vec<String>> {
        match &self.shell {
            Some(shell) => stage.argv(shell),
            None => Some(vec![]),
        }
    }

    /// The shell with `pipefail`, if the step has pipes; `None` has been reported. The word at `reader`
    /// is the program that reads the text.
    fn with_pipefail(
        &self,
        mut shell: Vec<String>,
        reader: usize,
        pipes: bool,
        stage: &mut StageLowering,
    ) -> Option<Vec<String>> {
        if !pipes || shell.iter().any(|word| word.contains("pipefail")) {
            return Some(shell);
        }
        if !shell.get(reader).is_some_and(|program| knows_pipefail(program)) {
            let at = self.commands.first().map_or(stage.at(), Command::at);
            stage.complain(Wrong::NoPipefail, at);
            return None;
        }
        let behind = reader + 1..reader + 1;
        shell.splice(behind, ["-o".to_owned(), "pipefail".to_owned()]);
        Some(shell)
    }

    /// The form of a step whose shell is no POSIX shell: its single text, as it stands.
    fn foreign_form(
        &self,
        mut shell: Vec<String>,
        stage: &mut StageLowering,
    ) -> Option<(Option<Vec<String>>, RunForm)> {
        let ([Command::Text(text)], true) = (self.commands.as_slice(), self.env.is_empty()) else {
            stage.complain(Wrong::NoShellToRead { program: shell.swap_remove(0) }, stage.at());
            return None;
        };
        let script = stage.text(text, Kind::Script)?;
        if self.unchecked.is_none() {
            stage.check_urls(&script, Kind::StepValue, text.at)?;
        }
        shell.push(script);
        tell_of_list(&shell, "", stage);
        Some((None, RunForm::Argv(shell)))
    }
}

impl Command {
    pub(super) fn at(&self) -> Place {
        match self {
            Command::Argv { at, .. } => at,
            Command::Text(text) => text.at,
        }
    }
}

/// Whether an option is one of letters, such as `-lc`, which take others among them.
fn is_letters(option: &str) -> bool {
    let letters = option.strip_prefix('-').unwrap_or_default();
    !letters.is_empty() && letters.bytes().all(|c| c.is_ascii_alphabetic())
}

fn usual_shell() -> Vec<String> {
    USUAL_SHELL.map(str::to_owned).to_vec()
}

/// Whether a text is one plain command that a builder cannot misread as a flag of RUN, JSON, a
/// continued line or a here-document. A builder cuts blanks of Unicode off both ends.
fn is_one_line(text: &str) -> bool {
    let cut = |c: char| c.is_whitespace();
    let misread = text.starts_with(['-', '['])
        || text.starts_with(cut)
        || text.ends_with(cut)
        || text.ends_with('\\')
        || text.contains("<<");
    !misread && facts(text.as_bytes()).plain
}

/// The word by which a text ends its shell. `exec` with redirections alone ends none.
fn ends_shell(piece: &Piece) -> Option<&str> {
    if !piece.plain {
        return ends_by(&piece.text);
    }
    let word = first_program(&piece.text)?;
    let of_exec = piece.text.split_ascii_whitespace().nth(1);
    let runs = of_exec.is_some_and(|word| !word.contains(['<', '>']));
    (matches!(word, "exit" | "return") || word == "exec" && runs).then_some(word)
}

/// Whether a line end can follow a text without becoming part of it.
fn ends_whole(text: &str) -> bool {
    text.ends_with('\n') || facts(text.as_bytes()).whole
}
