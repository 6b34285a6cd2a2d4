//! On `scratch` and distroless images there is no shell.

use dockerfile_core::{Shellless, Stage, dir, image, pip, run, scratch, uid, user};

fn main() {
    let distroless = || Stage::from(image("gcr.io/distroless/static:nonroot").family(Shellless));
    let _ = distroless().account(uid(65532));
    let _ = distroless().layout(dir("/srv")); //~ refused
    let _ = distroless().account(user("app")); //~ refused
    let _ = distroless().dependencies(pip("requirements.txt")); //~ refused
    let _ = Stage::from(scratch()).build(run(["make"])); //~ refused
}
