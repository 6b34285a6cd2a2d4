//! Applications of Bundler.

use super::projects::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::RubyUnread;

pub(super) fn words(unread: RubyUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        RubyUnread::NoGemfile { file, folder, known } => {
            said(format!("there is no `{file}`"))
                .help(one_of(&folder, &known, "name a folder that has one, or make it: `bundle init`"))
        }
        RubyUnread::GemsRb { file } => {
            said(format!("`{file}` takes the Gemfile's place, and is not read here"))
                .help("call it `Gemfile`, and its `gems.locked` `Gemfile.lock`")
        }
        RubyUnread::NoLock { gemfile } => {
            said(format!("`{gemfile}` has no lock file beside it"))
                .help("make one with `bundle lock`, and check it in")
        }
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
        RubyUnread::OtherPlatforms { file, platforms } => {
            let found = platforms.join("`, `");
            said(format!("`{file}` is for `{found}` alone, and images run Linux"))
                .help("add it: `bundle lock --add-platform x86_64-linux aarch64-linux`")
        }
        RubyUnread::GemLeadsOut { gem, remote } => {
            said(format!("the path `{remote}` of the gem `{gem}` leads out of the build context"))
                .help("choose a wider context, `.context(..)` of the recipe and of the emission, or move the gem")
        }
        RubyUnread::NoGemspec { gem, gemspec, remote, known } => {
            let words = said(format!("the gem `{gem}` has no `{gemspec}` at its path `{remote}`"));
            match known.first() {
                Some(folder) => words
                    .help(format!("`{folder}` has one: mend the path in the Gemfile, and run `bundle lock`")),
                None => words.help("write one, or take the gem out of the Gemfile and run `bundle lock`"),
            }
        }
    }
}
