//! A stage from top to bottom, each line with what it has to become.

mod run;

use std::time::Duration;

use dockerfile_core::{
    Account, Arg, Base, Build, Cmd, Debian, Dependencies, Packages, Runtime, Source, Stage, Text,
    copy, debian, download, file, git, healthcheck, image, platform, text, udp, uid,
};

use super::{Body, Choices, Line, Part, Value, line, literal, words};

pub(super) type Done = Stage<Cmd, Debian>;

/// A stage on its way: what it has to become.
struct Building<'a, 'b> {
    choices: &'a mut Choices<'b>,
    args: &'a [(Arg, Option<String>)],
    name: &'static str,
    lines: Vec<Line>,
    /// The WORKDIR of the stage, and the one in force.
    home: Option<String>,
    workdir: Option<String>,
    /// The phase of the RUN just above, if another may join it.
    joins: Option<&'static str>,
    /// The shell in force is bash with `pipefail`.
    pipefail: bool,
}

/// A stage from top to bottom; `build` is one that it may take files from.
pub(super) fn stage(
    choices: &mut Choices<'_>,
    args: &[(Arg, Option<String>)],
    name: &'static str,
    build: Option<&Done>,
) -> (Done, Vec<Line>) {
    let target = name == "final";
    let mut b = Building {
        choices,
        args,
        name,
        lines: vec![],
        home: None,
        workdir: None,
        joins: None,
        pipefail: false,
    };
    let base = if target { Stage::from(debian("12")) } else { Stage::named(name, debian("12")) };
    let mut packages = b.label(base).at::<Packages>();
    for _ in 0..b.choices.below(3) {
        packages = b.fetch(packages);
    }
    let account = packages.at::<Account>().when(target, |stage| stage.account(uid(7)));
    let home = b.choices.yes().then(|| b.choices.path());
    if let Some(home) = &home {
        b.push(words("WORKDIR", [home]));
        (b.home, b.workdir) = (Some(home.clone()), Some(home.clone()));
    }
    let mut dependencies = account.at::<Dependencies>();
    for _ in 0..b.choices.below(3) {
        dependencies = dependencies.dependencies(b.run("dependencies"));
    }
    let mut source = dependencies.at::<Source>();
    for _ in 0..b.choices.below(4) {
        source = b.files(source, build);
    }
    let mut compiled = source.at::<Build>();
    for _ in 0..b.choices.below(3) {
        compiled = compiled.build(b.run("build"));
    }
    b.set_shell(false);
    let mut runtime = compiled.at::<Runtime>();
    if let Some(home) = home {
        runtime = runtime.workdir(home);
    }
    for index in 0..b.choices.below(6) {
        runtime = b.runtime(runtime, index);
    }
    if target {
        b.go_home();
        b.push(words("USER", ["7:7"]));
    }
    let starts = b.choices.yes();
    let started = if starts {
        let argv = b.argv();
        b.push(line("ENTRYPOINT", Body::Json(argv.clone())));
        runtime.entrypoint(argv)
    } else {
        runtime.at()
    };
    let done = if b.choices.yes() {
        // Behind an ENTRYPOINT these are its arguments.
        let argv = if starts { vec![b.choices.argument()] } else { b.argv() };
        b.push(line("CMD", Body::Json(argv.clone())));
        started.cmd(argv)
    } else {
        started.at()
    };
    (done, b.lines)
}

impl Building<'_, '_> {
    fn push(&mut self, line: Line) {
        self.joins = None;
        self.lines.push(line);
    }

    fn push_with(&mut self, word: &'static str, flags: Vec<String>, body: Body) {
        self.push(Line { word, flags, body });
    }

    // ---- values ---------------------------------------------------------------------

    /// A value that may hold variables; `late` are phases that may use what changes with
    /// every commit.
    fn value(&mut self, late: bool) -> (Text, Value) {
        let mut given = text("");
        let mut read: Value = vec![];
        for _ in 0..1 + self.choices.below(3) {
            match self.choices.below(5) {
                0 => {
                    given = given + platform::TARGETARCH;
                    self.declare("TARGETARCH", None);
                    read.push(Part::Variable("TARGETARCH".to_owned()));
                }
                1 => {
                    let index = self.choices.below(if late { 3 } else { 2 });
                    let (arg, default) = &self.args[index];
                    given = given + arg;
                    let name = format!("ARG{index}");
                    self.declare(&name, default.clone());
                    read.push(Part::Variable(name));
                }
                _ => {
                    let more = self.choices.text();
                    given = given + text(more.as_str());
                    match read.last_mut() {
                        Some(Part::Text(before)) => *before += &more,
                        _ if more.is_empty() => {}
                        _ => read.push(Part::Text(more)),
                    }
                }
            }
        }
        if read.is_empty() {
            read = literal("");
        }
        (given, read)
    }

    fn declare(&mut self, name: &str, default: Option<String>) {
        let known = |line: &Line| line.arg().is_some_and(|(known, _)| *known == literal(name));
        if !self.lines.iter().any(known) {
            let default = default.map(literal);
            self.push(line(
                "ARG",
                Body::Words([literal(name)].into_iter().chain(default).collect()),
            ));
        }
    }

    fn argv(&mut self) -> Vec<String> {
        // A program that reads what follows: of another, `$HOME` would be a slip. Its text starts no
        // folder and reads the words behind it, the first of which is its name, or it is refused.
        let mut argv = ["sh", "-c", "echo \"$@\" "].map(str::to_owned).to_vec();
        argv[2] += &self.choices.argument();
        argv.extend((0..=self.choices.below(2)).map(|_| self.choices.argument()));
        argv
    }

    fn change_dir(&mut self, elsewhere: Option<String>) {
        match elsewhere {
            Some(dir) if self.workdir.as_ref() != Some(&dir) => {
                self.push(words("WORKDIR", [&dir]));
                self.workdir = Some(dir);
            }
            Some(_) => {}
            None => self.go_home(),
        }
    }

    fn go_home(&mut self) {
        let home = self.home.clone().unwrap_or_else(|| "/".to_owned());
        if self.workdir.as_ref().is_some_and(|dir| *dir != home) {
            self.push(words("WORKDIR", [&home]));
            self.workdir = Some(home);
        }
    }

    // ---- COPY and ADD ------------------------------------------------------------------

    /// Where a copy goes, and no other: the same one twice is a mistake.
    fn target(&mut self) -> String {
        format!("/{}{}", self.lines.len(), self.choices.path().trim_end_matches('/'))
    }

    fn files(
        &mut self,
        stage: Stage<Source, Debian>,
        build: Option<&Done>,
    ) -> Stage<Source, Debian> {
        match self.choices.below(5) {
            0 => {
                let mut content = format!("{}\n", self.lines.len());
                for _ in 0..self.choices.below(4) {
                    content += &format!("{}\n", self.choices.text());
                }
                let path = format!("/etc/{}.conf", self.lines.len());
                let body = Body::Document(vec![literal(path.as_str())], content.clone());
                self.push_with("COPY", vec!["--chmod=0600".to_owned()], body);
                stage.source(file(path, content).mode(0o600))
            }
            1 if build.is_some() => {
                let (path, to) = (self.choices.artifact(), self.target());
                let mut step = copy(path.as_str()).from(build.expect("a stage")).to(to.as_str());
                let mut flags = vec!["--from=build".to_owned()];
                if self.name == "final" && self.choices.yes() {
                    step = step.writable();
                    flags.push("--chown=7:7".to_owned());
                }
                if self.choices.yes() {
                    step = step.except(["**/*.map", "tests"]);
                    flags.extend(["--exclude=**/*.map", "--exclude=tests"].map(String::from));
                }
                self.push_with("COPY", flags, Body::Words(vec![literal(path), literal(to)]));
                stage.source(step)
            }
            2 => {
                let to = self.target();
                let paths = vec![literal("/uv"), literal(to.as_str())];
                self.push_with("COPY", vec!["--from=uv".to_owned()], Body::Words(paths));
                stage.source(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to(to))
            }
            3 => {
                let sources = [self.choices.source(), self.choices.source()];
                let mut paths: Vec<Value> = sources.iter().map(literal).collect();
                let to = format!("/srv/{}", self.lines.len());
                paths.push(literal(format!("{to}/")));
                self.push_with("COPY", vec!["--parents".to_owned()], Body::Words(paths));
                stage.source(copy(sources).to(to).parents())
            }
            _ => {
                let (path, to) = (self.choices.source(), format!("{}/", self.target()));
                let mut flags = vec!["--chmod=go=rX".to_owned()];
                let mut step = copy(path.as_str()).to(to.as_str()).mode("go=rX");
                if self.choices.yes() {
                    step = step.link();
                    flags.push("--link".to_owned());
                }
                self.push_with("COPY", flags, Body::Words(vec![literal(path), literal(to)]));
                stage.source(step)
            }
        }
    }

    fn fetch(&mut self, stage: Stage<Packages, Debian>) -> Stage<Packages, Debian> {
        let to = self.target();
        if self.choices.yes() {
            let step =
                git("https://example.com/x.git", "v1", to.as_str()).folder("a/b").keep_git_dir();
            let paths = vec![literal("https://example.com/x.git#v1:a/b"), literal(to)];
            self.push_with("ADD", vec!["--keep-git-dir=true".to_owned()], Body::Words(paths));
            return stage.packages(step);
        }
        let sum = format!("sha256:{}", "1".repeat(64));
        self.declare("TARGETARCH", None);
        let url = text("https://example.com/") + platform::TARGETARCH + ".tgz?a=1&b=(2)";
        let read = vec![
            Part::Text("https://example.com/".to_owned()),
            Part::Variable("TARGETARCH".to_owned()),
            Part::Text(".tgz?a=1&b=(2)".to_owned()),
        ];
        let flags = vec![format!("--checksum={sum}"), "--unpack=true".to_owned()];
        self.push_with("ADD", flags, Body::Words(vec![read, literal(to.as_str())]));
        stage.packages(download(url, sum, to).unpack())
    }

    // ---- how it runs ---------------------------------------------------------------------

    fn label(&mut self, stage: Stage<Base, Debian>) -> Stage<Base, Debian> {
        if !self.choices.yes() {
            return stage;
        }
        let (given, read) = self.value(false);
        self.push(line("LABEL", Body::Words(vec![literal("test.title"), read])));
        stage.label("test.title", given)
    }

    fn runtime(&mut self, stage: Stage<Runtime, Debian>, index: usize) -> Stage<Runtime, Debian> {
        // A stage has one health check, and one stop signal.
        let has = |word: &str| self.lines.iter().any(|line| line.word == word);
        let (checked, stopped) = (has("HEALTHCHECK"), has("STOPSIGNAL"));
        let choice = match self.choices.below(10) {
            4 | 5 if checked => 2,
            3 if stopped => 2,
            choice => choice,
        };
        match choice {
            0 => {
                // Of a volume a builder cuts what is blank at the end, so it is refused.
                // One that nothing makes is root's but in a folder that is everybody's.
                let path = format!("/tmp/{index}{}v", self.choices.path());
                self.push(words("VOLUME", [&path]));
                stage.volume(path)
            }
            1 => {
                let first = 8000 + 100 * index as u16;
                self.push(words("EXPOSE", [&*format!("{first}-{}/udp", first + 10)]));
                stage.expose(udp(first..=first + 10))
            }
            2 => {
                let port = 53 + index as u16;
                self.push(words("EXPOSE", [&*port.to_string()]));
                stage.expose(port)
            }
            3 => {
                self.push(words("STOPSIGNAL", ["SIGINT"]));
                stage.stop_signal("SIGINT")
            }
            4 => {
                self.push(words("HEALTHCHECK", ["NONE"]));
                stage.no_healthcheck()
            }
            5 => {
                let argv = self.argv();
                let flags = ["--interval=1.5s", "--start-interval=2s", "--retries=3"];
                let flags = flags.map(String::from).into();
                self.push_with("HEALTHCHECK", flags, Body::Json(argv.clone()));
                stage.healthcheck(
                    healthcheck(argv)
                        .interval(Duration::from_millis(1500))
                        .start_interval(Duration::from_secs(2))
                        .retries(3),
                )
            }
            6 => {
                let (given, read) = self.value(true);
                let key = format!("test.l{index}");
                self.push(line("LABEL", Body::Words(vec![literal(key.as_str()), read])));
                stage.commit_label(key, given)
            }
            7 => {
                let folder = format!("/opt/{index}");
                let value =
                    vec![Part::Text(format!("{folder}:")), Part::Variable("PATH".to_owned())];
                self.push(line("ENV", Body::Words(vec![literal("PATH"), value])));
                stage.path(folder)
            }
            _ => {
                let (given, read) = self.value(true);
                let name = format!("E{index}");
                self.push(line("ENV", Body::Words(vec![literal(name.as_str()), read])));
                stage.env(name, given)
            }
        }
    }
}
