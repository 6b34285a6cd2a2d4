//! Folders that drive an install.

use dockerfile_core::{Account, Debian, Stage, debian, manifest, manifest_dir, run, uid};
use dockerfile_tests::text::{body, ignored};

fn stage() -> Stage<dockerfile_core::Dependencies, Debian> {
    let base: Stage<Account, Debian> = Stage::from(debian("12")).account(uid(7));
    base.dependencies(manifest("package.json").to("/src"))
        .dependencies(manifest_dir([".yarn/releases", "patches"], "yarn runs them").to("/src"))
        .dependencies(run(["make", "deps"]).workdir("/src"))
}

/// Each stands where it is in the context, below what says why, once for all.
#[test]
fn a_folder_that_drives_an_install() {
    let text = body(stage());
    let wanted = "\
COPY package.json /src/
# Drives the install: yarn runs them
COPY .yarn/releases /src/.yarn/releases
COPY patches /src/patches
";
    assert!(text.contains(wanted), "{text}");
    assert!(ignored(stage()).starts_with("*\n!package.json\n!.yarn/releases\n!patches\n"));
}
