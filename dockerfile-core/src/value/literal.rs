//! The checks that `image!` runs on literals while the user's crate compiles.
//!
//! The macro knows no instruction. For each literal it emits a constant, whose value is a call of
//! [`literal_str`] or [`literal_int`] with the place of the literal. The table below says which kind
//! of value belongs to a place. A place that is not in the table, such as an argument of a user's own
//! function, is not checked.

use super::{Kind, VariableOf, equal, public_variable};

/// A place of literals and their kind: `"line"` or `"call"`; the word of the line or the name of the
/// function; the name of a method on the function's result, or `""`; the number of the argument.
type Row = (&'static str, &'static str, &'static str, usize, Kind);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("line", "stage", "", 0, Kind::StageName),
    ("line", "out_of_order", "", 0, Kind::Reason),
    ("line", "label", "", 0, Kind::LastingLabelKey),
    ("line", "label", "", 1, Kind::Text),
    ("line", "runs_as_root", "", 0, Kind::Reason),
    ("line", "starts_as_root", "", 0, Kind::Reason),
    ("line", "keeps_base_user", "", 0, Kind::Reason),
    ("line", "comment", "", 0, Kind::Comment),
    ("line", "description", "", 0, Kind::Description),
    ("line", "raw", "", 0, Kind::RawLine),
    ("line", "raw", "", 1, Kind::Reason),
    ("line", "build_env", "", 0, Kind::VarName),
    ("line", "build_env", "", 1, Kind::StepValue),
    ("line", "public_build_env", "", 0, Kind::VarName),
    ("line", "public_build_env", "", 1, Kind::PublicValue),
    ("line", "public_build_env", "", 2, Kind::Reason),
    ("line", "env", "", 0, Kind::VarName),
    ("line", "env", "", 1, Kind::EnvValue),
    ("line", "public_env", "", 0, Kind::VarName),
    ("line", "public_env", "", 1, Kind::PublicValue),
    ("line", "public_env", "", 2, Kind::Reason),
    ("line", "setting", "", 1, Kind::EnvValue),
    ("line", "path", "", 0, Kind::AbsPath),
    ("line", "commit_label", "", 0, Kind::LabelKey),
    ("line", "commit_label", "", 1, Kind::Text),
    ("line", "workdir", "", 0, Kind::AbsPath),
    ("line", "expose", "", 0, Kind::Port),
    ("line", "volume", "", 0, Kind::VolumePath),
    ("line", "stop_signal", "", 0, Kind::Signal),
    ("line", "shell", "", 0, Kind::Argument),
    ("line", "entrypoint", "", 0, Kind::Argument),
    ("line", "cmd", "", 0, Kind::Argument),
    ("call", "debian", "", 0, Kind::Tag),
    ("call", "ubuntu", "", 0, Kind::Tag),
    ("call", "alpine", "", 0, Kind::Tag),
    ("call", "fedora", "", 0, Kind::Tag),
    ("call", "image", "runs_as", 0, Kind::AnyId),
    ("call", "image", "runs_as", 1, Kind::AnyId),
    ("call", "debian", "runs_as", 0, Kind::AnyId),
    ("call", "debian", "runs_as", 1, Kind::AnyId),
    ("call", "ubuntu", "runs_as", 0, Kind::AnyId),
    ("call", "ubuntu", "runs_as", 1, Kind::AnyId),
    ("call", "alpine", "runs_as", 0, Kind::AnyId),
    ("call", "alpine", "runs_as", 1, Kind::AnyId),
    ("call", "fedora", "runs_as", 0, Kind::AnyId),
    ("call", "fedora", "runs_as", 1, Kind::AnyId),
    ("call", "moving_image", "runs_as", 0, Kind::AnyId),
    ("call", "moving_image", "runs_as", 1, Kind::AnyId),
    ("call", "debian", "track", 0, Kind::Track),
    ("call", "ubuntu", "track", 0, Kind::Track),
    ("call", "alpine", "track", 0, Kind::Track),
    ("call", "fedora", "track", 0, Kind::Track),
    ("call", "image", "track", 0, Kind::Track),
    ("call", "debian", "on_platform", 0, Kind::Platform),
    ("call", "debian", "on_platform", 1, Kind::Reason),
    ("call", "ubuntu", "on_platform", 0, Kind::Platform),
    ("call", "ubuntu", "on_platform", 1, Kind::Reason),
    ("call", "alpine", "on_platform", 0, Kind::Platform),
    ("call", "alpine", "on_platform", 1, Kind::Reason),
    ("call", "fedora", "on_platform", 0, Kind::Platform),
    ("call", "fedora", "on_platform", 1, Kind::Reason),
    ("call", "image", "on_platform", 0, Kind::Platform),
    ("call", "image", "on_platform", 1, Kind::Reason),
    ("call", "moving_image", "on_platform", 0, Kind::Platform),
    ("call", "moving_image", "on_platform", 1, Kind::Reason),
    ("call", "image", "", 0, Kind::ImageRef),
    ("call", "moving_image", "", 0, Kind::MovingImage),
    ("call", "moving_image", "", 1, Kind::Reason),
    ("call", "apt", "", 0, Kind::AptPackage),
    ("call", "apk", "", 0, Kind::ApkPackage),
    ("call", "dnf", "", 0, Kind::RpmPackage),
    ("call", "microdnf", "", 0, Kind::RpmPackage),
    ("call", "zypper", "", 0, Kind::RpmPackage),
    ("call", "pacman", "", 0, Kind::PacmanPackage),
    ("call", "dir", "", 0, Kind::AbsPath),
    ("call", "dir", "mode", 0, Kind::Mode),
    ("call", "dir", "owner", 0, Kind::AnyId),
    ("call", "dir", "owner", 1, Kind::AnyId),
    ("call", "user", "", 0, Kind::UserName),
    ("call", "user", "id", 0, Kind::Id),
    ("call", "user", "group", 0, Kind::UserName),
    ("call", "user", "group_id", 0, Kind::AnyId),
    ("call", "user", "existing_group", 0, Kind::UserName),
    ("call", "user", "existing_group", 1, Kind::AnyId),
    ("call", "user", "home", 0, Kind::AbsPath),
    ("call", "user", "existing_home", 0, Kind::AbsPath),
    ("call", "user", "shell", 0, Kind::AbsPath),
    ("call", "system_user", "", 0, Kind::UserName),
    ("call", "system_user", "", 1, Kind::SystemId),
    ("call", "system_user", "group", 0, Kind::UserName),
    ("call", "system_user", "group_id", 0, Kind::AnyId),
    ("call", "system_user", "existing_group", 0, Kind::UserName),
    ("call", "system_user", "existing_group", 1, Kind::AnyId),
    ("call", "system_user", "home", 0, Kind::AbsPath),
    ("call", "system_user", "existing_home", 0, Kind::AbsPath),
    ("call", "system_user", "shell", 0, Kind::AbsPath),
    ("call", "existing", "", 0, Kind::UserName),
    ("call", "existing", "", 1, Kind::Id),
    ("call", "existing", "group_id", 0, Kind::AnyId),
    ("call", "uid", "", 0, Kind::Id),
    ("call", "uid", "group_id", 0, Kind::AnyId),
    ("call", "manifest", "", 0, Kind::ContextPath),
    ("call", "manifest", "to", 0, Kind::CopyTarget),
    ("call", "manifest_dir", "", 0, Kind::ManifestFolder),
    ("call", "manifest_dir", "", 1, Kind::Reason),
    ("call", "manifest_dir", "to", 0, Kind::CopyTarget),
    ("call", "pip", "", 0, Kind::ContextPath),
    ("call", "pip", "venv", 0, Kind::AbsPath),
    ("call", "uv", "folder", 0, Kind::MountPath),
    ("call", "uv", "venv", 0, Kind::MountPath),
    ("call", "uv", "extras", 0, Kind::Word),
    ("call", "uv", "groups", 0, Kind::Word),
    ("call", "uv", "files", 0, Kind::ContextPath),
    ("call", "uv", "env", 0, Kind::VarName),
    ("call", "uv", "env", 1, Kind::StepValue),
    ("call", "poetry", "folder", 0, Kind::MountPath),
    ("call", "poetry", "venv", 0, Kind::MountPath),
    ("call", "poetry", "version", 0, Kind::Word),
    ("call", "poetry", "extras", 0, Kind::Word),
    ("call", "poetry", "groups", 0, Kind::Word),
    ("call", "poetry", "files", 0, Kind::ContextPath),
    ("call", "poetry", "env", 0, Kind::VarName),
    ("call", "poetry", "env", 1, Kind::StepValue),
    ("call", "copy", "", 0, Kind::ContextPath),
    ("call", "copy", "to", 0, Kind::CopyTarget),
    ("call", "copy", "except", 0, Kind::ContextPattern),
    ("call", "copy", "parents_below", 0, Kind::ContextPath),
    ("call", "copy", "matching", 0, Kind::NamePattern),
    ("call", "copy", "starts_anyway", 0, Kind::Reason),
    ("call", "run", "", 0, Kind::JudgedScript),
    ("call", "run", "then", 0, Kind::JudgedScript),
    ("call", "run", "unchecked", 0, Kind::Reason),
    ("call", "run", "shell", 0, Kind::Argument),
    ("call", "run", "workdir", 0, Kind::AbsPath),
    ("call", "run", "env", 0, Kind::VarName),
    ("call", "run", "env", 1, Kind::PublicValue),
    ("call", "healthcheck", "", 0, Kind::Argument),
    ("call", "healthcheck", "retries", 0, Kind::Retries),
    ("call", "http", "", 0, Kind::Port),
    ("call", "http", "", 1, Kind::ProbePath),
    ("call", "http", "retries", 0, Kind::Retries),
    ("call", "tcp", "", 0, Kind::Port),
    ("call", "udp", "", 0, Kind::Port),
    ("call", "tcp", "retries", 0, Kind::Retries),
    ("call", "cargo", "folder", 0, Kind::MountPath),
    ("call", "cargo", "home", 0, Kind::MountPath),
    ("call", "cargo", "features", 0, Kind::Word),
    ("call", "cargo", "profile", 0, Kind::Word),
    ("call", "cargo", "bins", 0, Kind::Word),
    ("call", "cargo", "env", 0, Kind::VarName),
    ("call", "cargo", "env", 1, Kind::StepValue),
    ("call", "cargo", "also", 0, Kind::ContextPath),
    ("call", "cargo", "except", 0, Kind::ContextPattern),
    ("call", "cargo", "stable", 0, Kind::Word),
    ("call", "go", "folder", 0, Kind::MountPath),
    ("call", "go", "tags", 0, Kind::Word),
    ("call", "go", "ldflags", 0, Kind::Text),
    ("call", "go", "program", 0, Kind::Word),
    ("call", "go", "generated", 0, Kind::ContextPath),
    ("call", "npm", "folder", 0, Kind::MountPath),
    ("call", "npm", "script", 0, Kind::Word),
    ("call", "npm", "version", 0, Kind::Word),
    ("call", "npm", "files", 0, Kind::ContextPath),
    ("call", "pnpm", "folder", 0, Kind::MountPath),
    ("call", "pnpm", "script", 0, Kind::Word),
    ("call", "pnpm", "version", 0, Kind::Word),
    ("call", "pnpm", "files", 0, Kind::ContextPath),
    ("call", "yarn", "folder", 0, Kind::MountPath),
    ("call", "yarn", "script", 0, Kind::Word),
    ("call", "yarn", "version", 0, Kind::Word),
    ("call", "yarn", "files", 0, Kind::ContextPath),
    ("call", "maven", "folder", 0, Kind::MountPath),
    ("call", "maven", "jar", 0, Kind::ContextPath),
    ("call", "gradle", "folder", 0, Kind::MountPath),
    ("call", "gradle", "jar", 0, Kind::ContextPath),
    ("call", "gradle", "task", 0, Kind::Word),
    ("call", "gradle", "property", 0, Kind::Word),
    ("call", "gradle", "property", 1, Kind::Text),
    ("call", "gradle", "files", 0, Kind::ContextPath),
    ("call", "maven", "files", 0, Kind::ContextPath),
    ("call", "maven", "profiles", 0, Kind::Word),
    ("call", "maven", "goals", 0, Kind::Goal),
    ("call", "bundler", "folder", 0, Kind::MountPath),
    ("call", "bundler", "files", 0, Kind::ContextPath),
    ("call", "arg", "", 0, Kind::LoneArgName),
    ("call", "arg", "default", 0, Kind::ArgDefault),
    ("call", "arg", "description", 0, Kind::Description),
    ("call", "env", "", 0, Kind::VarName),
    ("call", "base_env", "", 0, Kind::VarName),
    ("call", "copy", "mode", 0, Kind::Mode),
    ("call", "copy", "owner", 0, Kind::AnyId),
    ("call", "copy", "owner", 1, Kind::AnyId),
    ("call", "context", "", 0, Kind::ContextName),
    ("call", "file", "", 0, Kind::InlineTarget),
    ("call", "file", "", 1, Kind::InlineText),
    ("call", "file", "mode", 0, Kind::Mode),
    ("call", "file", "owner", 0, Kind::AnyId),
    ("call", "file", "owner", 1, Kind::AnyId),
    ("call", "apt", "snapshot", 0, Kind::Snapshot),
    ("call", "apt_repository", "", 0, Kind::RepositoryUrl),
    ("call", "apt_repository", "suite", 0, Kind::Suite),
    ("call", "apt_repository", "components", 0, Kind::Component),
    ("call", "apt_repository", "key", 0, Kind::Url),
    ("call", "apt_repository", "key", 1, Kind::Sha256),
    ("call", "apt_repository", "key_file", 0, Kind::ContextPath),
    ("call", "dnf_repository", "", 0, Kind::RepositoryUrl),
    ("call", "dnf_repository", "key", 0, Kind::Url),
    ("call", "dnf_repository", "key", 1, Kind::Sha256),
    ("call", "dnf_repository", "key_file", 0, Kind::ContextPath),
    ("call", "apk_repository", "", 0, Kind::RepositoryUrl),
    ("call", "apk_repository", "key", 0, Kind::Url),
    ("call", "apk_repository", "key", 1, Kind::Sha256),
    ("call", "apk_repository", "key_file", 0, Kind::ContextPath),
    ("call", "tool", "", 0, Kind::AbsPath),
    ("call", "tool", "on", 0, Kind::Architecture),
    ("call", "tool", "on", 1, Kind::Url),
    ("call", "tool", "on", 2, Kind::Checksum),
    ("call", "tool", "in_archive", 0, Kind::ExcludePattern),
    ("call", "download", "", 0, Kind::Url),
    ("call", "download", "", 1, Kind::Sha256),
    ("call", "download", "", 2, Kind::CopyTarget),
    ("call", "download", "mode", 0, Kind::Mode),
    ("call", "download", "owner", 0, Kind::AnyId),
    ("call", "download", "owner", 1, Kind::AnyId),
    ("call", "unverified_download", "", 0, Kind::Url),
    ("call", "unverified_download", "", 1, Kind::CopyTarget),
    ("call", "unverified_download", "", 2, Kind::Reason),
    ("call", "unverified_download", "mode", 0, Kind::Mode),
    ("call", "unverified_download", "owner", 0, Kind::AnyId),
    ("call", "unverified_download", "owner", 1, Kind::AnyId),
    ("call", "git", "", 0, Kind::GitRepository),
    ("call", "git", "", 1, Kind::GitRef),
    ("call", "git", "", 2, Kind::CopyTarget),
    ("call", "git", "folder", 0, Kind::BindSource),
    ("call", "git", "commit", 0, Kind::GitCommit),
    ("call", "git", "fetch_commit", 0, Kind::GitCommit),
    ("call", "git", "except", 0, Kind::ExcludePattern),
    ("call", "git", "mode", 0, Kind::Mode),
    ("call", "git", "owner", 0, Kind::AnyId),
    ("call", "git", "owner", 1, Kind::AnyId),
    ("call", "run", "host_network", 0, Kind::Reason),
    ("call", "run", "insecure", 0, Kind::Reason),
    ("call", "run", "device", 0, Kind::Device),
    ("call", "run", "optional_device", 0, Kind::Device),
    ("call", "bind", "", 0, Kind::BindSource),
    ("call", "bind", "to", 0, Kind::MountPath),
    ("call", "cache", "", 0, Kind::MountPath),
    ("call", "cache", "id", 0, Kind::MountId),
    ("call", "cache", "from", 1, Kind::BindPath),
    ("call", "cache", "mode", 0, Kind::Mode),
    ("call", "cache", "owner", 0, Kind::AnyId),
    ("call", "cache", "owner", 1, Kind::AnyId),
    ("call", "tmpfs", "", 0, Kind::MountPath),
    ("call", "tmpfs", "size", 0, Kind::MountSize),
    ("call", "secret", "", 0, Kind::MountId),
    ("call", "secret", "file", 0, Kind::MountPath),
    ("call", "secret", "env", 0, Kind::VarName),
    ("call", "secret", "mode", 0, Kind::Mode),
    ("call", "secret", "owner", 0, Kind::AnyId),
    ("call", "secret", "owner", 1, Kind::AnyId),
    ("call", "ssh", "id", 0, Kind::MountId),
    ("call", "ssh", "socket", 0, Kind::MountPath),
    ("call", "ssh", "mode", 0, Kind::Mode),
    ("call", "ssh", "owner", 0, Kind::AnyId),
    ("call", "ssh", "owner", 1, Kind::AnyId),
];

/// The kind of the literals at a place, or `None` if the table does not have the place.
///
/// In a call, `chain` are the names of the methods that follow it: the argument of `copy(..)` is a path
/// of another stage if `.from(..)` follows, and else one of the build context. In a line, `chain` is
/// the next argument, if that is a literal.
const fn kind_of(
    place: &str,
    name: &str,
    method: &str,
    argument: usize,
    in_list: bool,
    chain: &[&str],
) -> Option<Kind> {
    let mut i = 0;
    while i < TABLE.len() {
        let (row_place, row_name, row_method, row_argument, kind) = TABLE[i];
        if same(row_place, place)
            && same(row_name, name)
            && same(row_method, method)
            && row_argument == argument
        {
            // The path belongs to another stage, an image or a named context.
            let from = has(chain, "from");
            let path = same(method, "") || same(method, "parents_below");
            if from && path && same(name, "copy") {
                return Some(match has(chain, "optional") && same(method, "") {
                    true => Kind::StagePattern,
                    false => Kind::StagePath,
                });
            }
            if from && same(method, "") && same(name, "bind") {
                return Some(Kind::BindPath);
            }
            if same(name, "copy") && same(method, "except") && has(chain, "from") {
                return Some(Kind::ExcludePattern);
            }
            return Some(match kind {
                // A word of a list is an argument, which no shell reads.
                Kind::JudgedScript if in_list => Kind::StepArgument,
                // Only the build script knows what a mount or another shell means for the commands.
                Kind::JudgedScript
                    if has(chain, "unchecked") || has(chain, "shell") || has(chain, "mount") =>
                {
                    Kind::Script
                }
                // The default may show that the variable is no secret.
                Kind::LoneArgName if has(chain, "default") => Kind::ArgName,
                kind => kind,
            });
        }
        i += 1;
    }
    None
}

const fn same(a: &str, b: &str) -> bool {
    equal(a.as_bytes(), b.as_bytes())
}

const fn has(chain: &[&str], method: &str) -> bool {
    let mut i = 0;
    while i < chain.len() {
        if same(chain[i], method) {
            return true;
        }
        i += 1;
    }
    false
}

/// Checks a text literal. The compiler shows the text of the panic as its error.
#[track_caller]
pub const fn literal_str(
    place: &str,
    name: &str,
    method: &str,
    argument: usize,
    in_list: bool,
    chain: &[&str],
    text: &str,
) {
    if let Some(kind) = kind_of(place, name, method, argument, in_list, chain) {
        if let Err(complaint) = kind.check(text) {
            panic!("{}", complaint);
        }
        if let Err(complaint) = kind.check_names(text) {
            panic!("{}", complaint);
        }
    }
    // Whether a variable is a secret depends on its name and its value. A value that is no literal is
    // left to the build script.
    if let (Some(of), [value]) = (variable_of(place, name, argument), chain)
        && let Err(complaint) = public_variable(text.as_bytes(), Some(value.as_bytes()), of)
    {
        panic!("{}", complaint);
    }
}

/// Where the variable belongs to whose name is the argument of a line; `None` is another argument.
const fn variable_of(place: &str, name: &str, argument: usize) -> Option<VariableOf> {
    match argument {
        0 if !same(place, "line") => None,
        0 if same(name, "env") => Some(VariableOf::Image),
        0 if same(name, "build_env") => Some(VariableOf::Steps),
        _ => None,
    }
}

/// Checks the literal of a whole number. The compiler shows the text of the panic as its error.
#[track_caller]
pub const fn literal_int(
    place: &str,
    name: &str,
    method: &str,
    argument: usize,
    in_list: bool,
    chain: &[&str],
    number: u128,
) {
    if let Some(kind) = kind_of(place, name, method, argument, in_list, chain)
        && let Err(complaint) = kind.check_number(number)
    {
        panic!("{}", complaint);
    }
}

#[cfg(test)]
mod tests;
