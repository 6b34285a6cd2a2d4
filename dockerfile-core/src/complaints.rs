//! The wording of every rule that the build script finds broken: what is wrong,
//! why, the fix, and the way out. (Rules that rustc enforces are worded in
//! `order.rs`, those about a single value in `value/check.rs`.)

use std::io;
use std::path::Path;

use crate::dialect::Dialect;
use crate::given::{Given, Place};
use crate::order::Phase;
use crate::policy::Rule;
use crate::report::Diagnostic;
use crate::steps::Toolchain;
use crate::value::{StageName, VarName};

fn complaint(message: impl Into<String>, at: Place, label: impl Into<String>) -> Diagnostic {
    Diagnostic {
        message: message.into(),
        at,
        label: label.into(),
        detail: None,
        notes: vec![],
        help: vec![],
    }
}

impl Diagnostic {
    fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    fn detail(mut self, text: String) -> Self {
        self.detail = Some(text);
        self
    }
}

// ---- values -------------------------------------------------------------------

pub(crate) fn bad_value(rule: &str, shown: &str, at: Place) -> Diagnostic {
    complaint(rule, at, format!("given `{}`", shown.escape_debug()))
}

// ---- a whole image ------------------------------------------------------------

pub(crate) fn no_image(at: Place) -> Diagnostic {
    complaint("there is no image to emit", at, "an empty list of stages")
        .help("give it at least one stage: `emit(image)`")
}

pub(crate) fn stage_twice(name: &str, at: Place) -> Diagnostic {
    complaint(
        format!("two stages are called `{name}`"),
        at,
        "this is the second",
    )
    .note("a builder takes the later one for both and says nothing (hadolint DL3024)")
    .help("give one of them another name: `Stage::named(\"name\", ..)`; a stage without a name is `final`")
    .help("a stage that goes on from another is a new one: `Stage::named(\"name\", &other)`")
}

pub(crate) fn runs_as_root(stage: &str, at: Place) -> Diagnostic {
    complaint(
        format!("the image `{stage}` does not say whom it runs as"),
        at,
        "its program would run as root",
    )
    .note("a program that runs as root can rewrite its own image, and in a careless set-up the machine")
    .help("declare a user: `.account(user(\"app\"))`, or one that the base has: `.account(existing(\"node\", 1000))`")
    .help("or say why not: `.runs_as_root(\"why\")`, `.keeps_base_user(\"why\")`")
}

pub(crate) fn nobody_to_write(at: Place) -> Diagnostic {
    complaint(
        "this is to be writable, and the stage declares no user who could write it",
        at,
        "belongs to nobody",
    )
    .help(
        "declare the user in this stage, or in one that it goes on from: `.account(user(\"app\"))`",
    )
    .note("what only root writes needs no `.writable()`")
}

pub(crate) fn no_workdir(source: &Given) -> Diagnostic {
    complaint(
        format!("`{}` is copied, and nothing says where to", source.text),
        source.at,
        "no target",
    )
    .help("name the target: `.to(\"/srv/app\")`")
    .help("or declare the stage's `.workdir(\"/srv/app\")`, below which a source keeps its path")
}

pub(crate) fn declared_twice(what: Phase, at: Place) -> Diagnostic {
    let instruction = what.to_string().to_uppercase();
    complaint(format!("a stage has one {instruction}"), at, "this is the second")
        .note("a builder keeps the last and drops the first in silence (hadolint DL4003, DL4004)")
        .help("keep one; a second way to start is a stage of its own: `Stage::from(&this_one)`")
}

pub(crate) fn started_by_a_manager(manager: &str, verb: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{manager} {verb}` would be the image's first process"),
        at,
        "starts the program by way of it",
    )
    .note("a stop signal ends the package manager, and the program is killed with it, whatever it is doing")
    .help("start what the script starts: `.entrypoint([\"node\", \"dist/main.js\"])`")
}

pub(crate) fn nothing_runs_below(name: &str, at: Place) -> Diagnostic {
    complaint(
        format!("nothing runs below that could read `{name}`"),
        at,
        "no step of this stage runs after it",
    )
    .help(
        "declare it above the step that needs it; a variable for the running program is `.env(..)`",
    )
}

pub(crate) fn stage_unreached(name: &str, at: Place) -> Diagnostic {
    complaint(
        format!("nothing takes anything from the stage `{name}`"),
        at,
        "no target starts or copies from it",
    )
    .note("a builder skips such a stage, so nobody would notice what is wrong in it")
    .help("take from it what the image needs: `copy(\"/out\").from(&stage)`, or remove it")
    .help("a stage that is built by its own name is a target: `Stage::named(..)`, and `emit([image, stage])`")
}

pub(crate) fn tag_outside_track(tag: &str, track: &Given) -> Diagnostic {
    complaint(
        format!("the tag `{tag}` is none of the track `{}`", track.text),
        track.at,
        "where an update bot may move it",
    )
    .note("`*` stands for anything without a `-`: `3.*-slim` holds `3.13-slim`, not `3.13-slim-bookworm`")
    .help("start from a tag of the track, or widen the track")
}

pub(crate) fn two_tracks(image: &str, first: Place, at: Place) -> Diagnostic {
    complaint(format!("`{image}` has two tracks"), at, "this is the second")
        .note(format!("the first is declared at {}:{}", first.file(), first.line()))
        .note("an image stands on one FROM line, and a bot moves it once")
        .help("declare the base once, and use it in every stage")
}

// ---- variables ------------------------------------------------------------------

pub(crate) fn per_commit_too_early(name: &VarName, phase: Phase, at: Place) -> Diagnostic {
    complaint(
        format!("layer order: `{name}` changes with every commit and cannot be used in `{phase}`"),
        at,
        "every commit would run this again, and all below it",
    )
    .note("the more likely something is to change, the later it goes")
    .help(
        "use it in `Build` or later: `.build(run(..).uses(&it))`, `.commit_label(..)`, `.env(..)`",
    )
    .help("or say why not with `.out_of_order(\"why\", |s| ..)`")
}

pub(crate) fn two_defaults(name: &VarName, first: Place, at: Place) -> Diagnostic {
    complaint(format!("`{name}` has two defaults"), at, "this is the second")
        .note(format!("the first is declared at {}:{}", first.file(), first.line()))
        .note("one variable of the build has one value in all stages")
        .help("declare it once, `let it = arg(..).default(..)`, and use `&it` in every stage")
}

pub(crate) fn hidden_by_env(name: &VarName, at: Place) -> Diagnostic {
    complaint(
        format!("`{name}` would be the ENV of that name, not the build's variable"),
        at,
        "used below an ENV that hides it",
    )
    .note("a builder reads ENV before ARG, whichever stands lower")
    .help("give one of the two another name, or set the ENV from the variable: `.env(name, &it)`")
}

pub(crate) fn env_not_set(name: &VarName, at: Place) -> Diagnostic {
    complaint(
        format!("no line above sets `{name}`"),
        at,
        "would be empty here, also in the value of the same name",
    )
    .help(format!("set it above: `.env(\"{name}\", ..)`"))
    .help(format!("or say that the base image has set it: `base_env(\"{name}\")`"))
}

// ---- what a file can say -----------------------------------------------------------

pub(crate) fn above_dialect(
    feature: &str,
    since: Dialect,
    allowed: Dialect,
    at: Place,
) -> Diagnostic {
    complaint(
        format!("`{feature}` needs Dockerfile syntax {since}, and this image keeps to {allowed}"),
        at,
        "an older builder does not read this",
    )
    .note("up to 1.3 a file needs no `# syntax=` line: nothing is pulled to read it, and every builder does")
    .help(format!("allow it: `Image::from(stage).dialect({})`", since.in_rust()))
}

pub(crate) fn line_too_long(length: usize, longest: usize, at: Place) -> Diagnostic {
    complaint(
        format!("this would be a line of {length} bytes"),
        at,
        "does not fit into a Dockerfile",
    )
    .note(format!("a builder reads lines of up to {longest} bytes"))
    .help("put what is long into a file of the build context")
}

pub(crate) fn script_too_long(length: usize, longest: usize, at: Place) -> Diagnostic {
    complaint(
        format!("this and the steps joined with it would be a RUN of {length} bytes"),
        at,
        "too long for a shell",
    )
    .note(format!("Linux hands a program arguments of up to {longest} bytes, and this is one"))
    .help("put the commands into a script of the build context, and run that")
}

pub(crate) fn empty_range(first: u16, last: u16, at: Place) -> Diagnostic {
    complaint(format!("there is no port from {first} to {last}"), at, "an empty range")
        .help(format!("write it the other way round: `{last}..={first}`"))
}

pub(crate) fn no_pipefail(at: Place) -> Diagnostic {
    complaint(
        "a pipe hides the failure of its first part, and this base has no shell that says so",
        at,
        "has a pipe in it",
    )
    .note("POSIX knows no `pipefail`, and nothing else is known of a base of the `Posix` family (hadolint DL4006)")
    .help("write the first part's output into a file, and read that")
    .help("or say what the base really is: `image(..).family(Debian)`")
}

pub(crate) fn needs_a_shell(at: Place) -> Diagnostic {
    complaint("only a single program runs without a shell", at, "is more than that")
        .note("several commands, shell text, a here-document and a variable of the step are a shell's to read")
        .help("write `run([\"program\", \"argument\"]).without_shell()`, one step a program")
}

pub(crate) fn variable_without_shell(at: Place) -> Diagnostic {
    complaint(
        "a variable is filled in by a shell, and this program runs without one",
        at,
        "holds a variable",
    )
    .note("a program runs without a shell where that is asked for, or where an argument holds a line break")
    .help("give it to the program another way: `.build_env(name, &it)` above the step")
}

pub(crate) fn context_is_a_stage(name: &Given) -> Diagnostic {
    complaint(
        format!("a stage is called `{}`, too", name.text),
        name.at,
        "a builder would take one for the other",
    )
    .help("give the context or the stage another name")
}

pub(crate) fn nothing_in_scratch(at: Place) -> Diagnostic {
    complaint("there is nothing in `scratch` to take", at, "takes files from it")
        .help("name the stage or the image that holds them")
}

// ---- files of stages -----------------------------------------------------------------

pub(crate) fn artifact_from_cache(path: &str, target: &str, stage: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` lived in a cache mount of `{stage}`, and is in none of its layers"),
        at,
        "copied from here",
    )
    .note(format!("`{target}` is there while a step runs, and empty after it"))
    .help("let the step that makes it put it elsewhere: `.then([\"cp\", .., \"/out\"])`, and copy that")
}

pub(crate) fn read_from_cache(path: &str, target: &str, at: Place) -> Diagnostic {
    complaint(format!("`{path}` lived in a cache mount, and is not there any more"), at, "reads it")
        .note(format!("`{target}` is there while a step runs that mounts it, and empty after it"))
        .help("mount the same cache into this step, or copy the file out in the step that makes it")
}

pub(crate) fn writer_below_volume(path: &str, volume: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` is written below the VOLUME `{volume}`"),
        at,
        "some builders drop what is written here",
    )
    .note("what a volume holds when it is declared is what a container finds in it")
    .help("write it above the `.volume(..)`")
}

pub(crate) fn nothing_made(path: &str, stage: &str, at: Place) -> Diagnostic {
    complaint(format!("nothing in `{stage}` makes `{path}`"), at, "copied from here")
        .note("the stage starts from nothing and nothing runs in it, so all that it holds is known")
        .help("copy the path that a line of that stage makes")
}

pub(crate) fn left_out_elsewhere(path: &str, other: Place, at: Place) -> Diagnostic {
    complaint(
        format!("what is left out of `{path}` here is copied elsewhere"),
        at,
        "goes into the ignore file, which serves all stages",
    )
    .note(format!("the other copy is declared at {}:{}", other.file(), other.line()))
    .help("leave out the same in both, with the same `.except([..])`")
    .help("or copy folders that do not overlap")
}

// ---- the build context ----------------------------------------------------------

pub(crate) fn missing_source(path: &str, root: &Path, at: Place) -> Diagnostic {
    complaint(format!("`{path}` is not in the build context"), at, "copied from here")
        .note(format!("the build context is `{}`", root.display()))
        .help("create the file or mend the path; another context is `emit(..).context(..)`")
}

pub(crate) fn source_outside(path: &str, root: &Path, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` is a link that leads out of the build context"),
        at,
        "copied from here",
    )
    .note(format!("the build context is `{}`; a builder sees nothing outside it", root.display()))
    .help("move the file into it, or choose a wider one: `emit(..).context(..)`")
}

pub(crate) fn not_a_file(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` is a folder, and a manifest is a file"),
        at,
        "an edit of anything in it would run the install again",
    )
    .help("name the files that the install reads; the program's own go in with `.source(copy(..))`")
}

pub(crate) fn private_source(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("the program could not read `{path}`: its mode is for its owner alone"),
        at,
        "copied from here",
    )
    .note("COPY keeps the mode and makes root the owner, and the program is not root")
    .help(format!("let others read it: `chmod -R o+rX {path}`"))
    .help("or say its permissions: `.mode(0o644)`, or give it to the program: `.writable()`")
}

pub(crate) fn unreadable_source(path: &str, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot read `{path}`: {error}"), at, "copied from here")
        .help("make it readable to the user who builds")
}

pub(crate) fn unread_project(tool: &str, problem: &str, at: Place) -> Diagnostic {
    complaint(format!("{tool}: {problem}"), at, "read from the project's manifests")
        .help("paths are below the build context, which is `.context(..)` of the recipe and of the emission")
}

pub(crate) fn cross_to_a_target(target: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`cross` compiles for the platform of the image, and `target` for `{target}`"),
        at,
        "one of the two",
    )
    .help("leave out `.cross()` or `.target(..)`")
}

pub(crate) fn no_library(package: &str, name: &Given) -> Diagnostic {
    complaint(
        format!("`{}` is no package of the workspace that `{package}` is built on", name.text),
        name.at,
        "not among its dependencies by a path",
    )
    .help("leave it out: only what is compiled for the program has a layer")
}

pub(crate) fn tool_for_nothing(to: &Given) -> Diagnostic {
    complaint(format!("nothing is downloaded to `{}`", to.text), to.at, "for no architecture")
        .help("say what each architecture gets: `.on(\"amd64\", \"https://..\", \"sha256:..\")`")
}

pub(crate) fn two_snapshots(one: &Given, other: &Given) -> Diagnostic {
    complaint(
        format!("packages of two days, `{}` and `{}`, are one install", one.text, other.text),
        other.at,
        "this is the second",
    )
    .note("apt steps of a phase that stand together are one RUN, and take the newest of both")
    .help("give both the same day")
}

pub(crate) fn snapshot_elsewhere(snapshot: &Given) -> Diagnostic {
    complaint(
        "a snapshot is of Debian's packages, and this base is not Debian",
        snapshot.at,
        "no snapshot of its packages is known",
    )
    .help("name versions: `apt([\"libpq5=15.*\"])`, or take `debian(..)` as the base")
}

pub(crate) fn name_of_lines(text: &str, at: Place) -> Diagnostic {
    complaint(
        format!("a name of the project holds a line break: `{}`", text.escape_debug()),
        at,
        "read from the project's manifests",
    )
    .note("what stands on a line of its own in a Dockerfile is an instruction")
    .help("give it a name of one line")
}

pub(crate) fn other_toolchain(
    language: &str,
    wanted: &Toolchain,
    base: &str,
    at: Place,
) -> Diagnostic {
    let (file, version) = (&wanted.file, wanted.shown());
    complaint(
        format!("`{file}` names {language} {version}, and the stage's base has {base}"),
        at,
        "built with the base's",
    )
    .help("take the base of that version, or change the file")
}

// ---- the policy ---------------------------------------------------------------------

pub(crate) fn bad_policy(problem: &str, at: Place) -> Diagnostic {
    complaint(problem, at, "emitted under this policy")
        .help("the policy is `[workspace.metadata.dockerfile]`, or `[package.metadata.dockerfile]` for one package")
}

impl Diagnostic {
    fn policy<T>(self, rule: &Rule<T>) -> Self {
        self.note(format!("the policy of {}: `{}`", rule.at, rule.text))
    }
}

pub(crate) fn untrusted_registry(
    repository: &str,
    rule: &Rule<Vec<String>>,
    at: Place,
) -> Diagnostic {
    complaint(format!("`{repository}` is of no trusted registry"), at, "starts from it")
        .policy(rule)
        .help("take the image from a trusted one, or ask whoever keeps the policy")
}

pub(crate) fn no_digest(image: &str, rule: &Rule<bool>, at: Place) -> Diagnostic {
    complaint(format!("`{image}` has no digest"), at, "starts from it")
        .policy(rule)
        .help("let an update bot pin it in the Dockerfile, or write `@sha256:..` into its FROM line: it is kept")
}

pub(crate) fn missing_label(
    label: &str,
    stage: &StageName,
    rule: &Rule<Vec<String>>,
    at: Place,
) -> Diagnostic {
    complaint(format!("the image `{stage}` has no label `{label}`"), at, "declared here")
        .policy(rule)
        .help(format!(
            "add it: `.label(\"{label}\", ..)`, or `.package_labels()` for what cargo knows"
        ))
}

pub(crate) fn way_out_closed(way: &str, rule: &Rule<Vec<String>>, at: Place) -> Diagnostic {
    complaint(format!("the way out `{way}` is not allowed here"), at, "takes it")
        .policy(rule)
        .help("do without it, or ask whoever keeps the policy")
}

pub(crate) fn dialect_above_policy(asked: Dialect, rule: &Rule<Dialect>, at: Place) -> Diagnostic {
    complaint(
        format!("this image asks for syntax {asked}, and the policy allows {}", rule.value),
        at,
        "asks for more",
    )
    .policy(rule)
    .help("ask for less, or ask whoever keeps the policy")
}

// ---- the emitted files ------------------------------------------------------------

pub(crate) fn unknown_mode(mode: &str, at: Place) -> Diagnostic {
    complaint(
        format!("DOCKERFILE_EMIT is `{}`, which is no mode", mode.escape_debug()),
        at,
        "read here",
    )
    .help("`write` writes what differs, `check` compares and writes nothing, `off` does neither, `force` writes over what was edited by hand and keeps a copy; unset, it is `check` in CI and `write` elsewhere")
}

/// A warning, in one line.
pub(crate) fn replaced(path: &Path, kept: &Path) -> String {
    format!("`{}` was replaced; what it held is in `{}`", path.display(), kept.display())
}

pub(crate) fn emitted_twice(path: &Path, at: Place) -> Diagnostic {
    complaint(format!("two images are emitted as `{}`", path.display()), at, "this is the second")
        .note("each build would write one over the other")
        .help("give one of them a file of its own: `emit(..).dockerfile(\"name.Dockerfile\")`")
        .help("or both the same file, as targets that share their stages: `emit([web, worker])`")
}

pub(crate) fn target_twice(name: &str, at: Place) -> Diagnostic {
    complaint(format!("two images would be the bake target `{name}`"), at, "this is the second")
        .help("name a stage: `Stage::named(\"name\", ..)`, or its file: `name.Dockerfile`")
}

pub(crate) fn edited_by_hand(path: &Path, diff: String, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` was edited by hand", path.display()),
        at,
        "declared here, and generated from it",
    )
    .note("nothing was written; `-` is what the file has, `+` what the declaration says")
    .help("move the change into build.rs, where it lasts, and build again")
    .help("a bot's new tag stays if the declaration allows it: `.track(\"3.*-slim\")` on the image")
    .help("or drop it: delete the file and build again, or `DOCKERFILE_EMIT=force cargo build`, which keeps a copy")
    .detail(diff)
}

pub(crate) fn not_ours(path: &Path, diff: String, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` is there already, and was not generated", path.display()),
        at,
        "would be written here",
    )
    .note("nothing was written; `-` is what the file has, `+` what the declaration says")
    .help("move what it says into build.rs, delete the file, and build again")
    .help("or write over it, which keeps a copy: `DOCKERFILE_EMIT=force cargo build`")
    .help("or write elsewhere: `emit(..).dockerfile(\"name.Dockerfile\")`")
    .detail(diff)
}

pub(crate) fn stale(path: &Path, diff: String, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` is not what build.rs declares", path.display()),
        at,
        "declared here",
    )
    .note("this is a check, as in CI: nothing was written; `-` is what the file has, `+` what the declaration says")
    .help("run `DOCKERFILE_EMIT=write cargo build` and commit the file")
    .detail(diff)
}

pub(crate) fn not_there(path: &Path, at: Place) -> Diagnostic {
    complaint(format!("`{}` is missing", path.display()), at, "declared here")
        .note("this is a check, as in CI: nothing was written")
        .help("run `DOCKERFILE_EMIT=write cargo build` and commit the file")
}

pub(crate) fn cannot_read(path: &Path, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot read `{}`: {error}", path.display()), at, "emitted here")
        .note("nothing was written")
}

pub(crate) fn cannot_write(path: &Path, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot write `{}`: {error}", path.display()), at, "emitted here")
        .note("what was on disk is as it was")
        .help(
            "make the folder writable, or compare only: `DOCKERFILE_EMIT=check`, or neither: `off`",
        )
}
