//! The words for applications of Bundler that cannot be read or built.

use super::misspelt::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::RubyUnread;

pub(super) fn words(unread: RubyUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        RubyUnread::NoGemfile { file, folder, known } => {
            said(format!("there is no `{file}`"))
                .help(one_of(&folder, &known, "name a folder that has one, or make it: `bundle init`"))
        }
        RubyUnread::TwoGemfiles { file, other } => {
            said(format!("`{file}` takes the place of `{other}`, and both are there"))
                .help("take out the one that is not used, and its lock file")
        }
        RubyUnread::NoLock { gemfile, lock } => {
            said(format!("`{gemfile}` has no lock file beside it"))
                .help(format!("make `{lock}` with `bundle lock`, and check it in"))
        }
        RubyUnread::Computed { file, line } => {
            said(format!("`{file}`, line {line}: a path that is computed, so nobody knows what is read"))
                .help("write the path out, or name what is read: `.files([\"path\"])`")
        }
        RubyUnread::Setting { file, line } => {
            said(format!("`{file}`, line {line}: no setting that an image may have"))
                .note("a password, a path of a developer's machine, or no line that Bundler writes")
                .help("take it out; a password is `.mount(secret(\"gems\").env(\"BUNDLE_GEMS__EXAMPLE__COM\"))`")
        }
        RubyUnread::OtherLibrary { file, platforms: found } => {
            said(platforms(&file, &found, "the base has another C library"))
                .help("add its platform: `bundle lock --add-platform x86_64-linux`, or of Alpine `x86_64-linux-musl`")
        }
        RubyUnread::AsksGit { gemspec } => asks_git(said(format!(
            "`{gemspec}` asks git which files the gem has, whenever the program starts"
        ))),
        RubyUnread::TooLong { file } => {
            said(format!("`{file}` is larger than 1 MiB"))
                .help("no file of Bundler's is: mend what wrote it")
        }
        RubyUnread::TooMany { file, most } => {
            said(format!("`{file}` has more than {most} gems from paths"))
                .help("make the file anew with `bundle lock`")
        }
        RubyUnread::Conflict { file, line } => {
            said(format!("`{file}`, line {line}: two branches have changed this"))
                .help("take one of both, and run `bundle lock`")
        }
        RubyUnread::LockLine { file, line } => {
            said(format!("`{file}`, line {line}: Bundler writes no such line"))
                .help("make the file anew with `bundle lock`")
        }
        RubyUnread::OtherPlatforms { file, platforms: found } => {
            said(platforms(&file, &found, "images run Linux"))
                .help("add it: `bundle lock --add-platform x86_64-linux aarch64-linux`")
        }
        RubyUnread::GemLeadsOut { gem, remote } => {
            said(format!("the path `{remote}` of the gem `{gem}` leads out of the build context"))
                .help("choose a wider context, `.context(..)` of the recipe and of the emission, or move the gem")
        }
        RubyUnread::NoGemspec { gem, gemspec, remote, known } => {
            let words = said(format!("the gem `{gem}` has no `{gemspec}` at its path `{remote}`"));
            words.help(where_gemspec(known.first()))
        }
    }
}

fn asks_git(words: Diagnostic) -> Diagnostic {
    words
        .note("the stage that runs the program installs no git")
        .help("name the files: `Dir[\"lib/**/*\"]` in place of `git ls-files`")
        .help("or install git where the program runs: `.packages(apt([\"git\"]))`")
}

fn where_gemspec(known: Option<&String>) -> String {
    match known {
        Some(folder) => {
            format!("`{folder}` has one: mend the path in the Gemfile, and run `bundle lock`")
        }
        None => "write one, or take the gem out of the Gemfile and run `bundle lock`".to_owned(),
    }
}

fn platforms(file: &str, platforms: &[String], why: &str) -> String {
    format!("`{file}` is for `{}` alone, and {why}", platforms.join("`, `"))
}
