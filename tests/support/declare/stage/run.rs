//! Steps that run, each with the RUN that it has to become.

use dockerfile_core::{Run, ShellText, Text, bind, cache, run, secret, ssh, tmpfs};

use super::super::{Body, Value, is_unseen, line, literal};
use super::Building;

/// A command as it was given: as a list, or as text.
pub(super) type Step = (Option<Run>, Option<Run<ShellText>>);

impl Building<'_, '_> {
    pub(super) fn run(&mut self, phase: &'static str) -> Step {
        let flags = self.flags();
        let (step, body, alone, pipes): (Step, _, _, _) = match self.choices.below(6) {
            0 => {
                let (step, body) = self.program();
                ((Some(step), None), body, false, false)
            }
            1 => {
                let (step, body, pipes) = self.script();
                ((None, Some(step)), body, true, pipes)
            }
            2 => {
                let (step, body) = self.here_document();
                ((None, Some(step)), body, true, false)
            }
            _ => {
                let (step, commands) = self.commands(phase == "build");
                // Of the words that change a shell, texts are drawn that are this one.
                let alone = commands.iter().any(|words| words[0] == literal("."));
                ((Some(step), None), Body::Commands(commands), alone, false)
            }
        };
        let (list, text) = step;
        let list = list.map(|step| with_flags(step, &flags));
        let text = text.map(|step| with_flags(step, &flags));
        let elsewhere = (self.choices.below(5) == 1).then(|| self.choices.path());
        let there = elsewhere.as_deref();
        let list = list.map(|step| there.into_iter().fold(step, Run::workdir));
        let text = text.map(|step| there.into_iter().fold(step, Run::workdir));
        self.change_dir(elsewhere);
        if !matches!(body, Body::Json(_)) {
            self.set_shell(pipes);
        }
        self.push_run(phase, flags, body, alone);
        (list, text)
    }

    /// SHELL stands above the first step that needs another, and is taken back.
    pub(super) fn set_shell(&mut self, pipefail: bool) {
        if self.pipefail != pipefail {
            self.pipefail = pipefail;
            let shell: &[&str] = match pipefail {
                true => &["/bin/bash", "-o", "pipefail", "-c"],
                false => &["/bin/sh", "-c"],
            };
            self.push(line("SHELL", Body::Json(shell.iter().map(ToString::to_string).collect())));
        }
    }

    /// A program and its arguments, some of which only JSON carries.
    fn program(&mut self) -> (Run, Body) {
        let argv = self.argv();
        let step = run(argv.clone());
        if argv.iter().any(|arg| arg.contains('\n') || arg.contains(is_unseen)) {
            return (step, Body::Json(argv));
        }
        (step, Body::Commands(vec![argv.iter().map(literal).collect()]))
    }

    fn script(&mut self) -> (Run<ShellText>, Body, bool) {
        let (script, printed, pipes) = SCRIPTS[self.choices.below(SCRIPTS.len())];
        let body = match printed {
            Printed::Line => Body::Commands(vec![script.split(' ').map(literal).collect()]),
            Printed::Document => Body::Document(vec![], format!("set -e\n{script}\n")),
            Printed::List => Body::Json(["/bin/sh", "-ec", script].map(String::from).into()),
        };
        (run(script), body, pipes)
    }

    fn here_document(&mut self) -> (Run<ShellText>, Body) {
        let script = format!("true\n: <<'END OF TEXT'\n{}\nEND OF TEXT\n", self.choices.text());
        let body = Body::Document(vec![], format!("set -e\n{script}"));
        (run(script), body)
    }

    /// Programs whose arguments may hold variables.
    fn commands(&mut self, late: bool) -> (Run, Vec<Vec<Value>>) {
        let (mut step, mut commands) = (None, vec![]);
        for _ in 0..1 + self.choices.below(3) {
            let count = 1 + self.choices.below(3);
            let values: Vec<_> = (0..count).map(|_| self.value(late)).collect();
            let (argv, read): (Vec<Text>, Vec<Value>) = values.into_iter().unzip();
            commands.push(read);
            step = Some(match step {
                None => run(argv),
                Some(step) => Run::then(step, argv),
            });
        }
        (step.expect("one command at least"), commands)
    }

    fn push_run(&mut self, phase: &'static str, flags: Vec<String>, body: Body, alone: bool) {
        let joins = self.joins == Some(phase) && !alone;
        let above = self.lines.last_mut().filter(|above| joins && above.flags == flags);
        match (above.map(|above| &mut above.body), body) {
            (Some(Body::Commands(above)), Body::Commands(more)) => above.extend(more),
            (_, body) => self.push_with("RUN", flags, body),
        }
        self.joins = (!alone).then_some(phase);
    }

    /// What a step runs with.
    fn flags(&mut self) -> Vec<String> {
        let mut flags: Vec<String> = vec![];
        for _ in 0..self.choices.below(3) {
            let mount = MOUNTS[self.choices.below(MOUNTS.len())].replace("STAGE", self.name);
            // Two at one path are an error.
            if !flags.contains(&mount) {
                flags.push(mount);
            }
        }
        for others in [&["--network=none", "--network=host"][..], &["--security=insecure"]] {
            let choice = self.choices.below(8);
            flags.extend(others.get(choice.wrapping_sub(1)).map(|flag| (*flag).to_owned()));
        }
        if self.choices.below(8) == 1 {
            flags.insert(0, DEVICE.to_owned());
        }
        flags
    }
}

/// How a text is printed.
#[derive(Clone, Copy)]
enum Printed {
    Line,
    Document,
    List,
}

/// Shell text, how it is printed, and whether it has a pipe.
const SCRIPTS: [(&str, Printed, bool); 7] = [
    ("make check", Printed::Line, false),
    ("make check\n# no\nmake install", Printed::Document, false),
    ("a || b", Printed::Document, false),
    ("a | b", Printed::Document, true),
    ("--flag x", Printed::Document, false),
    ("[ -f x ]", Printed::Document, false),
    ("cat >/Dockerfile <<E\n  FROM x\nE", Printed::List, false),
];

const DEVICE: &str = "--device=nvidia.com/gpu=all,required";

const MOUNTS: [&str; 9] = [
    "--mount=type=bind,source=a.lock,target=/a.lock",
    "--mount=type=bind,source=b.lock,target=/b.lock,rw",
    "--mount=type=cache,id=root-.cache-debian-STAGE,target=/root/.cache",
    "--mount=type=cache,id=x,target=/var/x,sharing=locked,mode=0700,uid=7,gid=8",
    "--mount=type=cache,id=y,target=/var/y,sharing=private,ro",
    "--mount=type=tmpfs,target=/tmp,size=64m",
    "--mount=type=secret,id=npmrc,target=/root/.npmrc,required",
    "--mount=type=secret,id=token,env=TOKEN,mode=0400,uid=7,gid=8",
    "--mount=type=ssh,id=deploy,required",
];

/// The call that each flag comes from.
fn with_flags<First>(mut run: Run<First>, flags: &[String]) -> Run<First> {
    for flag in flags {
        let mount = MOUNTS.iter().position(|mount| {
            let (before, behind) = mount.split_once("STAGE").unwrap_or((mount, ""));
            flag.starts_with(before) && flag.ends_with(behind)
        });
        run = match (flag.as_str(), mount) {
            (_, Some(0)) => run.mount(bind("a.lock").to("/a.lock")),
            (_, Some(1)) => run.mount(bind("b.lock").to("/b.lock").writable()),
            (_, Some(2)) => run.mount(cache("/root/.cache")),
            (_, Some(3)) => run.mount(cache("/var/x").id("x").locked().mode(0o700).owner(7, 8)),
            (_, Some(4)) => run.mount(cache("/var/y").id("y").private().read_only()),
            (_, Some(5)) => run.mount(tmpfs("/tmp").size("64m")),
            (_, Some(6)) => run.mount(secret("npmrc").file("/root/.npmrc")),
            (_, Some(7)) => {
                run.mount(secret("token").env("TOKEN").optional().mode(0o400).owner(7, 8))
            }
            (_, Some(8)) => run.mount(ssh().id("deploy")),
            ("--network=none", _) => run.offline(),
            ("--network=host", _) => run.host_network("a test"),
            ("--security=insecure", _) => run.insecure("a test"),
            (DEVICE, _) => run.device("nvidia.com/gpu=all"),
            (flag, _) => unreachable!("{flag} comes from no call"),
        };
    }
    run
}
