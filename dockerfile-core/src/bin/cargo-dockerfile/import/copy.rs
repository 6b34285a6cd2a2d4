//! COPY.

use super::around::{Around, Who, is_root};
use super::context::Context;
use super::form::{Form, Needs, Phase, Saying, Way};
use super::rust::{literal, number, one_or_list};
use super::source::{has_arg, has_variable, is_variable};
use super::{base, known, literal_copy, manifest, mounts};
use crate::file::{Copy, Origin};

pub(super) const CONTEXT: &[Phase] = &[Phase::Source, Phase::Files];
pub(super) const ANYWHERE: &[Phase] =
    &[Phase::Packages, Phase::Dependencies, Phase::Source, Phase::Files];
const OF_STAGE: &[Phase] = &[Phase::Dependencies, Phase::Source, Phase::Files];

/// A COPY's ways, the most typed first. `marked` has ARGs marked.
pub(super) fn forms(marked: &Copy, around: &Around<'_>, context: Option<&Context>) -> Vec<Form> {
    let mut forms = vec![];
    if let (Some(to), Some(flags)) = (destination(marked, around), flags(marked, around)) {
        if marked.from.is_none() && around.floor <= Phase::Dependencies && flags.is_empty() {
            forms.extend(of_manifests(marked, &to, around, context));
        }
        // What the ignore file keeps out may be copied by another line.
        if marked.from.is_none() && context.is_some() {
            forms.extend(typed(marked, &to, &flags, around, context, true));
        }
        forms.extend(typed(marked, &to, &flags, around, context, false));
    }
    if !marked.documents.is_empty() {
        forms.extend(by_shell(marked, around));
    }
    forms.extend(as_given(marked, around));
    forms
}

/// The line as it stands, and what it needs of the rest.
pub(super) fn as_given(copy: &Copy, around: &Around<'_>) -> Option<Form> {
    let (line, is_absolute) = literal_copy::written_out(copy, destination(copy, around), around)?;
    if !is_absolute {
        around.way()?;
    }
    let mut form = around.raw_of(&line);
    form.needs = Needs { dialect: dialect(copy), directory: !is_absolute, ..Needs::default() };
    match &copy.from {
        None => {
            form.needs.let_in = copy
                .sources
                .iter()
                .filter(|source| !is_remote(source))
                .map(|source| fixed(source))
                .collect();
            if !form.needs.let_in.is_empty() {
                form.notes
                    .push("a stage that nothing builds lets the files into the context".to_owned());
            }
        }
        Some(Origin::Stage(index)) => form.needs.stages.push(*index),
        Some(_) => {}
    }
    Some(form)
}

/// The folders of a source that no pattern or variable is in.
fn fixed(source: &str) -> String {
    let plain = |part: &&str| !part.contains(['*', '?', '[', '$', '\u{e000}']) && *part != ".";
    let source = crate::file::in_context(source);
    let parts: Vec<&str> = source.split('/').take_while(plain).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

pub(super) fn is_remote(source: &str) -> bool {
    ["http://", "https://", "git@", "ssh://", "git://"]
        .iter()
        .any(|scheme| source.starts_with(scheme))
}

/// The destination, absolute; ARGs are marked in it. `None`, where only a builder comes to it.
pub(super) fn destination(copy: &Copy, around: &Around<'_>) -> Option<String> {
    let word = around.filled_in(&copy.word);
    let whole = match word.as_str() {
        word if word.starts_with('/') => crate::file::clean(word),
        word if is_variable(word) => return None,
        word => crate::file::clean(&format!("{}/{word}", around.inside.path()?)),
    };
    let is_folder = copy.destination.ends_with('/') && !whole.ends_with('/');
    Some(if is_folder { whole + "/" } else { whole })
}

fn dialect(copy: &Copy) -> u8 {
    let symbols = !copy.chmod.is_empty() && mounts::octal(&copy.chmod).is_none();
    let all = [
        (symbols, 14),
        (!copy.exclude.is_empty(), 19),
        (copy.parents, 20),
        (!copy.checksum.is_empty() || copy.keep_git_dir.is_some(), 6),
        (copy.unpack.is_some(), 17),
    ];
    all.iter().filter(|(has, _)| *has).map(|(_, minor)| *minor).max().unwrap_or(0)
}

/// The flags as methods; `None`, where one has none.
pub(super) fn flags(copy: &Copy, around: &Around<'_>) -> Option<String> {
    let mut methods = owner(&around.plain(&copy.chown)?, around)?;
    let mode = around.plain(&copy.chmod)?;
    if !mode.is_empty() {
        let mode = mounts::octal(&mode).unwrap_or_else(|| literal(&mode));
        methods += &format!(".mode({mode})");
    }
    if copy.link {
        methods += ".link()";
    }
    if copy.parents {
        methods += ".parents()";
    }
    Some(methods)
}

/// Whom files belong to.
fn owner(chown: &str, around: &Around<'_>) -> Option<String> {
    if chown.is_empty() || is_root(chown) {
        return Some(String::new());
    }
    let (name, group) =
        chown.split_once(':').map_or((chown, None), |(name, group)| (name, Some(group)));
    if let Who::Account { said, .. } = around.who {
        let user = said.split(':').next().unwrap_or(said);
        if said == chown || user == name && group.is_none_or(|group| group == name) {
            return Some(".writable()".to_owned());
        }
    }
    let numbers = |id: u32, group: u32| format!(".owner({}, {})", number(id), number(group));
    if let Ok(id) = name.parse::<u32>() {
        let group = group.map_or(Some(id), |group| group.parse().ok())?;
        return Some(numbers(id, group));
    }
    let (id, own) = known::user(around.reference?, name)?;
    group.is_none_or(|group| group == name).then(|| numbers(id, own))
}

/// A copy of files that an install reads.
fn of_manifests(
    copy: &Copy,
    to: &str,
    around: &Around<'_>,
    context: Option<&Context>,
) -> Option<Form> {
    if !copy.documents.is_empty() || !copy.exclude.is_empty() || to.contains('\u{e000}') {
        return None;
    }
    around.plain(to)?;
    let (sources, found) = sources(copy, context)?;
    manifest::form(&sources, found, to)
}

// ---- typed copies ----------------------------------------------------------------------------

/// The sources without `./` and slashes around, patterns by what is there.
fn sources(copy: &Copy, context: Option<&Context>) -> Option<(Vec<String>, Vec<String>)> {
    let (mut sources, mut notes) = (vec![], vec![]);
    for source in &copy.sources {
        let plain = crate::file::in_context(source);
        if !plain.contains(['*', '?', '[']) {
            sources.push(plain);
            continue;
        }
        let found = context?.matching(&plain)?;
        notes.push(format!("`{source}` is what is there now: {}", found.join(", ")));
        sources.extend(found);
    }
    Some((sources, notes))
}

fn typed(
    copy: &Copy,
    to: &str,
    flags: &str,
    around: &Around<'_>,
    context: Option<&Context>,
    leaves_out: bool,
) -> Option<Form> {
    let mut form = match &copy.from {
        None => of_context(copy, to, flags, around, context, leaves_out)?,
        Some(from) => of_stage(copy, from, to, flags, around)?,
    };
    if let Saying::Step { steps, .. } = &mut form.saying {
        if copy.reads_base {
            return None;
        }
        for (name, content) in &copy.documents {
            steps.push(file(name, content, to, flags)?);
        }
        if steps.is_empty() {
            return None;
        }
    }
    Some(form.dialect(dialect(copy)))
}

fn of_context(
    copy: &Copy,
    to: &str,
    flags: &str,
    around: &Around<'_>,
    context: Option<&Context>,
    leaves_out: bool,
) -> Option<Form> {
    let (sources, notes) = sources(copy, context)?;
    let target = around.expression(&around.parts(to)?)?;
    let except = match copy.exclude.as_slice() {
        [] => String::new(),
        several => format!(".except({})", one_or_list(several)),
    };
    let source = |source: &String| {
        let ignored = context.filter(|_| leaves_out).and_then(|context| context.except(source));
        let source = around.expression(&around.parts(source)?)?;
        Some(format!("copy({source}).to({target}){except}{}{flags}", ignored.unwrap_or_default()))
    };
    let steps = if copy.parents {
        if copy.sources.iter().any(|source| source.contains("/./")) {
            return None;
        }
        vec![format!("copy({}).to({target}){except}{flags}", one_or_list(&sources))]
    } else {
        sources.iter().map(source).collect::<Option<Vec<_>>>()?
    };
    let phases = if sources.is_empty() { ANYWHERE } else { CONTEXT };
    let mut form = Form::new(Way::Typed, Saying::Step { phases, steps });
    form.notes = notes;
    Some(form)
}

fn of_stage(
    copy: &Copy,
    from: &Origin,
    to: &str,
    flags: &str,
    around: &Around<'_>,
) -> Option<Form> {
    let origin = mounts::origin(from, around)?;
    let target = around.expression(&around.parts(to)?)?;
    let except = match copy.exclude.as_slice() {
        [] => String::new(),
        several => format!(".except({})", one_or_list(several)),
    };
    let step = |source: &String| {
        let source = format!("/{}", source.trim_start_matches('/'));
        let source = if source.contains('\u{e000}') { source } else { crate::file::clean(&source) };
        let (folder, name) = source.rsplit_once('/')?;
        if folder.contains(['*', '?', '[']) || copy.parents && source.contains("/./") {
            return None;
        }
        // Files that a pattern fits go into a folder, and here one of them becomes another name.
        if name.contains(['*', '?', '[']) && !to.ends_with('/') {
            return None;
        }
        let (source, matching) = if name.contains(['*', '?', '[']) {
            (
                if folder.is_empty() { "/" } else { folder }.to_owned(),
                format!(".matching({})", literal(name)),
            )
        } else {
            (source.clone(), String::new())
        };
        let source = around.expression(&around.parts(&source)?)?;
        Some(format!("copy({source}).from({origin}){matching}.to({target}){except}{flags}"))
    };
    let steps = copy.sources.iter().map(step).collect::<Option<Vec<_>>>()?;
    let phases = if matches!(from, Origin::Image(_)) { ANYWHERE } else { OF_STAGE };
    Some(Form::new(Way::Typed, Saying::Step { phases, steps }))
}

// ---- files that stand in the Dockerfile --------------------------------------------------------

fn file(name: &str, content: &str, to: &str, flags: &str) -> Option<String> {
    if has_variable(to) || has_arg(content) || content.ends_with(|c| c != '\n') {
        return None;
    }
    let path = if to.ends_with('/') { format!("{to}{name}") } else { to.to_owned() };
    Some(format!("file({}, {}){flags}", literal(&path), literal(content)))
}

/// Files whose text holds variables, written by a shell that fills them in.
fn by_shell(copy: &Copy, around: &Around<'_>) -> Option<Form> {
    if copy.reads_base
        || !copy.sources.is_empty()
        || !base::has_shell(around.family)
        || !copy.chown.is_empty()
    {
        return None;
    }
    let to = destination(copy, around).filter(|to| !has_variable(to))?;
    let mut lines = vec![];
    for (name, content) in &copy.documents {
        // A shell would run them, or read them otherwise than a builder.
        if content.contains(['`', '\\', '$', '\r']) {
            return None;
        }
        let path = if to.ends_with('/') { format!("{to}{name}") } else { to.clone() };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let makes = if folder.is_empty() { String::new() } else { format!("mkdir -p {folder}\n") };
        let content = content.replace('\u{e000}', "${").replace('\u{e001}', "}");
        let end = (0..)
            .map(|n| format!("END{n}"))
            .find(|end| !content.lines().any(|line| line == end))?;
        lines.push(format!("{makes}cat > {path} <<{end}\n{content}{end}\n"));
        if !copy.chmod.is_empty() {
            lines.push(format!("chmod {} {path}\n", copy.chmod));
        }
    }
    let script = lines.concat();
    let uses: String = super::source::names(&script)
        .iter()
        .filter_map(|name| around.handles.get(name))
        .map(|handle| format!(".uses(&{handle})"))
        .collect();
    let step = format!("run({}){uses}", literal(&script));
    let form = Form::new(Way::Text, Saying::Step { phases: super::run::PHASES, steps: vec![step] });
    Some(form.differs("writes the files by a shell, which fills in variables"))
}
