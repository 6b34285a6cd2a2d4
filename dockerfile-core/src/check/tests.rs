//! Rules about one stage, word by word.

use std::panic::Location;
use std::path::Path;

use super::{
    LONGEST_LINE, LONGEST_SCRIPT, context, image, left_out_elsewhere, started_by_a_manager,
    started_twice, too_long, twice,
};
use crate::check::sketch::{self, program};
use crate::program::dialect::Dialect;
use crate::program::instruction::{
    AddInstruction, AddSource, CopyInstruction, CopySource, FileFlags, From,
    HealthcheckInstruction, Instruction, PortRange, Protocol, RunForm, RunInstruction, RunOptions,
    ValuePart,
};
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::{Above, ContextSource, LoweredLine, LoweredStage};
use crate::program::start::Libc;
use crate::recipes::survey::{Finding, Found};
use crate::value::{AbsPath, ContextPath, LabelKey, Port, StageName, Value as _, VarName};

#[track_caller]
fn here() -> Place {
    Location::caller()
}

/// Places that differ.
fn places() -> [Place; 5] {
    [here(), here(), here(), here(), here()]
}

fn line(instruction: Instruction) -> LoweredLine {
    line_at(instruction, here())
}

fn line_at(instruction: Instruction, at: Place) -> LoweredLine {
    LoweredLine {
        phase: Phase::Cmd,
        at,
        reason: None,
        above: Above::default(),
        instruction,
        starts_anyway: false,
    }
}

fn stage(instructions: Vec<Instruction>) -> LoweredStage {
    let name = StageName::trusted("final".to_owned());
    let stage = LoweredStage::new(Location::caller(), name, From::Scratch, Libc::None);
    let lines = instructions.into_iter().zip(places()).map(|(it, at)| line_at(it, at));
    LoweredStage { lines: lines.collect(), ..stage }
}

fn words(words: &str) -> Vec<String> {
    words.split(' ').map(str::to_owned).collect()
}

#[test]
fn a_manager_starts_no_program() {
    let cmd = |text: &str| stage(vec![Instruction::Cmd(words(text))]);
    for manager in ["npm", "pnpm", "yarn"] {
        for verb in ["start", "run", "run-script", "exec"] {
            for text in [format!("{manager} {verb}"), format!("/usr/bin/{manager} {verb} x")] {
                assert!(started_by_a_manager(&cmd(&text)).is_some(), "{text}");
            }
            let text = format!("tini {manager} {verb}");
            assert!(started_by_a_manager(&cmd(&text)).is_none(), "{text}");
        }
        for verb in ["ci", "--version", "install"] {
            assert!(started_by_a_manager(&cmd(&format!("{manager} {verb}"))).is_none(), "{verb}");
        }
        assert!(started_by_a_manager(&cmd(manager)).is_none(), "{manager}");
    }
    assert!(started_by_a_manager(&cmd("node start")).is_none());
    // CMD gives ENTRYPOINT its arguments, wherever the two stand.
    let entrypoint = || Instruction::Entrypoint(words("npm"));
    let cmd = || Instruction::Cmd(words("start"));
    assert!(started_by_a_manager(&stage(vec![entrypoint(), cmd()])).is_some());
    let said = started_by_a_manager(&stage(vec![cmd(), entrypoint()]));
    // The line that names the manager is the one to mend.
    assert!(said.is_some_and(|said| said.at == places()[1]));
}

#[test]
fn an_image_starts_once() {
    let raw = |line: &str| Instruction::Raw(line.to_owned());
    let check = Instruction::Healthcheck(HealthcheckInstruction {
        command: words("id"),
        interval: None,
        timeout: None,
        start_period: None,
        start_interval: None,
        retries: None,
    });
    let entrypoint = || Instruction::Entrypoint(words("a"));
    let cmd = || Instruction::Cmd(words("a"));
    for (instructions, count) in [
        (vec![entrypoint(), cmd(), check.clone()], 0),
        (vec![entrypoint(), entrypoint()], 1),
        (vec![entrypoint(), raw("ENTRYPOINT b")], 1),
        (vec![raw("ENTRYPOINT a"), raw("ENTRYPOINT b")], 1),
        (vec![cmd(), cmd()], 1),
        (vec![cmd(), raw("CMD b")], 1),
        (vec![check.clone(), check.clone()], 1),
        (vec![check.clone(), Instruction::NoHealthcheck], 1),
        (vec![Instruction::NoHealthcheck, raw("HEALTHCHECK CMD id")], 1),
        (vec![check, raw("HEALTHCHECK\tNONE")], 1),
        // A third is no second mistake.
        (vec![cmd(), cmd(), cmd()], 1),
        (vec![cmd(), cmd(), entrypoint(), entrypoint()], 2),
        (vec![cmd(), raw("LABEL CMD=b"), raw("ONBUILD CMD b")], 0),
    ] {
        let shown = format!("{instructions:?}");
        assert_eq!(started_twice(&stage(instructions)).len(), count, "{shown}");
    }
}

#[test]
fn a_line_and_a_script_have_a_longest() {
    let run = || line(run());
    let other = || line(Instruction::Cmd(words("a")));
    let is_long = |line: &LoweredLine, text: &str| too_long(line, text).is_some();
    let of_lines = |bytes: usize| format!("{}\n", "x".repeat(999)).repeat(200)[..bytes].to_owned();
    assert!(!is_long(&other(), &"x".repeat(LONGEST_LINE)));
    assert!(is_long(&other(), &"x".repeat(LONGEST_LINE + 1)));
    assert!(is_long(&other(), &format!("a\n{}\nb", "x".repeat(LONGEST_LINE + 1))));
    assert!(!is_long(&run(), &of_lines(LONGEST_SCRIPT)));
    assert!(is_long(&run(), &of_lines(LONGEST_SCRIPT + 1)));
    // No shell is given what is no script.
    assert!(!is_long(&other(), &of_lines(LONGEST_SCRIPT + 1)));
    assert_eq!((LONGEST_LINE, LONGEST_SCRIPT), (65_535, 131_071));
}

fn run() -> Instruction {
    let form = RunForm::Commands(vec!["make".into()]);
    Instruction::Run(RunInstruction { options: RunOptions::default(), form })
}

/// A value in which `$NAME` at an end is a variable.
fn value(text: &str) -> Vec<ValuePart> {
    match text.split_once('$') {
        None => vec![ValuePart::Text(text.to_owned())],
        Some((before, name)) => {
            let before = ValuePart::Text(before.to_owned());
            vec![before, ValuePart::Variable(VarName::trusted(name.to_owned()))]
        }
    }
}

fn env(name: &str, text: &str) -> Instruction {
    Instruction::Env { name: VarName::trusted(name.to_owned()), value: value(text) }
}

fn label(key: &str, text: &str) -> Instruction {
    Instruction::Label { key: LabelKey::trusted(key.to_owned()), value: value(text) }
}

fn expose(first: u16, last: u16, protocol: Protocol) -> Instruction {
    let port = |number| Port::parse(number).expect("a port");
    Instruction::Expose(PortRange { first: port(first), last: port(last), protocol })
}

fn volume(path: &str) -> Instruction {
    Instruction::Volume(AbsPath::trusted(path.to_owned()))
}

fn copy(to: &str) -> Instruction {
    let source = CopySource::Context(vec!["src".into()]);
    Instruction::Copy(CopyInstruction::of(source, FileFlags::default(), to))
}

fn add(to: &str) -> Instruction {
    let source = AddSource::Url { url: value("https://x/y"), checksum: None, unpack: false };
    Instruction::Add(AddInstruction { source, flags: FileFlags::default(), to: to.to_owned() })
}

#[test]
fn what_is_said_twice_is_found() {
    use Protocol::{Tcp, Udp};
    let signal = |name: &str| Instruction::StopSignal(name.to_owned());
    for (instructions, count) in [
        (vec![expose(80, 90, Tcp), expose(90, 95, Tcp)], 1),
        (vec![expose(85, 95, Tcp), expose(80, 85, Tcp)], 1),
        (vec![expose(80, 90, Tcp), expose(91, 95, Tcp)], 0),
        (vec![expose(80, 80, Tcp), expose(80, 80, Udp)], 0),
        (vec![expose(80, 80, Udp), run(), expose(80, 80, Udp)], 1),
        (vec![label("a", "1"), label("a", "2")], 1),
        (vec![label("a", "1"), label("b", "1")], 0),
        (vec![label("a", "1"), run(), label("a", "2")], 1),
        (vec![volume("/a"), volume("/a")], 1),
        (vec![volume("/a"), volume("/b")], 0),
        (vec![volume("/a"), run(), volume("/a")], 1),
        (vec![signal("SIGINT"), run(), signal("SIGQUIT")], 1),
        (vec![env("A", "1"), env("A", "2")], 1),
        (vec![env("A", "1"), env("A", "1")], 1),
        (vec![env("A", "1"), env("B", "1")], 0),
        (vec![env("A", "1"), run(), env("A", "2")], 0),
        (vec![env("A", "1"), Instruction::Raw("RUN x".to_owned()), env("A", "2")], 0),
        (vec![env("A", "1"), copy("/a"), env("A", "2")], 1),
        // A line between reads the first one.
        (vec![env("A", "1"), env("B", "$A"), env("A", "2")], 0),
        (vec![env("A", "1"), label("b", "$A"), env("A", "2")], 0),
        (vec![env("A", "1"), env("B", "$C"), env("A", "2")], 1),
        (vec![env("A", "$A"), env("B", "$A"), env("A", "2")], 0),
        (vec![env("A", "/a"), env("A", "/b:$A")], 0),
        (vec![env("A", "/b:$A"), env("A", "/b:$A")], 1),
        (vec![copy("/a"), copy("/a")], 1),
        (vec![copy("/a"), copy("/b")], 0),
        (vec![copy("/a"), run(), copy("/a")], 0),
        (vec![add("/a"), add("/a")], 1),
        (vec![add("/a"), add("/b")], 0),
        (vec![add("/a"), run(), add("/a")], 0),
    ] {
        let shown = format!("{instructions:?}");
        assert_eq!(twice::check(&stage(instructions)).len(), count, "{shown}");
    }
}

/// One of several labels that one call says may be said better below; the only one may not.
#[test]
fn a_label_of_several_may_be_said_better() {
    let [call, below, ..] = places();
    let said =
        |lines: Vec<LoweredLine>| twice::check(&LoweredStage { lines, ..stage(vec![]) }).len();
    let again = || line_at(label("a", "2"), below);
    assert_eq!(said(vec![line_at(label("a", "1"), call), again()]), 1);
    let several = || vec![line_at(label("a", "1"), call), line_at(label("b", "1"), call)];
    assert_eq!(said([several(), vec![again()]].concat()), 0);
    let beside = || vec![line_at(env("A", "1"), call), line_at(label("a", "1"), call)];
    assert_eq!(said([beside(), vec![again()]].concat()), 1);
    // What another instruction says twice is no label.
    let more = [vec![line_at(env("A", "1"), call)], several(), vec![line_at(env("A", "2"), below)]];
    assert_eq!(said(more.concat()), 1);
}

/// Two lines that say the same are one too many, and of two that differ the first is lost.
#[test]
fn what_is_set_anew_is_no_repetition() {
    for (lines, wanted) in [
        ("ENV A=1; ENV A=1", "declares the variable `A` twice"),
        ("ENV A=1; ENV A=2", "sets the variable `A` twice"),
        ("COPY a /x; COPY a /x", "declares the same copy to `/x` twice"),
        ("COPY a /x; COPY b /x", ""),
        ("TEXT /x a; COPY b /x", "sets the file `/x` twice"),
        ("COPY b /x; TEXT /x a", "sets the file `/x` twice"),
        ("TEXT /x a; TEXT /x b", "sets the file `/x` twice"),
        ("TEXT /x a; TEXT /x a", "declares the same copy to `/x` twice"),
        ("TEXT /x a; TEXT /y a", ""),
        ("ADD https://x/a /x; ADD https://x/b /x", "sets the file `/x` twice"),
        ("ADD https://x/a /x; ADD https://x/a /x", "declares the same download to `/x` twice"),
        ("ADD https://x/a /x; ADD https://x/a /y", ""),
        ("ADD https://x/a /x/; ADD https://x/b /x/", ""),
        ("ADD --unpack https://x/a /x; ADD https://x/b /x", ""),
        ("ADD https://x/a /x; ADD --unpack https://x/b /x", ""),
    ] {
        let said = twice::check(&program(&format!("FROM debian:12; {lines}")).stages[0]);
        let said: Vec<String> = said.into_iter().map(|said| said.message).collect();
        let wanted = if wanted.is_empty() { vec![] } else { vec![format!("a stage {wanted}")] };
        assert_eq!(said, wanted, "{lines}");
    }
}

/// A missing program may follow from a mistake, and a forgotten context as well.
#[test]
fn beside_a_mistake_less_is_certain() {
    let sketch = program("FROM debian:12; RUN npm ci");
    let said = |is_whole| image(&sketch, &[], Dialect::default(), is_whole).len();
    assert_eq!((said(true), said(false)), (1, 0));
    let source = |file| ContextSource::read("a", here(), file);
    let said = |source: &ContextSource, found, is_whole| {
        let finding = Finding { source, found, through: vec![] };
        context(&[finding], Path::new("/root"), is_whole).len()
    };
    assert_eq!(said(&source(false), Found::InWorkspace, true), 1);
    assert_eq!(said(&source(false), Found::InWorkspace, false), 0);
    for is_whole in [true, false] {
        assert_eq!(said(&source(true), Found::Folder, is_whole), 1);
        assert_eq!(said(&source(false), Found::Folder, is_whole), 0);
        assert_eq!(said(&source(true), Found::File, is_whole), 0);
        assert_eq!(said(&source(true), Found::Missing, is_whole), 1);
        assert_eq!(said(&source(true), Found::Absent, is_whole), 0);
        assert_eq!(said(&source(true), Found::Outside, is_whole), 1);
        assert_eq!(said(&source(true), Found::Private, is_whole), 1);
    }
}

/// Two stages of one name, and an image that says no user, are reported where they are declared.
#[test]
fn a_stage_has_a_name_and_an_image_a_user() {
    let said = |sketch: &str| {
        let mut program = program(sketch);
        if sketch.ends_with("nobody") {
            program.stages.last_mut().expect("a stage").who = None;
        }
        let said = image(&program, &[vec![], vec![], vec![]], Dialect::default(), true);
        said.into_iter().map(|said| (said.message, said.at)).collect::<Vec<_>>()
    };
    let place = |line: usize| sketch::places()[line];
    assert_eq!(said("FROM debian:12 AS a; FROM debian:12 AS b"), []);
    let twice = said("FROM debian:12 AS a; FROM debian:12 AS b; FROM debian:12 AS a");
    assert_eq!(twice, [("two stages are called `a`".to_owned(), place(2))]);
    let nobody = said("FROM debian:12 AS a; FROM debian:12; RAW nobody");
    let message = "the image `final` does not say whom it runs as".to_owned();
    assert_eq!(nobody, [(message, place(1))]);
}

/// One ignore file serves all copies: what one leaves out, another cannot take.
#[test]
fn a_copy_takes_nothing_that_another_leaves_out() {
    let source = |text: &str| {
        let (path, except) = text.split_once(" but ").unwrap_or((text, ""));
        let except = except.split(' ').filter(|one| !one.is_empty());
        let except = except.map(|one| ContextPath::trusted(one.to_owned())).collect();
        ContextSource { except, also: false, ..ContextSource::read(path, here(), false) }
    };
    for (one, other, clash) in [
        ("src but tests", "src/tests", true),
        ("src but tests", "src/tests/a", true),
        ("src but tests", "src/testsuite", false),
        ("src but tests", "src/a", false),
        ("src but tests", "other/tests", false),
        (". but docs", "docs", true),
        (". but docs", "docs/a", true),
        (". but docs", "src", false),
        // The same folder, or one above, without the same exceptions.
        ("src but tests", "src", true),
        ("src but tests", "src but tests", false),
        ("src but tests", "src but docs", true),
        ("src but tests", "src but tests docs", true),
        ("src/a but x", "src", true),
        // The same in each is what both mean, as a recipe does.
        ("src/a but x", "src but x", false),
        ("src/a but x", ".", true),
        // A folder that holds what is left out.
        ("src but tests/x", "src/tests", true),
        ("src but tests/x", "src/tests but x", false),
        ("src but tests/x/y", "src/tests but x", true),
        ("src but tests/x", "src/tests/y", false),
        ("src but tests/x", "src but tests/x/y", true),
        (". but web/dist", "web", true),
        (". but web/dist", "web but dist", false),
    ] {
        let both = [source(one), source(other)];
        assert_eq!(!left_out_elsewhere(&both).is_empty(), clash, "{one}, {other}");
    }
    // A manifest is let in again.
    let also = ContextSource { also: true, ..source("src/tests/lock") };
    assert_eq!(left_out_elsewhere(&[source("src but tests"), also]), []);
    let also = ContextSource { also: true, ..source("src but tests/x/y") };
    assert_eq!(left_out_elsewhere(&[also, source("src but tests/x")]), []);
}
