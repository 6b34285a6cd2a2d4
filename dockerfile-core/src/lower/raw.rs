//! Raw lines: printed as they are given, and what is not known below them.

use super::end::Started;
use super::stage::StageLowering;
use crate::declare::given::Given;
use crate::program::instruction::Instruction;
use crate::value::Kind;

impl StageLowering<'_> {
    /// Lowers a raw line as a step of its kind: below root's USER and the WORKDIR, and with the
    /// variables that wait.
    pub(super) fn raw(&mut self, line: &Given, why: &Given) {
        self.way_out("raw");
        let (line, why) = (self.text(line, Kind::RawLine), self.text(why, Kind::Reason));
        let (Some(line), Some(why)) = (line, why) else {
            // The line might have been a RUN, which uses what waits.
            self.forget_what_waits();
            return;
        };
        let instruction = Instruction::Raw(line);
        let word = instruction.raw_word().unwrap_or_default().to_owned();
        if word == "RUN" && !self.state.as_given.user {
            self.become_root();
        }
        if !self.state.as_given.workdir && !instruction.leads_from_anywhere() {
            self.go_home();
        }
        if word == "RUN" {
            self.flush_build_env();
        }
        self.restore_shell();
        self.comments.push(format!("As given: {why}"));
        self.push(instruction);
        if matches!(word.as_str(), "ENTRYPOINT" | "CMD") {
            self.state.starts.get_or_insert(Started::Cmd);
        }
        self.state.as_given.user |= word == "USER";
        self.state.as_given.workdir |= word == "WORKDIR";
    }
}
