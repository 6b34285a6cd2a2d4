//! The words for Maven modules and Gradle projects that cannot be read or built.

use super::misspelt::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::JavaUnread;

pub(super) fn words(unread: JavaUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        JavaUnread::TooLong { file } => said(format!("`{file}` is longer than 2.5 MB"))
            .help("no such file is that is written by hand: mend what wrote it"),
        JavaUnread::TooMany { file, most } => {
            said(format!("`{file}` leads to more than {most} modules or projects"))
                .help("build from a manifest that leads to fewer")
        }
        JavaUnread::NoArtifact { file } => said(format!("`{file}` has no artifactId"))
            .help("every module has one of its own: `<artifactId>..</artifactId>`"),
        JavaUnread::NoPom { folder, known } => said(format!("`{folder}` has no `pom.xml`"))
            .help(one_of(&folder, &known, "name the folder of a module, below the build context")),
        JavaUnread::NoModule { file, module, known } => {
            said(format!("the module `{module}` in `{file}` has no `pom.xml`"))
                .help(one_of(&module, &known, "create it, or take it out of `<modules>`"))
        }
        JavaUnread::AsksGit { file, plugin, instead } => {
            said(format!("`{plugin}` in `{file}` stops where there is no git history, as in any image"))
                .help(format!("have the build do without: {instead}"))
        }
        JavaUnread::NoProgram { file, packaging, folder, known } => {
            said(format!("`{file}` packages a `{packaging}`, which is no program"))
                .help(one_of(&folder, &known, "name a module that packages a program as `jar`"))
        }
        JavaUnread::ThinJar { file, jar } => thin_jar(&file, &jar, said),
        JavaUnread::Nested { file, most } => {
            said(format!("`{file}` has more than {most} modules of modules or parents of parents"))
                .help("mend the `<modules>` or the `<parent>` of one of them")
        }
        JavaUnread::Unclear { file } => {
            said(format!("`{file}` and others name too many modules by properties"))
                .note("`<artifactId>${..}</artifactId>` may be any module")
                .help("write out the names of modules and dependencies")
        }
        JavaUnread::OtherPom { file } => said(format!("`{file}` names another `pom.xml`: `-f`"))
            .help("name the folder of that module here, and take the option out"),
        JavaUnread::NoSettings { folder } => {
            said(format!("neither `{folder}` nor a folder above it has a `settings.gradle(.kts)`"))
                .help("name a folder of a build; one of a single project has settings, too, if only an empty file")
        }
        JavaUnread::NoProject { settings, folder, known } => {
            said(format!("`{settings}` includes no project in `{folder}`"))
                .help(one_of(&folder, &known, "include it, or name the folder of another project"))
        }
        JavaUnread::OtherProgram { file, task, makes } => {
            said(format!("a plugin of `{file}` makes the program by `{task}`, as {makes}"))
                .help("name a task that packs one file into `build/libs`: `.task(\"bootJar\")`; or build and copy what is made in steps of your own")
        }
        JavaUnread::ThinTask { file, installs } => thin_task(&file, installs, said),
        JavaUnread::ComputedPath { file, line, word } => said(format!(
            "`{file}`, line {line}: an `{word}` whose path is computed"
        ))
        .help("write the path out, or name what is read: `.files([\"path\"])`"),
        JavaUnread::Computed { file, line, word } => said(format!(
            "`{file}` has an `{word}` that is computed, or otherwise not read here"
        ))
        .note(format!("it stands in line {line}"))
        .help("name each project with `.project(\":path\", \"folder\")`"),
    }
}

fn thin_task(file: &str, installs: bool, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    let own = "packs the project's own classes alone, and nothing that they need";
    let said = said(format!("`{file}`: the task `jar` {own}"));
    let said = match installs {
        true => said.help("`.task(\"installDist\")` makes a folder with both, and a script in its `bin` that starts them"),
        false => said.note("no plugin that packs both, such as Spring Boot's or Shadow's, is applied in plain words")
            .help("name the task that packs both, such as `.task(\"bootJar\")`"),
    };
    said.help("`.task(\"jar\")` takes the own classes")
}

fn thin_jar(file: &str, jar: &str, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    let own = "holds the module's own classes alone, and nothing that they need";
    said(format!("`{file}`: `target/{jar}` {own}")).note("`java -jar` cannot start such a file")
        .help("have `spring-boot-maven-plugin` or `maven-shade-plugin` pack it, without a classifier")
        .help(format!(
            "or name the file that another plugin makes, `.jar(\"shop-with-dependencies.jar\")`; `.jar(\"{jar}\")` takes this one"
        ))
}
