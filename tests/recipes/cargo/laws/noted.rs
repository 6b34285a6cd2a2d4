//! What the plan says of files that sources name and no line brings.

use dockerfile_tests::context::Context;

use crate::cargo::{app, declared, layers, plan, workspace};

fn tracked(workspace: &Context) {
    for arguments in [&["init", "-q"][..], &["add", "-A"]] {
        dockerfile_tests::git(workspace.folder(), arguments);
    }
}

/// A folder that another tool makes is in no checkout: the plan is the same whether it is here or not.
#[test]
fn what_git_ignores_is_said_where_a_source_names_it() {
    for (file, phase) in
        [("crates/app/src/main.rs", "source"), ("crates/core/src/lib.rs", "dependencies")]
    {
        for is_there in [false, true] {
            let workspace = workspace();
            let folder = file.split("/src").next().expect("a package");
            let names = "static D: Dir = include_dir!(\"$CARGO_MANIFEST_DIR/dist\");\n\
                         // Not `include_str!(\"../dist\")`\n\
                         const _: &str = include_str!(\"not.ignored\");\n";
            workspace.write(file, workspace.text(file) + names);
            workspace.write(".gitignore", "dist/\n");
            if is_there {
                workspace.write(&format!("{folder}/dist/index.html"), "");
            }
            tracked(&workspace);
            let said = plan(layers(&workspace));
            let note = format!(
                "`{file}` names `{folder}/dist`, which git ignores: a build script makes it, or a line above the \
                 step that compiles it, `.{phase}(copy(..).from(..).to(\"/src/{folder}/dist\"))`"
            );
            assert!(said.contains(&note), "{said}");
            assert!(!said.contains("not.ignored"), "{said}");
            let dist = format!("{folder}/dist");
            if is_there {
                let also = app(&workspace).also([dist.as_str()]);
                assert!(!plan(declared(&also)).contains("which git ignores"), "it is named");
            }
        }
    }
}
