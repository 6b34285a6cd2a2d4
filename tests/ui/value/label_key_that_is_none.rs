//! Lower-case letters, digits, single `.` and `-`; per-commit labels are late.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        label { "Title" = "x" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        label { "com.docker.x" = "x" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        label { "org.opencontainers.image.revision" = "x" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        label { "org.opencontainers.image.Created" = "1" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        commit_label "a..b", "x"; //~ refused
    };
    let _ = image! {
        from debian("12");
        label { a = "one\ntwo" }; //~ refused
    };
}
