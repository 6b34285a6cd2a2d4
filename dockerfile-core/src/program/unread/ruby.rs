//! What stands in the way of applications of Bundler.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RubyUnread {
    /// A folder without a Gemfile; those that have one.
    NoGemfile { file: String, folder: String, known: Vec<String> },
    /// Two Gemfiles in a folder, of both names.
    TwoGemfiles { file: String, other: String },
    /// A Gemfile without a lock file beside it.
    NoLock { gemfile: String, lock: String },
    /// A line of a Gemfile that reads a file by a path that it computes.
    Computed { file: String, line: usize },
    /// A setting of a configuration that is checked in, and of no use to an image.
    Setting { file: String, line: usize },
    /// Gems for another C library than the base's.
    OtherLibrary { file: String, platforms: Vec<String> },
    /// A file of more bytes than any of Bundler's has.
    TooLong { file: String },
    /// More gems from paths than any application has.
    TooMany { file: String, most: usize },
    /// A lock file that two branches have changed.
    Conflict { file: String, line: usize },
    /// A line of a lock file that Bundler does not write.
    LockLine { file: String, line: usize },
    /// A lock file that was made for no Linux.
    OtherPlatforms { file: String, platforms: Vec<String> },
    /// A gem whose path no builder sees.
    GemLeadsOut { gem: String, remote: String },
    /// A gem that is not at its path; folders that have it.
    NoGemspec { gem: String, gemspec: String, remote: String, known: Vec<String> },
}
