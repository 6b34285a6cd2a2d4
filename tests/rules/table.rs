//! The rules, and what answers each.

use dockerfile_core::{
    Account, Debian, Image, Posix, Stage, Suse, alpine, apk, apt, arg, context, copy, debian, dnf,
    fedora, git, healthcheck, image, moving_image, run, udp, uid, user, zypper,
};

pub(crate) struct Row {
    pub(crate) rule: &'static str,
    pub(crate) witnesses: Vec<Witness>,
}

/// What shows that an answer is so.
pub(crate) enum Witness {
    /// The types do not fit: an input of the compile-fail tests, and words of its message.
    Types(&'static str, &'static str),
    /// A literal is refused while the crate compiles: the same.
    Literal(&'static str, &'static str),
    /// Shell text is refused while the crate compiles, as a literal, and by the build script: the
    /// text, and words of the complaint, which the compile-fail tests have, too.
    Shell(&'static str, &'static str),
    /// The declaration is refused by the build script, in these words.
    Script(fn() -> Image, &'static str),
    /// A build refuses it, which a test shows: its file, its name, and how.
    Build(&'static str, &'static str, &'static str),
    /// Nothing in the interface is called so, and why.
    Unsayable(&'static str, &'static str),
    /// The file is right by itself: a declaration, what is printed for it, and how.
    Printed(fn() -> Image, &'static str, &'static str),
    /// The rule is broken on purpose, and the header says so.
    Header(fn() -> Image, &'static str),
    /// Whoever asks for the rule hears of it from the linter, and why we do not ask.
    Unanswered(fn() -> Image, &'static str),
}

/// When a declaration is answered, and what happens then.
pub(crate) const MOMENTS: [(&str, &str); 8] = [
    ("does not compile", "rustc refuses the declaration by its types"),
    (
        "literal, while compiling",
        "rustc refuses a literal in `image!`, and the build script any text",
    ),
    ("build script", "the build script refuses the declaration"),
    ("build", "the build script refuses what the policy, or a file on the disk, does not allow"),
    ("cannot be said", "the interface has no word for what breaks the rule"),
    ("printed right", "the emitted line keeps the rule"),
    (
        "header, with a reason",
        "the emitted file breaks the rule, and its header tells the linter why",
    ),
    ("not answered", "the linter speaks to you, and the line says why we do not"),
];

impl Witness {
    pub(crate) fn when(&self) -> &'static str {
        match self {
            Self::Types(..) => MOMENTS[0].0,
            Self::Literal(..) | Self::Shell(..) => MOMENTS[1].0,
            Self::Script(..) => MOMENTS[2].0,
            Self::Build(..) => MOMENTS[3].0,
            Self::Unsayable(..) => MOMENTS[4].0,
            Self::Printed(..) => MOMENTS[5].0,
            Self::Header(..) => MOMENTS[6].0,
            Self::Unanswered(..) => MOMENTS[7].0,
        }
    }

    pub(crate) fn how(&self) -> String {
        match self {
            Self::Types(input, words) | Self::Literal(input, words) => {
                let words = words.trim();
                format!("[\"{words}\"](../tests/ui/{input}.stderr)")
            }
            Self::Script(_, words) => format!("\"{words}\""),
            Self::Shell(text, _) => format!("`run({text:?})` names the typed way"),
            Self::Build(file, name, how) => format!("{how}: [`{name}`](../tests/{file})"),
            Self::Unsayable(_, why) | Self::Unanswered(_, why) => (*why).to_owned(),
            Self::Printed(_, words, how) => format!("{how}: `{}`", words.trim()),
            Self::Header(_, words) => format!("`{}`", words.trim()),
        }
    }
}

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

/// Of a plain distribution it is known what it has not.
fn with_tools() -> Stage<Account, Debian> {
    Stage::from(image("buildpack-deps:bookworm").family(Debian)).account(uid(7))
}

/// A stage that runs a text.
pub(crate) fn shell(text: &str) -> Image {
    with_tools().build(run(text)).into()
}

/// A row for each rule, in the order of the page.
pub(crate) fn rows() -> Vec<Row> {
    let rows = [of_files(), of_shell(), of_labels(), of_instructions(), of_buildkit()];
    let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
    // hadolint's first.
    rows.sort_by_key(|row| (!super::is_of_hadolint(row.rule), row.rule));
    rows
}

macro_rules! rows {
    ($($rule:literal: $($witness:expr),+;)*) => {
        vec![$( Row { rule: $rule, witnesses: vec![$($witness),+] } ),*]
    };
}

use Witness::{Build, Header, Literal, Printed, Script, Shell, Types, Unanswered, Unsayable};

pub(crate) const COMMANDS: &str = "value/command_that_a_typed_way_replaces";
const IMAGES: &str = "value/image_without_a_version";

/// Of the file as a whole, and of its FROM lines.
fn of_files() -> Vec<Row> {
    rows! {
        "DL1000": Printed(
            || shell("make\nmake install"), "\nEOF\n\n",
            "what hadolint cannot read is not printed; a here-document has an empty line behind it"
        );
        "DL1001": Header(|| Stage::from(debian("12")).packages(apt(["curl"])).account(uid(7)).into(), "# hadolint global ignore=DL3008 # Debian");
        "DL3002":
            Script(|| Stage::from(debian("12")).cmd(["id"]).into(), "does not say whom it runs as"),
            Literal("value/user_that_is_root_or_misspelt", "id: 0 is root"),
            Header(|| Stage::from(debian("12")).runs_as_root("binds port 443").into(), "ignore=DL3002 # final: binds port 443");
        "DL3006":
            Literal(IMAGES, "image: without a tag this is `latest`"),
            Header(|| Stage::from(moving_image("registry.corp:5000/x", "ours").family(Debian)).account(uid(7)).into(), "ignore=DL3006 # registry.corp:5000/x: ours");
        "DL3007":
            Literal(IMAGES, "tag: `latest` is another image next month"),
            Header(|| Stage::from(moving_image("debian:latest", "nightly").family(Debian)).account(uid(7)).into(), "ignore=DL3007 # debian:latest: nightly");
        "DL3024": Script(
            || [Stage::named("app", debian("12")).account(uid(7)), Stage::named("app", debian("11")).account(uid(7))].into(),
            "two stages are called `app`"
        );
        "DL3026": Build("policy.rs", "images_come_from_trusted_registries", "`trusted-registries` in `Cargo.toml`");
        "DL3029": Printed(
            || Stage::from(alpine("3.22").on_build_platform()).account(uid(7)).into(), "--platform=$BUILDPLATFORM alpine:3.22",
            "the only platform that can be said"
        );
        "DL3061": Printed(
            || base().env("V", arg("V").default("1")).into(), "FROM debian:bookworm-slim AS final\n",
            "a line belongs to a stage, and a stage begins with its FROM"
        );
        "DL3063": Literal("value/stage_name_that_is_reserved", "stage name: `scratch` and `context` are reserved words");
        "DL3065": Unsayable("pub fn on_target_platform(", "`.on_build_platform()` is the one platform of a FROM");
    }
}

/// Of the shell text in RUN.
fn of_shell() -> Vec<Row> {
    rows! {
        "DL3001": Header(|| shell("make && ps aux"), "ignore=DL3001 # a step's own text calls a tool for people or for a host");
        "DL3003":
            Literal(COMMANDS, "a step begins in another folder by `.workdir(\"/srv\")`"),
            Header(|| shell("make && cd sub && make"), "ignore=DL3003 # a step's own text changes the folder on its way");
        "DL3004":
            Literal(COMMANDS, "a step runs as root already"),
            Header(|| base().build(run("sudo make").unchecked("the makefile asks")).into(), "ignore=DL3004 # the makefile asks");
        "DL3008":
            Literal(COMMANDS, "apt installs by `.packages(apt([..]))`"),
            Header(|| Stage::from(debian("12")).packages(apt(["curl"])).account(uid(7)).into(), "ignore=DL3008 # Debian deletes the versions that a pin would name");
        "DL3009":
            Shell("apt-get update", "hadolint DL3008, DL3009"),
            Printed(|| Stage::from(debian("12")).packages(apt(["curl"])).account(uid(7)).into(), "target=/var/lib/apt/lists,sharing=locked", "lists are in a cache mount");
        "DL3010": Header(
            || base().source(copy("app.tar.gz").to("/tmp/app.tar.gz")).build(run("tar -xzf /tmp/app.tar.gz -C /opt")).into(),
            "ignore=DL3010 # a step unpacks an archive that was copied"
        );
        "DL3013": Shell("pip install flask", "hadolint DL3013, DL3042");
        "DL3014":
            Shell("apt-get install curl", "DL3014"),
            Printed(|| Stage::from(debian("12")).packages(apt(["curl"])).account(uid(7)).into(), "apt-get install -y", "by `apt`");
        "DL3015":
            Shell("apt-get install -y curl", "DL3015"),
            Printed(|| Stage::from(debian("12")).packages(apt(["curl"])).account(uid(7)).into(), "--no-install-recommends", "by `apt`");
        "DL3016": Shell("npm install -g pnpm", "hadolint DL3016");
        "DL3018":
            Shell("apk add curl", "hadolint DL3018, DL3019"),
            Header(|| Stage::from(alpine("3.22")).packages(apk(["curl"])).account(uid(7)).into(), "ignore=DL3018 # Alpine deletes the revisions that a pin would name");
        "DL3019":
            Shell("apk add curl", "hadolint DL3018, DL3019"),
            Printed(|| Stage::from(alpine("3.22")).packages(apk(["curl=8.14.1-r0"])).account(uid(7)).into(), "apk add --no-cache", "by `apk`");
        "DL3027": Shell("apt install curl", "DL3027");
        "DL3028": Shell("gem install rake", "hadolint DL3028");
        "DL3030": Shell("yum install httpd", "hadolint DL3030, DL3032, DL3033");
        "DL3032": Shell("yum install -y httpd-2", "hadolint DL3030, DL3032, DL3033");
        "DL3033": Shell("yum install -y httpd && yum clean all", "hadolint DL3030, DL3032, DL3033");
        "DL3034":
            Shell("zypper install httpd", "hadolint DL3034 to DL3037"),
            Printed(opensuse, "zypper -n install", "by `zypper`");
        "DL3035": Shell("zypper -n dup", "hadolint DL3034 to DL3037");
        "DL3036":
            Shell("zypper install -y httpd=2", "hadolint DL3034 to DL3037"),
            Printed(opensuse, "target=/var/cache/zypp", "by `zypper`, in a cache mount");
        "DL3037":
            Shell("zypper install -y httpd", "hadolint DL3034 to DL3037"),
            Header(opensuse, "ignore=DL3037 # the distribution deletes the versions that a pin would name");
        "DL3038":
            Shell("dnf install httpd", "hadolint DL3038, DL3040, DL3041"),
            Printed(|| Stage::from(fedora("42")).packages(dnf("b")).account(uid(7)).into(), "dnf install -y", "by `dnf` and `microdnf`");
        "DL3040":
            Shell("dnf install -y httpd-2.4.63", "hadolint DL3038, DL3040, DL3041"),
            Printed(|| Stage::from(fedora("42")).packages(dnf("b")).account(uid(7)).into(), "dnf clean all", "by `dnf` and `microdnf`");
        "DL3041":
            Shell("dnf install -y httpd", "hadolint DL3038, DL3040, DL3041"),
            Header(|| Stage::from(fedora("42")).packages(dnf("b")).account(uid(7)).into(), "ignore=DL3041 # the distribution deletes the versions that a pin would name");
        "DL3042": Shell("pip install flask==3.1.0", "hadolint DL3013, DL3042");
        "DL3046":
            Shell("useradd -u 1234567 app", "hadolint DL3046"),
            Printed(|| Stage::from(debian("12")).account(user("app").id(1_234_567)).into(), "useradd -l -u 1234567", "by `user`");
        "DL3047": Header(|| shell("wget https://example.com/a"), "ignore=DL3047 # a step's own text shows the progress of wget");
        "DL3059":
            Printed(|| base().build(run(["make"])).build(run(["make", "install"])).into(), "RUN make && \\\n    make install", "steps that change together are one RUN"),
            Header(|| base().dependencies(run(["a"])).out_of_order("why", |s| s.build(run(["b"]))).into(), "ignore=DL3059 # steps that change at different rates");
        "DL3060": Shell("yarn install", "hadolint DL3060");
        "DL3062": Shell("go install example.com/tool", "hadolint DL3062");
        "DL4001": Header(|| with_tools().build(run(["curl", "-O", "https://example.com/a"])).build(run("wget -q https://example.com/b")).into(), "ignore=DL4001 # a stage's own text calls both wget and curl");
        "DL4005": Header(|| shell("ln -sf /bin/bash /bin/sh"), "ignore=DL4005 # a step's own text links another shell to /bin/sh");
        "DL4006":
            Printed(|| shell("a | b"), "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN", "a step with a pipe has a shell that fails with any of its parts"),
            Script(|| Stage::from(image("busybox:1.37").family(Posix)).account(uid(7)).build(run("a | b")).into(), "hadolint DL4006"),
            Header(|| shell("a | b\necho '\nFROM x'"), "ignore=DL4006 # the shell of a RUN list is told of pipes in the list");
        "SCxxxx":
            Printed(|| base().build(run(["grep", "it's a \"b\" \\", "*.txt"])).into(), "\"*.txt\"", "an argument of a list is quoted"),
            Unanswered(|| shell("cp $f /dst"), "of the shell text that is yours, ShellCheck speaks to you");
    }
}

fn opensuse() -> Image {
    let base = image("opensuse/leap:15.6").family(Suse);
    Stage::from(base).packages(zypper(["a"])).account(uid(7)).into()
}

const OF_YOURS: &str =
    "only with a `label-schema` of yours: what a label of a name has to hold is yours to say";

fn label(key: &str, value: &str) -> Image {
    Stage::from(debian("12")).label(key, value).account(uid(7)).into()
}

fn labelled_late(key: &str, value: &str) -> Image {
    base().commit_label(key, value).into()
}

/// Of labels: all but the first need a configuration.
fn of_labels() -> Vec<Row> {
    rows! {
        "DL3048": Literal("value/label_key_that_is_none", "label key: lower-case letters, digits, single `.` and `-`");
        "DL3049": Build("policy.rs", "labels_are_required_of_every_image", "`required-labels` in `Cargo.toml`");
        "DL3050": Unanswered(|| Stage::from(debian("12")).label("author", "me").label("other", "x").account(uid(7)).into(), OF_YOURS);
        "DL3051": Unanswered(|| label("author", ""), OF_YOURS);
        "DL3052": Unanswered(|| label("org.opencontainers.image.url", "not a url"), OF_YOURS);
        "DL3053": Unanswered(|| labelled_late("org.opencontainers.image.created", "yesterday"), OF_YOURS);
        "DL3054": Unanswered(|| label("org.opencontainers.image.licenses", "Apache 2"), OF_YOURS);
        "DL3055": Unanswered(|| labelled_late("org.opencontainers.image.revision", "main"), OF_YOURS);
        "DL3056": Unanswered(|| labelled_late("org.opencontainers.image.version", "v1"), OF_YOURS);
        "DL3058": Unanswered(|| label("contact", "me"), OF_YOURS);
    }
}

/// Of the other instructions.
fn of_instructions() -> Vec<Row> {
    rows! {
        "DL3000": Literal("value/path_that_is_not_absolute", "path: a path in the image is absolute");
        "DL3011":
            Types("value/port_out_of_range_in_the_builder", "out of range for `u16`"),
            Literal("value/port_that_is_no_port", "port: a port is a number from 1 to 65535");
        "DL3012": Script(|| base().healthcheck(healthcheck(["a"])).healthcheck(healthcheck(["b"])).into(), "a stage has one HEALTHCHECK");
        "DL3020":
            Types("newcomer/steps_in_phases", "ADD is several things, and each has a name here"),
            Literal("value/literal_of_a_flag", "repository: `https://host/path.git`"),
            Printed(|| Image::from(base().source(git("https://example.com/team/a.git", "v1", "/srv/a"))).dialect(dockerfile_core::Dialect::Labs), "ADD https://example.com/team/a.git#v1 /srv/a", "by `git`");
        "DL3021": Printed(|| base().source(copy(["a", "b"]).to("/dst")).into(), "/dst/", "each source has its own target");
        "DL3022": Header(|| base().source(copy("/guide").from(context("docs")).to("/srv/guide")).into(), "ignore=DL3022 # docs: is a context that the build is given");
        "DL3023": Types("step/stage_that_copies_from_itself", "borrow of moved value: `app`");
        "DL3025": Types("step/text_where_a_list_belongs", "list");
        "DL3043": Unsayable("pub fn on_build(", "no method says ONBUILD; a raw line may, with a reason");
        "DL3044": Printed(|| base().env("A", "/srv").env("B", "$A/bin").into(), "ENV B=\"\\$A/bin\"\n", "an ENV each, and a value means itself");
        "DL3045":
            Literal("value/path_that_is_not_absolute", "path: a path in the image is absolute"),
            Script(|| base().source(copy("a")).into(), "`a` is copied, and nothing says where to");
        "DL3057": Unanswered(|| base().into(), "off by default, and a job has none; `.healthcheck(..)` and `.no_healthcheck()` say it");
        "DL3064":
            Literal("value/variable_that_looks_like_a_secret", "variable name: this looks like a secret"),
            Header(|| base().public_env("TOKENIZER_PATH", "/x", "a file").into(), "ignore=DL3064 # TOKENIZER_PATH: a file");
        "DL3066": Printed(|| Stage::from(debian("12")).account(user("app")).into(), "USER 10001:10001\n", "a user is declared by name and printed by number");
        "DL3067": Header(
            || { let build = Stage::named("build", debian("12")); base().source(copy("/").from(&build).to("/")).into() },
            "ignore=DL3067 # all files of another stage are copied over those of this one"
        );
        "DL4000": Types("newcomer/start_and_values", "MAINTAINER is a label");
        "DL4003": Types("start/cmd_twice", "keeps the last and drops the first in silence (hadolint DL4003)");
        "DL4004": Types("start/entrypoint_twice", "keeps the last and drops the first in silence (hadolint DL4004)");
    }
}

const KEYWORDS: &str = "a keyword is printed from one place";

fn of_buildkit() -> Vec<Row> {
    rows! {
        "ConsistentInstructionCasing": Printed(|| base().workdir("/srv").into(), "\nWORKDIR /srv\n", KEYWORDS);
        "CopyIgnoredFile": Build("emission/refused.rs", "what_the_context_does_not_hold_is_refused_at_its_line", "a source is let in by the ignore file that is printed for it, and has to be there");
        "DuplicateStageName": Script(
            || [Stage::named("a", debian("12")).account(uid(7)), Stage::named("a", debian("11")).account(uid(7))].into(),
            "two stages are called `a`"
        );
        "ExposeInvalidFormat": Types("value/value_that_does_not_fit", "neither a port nor a range of ports");
        "ExposeProtoCasing": Printed(|| base().expose(udp(53)).into(), "EXPOSE 53/udp\n", "a port is a number, and `udp(53)`");
        "FromAsCasing": Printed(|| base().into(), "FROM debian:bookworm-slim AS final\n", KEYWORDS);
        "FromPlatformFlagConstDisallowed": Printed(|| Stage::from(alpine("3.22").on_build_platform()).account(uid(7)).into(), "--platform=$BUILDPLATFORM alpine:3.22", "the only platform that can be said");
        "InvalidBaseImagePlatform": Unanswered(|| base().into(), "only a registry knows it: the builder says it when it pulls the image");
        "InvalidDefaultArgInFrom": Script(|| Stage::from(image("busybox:${TAG}").family(Posix)).account(uid(7)).into(), "image: FROM takes no variable");
        "InvalidDefinitionDescription": Printed(|| base().into(), "#\n\nFROM", "a comment ends with a bare `#`");
        "JSONArgsRecommended": Types("step/text_where_a_list_belongs", "list");
        "LegacyKeyValueFormat": Printed(|| base().env("PORT", 8080).into(), "ENV PORT=\"8080\"\n", "a pair has its `=`");
        "MaintainerDeprecated": Types("newcomer/start_and_values", "MAINTAINER is a label");
        "MultipleInstructionsDisallowed":
            Types("start/cmd_twice", "keeps the last and drops the first in silence (hadolint DL4003)"),
            Script(|| base().healthcheck(healthcheck(["a"])).healthcheck(healthcheck(["b"])).into(), "a stage has one HEALTHCHECK");
        "NoEmptyContinuation": Printed(|| shell("a \\\n\n\nb"), "RUN <<\"EOF\"\nset -e\na \\\n\n\nb\nEOF\n", "text of several lines is a here-document, where a line is a line");
        "RedundantTargetPlatform": Unsayable("pub fn on_target_platform(", "`.on_build_platform()` is the one platform of a FROM");
        "ReservedStageName": Literal("value/stage_name_that_is_reserved", "stage name: `scratch` and `context` are reserved words");
        "SecretsUsedInArgOrEnv":
            Literal("value/variable_that_looks_like_a_secret", "variable name: this looks like a secret"),
            Header(|| base().public_env("API_TOKEN", "/x", "a file").into(), "# check=skip=SecretsUsedInArgOrEnv\n");
        "StageNameCasing": Literal("value/stage_name_that_is_reserved", "stage name: 1 to 128 lower-case letters");
        "UndefinedArgInFrom": Script(|| Stage::from(image("node:22${VARIANT}").family(Debian)).account(uid(7)).into(), "image: FROM takes no variable");
        "UndefinedVar": Printed(|| base().env("A", "$foo").into(), "ENV A=\"\\$foo\"\n", "a variable is a handle, which prints its ARG; a `$` in a text means itself");
        "WorkdirRelativePath": Literal("value/path_that_is_not_absolute", "path: a path in the image is absolute");
    }
}
