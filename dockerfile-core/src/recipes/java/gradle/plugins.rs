//! Plugins of a build file by which a program has all that it needs: what the task `jar` makes has
//! the project's own classes alone.

use super::catalog::Catalog;
use super::settings_file::{Token, tokens_of};

/// Plugins that pack a program into one file, and the task of each.
const PACKERS: [(&str, &str); 5] = [
    ("org.springframework.boot", "bootJar"),
    ("io.ktor.plugin", "buildFatJar"),
    ("com.gradleup.shadow", "shadowJar"),
    ("com.github.johnrengelman.shadow", "shadowJar"),
    ("io.github.goooler.shadow", "shadowJar"),
];

/// Plugins that put a program and what it needs into a folder, by the task `installDist`.
const INSTALLERS: [&str; 4] = [
    "application",
    "org.gradle.application",
    "io.micronaut.application",
    "io.micronaut.minimal.application",
];

/// Plugins that make something else than a file of `build/libs` that starts: the task of each, and what
/// the task makes.
const OTHERS: [(&str, &str, &str); 3] = [
    ("io.quarkus", "quarkusBuild", "the folder `build/quarkus-app`"),
    ("war", "war", "a `war`, which no `java -jar` starts"),
    ("org.gradle.war", "war", "a `war`, which no `java -jar` starts"),
];

/// How the plugins of a build file make a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// By a task that packs one file.
    Packed(&'static str),
    /// By `installDist`, into a folder.
    Installed,
    /// By a task that makes something else than a file of `build/libs` that starts.
    Other { task: &'static str, makes: &'static str },
    /// By no task that is known.
    Unknown,
}

/// Plugins that stop where there is no history of git, and what has each do without.
const OF_GIT: [(&str, &str); 2] = [
    ("com.gorylenko.gradle-git-properties", "`gitProperties { failOnNoGitDirectory = false }`"),
    (
        "com.palantir.git-version",
        "take the version from a property, `.property(\"version\", ..)`, where it is given",
    ),
];

/// The plugin of a build file that stops where there is no history of git, and what has it do without.
pub(super) fn asks_git(text: &str, catalog: &Catalog) -> Option<(&'static str, &'static str)> {
    let (tokens, _) = tokens_of(text);
    let applied = applied(&tokens, catalog);
    let is_off = tokens.contains(&Token::Word("failOnNoGitDirectory"));
    let (plugin, instead) = OF_GIT.into_iter().find(|(plugin, _)| applied.contains(plugin))?;
    let is_asked = |property: &str| tokens.contains(&Token::Text(property));
    // A build that looks for a property, or for the history itself, decides by it.
    (!is_off && !is_asked("version") && !is_asked(".git")).then_some((plugin, instead))
}

/// How the plugins that a build file applies in plain words make a program.
pub(super) fn program_of(text: &str, catalog: &Catalog) -> Program {
    let (tokens, _) = tokens_of(text);
    let applied = applied(&tokens, catalog);
    let packer = PACKERS.iter().find(|(plugin, _)| applied.contains(plugin));
    match packer {
        Some((_, task)) => Program::Packed(task),
        None if INSTALLERS.iter().any(|plugin| applied.contains(plugin)) => Program::Installed,
        None => {
            let other = OTHERS.iter().find(|(plugin, ..)| applied.contains(plugin));
            other.map_or(Program::Unknown, |(_, task, makes)| Program::Other { task, makes })
        }
    }
}

/// The plugins that a build file applies: by `id("x")`, by `alias(libs.plugins.x)`, by
/// `apply plugin: "x"`, or as a word of the block `plugins`.
fn applied<'t>(tokens: &[Token<'t>], catalog: &'t Catalog) -> Vec<&'t str> {
    use Token::{Sign, Text, Word};
    let mut applied = vec![];
    // How deep in the block `plugins` a token stands.
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        let behind = &tokens[at + 1..];
        let in_block = depth == 1 && !is_put_off(behind);
        match (token, behind) {
            (Sign('{'), _) if depth > 0 || begins_plugins(&tokens[..at]) => depth += 1,
            (Sign('}'), _) => depth = depth.saturating_sub(1),
            (Word("id"), [Text(id), ..] | [Sign('('), Text(id), ..]) if in_block => {
                applied.push(*id);
            }
            (
                Word("alias"),
                [Sign('('), Word("libs"), Sign('.'), Word("plugins"), Sign('.'), name @ ..],
            ) if in_block => {
                let words = name.iter().take_while(|token| **token != Sign(')'));
                let words = words.filter_map(|token| match token {
                    Word(word) => Some(*word),
                    _ => None,
                });
                let name = words.collect::<Vec<_>>().join(".");
                applied.extend(catalog.plugin(&name));
            }
            (Word(core @ ("application" | "war")), _) if in_block => applied.push(core),
            (
                Word("apply"),
                [Word("plugin"), Sign(':'), Text(id), ..]
                | [Sign('('), Word("plugin"), Sign('=' | ':'), Text(id), ..],
            ) => applied.push(id),
            _ => {}
        }
    }
    applied
}

/// Whether the block `plugins` of the file itself opens behind these tokens.
fn begins_plugins(before: &[Token<'_>]) -> bool {
    let count = |sign| before.iter().filter(|token| **token == Token::Sign(sign)).count();
    matches!(before.last(), Some(Token::Word("plugins"))) && count('{') == count('}')
}

/// Whether a plugin is only declared, for other projects to apply: `apply false`.
fn is_put_off(behind: &[Token<'_>]) -> bool {
    use Token::{Sign, Word};
    let own = behind.iter().position(|token| matches!(token, Word("id" | "alias") | Sign('}')));
    let own = &behind[..own.unwrap_or(behind.len())];
    own.windows(2).any(|two| matches!(two, [Word("apply"), Word("false")]))
        || own.windows(3).any(|three| matches!(three, [Word("apply"), Sign('('), Word("false")]))
}

#[cfg(test)]
mod tests {
    use super::{Catalog, INSTALLERS, OF_GIT, OTHERS, PACKERS, Program, asks_git};

    fn program_of(text: &str) -> Program {
        let catalog = "[versions]\nspring = \"3\"\n[plugins]\n\
            spring-boot = { id = \"org.springframework.boot\", version.ref = \"spring\" }\n\
            shadow_jar = \"com.gradleup.shadow:9.0.0\"\n";
        super::program_of(text, &Catalog::read(catalog))
    }

    #[test]
    fn a_plugin_is_applied_in_any_form() {
        let packers = PACKERS.map(|(plugin, task)| (plugin, Program::Packed(task)));
        let installers = INSTALLERS.map(|plugin| (plugin, Program::Installed));
        for (plugin, program) in packers.into_iter().chain(installers) {
            for text in [
                format!("plugins {{ id '{plugin}' version '3.4.0' }}"),
                format!("plugins {{\n    id(\"java\")\n    id(\"{plugin}\") version \"3.4.0\"\n}}"),
                format!("apply plugin: '{plugin}'"),
                format!("apply(plugin = \"{plugin}\")"),
                format!("apply(plugin: '{plugin}')"),
                format!("plugins {{ id(\"{plugin}\"); id(\"x\") version \"1\" apply false }}"),
            ] {
                assert_eq!(program_of(&text), program, "{text}");
            }
        }
        let bare =
            "plugins {\n  kotlin(\"jvm\")\n  application\n}\napplication { mainClass = \"x\" }";
        for text in [bare, "plugins { `application` }"] {
            assert_eq!(program_of(text), Program::Installed, "{text}");
        }
        for (name, task) in [("spring.boot", "bootJar"), ("shadow.jar", "shadowJar")] {
            let text = format!("plugins {{ java; alias(libs.plugins.{name}) }}");
            assert_eq!(program_of(&text), Program::Packed(task), "{text}");
        }
        let two = "plugins { application; id(\"com.gradleup.shadow\") }";
        assert_eq!(program_of(two), Program::Packed("shadowJar"));
    }

    #[test]
    fn a_plugin_that_asks_git_may_do_without() {
        for (plugin, _) in OF_GIT {
            let text = format!("plugins {{ id '{plugin}' version '3.0.0' }}\n");
            let found = |more: &str| asks_git(&(text.clone() + more), &Catalog::default());
            assert_eq!(found("version gitVersion()").map(|(plugin, _)| plugin), Some(plugin));
            for more in [
                "gitProperties { failOnNoGitDirectory = false }",
                "version = findProperty('version') ?: gitVersion()",
                "version = file('.git').exists() ? gitVersion() : '0'",
            ] {
                assert_eq!(found(more), None, "{plugin}: {more}");
            }
        }
        assert_eq!(asks_git("plugins { id 'java' }", &Catalog::default()), None);
    }

    #[test]
    fn a_plugin_that_is_named_only_is_not_applied() {
        for (plugin, task, makes) in OTHERS {
            let text = format!("plugins {{ java; id '{plugin}' }}");
            assert_eq!(program_of(&text), Program::Other { task, makes }, "{text}");
            let text = format!("plugins {{ id '{plugin}'; id 'org.springframework.boot' }}");
            assert_eq!(program_of(&text), Program::Packed("bootJar"), "{text}");
        }
        for text in [
            "",
            "plugins { id 'java' }",
            "plugins { id 'org.springframework.boot' version '3.4.0' apply false }",
            "plugins { id(\"org.springframework.boot\").version(\"3.4.0\").apply(false) }",
            "plugins { application apply false }",
            "plugins { alias(libs.plugins.spring.boot) apply false }",
            "plugins { alias(libs.plugins.spring) }",
            "alias(libs.plugins.spring.boot)",
            "// apply plugin: 'application'",
            "application { mainClass = \"x\" }",
            "x { plugins { id 'application' } }",
            "plugins { x { id 'application' } }",
            "apply from: 'application'",
            "implementation(\"org.springframework.boot:spring-boot\")",
        ] {
            assert_eq!(program_of(text), Program::Unknown, "{text}");
        }
    }
}
