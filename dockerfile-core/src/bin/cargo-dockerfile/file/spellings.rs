//! Each instruction, flag, option and truth value that a Dockerfile may spell.

use super::{File, Instruction, Settings, State, clean};

fn read(text: &str) -> Result<File, String> {
    File::read(text, "Dockerfile", &Settings::default()).map_err(|failure| failure.what)
}

/// The last instruction of a stage on `debian:12`.
fn last(line: &str) -> Result<Instruction, String> {
    let mut file = read(&format!("FROM debian:12 AS x\nFROM debian:12\n{line}\n"))?;
    let stage = file.stages.pop().expect("a stage");
    Ok(stage.lines.into_iter().next_back().expect("a line").instruction)
}

#[test]
fn each_flag_belongs_to_its_instruction() {
    for (line, flags) in [
        ("RUN ? a", "--network=none --security=insecure --mount=target=/a --device=a/b"),
        ("COPY ? a b", "--chown=a --chmod=a --link --link=true --from=x --parents --exclude=a"),
        (
            "ADD ? a b",
            "--chown=a --chmod=a --link --checksum=a --keep-git-dir --unpack --exclude=a",
        ),
        (
            "HEALTHCHECK ? CMD a",
            "--interval=1s --timeout=1s --start-period=1s --start-interval=1s --retries=1",
        ),
    ] {
        for flag in flags.split(' ') {
            let line = line.replace('?', flag);
            assert!(last(&line).is_ok(), "{line}: {:?}", last(&line));
            let twice = line.replacen(flag, &format!("{flag} {flag}"), 1);
            let may_be =
                ["--mount", "--device", "--exclude"].iter().any(|one| flag.starts_with(one));
            assert_eq!(last(&twice).is_ok(), may_be, "{twice}");
        }
    }
    for line in [
        "RUN --link a",
        "RUN --chown=a b",
        "COPY --checksum=a b c",
        "COPY --unpack a b",
        "COPY --keep-git-dir a b",
        "ADD --from=x a b",
        "ADD --parents a b",
        "HEALTHCHECK --retry=1 CMD a",
        "CMD --a b",
        "ENV --a b=c",
        "USER --a b",
        "COPY --link=maybe a b",
        "COPY --chown a b",
        "RUN --network a",
        "COPY --from=y$Z a b",
        "COPY --from=2 a b",
    ] {
        assert!(last(line).is_err(), "{line}: {:?}", last(line));
    }
    assert!(read("FROM --platform=linux/arm64 a").is_ok() && read("FROM --link a").is_err());
    for (line, link) in [
        ("COPY --link a b", true),
        ("COPY --link=TRUE a b", true),
        ("COPY --link=False a b", false),
        ("COPY a b", false),
    ] {
        let is_linked = matches!(last(line), Ok(Instruction::Copy(copy)) if copy.link);
        assert_eq!(is_linked, link, "{line}");
    }
}

/// The function is long by its rows.
#[test]
fn each_option_of_a_mount_is_known() {
    let mount = |options: &str| match last(&format!("RUN --mount={options} a")) {
        Ok(Instruction::Run(run)) => run.mounts.into_iter().next().ok_or("no mount".to_owned()),
        other => Err(format!("{other:?}")),
    };
    for kind in ["bind", "cache", "tmpfs", "secret", "ssh", "CACHE"] {
        let found = mount(&format!("type={kind},target=/a")).expect(kind);
        assert_eq!(found.kind, kind.to_lowercase());
        assert_eq!(found.readonly, !["cache", "tmpfs"].contains(&found.kind.as_str()), "{kind}");
    }
    for name in ["target", "dst", "destination", "Target"] {
        assert_eq!(mount(&format!("type=cache,{name}=/b")).expect(name).target, "/b");
    }
    for name in ["source", "src"] {
        assert_eq!(mount(&format!("target=/a,{name}=b")).expect(name).source, "/b");
    }
    for name in ["id", "sharing", "size", "mode", "uid", "gid", "env"] {
        let found = mount(&format!("type=cache,target=/a,{name}=7")).expect(name);
        assert_eq!(found.options.get(name).map(String::as_str), Some("7"), "{name}");
    }
    let truths = [
        ("", true),
        ("=1", true),
        ("=t", true),
        ("=T", true),
        ("=TRUE", true),
        ("=true", true),
        ("=True", true),
        ("=0", false),
        ("=f", false),
        ("=F", false),
        ("=FALSE", false),
        ("=false", false),
        ("=False", false),
    ];
    for (text, is) in truths {
        for name in ["readonly", "ro"] {
            assert_eq!(
                mount(&format!("target=/a,{name}{text}")).expect(text).readonly,
                is,
                "{name}{text}"
            );
        }
        for name in ["readwrite", "rw"] {
            assert_eq!(
                mount(&format!("target=/a,{name}{text}")).expect(text).readonly,
                !is,
                "{name}{text}"
            );
        }
        let found = mount(&format!("type=secret,id=a,required{text}")).expect(text);
        assert_eq!(found.options["required"], is.to_string(), "{text}");
    }
    assert_eq!(mount("target=/a,from=x").expect("a stage").from, Some(super::Origin::Stage(0)));
    for options in [
        "type=volume,target=/a",
        "targe=/a",
        "target",
        "id",
        "target=/a,ro=yes",
        "target=/a,required=2",
    ] {
        assert!(mount(options).is_err(), "{options}");
    }
}

/// The function is long by its rows.
#[test]
fn each_instruction_is_known_in_any_case() {
    for line in [
        "RUN a",
        "COPY a b",
        "ADD a b",
        "HEALTHCHECK NONE",
        "ONBUILD RUN a",
        "CMD a",
        "ENTRYPOINT a",
        "ARG a",
        "ENV a=b",
        "LABEL a=b",
        "WORKDIR /a",
        "USER a",
        "STOPSIGNAL a",
        "MAINTAINER a",
        "SHELL [\"a\"]",
        "VOLUME /a",
        "EXPOSE 1",
    ] {
        let (word, rest) = line.split_once(' ').expect(line);
        let lower = format!("{} {rest}", word.to_lowercase());
        let kind = |line: &str| std::mem::discriminant(&last(line).expect(line));
        assert_eq!(kind(line), kind(&lower), "{line}");
        assert!(last(word).is_err(), "{word} says nothing");
    }
    for line in [
        "SHELL a",
        "SHELL []",
        "SHELL [1]",
        "VOLUME [1]",
        "CMD [1]",
        "RUN [1]",
        "HEALTHCHECK",
        "HEALTHCHECK NONE a",
        "HEALTHCHECK CMD",
        "HEALTHCHECK CMD []",
        "HEALTHCHECK a",
        "ONBUILD ONBUILD RUN a",
        "ONBUILD FROM a",
        "ONBUILD MAINTAINER a",
        "onbuild from a",
        "ENV a",
        "LABEL a",
        "EXPOSE 65536",
        "EXPOSE a",
        "EXPOSE 2-1",
        "COPY a",
        "INCLUDE a",
    ] {
        assert!(last(line).is_err(), "{line}: {:?}", last(line));
    }
    for (word, ports) in [
        ("80", &["80/tcp"][..]),
        ("80/UDP", &["80/udp"]),
        ("80-82", &["80/tcp", "81/tcp", "82/tcp"]),
        ("8080:80", &["80/tcp"]),
        ("65535", &["65535/tcp"]),
        ("1 2/udp", &["1/tcp", "2/udp"]),
    ] {
        let Ok(Instruction::Expose(found)) = last(&format!("EXPOSE {word}")) else {
            panic!("{word}")
        };
        assert_eq!(found, ports, "{word}");
    }
    for (line, test) in [
        ("HEALTHCHECK CMD a b", &["CMD-SHELL", "a b"][..]),
        ("HEALTHCHECK cmd [\"a\"]", &["CMD", "a"]),
        ("HEALTHCHECK none", &["NONE"]),
    ] {
        let Ok(Instruction::Healthcheck(check)) = last(line) else { panic!("{line}") };
        assert_eq!(check.test, test);
    }
}

/// What a line changes for those below it, and what the image says.
#[test]
fn each_instruction_changes_what_it_says() {
    let end = |lines: &str| read(&format!("FROM a\n{lines}\n")).expect(lines).stages.remove(0);
    assert_eq!(
        end("ENV A=1\nARG A=2\nARG B\nARG C=3").end.env,
        [("A".to_owned(), "2".to_owned()), ("C".to_owned(), "3".to_owned()),]
    );
    let of_builder = end(
        "ARG BUILDKIT_SBOM_SCAN_STAGE=true\nARG BUILDKIT_SBOM_SCAN_CONTEXT=true\nARG BUILDKIT_A=1",
    );
    assert_eq!(of_builder.end.env, [("BUILDKIT_A".to_owned(), "1".to_owned())]);
    let texts = |argv: Option<Vec<String>>| argv.map(|argv| argv.join(" "));
    for (lines, entrypoint, cmd) in [
        ("ENTRYPOINT [\"a\"]", Some("a"), Some("")),
        ("CMD [\"b\"]\nENTRYPOINT [\"a\"]", Some("a"), Some("b")),
        ("ENTRYPOINT [\"a\"]\nCMD [\"b\"]", Some("a"), Some("b")),
        ("CMD [\"b\"]", None, Some("b")),
        ("CMD [\"b\"]\nCMD [\"c\"]", None, Some("c")),
        ("ENTRYPOINT []", Some(""), Some("")),
    ] {
        let config = end(lines).config;
        assert_eq!(texts(config.entrypoint).as_deref(), entrypoint, "{lines}");
        assert_eq!(texts(config.cmd).as_deref(), cmd, "{lines}");
    }
    let child = |lines: &str| {
        read(&format!("FROM a AS b\n{lines}\nFROM b\nENTRYPOINT [\"x\"]")).expect(lines)
    };
    assert_eq!(child("CMD [\"c\"]").stages.pop().and_then(|stage| stage.config.cmd), Some(vec![]));
    assert_eq!(State::on_scratch().directory, "/");
    for (path, cleaned) in [
        ("/a/./b//c/", "/a/b/c"),
        ("/a/../..", "/"),
        ("a/../..", ".."),
        ("a/..", "."),
        ("", "."),
        ("/", "/"),
        ("/$A/../b", "/$A/../b"),
        ("../../a", "../../a"),
        ("/a/../$B/..", "/$B/.."),
    ] {
        assert_eq!(clean(path), cleaned, "{path}");
    }
}

/// A stage is called by its name, in any case, or by its number; and only by one above.
#[test]
fn each_name_of_a_stage_is_known() {
    let base = |name: &str| read(&format!("FROM a AS One\nFROM b AS two\nFROM {name}\n"));
    for (name, stage) in [("one", Some(0)), ("ONE", Some(0)), ("Two", Some(1)), ("three", None)] {
        let file = base(name).expect(name);
        let found = match file.stages[2].from {
            super::Origin::Stage(index) => Some(index),
            _ => None,
        };
        assert_eq!(found, stage, "{name}");
    }
    let file = base("one").expect("a file");
    for (name, stage) in [
        (None, Some(2)),
        (Some("one"), Some(0)),
        (Some("TWO"), Some(1)),
        (Some("1"), Some(1)),
        (Some("3"), None),
    ] {
        assert_eq!(file.target(name).map(|stage| stage.index), stage, "{name:?}");
    }
    // Of two of one name it is the last.
    let twice = read("FROM a AS x\nFROM b AS x\nFROM c\nCOPY --from=x a b\nCOPY --from=0 a b\n")
        .expect("a file");
    assert_eq!(twice.target(Some("x")).map(|stage| stage.index), Some(1));
    let from = |line: usize| match &twice.stages[2].lines[line].instruction {
        Instruction::Copy(copy) => copy.from.clone(),
        _ => None,
    };
    assert_eq!((from(0), from(1)), (Some(super::Origin::Stage(1)), Some(super::Origin::Stage(0))));
    assert_eq!(file.stages[2].called(), "stage-2");
    for text in
        ["FROM a b", "FROM a AS", "FROM a WITH b", "FROM a AS b c", "FROM", "ENV a=b\nFROM c"]
    {
        assert!(read(text).is_err(), "{text}");
    }
}

/// What a builder says of the platform, where a stage asks for it, and to the first FROM without that.
#[test]
fn each_variable_of_the_platform_is_known() {
    for which in ["TARGET", "BUILD"] {
        for part in ["PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT"] {
            let name = format!("{which}{part}");
            let file = read(&format!("FROM a\nARG {name}\nARG MY_{name}\n")).expect("a file");
            let names: Vec<&str> =
                file.stages[0].end.env.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, [name.as_str()], "{name}");
        }
    }
    assert!(read("FROM --platform=$BUILDPLATFORM a").is_ok());
    let base =
        |text: &str| read(text).map(|file| file.stages[0].platform.clone().unwrap_or_default());
    assert_eq!(base("FROM --platform=$TARGETOS/x a").as_deref(), Ok("linux/x"));
}
