//! The table of rules about commands: which command breaks a rule, and what the answer to it is.

/// The answer to a command that breaks a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// The command is an error, with this complaint.
    Refused(&'static str),
    /// The command is allowed, and the header of the file tells hadolint so, with this reason.
    Told(&'static str),
}

/// A rule about commands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// The name of the rule in hadolint, or [`WGET`] or [`CURL`].
    pub(super) rule: &'static str,
    /// The programs that the rule is about, by their names without a folder.
    pub(super) programs: &'static [&'static [u8]],
    /// The verbs that the rule is about: the first argument that is no option is one. Without verbs
    /// the rule is about every call.
    pub(super) verbs: &'static [&'static [u8]],
    pub(super) breaks: Breaks,
    pub(super) answer: Answer,
}

/// The condition under which a command of these programs and verbs breaks the rule.
#[derive(Clone, Copy, Debug)]
pub(super) enum Breaks {
    Always,
    /// The command is the first of the text.
    First,
    /// The command is not the first of the text.
    Later,
    /// The command has none of these options. A letter also counts among others, as `y` in `-qy`.
    Without(&'static [&'static [u8]]),
    /// The command has this word as an argument.
    With(&'static [u8]),
    /// An argument begins with this text.
    Begins(&'static [u8]),
    /// An argument names a package without a version. The options of `unless` fix the versions of
    /// all packages.
    Unversioned {
        of: Installer,
        unless: &'static [&'static [u8]],
    },
}

/// A program that installs packages by name, which has its own way of saying a version.
#[derive(Clone, Copy, Debug)]
pub(super) enum Installer {
    Gem,
    Go,
    Npm,
    Pip,
}

const APT: Answer = Answer::Refused(
    "shell text: apt installs by `.packages(apt([..]))`, which keeps lists and archives out of the layer, and what only a build needs in a stage of its own; or say why not with `.unchecked(\"why\")` (hadolint DL3008, DL3009, DL3014, DL3015, DL3027)",
);
const APK: Answer = Answer::Refused(
    "shell text: apk installs by `.packages(apk([..]))`, which keeps its cache out of the layer, and what only a build needs in a stage of its own; or say why not with `.unchecked(\"why\")` (hadolint DL3018, DL3019)",
);
const DNF: Answer = Answer::Refused(
    "shell text: dnf installs by `.packages(dnf([..]))` or `microdnf([..])`, which keep the cache out of the layer; or say why not with `.unchecked(\"why\")` (hadolint DL3038, DL3040, DL3041)",
);
const YUM: Answer = Answer::Refused(
    "shell text: yum's packages are installed by `.packages(dnf([..]))` or `microdnf([..])`; or say why not with `.unchecked(\"why\")` (hadolint DL3030, DL3032, DL3033)",
);
const ZYPPER: Answer = Answer::Refused(
    "shell text: zypper installs by `.packages(zypper([..]))`, which asks nobody and keeps the cache out of the layer; or say why not with `.unchecked(\"why\")` (hadolint DL3034 to DL3037)",
);
const PIP: Answer = Answer::Refused(
    "shell text: pip installs by `.dependencies(pip(\"requirements.txt\"))`, from a file that names versions, and keeps its cache out of the layer; or say why not with `.unchecked(\"why\")` (hadolint DL3013, DL3042)",
);
const NPM: Answer = Answer::Refused(
    "shell text: npm installs another version every time unless the package names one: `npm install -g tool@1.2.3`, or from the lock file by the recipe `npm(..)`; or say why not with `.unchecked(\"why\")` (hadolint DL3016)",
);
const GEM: Answer = Answer::Refused(
    "shell text: gem installs another version every time unless the gem names one: `gem install tool:1.2.3`, or from the lock file by the recipe `bundler(..)`; or say why not with `.unchecked(\"why\")` (hadolint DL3028)",
);
const YARN: Answer = Answer::Refused(
    "shell text: yarn installs by the recipe `yarn(..)`, which keeps its cache out of the layer; or say why not with `.unchecked(\"why\")` (hadolint DL3060)",
);
const GO: Answer = Answer::Refused(
    "shell text: go installs another version every time unless the package names one: `go install host/tool@v1.2.3`; or say why not with `.unchecked(\"why\")` (hadolint DL3062)",
);
const SUDO: Answer = Answer::Refused(
    "shell text: a step runs as root already, and `sudo` only changes its environment; call the program itself, or say why not with `.unchecked(\"why\")` (hadolint DL3004)",
);
const CD: Answer = Answer::Refused(
    "shell text: a step begins in another folder by `.workdir(\"/srv\")`, not by `cd`; or say why not with `.unchecked(\"why\")` (hadolint DL3003)",
);
const USERADD: Answer = Answer::Refused(
    "shell text: a user is made by `.account(user(\"app\"))`; with a high id `useradd` writes a log of gigabytes unless it is called with `--no-log-init`; or say why not with `.unchecked(\"why\")` (hadolint DL3046)",
);

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("DL3004", &[b"sudo"], &[], Breaks::Always, SUDO),
    row("DL3003", &[b"cd"], &[], Breaks::First, CD),
    row("DL3003", &[b"cd"], &[], Breaks::Later, Answer::Told("a step's own text changes the folder on its way")),
    row("DL3027", &[b"apt"], &[], Breaks::Always, APT),
    row("DL3008", &[b"apt-get"], &[b"install"], Breaks::Always, APT),
    row("DL3014", &[b"apt-get"], &[b"install"], Breaks::Without(&[b"-y", b"--yes", b"--assume-yes", b"-qq"]), APT),
    row("DL3015", &[b"apt-get"], &[b"install"], Breaks::Without(&[b"--no-install-recommends", b"APT::Install-Recommends=false"]), APT),
    row("DL3009", &[b"apt-get", b"apt"], &[b"update"], Breaks::Always, APT),
    row("DL3018", &[b"apk"], &[b"add"], Breaks::Always, APK),
    row("DL3019", &[b"apk"], &[b"add"], Breaks::Without(&[b"--no-cache"]), APK),
    row("DL3041", &[b"dnf", b"microdnf"], INSTALLS, Breaks::Always, DNF),
    row("DL3038", &[b"dnf", b"microdnf"], INSTALLS, Breaks::Without(YES), DNF),
    row("DL3040", &[b"dnf", b"microdnf"], INSTALLS, Breaks::Always, DNF),
    row("DL3033", &[b"yum"], INSTALLS, Breaks::Always, YUM),
    row("DL3030", &[b"yum"], INSTALLS, Breaks::Without(YES), YUM),
    row("DL3032", &[b"yum"], INSTALLS, Breaks::Always, YUM),
    row("DL3037", &[b"zypper"], &[b"install", b"in"], Breaks::Always, ZYPPER),
    row("DL3034", &[b"zypper"], ZYPPER_CHANGES, Breaks::Without(&[b"-n", b"--non-interactive", b"-y", b"--no-confirm"]), ZYPPER),
    row("DL3035", &[b"zypper"], &[b"dist-upgrade", b"dup"], Breaks::Always, ZYPPER),
    row("DL3036", &[b"zypper"], &[b"install", b"in"], Breaks::Always, ZYPPER),
    row("DL3013", PIPS, &[b"install"], Breaks::Unversioned { of: Installer::Pip, unless: &[b"-r", b"--requirement", b"-c", b"--constraint"] }, PIP),
    row("DL3013", PIPS, &[b"install"], Breaks::Begins(b".["), Answer::Told("a step's own text installs the project in its folder")),
    row("DL3042", PIPS, &[b"install"], Breaks::Without(&[b"--no-cache-dir"]), PIP),
    row("DL3016", &[b"npm"], &[b"install", b"i", b"add"], Breaks::Unversioned { of: Installer::Npm, unless: &[] }, NPM),
    row("DL3028", &[b"gem"], &[b"install", b"i"], Breaks::Unversioned { of: Installer::Gem, unless: &[b"-v", b"--version"] }, GEM),
    row("DL3060", &[b"yarn"], &[b"install"], Breaks::Always, YARN),
    row("DL3062", &[b"go"], &[b"install", b"get", b"run"], Breaks::Unversioned { of: Installer::Go, unless: &[] }, GO),
    row("DL3046", &[b"useradd"], &[], Breaks::Without(&[b"-l", b"--no-log-init"]), USERADD),
    row("DL3001", TOOLS_FOR_PEOPLE, &[], Breaks::Always, Answer::Told("a step's own text calls a tool for people or for a host")),
    row("DL3047", &[b"wget"], &[], Breaks::Without(&[b"-q", b"--quiet", b"-nv", b"--no-verbose", b"--progress", b"-o", b"--output-file", b"-a", b"--append-output"]), Answer::Told("a step's own text shows the progress of wget")),
    row("DL4005", &[b"ln"], &[], Breaks::With(b"/bin/sh"), Answer::Told("a step's own text links another shell to /bin/sh")),
    row(WGET, &[b"wget"], &[], Breaks::Always, Answer::Told(BOTH)),
    row(CURL, &[b"curl"], &[], Breaks::Always, Answer::Told(BOTH)),
];

/// The rule of a row that only notes a call of `wget`. A stage that calls both `wget` and `curl`
/// breaks DL4001.
pub(crate) const WGET: &str = "wget";

/// The rule of a row that only notes a call of `curl`, as [`WGET`] does for `wget`.
pub(crate) const CURL: &str = "curl";

/// The reason why a stage may break DL4001.
pub(crate) const BOTH: &str = "a stage's own text calls both wget and curl";

const YES: &[&[u8]] = &[b"-y", b"--assumeyes", b"--yes"];
const INSTALLS: &[&[u8]] = &[
    b"install",
    b"groupinstall",
    b"localinstall",
    b"reinstall",
    b"update",
    b"upgrade",
    b"upgrade-minimal",
];
const ZYPPER_CHANGES: &[&[u8]] =
    &[b"install", b"in", b"remove", b"rm", b"patch", b"source-install", b"si"];
const PIPS: &[&[u8]] = &[b"pip", b"pipx"];
/// Tools for people at a terminal or for a host, which do nothing useful in an image's build.
const TOOLS_FOR_PEOPLE: &[&[u8]] =
    &[b"free", b"kill", b"mount", b"ps", b"service", b"shutdown", b"ssh", b"top", b"vim"];

const fn row(
    rule: &'static str,
    programs: &'static [&'static [u8]],
    verbs: &'static [&'static [u8]],
    breaks: Breaks,
    answer: Answer,
) -> Row {
    Row { rule, programs, verbs, breaks, answer }
}
