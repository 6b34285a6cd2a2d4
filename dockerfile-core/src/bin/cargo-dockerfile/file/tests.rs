use std::collections::BTreeMap;

use super::{File, Instruction, Origin, Settings, normal};

fn file(text: &str) -> File {
    File::read(text, "Dockerfile", &Settings::default()).expect(text)
}

fn wrong(text: &str) -> String {
    File::read(text, "Dockerfile", &Settings::default()).expect_err(text).what
}

/// The instructions of the last stage.
fn last(text: &str) -> Vec<Instruction> {
    let lines = file(text).stages.pop().expect("a stage").lines;
    lines.into_iter().map(|line| line.instruction).collect()
}

fn argv(text: &str) -> Vec<String> {
    match last(text).pop() {
        Some(Instruction::Run(run)) => run.argv,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_shell_gets_what_buildkit_hands_it() {
    let cases = [
        ("RUN a  b\\\n  # no\n\n   c", "a  b   c"),
        ("RUN a \\  \n  && b", "a   && b"),
        ("run echo \\\\", "echo \\\\"),
        ("RUN --network=none  echo '$x' \"${y}\"", "echo '$x' \"${y}\""),
        ("RUN <<EOF\na\n  b $c\nEOF", "a\n  b $c\n"),
        ("RUN <<-EOF\n\ta\n\t\tb\n\tEOF", "a\nb\n"),
        ("RUN cat <<A - <<'B' | x\none\nA\ntwo\nB", "cat <<A - <<'B' | x\none\nA\ntwo\nB"),
        ("RUN python3 <<EOF\nprint(1)\nEOF", "python3 <<EOF\nprint(1)\nEOF"),
        ("RUN [\"a\", 1", "[\"a\", 1"),
    ];
    for (line, expected) in cases {
        assert_eq!(argv(&format!("FROM a\n{line}\n")), ["/bin/sh", "-c", expected], "{line}");
    }
    assert_eq!(argv("# escape=`\nFROM a\nRUN a `\n b\\\n"), ["/bin/sh", "-c", "a  b\\"]);
    assert_eq!(argv("FROM a\nSHELL [\"bash\", \"-c\"]\nRUN x"), ["bash", "-c", "x"]);
    assert_eq!(argv("FROM a\nRUN [\"x\", \"$y\"]"), ["x", "$y"]);
    let with_interpreter = last("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n");
    let [Instruction::Run(run)] = with_interpreter.as_slice() else {
        panic!("{with_interpreter:?}")
    };
    assert_eq!(run.argv, ["/bin/sh", "-c", "/dev/pipes/EOF"]);
    assert_eq!(run.script.as_ref().unwrap().1, "#!/usr/bin/env python3\nprint(1)\n");
}

#[test]
fn variables_are_in_force_where_they_stand() {
    let text = "ARG TAG=1\nARG BASE=debian:$TAG\nFROM $BASE AS One\nARG TAG\nARG X=a-$TAG Y\nENV X=b Z=\"$X c\"\n\
                WORKDIR /w\nWORKDIR $X/..//y\nUSER ${TAG}\nCOPY --chown=$TAG a$TAG \"$Z\" ./\nFROM one\nLABEL l=$Z p=$TARGETOS q=$NONE\n";
    let file = file(text);
    let [one, two] = file.stages.as_slice() else { panic!("{file:?}") };
    assert_eq!(
        (one.from.clone(), two.from.clone()),
        (Origin::Image("debian:1".into()), Origin::Stage(0))
    );
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    assert_eq!(one.end.env, pairs(&[("TAG", "1"), ("X", "b"), ("Z", "a-1 c")]));
    assert_eq!((one.end.directory.as_str(), one.end.user.as_str()), ("/w/y", "1"));
    let Some(Instruction::Copy(copy)) = one.lines.last().map(|line| &line.instruction) else {
        panic!()
    };
    assert_eq!(
        (copy.sources.as_slice(), copy.destination.as_str()),
        (["a1".to_owned(), "a-1 c".to_owned()].as_slice(), "/w/y/")
    );
    assert_eq!(copy.chown, "1");
    assert_eq!(
        two.config.labels,
        BTreeMap::from_iter(pairs(&[("l", "a-1 c"), ("p", "$TARGETOS"), ("q", "$NONE")]))
    );
    let scratch = last("FROM scratch\nLABEL a=${NONE:-x}$NONE");
    assert_eq!(scratch, [Instruction::Label(pairs(&[("a", "x")]))]);
}

#[test]
fn copies_mounts_and_documents() {
    let text = "FROM a AS x\nFROM b\nWORKDIR /w\nCOPY --from=0 --link --exclude=*.o --exclude=t /a /b d\n\
                COPY <<A <<-'B' /e/\n$PWD1\nA\n\t$x\nB\n\
                RUN --mount=target=src,source=s/../t --mount=type=cache,target=/c,id=i,sharing=locked --mount=type=bind,from=x,dst=/y,rw make\n";
    let lines = last(text);
    let [_, Instruction::Copy(one), Instruction::Copy(two), Instruction::Run(run)] =
        lines.as_slice()
    else {
        panic!("{lines:?}")
    };
    assert_eq!((one.from.clone(), one.link, one.exclude.len()), (Some(Origin::Stage(0)), true, 2));
    assert_eq!((one.sources.len(), one.destination.as_str()), (2, "/w/d"));
    assert_eq!(two.documents, [("A".into(), "$PWD1\n".into()), ("B".into(), "$x\n".into())]);
    let [bind, cache, stage] = run.mounts.as_slice() else { panic!("{run:?}") };
    assert_eq!((bind.source.as_str(), bind.target.as_str(), bind.readonly), ("/t", "/w/src", true));
    assert_eq!((cache.options.len(), cache.readonly), (2, false));
    assert_eq!((stage.from.clone(), stage.readonly), (Some(Origin::Stage(0)), false));
}

#[test]
fn a_trigger_runs_in_the_stage_that_is_built_on_it() {
    let file = file(
        "FROM a AS x\nONBUILD RUN <<E\n echo 1\nE\nONBUILD COPY a $P\nENV P=/p\nFROM x\nRUN b\nFROM x\n",
    );
    let shapes: Vec<(usize, bool)> =
        file.stages.iter().map(|stage| (stage.lines.len(), stage.lines[0].is_trigger)).collect();
    assert_eq!(shapes, [(3, false), (3, true), (2, true)]);
    let Instruction::Copy(copy) = &file.stages[1].lines[1].instruction else { panic!() };
    assert_eq!((copy.destination.as_str(), file.stages[1].lines[1].number), ("/p", 5));
    assert!(file.stages[1].config.onbuild.is_empty() && file.stages[0].config.onbuild.len() == 2);
}

#[test]
fn the_image_says_what_its_lines_say() {
    let text = "FROM a\nCMD x\nENTRYPOINT [\"e\"]\nHEALTHCHECK --interval=3s CMD curl x\nEXPOSE 80 81-82/UDP\nVOLUME /v \"/w\"\n\
                STOPSIGNAL INT\nENV a b c\nUSER u\n";
    let config = file(text).stages.pop().unwrap().config;
    assert_eq!(config.cmd.unwrap(), ["/bin/sh", "-c", "x"]);
    assert_eq!(config.healthcheck.unwrap().test, ["CMD-SHELL", "curl x"]);
    assert_eq!(
        config.ports.iter().map(String::as_str).collect::<Vec<_>>(),
        ["80/tcp", "81/udp", "82/udp"]
    );
    assert_eq!(config.env["a"], "b c");
    let taken =
        file("FROM a AS x\nCMD x\nFROM x\nENTRYPOINT [\"e\"]\n").stages.pop().unwrap().config;
    assert_eq!(taken.cmd.unwrap(), Vec::<String>::new());
}

#[test]
fn another_spelling_is_the_same() {
    let one = file(
        "FROM debian:1 AS base\nFROM base AS b\nENV A=1 B=\"2\"\nWORKDIR /w\nRUN echo \\\n  1\nFROM base\nCOPY --from=b x y/\nCMD [\"a\"]\n",
    );
    let two = file(
        "# any\nFROM debian:1 AS q\nENV B=2\nENV A 1\nWORKDIR /\nWORKDIR w\nRUN [\"/bin/sh\", \"-c\", \"echo   1\"]\nFROM debian:1\nCOPY --from=0 x /y/\nCMD [\"a\"]\n",
    );
    let three = file(
        "FROM debian:1 AS q\nENV B=2 A=2\nWORKDIR /w\nRUN echo   1\nFROM debian:1\nCOPY --from=0 x /y/\nCMD [\"a\"]\n",
    );
    let normal = |file: &File, stage: usize| normal::of(file, &file.stages[stage]);
    assert_eq!(normal(&one, 1), normal(&two, 0));
    let mut last = (normal(&one, 2), normal(&two, 1));
    // `y/` is relative to a directory that the base image alone knows.
    assert_ne!(last.0, last.1);
    let known = |normal: &mut normal::Normal| {
        if let normal::Operation::Copy { copy, .. } = &mut normal.steps[0].operation {
            copy.destination = format!("/{}", copy.destination.trim_start_matches('/'));
        }
    };
    known(&mut last.0);
    assert_eq!(last.0, last.1);
    assert_ne!(normal(&one, 2), normal(&three, 1));
}

#[test]
fn what_is_not_understood_is_refused_at_its_line() {
    let cases = [
        ("RUN x", "`Dockerfile:1`: RUN stands above the first FROM"),
        ("# nothing\n", "`Dockerfile:1`: there is no FROM"),
        ("FROM a\n\nFOO x", "`Dockerfile:3`: the instruction `FOO` is not known"),
        ("FROM a\nRUN --mont=x y", "`Dockerfile:2`: the flag `--mont` is not known here"),
        ("FROM a\nRUN <<EOF\nx\n", "`Dockerfile:2`: the here-document `EOF` has no end"),
        ("FROM a\nCOPY x", "`Dockerfile:2`: a source and a destination are expected"),
        ("FROM a\nENV x=${y", "`Dockerfile:2`: `}` is missing in `${y`"),
        ("FROM $x", "`Dockerfile:1`: FROM names no image: its ARG has no value"),
        (
            "FROM a\nCOPY --from=b x y\nFROM c AS b",
            "`Dockerfile:2`: the stage `b` does not stand above",
        ),
        ("FROM a\nRUN --mount=type=bnd x", "`Dockerfile:2`: `bnd` is no kind of mount"),
        ("FROM a\nEXPOSE x", "`Dockerfile:2`: `x` is no port"),
        ("FROM a\nONBUILD FROM x", "`Dockerfile:2`: ONBUILD holds no FROM"),
    ];
    for (text, expected) in cases {
        assert_eq!(wrong(text), expected, "{text}");
    }
}
