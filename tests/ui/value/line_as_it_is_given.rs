//! A line as it is given, a comment and a description are checked as literals are.

use dockerfile_core::{arg, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        description "serves\nthe shop"; //~ refused
        comment "hadolint ignore=DL3006"; //~ refused
        raw "FROM debian:12", "a second stage"; //~ refused
        raw "RUN make \\", ""; //~ refused 2
        env { A = arg("A").description(" a") }; //~ refused
    };
}
