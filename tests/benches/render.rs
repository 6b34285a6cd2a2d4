//! A declaration to the text of its files, from 10 to 10,000 instructions:
//! `cargo bench -p dockerfile-tests`. The curve is in `docs/figures.md`.

use dockerfile_core::{
    Base, Build, Debian, Image, Runtime, Source, Stage, apt, cache, copy, debian, run, uid,
};

fn main() {
    divan::main();
}

/// At most a hundred instructions in each stage, of which each takes files from the one
/// above.
fn image(instructions: usize) -> Image {
    let stages = (instructions / 100).max(1);
    let mut above: Option<Stage<Runtime, Debian>> = None;
    for index in 0..stages {
        let name = format!("stage-{index}");
        let stage = Stage::named(name, debian("bookworm-slim")).at::<Base>();
        above = Some(filled(stage, above.as_ref(), instructions / stages, index));
    }
    Image::from(above.expect("there is a stage"))
}

fn filled(
    stage: Stage<Base, Debian>,
    above: Option<&Stage<Runtime, Debian>>,
    instructions: usize,
    index: usize,
) -> Stage<Runtime, Debian> {
    // Beside FROM, the packages, USER and the artifact.
    let rest = instructions - 3 - usize::from(above.is_some());
    let mut source = stage.packages(apt(["curl"])).account(uid(65532)).at::<Source>();
    if let Some(above) = above {
        source = source.source(copy("/out").from(above));
    }
    for line in 0..rest / 4 {
        source = source.source(copy(format!("src/{index}/{line}")).to(format!("/src/{line}")));
    }
    let mut build = source.at::<Build>();
    for line in 0..rest / 4 {
        let step = run(["make", "-C", &format!("/src/{line}")]).mount(cache(format!("/c/{line}")));
        build = build.build(step);
    }
    let mut runtime = build.at::<Runtime>();
    for line in 0..rest - rest / 4 * 2 {
        runtime = runtime.env(format!("NAME_{line}"), format!("a \"value\" of ${line}"));
    }
    runtime
}

#[divan::bench(args = [10, 100, 1_000, 10_000], sample_count = 50)]
fn declaration_to_text(bencher: divan::Bencher<'_, '_>, instructions: usize) {
    let printed = image(instructions).render().expect("a good declaration").dockerfile;
    let words = |line: &&str| line.starts_with(|c: char| c.is_ascii_uppercase());
    let count = printed.lines().filter(words).count();
    assert!(count.abs_diff(instructions) * 10 <= instructions, "{count} of {instructions}");
    bencher.counter(divan::counter::ItemsCount::new(count)).bench(|| image(instructions).render());
}
