//! A plan as the text of a build script: in the builder's form, or with `image!`.

use super::form::{Call, Item, Planned, Style};
use super::plan::{MOST_TARGETS, Plan};
use super::rust::{literal, one_or_list};

/// What the text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For<'a> {
    /// A build script, which emits to this path and takes this context.
    Build { dockerfile: &'a str, context: &'a str },
    /// A function that gives the image to a check.
    Check,
}

/// A text, and which line of the Dockerfile each of its lines says.
pub(super) struct Written {
    pub(super) text: String,
    origins: Vec<(usize, Origin)>,
}

/// What a line of the text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) number: u32,
    pub(super) is_who: bool,
}

impl Written {
    /// What is said at a line of the text: at it, or at the last one above.
    pub(super) fn origin(&self, line: usize) -> Option<Origin> {
        self.origins.iter().rfind(|(start, _)| *start <= line).map(|(_, origin)| *origin)
    }

    fn line(&mut self, depth: usize, text: &str) {
        // Lines of a text that goes over several are part of it.
        self.text += &"    ".repeat(depth);
        self.text += text;
        self.text.push('\n');
    }

    fn from(&mut self, number: u32, is_who: bool) {
        let next = self.text.matches('\n').count() + 1;
        self.origins.push((next, Origin { number, is_who }));
    }

    fn comment(&mut self, depth: usize, text: &str) {
        for line in text.lines() {
            let line = format!("// {}", line.trim());
            self.line(depth, line.trim_end());
        }
    }
}

const LET_IN: &str = "let-in";

pub(super) fn write(plan: &Plan, style: Style, what: For<'_>, source: &str) -> Written {
    let mut written = Written { text: String::new(), origins: vec![] };
    match what {
        For::Build { .. } => {
            written.line(0, &format!("//! The container image, imported from `{source}` by `cargo dockerfile import`."));
            written.line(0, "");
            written.line(0, "use dockerfile_core::prelude::*;");
            written.line(0, "");
            written.line(0, "fn main() {");
        }
        For::Check => {
            written.line(0, "use dockerfile_core::prelude::*;");
            written.line(0, "pub fn declared() -> Image {");
        }
    }
    for handle in &plan.handles {
        written.from(handle.number, false);
        written.line(1, &format!("let {} = {};", handle.variable, handle.expression));
    }
    if style == Style::Macro {
        in_macro(plan, &mut written)
    } else {
        by_builder(plan, &mut written)
    }
    finish(plan, style, what, &mut written);
    written
}

/// The variables of the targets, in their order.
fn targets(plan: &Plan) -> Vec<String> {
    let let_in = (!plan.let_in.is_empty()).then(|| "let_in".to_owned());
    let of = |index: &usize| plan.stages[*index].variable.clone();
    let_in.into_iter().chain(plan.targets.iter().map(of)).collect()
}

fn finish(plan: &Plan, style: Style, what: For<'_>, written: &mut Written) {
    let targets = targets(plan);
    let image = match (style, targets.as_slice()) {
        (Style::Macro, _) => "image".to_owned(),
        (_, [one]) => one.clone(),
        (_, [first, more @ ..]) if targets.len() > MOST_TARGETS => {
            let more: String = more.iter().map(|target| format!(".target({target})")).collect();
            format!("Image::from({first}){more}")
        }
        (_, several) => format!("({})", several.join(", ")),
    };
    let mut settings = String::new();
    if plan.dialect > 4 {
        settings += &format!(".dialect(Dialect::V1_{})", plan.dialect);
    }
    if plan.is_strict {
        settings += ".checked_by_builder()";
    }
    let is_plain = settings.is_empty() && matches!(what, For::Build { .. });
    let is_image = image.starts_with("Image::from(");
    let image = match is_plain {
        true => image,
        false if is_image => image + &settings,
        false => format!("Image::from({image}){settings}"),
    };
    match what {
        For::Check => written.line(1, &image),
        For::Build { dockerfile, context } => {
            let mut emission = format!("emit({image})");
            if dockerfile != "Dockerfile" {
                emission += &format!(".dockerfile({})", literal(dockerfile));
            }
            if context != "." {
                emission += &format!(".context({})", literal(context));
            }
            written.line(1, &format!("{emission};"));
        }
    }
    written.line(0, "}");
}

// ---- the builder ------------------------------------------------------------------------------------

fn by_builder(plan: &Plan, written: &mut Written) {
    if !plan.let_in.is_empty() {
        written
            .comment(1, "Lets files into the build context that a line given as it stands copies.");
        written.line(1, &format!("let let_in = Stage::named({}, scratch())", literal(LET_IN)));
        written.line(2, &format!(".source(copy({}).to(\"/\"))", one_or_list(&plan.let_in)));
        written.line(2, ".keeps_base_user(\"is never built\");");
    }
    for stage in &plan.stages {
        head(stage, 1, written);
        written.from(stage.number, false);
        let begin = match &stage.name {
            Some(name) => format!("Stage::named({}, {})", literal(name), stage.base),
            None => format!("Stage::from({})", stage.base),
        };
        written.line(1, &format!("let {} = {begin}", stage.variable));
        for item in stage.items.iter().chain(&stage.end) {
            about(item, 2, written);
            written.from(item.number, is_who(item));
            if let Some(reason) = &item.out_of_order {
                let calls: String = item.calls.iter().map(chained).collect();
                written.line(2, &format!(".out_of_order({}, |s| s{calls})", literal(reason)));
            } else {
                for call in &item.calls {
                    written.line(2, &chained(call));
                }
            }
        }
        close(written);
    }
}

/// Ends a statement, above comments that may stand last.
fn close(written: &mut Written) {
    let lines: Vec<&str> = written.text.lines().collect();
    let last = lines.iter().rposition(|line| !line.trim_start().starts_with("//"));
    let Some(last) = last else { return };
    let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    lines[last].push(';');
    written.text = lines.join("\n") + "\n";
}

fn chained(call: &Call) -> String {
    format!(".{}({})", call.method, call.arguments.join(", "))
}

/// Whether a line says whom the stage runs as. One that makes the user is a step.
fn is_who(item: &Item) -> bool {
    let says = |call: &Call| match call.method {
        "keeps_base_user" | "runs_as_root" => true,
        "account" => !call.arguments.iter().any(|user| user.starts_with("user(")),
        _ => false,
    };
    item.calls.iter().any(says)
}

/// What stands above a stage.
fn head(stage: &Planned, depth: usize, written: &mut Written) {
    written.line(0, "");
    for comment in &stage.comments {
        written.comment(depth, comment);
    }
    for decision in &stage.decisions {
        written.comment(depth, &format!("Decide: {decision}."));
    }
}

/// What stands above a line.
fn about(item: &Item, depth: usize, written: &mut Written) {
    for comment in &item.comments {
        written.comment(depth, comment);
    }
    if !item.is_said && item.notes.iter().any(|note| note.starts_with("has no effect")) {
        written.comment(depth, &super::around::short(&item.text));
    }
    for note in &item.notes {
        let mut letters = note.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        written.comment(depth, &format!("{first}{}.", letters.as_str()));
    }
}

// ---- image! ---------------------------------------------------------------------------------------------

fn in_macro(plan: &Plan, written: &mut Written) {
    written.line(1, "let image = image! {");
    let has_blocks = plan.has_blocks();
    if !plan.let_in.is_empty() {
        written
            .comment(2, "Lets files into the build context that a line given as it stands copies.");
        written.line(2, "target let_in {");
        written.line(3, "from scratch();");
        written.line(3, &format!("source(copy({}).to(\"/\"));", one_or_list(&plan.let_in)));
        written.line(3, "keeps_base_user(\"is never built\");");
        written.line(2, "}");
    }
    for stage in &plan.stages {
        let is_target = plan.targets.contains(&stage.index);
        let is_own = !has_blocks && is_target;
        head(stage, 2, written);
        written.from(stage.number, false);
        let depth = if is_own { 2 } else { 3 };
        if !is_own {
            let word = if is_target { "target" } else { "stage" };
            written.line(2, &format!("{word} {} {{", stage.variable));
        }
        written.line(depth, &format!("from {};", stage.base));
        for item in stage.items.iter().chain(&stage.end) {
            about(item, depth, written);
            written.from(item.number, is_who(item));
            line_of_macro(item, depth, written);
        }
        if !is_own {
            written.line(2, "}");
        }
    }
    written.line(1, "};");
}

fn line_of_macro(item: &Item, depth: usize, written: &mut Written) {
    let line = |call: &Call| format!("{}({});", call.method, call.arguments.join(", "));
    match &item.out_of_order {
        Some(reason) => {
            written.line(depth, &format!("out_of_order {} {{", literal(reason)));
            for call in &item.calls {
                written.line(depth + 1, &line(call));
            }
            written.line(depth, "}");
        }
        None => {
            for call in &item.calls {
                written.line(depth, &line(call));
            }
        }
    }
}
