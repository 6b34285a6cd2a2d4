//! A program of Python, Node, Ruby or Java starts where its interpreter can be.

use dockerfile_core::{
    Alpine, Debian, DistrolessBase, DistrolessCc, DistrolessStatic, Stage, bundler, image, maven, npm,
    pip, scratch, uv,
};

fn main() {
    let builder = || Stage::named("build", image("builder:1").family(Debian));
    let page = npm("page");
    let build = builder().recipe(&page);
    let _ = Stage::from(image("node:22").family(Alpine)).source(page.artifacts(&build));
    let _ = Stage::from(image("node:22").family(DistrolessCc)).source(page.artifacts(&build));
    let _ = Stage::from(image("java:21").family(DistrolessBase)).source(maven(".").artifacts(&build));
    let own = page.artifacts(&build).starts_anyway("/opt/node is copied whole");
    let _ = Stage::from(image("static:1").family(DistrolessStatic)).source(own);

    let _ = Stage::from(scratch()).source(page.artifacts(&build)); //~ refused
    let _ = Stage::from(scratch()).source(maven(".").artifacts(&build)); //~ refused
    let _ = Stage::from(image("static:1").family(DistrolessStatic)).source(uv(".").artifacts(&build)); //~ refused
    let _ = Stage::from(scratch()).dependencies(pip("requirements.txt").artifacts(&build)); //~ refused
    let _ = Stage::from(scratch()).source([bundler(".").artifacts(&build)]); //~ refused
}
