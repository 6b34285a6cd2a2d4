//! A pattern of a stage may fit nothing, and that has to be said; a tool is for a machine that
//! builders know, and a fixed platform has a reason.

use dockerfile_core::{copy, debian, image, manifest_dir, tool};

fn main() {
    let _ = image! {
        stage build { from debian("12"); }
        from debian("12");
        packages tool("/usr/bin/x").on("x86_64", "https://a.corp/x", "sha1:0"); //~ refused 2
        dependencies manifest_dir(".", "reads it all").to("/src"); //~ refused
        source copy("/usr/lib/*/libpq.so.5").from(&build); //~ refused
        source copy("/usr/lib/*/libpq.so.5").from(&build).optional();
        source copy("/usr/**/libpq.so.5").from(&build).optional(); //~ refused
        source copy("/srv").from(debian("12").on_platform("amd64", "")); //~ refused 2
    };
}
