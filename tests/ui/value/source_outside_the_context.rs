//! What is copied lies in the build context, or in the stage it is taken from.

use dockerfile_core::{copy, debian, image, manifest, pip};

fn main() {
    let _ = image! {
        from debian("12");
        source copy("/etc/passwd").to("/srv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        source copy("../shared").to("/srv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        source copy(["src", "a/../../b"]).to("/srv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        dependencies manifest("/Cargo.lock").to("/srv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        dependencies pip("../requirements.txt"); //~ refused
    };
    let _ = image! {
        from debian("12");
        source copy("src/*.py").to("/srv"); //~ refused
    };
    let _ = image! {
        stage build {
            from debian("12");
        }
        from debian("12");
        source copy("out/app").from(&build); //~ refused
        source copy("/out/app").from(&build);
    };
}
