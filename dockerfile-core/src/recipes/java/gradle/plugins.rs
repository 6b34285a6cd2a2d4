//! Plugins of a build file by which a program has all that it needs: what the task `jar` makes has
//! the project's own classes alone.

use std::rc::Rc;

use super::blocks::{Block, Kind, blocks};
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

/// A script, and the project that it is read for.
pub(super) struct Script<'s> {
    pub(super) file: &'s str,
    pub(super) project: &'s str,
    pub(super) text: Rc<str>,
}

/// What the scripts of a project, and those of the root, say of that project.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The plugins that are applied, each with the file that does so.
    plugins: Vec<(String, String)>,
    /// Whether the program needs something of others while it runs.
    pub(super) needs_others: bool,
    /// Whether a script takes archives apart, as one does that packs a program by itself.
    pub(super) takes_apart: bool,
    /// Whether something is said for where there is no history of git.
    does_without_git: bool,
}

impl Said {
    /// What scripts say of the project with this path, in plain words.
    pub(super) fn of(scripts: &[Script<'_>], path: &str, catalog: &Catalog) -> Self {
        let mut said = Self::default();
        for script in scripts {
            let (tokens, _) = tokens_of(&script.text);
            let blocks = blocks(&tokens);
            let is_about = |at: usize| blocks[at].of.has(path, script.project);
            for (at, plugin) in applied(&tokens, &blocks, catalog) {
                if is_about(at) {
                    said.needs_others |= plugin == KOTLIN;
                    said.plugins.push((plugin, script.file.to_owned()));
                }
            }
            let mut needs = (0..tokens.len()).filter(|at| needs_at(&tokens, &blocks, *at));
            said.needs_others |= needs.any(is_about);
            said.takes_apart |= tokens.contains(&Token::Word("zipTree"));
            // A build that looks for a property, or for the history itself, decides by it.
            let asked = [Token::Text("version"), Token::Text(".git")];
            said.does_without_git |= tokens.contains(&Token::Word("failOnNoGitDirectory"))
                || asked.iter().any(|asked| tokens.contains(asked));
        }
        said
    }

    /// The file that applies a plugin.
    fn applies(&self, plugin: &str) -> Option<&str> {
        let (_, file) = self.plugins.iter().find(|(applied, _)| applied == plugin)?;
        Some(file)
    }

    /// The plugin that stops where there is no history of git, with the file that applies it and
    /// what has it do without.
    pub(super) fn asks_git(&self) -> Option<(&str, &'static str, &'static str)> {
        let mut asking = OF_GIT.into_iter().filter(|_| !self.does_without_git);
        asking.find_map(|(plugin, instead)| Some((self.applies(plugin)?, plugin, instead)))
    }

    /// How the plugins make a program.
    pub(super) fn program(&self) -> Program {
        let packer = PACKERS.iter().find(|(plugin, _)| self.applies(plugin).is_some());
        if let Some((_, task)) = packer {
            return Program::Packed(task);
        }
        if INSTALLERS.iter().any(|plugin| self.applies(plugin).is_some()) {
            return Program::Installed;
        }
        let other = OTHERS.iter().find(|(plugin, ..)| self.applies(plugin).is_some());
        other.map_or(Program::Unknown, |(_, task, makes)| Program::Other { task, makes })
    }
}

/// The plugin that brings Kotlin's own library.
const KOTLIN: &str = "org.jetbrains.kotlin.jvm";

/// The words that ask for what a program needs while it runs.
const NEEDS: [&str; 5] = ["implementation", "api", "runtimeOnly", "compile", "runtime"];

/// Whether a token asks for something of others that a program needs while it runs. A platform
/// brings versions alone.
fn needs_at(tokens: &[Token<'_>], blocks: &[Block<'_, '_>], at: usize) -> bool {
    use Token::{Filled, Sign, Text, Word};
    let is_asked = matches!(tokens[at], Word(word) if NEEDS.contains(&word));
    let what = match &tokens[at + 1..] {
        [Sign('('), what, ..] | [what, ..] => what,
        [] => return false,
    };
    let is_there = match what {
        Text(_) | Filled(_) => true,
        Word(word) => !matches!(*word, "platform" | "enforcedPlatform"),
        Sign(_) => false,
    };
    is_asked && is_there && blocks[at].kind == Kind::Dependencies
}

/// The plugins that a script applies, to whichever projects.
pub(super) fn plugins_in(tokens: &[Token<'_>], catalog: &Catalog) -> Vec<String> {
    applied(tokens, &blocks(tokens), catalog).into_iter().map(|(_, plugin)| plugin).collect()
}

/// The plugins that a script applies, and where: by `id("x")`, by `alias(libs.plugins.x)`, by
/// `apply plugin: "x"`, or as a word of the block `plugins`.
fn applied(
    tokens: &[Token<'_>],
    blocks: &[Block<'_, '_>],
    catalog: &Catalog,
) -> Vec<(usize, String)> {
    use Token::{Sign, Text, Word};
    let mut applied = vec![];
    for (at, token) in tokens.iter().enumerate() {
        let behind = &tokens[at + 1..];
        let in_block = blocks[at].kind == Kind::Plugins && !is_put_off(behind);
        let is_part = matches!(tokens[..at].last(), Some(Sign('.')));
        let plugin = match (token, behind) {
            (Word("id"), [Text(id), ..] | [Sign('('), Text(id), ..]) if in_block => Some(*id),
            (Word("kotlin"), [Sign('('), Text("jvm"), ..]) if in_block => Some(KOTLIN),
            (
                Word("alias"),
                [Sign('('), Word("libs"), Sign('.'), Word("plugins"), Sign('.'), name @ ..],
            ) if in_block => {
                let words = name.iter().take_while(|token| **token != Sign(')'));
                let words = words.filter_map(|token| match token {
                    Word(word) => Some(*word),
                    _ => None,
                });
                catalog.plugin(&words.collect::<Vec<_>>().join("."))
            }
            (Word(word), _) if in_block && !is_part => Some(*word),
            (
                Word("apply"),
                [Word("plugin"), Sign(':'), Text(id), ..]
                | [Sign('('), Word("plugin"), Sign('=' | ':'), Text(id), ..]
                | [Sign('('), Text(id), ..],
            ) => Some(*id),
            _ => None,
        };
        applied.extend(plugin.map(|plugin| (at, plugin.to_owned())));
    }
    applied
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
    use super::{Catalog, INSTALLERS, OF_GIT, OTHERS, PACKERS, Program, Said, Script};

    fn said(text: &str, project: &str, path: &str) -> Said {
        let catalog = "[versions]\nspring = \"3\"\n[plugins]\n\
            spring-boot = { id = \"org.springframework.boot\", version.ref = \"spring\" }\n\
            shadow_jar = \"com.gradleup.shadow:9.0.0\"\n";
        let script = Script { file: "build.gradle", project, text: text.into() };
        Said::of(&[script], path, &Catalog::read(catalog))
    }

    fn program_of(text: &str) -> Program {
        said(text, ":app", ":app").program()
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
            let found = |more: &str| {
                let said = said(&(text.clone() + more), ":", ":");
                said.asks_git().map(|(_, plugin, _)| plugin)
            };
            assert_eq!(found("version gitVersion()"), Some(plugin));
            for more in [
                "gitProperties { failOnNoGitDirectory = false }",
                "version = findProperty('version') ?: gitVersion()",
                "version = file('.git').exists() ? gitVersion() : '0'",
            ] {
                assert_eq!(found(more), None, "{plugin}: {more}");
            }
        }
        assert_eq!(said("plugins { id 'java' }", ":", ":").asks_git(), None);
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
            "plugins { alias(libs.plugins.android.application) }",
            "apply from: 'application'",
            "implementation(\"org.springframework.boot:spring-boot\")",
        ] {
            assert_eq!(program_of(text), Program::Unknown, "{text}");
        }
    }

    #[test]
    fn the_root_applies_plugins_to_other_projects() {
        let apply = "apply plugin: 'org.springframework.boot'";
        for (block, to_app, to_root) in [
            ("", false, true),
            ("subprojects", true, false),
            ("allprojects", true, true),
            ("subprojects.each", true, false),
            ("project(':app')", true, false),
            ("project('app')", true, false),
            ("project(\":lib\")", false, false),
            ("configure([project(':lib'), project(':app')])", true, false),
            ("configure(project(':lib'))", false, false),
            ("configure(subprojects.findAll { it.isService() })", true, false),
            ("subprojects { afterEvaluate", true, false),
            ("buildscript", false, true),
        ] {
            let ends = "}".repeat(block.matches('{').count() - block.matches('}').count() + 1);
            let text = match block {
                "" => apply.to_owned(),
                block => format!("{block} {{ {apply}\n{ends}"),
            };
            for (path, is_applied) in [(":app", to_app), (":", to_root)] {
                let packs = said(&text, ":", path).program() != Program::Unknown;
                assert_eq!(packs, is_applied, "{path}: {text}");
            }
        }
        for text in [
            "subprojects { plugins.apply('application') }",
            "subprojects { pluginManager.apply(\"application\") }",
        ] {
            assert_eq!(said(text, ":", ":app").program(), Program::Installed, "{text}");
        }
    }

    #[test]
    fn what_a_program_needs_of_others_is_seen() {
        for (text, needs) in [
            ("dependencies { implementation 'a:b:1' }", true),
            ("dependencies { api(libs.a.b) }", true),
            ("dependencies { runtimeOnly(project(\":lib\")) }", true),
            ("dependencies {\n  implementation(\"a:b:$version\") { transitive = false }\n}", true),
            ("plugins { kotlin(\"jvm\") version \"2.2.0\" }", true),
            ("plugins { id 'org.jetbrains.kotlin.jvm' }", true),
            ("allprojects { dependencies { compile 'a:b:1' } }", true),
            ("dependencies { if (x) { y() } else { implementation 'a:b:1' } }", true),
            ("dependencies { if (x()) { implementation 'a:b:1' } }", true),
            ("if (x) { implementation 'a:b:1' }", false),
            ("dependencies { testImplementation 'a:b:1'; compileOnly 'a:b:1' }", false),
            ("dependencies { implementation platform('a:b:1') }", false),
            ("dependencies { implementation(platform(\"a:b:1\")) }", false),
            ("buildscript { dependencies { classpath 'a:b:1' } }", false),
            ("subprojects { dependencies { implementation 'a:b:1' } }", false),
            ("x { implementation 'a:b:1' }", false),
            ("", false),
        ] {
            assert_eq!(said(text, ":", ":").needs_others, needs, "{text}");
        }
    }
}
