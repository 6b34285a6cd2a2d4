//! The workspaces: names and versions of published packages, and what is edited.
//!
//! All are compiled with the profile `dev` where nothing else is said: what is judged are layers,
//! and an optimizer would take most of the time.

use super::kinds::Kind::{self, *};

/// A program that others have published, and the packages of its project beside it.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// The package of the program.
    pub(crate) name: &'static str,
    /// Its version, as published.
    pub(crate) version: &'static str,
    /// The folder that it has in its repository.
    pub(crate) folder: &'static str,
    /// Other packages of the project: name, version (the lock file's where it is empty), folder.
    pub(crate) members: &'static [(&'static str, &'static str, &'static str)],
    /// The workspace's folder, where the repository's root is another.
    pub(crate) workspace: &'static str,
    /// The program that the image starts, and what it is asked.
    pub(crate) program: &'static [&'static str],
    /// A file, and a text of it that the program holds.
    pub(crate) edit: (&'static str, &'static str),
    /// The same of another member, of which the program is then compiled anew, too.
    pub(crate) library: (&'static str, &'static str),
    /// What makes this workspace worth a trial.
    pub(crate) kinds: &'static [Kind],
    /// Features asked for.
    pub(crate) features: &'static [&'static str],
    /// Whether the default features stay on.
    pub(crate) defaults: bool,
    /// The profile, where it is not `release`.
    pub(crate) profile: &'static str,
    /// Lines of manifests that name a host which a build cannot count on: file, text, other text.
    pub(crate) adapted: &'static [(&'static str, &'static str, &'static str)],
    /// Files written by us: the whole workspace's, or a schema that the program wants.
    pub(crate) written: &'static [(&'static str, &'static str)],
    /// Files and folders of which no manifest and no source says that a compile reads them.
    pub(crate) files: &'static [&'static str],
    /// Debian packages that a compile needs.
    pub(crate) apt: &'static [&'static str],
    /// Variables that a compile needs.
    pub(crate) variables: &'static [&'static str],
}

const CASE: Case = Case {
    name: "",
    version: "",
    folder: "",
    members: &[],
    workspace: "",
    program: &[],
    edit: ("", ""),
    library: ("", ""),
    kinds: &[],
    features: &[],
    defaults: true,
    profile: "dev",
    adapted: &[],
    written: &[],
    files: &[],
    apt: &[],
    variables: &[],
};

/// Those that the ordinary run builds: small ones, of different kinds.
pub(crate) const ORDINARY: [&str; 2] = ["hexyl", "jql"];

/// All of them, the small ones first.
#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    Case { name: "hexyl", version: "0.17.0", program: &["hexyl", "--help"],
        edit: ("src/main.rs", "The file to display"), kinds: &[Toolchain], ..CASE },
    Case { name: "jql", version: "9.0.3", folder: "crates/jql", program: &["jql", "--help"],
        members: &[("jql-parser", "9.0.3", "crates/jql-parser"), ("jql-runner", "9.0.3", "crates/jql-runner")],
        edit: ("crates/jql/src/args.rs", "JSON file argument"),
        library: ("crates/jql-parser/src/errors.rs", "Truncate operator found"), kinds: &[Criterion], ..CASE },
    Case { name: "cbindgen", version: "0.29.4", program: &["cbindgen", "--help"],
        edit: ("src/main.rs", "Generate C bindings for a Rust library"),
        kinds: &[RequiredFeatures, ToolchainToml], files: &["tests/depfile", "tests/rust"], ..CASE },
    Case { name: "b3sum", version: "1.8.7", folder: "b3sum", workspace: "b3sum", program: &["b3sum", "--help"],
        members: &[("blake3", "1.8.7", "")],
        edit: ("b3sum/src/main.rs", "Files to hash, or checkfiles to check"), ..CASE },
    Case { name: "sd", version: "1.0.0", program: &["sd", "--help"],
        edit: ("src/cli.rs", "Treat FIND and REPLACE_WITH args"), kinds: &[Crlf], ..CASE },
    Case { name: "cargo-binutils", version: "0.4.0", program: &["cargo-nm", "nm", "--help"],
        edit: ("src/lib.rs", "Use verbose output"), kinds: &[Programs], ..CASE },
    Case { name: "oxipng", version: "10.2.1", program: &["oxipng", "--help"],
        edit: ("src/cli.rs", "File(s) to compress"), kinds: &[RequiredFeatures, Vendored], ..CASE },
    Case { name: "zoxide", version: "0.10.0", program: &["zoxide", "--help"],
        edit: ("src/cmd/cmd.rs", "{about}"), files: &["contrib/completions", "templates"], ..CASE },
    Case { name: "fd-find", version: "10.5.0", program: &["fd", "--help"],
        edit: ("src/cli.rs", "Search hidden files and directories"), ..CASE },
    Case { name: "grex", version: "1.4.6", program: &["grex", "--help"],
        edit: ("src/main.rs", "Digit Options"), kinds: &[Criterion], ..CASE },
    Case { name: "pastel", version: "0.12.0", program: &["pastel", "--help"],
        edit: ("src/cli/cli.rs", "Display information about the given color"),
        kinds: &[Criterion, Patch("memchr")], ..CASE },
    Case { name: "hyperfine", version: "1.20.0", program: &["hyperfine", "--help"],
        edit: ("src/cli.rs", "A command-line benchmarking tool."), ..CASE },
    Case { name: "inferno", version: "0.12.8", program: &["inferno-flamegraph", "--help"],
        edit: ("src/bin/flamegraph.rs", "Use consistent palette"),
        kinds: &[Criterion, Programs, RequiredFeatures], ..CASE },
    Case { name: "du-dust", version: "1.2.7", program: &["dust", "--help"],
        edit: ("src/cli.rs", "Depth to show"), files: &["completions"], ..CASE },
    Case { name: "just", version: "1.59.0", program: &["just", "--help"],
        edit: ("src/arguments.rs", "Set list command alias display style"), ..CASE },
    Case { name: "ripgrep", version: "14.1.1", program: &["rg", "--version"], profile: "",
        members: &[("globset", "", "crates/globset"), ("grep", "", "crates/grep"),
            ("grep-cli", "", "crates/cli"), ("grep-matcher", "", "crates/matcher"),
            ("grep-pcre2", "", "crates/pcre2"), ("grep-printer", "", "crates/printer"),
            ("grep-regex", "", "crates/regex"), ("grep-searcher", "", "crates/searcher"),
            ("ignore", "", "crates/ignore")],
        edit: ("crates/core/flags/hiargs.rs", "ripgrep requires at least one pattern"),
        library: ("crates/ignore/src/lib.rs", "unrecognized file type: "), ..CASE },
    Case { name: "tokei", version: "15.0.0", program: &["tokei", "--help"],
        edit: ("src/cli.rs", "Ignore all files & directories"), kinds: &[RequiredFeatures], files: &["languages.json"], ..CASE },
    Case { name: "typos-cli", version: "1.52.0", folder: "crates/typos-cli", program: &["typos", "--help"],
        members: &[("typos", "0.10.44", "crates/typos"), ("typos-dict", "0.14.4", "crates/typos-dict"),
            ("typos-vars", "0.11.0", "crates/typos-vars"), ("varcon-core", "5.0.7", "crates/varcon-core"),
            ("dictgen", "0.6.0", "crates/dictgen"), ("varcon", "1.0.5", "crates/varcon")],
        edit: ("crates/typos-cli/src/bin/typos-cli/args.rs", "The approximate number of threads"),
        kinds: &[Divan], ..CASE },
    Case { name: "rhai", version: "1.27.0", program: &["rhai-repl"],
        members: &[("rhai_codegen", "3.3.0", "codegen")], features: &["bin-features"],
        adapted: &[
            ("Cargo.toml", "rustyline = { git = \"https://github.com/schungx/rustyline\", branch = \"v15_fake\" }\r\n", ""),
            ("Cargo.toml", "git = \"https://gitlab.com/jD91mZM2/no-std-compat.git\", ", ""),
        ],
        edit: ("src/bin/rhai-repl.rs", "Rhai REPL tool"),
        kinds: &[Programs, RequiredFeatures, ProcMacro, Patch("rustyline"), Crlf], ..CASE },
    Case { name: "tree-sitter-cli", version: "0.27.1", folder: "crates/cli", program: &["tree-sitter", "--help"],
        members: &[("tree-sitter", "", "lib"), ("tree-sitter-config", "", "crates/config"),
            ("tree-sitter-generate", "", "crates/generate"), ("tree-sitter-highlight", "", "crates/highlight"),
            ("tree-sitter-language", "", "crates/language"), ("tree-sitter-loader", "", "crates/loader"),
            ("tree-sitter-tags", "", "crates/tags")],
        defaults: false,
        edit: ("crates/cli/src/main.rs", "Generates and tests parsers"),
        library: ("crates/loader/src/loader.rs", "Parser compilation failed."), kinds: &[Links], ..CASE },
    Case { name: "diesel_cli", version: "2.3.14", folder: "diesel_cli", program: &["diesel", "--help"],
        members: &[("diesel", "", "diesel"), ("diesel_derives", "", "diesel_derives"),
            ("diesel_migrations", "", "diesel_migrations"), ("diesel_table_macro_syntax", "", "diesel_table_macro_syntax"),
            ("dsl_auto_type", "", "dsl_auto_type"), ("migrations_internals", "", "diesel_migrations/migrations_internals"),
            ("migrations_macros", "", "diesel_migrations/migrations_macros")],
        defaults: false, features: &["sqlite-bundled"],
        edit: ("diesel_cli/src/cli.rs", "Runs all pending migrations."), kinds: &[ProcMacro], ..CASE },
    Case { name: "offline", program: &["offline", "--version"],
        edit: ("src/main.rs", "asks nobody"), kinds: &[Sqlx], files: &[".sqlx"], variables: &["SQLX_OFFLINE=true"],
        written: &[
            ("Cargo.toml", "[package]\nname = \"offline\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n\
                [dependencies]\nsqlx = { version = \"0.8\", default-features = false, \
                features = [\"macros\", \"postgres\", \"runtime-tokio\"] }\n"),
            ("src/main.rs", "fn main() {\n    let query = sqlx::query!(\"SELECT 1 AS one\");\n    \
                let _ = query;\n    println!(\"offline asks nobody\");\n}\n"),
            // The file's name and its last line are the SHA-256 of the query.
            (".sqlx/query-70d501bdc85b04fc40fa92c599432fc63329dd6e35496a0970c77f6c8698ef30.json",
                "{\n  \"db_name\": \"PostgreSQL\",\n  \"query\": \"SELECT 1 AS one\",\n  \"describe\": {\n    \
                \"columns\": [{ \"ordinal\": 0, \"name\": \"one\", \"type_info\": \"Int4\" }],\n    \
                \"parameters\": { \"Left\": [] },\n    \"nullable\": [null]\n  },\n  \
                \"hash\": \"70d501bdc85b04fc40fa92c599432fc63329dd6e35496a0970c77f6c8698ef30\"\n}\n"),
        ], ..CASE },
];
