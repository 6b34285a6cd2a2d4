//! Projects of Gradle.

use dockerfile_core::{Gradle, Image, Stage, apt, debian, gradle};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

use super::{LIB, MAIN, edits, packaged, pipe, runtime, soon};
use crate::steps::{Change, Edit, Scenario};

/// A service, a library that it needs, one that it needs by its accessor, and another service.
fn projects() -> Context {
    Context::with(&[
        (
            "settings.gradle.kts",
            "include(\":svc\", \":lib\")\ninclude(\":more:said-twice\", \":other\")\n",
        ),
        ("gradle.properties", ""),
        ("gradle/libs.versions.toml", ""),
        ("gradle/wrapper/gradle-wrapper.properties", ""),
        ("gradlew", ""),
        ("buildSrc/build.gradle.kts", ""),
        ("svc/build.gradle.kts", "dependencies { implementation(project(\":lib\")) }\n"),
        ("svc/src/main/java/Main.java", MAIN),
        ("lib/build.gradle.kts", "dependencies { api(projects.more.saidTwice) }\n"),
        ("lib/src/main/java/Lib.java", LIB),
        ("more/said-twice/src/main/java/Said.java", ""),
        ("other/build.gradle.kts", ""),
    ])
}

fn with_gradle(svc: &Gradle) -> Image {
    packaged("gradle:8.14-jdk21", svc)
}

fn project(context: &Context) -> Gradle {
    gradle("svc").task("jar").context(context.folder())
}

#[test]
fn a_project_is_downloaded_for_and_built() {
    let context = projects();
    let text = context.emit(with_gradle(&project(&context).task("bootJar")));
    let build = "FROM gradle:8.14-jdk21 AS build\n\
         ENV GRADLE_USER_HOME=\"/root/.gradle\"\n\
         WORKDIR /src\n\
         COPY settings.gradle.kts gradle.properties /src/\n\
         COPY gradle/libs.versions.toml /src/gradle/\n\
         COPY lib/build.gradle.kts /src/lib/\n\
         COPY other/build.gradle.kts /src/other/\n\
         COPY svc/build.gradle.kts /src/svc/\n\
         COPY buildSrc /src/buildSrc\n\
         # Dependencies, downloaded by a task that each project is given here.\n\
         RUN mkdir -p more/said-twice && \\\n    \
         echo \\\n        \
         \"allprojects { def all = configurations; ";
    assert!(text.starts_with(build), "{text}");
    let rest = "        >/tmp/download.gradle && \\\n    \
         gradle --no-daemon -Dorg.gradle.configuration-cache=false --init-script /tmp/download.gradle \\\n        \
         :more:said-twice:downloadDependencies \\\n        \
         :lib:downloadDependencies \\\n        \
         :svc:downloadDependencies && \\\n    \
         rm /tmp/download.gradle\n\
         COPY more/said-twice /src/more/said-twice\n\
         COPY lib /src/lib\n\
         COPY svc /src/svc\n\
         # The program, from its sources.\n\
         RUN gradle --no-daemon :svc:bootJar && \\\n    \
         mkdir -p /out && \\\n    \
         cp -R -T svc/build/libs/*.jar /out/app.jar\n\n";
    assert!(text.contains(rest), "{text}");
    assert!(text.contains("COPY --from=build /out/app.jar /app/app.jar\n"), "{text}");
}

#[test]
fn the_wrapper_and_a_folder_are_taken_if_said() {
    let context = projects();
    let text = context.emit(with_gradle(&project(&context).wrapper().task("installDist")));
    assert!(text.contains("COPY gradle/wrapper/gradle-wrapper.properties /src/gradle/wrapper/\n"));
    assert!(text.contains("RUN sh ./gradlew --no-daemon :svc:installDist && "), "{text}");
    assert!(text.contains("cp -R -T svc/build/install/* /out/app\n"), "{text}");
    assert!(text.contains("COPY --from=build /out/app /app\n"), "{text}");
}

#[test]
fn computed_settings_want_the_projects_named() {
    let context = projects();
    context.write("settings.gradle.kts", "folders.forEach { include(it) }\n");
    let said = refused(with_gradle(&project(&context)));
    assert!(
        said.contains("gradle: `settings.gradle.kts` has an `include` that is computed"),
        "{said}"
    );
    assert!(said.contains("name each project with `.project(\":path\", \"folder\")`"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
    let named = project(&context).project("svc", "svc").project(":lib", "lib");
    let text = context.emit(with_gradle(&named));
    assert!(text.contains("COPY lib /src/lib\nCOPY svc /src/svc\n"), "{text}");
    let other = gradle("more").context(context.folder()).project(":svc", "svc");
    assert!(
        refused(with_gradle(&other))
            .contains("`settings.gradle.kts` includes no project in `more`")
    );
    std::fs::remove_file(context.path("settings.gradle.kts")).expect("it was there");
    let said = refused(with_gradle(&project(&context)));
    assert!(said.contains("neither `svc` nor a folder above it has a `settings.gradle(.kts)`"));
}

#[test]
fn what_the_roots_build_file_names_is_needed() {
    let context = projects();
    context.write(
        "build.gradle.kts",
        "subprojects { it.dependencies { api(project(\":other\")) } }\n",
    );
    let text = context.emit(with_gradle(&project(&context)));
    let copied =
        ["other", "more/said-twice", "lib", "svc"].map(|it| format!("COPY {it} /src/{it}"));
    let sources = text.split_once("rm /tmp/download.gradle\n").expect("a download").1;
    assert_eq!(lines(sources, "COPY")[..4], copied, "{text}");
}

#[test]
fn what_gradle_looks_for_counts_if_it_is_tracked() {
    let context = projects();
    context.write("svc/gradle.lockfile", "");
    context.write("svc/.gitignore", "");
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "."]);
    git(
        context.folder(),
        &["rm", "-rq", "--cached", "gradle.properties", "buildSrc", "svc/build.gradle.kts"],
    );
    context.write("gradle/new.toml", "");
    context.write("lib/gradle.lockfile", "");
    let text = context.emit(with_gradle(&project(&context)));
    // The folder of a project is named, and its build file is as it is on disk.
    let manifests = "COPY settings.gradle.kts /src/\n\
         COPY gradle/libs.versions.toml /src/gradle/\n\
         COPY lib/build.gradle.kts /src/lib/\n\
         COPY other/build.gradle.kts /src/other/\n\
         COPY svc/build.gradle.kts svc/gradle.lockfile /src/svc/\n\
         # Dependencies, downloaded by a task that each project is given here.\n\
         RUN mkdir";
    assert!(text.contains(manifests), "{text}");
}

#[test]
fn links_and_pipes_are_no_files_of_gradle() {
    let context = projects();
    std::os::unix::fs::symlink("..", context.path("gradle/loop")).expect("a link");
    std::os::unix::fs::symlink("/", context.path("gradle/all")).expect("a link");
    pipe(&context, "gradle/pipe");
    pipe(&context, "other/build.gradle.kts");
    let text = soon(with_gradle(&project(&context)));
    assert_eq!(lines(&text, "COPY gradle"), ["COPY gradle/libs.versions.toml /src/gradle/"]);
    std::fs::remove_file(context.path("svc/build.gradle.kts")).expect("it was there");
    std::os::unix::fs::symlink("/etc/passwd", context.path("svc/build.gradle.kts"))
        .expect("a link");
    let said = soon(with_gradle(&project(&context)));
    assert!(said.contains("`svc/build.gradle.kts` leads out of the build context"), "{said}");
    pipe(&context, "settings.gradle.kts");
    let said = soon(with_gradle(&project(&context)));
    assert!(said.contains("neither `svc` nor a folder above it"), "{said}");
}

#[test]
fn what_no_build_has_is_an_error_soon() {
    let context = projects();
    let refused = |settings: String, wanted: &str| {
        context.write("settings.gradle.kts", settings);
        let said = soon(with_gradle(&project(&context)));
        assert!(said.contains(wanted), "{wanted}: {said}");
    };
    let many: String = (0..20_000).map(|it| format!("include(\"m{it}\")\n")).collect();
    refused(many, "`settings.gradle.kts` leads to more than 10000 modules or projects");
    refused(format!("include(\"{}\")", "a:".repeat(20_000)), "has an `include` that is computed");
    refused(" ".repeat(3_000_000), "`settings.gradle.kts` is longer than 2.5 MB");
    refused("(".repeat(1_000_000), "`settings.gradle.kts` includes no project in `svc`");
    refused("include(\"svx\")".to_owned(), "= help: did you mean `svx`?");
    let settings = "include(\"svc\")";
    context.write("svc/build.gradle.kts", "projects.".repeat(100_000) + &"':".repeat(100_000));
    refused(settings.to_owned(), "COPY svc /src/svc");
}

/// The official image is not at hand: Debian has a Gradle, of 2017.
fn projects_of_2017() -> Context {
    let java = "apply plugin: \"java\"\n";
    let svc = "apply plugin: \"application\"\nversion = \"1.0\"\nmainClassName = \"Main\"\n\
               dependencies { compile project(\":lib\") }\n";
    Context::with(&[
        ("settings.gradle", "include ':svc', ':lib', ':other'\n"),
        ("other/build.gradle", java),
        ("other/src/main/java/Other.java", "public class Other {}\n"),
        ("README.md", "No program.\n"),
        ("lib/build.gradle", java),
        ("lib/src/main/java/Lib.java", LIB),
        ("svc/build.gradle", &(java.to_owned() + svc)),
        ("svc/src/main/java/Main.java", MAIN),
    ])
}

fn with_gradle_of_2017(context: &Context) -> Image {
    let svc = project(context).task("installDist");
    let build = Stage::named("build", debian("bookworm-slim"))
        .packages(apt(["default-jdk-headless", "gradle"]))
        .dependencies(svc.dependencies())
        .source(svc.sources())
        .build(svc.build());
    runtime().source(svc.artifacts(&build)).entrypoint(["/app/bin/svc"]).into()
}

#[test]
fn a_program_of_two_projects_is_built() {
    let Some(docker) = Docker::connect() else { return };
    let context = projects_of_2017();
    context.emit(with_gradle_of_2017(&context));
    let output = context.build(docker).try_run(&[], &["/app/bin/svc"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "svc lib\n", "{output:?}");
}

pub(crate) fn scenario() -> Scenario {
    Scenario {
        name: "Java, Gradle",
        context: projects_of_2017(),
        image: with_gradle_of_2017,
        targets: &["final"],
        edits: edits(vec![
            Edit::of(Change::Version, 3, |context| {
                context.replace("svc/build.gradle", "\"1.0\"", "\"1.1\"");
            }),
            Edit::of(Change::NewDependency, 6, |context| {
                let (before, now) =
                    ("dependencies {", "dependencies { compile project(\":other\");");
                context.replace("svc/build.gradle", before, now);
            }),
            Edit::of(Change::NewMember, 0, |context| {
                context.write("more/build.gradle", "apply plugin: \"java\"\n");
                context.replace("settings.gradle", "':other'", "':other', ':more'");
            }),
        ]),
    }
}
