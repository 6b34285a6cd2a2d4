//! How a program leaves the stage that builds it.

use crate::declare::given::Given;
use crate::declare::layer::OUT;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::recipes::lines::Lines;
use crate::value::Kind;

/// The folder of the image that has the program.
pub(super) const APP: &str = "/app";

/// The layers of Spring Boot, the one that changes least first.
const LAYERS: [&str; 4] =
    ["dependencies", "spring-boot-loader", "snapshot-dependencies", "application"];

/// Which file is the program, and what the image takes of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Packaging {
    /// The name of the program's file, if no manifest says it and the folder has several files.
    pub(super) jar: Option<Given>,
    /// Whether the image takes the layers of Spring Boot.
    pub(super) layered: bool,
}

impl Packaging {
    /// The file's name or a pattern for it, quoted for the shell; `None` and a fault if the name is
    /// no good one.
    pub(super) fn jar(&self, known: Option<&str>, lines: &mut Lines<'_>) -> Option<String> {
        match (&self.jar, known) {
            (Some(jar), _) => lines.text(jar, Kind::ContextPath).map(|name| shell::quote(&name)),
            (None, Some(known)) => Some(shell::quote(known)),
            (None, None) => Some("*.jar".to_owned()),
        }
    }

    /// The commands that copy the program out of the tool's folder.
    pub(super) fn collect(&self, jar: &str) -> Vec<ShellCommand> {
        let mut commands = only(jar, &format!("{OUT}/app.jar"));
        if self.layered {
            commands.push(ShellCommand::from(format!(
                "java -Djarmode=tools -jar {OUT}/app.jar extract --layers --destination {OUT}/layers"
            )));
        }
        commands
    }

    /// Takes the program from the stage that has built it.
    pub(super) fn artifacts(&self, lines: &mut Lines<'_>) {
        if !self.layered {
            lines.take(format!("{OUT}/app.jar"), format!("{APP}/app.jar"));
            return;
        }
        for layer in LAYERS {
            lines.take(format!("{OUT}/layers/{layer}"), APP);
        }
    }
}

/// The commands that copy the one path that a pattern stands for. With `-T` the target is no folder
/// of targets, so they fail if the pattern stands for several, or for none.
pub(super) fn only(pattern: &str, to: &str) -> Vec<ShellCommand> {
    vec![format!("mkdir -p {OUT}").into(), format!("cp -R -T {pattern} {to}").into()]
}

/// Gives a recipe the settings of the program's file.
macro_rules! packaging {
    ($recipe:ident: $folder:literal, $tool:literal;) => {
        impl $recipe {
            /// The name of the program's file in
            #[doc = concat!("`", $folder, "`,")]
            /// for a build that makes several there.
            ///
            /// ```
            #[doc = concat!("let shop = dockerfile_core::", $tool, "(\"shop\").jar(\"shop-exec.jar\");")]
            /// # let _ = shop;
            /// ```
            #[track_caller]
            pub fn jar(mut self, name: impl Into<String>) -> Self {
                self.settings().packaging.jar = Some($crate::declare::given::Given::new(name));
                self
            }

            /// Takes the layers of a Spring Boot program instead of its one file, in a COPY each:
            /// first what it depends on, and last its own classes. The program starts with `java
            /// -jar /app/app.jar` all the same.
            ///
            /// ```
            #[doc = concat!("let shop = dockerfile_core::", $tool, "(\"shop\").layered();")]
            /// # let _ = shop;
            /// ```
            ///
            /// Source: <https://docs.spring.io/spring-boot/reference/packaging/container-images/dockerfiles.html>.
            pub fn layered(mut self) -> Self {
                self.settings().packaging.layered = true;
                self
            }
        }
    };
}

/// Gives a recipe the setting of files that are copied above the download.
macro_rules! files {
    ($recipe:ident: $tool:literal;) => {
        impl $recipe {
            /// Files and folders of the context that are copied above the download, beside what is
            /// copied anyway: what a build file reads by a path that it computes, or what is not
            /// copied of a project at the context's root. They keep their paths.
            ///
            /// ```
            #[doc = concat!("let shop = dockerfile_core::", $tool, "(\"shop\").files([\"config\"]);")]
            /// # let _ = shop;
            /// ```
            #[track_caller]
            pub fn files(mut self, paths: impl $crate::Texts) -> Self {
                let paths = $crate::declare::steps::texts::given(paths);
                self.settings().files.extend(paths);
                self
            }
        }
    };
}

pub(super) use {files, packaging};
