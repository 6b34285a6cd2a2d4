//! The kinds of values, and which check each has to pass.
//!
//! The file is long by its table of good and bad texts of each kind.

use super::bytes::Check;
use super::check::{self, UrlOf};

/// The kind of a text or a number: it says which check the value has to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The tag of an image, other than `latest`.
    Tag,
    /// A pattern of tags.
    Track,
    /// A reference to an image, with a tag other than `latest`, or with a digest.
    ImageRef,
    /// A reference to an image, with any tag or none.
    MovingImage,
    /// The name that a build gives its image.
    BuiltImage,
    /// The name of a repository in a registry, without a tag.
    Repository,
    /// The name of a target of bake.
    TargetName,
    /// The name of a service of compose.
    ServiceName,
    /// A system and a machine, such as `linux/amd64`.
    Platform,
    /// An absolute path in the image.
    AbsPath,
    VolumePath,
    /// An absolute path in the image, with or without `/` at its end.
    CopyTarget,
    /// A path in the build context.
    ContextPath,
    /// A pattern of files below a source that a copy leaves out.
    ContextPattern,
    /// A folder of the build context that an install reads.
    ManifestFolder,
    /// An absolute path in another stage.
    StagePath,
    /// An absolute path in another stage, with `*` and `?` as wildcards.
    StagePattern,
    Port,
    /// The name of an environment variable.
    VarName,
    /// The value of a variable that the program has.
    EnvValue,
    /// The value of a variable that the user says to be no secret.
    PublicValue,
    /// The value of a variable that steps have.
    StepValue,
    /// A text of one line, such as the value of a label.
    Text,
    /// An argument of a program that the image starts.
    Argument,
    /// An argument of a step. Credentials are looked for in the whole command, and not here.
    StepArgument,
    /// The name of a user or group, other than `root`.
    UserName,
    /// The id of a user or group, other than root's.
    Id,
    /// The id of a user or group, also root's.
    AnyId,
    /// The id of a user of the system, 1 to 999.
    SystemId,
    LabelKey,
    /// The key of a lasting label, which does not change with every commit.
    LastingLabelKey,
    /// The key of a lasting label whose value holds a variable; it may not be the version.
    VariableLabelKey,
    StageName,
    AptPackage,
    ApkPackage,
    RpmPackage,
    PacmanPackage,
    /// A name that a tool takes as an argument, such as a feature or a task.
    Word,
    /// A goal or a phase of Maven's, such as `spring-boot:repackage`.
    Goal,
    /// A signal, by name or number.
    Signal,
    /// The reason for a way out.
    Reason,
    /// An instruction that is printed as it stands.
    RawLine,
    /// One or more lines of a comment.
    Comment,
    /// The description of a stage or a variable.
    Description,
    /// The name of a variable of the build.
    ArgName,
    /// The name of a variable of the build without a default: the name alone says whether it is a
    /// secret.
    LoneArgName,
    ArgDefault,
    /// A value that a build sets a variable to.
    BuildValue,
    /// The path at which a step sees a mount.
    MountPath,
    /// A path in the build context that a bind mount shows.
    BindSource,
    /// A path in another stage that a bind mount shows.
    BindPath,
    /// The id of a mount, such as a secret's.
    MountId,
    MountSize,
    /// The name of a device.
    Device,
    /// The name of a further build context.
    ContextName,
    /// Permissions, as a number or in symbols.
    Mode,
    /// The path of an inline file.
    InlineTarget,
    /// The text of an inline file.
    InlineText,
    /// A pattern of `--exclude`.
    ExcludePattern,
    /// A name of files, with `*` and `?` as wildcards.
    NamePattern,
    Url,
    Sha256,
    /// A checksum by SHA-256 or SHA-512.
    Checksum,
    /// A machine, and perhaps its variant, such as `arm/v7`.
    Architecture,
    /// A time in Debian's archive of snapshots.
    Snapshot,
    /// The URL of a repository of packages.
    RepositoryUrl,
    /// A release of a repository of packages.
    Suite,
    /// A part of a release of a repository of packages.
    Component,
    /// The name of a key's file.
    KeyName,
    GitRepository,
    /// A tag, a branch or a commit.
    GitRef,
    /// The hash of a commit.
    GitCommit,
    /// Shell text.
    Script,
    /// Shell text in a literal, whose commands are checked while a crate compiles.
    JudgedScript,
    /// A word in shell text that we write.
    ScriptWord,
    /// The path that a probe asks of a server, perhaps with a query.
    ProbePath,
    /// A duration, in nanoseconds.
    Duration,
    Retries,
}

impl Kind {
    /// Checks a text. A variable of the build stands in it as `${NAME}`.
    pub(crate) const fn check(self, text: &str) -> Check {
        let checked = self.check_form(text.as_bytes());
        match checked {
            Ok(()) => self.check_urls(text),
            Err(complaint) => Err(complaint),
        }
    }

    /// Checks that no URL in the text carries a credential.
    pub(crate) const fn check_urls(self, text: &str) -> Check {
        let of = match self {
            Kind::EnvValue | Kind::ArgDefault => UrlOf::Env,
            Kind::BuildValue => UrlOf::Build,
            Kind::Text | Kind::Argument | Kind::InlineText | Kind::Comment | Kind::Description => {
                UrlOf::Image
            }
            Kind::StepValue | Kind::Url | Kind::RepositoryUrl => UrlOf::Step,
            _ => return Ok(()),
        };
        check::no_credential(text.as_bytes(), of)
    }

    /// Checks that a string names no variable by `$`. This is asked of each string that the user has
    /// written, and not of a whole value: there a handle stands as `${NAME}`.
    pub(crate) const fn check_names(self, text: &str) -> Check {
        match self {
            Kind::EnvValue | Kind::PublicValue | Kind::StepValue | Kind::Text | Kind::Url => {
                check::no_variable(text.as_bytes())
            }
            Kind::AbsPath
            | Kind::VolumePath
            | Kind::CopyTarget
            | Kind::StagePath
            | Kind::ProbePath => check::no_variable_in_path(text.as_bytes()),
            _ => Ok(()),
        }
    }

    /// Checks the form of a text. The function is long, but a table: each kind is one arm.
    const fn check_form(self, bytes: &[u8]) -> Check {
        match self {
            Kind::Tag => check::tag(bytes),
            Kind::Track => check::track(bytes),
            Kind::ImageRef => check::image_ref(bytes),
            Kind::MovingImage => check::moving_image(bytes),
            Kind::BuiltImage => check::built_image(bytes),
            Kind::Repository => check::repository(bytes),
            Kind::TargetName => check::target_name(bytes),
            Kind::ServiceName => check::service_name(bytes),
            Kind::Platform => check::platform(bytes),
            Kind::AbsPath => check::abs_path(bytes),
            Kind::VolumePath => check::volume_path(bytes),
            Kind::CopyTarget => check::copy_target(bytes),
            Kind::ContextPath => check::context_path(bytes),
            Kind::ContextPattern => check::left_out(bytes),
            Kind::ManifestFolder => check::manifest_folder(bytes),
            Kind::StagePath => check::stage_path(bytes),
            Kind::StagePattern => check::stage_pattern(bytes),
            Kind::VarName => check::var_name(bytes),
            Kind::EnvValue | Kind::PublicValue | Kind::StepValue | Kind::Text => {
                check::one_line(bytes)
            }
            Kind::Argument | Kind::StepArgument => check::no_nul(bytes),
            Kind::UserName => check::user_name(bytes),
            Kind::LabelKey => check::label_key(bytes),
            Kind::LastingLabelKey => check::lasting_label_key(bytes),
            Kind::VariableLabelKey => check::variable_label_key(bytes),
            Kind::StageName => check::stage_name(bytes),
            Kind::AptPackage => check::apt_package(bytes),
            Kind::ApkPackage => check::apk_package(bytes),
            Kind::RpmPackage => check::rpm_package(bytes),
            Kind::PacmanPackage => check::pacman_package(bytes),
            Kind::Word => check::word(bytes),
            Kind::Goal => check::goal(bytes),
            Kind::Signal => check::signal(bytes),
            Kind::Reason => check::reason(bytes),
            Kind::RawLine => check::raw_line(bytes),
            Kind::Comment => check::comment(bytes),
            Kind::Description => check::description(bytes),
            Kind::ArgDefault => check::arg_default(bytes),
            Kind::BuildValue => check::build_value(bytes),
            Kind::ArgName => check::arg_name(bytes),
            Kind::LoneArgName => check::lone_arg_name(bytes),
            Kind::MountPath => check::mount_path(bytes),
            Kind::BindSource => check::bind_source(bytes),
            Kind::BindPath => check::bind_path(bytes),
            Kind::MountId => check::mount_id(bytes),
            Kind::MountSize => check::mount_size(bytes),
            Kind::Device => check::device(bytes),
            Kind::ContextName => check::context_name(bytes),
            Kind::Mode => check::mode_symbols(bytes),
            Kind::InlineTarget => check::inline_target(bytes),
            Kind::InlineText => check::inline_text(bytes),
            Kind::ExcludePattern => check::exclude_pattern(bytes),
            Kind::NamePattern => check::name_pattern(bytes),
            Kind::Url => check::url(bytes),
            Kind::Sha256 => check::sha256(bytes),
            Kind::Checksum => check::checksum(bytes),
            Kind::Architecture => check::architecture(bytes),
            Kind::Snapshot => check::snapshot(bytes),
            Kind::RepositoryUrl => check::repository_url(bytes),
            Kind::Suite => check::suite(bytes),
            Kind::Component => check::component(bytes),
            Kind::KeyName => check::key_name(bytes),
            Kind::GitRepository => check::git_repository(bytes),
            Kind::GitRef => check::git_ref(bytes),
            Kind::GitCommit => check::git_commit(bytes),
            Kind::Script => check::script(bytes),
            Kind::JudgedScript => check::judged_script(bytes),
            Kind::ScriptWord => check::script_word(bytes),
            Kind::ProbePath => check::probe_path(bytes),
            Kind::Port
            | Kind::Id
            | Kind::AnyId
            | Kind::SystemId
            | Kind::Duration
            | Kind::Retries => Ok(()),
        }
    }

    /// Checks a whole number.
    pub(crate) const fn check_number(self, number: u128) -> Check {
        match self {
            Kind::Port if number == 0 || number > u16::MAX as u128 => {
                Err("port: a port is a number from 1 to 65535")
            }
            Kind::Id | Kind::SystemId if number == 0 => Err(
                "id: 0 is root; choose another id, or say why the program needs root with `.runs_as_root(\"why\")`",
            ),
            // The highest id means "none" to the kernel.
            Kind::Id if number >= u32::MAX as u128 => {
                Err("id: a user or group id is a number from 1 to 4294967294")
            }
            Kind::AnyId if number >= u32::MAX as u128 => {
                Err("id: a user or group id is a number from 0, which is root, to 4294967294")
            }
            Kind::SystemId if number > 999 => Err(
                "id: a user of the system has an id from 1 to 999; one of another id is `user(\"app\").id(10001)`",
            ),
            // The engine refuses less than a millisecond, and takes 0 for its default.
            Kind::Duration if number < 1_000_000 => {
                Err("duration: at least a millisecond; leave the line out for the engine's default")
            }
            Kind::Duration if number > i64::MAX as u128 => {
                Err("duration: more than an engine can hold, which is 292 years")
            }
            Kind::Retries if number == 0 || number > i32::MAX as u128 => Err(
                "retries: at least 1, and at most 2147483647; leave the line out for the engine's default",
            ),
            Kind::Mode => check::mode_number(number),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_mode_without_its_prefix_is_seen() {
        let said = |mode| Kind::Mode.check_number(mode).err().unwrap_or_default();
        for usual in [
            0o100, 0o400, 0o440, 0o444, 0o500, 0o550, 0o555, 0o600, 0o640, 0o644, 0o660, 0o664,
            0o666, 0o700, 0o711, 0o744, 0o750, 0o751, 0o755, 0o770, 0o775, 0o777, 0o1777, 0o2755,
            0o4755, 0o6711, 0, 0o4, 0o40,
        ] {
            assert_eq!(said(usual), "", "0o{usual:o}");
            let decimal: u128 = format!("{usual:o}").parse().unwrap();
            // 500 is 0o764, which is a usual mode itself.
            if decimal != 500 && usual > 0o77 {
                assert!(said(decimal).contains("decimal"), "{decimal}");
            }
        }
        assert!(said(0o10000).contains("0o7777"));
        assert!(said(8888).contains("0o7777"));
    }

    #[test]
    fn a_variable_in_a_text_is_seen() {
        for text in [
            "$PATH",
            "/x:$PATH",
            "${HOME}/x",
            "${PORT:-80}",
            "a$_B",
            "${X}",
            "-Xmx$HEAP_SIZE",
            "$$ $PATH",
        ] {
            assert!(Kind::EnvValue.check_names(text).is_err(), "{text}");
            assert!(Kind::CopyTarget.check_names(text).is_err(), "{text}");
        }
        for text in [
            "", "$", "a$", "$1", "${1}", "$$PATH", "costs $5", "^[A-Z]+$", "$host", "$Foo",
            "${name}", "$X", "%{y}", "$(id)", "$?", "P@$w0rd", "${", "$ PATH", "a$(B)",
        ] {
            assert_eq!(Kind::EnvValue.check_names(text), Ok(()), "{text}");
        }
        assert_eq!(Kind::ContextPath.check_names("$ID.tsx"), Ok(()));
    }

    /// A kind, good texts, and bad texts, each with a word of its complaint.
    type Row = (Kind, &'static [&'static str], &'static [(&'static str, &'static str)]);

    #[test]
    fn each_kind_knows_good_from_bad() {
        #[rustfmt::skip]
        let table: &[Row] = &[
            (Kind::Tag, &["12-slim", "1", "bookworm_x.y"], &[("", "version"), ("latest", "another image"), (".1", "version"), ("a b", "version")]),
            (Kind::Track, &["3.*-slim", "*"], &[("3.12-slim", "such as"), ("a b*", "such as")]),
            (Kind::ImageRef,
                &["debian:12", "registry.corp:5000/team/x:1", "a__b/c--d.e:1", "localhost:5000/x@sha256:0123456789012345678901234567890123456789012345678901234567890123"],
                &[("debian", "without a tag"), ("debian:latest", "another image"), ("registry.corp:5000/x", "without a tag"), ("Debian:12", "lower case"), ("a___b:1", "write"), ("a._b:1", "write"),
                  ("debian:12@sha256:12", "64 hexadecimal"), ("debian:12@", "64 hexadecimal"), ("debian:12@x", "64 hexadecimal"), (":12", "write"), ("a//b:1", "write"), ("", "write")]),
            (Kind::MovingImage, &["ubuntu", "ubuntu:latest"], &[("ubuntu:", "write"), ("u buntu", "write")]),
            (Kind::BuiltImage, &["web", "registry.corp:5000/team/web:1.2-rc.1", "web:latest"], &[("Web", "lower case"), ("web:", "lower case"), ("", "lower case"), ("web@sha256:0123456789012345678901234567890123456789012345678901234567890123", "digest"), ("${x}", "lower case")]),
            (Kind::Repository, &["cache", "registry.corp:5000/team/cache"], &[("r/cache:web", "without a tag"), ("r/c,mode=max", "lower case"), ("", "repository")]),
            (Kind::TargetName, &["web", "Web_1", "_x"], &[("", "letters"), ("-x", "no `-`"), ("a.b", "letters"), ("a b", "letters"), ("${x}", "letters")]),
            (Kind::ServiceName, &["web", "web-1", "a_b"], &[("Web", "lower-case"), ("_x", "lower-case"), ("x-", "lower-case"), ("a.b", "lower-case"), ("a/b", "lower-case"), ("", "lower-case")]),
            (Kind::Platform, &["linux/amd64", "linux/arm/v7", "windows/amd64"], &[("", "such as"), ("linux", "such as"), ("amd64", "such as"), ("linux/amd46", "such as"), ("linux/arm/v", "such as"), ("linux/arm64/v8/x", "such as"), ("linux/amd64,linux/arm64", "such as")]),
            (Kind::BuildValue, &["", "a\nb", "${x} %{y}"], &[("\0", "NUL"), ("http://u:p@h/", "secret")]),
            (Kind::AbsPath, &["/", "/srv/app", "/a b/[c]"], &[("", "absolute"), ("srv", "absolute"), ("/a/", "at the end"), ("/a/../b", "leads out"), ("/a//b", "segments"), ("/a/./b", "segments"), ("/a\nb", "control")]),
            (Kind::VolumePath, &["/srv/a b"], &[("/a ", "blank"), ("/a\u{3000}", "blank"), ("a", "absolute")]),
            (Kind::CopyTarget, &["/", "/srv/", "/srv"], &[("srv/", "absolute"), ("/a//", "at the end")]),
            (Kind::ContextPattern, &["**/*.log", "*keep", "a!", "*.py[cod]", "[^a-z0-9_]]", "a]", "[a-cx-z]/[0-9]", "[a!]"], &[("../x", "leads out"), ("!keep", "takes nothing back"), (" a", "cuts a blank"), ("a ", "cuts a blank"), ("a\u{a0}", "cuts a blank"), ("a[.txt", "class of letters"), ("[]a]", "class"), ("a[]", "class"), ("[^]", "class"), ("[-a]", "class"), ("[a-]", "class"), ("[z-a]", "class"), ("[!a]", "class"), ("[[:digit:]]", "class"), ("[a/b]", "class")]),
            (Kind::ManifestFolder, &["patches", ".yarn/releases"], &[(".", "whole context"), ("/x", "relative"), ("", "name a file"), ("a/*", "wildcards")]),
            (Kind::StagePath, &["/out/[a] b"], &[("/out/*", ".optional()"), ("out", "absolute")]),
            (Kind::StagePattern, &["/out/[a] b", "/usr/lib/*/libpq.so.?"], &[("/out/**/x", "any depth"), ("out", "absolute")]),
            (Kind::ContextPath, &[".", "src", "a/b c"], &[("", "name a file"), ("/etc", "relative"), ("../x", "leads out"), ("a/../../x", "leads out"), ("a/", "at the end"), ("C:/x", "relative"), ("a ", "blank"), (" a", "blank"), ("a\u{a0}", "blank"), ("\u{feff}a", "byte order"), ("a/*", "wildcards")]),
            (Kind::VarName, &["PORT", "_x1", "API_TOKEN"], &[("1A", "no digit"), ("A-B", "letters"), ("", "letters"), ("A B", "letters")]),
            (Kind::PublicValue, &["postgresql://u:p@h/db"], &[("a\nb", "line break")]),
            (Kind::StepValue, &["http://h/"], &[("http://u:p@h/", "mount")]),
            (Kind::Text, &["https://h/@a"], &[("https://u:p@h/", "leave it out")]),
            (Kind::Argument, &["a\nb"], &[("\0", "NUL"), ("--db=postgres://u:p@h/", "leave it out")]),
            (Kind::LoneArgName, &["VERSION", "MAX_TOKENS"], &[("NPM_TOKEN", "secret(..)"), ("A-B", "letters")]),
            (Kind::EnvValue, &["", "postgresql://db:5432/x", "http://user@host/", "a:b@c", "https://h/p:q@r"], &[("postgresql://u:p@h/db", "password"), ("a\nb", "line break")]),
            (Kind::UserName, &["ocelot", "_apt", "a-1"], &[("root", "runs_as_root"), ("Ocelot", "lower-case"), ("", "lower-case"), ("1a", "first a letter")]),
            (Kind::LabelKey, &["a", "org.x.y-z"], &[("A", "lower-case"), ("a..b", "single"), ("com.docker.x", "reserved"), ("-a", "lower-case")]),
            (Kind::LastingLabelKey, &["org.opencontainers.image.title", "org.opencontainers.image.version"], &[("org.opencontainers.image.revision", "commit_label"), ("A", "lower-case")]),
            (Kind::VariableLabelKey, &["org.opencontainers.image.title"], &[("org.opencontainers.image.version", "commit_label"), ("org.opencontainers.image.created", "commit_label")]),
            (Kind::StageName, &["venv", "a-b_c.1"], &[("Venv", "lower-case"), ("scratch", "reserved"), ("1a", "first a letter"), ("", "lower-case")]),
            (Kind::AptPackage, &["libpq5", "g++", "curl=7.88.*", "libc6:amd64"], &[("curl wget", "one name"), ("-y", "one name"), ("", "one name"), ("nano-", "removes")]),
            (Kind::ApkPackage, &["libpq", "libpq~=17", "py3-pip>=23", ".build-deps", "so:libc.so"], &[("a b", "one name"), ("-x", "one name"), ("", "one name")]),
            (Kind::RpmPackage, &["libpq", "glibc-2.34.x86_64", "gtk+"], &[("-y", "one name"), ("@group", "one name")]),
            (Kind::PacmanPackage, &["gcc-libs", "core/gtk+"], &[("a=1", "one name"), ("-S", "one name")]),
            (Kind::Word, &["x86_64-unknown-linux-musl", "web/tls", "release"], &[("a b", "one each"), ("", "one each"), ("-p", "one each")]),
            (Kind::Goal, &["package", "spring-boot:repackage", "a.b:c:1.0:d@e"], &[("", "goal"), ("-x", "goal"), ("clean package", "goal"), ("a\nb", "goal")]),
            (Kind::Signal, &["SIGTERM", "9", "64", "SIGRTMIN", "SIGRTMIN+3", "SIGRTMIN+15", "SIGRTMAX-14", "SIGQUIT", "SIGWINCH"],
                &[("TERM", "SIGTERM"), ("", "SIGTERM"), ("0", "SIGTERM"), ("sigterm", "SIGTERM"), ("SIGFOO", "SIGTERM"), ("SIG", "SIGTERM"), ("SIGRTMIN+16", "SIGTERM"), ("SIGRTMIN+", "SIGTERM"), ("SIGRTMAX-0", "SIGTERM"), ("65", "SIGTERM"), ("09", "SIGTERM")]),
            (Kind::ArgName, &["VERSION", "NPM_TOKEN"], &[("A-B", "letters"), ("TARGETARCH", "platform"), ("SOURCE_DATE_EPOCH", "source_date_epoch"), ("BUILDKIT_SYNTAX", "command line"), ("http_proxy", "cache key")]),
            (Kind::MountPath, &["/root/.cache"], &[("/a b", "this flag"), ("a", "absolute"), ("/a,b", "this flag")]),
            (Kind::BindSource, &["Cargo.lock", "."], &[("a b", "this flag"), ("../x", "leads out")]),
            (Kind::BindPath, &["/out"], &[("/a$b", "this flag"), ("out", "absolute")]),
            (Kind::MountId, &["npmrc", "a.b-c_1"], &[("", "letters"), ("a,b", "letters")]),
            (Kind::MountSize, &["64m", "1g", "4096"], &[("", "number"), ("m", "number"), ("64 MB", "number")]),
            (Kind::Device, &["vendor1.com/device=foo", "nvidia.com/gpu=all", "vendor1.com/device=*", "vendor1.com/device", "class1"],
                &[("", "vendor"), ("a,b=c", "vendor"), ("name=a", "vendor"), ("required", "vendor"), ("a/b=", "vendor"), ("a/b=*c", "vendor"), ("a/*", "vendor")]),
            (Kind::ContextName, &["docs", "a.b-1"], &[("Docs", "lower-case"), ("scratch", "reserved")]),
            (Kind::Mode, &["u=rwX,go=rX", "+x"], &[("", "symbols"), ("755", "symbols"), ("a b", "symbols")]),
            (Kind::InlineTarget, &["/etc/app.conf"], &[("/a b", "blank"), ("/etc/", "file")]),
            (Kind::InlineText, &["", "a\n", "a\tb\n\n"], &[("x\nhttp://u:p@h\n", "password"), ("a", "line break"), ("a\r\n", "carriage"), ("\0\n", "NUL")]),
            (Kind::ExcludePattern, &["**/*.map", "a/b"], &[("a b", "this flag"), ("/a", "relative"), ("!a", "takes nothing back")]),
            (Kind::NamePattern, &["*.so", "lib?.so.*", "app.conf", "[a] ^b", "a b"], &[("", "name"), ("a/*.so", "folder"), ("**", "any depth"), ("a\\b", "control"), ("..", "leads out"), ("a]", "ends with `]`")]),
            (Kind::Url, &["https://x.org/a.tgz?x=1&y=%24", "http://x/${V}/a"], &[("ftp://x/a", "https://"), ("https://x/a b", "percent"), ("https://x/y.git", "git(..)"), ("https://u:p@x/a", "password"), ("https://x/a#b", "percent")]),
            (Kind::Sha256, &["sha256:0123456789012345678901234567890123456789012345678901234567890123"], &[("", "sha256:"), ("0123", "sha256:")]),
            (Kind::Checksum, &["sha256:0123456789012345678901234567890123456789012345678901234567890123"], &[("", "sha512:"), ("sha512:0123", "128"), ("md5:0123", "sha256:")]),
            (Kind::Architecture, &["amd64", "arm/v7", "riscv64", "amd64/v3"], &[("", "such as"), ("x86_64", "amd64"), ("aarch64", "arm64"), ("linux/amd64", "such as"), ("arm64/v8", "without"), ("amd64/v1", "without"), ("arm/7", "such as")]),
            (Kind::Snapshot, &["20261101T000000Z"], &[("2026-11-01", "20261101T000000Z"), ("20261101T000000", "20261101T000000Z"), ("2026110100000000", "20261101T000000Z")]),
            (Kind::RepositoryUrl, &["https://x.org/a/$releasever", "http://x:80/", "file:///srv/repo", "https://x.org/core:/stable:/v1.git"], &[("ftp://x/a", "https://"), ("file://srv", "https://"), ("https://", "host"), ("https:///x", "host"), ("https://x/a b", "percent"), ("https://u:p@x/a", "password")]),
            (Kind::Suite, &["bookworm-pgdg", "./", "/", "stable/updates"], &[("", "release"), ("a b", "release"), ("-x", "release")]),
            (Kind::Component, &["main", "non-free-firmware", "updates/main"], &[("", "part"), ("a b", "part"), ("main/", "part")]),
            (Kind::KeyName, &["a@b-5f.rsa.pub"], &[("", "name"), ("a b", "name"), (".x", "name")]),
            (Kind::GitRepository, &["https://github.com/moby/buildkit.git", "git@github.com:a/b.git", "ssh://git@h.org:2222/a/b.git"],
                &[("http://x/y.git", "https://"), ("git://x/y.git", "https://"), ("@x:y.git", "https://"), ("g@x.git", "https://"), ("g@:y.git", "https://"), ("https://a@x/y.git", "https://"), ("https://u:p@x/y.git", "password"), ("ssh://u:p@x/y.git", "password"), ("git@x:y.git?a=b", "https://"), ("https://x/y", ".git"), ("https://x/y.git#v1", ".git")]),
            (Kind::GitRef, &["v1.2.3", "refs/heads/main", "v${V}"], &[("", "tag"), ("a b", "tag"), ("a#b", "tag")]),
            (Kind::GitCommit, &["0123456789012345678901234567890123456789"], &[("0123", "40"), ("", "40")]),
            (Kind::Script, &["a\n\tb 'c\nd'\n", "cat <<E\nx\nE"], &[("", "command"), ("#!/bin/sh\na", "interpreter"), ("a\rb", "carriage")]),
            (Kind::RawLine,
                &["RUN make", "RUN --x=y echo 'it is' \"so\"", "COPY --from=build /out/*.so /lib/", "ONBUILD RUN make", "HEALTHCHECK NONE", "ENV A=it\\'s", "CMD [\"it's\"]"],
                &[("", "no instruction"), ("run make", "capital"), ("RUN", "arguments"), ("RUNS x", "no instruction"), ("FROM debian", "Stage::named"), ("from debian", "Stage::named"),
                  ("SHELL [\"a\"]", ".shell("), ("# a", ".comment("), ("#", ".comment("), ("# syntax=x", ".comment("), (" RUN a", "blank"), ("RUN a ", "blank"), ("RUN a\t", "blank"),
                  ("ONBUILD FROM a", "ONBUILD is"), ("ONBUILD ONBUILD RUN a", "ONBUILD is"), ("ONBUILD make", "ONBUILD is"), ("ONBUILD RUN", "ONBUILD is"), ("ONBUILD", "arguments"),
                  ("RUN a\nRUN b", "line break"), ("RUN a\u{202e}b", "mark of direction"), ("RUN a\u{1b}b", "control"), ("RUN <<E", "here-document"), ("RUN '<<E'", "here-document"), ("RUN a \\", "at its end"), ("LABEL a=b\\\\", "at its end"), ("RUN 'a\\", "at its end"),
                  ("RUN it's", "quote"), ("RUN \"a", "quote"), ("RUN 'a\"", "quote"), ("RUN a\\\\\"", "quote")]),
            (Kind::Comment,
                &["it is so", "one\n\n  - two\n", "checks are here", "check it = yes", "syntaxes=1", "FROM here on", "renovate: datasource=npm", "it's \\", "hadolints"],
                &[("", "nothing"), ("\n", "nothing"), (" ", "blank"), ("a \nb", "blank"), ("a\t", "blank"), ("a\r\nb", "control"), ("a\u{202e}b", "mark of direction"), ("\0", "control"),
                  ("check=skip=all", "instruction"), ("a\n Check = error=true", "instruction"), ("\u{a0}check=skip=all", "instruction"), ("syntax=x", "instruction"), ("ESCAPE=`", "instruction"),
                  ("hadolint ignore=DL3006", "instruction"), ("a\nhadolint global ignore=DL3006", "instruction")]),
            (Kind::Description, &["serves the shop", "= x"], &[("", "what it is for"), (" a", "blank"), ("\ta", "blank"), ("a ", "blank"), ("a\nb", "line break"), ("a\u{202e}", "mark of direction"), ("check=skip=all", "instruction")]),
            (Kind::ProbePath, &["/", "/health", "/-/ready?full=1&x=%20", "/a//b/", "//"], &[("", "begin it"), ("health", "begin it"), ("http://localhost/", "begin it"), ("/a b", "percent"), ("/a\tb", "percent"), ("/\u{e4}", "percent"), ("/a#b", "behind `#`"), ("/a\r\nHost: x", "percent")]),
            (Kind::Reason, &["it is so"], &[("", "say why"), ("  ", "say why"), ("a\nb", "line break")]),
        ];
        for (kind, good, bad) in table {
            for text in *good {
                assert_eq!(kind.check(text), Ok(()), "{kind:?} refuses {text:?}");
            }
            for (text, word) in *bad {
                let complaint = kind.check(text).expect_err(text);
                assert!(complaint.contains(word), "{kind:?} of {text:?} says: {complaint}");
                assert!(!complaint.contains('\n'), "one line: {complaint}");
            }
        }
    }
}
