//! Why applications of Bundler cannot be read or built.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RubyUnread {
    /// A folder without a Gemfile; `known` are folders that have one.
    NoGemfile { file: String, folder: String, known: Vec<String> },
    /// A `Gemfile` and a `gems.rb` in one folder.
    TwoGemfiles { file: String, other: String },
    /// A Gemfile without a lock file beside it.
    NoLock { gemfile: String, lock: String },
    /// A line of a Gemfile that reads a file by a computed path.
    Computed { file: String, line: usize },
    /// A line of Bundler's checked-in configuration that no image may have: a password, a path of
    /// one machine, or something that Bundler does not write.
    Setting { file: String, line: usize },
    /// A lock file with gems for another C library than the base's.
    OtherLibrary { file: String, platforms: Vec<String> },
    /// A gemspec that asks git, in a stage that installs none.
    AsksGit { gemspec: String },
    /// A file that is larger than the reader's limit.
    TooLong { file: String },
    /// More gems from paths than the reader's limit.
    TooMany { file: String, most: usize },
    /// A lock file with conflict markers.
    Conflict { file: String, line: usize },
    /// A line of a lock file that Bundler does not write.
    LockLine { file: String, line: usize },
    /// A lock file that no Linux platform is listed in.
    OtherPlatforms { file: String, platforms: Vec<String> },
    /// A gem whose path is outside the build context.
    GemLeadsOut { gem: String, remote: String },
    /// A gem that is not at its path; `known` are folders that have it.
    NoGemspec { gem: String, gemspec: String, remote: String, known: Vec<String> },
}
