//! The files that a Gemfile or a gemspec reads, as far as it names them in plain words, and the
//! Ruby that it asks for. Both are programs: what they compute is not known here.

use crate::program::toolchain::Toolchain;
use crate::recipes::formats::without_mark;
use crate::recipes::ranges::Dialect;

/// Words behind which the path of a file stands. What `require` names is a file only where its path
/// says where to look.
const READERS: [&str; 10] = [
    "eval_gemfile",
    "require",
    "require_relative",
    "load",
    "file:",
    "File.read",
    "File.readlines",
    "File.open",
    "IO.read",
    "load_file",
];

/// Words between such a reader and its path by which the path begins at the folder of the file.
const HERE: [&str; 5] = [
    "File.join(__dir__,",
    "File.join(File.dirname(__FILE__),",
    "File.expand_path(",
    "File.dirname(__FILE__) +",
    "__dir__ +",
];

/// A file that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) line: usize,
    /// The path of the file; `None` if it is computed.
    pub(super) path: Option<String>,
    /// Whether the path begins at the file that names it, and not where Bundler runs.
    pub(super) from_file: bool,
    /// Whether the file is read only if it is there.
    pub(super) is_optional: bool,
}

/// The files that a text reads. A path that is computed counts behind `eval_gemfile` alone, which
/// reads a whole Gemfile.
pub(super) fn reads(text: &str) -> Vec<Read> {
    let mut reads = vec![];
    let asking: Vec<&str> =
        text.lines().map(without_comment).filter(|line| line.contains("exist?")).collect();
    for (at, line) in text.lines().enumerate() {
        let code = without_comment(line);
        for reader in READERS {
            for (start, _) in code.match_indices(reader) {
                let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '?');
                let behind = &code[start + reader.len()..];
                if code[..start].ends_with(is_word) && reader != "load_file"
                    || behind.starts_with(is_word)
                {
                    continue;
                }
                let is_optional = code.contains("exist?");
                let is_here = behind.starts_with(['(', ' '])
                    && HERE.iter().any(|here| behind[1..].trim_start().starts_with(here));
                let path = match path_of(behind) {
                    Some(path) if reader == "require" && !is_here && !path.starts_with('.') => {
                        continue;
                    }
                    Some(path) if reader.starts_with("require") && !path.ends_with(".rb") => {
                        Some(path + ".rb")
                    }
                    // `ruby file: ".ruby-version"`, and `file: computed` of something else.
                    None if reader != "eval_gemfile" && !is_evaluated(&code[..start]) => continue,
                    path => path,
                };
                // The line above may ask for the file: `if File.exist?("Gemfile.local")`.
                let is_asked =
                    |path: &String| asking.iter().any(|line| line.contains(path.as_str()));
                let is_optional = is_optional || path.as_ref().is_some_and(is_asked);
                let from_file = matches!(reader, "eval_gemfile" | "require_relative")
                    || HERE.iter().any(|here| behind.contains(here))
                    || behind.contains("__dir__")
                    || behind.contains("__FILE__");
                reads.push(Read { line: at + 1, path, from_file, is_optional });
            }
        }
    }
    reads
}

/// Whether what is read behind this code becomes code itself: `instance_eval(File.read(`.
fn is_evaluated(before: &str) -> bool {
    let word = before.trim_end_matches(['(', ' ', ':']);
    word.ends_with("eval") || word.ends_with("class_exec")
}

/// The first path behind a word, if it is a plain text.
fn path_of(behind: &str) -> Option<String> {
    let mut rest = behind.trim_start_matches(['(', ' ']);
    let mut from_file = false;
    while let Some(here) = HERE.iter().find(|here| rest.starts_with(**here)) {
        from_file = *here == "File.expand_path(";
        rest = rest[here.len()..].trim_start_matches(['(', ' ']);
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (path, behind) = rest[1..].split_once(quote)?;
    // `File.expand_path("../x", __FILE__)` goes up from the file itself.
    let path = match path.strip_prefix("../") {
        Some(below) if from_file && behind.trim_start().starts_with(", __FILE__") => below,
        _ => path,
    };
    let path = path.strip_prefix("#{__dir__}/").unwrap_or(path);
    let path = path.trim_start_matches('/').to_owned();
    let is_joined = behind.trim_start().starts_with(['+', '%']) || path.contains("#{");
    (!path.is_empty() && !is_joined).then_some(path)
}

/// The versions in `ruby "3.3.1"`, `ruby "~> 3.3.0"` or `ruby ">= 3.2", "< 3.5"`.
pub(super) fn ruby_of(file: &str, text: &str) -> Option<Toolchain> {
    let statement = text.lines().map(|line| without_comment(line).trim());
    let mut statements = statement.filter_map(|line| line.strip_prefix("ruby"));
    let behind = statements.find(|it| it.starts_with([' ', '(', '"', '\'']))?;
    let mut rest = behind.trim_start_matches([' ', '(', '[']);
    let mut clauses = vec![];
    while let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (clause, more) = rest[1..].split_once(quote)?;
        clauses.push(clause.trim().trim_start_matches("ruby-"));
        rest = more.trim_start_matches([',', ' ']);
    }
    // Another engine has versions of its own.
    match clauses.is_empty() || rest.contains("engine") {
        true => None,
        false => Dialect::Ruby.toolchain(file, &clauses.join(", ")),
    }
}

/// A line without its comment, which begins at a `#` outside of quotes.
fn without_comment(line: &str) -> &str {
    let line = without_mark(line);
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') => return &line[..at],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{reads, ruby_of};

    #[test]
    fn files_are_read_by_their_paths() {
        for (text, path, from_file) in [
            ("eval_gemfile \"../Gemfile.common\"", "../Gemfile.common", true),
            ("eval_gemfile('x') # y", "x", true),
            ("eval_gemfile 'a#b'", "a#b", true),
            ("eval_gemfile 'x' # load 'y'", "x", true),
            ("eval_gemfile \"it's\" # load 'y'", "it's", true),
            ("s.version = File.read(File.expand_path('../VERSION', __FILE__))", "VERSION", true),
            ("eval_gemfile File.join(__dir__, \"gemfiles/x\")", "gemfiles/x", true),
            ("eval_gemfile(File.expand_path('x', __dir__))", "x", true),
            ("eval_gemfile File.expand_path(\"../x\", __FILE__)", "x", true),
            ("eval_gemfile File.expand_path('../x', __dir__)", "../x", true),
            ("eval_gemfile \"#{__dir__}/x\"", "x", true),
            ("eval_gemfile File.join(File.dirname(__FILE__), 'gemfiles/x')", "gemfiles/x", true),
            ("eval File.read(File.join(File.dirname(__FILE__), 'x'))", "x", true),
            ("eval File.read(File.expand_path('../x', File.dirname(__FILE__)))", "../x", true),
            ("instance_eval(File.read('x'))", "x", false),
            ("s.version = File.read(File.dirname(__FILE__) + '/VERSION')", "VERSION", true),
            ("require File.join(File.dirname(__FILE__), 'lib/a')", "lib/a.rb", true),
            ("ruby file: \".ruby-version\"", ".ruby-version", false),
            ("s.version = File.read(\"VERSION\").strip", "VERSION", false),
            ("s.version = File.read(File.expand_path('VERSION', __dir__))", "VERSION", true),
            ("s.version = File.read(File.join(__dir__, '../VERSION'))", "../VERSION", true),
            ("s.version = File.read(__dir__ + '/VERSION')", "VERSION", true),
            ("s.version = File.read(\"#{__dir__}/VERSION\")", "VERSION", true),
            ("x = File.readlines('list')", "list", false),
            ("File.open(\"list\") { |it| it.read }", "list", false),
            ("x = IO.read 'list'", "list", false),
            ("load 'tasks.rb'", "tasks.rb", false),
            ("require_relative \"lib/a/version\"", "lib/a/version.rb", true),
            ("require_relative 'version.rb'", "version.rb", true),
            ("x = YAML.load_file('conf.yml')", "conf.yml", false),
            ("require \"./lib/a\"", "./lib/a.rb", false),
            ("require File.expand_path('lib/a', __dir__)", "lib/a.rb", true),
            ("require(File.join(__dir__, 'lib/a.rb'))", "lib/a.rb", true),
            ("if File.exist?('y')\n  eval_gemfile 'more'\nend", "more", true),
        ] {
            let found = reads(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].path.as_deref(), Some(path), "{text}");
            assert_eq!(found[0].from_file, from_file, "{text}");
            assert!(!found[0].is_optional, "{text}");
        }
    }

    #[test]
    fn what_is_no_reader_or_computes_its_path_names_no_file() {
        for text in [
            "# eval_gemfile 'x'",
            "my_eval_gemfile 'x'",
            "profile: 'x'",
            "File.reader 'x'",
            "Other::File.read 'x'",
            "config.load 'x'",
            "eval_gemfile? 'x'",
            "eval_gemfiles 'x'",
            "fileload 'x'",
            "File.read(path)",
            "Dir['x']",
            "require 'json'",
            "require \"bundler/setup\"",
            "ruby file: version",
        ] {
            assert!(reads(text).is_empty(), "{text}");
        }
        for text in [
            "eval_gemfile path",
            "eval_gemfile \"#{x}/y\"",
            "eval_gemfile 'a' + b",
            "eval_gemfile 'a%s' % b",
            "instance_eval File.read(path)",
            "eval(IO.read(path))",
            "all.each { |path| instance_eval(File.read(path), path) }",
        ] {
            let text = format!("\n{text}");
            let found = reads(&text);
            assert_eq!((found[0].line, &found[0].path), (2, &None), "{text}");
            assert!(!found[0].is_optional, "{text}");
        }
        for text in [
            "eval_gemfile 'x' if File.exist?('x')",
            "eval_gemfile x if File.exist?(x)",
            "if File.exist?('x')\n  eval_gemfile 'x'\nend",
        ] {
            assert!(reads(text)[0].is_optional, "{text}");
        }
    }

    #[test]
    fn a_gemfile_asks_for_a_ruby() {
        let of = |text| ruby_of("Gemfile", text);
        for (text, fits, not) in [
            ("source 'x'\nruby \"3.3.1\"\r\n", "3.3", "3.3.2"),
            ("ruby \"ruby-3.3.1\"", "3.3.1", "3.4"),
            ("ruby\"3.3\"", "3.3.9", "3.4"),
            ("ruby '= 3.1.2'", "3.1", "3.2"),
            ("ruby '~> 3.3.1'", "3.3", "3.4"),
            ("ruby('~> 3.2')", "3.4", "4"),
            ("ruby '~> 3'", "3.4", "4"),
            ("ruby '>= 3.2'", "4", "3.1"),
            ("ruby_version = '2'\nruby '3.3'", "3.3", "2"),
            ("ruby '>= 3.2', '< 4'", "3.4", "4"),
            ("ruby [\">= 3.2\", \"< 3.4\"]", "3.3", "3.4"),
            ("ruby '< 4'", "3.4", "4.0"),
            ("ruby '3.3.1', patchlevel: '55'", "3.3.1", "3.4"),
        ] {
            let asked = of(text).expect(text);
            assert!(asked.fits(fits) && !asked.fits(not), "{text}: {}", asked.said);
        }
        for text in [
            "ruby '!= 3.1'",
            "ruby 'jruby-9.4'",
            "ruby file: '.ruby-version'",
            "ruby_x '3'",
            "ruby x",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(of("# ruby '3.1'"), None);
        assert_eq!(of("ruby '3.1', engine: 'jruby', engine_version: '9'"), None);
    }
}
