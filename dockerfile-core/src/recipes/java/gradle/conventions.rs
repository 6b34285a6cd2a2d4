//! Plugins that are scripts of the build itself: `buildSrc/src/main/kotlin/shop.app.gradle.kts` is the
//! plugin `shop.app`. What such a script says, a project says that applies the plugin.
//!
//! Source: <https://docs.gradle.org/current/userguide/implementing_gradle_plugins_precompiled.html>.

use crate::declare::disk::Tree;
use crate::program::unread::Unread;

/// The scripts of a build's own builds that are plugins.
pub(super) struct Conventions(Vec<String>);

impl Conventions {
    pub(super) fn of(tree: &Tree, builds: &[String]) -> Result<Self, Unread> {
        let mut scripts = vec![];
        for build in builds {
            let files = tree.files_named(build, |name| id_of(name).is_some())?;
            scripts.extend(files.into_iter().filter(|file| file.contains("/src/main/")));
        }
        Ok(Self(scripts))
    }

    /// The script that is a plugin. A script of Kotlin may be in a package, whose name then begins
    /// that of the plugin.
    pub(super) fn script(&self, plugin: &str) -> Option<&String> {
        self.0.iter().find(|file| {
            let id = id_of(file.rsplit('/').next().unwrap_or(file));
            let package = id.and_then(|id| plugin.strip_suffix(id));
            package.is_some_and(|package| package.is_empty() || package.ends_with('.'))
        })
    }
}

/// The plugin that a script of this name is.
fn id_of(name: &str) -> Option<&str> {
    let id = name.strip_suffix(".kts").unwrap_or(name).strip_suffix(".gradle")?;
    Some(id).filter(|id| !id.is_empty())
}
