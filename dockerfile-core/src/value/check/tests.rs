//! Each spelling of the lists that the checks hold, each character that a name may have, and both sides
//! of each bound. What else makes a text good or bad is in the table of `kind.rs`.

use crate::value::Kind;

/// Texts that a kind takes; blanks separate them.
#[rustfmt::skip]
const TAKEN: &[(Kind, &str)] = &[
    (Kind::Signal, "SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL"),
    (Kind::Signal, "SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGRTMAX SIGRTMIN SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM"),
    (Kind::Signal, "SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ"),
    (Kind::Signal, "1 9 10 64 SIGRTMIN+1 SIGRTMIN+15 SIGRTMAX-1 SIGRTMAX-14"),
    (Kind::Platform, "linux/386 linux/amd64 linux/arm linux/arm64 linux/loong64 linux/mips linux/mips64 linux/mips64le"),
    (Kind::Platform, "linux/mipsle linux/ppc64 linux/ppc64le linux/riscv64 linux/s390x linux/arm/v1 linux/arm/v9"),
    (Kind::Platform, "windows/amd64 freebsd/arm64 darwin/arm64 wasip1/wasm"),
    (Kind::Architecture, "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm"),
    (Kind::Architecture, "arm/v1 arm/v9 amd64/v2 arm64/v9"),
    (Kind::ArgName, "TARGET BUILDARG MY_HTTP_PROXY PROXY EPOCH BUILDKIT"),
    (Kind::LabelKey, "com.dockers.a io.dockerhub.a org.dockerprojects.a"),
    (Kind::LastingLabelKey, "org.opencontainers.image.ref org.opencontainers.image.base.name"),
    (Kind::VariableLabelKey, "org.opencontainers.image.versions"),
    (Kind::UserName, "a _ az-_09"),
    (Kind::StageName, "a z a_b__c.9-d--e---f scratch-1 contexts"),
    (Kind::ContextName, "a z a_b__c.9-d--e---f scratch-1 contexts"),
    (Kind::AptPackage, "7z a+.-:=~/* curl=1.0-RC1 curl/Stable"),
    (Kind::ApkPackage, "a+.-_:=~<>@Z9 _a"),
    (Kind::RpmPackage, "a+.-_:=~^Z9 7zip"),
    (Kind::PacmanPackage, "a+.-_@/Z9 7zip"),
    (Kind::Word, "a_-+./Z9 _a .a"),
    (Kind::Tag, "a_.-Z9 _a 9"),
    (Kind::Track, "a_.-*Z9 *"),
    (Kind::TargetName, "a_-Z9 9"),
    (Kind::ImageRef, "a--b:1 a__b:1 a.b:1 a---b:1 h.x:80/a:1 h-x/a_b/c:1 0/1:2"),
    (Kind::MountPath, "/_@%+=:.x/-Z9"),
    (Kind::BindSource, "_@%+=:.x/-Z9"),
    (Kind::BindPath, "/_@%+=:.x/-Z9"),
    (Kind::ExcludePattern, "_@%+=:.x/-Z9*"),
    (Kind::MountId, "a_.-/Z9 /"),
    (Kind::MountSize, "1b 1k 1m 1g 0"),
    (Kind::Device, "a_./-Z9=a_.:-Z9 required/a a/required=b"),
    (Kind::Mode, "u=r g+w o-x a=rwxXst =r +x -x u=r,=x u=r,+x u=r,-x u=r,g=r,o=r,a=r ugoa=r u+r-w g=u"),
    (Kind::Url, "https://a-._~:/?@!&()*+,;=%${}Z9 http://a"),
    (Kind::RepositoryUrl, "https://a-._~:/?@!&()*+,;=%${}Z9 http://a file:///a"),
    (Kind::GitRepository, "https://h-._~:/%Z9/a.git git@h-.x9:a/b.git a-_b@h:x.git ssh://u@h/.git"),
    (Kind::GitRef, "a-._/+@${A}Z9"),
    (Kind::Suite, "a_-+.~:/Z9"),
    (Kind::Component, "a_-+.~/Z9"),
    (Kind::KeyName, "a_-+.@Z9 _a +a @a"),
    (Kind::Snapshot, "00000000T000000Z 99999999T999999Z"),
    (Kind::ProbePath, "/!~$'\"<>"),
];

/// Texts that a kind refuses, with words of the complaint; blanks separate the texts.
#[rustfmt::skip]
const REFUSED: &[(Kind, &str, &str)] = &[
    (Kind::Signal, "0 00 01 65 100 1a SIGterm RTMIN SIGRTMIN+0 SIGRTMIN+16 SIGRTMAX-15 SIGRTMIN-1 SIGRTMAX+1 SIGUSR3", "signal: "),
    (Kind::Platform, "linux/arm/v0 linux/arm/v10 linux/arm/7 linux/arm/ /amd64 linux/ linux/x86_64 plan9/amd64 js/wasm", "platform: "),
    (Kind::Architecture, "x86_64 aarch64", "builders call"),
    (Kind::Architecture, "arm64/v8 amd64/v1", "without a variant"),
    (Kind::Architecture, "arm/v0 arm/v10 arm/7 arm/ /v7 sparc64", "a machine"),
    (Kind::ArgName, "TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT targetos", "module `platform`"),
    (Kind::ArgName, "BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT BuildOS", "module `platform`"),
    (Kind::ArgName, "HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY", "cache key"),
    (Kind::ArgName, "http_proxy https_proxy ftp_proxy no_proxy all_proxy", "cache key"),
    (Kind::ArgName, "BUILDKIT_ BUILDKIT_SBOM_SCAN_STAGE", "command line"),
    (Kind::LoneArgName, "TARGETOS", "module `platform`"),
    (Kind::LabelKey, "com.docker.a io.docker.a org.dockerproject.a", "reserved"),
    (Kind::LabelKey, "a--b a..b -a .a a- a. a_b A", "lower-case"),
    (Kind::LastingLabelKey, "org.opencontainers.image.revision org.opencontainers.image.created", "commit_label"),
    (Kind::LastingLabelKey, "org.opencontainers.image.ref.name", "commit_label"),
    (Kind::VariableLabelKey, "org.opencontainers.image.revision org.opencontainers.image.created", "commit_label"),
    (Kind::VariableLabelKey, "org.opencontainers.image.ref.name org.opencontainers.image.version", "commit_label"),
    (Kind::StageName, "scratch context", "reserved"),
    (Kind::ContextName, "scratch context", "reserved"),
    (Kind::UserName, "-a 0a aA a.b", "lower-case"),
    (Kind::StageName, "_a .a 0a aA a/b", "lower-case"),
    (Kind::StageName, "a_ a- a. a.-b a-_b a..b a___b", "is the last"),
    (Kind::ContextName, "a_ a- a. a.-b a-_b a..b a___b", "is the last"),
    (Kind::AptPackage, "a Curl cUrl +a a_b", "package: "),
    (Kind::RpmPackage, "+a .a a/b a*", "package: "),
    (Kind::PacmanPackage, "+a @a a=1 a~b", "package: "),
    (Kind::ApkPackage, "-a a/b a*", "package: "),
    (Kind::Word, "-a a:b a@b", "name: "),
    (Kind::Tag, ".a -a a/b a+b", "tag: "),
    (Kind::ImageRef, "a_-b:1 a___b:1 a..b:1 a-_b:1 a__-b:1 -a:1 a-:1 a/b:5/c:1 a/:1 a:.b a:-b a:", "image: "),
    (Kind::ImageRef, "a${B}:1 ${A} a:$B", "FROM takes no variable"),
    (Kind::Repository, "a@sha256:0 a:1 A", "repository: "),
    (Kind::MountSize, "k 1t 1K 1kk -1", "size: "),
    (Kind::Device, "a/b= a/b=*c a/b=c/d required a=b =a", "device: "),
    (Kind::Mode, "r rw- rwxr-xr-x u=r,w=r u=r,x-w s+x 755 =,x", "mode: "),
    (Kind::Snapshot, "20261101t000000Z 20261101T000000z 2026110TT000000Z 20261101T00000ZZ 20261101T0000000Z", "snapshot: "),
    (Kind::GitRepository, "git@h:/.git git@h:.git git@h:a@b.git a.b@h:x.git git@h_x:a.git ssh://h/a", "repository: "),
    (Kind::Component, "-a a/ a:b", "component: "),
    (Kind::Suite, "-a", "suite: "),
    (Kind::KeyName, "-a .a a/b", "key: "),
    (Kind::InlineTarget, "/a\"b /a'b /a<b /a\u{a0}b", "beside a here-document"),
    (Kind::NamePattern, "a] a^ a-", "write a `*` behind it"),
];

#[test]
fn each_spelling_is_known() {
    for (kind, texts) in TAKEN {
        for text in texts.split(' ') {
            assert_eq!(kind.check(text), Ok(()), "{kind:?} refuses {text:?}");
        }
    }
    for (kind, texts, words) in REFUSED {
        for text in texts.split(' ') {
            let complaint = kind.check(text).expect_err(text);
            assert!(complaint.contains(words), "{kind:?} of {text:?} says: {complaint}");
        }
    }
}

#[test]
fn a_raw_line_may_be_each_instruction() {
    for word in [
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "RUN",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ] {
        assert_eq!(Kind::RawLine.check(&format!("{word} a")), Ok(()), "{word}");
        let trigger = Kind::RawLine.check(&format!("ONBUILD {word} a"));
        assert_eq!(trigger.is_ok(), word != "MAINTAINER", "{word}: {trigger:?}");
        assert!(Kind::RawLine.check(&format!("ONBUILD {word}")).is_err(), "{word}");
    }
    assert_eq!(Kind::RawLine.check("ONBUILD SHELL [\"a\"]"), Ok(()));
    for line in ["shell [\"a\"]", "From a", "ONBUILD onbuild RUN a", "RUN\t", "a <<E", "'"] {
        assert!(Kind::RawLine.check(line).is_err(), "{line}");
    }
}

/// The longest text of a kind, in a character that counts once.
const LONGEST: &[(Kind, char, usize)] = &[
    (Kind::UserName, 'a', 32),
    (Kind::StageName, 'a', 128),
    (Kind::ContextName, 'a', 128),
    (Kind::TargetName, 'a', 128),
    (Kind::Tag, 'a', 128),
    (Kind::VarName, 'a', 255),
    (Kind::ArgName, 'a', 255),
    (Kind::LabelKey, 'a', 255),
    (Kind::MovingImage, 'a', 512),
    (Kind::Reason, 'a', 1000),
    (Kind::Comment, 'a', 1000),
    (Kind::Description, 'a', 1000),
    (Kind::MountSize, '1', 15),
    (Kind::ArgDefault, 'a', 65_000),
    // These have a `\` in front of them where they are printed.
    (Kind::ArgDefault, '"', 32_500),
    (Kind::ArgDefault, '\\', 32_500),
    (Kind::ArgDefault, '$', 32_500),
    (Kind::BuildValue, 'a', 130_000),
];

#[test]
fn a_text_may_be_as_long_as_this() {
    for (kind, c, length) in LONGEST {
        let text = |length| c.to_string().repeat(length);
        assert_eq!(kind.check(&text(*length)), Ok(()), "{kind:?} of {length}");
        assert!(kind.check(&text(length + 1)).is_err(), "{kind:?} of {}", length + 1);
    }
    for (good, bad) in [(40, 39), (40, 41), (64, 63), (64, 65)] {
        assert_eq!(Kind::GitCommit.check(&"a".repeat(good)), Ok(()));
        assert!(Kind::GitCommit.check(&"a".repeat(bad)).is_err(), "{bad}");
    }
    for (algorithm, length, kinds) in
        [("sha256", 64, &[Kind::Sha256, Kind::Checksum][..]), ("sha512", 128, &[Kind::Checksum])]
    {
        let sum = |c: &str, length| format!("{algorithm}:{}", c.repeat(length));
        for kind in kinds {
            assert_eq!(kind.check(&sum("f", length)), Ok(()), "{algorithm}");
            for bad in
                [sum("f", length - 1), sum("f", length + 1), sum("F", length), sum("g", length)]
            {
                assert!(kind.check(&bad).is_err(), "{bad}");
            }
        }
    }
    assert!(Kind::Sha256.check(&format!("sha512:{}", "f".repeat(128))).is_err());
}

/// rustc reads a literal of shell text as far as that takes it no longer than people wait.
#[test]
fn a_long_literal_of_shell_text_is_left_to_the_build_script() {
    let judged = |text: &str, length: usize| {
        let text = format!("{text}{}", "a".repeat(length - text.len()));
        Kind::JudgedScript.check(&text).is_err()
    };
    assert!(judged("sudo a", 384) && !judged("sudo a", 385));
    assert!(judged("\r", 4096) && !judged("\r", 4097));
}

/// A kind, its lowest and its highest number.
const NUMBERS: &[(Kind, u128, u128)] = &[
    (Kind::Port, 1, 65_535),
    (Kind::Id, 1, 4_294_967_294),
    (Kind::AnyId, 0, 4_294_967_294),
    (Kind::SystemId, 1, 999),
    (Kind::Duration, 1_000_000, 9_223_372_036_854_775_807),
    (Kind::Retries, 1, 2_147_483_647),
    (Kind::Mode, 0, 0o7777),
];

#[test]
fn a_number_has_bounds() {
    for (kind, lowest, highest) in NUMBERS {
        assert_eq!(kind.check_number(*lowest), Ok(()), "{kind:?}");
        assert_eq!(kind.check_number(*highest), Ok(()), "{kind:?}");
        assert!(kind.check_number(highest + 1).is_err(), "{kind:?}");
        assert!(*lowest == 0 || kind.check_number(lowest - 1).is_err(), "{kind:?}");
    }
}

#[test]
fn each_character_that_no_reader_sees_is_refused() {
    for unseen in [
        '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}',
        '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{1}', '\u{1f}', '\u{7f}',
        '\u{80}', '\u{9f}',
    ] {
        let text = format!("/a{unseen}b");
        for kind in [Kind::Text, Kind::AbsPath, Kind::Comment, Kind::Script, Kind::ScriptWord] {
            assert!(kind.check(&text).is_err(), "{kind:?} takes {unseen:?}");
        }
        assert!(Kind::InlineText.check(&format!("{text}\n")).is_err(), "{unseen:?}");
    }
    for seen in ['\t', '\u{a0}', '\u{200d}', '\u{61b}', '\u{2065}', '\u{206a}', '\u{d8}', '\u{e9}']
    {
        assert_eq!(Kind::Text.check(&format!("a{seen}b")), Ok(()), "{seen:?}");
    }
}

/// What a builder cuts off the ends of a path.
#[test]
fn each_blank_at_an_end_is_refused() {
    for blank in [
        '\u{85}', '\u{a0}', '\u{1680}', '\u{2000}', '\u{2001}', '\u{2002}', '\u{2003}', '\u{2004}',
        '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{2028}',
        '\u{2029}', '\u{202f}', '\u{205f}', '\u{3000}', ' ',
    ] {
        assert!(Kind::VolumePath.check(&format!("/a{blank}")).is_err(), "{blank:?}");
        assert!(Kind::ContextPath.check(&format!("a{blank}")).is_err(), "{blank:?}");
        assert!(Kind::ContextPath.check(&format!("{blank}a")).is_err(), "{blank:?}");
        assert!(Kind::InlineTarget.check(&format!("/a{blank}b")).is_err(), "{blank:?}");
    }
    assert_eq!(Kind::ContextPath.check("a\u{3000}b"), Ok(()));
    assert_eq!(Kind::VolumePath.check("/ a"), Ok(()));
}

#[test]
fn a_line_that_a_bot_takes_for_an_image_is_seen() {
    for text in ["FROM a\n", "from\ta\n", " \tFROM a\n", "a\nFROM b\n", "copy a --FROM=b /\n"] {
        assert!(Kind::InlineText.check(text).is_err(), "{text}");
    }
    for text in ["FROM\n", "FROMAGE a\n", "a FROM b\n", "COPY a b\n", "RUN --from=a\n"] {
        assert_eq!(Kind::InlineText.check(text), Ok(()), "{text}");
    }
}
