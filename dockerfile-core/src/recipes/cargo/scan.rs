//! Rust sources, as far as they name other files: modules, and what macros take into a program.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

/// The macros of rustc that read a file beside the one that names it.
const BESIDE: [&str; 3] = ["include_str", "include_bytes", "include"];
/// Macros of well-known crates that read a file or folder of the package.
const IN_PACKAGE: [&str; 5] =
    [MIGRATIONS_OF_DIESEL, "include_dir", "migrate", "query_file", "query_file_as"];
/// The macro of Diesel that looks for the folder itself if it is given none.
const MIGRATIONS_OF_DIESEL: &str = "embed_migrations";
/// The attribute of a derive that reads a folder of the package: `#[folder = "assets"]`.
const FOLDER_OF_DERIVE: &str = "folder";

/// The methods of a path that lead to a folder above.
const UP: [&str; 3] = ["ancestors", "parent", "pop"];

/// A step out of a folder.
const CLIMB: &str = "../";

/// How a text begins that names the package's folder.
pub(super) const FOLDER: &str = "$CARGO_MANIFEST_DIR/";

/// What a source names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Modules by their names, wherever they stand.
    pub(super) modules: BTreeSet<String>,
    /// Paths that begin in the folder of the source.
    pub(super) beside: BTreeSet<String>,
    /// Paths that begin in the folder of the package.
    pub(super) in_package: BTreeSet<String>,
    /// Paths that begin in the folder that a variable names, each behind that variable.
    pub(super) in_variable: BTreeSet<(String, String)>,
    /// All texts, any of which a build script may take for a path.
    pub(super) texts: BTreeSet<String>,
    /// Whether a macro of Diesel looks for a folder of migrations, in the package and above.
    pub(super) looks_for_migrations: bool,
    /// Whether a path may be put together with a folder above.
    pub(super) goes_up: bool,
}

/// Whether a source may name files, by a search for words alone.
pub(super) fn may_name_files(source: &str) -> bool {
    let others = ["path", FOLDER_OF_DERIVE, CLIMB];
    BESIDE.iter().chain(&IN_PACKAGE).chain(&others).any(|word| source.contains(word))
}

/// Whether a path leads out of the folder that it begins in, or may.
pub(super) fn climbs(path: &str) -> bool {
    path.contains(CLIMB)
}

/// What a source names; nothing if rustc would not read the source either.
pub(super) fn names(source: &str) -> Named {
    let mut named = Named::default();
    let mut waiting: Vec<TokenStream> = source.parse().into_iter().collect();
    while let Some(tokens) = waiting.pop() {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for at in 0..tokens.len() {
            named.take(&tokens[at..]);
            match &tokens[at] {
                TokenTree::Group(group) => waiting.push(group.stream()),
                TokenTree::Ident(word) => named.goes_up |= UP.iter().any(|it| word == it),
                token => named.texts.extend(text(token)),
            }
        }
    }
    named.goes_up |= named.texts.iter().any(|text| text.ends_with(".."));
    named
}

impl Named {
    /// Takes what the first of these tokens name.
    fn take(&mut self, tokens: &[TokenTree]) {
        match tokens {
            [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "mod" => {
                self.modules.insert(name.to_string().trim_start_matches("r#").to_owned());
            }
            // `#[path = ".."]`, and not that of a route, which other words follow, or which is no file.
            [TokenTree::Ident(word), sign, value] if word == "path" && is_sign(sign, '=') => {
                self.beside.extend(text(value).filter(|path| !path.starts_with('/')));
            }
            [TokenTree::Ident(word), sign, value, ..]
                if word == FOLDER_OF_DERIVE && is_sign(sign, '=') =>
            {
                self.in_package.extend(text(value).map(|path| in_package(&path)));
            }
            [TokenTree::Ident(name), sign, TokenTree::Group(arguments), ..]
                if is_sign(sign, '!') =>
            {
                self.take_macro(&name.to_string(), arguments.stream());
            }
            _ => {}
        }
    }

    /// Takes the paths that a macro is given. A path that is put together cannot be read here.
    fn take_macro(&mut self, name: &str, arguments: TokenStream) {
        if BESIDE.contains(&name) {
            match joined(arguments.clone()) {
                Some((None, path)) => drop(self.beside.insert(path)),
                Some((Some(folder), path)) if folder == "CARGO_MANIFEST_DIR" => {
                    self.in_package.insert(path);
                }
                Some((Some(variable), path)) => drop(self.in_variable.insert((variable, path))),
                None => {}
            }
        }
        self.looks_for_migrations |= name == MIGRATIONS_OF_DIESEL && arguments.is_empty();
        if IN_PACKAGE.contains(&name) {
            // A type may stand before the path.
            let path = arguments.clone().into_iter().find_map(|token| text(&token));
            self.in_package.extend(path.map(|path| in_package(&path)));
        }
        let mut arguments = arguments.into_iter();
        let (first, second) = (arguments.next(), arguments.next());
        if BESIDE.contains(&name) && second.is_none_or(|sign| is_sign(&sign, ',')) {
            self.beside.extend(first.as_ref().and_then(text));
        }
    }
}

/// A path without the variable that stands for the package's folder.
fn in_package(path: &str) -> String {
    path.trim_start_matches(FOLDER).to_owned()
}

/// The path of `concat!(env!("FOLDER"), "/..")` with its variable, or that of texts alone.
fn joined(arguments: TokenStream) -> Option<(Option<String>, String)> {
    let mut tokens = arguments.into_iter();
    let is_concat = matches!(tokens.next()?, TokenTree::Ident(name) if name == "concat");
    let (_, TokenTree::Group(parts)) = (tokens.next()?, tokens.next()?) else { return None };
    let said: Vec<TokenTree> = parts.stream().into_iter().collect();
    let (variable, rest) = match said.as_slice() {
        [TokenTree::Ident(env), _, TokenTree::Group(variable), rest @ ..] if env == "env" => {
            (Some(text(&variable.stream().into_iter().next()?)?), rest)
        }
        all => (None, all),
    };
    let parts = rest.iter().filter(|token| !is_sign(token, ','));
    let path: String = parts.map(text).collect::<Option<_>>()?;
    let path = if variable.is_some() { path.trim_start_matches('/') } else { &path };
    is_concat.then(|| (variable, path.to_owned()))
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// The text of a literal in which nothing is escaped, as paths are written.
fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let literal = literal.to_string();
    let literal = literal.strip_prefix('r').map_or(literal.as_str(), |raw| raw.trim_matches('#'));
    let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
    (!inside.contains('\\')).then(|| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{may_name_files, names};

    #[test]
    fn a_source_names_modules_and_files() {
        let named = names(
            "#![doc = include_str!(\"../README.md\")]\nmod a;\npub mod r#b { mod c; }\n\
             // include_str!(\"no.txt\")\nconst T: &str = \"include_str!(\\\"no.txt\\\")\";\n\
             #[path = \"odd.rs\"]\nmod d;\nstatic B: &[u8] = std::include_bytes!(r\"b.bin\",);\n\
             fn f() { sqlx::migrate!(\"./sql\"); x!(include_str!(concat!(\"a\", f!()))); }\n\
             fn g() { query_file_as!(User, \"q.sql\", 1); include!(\"gen\\\\erated.rs\"); }\n",
        );
        assert!(named.modules.iter().eq(["a", "b", "c", "d"]), "{named:?}");
        assert!(named.beside.iter().eq(["../README.md", "b.bin", "odd.rs"]), "{named:?}");
        assert!(named.in_package.iter().eq(["./sql", "q.sql"]), "{named:?}");
        for (source, beside, in_package) in [
            ("include!(\"a.rs\");", "a.rs", ""),
            ("include_bytes!(\"a.bin\");", "a.bin", ""),
            ("include_str!(\"a.txt\");", "a.txt", ""),
            ("embed_migrations!(\"a\");", "", "a"),
            ("migrate!(\"a\");", "", "a"),
            ("include_dir!(\"$CARGO_MANIFEST_DIR/a\");", "", "a"),
            ("#[folder = \"a/\"]", "", "a/"),
            ("#[folder = \"$CARGO_MANIFEST_DIR/a\"]", "", "a"),
            ("query_file!(\"a.sql\", 1);", "", "a.sql"),
            ("query_file_as!(User, \"a.sql\");", "", "a.sql"),
            ("include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/a.rs\"));", "", "a.rs"),
            ("include!(concat!(env!(\"OUT_DIR\"), \"/a.rs\"));", "", ""),
            ("other!(\"a.rs\");", "", ""),
            ("#[cfg_attr(unix, path = \"a.rs\")]", "a.rs", ""),
            ("#[utoipa::path(path = \"a.rs\", get)]", "", ""),
            ("#[utoipa::path(get, path = \"/a.rs\")]", "", ""),
        ] {
            let named = names(source);
            assert!(
                named.beside.iter().eq([beside].iter().filter(|it| !it.is_empty())),
                "{source}"
            );
            let in_package = [in_package];
            let in_package = in_package.iter().filter(|it| !it.is_empty());
            assert!(named.in_package.iter().eq(in_package), "{source}");
            assert!(source.starts_with("other") || may_name_files(source), "{source}");
        }
        assert!(may_name_files("#[path = \"x.rs\"]"));
        assert!(names("m!(embed_migrations!());").looks_for_migrations);
        assert!(!names("embed_migrations!(\"a\"); migrate!();").looks_for_migrations);
        let whole = "include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/a\", \"/b\"));";
        assert!(names(whole).in_package.iter().eq(["a/b"]), "{:?}", names(whole));
        let variable = names("include_str!(concat!(env!(\"ROOT\"), \"/a\"));").in_variable;
        assert!(variable.iter().eq([&("ROOT".to_owned(), "a".to_owned())]), "{variable:?}");
        let texts = names("include_str!(concat!(\"../a\", \".md\"));").beside;
        assert!(texts.iter().eq(["../a.md"]), "{texts:?}");
        assert_eq!(names("mod a; include_str!(\"x"), Default::default());
        assert!(may_name_files("include!") && !may_name_files("mod a;"));
        assert!(may_name_files("i18n!(\"../a\")") && !may_name_files("i18n!(\"a\")"));
        for source in
            ["p.parent()", "p.ancestors()", "p.pop()", "p.join(\"..\")", "p.join(\"../..\")"]
        {
            assert!(names(source).goes_up, "{source}");
        }
        assert!(!names("p.join(\"../a\").with_parent()").goes_up);
        let deep = "(".repeat(100_000) + &")".repeat(100_000);
        assert_eq!(names(&deep), Default::default());
    }
}
