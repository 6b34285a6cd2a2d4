//! Paths in the image are absolute and written without detours.

use dockerfile_core::{copy, debian, dir, image, manifest, pip, run};

fn main() {
    let _ = image! {
        from debian("12");
        layout dir("srv/app"); //~ refused
    };
    let _ = image! {
        from debian("12");
        layout dir("/srv/../app"); //~ refused
    };
    let _ = image! {
        from debian("12");
        layout dir("/srv/"); //~ refused
    };
    let _ = image! {
        from debian("12");
        workdir "srv"; //~ refused
    };
    let _ = image! {
        from debian("12");
        volume ""; //~ refused
    };
    let _ = image! {
        from debian("12");
        path "bin"; //~ refused
    };
    let _ = image! {
        from debian("12");
        dependencies pip("requirements.txt").venv("venv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        dependencies manifest("a.lock").to("srv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        source copy("src").to("srv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        build run(["make"]).workdir("src"); //~ refused
    };
}
