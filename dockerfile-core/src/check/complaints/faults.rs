//! The words for the faults that lowering finds.

use super::{credentials, own_layer, projects, repositories, settings, slips, starts};
use crate::check::report::{Diagnostic, complaint};
use crate::program::fault::{Fault, Wrong};
use crate::value::credentials::masked;

/// The words for a fault. A table, long as it is: an arm is a rule.
pub(crate) fn words(Fault { at, wrong }: Fault) -> Diagnostic {
    match wrong {
        Wrong::Value { rule, shown } => {
            complaint(rule, at, format!("given `{}`", super::shown(&masked(&shown))))
        }
        Wrong::StageUnreached { stage } => {
            complaint(
                format!("nothing takes anything from the stage `{stage}`"),
                at,
                "no target starts or copies from it",
            )
            .note("a builder skips such a stage, so nobody would notice what is wrong in it")
            .help("take from it what the image needs: `copy(\"/out\").from(&stage)`, or remove it")
            .help("a stage that is built by its own name is a target: `Stage::named(..)` and `emit((image, stage))`, in `image!` `target name { .. }`")
        }
        Wrong::NotLast { target, below } => {
            complaint(
                format!("`{target}` is the last target, and `{below}`, which needs it, stands below it"),
                at,
                "is not what a build without `--target` builds",
            )
            .note("a builder that is given no `--target` builds the last stage of the file")
            .help(format!("list the target last that stands last: `{below}`"))
        }
        Wrong::NothingToTrack { image } => {
            complaint(format!("`{image}` has a track, and names no version"), at, "moves nothing")
                .note("a track says to which tags an update bot may move the declared one")
                .help("leave `.track(..)` out, or name a version: `image(\"name:1.2\").track(\"1.*\")`")
        }
        Wrong::TagOutsideTrack { tag, track } => {
            complaint(
                format!("the tag `{tag}` is none of the track `{}`", track),
                at,
                "where an update bot may move it",
            )
            .note("`*` stands for anything without a `-`, and no name that moves by itself, such as `latest` or `stable`: `3.*-slim` holds `3.13-slim`, not `3.13-slim-bookworm`")
            .help("start from a tag of the track, or widen the track")
        }
        Wrong::OfOnePlatform { platform, runs } => {
            let (what, label) = match runs {
                true => ("a step would run", "on every builder for it, or emulated"),
                false => ("the image would be", "whatever platform it is built for"),
            };
            complaint(format!("{what} for `{platform}` alone"), at, label)
                .note("its base is `.on_platform(..)`: such a stage holds files, which another one takes")
                .help("take the files from it: `copy(\"/srv\").from(&stage)`; what compiles for every platform is `.on_build_platform()`")
        }
        Wrong::TwoTracks { image, first } => {
            complaint(format!("`{image}` has two tracks"), at, "this is the second")
                .note(format!("the first is declared at {}:{}", first.file(), first.line()))
                .note("an image stands on one FROM line, and a bot moves it once")
                .help("declare the base once, and use it in every stage")
        }
        Wrong::NobodyToWrite => {
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
        Wrong::NobodyToRunAs => {
            complaint("this is to run as the image's user, and the stage declares none", at, "as whom?")
                .help("declare the user in this stage, or in one that it goes on from: `.account(user(\"app\"))`")
                .help("or name the base's own user, and keep that: `image(..).runs_as(472, 0)`, `.keeps_base_user(\"why\")`")
                .note("a step that says nothing runs as root")
        }
        Wrong::NobodyToDropTo => {
            complaint("the container starts as root, and declares no user to go on as", at, "drops to whom?")
                .help("declare the user that it goes on as: `.account(user(\"app\"))`")
                .help("or say why the program itself is root: `.runs_as_root(\"why\")`")
        }
        Wrong::TwoOwners => {
            complaint("this has two owners", at, "and the program's own user by `.writable()`")
                .help("keep one: `.writable()` for the program, `.owner(user, group)` for another")
        }
        Wrong::UserExists { name, id } => {
            complaint(format!("the base has a user `{name}` with the id {id}"), at, "cannot be made again")
                .help(format!("take that one: `.account(existing(\"{name}\", {id}))`"))
                .help("or give the user another name and id: `user(\"app\").id(10001)`")
        }
        Wrong::GroupExists { name, id } => {
            complaint(format!("the base has a group `{name}` with the id {id}"), at, "cannot be made again")
                .help(format!("put the user into that one: `.existing_group(\"{name}\", {id})`"))
                .help("or give the group another name and id: `.group(\"app\").group_id(10001)`")
        }
        Wrong::BaseUserLost => {
            complaint("the base's user is to stay, and lines above set USER to root", at, "nobody here knows who that is")
                .note("this base is known not to run as root: a step or a WORKDIR above needed that line")
                .help("say whom it runs as, by its `USER` line: `image(..).runs_as(472, 0)`")
                .help("or declare the user: `.account(existing(\"grafana\", 472))`")
        }
        Wrong::MountOfBaseUser => {
            complaint("a mount of this step belongs to the user of the base", at, "nobody here knows who that is")
                .help("say whom the base runs as, by its `USER` line: `image(..).runs_as(472, 0)`")
                .help("or say whose the mount is: `.owner(472, 0)`")
        }
        Wrong::WorkdirLost { base } => {
            complaint(
                format!("the WORKDIR of `{base}` is lost"),
                at,
                "runs in another folder, and nobody here knows which the base's was",
            )
            .note("the image starts as its base does, or by an ENTRYPOINT of its base, and that may look for files there")
            .help("say it, as the base's own Dockerfile does: `.workdir(\"/app\")`, or `\"/\"` if that says none")
        }
        Wrong::BelowParent { phase, parent } => {
            complaint(
                format!("layer order: `{phase}` cannot come after `{parent}`"),
                at,
                format!("this changes less often than the `{parent}` lines that the stage goes on from"),
            )
            .note("the more likely something is to change, the later it goes")
            .help("let both go on from a stage above those lines, which has what they share")
            .help("or say why not with `.out_of_order(\"why\", |s| ..)`")
        }
        Wrong::NoWorkdir { source } => {
            complaint(
                format!("`{}` is copied, and nothing says where to", source),
                at,
                "no target",
            )
            .help("name the target: `.to(\"/srv/app\")`")
            .help("or declare the stage's `.workdir(\"/srv/app\")`, below which a source keeps its path")
        }
        Wrong::NoRust => slips::no_rust(at),
        Wrong::ProbeOfOther { stage, is_builders: true } => slips::probe_of_builder(&stage, at),
        Wrong::ProbeOfOther { stage, .. } => slips::probe_for_builder(&stage, at),
        Wrong::ProbeBelowSource { stage } => slips::probe_below_source(&stage, at),
        Wrong::TwoUsers { first } => slips::two_users(first, at),
        Wrong::TwoWorkdirs { first } => slips::two_workdirs(first, at),
        Wrong::OtherBaseUser { name, id } => slips::other_base_user(name, id, at),
        Wrong::ArgumentsOfText { shell } => slips::arguments_of_text(&shell, at),
        Wrong::NameOfText { shell, word } => slips::name_of_text(&shell, &word, at),
        Wrong::ProgramAgain { program } => slips::program_again(&program, at),
        Wrong::StepVariableTwice { name, first } => {
            slips::set_twice(&format!("the variable `{name}` of a step"), first, at)
        }
        Wrong::OptionalByVariable { path } => slips::optional_by_variable(&path, at),
        Wrong::TwoMounts { place } => slips::two_mounts(&place, at),
        Wrong::TwoDirectories { path, first, same: true } => {
            slips::repeated(&format!("the directory `{path}`"), first, at)
        }
        Wrong::TwoDirectories { path, first, .. } => slips::two_directories(&path, first, at),
        Wrong::DirectoryOfAll { path } => slips::directory_of_all(&path, at),
        Wrong::HomeIsThere { home, path, first } => {
            slips::home_is_there(&home, &path, first, at)
        }
        Wrong::EndsShell { word } => slips::ends_shell(&word, at),
        Wrong::VolumeOfRoot { path } => slips::volume_of_root(&path, at),
        Wrong::CannotStart { program, built_in, asks, base } => {
            starts::cannot_start(&program, &built_in, (asks, base), at)
        }
        Wrong::OlderGlibc { program, built, base, never, compiles_c } => {
            starts::older_glibc(&program, (built, base), never, compiles_c, at)
        }
        Wrong::OtherInterpreter { folder, language, built, runs } => {
            starts::other_interpreter(&folder, language, built.zip(runs), at)
        }
        Wrong::NoLibrary { program, library, by, install } => {
            starts::no_library(&program, library, &by, install, at)
        }
        Wrong::NoDevelopment { library, by, install } => {
            starts::no_development(library, &by, install, at)
        }
        Wrong::StartsNothing { stage } => slips::starts_nothing(&stage, at),
        Wrong::ProgramOfWords { program } => slips::program_of_words(&program, at),
        Wrong::ProgramOfNoFolder { program } => slips::program_of_no_folder(&program, at),
        Wrong::VariableInArgument { argument, of_step } => {
            slips::variable_in_argument(&argument, of_step, at)
        }
        Wrong::PatternInArgument { argument, of_step } => {
            slips::pattern_in_argument(&argument, of_step, at)
        }
        Wrong::NoProgram { word, of_step } => slips::no_program(&word, of_step, at),
        Wrong::ShellWithoutText { program } => slips::shell_without_text(&program, at),
        Wrong::WordOfBash { word } => slips::word_of_bash(&word, at),
        Wrong::TextForAFile { shell, text } => slips::text_for_a_file(&shell, &text, at),
        Wrong::OperatorInArgument { operator, of_step } => {
            slips::operator_in_argument(&operator, of_step, at)
        }
        Wrong::EndsWithStep { word } => slips::ends_with_step(&word, at),
        Wrong::ExceptionFromRoot { source, pattern, rest } => {
            slips::exception_from_root(&source, &pattern, &rest, at)
        }
        Wrong::OtherArchitecture { given, known } => slips::other_architecture(&given, known, at),
        Wrong::OtherFamily { image, word, family } => {
            slips::other_family(&image, &word, family, at)
        }
        Wrong::NothingRunsBelow { name } => {
            complaint(
                format!("nothing runs below that could read `{name}`"),
                at,
                "no step of this stage runs after it",
            )
            .help(
                "declare it above the step that needs it; a variable for the running program is `.env(..)`",
            )
        }
        Wrong::DescribedTwice { first } => {
            complaint("this stage has two descriptions", at, "this is the second")
                .note(format!("the first is declared at {}:{}", first.file(), first.line()))
                .help("write one; what else a reader should know is a `.comment(\"text\")`")
        }
        Wrong::TwoDescriptions { name, first } => {
            complaint(format!("`{name}` is described in two ways"), at, "this is the second")
                .note(format!("the first is declared at {}:{}", first.file(), first.line()))
                .help("declare it once, `let it = arg(..).description(..)`, and use `&it` everywhere")
        }
        Wrong::NothingToComment => {
            complaint("no line stands below this comment", at, "is about no line")
                .note("a comment stands above the next line of its stage that is printed")
                .help("declare it above the line that it is about, or leave it out")
        }
        Wrong::PerCommitTooEarly { name, phase } => {
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
        Wrong::TwoDefaults { name, first } => {
            complaint(format!("`{name}` has two defaults"), at, "this is the second")
                .note(format!("the first is declared at {}:{}", first.file(), first.line()))
                .note("one variable of the build has one value in all stages")
                .help("declare it once, `let it = arg(..).default(..)`, and use `&it` in every stage")
        }
        Wrong::HiddenByEnv { name, of_step: true } => {
            complaint(
                format!("`{name}` would be the step's own variable, not the build's"),
                at,
                "hides the one that the step uses",
            )
            .help("give one of the two another name, or set the step's from the build's: `.env(name, &it)`")
        }
        Wrong::HiddenByEnv { name, .. } => {
            complaint(
                format!("`{name}` would be the ENV of that name, not the build's variable"),
                at,
                "used below an ENV that hides it",
            )
            .note("by the reference ENV holds, whichever stands lower, and BuildKit takes what stands lower")
            .help("give one of the two another name, or set the ENV from the variable: `.env(name, &it)`")
        }
        Wrong::NotAtStart { name, of_builder } => starts::not_at_start(&name, of_builder, at),
        Wrong::SetBelow { name } => slips::set_below(&name, at),
        Wrong::NotBroughtIn { name, of_builder } => slips::not_brought_in(&name, of_builder, at),
        Wrong::EnvNotSet { name } => {
            complaint(
                format!("no line above sets `{name}`"),
                at,
                "would be empty here, also in the value of the same name",
            )
            .help(format!("set it above: `.env(\"{name}\", ..)`"))
            .help(format!("or say that the base image has set it: `base_env(\"{name}\")`"))
        }
        Wrong::EmptyRange { first, last } => {
            complaint(format!("there is no port from {first} to {last}"), at, "an empty range")
                .help(format!("write it the other way round: `{last}..={first}`"))
        }
        Wrong::NoPipefail => {
            complaint(
                "a pipe hides the failure of its first part, and no shell is known here that says so",
                at,
                "has a pipe in it",
            )
            .note("`sh` of POSIX knows no `pipefail`, and a base of the `Posix` family may have no other (hadolint DL4006)")
            .help("write the first part's output into a file, and read that")
            .help("or say what the base really is, `image(..).family(Debian)`, or which shell it has: `run(..).shell([\"/bin/bash\", \"-c\"])`")
        }
        Wrong::Nothing { step } => {
            let words = complaint(format!("`{step}` is given nothing"), at, "an empty list");
            if matches!(step, "cmd" | "entrypoint") {
                return words
                    .note("a list that is computed may be empty by mistake")
                    .help(format!("name the program; to do without the base's, say so: `.no_{step}()`"));
            }
            words
                .note("a step that does nothing would leave no line, and nobody would notice")
                .help("name what it is for, or leave the step out: a phase takes an `Option` and a `Vec` of steps")
        }
        Wrong::OpenEnd => {
            complaint(
                "this text does not end, and another command follows it",
                at,
                "a quote, a bracket, a here-document or a `\\` is open at its end",
            )
            .help("close it, or write both commands as one text")
        }
        Wrong::NoShellToRead { program } => {
            complaint(
                format!("`{program}` is no shell: it reads one text, and nothing of ours"),
                at,
                "has a list, a second command or a variable",
            )
            .note("a list of arguments and `.env(..)` are printed as shell")
            .help("write one text for it, and variables above the step: `.build_env(name, value)`")
        }
        Wrong::NeedsAShell => {
            complaint("only a single program runs without a shell", at, "is more than that")
                .note("several commands, shell text, a shell of the step and a variable of the step are a shell's to read")
                .help("write `run([\"program\", \"argument\"]).without_shell()`, one step a program")
        }
        Wrong::VariableWithoutShell => {
            complaint(
                "a variable is filled in by a shell, and this program runs without one",
                at,
                "holds a variable",
            )
            .help("give it to the program another way: `.build_env(name, &it)` above the step")
        }
        Wrong::ContextIsAStage { name } => {
            complaint(
                format!("a stage is called `{}`, too", name),
                at,
                "a builder would take one for the other",
            )
            .help("give the context or the stage another name")
        }
        Wrong::NothingInScratch => {
            complaint("there is nothing in `scratch` to take", at, "takes files from it")
                .help("name the stage or the image that holds them")
        }
        Wrong::CopiedTooEarly { stage } => {
            complaint(
                format!("layer order: `{stage}` has files of the build context, and `Packages` cannot take anything from it"),
                at,
                "every edit would run this again, and all below it",
            )
            .note("the more likely something is to change, the later it goes")
            .help(format!("take it where its source would go: `.source(copy(..).from(&{}))`", stage.replace(['-', '.'], "_")))
            .help("or say why not with `.out_of_order(\"why\", |s| ..)`")
        }
        Wrong::Linked { to, fault } => own_layer::linked(&to, fault, at),
        Wrong::WholePathKept { source, to } => slips::whole_path_kept(&source, &to, at),
        Wrong::KeptBelowNothing => {
            complaint("folders are kept below a target, and none is named", at, "below what?")
                .help("say where they go: `.to(\"/srv/app\")`")
        }
        Wrong::NotBelow { source, folder } => {
            complaint(format!("`{source}` is not below `{folder}`"), at, "has no folder to keep")
                .help("name a folder that all sources are in, or copy this one by itself")
        }
        Wrong::ToolForNothing { to } => {
            complaint(format!("nothing is downloaded to `{}`", to), at, "for no architecture")
                .help("say what each architecture gets: `.on(\"amd64\", \"https://..\", \"sha256:..\")`")
        }
        Wrong::ToolTwice { one, other } => {
            complaint(
                format!("`{one}` and `{other}` are both for one platform"),
                at,
                "it is not said which of them it gets",
            )
            .help("leave one out, or name the variant of each: `arm/v6`, `arm/v7`")
        }
        Wrong::TwoSnapshots { one, other } => {
            complaint(
                format!("packages of two days, `{}` and `{}`, are one install", one, other),
                at,
                "this is the second",
            )
            .note("apt steps of a phase that stand together are one RUN, and take the newest of both")
            .help("give both the same day")
        }
        Wrong::SnapshotElsewhere => {
            complaint(
                "a snapshot is of Debian's packages, and this base is not Debian",
                at,
                "no snapshot of its packages is known",
            )
            .help("name versions: `apt([\"libpq5=15.*\"])`, or take `debian(..)` as the base")
        }
        Wrong::Setting { variable, wrong } => settings::setting(&variable, wrong, at),
        Wrong::Repository { url, fault } => {
            repositories::repository(&super::shown(&masked(&url)), fault, at)
        }
        Wrong::BuiltInBranch { path, stage } => complaint(
            format!("`{path}` is not in `{stage}`"),
            at,
            "copied from a stage that does not have it",
        )
        .note("a recipe of several packages builds each in a stage of its own, below the one with its parts")
        .help("take it from there: `.source(services.artifacts_of(\"api\", &build))`"),
        Wrong::BelowBranching => complaint(
            "a step below a recipe of several packages runs before their programs are built",
            at,
            "no program is built here yet",
        )
        .note("a recipe of several packages builds each in a stage of its own, below the one with its parts")
        .help("put the step above the recipe, or build the package that it is for by a recipe of one: `cargo(\"api\")`"),
        Wrong::InlineCredential(found) => {
            credentials::words(found, |said| complaint(said, at, "is the text of a file"))
        }
        Wrong::PartsMissing { tool, name, missing } => {
            projects::parts_missing(tool, &name, &missing, at)
        }
        Wrong::OtherToolchain { language, wanted, base } => {
            projects::other_toolchain(language, &wanted, &base, at)
        }
        Wrong::NameOfLines { text } => projects::name_of_lines(&text, at),
        Wrong::Project { tool, unread } => projects::unread(tool, unread, at),
    }
}
