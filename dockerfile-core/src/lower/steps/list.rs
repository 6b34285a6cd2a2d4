//! Lowering of the words of a RUN list, which no shell reads.

use crate::declare::given_text::GivenText;
use crate::declare::variable;
use crate::lower::stage::StageLowering;
use crate::lower::start::{fills_in, is_of_words, is_operator, is_variable};
use crate::lower::unexpanded::{is_filled_in, unexpanded};
use crate::program::fault::Wrong;
use crate::value::Kind;
use crate::value::shell::commands::broken;
use crate::value::shell::table::{CURL, WGET};
use crate::value::shell::{facts, readable};

const LIST: &str = "the words of a RUN list look like commands";
const PIPES_OF_LIST: &str = "the shell of a RUN list is told of pipes in the list";

/// Allows rules that hadolint breaks wrongly on a RUN list: it reads the words as one line of shell
/// text, whatever shell is in the list. `runs` is the text that really runs.
pub(super) fn tell_of_list(words: &[String], runs: &str, stage: &mut StageLowering) {
    let line = words.join(" ").replace(|c: char| c.is_control(), "_");
    let Some(line) = readable(&line) else { return };
    let found = facts(line.as_bytes());
    let known: Vec<&str> = broken(runs.as_bytes()).rules().map(|(rule, _)| rule).collect();
    for (rule, _) in broken(line.as_bytes()).rules().filter(|(rule, _)| !known.contains(rule)) {
        match rule {
            WGET => stage.wget = true,
            CURL => stage.curl = true,
            rule => stage.allow(rule, LIST.to_owned()),
        }
    }
    if found.pipes {
        let why = if facts(runs.as_bytes()).pipes { PIPES_OF_LIST } else { LIST };
        stage.allow("DL4006", why.to_owned());
    }
}

/// Refuses a variable or an operator in a list, since no shell reads it; [`text`](crate::text)
/// marks a word that means itself.
pub(super) fn no_variable(words: &[GivenText], stage: &mut StageLowering) -> Option<()> {
    let shown: Vec<String> = words.iter().map(|word| word.text.shown()).collect();
    let holds = |word: &GivenText, is: fn(&str) -> bool| {
        let mut pieces = word.text.0.iter();
        pieces.any(|piece| matches!(piece, variable::Piece::Plain(text) if is(text)))
    };
    if let Some(program) = words.first().filter(|word| holds(word, is_of_words)) {
        let (at, program) = (program.at, program.text.shown());
        stage.complain(Wrong::ProgramOfWords { program }, at);
        return None;
    }
    let reads = fills_in(&shown);
    if let Some(sign) = words.iter().find(|word| !reads && holds(word, is_operator)) {
        let operator = sign.text.shown();
        stage.complain(Wrong::OperatorInArgument { operator, of_step: true }, sign.at);
        return None;
    }
    let pattern = unexpanded(&shown).map(|at| &words[at]);
    if let Some(word) = pattern.filter(|word| holds(word, is_filled_in)) {
        let argument = word.text.shown();
        stage.complain(Wrong::PatternInArgument { argument, of_step: true }, word.at);
        return None;
    }
    let Some(word) = words.iter().find(|word| !reads && holds(word, is_variable)) else {
        return Some(());
    };
    let argument = word.text.shown();
    stage.complain(Wrong::VariableInArgument { argument, of_step: true }, word.at);
    None
}

/// The words of a list, in which no variable may stand.
pub(super) fn argv_form(argv: &[GivenText], stage: &mut StageLowering) -> Option<Vec<String>> {
    no_variable(argv, stage)?;
    let mut words = vec![];
    for arg in argv {
        let Some(literal) = arg.text.literal() else {
            stage.complain(Wrong::VariableWithoutShell, arg.at);
            return None;
        };
        stage.check(&literal, Kind::StepArgument, arg.at)?;
        words.push(literal);
    }
    Some(words)
}
