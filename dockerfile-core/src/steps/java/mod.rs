//! Java, or what else runs on its machine: a module of Maven or a project of Gradle.

mod gradle;
mod maven;
mod pom;
mod settings_file;

pub use self::gradle::{Gradle, gradle};
pub use self::maven::{Maven, maven};
use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::steps::recipe::OUT;
use crate::value::Kind;

/// Where the image has it.
const APP: &str = "/app";

/// The layers of Spring Boot, the one that changes least first.
const LAYERS: [&str; 4] =
    ["dependencies", "spring-boot-loader", "snapshot-dependencies", "application"];

/// How a program leaves the stage that builds it.
#[derive(Clone, Debug, Default)]
struct Packaging {
    /// The name of its file, if neither a manifest says it nor the folder has one file alone.
    jar: Option<Given>,
    layered: bool,
}

impl Packaging {
    /// The file's name or a pattern for it; `None` is a bad name, which has been complained about.
    fn jar(&self, known: Option<&str>, stage: &mut StageLowering) -> Option<String> {
        match &self.jar {
            Some(jar) => stage.text(jar, Kind::ContextPath).map(|name| crate::shell::quote(&name)),
            None => Some(known.map_or_else(|| "*.jar".to_owned(), crate::shell::quote)),
        }
    }

    /// Takes the program out of the tool's folder.
    fn collect(&self, jar: &str) -> Vec<ShellCommand> {
        let mut commands = only(jar, &format!("{OUT}/app.jar"));
        if self.layered {
            commands.push(ShellCommand::from(format!(
                "java -Djarmode=tools -jar {OUT}/app.jar extract --layers --destination {OUT}/layers"
            )));
        }
        commands
    }

    /// What the image takes: paths there and here.
    fn artifacts(&self) -> Vec<(String, String)> {
        if !self.layered {
            return vec![(format!("{OUT}/app.jar"), format!("{APP}/app.jar"))];
        }
        LAYERS.iter().map(|layer| (format!("{OUT}/layers/{layer}"), APP.to_owned())).collect()
    }
}

/// Copies the one path that a pattern stands for. With `-T` there is one target and no folder of
/// targets, so this fails if the pattern stands for several, or for none.
fn only(pattern: &str, to: &str) -> Vec<ShellCommand> {
    vec![format!("mkdir -p {OUT}").into(), format!("cp -R -T {pattern} {to}").into()]
}

/// Settings of the program's file.
macro_rules! packaging {
    ($($recipe:ident: $folder:literal;)*) => { $(
        impl $recipe {
            /// The name of the program's file in
            #[doc = concat!("`", $folder, "`,")]
            /// for a build that makes several there.
            #[track_caller]
            pub fn jar(mut self, name: impl Into<String>) -> Self {
                self.packaging.jar = Some($crate::given::Given::new(name));
                self
            }

            /// Takes the layers of a Spring Boot program instead of its one file: first what it
            /// depends on, and last its own classes, in a COPY each. It starts with
            /// `java -jar /app/app.jar`, too.
            ///
            /// Source: <https://docs.spring.io/spring-boot/reference/packaging/container-images/dockerfiles.html>.
            pub fn layered(mut self) -> Self {
                self.packaging.layered = true;
                self
            }
        }
    )* };
}

use packaging;
