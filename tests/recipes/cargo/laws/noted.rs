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

/// The path is in no single text: a script joins it to a folder above its package.
#[test]
fn what_a_build_script_finds_above_its_package_is_said() {
    let folders = "let here = std::path::PathBuf::from(env!(\"CARGO_MANIFEST_DIR\"));";
    for (text, is_said) in [
        ("here.parent().unwrap().parent().unwrap().join(\"proto\")", true),
        ("here.join(\"..\").join(\"..\").join(\"proto\").join(\"a.proto\")", true),
        ("here.join(\"../..\").join(\"proto\")", true),
        ("here.join(\"proto\")", false),
        // The package has one of that name.
        ("here.parent().unwrap().join(\"src\")", false),
    ] {
        let workspace = workspace();
        workspace.write("crates/app/build.rs", format!("fn main() {{ {folders} {text}; }}\n"));
        for file in ["proto/a.proto", "src/lib.rs"] {
            workspace.write(file, "");
        }
        let said = plan(layers(&workspace));
        let note = "`crates/app/build.rs` names `proto`, which is not copied: `.also([\"proto\"])`";
        assert_eq!(said.contains(note), is_said, "{text}: {said}");
        assert!(!said.contains("names `src`"), "{said}");
    }
}

/// Macros look in the folders that a file beside the manifest names.
#[test]
fn what_settings_of_macros_name_is_said() {
    for file in ["askama.toml", "i18n.toml", "rinja.toml", "other.toml"] {
        let workspace = workspace();
        let settings = "[general]\ndirs = [\"templates\", \"../../shared\", \"../none\"]\n";
        workspace.write(&format!("crates/app/{file}"), settings);
        for file in ["shared/a.html", "crates/app/templates/b.html"] {
            workspace.write(file, "");
        }
        let said = plan(layers(&workspace));
        let note = format!("`crates/app/{file}` names `shared`, which is not copied");
        assert_eq!(said.contains(&note), file != "other.toml", "{said}");
        assert!(!said.contains("names `crates/"), "{said}");
    }
}

/// It is compiled with the package, wherever it is, and so is what it names in turn.
#[test]
fn what_an_included_source_names_is_said() {
    for (file, up) in [("crates/app/src/main.rs", "../../.."), ("crates/app/build.rs", "../..")] {
        let workspace = workspace();
        workspace.write(file, format!("include!(\"{up}/shared/one.rs\");\nfn main() {{}}\n"));
        workspace.write("shared/one.rs", "#[path = \"other/two.rs\"]\nmod two;\n");
        workspace.write("shared/other/two.rs", "const _: &str = include_str!(\"data.txt\");\n");
        workspace.write("shared/other/data.txt", "");
        let shared = app(&workspace).also(["shared/one.rs", "shared/other/two.rs"]);
        let said = plan(declared(&shared));
        let note = "`shared/other/two.rs` names `shared/other/data.txt`, which is not copied";
        assert!(said.contains(note), "{file}: {said}");
        assert!(!plan(declared(&app(&workspace).also(["shared"]))).contains("is not copied"));
    }
}
