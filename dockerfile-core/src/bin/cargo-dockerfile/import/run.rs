//! RUN.

use super::around::{Around, As, Directory, Who, first_line};
use super::base::has_shell;
use super::form::{Form, Needs, Phase, Saying, Way};
use super::rust::{list, literal};
use super::source::names;
use super::users::{Commands, Made};
use super::{mounts, packages, shell};
use crate::commands::{self, Does};
use crate::file::{Instruction, Run};

pub(super) const PHASES: &[Phase] =
    &[Phase::Packages, Phase::Directories, Phase::Dependencies, Phase::Build];

const DEFAULT_SHELL: [&str; 2] = ["/bin/sh", "-c"];

/// Where a step stands by what it does: an install that reads nothing of the sources has its phase, so
/// that one below them is seen.
fn phases(around: &Around<'_>) -> &'static [Phase] {
    match commands::of(around.line) {
        _ if around.runs_as() != As::Root => PHASES,
        Some(Does::Packages | Does::Download) => &[Phase::Packages],
        Some(Does::Dependencies(_)) => &[Phase::Dependencies],
        _ => PHASES,
    }
}

/// A RUN's ways, the most typed first.
pub(super) fn forms(run: &Run, around: &Around<'_>) -> Vec<Form> {
    let mut forms = vec![];
    let is_root = around.runs_as() == As::Root;
    let text = shell_text(run, around);
    if let (Some(text), true, true, true) = (&text, is_root, is_bare(run), around.may_move()) {
        forms.extend(made(text, around));
        let usual = uses_sh(around);
        forms.extend(packages::form(text, around.family).filter(|_| usual));
    }
    if let Some(after) = after(run, around) {
        forms.extend(typed(run, text.as_deref(), &after, around));
    }
    forms.extend(as_given(around));
    forms.extend(in_json(run, around));
    forms
}

/// Whether nothing but a command is said.
fn is_bare(run: &Run) -> bool {
    run.mounts.is_empty()
        && run.network == "default"
        && run.security == "sandbox"
        && run.devices.is_empty()
}

fn uses_sh(around: &Around<'_>) -> bool {
    around.state().shell.as_ref().is_none_or(|shell| {
        matches!(
            shell.first().map(String::as_str),
            Some("/bin/sh" | "/bin/bash" | "/bin/ash" | "sh" | "bash")
        )
    })
}

/// The text that the stage's shell is given, if it is one.
pub(super) fn shell_text(run: &Run, around: &Around<'_>) -> Option<String> {
    if run.script.is_some() {
        return None;
    }
    let shell = around.state().shell.clone();
    let shell = shell.unwrap_or_else(|| DEFAULT_SHELL.map(str::to_owned).to_vec());
    let (text, words) = run.argv.split_last()?;
    (words == shell.as_slice()).then(|| text.clone())
}

/// The user that the image runs as, made as the stage's account, between the commands around it.
fn made(text: &str, around: &Around<'_>) -> Option<Form> {
    let Who::Account { said, expression: None, printed } = around.who else { return None };
    let (before, made, behind) = Made::among(text)?;
    if said.split(':').next() != Some(made.name.as_str()) || !own_shell(around).is_empty() {
        return None;
    }
    let install = packages::installed_by(&before).filter(|_| uses_sh(around));
    let install = install.and_then(|install| {
        let step = packages::step(&install, around.family)?;
        Some((step, packages::kept_out(&install)))
    });
    // What stands around the install goes with it.
    let behind = match packages::is_around_install(&behind) && install.is_some() {
        true => vec![],
        false => behind,
    };
    let run = |commands: &Commands, directory: Directory| {
        let Some((first, then)) = commands.split_first() else { return Some(None) };
        let then: String = then.iter().map(|command| format!(".then({})", list(command))).collect();
        let directory = directory.method()?;
        Some(Some((PHASES, format!("run({}){then}{directory}", list(first)))))
    };
    const ACCOUNT: &[Phase] = &[Phase::Account];
    let first = match &install {
        Some((step, _)) => Some((&[Phase::Packages][..], step.clone())),
        None => run(&before, around.directory())?,
    };
    let mut steps: Vec<(&'static [Phase], String)> = first.into_iter().collect();
    steps.push((ACCOUNT, made.expression()));
    steps.extend(run(&behind, around.directory_at(Phase::Account))?);
    let mut form = Form::new(Way::Typed, Saying::Steps(steps));
    form.differs.extend(install.map(|(_, differs)| differs));
    Some(form.differs(format!(
        "makes `{}` as {printed}, whatever ids the base has given away, without a home and a shell unless they are said",
        made.name
    )))
}

/// The methods behind a step: where it runs, as whom, and with what.
fn after(run: &Run, around: &Around<'_>) -> Option<After> {
    let mut after = After { methods: String::new(), notes: vec![], differs: vec![], dialect: 0 };
    match around.runs_as() {
        As::Root => {}
        As::Account => after.methods += ".as_user()",
        // Below a directory of the stage's own, which is root's to make, nothing comes back to that user.
        As::Base if around.keeps_base_user() && around.directory() == Directory::Own => {
            after.methods += ".as_user()"
        }
        As::Base | As::Raw(_) => return None,
    }
    after.methods += &around.directory().method()?;
    let Instruction::Run(marked) = &around.marked.instruction else { return None };
    for mount in &marked.mounts {
        let typed = mounts::typed(mount, around)?;
        after.methods += &format!(".mount({})", typed.expression);
        after.differs.extend(typed.differs);
        after.dialect = after.dialect.max(typed.dialect);
    }
    match run.network.as_str() {
        "default" => {}
        "none" => after.methods += ".offline()",
        "host" => after.methods += &format!(".host_network({})", literal(around.reason)),
        _ => return None,
    }
    if run.security == "insecure" {
        after.methods += &format!(".insecure({})", literal(around.reason));
        after.dialect = after.dialect.max(20);
    }
    for device in &run.devices {
        after.methods += &device_of(device)?;
        after.dialect = 24;
    }
    Some(after)
}

struct After {
    methods: String,
    notes: Vec<String>,
    differs: Vec<String>,
    dialect: u8,
}

fn device_of(device: &str) -> Option<String> {
    let (name, required) = match device.split_once(',') {
        None => (device, false),
        Some((name, "required")) => (name, true),
        Some(_) => return None,
    };
    let name = name.strip_prefix("name=").unwrap_or(name);
    let method = if required { "device" } else { "optional_device" };
    Some(format!(".{method}({})", literal(name)))
}

fn typed(run: &Run, text: Option<&str>, after: &After, around: &Around<'_>) -> Vec<Form> {
    let step = |way, command: &str, more: &str| {
        let steps = vec![format!("run({command}){}{}{more}", after.methods, uses(run, around))];
        let mut form =
            Form::new(way, Saying::Step { phases: phases(around), steps }).dialect(after.dialect);
        form.notes.clone_from(&after.notes);
        form.differs.clone_from(&after.differs);
        form
    };
    let Some(text) = text else { return of_list(run, around, &step) };
    if !has_shell(around.family) {
        return vec![];
    }
    let unchecked = format!(".unchecked({})", literal(around.reason));
    let mut forms = vec![];
    let own_shell = own_shell(around);
    if own_shell.is_empty()
        && let Some(commands) = shell::chain(text)
    {
        let mut commands = commands.iter().map(|command| list(command));
        let first = commands.next().unwrap_or_default();
        let then: String = commands.map(|command| format!(".then({command})")).collect();
        let lists = |way, more: &str| {
            let steps =
                vec![format!("run({first}){then}{}{}{more}", after.methods, uses(run, around))];
            let mut form = Form::new(way, Saying::Step { phases: phases(around), steps })
                .dialect(after.dialect);
            form.differs.clone_from(&after.differs);
            form
        };
        forms.push(lists(Way::Typed, ""));
        forms.push(
            lists(Way::Typed, &unchecked)
                .note("a rule of the build script's is set aside: `.unchecked(..)`"),
        );
    }
    let shown = shell::over_lines(&around.line.text, text, around.source.escape);
    for more in [String::new(), unchecked] {
        let form = step(Way::Text, &literal(&shown), &format!("{own_shell}{more}"));
        let form = if more.is_empty() {
            form
        } else {
            form.note("a rule of the build script's is set aside: `.unchecked(..)`")
        };
        forms.push(form.differs(STOPS));
    }
    forms
}

/// What a declared step does, and a shell by itself does not.
const STOPS: &str = "stops at the first command that fails (`set -e`), also inside of a pipe";

/// The exec form, and a here-document that names its interpreter.
fn of_list(run: &Run, around: &Around<'_>, step: &dyn Fn(Way, &str, &str) -> Form) -> Vec<Form> {
    if let Some((_, script)) = &run.script {
        let first = script.lines().next().unwrap_or_default();
        let interpreter: Vec<String> =
            first.trim_start_matches("#!").split_whitespace().map(str::to_owned).collect();
        let body = script.split_once('\n').map_or("", |(_, body)| body);
        let program = interpreter.last().map_or("", String::as_str);
        let is_shell = commands::is_shell(program);
        let option = match program.rsplit('/').next() {
            Some("node" | "perl" | "ruby") => "-e",
            Some("python" | "python3") => "-c",
            _ if is_shell => "-c",
            _ => return vec![],
        };
        let argv = [interpreter, vec![option.to_owned()]].concat();
        let shell = format!(".shell({})", list(&argv));
        let form = step(Way::Text, &literal(body), &shell);
        let form = form.differs("is given to its interpreter as a text, and not as a file");
        return vec![if is_shell { form.differs(STOPS) } else { form }];
    }
    let form = |more: &str| {
        let steps = vec![format!(
            "run({}){}{more}",
            list(&run.argv),
            after(run, around).map_or(String::new(), |after| after.methods)
        )];
        Form::new(Way::Typed, Saying::Step { phases: phases(around), steps })
    };
    let unchecked = format!(".unchecked({}).without_shell()", literal(around.reason));
    vec![form(".without_shell()"), form(&unchecked)]
}

/// Variables of the build that the step is the first to see, or that its text reads.
fn uses(run: &Run, around: &Around<'_>) -> String {
    let read = run.argv.iter().flat_map(|word| names(word));
    let mut seen: Vec<String> = around.waiting.to_vec();
    for name in read {
        let is_in_scope = around.state().env.iter().any(|(other, _)| *other == name);
        if is_in_scope
            && !around.is_set(&name)
            && !seen.contains(&name)
            && around.handles.contains_key(&name)
        {
            seen.push(name);
        }
    }
    let handles = seen.iter().filter_map(|name| {
        use super::source::PLATFORM;
        if PLATFORM.contains(&name.as_str()) {
            return Some(format!(".uses(platform::{name})"));
        }
        around.handles.get(name).map(|handle| format!(".uses(&{handle})"))
    });
    handles.collect()
}

/// The stage's shell, where that is another one than steps have by themselves.
fn own_shell(around: &Around<'_>) -> String {
    match &around.state().shell {
        Some(shell) if shell.as_slice() != DEFAULT_SHELL => format!(".shell({})", list(shell)),
        _ => String::new(),
    }
}

/// The line as it stands, for the user that it runs as.
fn as_given(around: &Around<'_>) -> Option<Form> {
    if !own_shell(around).is_empty() || around.is_of_unknown_user() {
        return None;
    }
    around.way()?;
    let mut form = around.raw()?;
    form.needs = needs(around);
    Some(form)
}

/// What several lines say as the list that a shell is started with.
fn in_json(run: &Run, around: &Around<'_>) -> Option<Form> {
    if run.script.is_some() || around.is_of_unknown_user() {
        return None;
    }
    around.way()?;
    let joined = first_line(&around.line.text, around.source.escape);
    let flags = joined.split_whitespace().skip(1).take_while(|word| word.starts_with("--"));
    let flags: String = flags.map(|flag| format!("{flag} ")).collect();
    if flags.contains(['"', '\'', '\\']) {
        return None;
    }
    let line = format!("RUN {flags}{}", serde_json::to_string(&run.argv).ok()?);
    let mut form = around.raw_of(&line);
    form.needs = needs(around);
    Some(form.differs("is written as a list"))
}

fn needs(around: &Around<'_>) -> Needs {
    let Instruction::Run(run) = &around.line.instruction else { return Needs::default() };
    let let_in = run.mounts.iter().filter(|mount| mount.kind == "bind" && mount.from.is_none());
    let let_in = let_in.map(|mount| match mount.source.trim_start_matches('/') {
        "" => ".".to_owned(),
        path => path.to_owned(),
    });
    let let_in = let_in.collect();
    let stages = run.mounts.iter().filter_map(|mount| match mount.from {
        Some(crate::file::Origin::Stage(index)) => Some(index),
        _ => None,
    });
    Needs {
        let_in,
        stages: stages.collect(),
        user: around.needs_user(),
        directory: true,
        ..Needs::default()
    }
}
