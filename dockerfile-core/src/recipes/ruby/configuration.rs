//! What a checked-in `.bundle/config` says. Official images have their local configuration
//! elsewhere and do not read this file, so each of its settings is made anew.
//!
//! Source: <https://bundler.io/man/bundle-config.1.html>.

use crate::program::unread::RubyUnread;

/// Settings that the recipe makes itself.
const OURS: [&str; 5] = ["deployment", "frozen", "path", "global_gem_cache", "without"];
/// The first parts of the names of settings that have a second part, as `build.pg` has.
const PARTED: [&str; 4] = ["build", "mirror", "gem", "plugins"];

/// Settings, by the names that `bundle config set` takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Configuration {
    pub(super) settings: Vec<(String, String)>,
    /// Groups that are not installed.
    pub(super) without: Vec<String>,
}

impl Configuration {
    pub(super) fn of(file: &str, text: &str) -> Result<Self, RubyUnread> {
        let mut found = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') || matches!(line, "---" | "--- {}") {
                continue;
            }
            let line_of = || RubyUnread::Setting { file: file.to_owned(), line: at + 1 };
            let (name, value) = setting(line).ok_or_else(line_of)?;
            let first = name.split('.').next().unwrap_or_default();
            match name.as_str() {
                "without" => found.without = value.split(':').map(str::to_owned).collect(),
                // Another Gemfile, or a folder of a developer's machine.
                "gemfile" | "app_config" => return Err(line_of()),
                name if OURS.contains(&name) => {}
                name if name.contains('.') && !PARTED.contains(&first) => return Err(line_of()),
                _ => found.settings.push((name, value)),
            }
        }
        Ok(found)
    }
}

/// The name and the value of a setting: `BUNDLE_BUILD__PG: "--with-x"` sets `build.pg`.
fn setting(line: &str) -> Option<(String, String)> {
    let (name, value) = line.strip_prefix("BUNDLE_")?.split_once(':')?;
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(fits) {
        return None;
    }
    let value = value.trim();
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let inner = inner.or(value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')));
    let value = inner.unwrap_or(value);
    if value.is_empty() || value.contains(['"', '\\']) {
        return None;
    }
    let name = name.to_lowercase().replace("___", "-").replace("__", ".");
    Some((name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Configuration;

    #[test]
    fn settings_have_the_names_that_the_command_takes() {
        let text = "---\nBUNDLE_PATH: \"vendor/bundle\"\nBUNDLE_WITHOUT: \"ci:test\"\nBUNDLE_JOBS: \"4\"\r\n\
                    BUNDLE_BUILD__PG___X: \"--with-a=b --c\"\n";
        let read = Configuration::of("c", text).expect("what Bundler writes");
        let settings = read.settings.iter().map(|(name, value)| format!("{name}={value}"));
        assert_eq!(settings.collect::<Vec<_>>(), ["jobs=4", "build.pg-x=--with-a=b --c"]);
        assert_eq!(read.without, ["ci", "test"]);
    }

    #[test]
    fn each_setting_is_made_or_is_the_recipes_own() {
        for (line, made) in [
            ("BUNDLE_BUILD__PG: \"--with-x\"", "build.pg=--with-x"),
            ("BUNDLE_MIRROR__ALL: \"http://mirror:9292\"", "mirror.all=http://mirror:9292"),
            ("BUNDLE_GEM__TEST: \"rspec\"", "gem.test=rspec"),
            ("BUNDLE_PLUGINS__X: 'y z'", "plugins.x=y z"),
            ("BUNDLE_IGNORE_FUNDING_REQUESTS: true", "ignore_funding_requests=true"),
            ("BUNDLE_DEPLOYMENT: \"false\"", ""),
            ("BUNDLE_FROZEN: \"false\"", ""),
            ("BUNDLE_PATH: \"vendor/bundle\"", ""),
            ("BUNDLE_GLOBAL_GEM_CACHE: \"false\"", ""),
            ("BUNDLE_WITHOUT: \"ci\"", ""),
            ("--- {}", ""),
            ("# BUNDLE_JOBS: 4", ""),
            ("", ""),
        ] {
            let read = Configuration::of("c", line).expect(line);
            let settings = read.settings.iter().map(|(name, value)| format!("{name}={value}"));
            assert_eq!(settings.collect::<String>(), made, "{line}");
        }
    }

    #[test]
    fn what_is_no_setting_of_a_build_is_refused() {
        for line in [
            "BUNDLE_GEMS__EXAMPLE__COM: \"me:secret\"",
            "BUNDLE_LOCAL__RACK: \"../rack\"",
            "BUNDLE_GEMFILE: \"x\"",
            "BUNDLE_APP_CONFIG: \"x\"",
            "BUNDLE_MIRROR__HTTPS://RUBYGEMS__ORG/: \"http://mirror\"",
            "BUNDLE_PATH: \"a\\b\"",
            "BUNDLE_path: \"a\"",
            "BUNDLE_: \"a\"",
            "BUNDLE_WITH:",
            "- \"a\"",
            "other: 1",
        ] {
            assert!(Configuration::of("c", &format!("---\n{line}\n")).is_err(), "{line}");
        }
    }
}
