//! What the build of a target may be given from outside, and what a container of it has.

use std::collections::{BTreeMap, BTreeSet};

use super::instruction::{
    CopySource, From, Instruction, Network, PortRange, RunInstruction, RunMount, Security,
    ValuePart,
};
use super::phase::Phase;
use super::program::{LoweredStage, Program};

/// What the build of a target may be given, or has to be.
#[derive(Debug, Default)]
pub(crate) struct Needs<'p> {
    /// The variables that ARG lines declare.
    args: BTreeSet<&'p str>,
    /// Secrets by id, each with whether a step cannot do without it.
    pub(crate) secrets: BTreeMap<&'p str, bool>,
    /// SSH agents by id, each with whether a step cannot do without it.
    pub(crate) agents: BTreeMap<&'p str, bool>,
    /// Named contexts, which stand beside the main one.
    pub(crate) contexts: BTreeSet<&'p str>,
    /// The entitlements that a builder has to grant, such as `network.host`.
    pub(crate) entitlements: BTreeSet<&'static str>,
    /// Raw lines, of which only the text is known.
    raw: Vec<&'p str>,
}

/// What a container has by its image alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Container {
    pub(crate) ports: Vec<PortRange>,
    pub(crate) volumes: Vec<String>,
    /// Variables and their values, where no variable is part of the value.
    pub(crate) env: Vec<(String, String)>,
    /// Variables that whoever starts the container gives.
    pub(crate) wanted: Vec<String>,
}

impl Program {
    /// The stages that are built by their name.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &LoweredStage> {
        self.stages.iter().filter(|stage| stage.target)
    }

    fn stage(&self, name: &str) -> Option<&LoweredStage> {
        self.stages.iter().find(|stage| stage.name.as_str() == name)
    }

    /// What the build of a target may be given: the needs of all stages that it starts from or
    /// takes files from.
    pub(crate) fn needs<'p>(&'p self, target: &'p LoweredStage) -> Needs<'p> {
        let mut needs = Needs::default();
        let (mut seen, mut open) = (BTreeSet::new(), vec![target]);
        while let Some(stage) = open.pop() {
            if !seen.insert(stage.name.as_str()) {
                continue;
            }
            if let From::Stage(name) = &stage.from {
                open.extend(self.stage(name.as_str()));
            }
            let lines = stage.lines.iter();
            let names: Vec<&str> = lines.flat_map(|line| needs.add(&line.instruction)).collect();
            for name in names {
                match self.stage(name) {
                    Some(stage) => open.push(stage),
                    None => _ = needs.contexts.insert(name),
                }
            }
            // A raw line may take files from any stage.
            if needs.raw.iter().any(|line| line.contains("from=")) {
                open.extend(&self.stages);
            }
        }
        needs
    }

    /// What a container of a target has, by the target's own lines and those of the stages that it
    /// goes on from.
    pub(crate) fn container(&self, target: &LoweredStage) -> Container {
        let mut container = match &target.from {
            From::Stage(name) => {
                self.stage(name.as_str()).map(|stage| self.container(stage)).unwrap_or_default()
            }
            From::Image { .. } | From::Scratch => Container::default(),
        };
        let wants = self.wants.iter().filter(|want| want.stage == target.name);
        container.wanted.extend(wants.map(|want| want.variable.clone()));
        for line in &target.lines {
            match &line.instruction {
                Instruction::Expose(port) if !container.ports.contains(port) => {
                    container.ports.push(*port);
                }
                Instruction::Volume(path)
                    if !container.volumes.iter().any(|v| v == path.as_str()) =>
                {
                    container.volumes.push(path.to_string());
                }
                Instruction::Env { name, value } => {
                    container.env.retain(|(other, _)| other != name.as_str());
                    container.wanted.retain(|other| other != name.as_str());
                    // Variables for build steps are declared in other phases.
                    let value = literal(value).filter(|_| line.phase == Phase::Runtime);
                    container.env.extend(value.map(|value| (name.to_string(), value)));
                }
                _ => {}
            }
        }
        container
    }
}

impl<'p> Needs<'p> {
    /// Adds what a line needs, and returns the stages and contexts that it takes files from.
    fn add(&mut self, instruction: &'p Instruction) -> Vec<&'p str> {
        match instruction {
            Instruction::Arg(arg) => _ = self.args.insert(arg.name.as_str()),
            Instruction::Raw(line) => self.raw.push(line),
            Instruction::Copy(copy) => {
                if let CopySource::From(name, _) = &copy.source {
                    return vec![name.as_str()];
                }
            }
            Instruction::Run(run) => return self.add_run(run),
            _ => {}
        }
        vec![]
    }

    fn add_run(&mut self, run: &'p RunInstruction) -> Vec<&'p str> {
        let mut names = vec![];
        for mount in &run.options.mounts {
            match mount {
                RunMount::Bind { from, .. } => {
                    names.extend(from.as_ref().map(|name| name.as_str()))
                }
                RunMount::Cache { from, .. } => {
                    names.extend(from.as_ref().map(|(name, _)| name.as_str()));
                }
                RunMount::Secret { id, required, .. } => {
                    *self.secrets.entry(id).or_default() |= required;
                }
                RunMount::Ssh { id, required, .. } => {
                    *self.agents.entry(id.as_deref().unwrap_or("default")).or_default() |= required;
                }
                RunMount::Tmpfs { .. } => {}
            }
        }
        if run.options.network == Some(Network::Host) {
            self.entitlements.insert("network.host");
        }
        if run.options.security == Security::Insecure {
            self.entitlements.insert("security.insecure");
        }
        names
    }

    /// Whether an ARG line declares the variable.
    pub(crate) fn has_arg(&self, name: &str) -> bool {
        let declares = |line: &&str| {
            let mut words = line.split_whitespace();
            let is_arg = words.next() == Some("ARG");
            is_arg && words.any(|word| word.split('=').next() == Some(name))
        };
        self.args.contains(name) || self.raw.iter().any(declares)
    }

    /// Whether a step mounts the secret.
    pub(crate) fn has_secret(&self, id: &str) -> bool {
        self.secrets.contains_key(id) || self.raw_names("id=", id)
    }

    /// Whether files are taken from the named context.
    pub(crate) fn has_context(&self, name: &str) -> bool {
        self.contexts.contains(name) || self.raw_names("from=", name)
    }

    /// Whether a raw line has this name as the value of the flag.
    fn raw_names(&self, flag: &str, name: &str) -> bool {
        let is_named = |rest: &str| {
            rest.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([',', ' ', '\t']))
        };
        self.raw.iter().any(|line| line.split(flag).skip(1).any(is_named))
    }
}

/// The text of a value, if no variable is part of it.
fn literal(value: &[ValuePart]) -> Option<String> {
    let text = |part: &ValuePart| match part {
        ValuePart::Text(text) => Some(text.clone()),
        ValuePart::Variable(_) => None,
    };
    value.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::Needs;
    use crate::check::sketch;
    use crate::program::instruction::{
        Access, Instruction, Network, RunForm, RunInstruction, RunMount, RunOptions, Security,
    };
    use crate::program::phase::Phase;
    use crate::program::program::Program;
    use crate::program::setting::Want;
    use crate::value::{StageName, Value as _};

    fn secret(id: &str, required: bool) -> RunMount {
        let (target, env, access) = (None, None, Access::default());
        RunMount::Secret { id: id.to_owned(), target, env, required, access }
    }

    fn agent(id: Option<&str>, required: bool) -> RunMount {
        let (id, target, access) = (id.map(str::to_owned), None, Access::default());
        RunMount::Ssh { id, target, required, access }
    }

    fn run(options: RunOptions) -> Instruction {
        Instruction::Run(RunInstruction { options, form: RunForm::Commands(vec![]) })
    }

    /// A sketch's program, whose lines are all of the running program's phase.
    fn program(sketch: &str) -> Program {
        let mut program = sketch::program(sketch);
        let lines = program.stages.iter_mut().flat_map(|stage| &mut stage.lines);
        lines.for_each(|line| line.phase = Phase::Runtime);
        program
    }

    #[test]
    fn a_container_has_what_its_lines_say_last() {
        let of = |sketch: &str| {
            let mut program = program(sketch);
            for (stage, variable) in [("a", "A"), ("a", "B"), ("final", "C"), ("other", "D")] {
                let stage = StageName::trusted(stage.to_owned());
                program.wants.push(Want { stage, variable: variable.to_owned() });
            }
            let target = program.stages.last().expect("a stage");
            let container = program.container(target);
            let env = container.env.iter().map(|(name, value)| format!("{name}={value}"));
            let all = env.chain(container.volumes).chain(container.wanted);
            all.collect::<Vec<_>>().join(" ")
        };
        for (sketch, wanted) in [
            ("FROM debian:12; ENV X=1; VOLUME /x", "X=1 /x C"),
            ("FROM debian:12; VOLUME /x; VOLUME /y; VOLUME /x", "/x /y C"),
            ("FROM debian:12; ENV X=1; ENV Y=2; ENV X=3", "Y=2 X=3 C"),
            ("FROM debian:12; ENV X=1; ENV X=$Y", "C"),
            ("FROM debian:12; ENV C=1", "C=1"),
            ("FROM debian:12 AS a; ENV X=1; FROM a", "X=1 A B C"),
            ("FROM debian:12 AS a; VOLUME /x; FROM a; VOLUME /x; ENV A=1", "A=1 /x B C"),
            ("FROM debian:12 AS a; ENV X=1; FROM debian:12", "C"),
        ] {
            assert_eq!(of(sketch), wanted, "{sketch}");
        }
        let ports = program("FROM debian:12; EXPOSE 80; EXPOSE 81; EXPOSE 80");
        assert_eq!(ports.container(&ports.stages[0]).ports.len(), 2);
        let build = sketch::program("FROM debian:12; ENV X=1");
        assert_eq!(build.container(&build.stages[0]).env, []);
    }

    #[test]
    fn a_target_needs_what_its_stages_need() {
        let contexts = |sketch: &str| {
            let program = program(sketch);
            let needs = program.needs(program.stages.last().expect("a stage"));
            needs.contexts.into_iter().collect::<Vec<_>>().join(" ")
        };
        for (sketch, wanted) in [
            ("FROM debian:12; COPY --from=x /a /a; RUN --bind=y:/b make", "x y"),
            ("FROM debian:12 AS a; COPY --from=x /a /a; FROM a", "x"),
            ("FROM debian:12 AS a; COPY --from=x /a /a; FROM debian:12", ""),
            ("FROM debian:12 AS a; COPY --from=x /a /a; FROM b; COPY --from=a /a /a", "x"),
            ("FROM debian:12 AS a; COPY --from=x /a /a; FROM b; RUN --bind=a:/a make", "x"),
            // A line as it is given may take files from any stage.
            ("FROM debian:12 AS a; COPY --from=x /a /a; FROM b; RAW COPY --from=a /a /a", "x"),
            ("FROM debian:12 AS a; COPY --from=x /a /a; FROM b; RAW COPY a /a", ""),
        ] {
            assert_eq!(contexts(sketch), wanted, "{sketch}");
        }
        let raw = program("FROM debian:12; RAW COPY --from=x /a /a");
        let needs = raw.needs(&raw.stages[0]);
        assert!(needs.has_context("x") && !needs.has_context("y"));
        let typed = program("FROM debian:12; COPY --from=x /a /a");
        assert!(typed.needs(&typed.stages[0]).has_context("x"));
    }

    /// What one step cannot do without, the build cannot, in whatever order the steps stand.
    #[test]
    fn two_steps_need_what_each_needs() {
        let of =
            |mounts: RunMount| run(RunOptions { mounts: vec![mounts], ..RunOptions::default() });
        for both in [[true, false], [false, true], [false, false], [true, true]] {
            let secrets = both.map(|required| of(secret("a", required)));
            let agents = both.map(|required| of(agent(Some("b"), required)));
            let unnamed = both.map(|required| of(agent(None, required)));
            let mut needs = Needs::default();
            for step in secrets.iter().chain(&agents).chain(&unnamed) {
                needs.add(step);
            }
            let is_needed = both.contains(&true);
            assert_eq!(needs.secrets.get("a"), Some(&is_needed), "{both:?}");
            assert_eq!(needs.agents.get("b"), Some(&is_needed), "{both:?}");
            assert_eq!(needs.agents.get("default"), Some(&is_needed), "{both:?}");
        }
        let host = RunOptions { network: Some(Network::Host), ..RunOptions::default() };
        let none = RunOptions { network: Some(Network::None), ..RunOptions::default() };
        let insecure = RunOptions { security: Security::Insecure, ..RunOptions::default() };
        for (options, wanted) in
            [(host, &["network.host"][..]), (insecure, &["security.insecure"]), (none, &[])]
        {
            let (step, mut needs) = (run(options), Needs::default());
            needs.add(&step);
            assert_eq!(needs.entitlements.into_iter().collect::<Vec<_>>(), wanted);
        }
    }

    #[test]
    fn a_raw_line_declares_and_mounts() {
        let line = |text: &str| Instruction::Raw(text.to_owned());
        for (text, name, declares) in [
            ("ARG A", "A", true),
            ("ARG A=1 B", "B", true),
            ("ARG\tA=1", "A", true),
            ("ARG AB", "A", false),
            ("ENV A=1", "A", false),
            ("ARG B=A", "A", false),
        ] {
            let (line, mut needs) = (line(text), Needs::default());
            needs.add(&line);
            assert_eq!(needs.has_arg(name), declares, "{text}");
        }
        for (text, mounts) in [
            ("RUN --mount=type=secret,id=a true", true),
            ("RUN --mount=type=secret,id=a,required true", true),
            ("RUN --mount=type=secret,id=a", true),
            ("RUN --mount=type=secret,id=ab true", false),
            ("RUN --mount=id=b --mount=type=secret,id=a\ttrue", true),
            ("RUN a", false),
        ] {
            let (line, mut needs) = (line(text), Needs::default());
            needs.add(&line);
            assert_eq!(needs.has_secret("a"), mounts, "{text}");
        }
        for (text, takes) in [
            ("COPY --from=a /x /x", true),
            ("RUN --mount=from=a,target=/x true", true),
            ("COPY --from=ab /x /x", false),
            ("COPY a /x", false),
        ] {
            let (line, mut needs) = (line(text), Needs::default());
            needs.add(&line);
            assert_eq!(needs.has_context("a"), takes, "{text}");
        }
    }
}
