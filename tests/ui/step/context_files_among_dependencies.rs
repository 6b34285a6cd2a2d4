//! `COPY . .` above the install is the classic sin.

use dockerfile_core::{Stage, copy, debian, image, manifest};

fn main() {
    let build = Stage::named("build", debian("12"));
    let _ = Stage::from(debian("12")).dependencies(manifest("package.json").to("/srv"));
    let _ = Stage::from(debian("12")).dependencies(copy("/opt/venv").from(&build));
    let _ = Stage::from(debian("12")).dependencies(copy(".")); //~ refused
    let _ = Stage::from(debian("12")).dependencies(copy("src").to("/srv")); //~ refused
    let _ = Stage::from(debian("12")).dependencies(Some(copy("src").to("/srv"))); //~ refused
    let _ = image! {
        from debian("12");
        dependencies copy("src").to("/srv"); //~ refused
    };
}
