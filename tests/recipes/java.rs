//! Java: modules of Maven and projects of Gradle.

use std::process::Command;
use std::time::Duration;

use dockerfile_core::{
    Account, Debian, Gradle, Image, Maven, Stage, apt, debian, gradle, image, maven, uid,
};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

use crate::steps::{Change, Edit, Scenario};

const MAIN: &str = "public class Main {\n  public static void main(String[] args) {\n    \
                    System.out.println(\"svc \" + Lib.SAID);\n  }\n}\n";
/// The compiler copies the constant, so that the service's own file runs alone.
const LIB: &str = "public class Lib {\n  public static final String SAID = \"lib\";\n}\n";

/// A manifest below `com.example`.
fn pom(artifact: &str, rest: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n  \
         <modelVersion>4.0.0</modelVersion>\n  {rest}\n  <artifactId>{artifact}</artifactId>\n\
         </project>\n"
    )
}

fn module(artifact: &str, rest: &str) -> String {
    let parent = "<parent><groupId>com.example</groupId><artifactId>all</artifactId>\
                  <version>1.0</version></parent>";
    pom(artifact, &format!("{parent}{rest}"))
}

fn dependency(artifact: &str) -> String {
    format!(
        "<dependency><groupId>com.example</groupId><artifactId>{artifact}</artifactId>\
         <version>1.0</version></dependency>"
    )
}

/// A service, a library that it needs, and a module that it does not need.
fn modules() -> Context {
    let root = "<groupId>com.example</groupId><version>1.0</version><packaging>pom</packaging>\
                <modules><module>lib</module><module>svc</module><module>other</module></modules>\
                <properties><maven.compiler.source>17</maven.compiler.source>\
                <maven.compiler.target>17</maven.compiler.target>\
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>";
    let main = "<plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest>\
                <mainClass>Main</mainClass></manifest></archive></configuration></plugin>";
    let svc = format!(
        "<dependencies>{}</dependencies><build><plugins>{main}</plugins></build>",
        dependency("lib")
    );
    Context::with(&[
        ("pom.xml", &pom("all", root)),
        ("lib/pom.xml", &module("lib", "")),
        ("lib/src/main/java/Lib.java", LIB),
        ("svc/pom.xml", &module("svc", &svc)),
        ("svc/src/main/java/Main.java", MAIN),
        ("svc/src/test/java/MainTest.java", "no Java"),
        ("svc/target/old.jar", ""),
        ("other/pom.xml", &module("other", "")),
    ])
}

fn with_maven(svc: &Maven) -> Image {
    let build = Stage::named("build", image("maven:3.9-eclipse-temurin-21").family(Debian))
        .dependencies(svc.dependencies())
        .source(svc.sources())
        .build(svc.build());
    Stage::from(image("eclipse-temurin:21-jre").family(Debian))
        .account(uid(65532))
        .source(svc.artifacts(&build))
        .entrypoint(["java", "-jar", "/app/app.jar"])
        .into()
}

fn service(context: &Context) -> Image {
    with_maven(&maven("svc").context(context.folder()))
}

#[test]
fn a_module_is_packaged_twice() {
    let context = modules();
    context.write(".mvn/jvm.config", "-Xmx1g\n");
    let text = context.emit(service(&context));
    let build = "FROM maven:3.9-eclipse-temurin-21 AS build\n\
         WORKDIR /src\n\
         COPY .mvn/jvm.config /src/.mvn/\n\
         COPY lib/pom.xml /src/lib/\n\
         COPY other/pom.xml /src/other/\n\
         COPY pom.xml /src/\n\
         COPY svc/pom.xml /src/svc/\n\
         # Dependencies, downloaded by a build without sources.\n\
         RUN mvn -B -ntp -Dmaven.test.skip=true -Dspring-boot.repackage.skip=true -pl svc -am package && \\\n    \
         rm -rf lib/target svc/target\n\
         COPY lib /src/lib\n\
         COPY svc /src/svc\n\
         # The program, from its sources.\n\
         RUN mvn -B -ntp -Dmaven.test.skip=true -pl svc -am package && \\\n    \
         mkdir -p /out && \\\n    \
         cp -R -T svc/target/svc-1.0.jar /out/app.jar\n\n";
    assert!(text.starts_with(build), "{text}");
    assert!(text.contains("COPY --from=build /out/app.jar /app/app.jar\n"), "{text}");
    let ignored = context.text(".dockerignore");
    assert!(ignored.contains("svc/target\n") && ignored.contains("svc/src/test\n"), "{ignored}");
}

#[test]
fn layers_of_spring_boot_are_copied_one_by_one() {
    let context = modules();
    let svc = maven("svc").context(context.folder()).layered().offline().jar("svc-exec.jar");
    let text = context.emit(with_maven(&svc));
    let build = "RUN mvn -B -ntp -Dmaven.test.skip=true --offline -pl svc -am package && \\\n    \
         mkdir -p /out && \\\n    \
         cp -R -T svc/target/svc-exec.jar /out/app.jar && \\\n    \
         java -Djarmode=tools -jar /out/app.jar extract --layers --destination /out/layers\n";
    assert!(text.contains(build), "{text}");
    let copies = ["dependencies", "spring-boot-loader", "snapshot-dependencies", "application"];
    let copies = copies.map(|layer| format!("COPY --from=build /out/layers/{layer} /app"));
    assert_eq!(lines(&text, "COPY --from"), copies);
}

#[test]
fn parents_need_modules_and_name_files() {
    let context = modules();
    // A parent that is no module, and what it has its children need.
    let base = "<groupId>com.example</groupId><version>${revision}</version><packaging>pom\
                </packaging>";
    let needs = format!("<dependencies>{}</dependencies>", dependency("oth${er}"));
    context.write("base/pom.xml", pom("base", &format!("{base}{needs}")));
    let parent = "<parent><groupId>com.example</groupId><artifactId>base</artifactId>\
                  <version>${revision}</version><relativePath>../base</relativePath></parent>";
    context.write("svc/pom.xml", pom("svc", &parent.replace("../base", "../base/pom.xml")));
    let text = context.emit(service(&context));
    assert!(text.contains("COPY base/pom.xml /src/base/\n"), "{text}");
    assert!(text.contains("COPY other /src/other\nCOPY svc /src/svc\n"), "{text}");
    assert!(text.contains("cp -R -T svc/target/*.jar /out/app.jar\n"), "{text}");
    context.replace(
        "base/pom.xml",
        "<packaging>",
        "<build><finalName>${project.artifactId}</finalName></build><packaging>",
    );
    assert!(context.emit(service(&context)).contains("-T svc/target/svc.jar /out"));
}

#[test]
fn a_module_at_the_root_takes_its_sources() {
    let program = "<groupId>com.example</groupId><version>2</version>";
    let context = Context::with(&[
        ("pom.xml", &pom("tool", program)),
        ("src/main/java/Main.java", MAIN),
        ("README.md", ""),
    ]);
    let text = context.emit(with_maven(&maven(".").context(context.folder())));
    assert!(text.contains("WORKDIR /src\nCOPY pom.xml /src/\n"), "{text}");
    assert!(text.contains("repackage.skip=true package && \\\n    rm -rf target\n"), "{text}");
    let build = "COPY src /src/src\n# The program, from its sources.\n\
                 RUN mvn -B -ntp -Dmaven.test.skip=true package && ";
    assert!(text.contains(build), "{text}");
    assert!(text.contains("cp -R -T target/tool-2.jar /out/app.jar\n"), "{text}");
}

#[test]
fn what_maven_cannot_be_given_is_an_error_at_the_call() {
    let context = modules();
    let of = |name: &str| refused(with_maven(&maven(name).context(context.folder())));
    let said = of("nowhere");
    assert!(said.contains("maven: `nowhere` has no `pom.xml`"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
    assert!(of("svx").contains("= help: did you mean `svc`?"));
    let said = of(".");
    assert!(said.contains("`pom.xml` packages a `pom`, which is no program"), "{said}");
    assert!(said.contains("= help: name a module that packages a program as `jar`"), "{said}");
    context.write("other/pom.xml", "<project>\n<artifactId>");
    let said = of("svc");
    assert!(said.contains("`other/pom.xml`, line 2: `<artifactId>` does not end"), "{said}");
    context.write("other/pom.xml", "<project/>");
    assert!(of("svc").contains("`other/pom.xml` has no artifactId"));
    context.write("other/pom.xml", module("other", "<modules><module>../../x</module></modules>"));
    assert!(of("svc").contains("`../../x` in `other/pom.xml` leads out of the build context"));
    context.write("other/pom.xml", module("other", "<modules><module>../lob</module></modules>"));
    let said = of("svc");
    assert!(said.contains("the module `../lob` in `other/pom.xml` has no `pom.xml`"), "{said}");
    assert!(said.contains("= help: did you mean `../lib`?"), "{said}");
}

#[test]
fn what_is_only_managed_is_not_needed() {
    let context = modules();
    let managed = |artifact: &str| {
        let dependency = dependency(artifact);
        format!("<dependencyManagement><dependencies>{dependency}</dependencies>")
    };
    let end = "</dependencyManagement>";
    context.replace("pom.xml", "<modules>", &format!("{}{end}<modules>", managed("other")));
    context.replace("svc/pom.xml", "<dependencies>", &(managed("other") + end + "<dependencies>"));
    let text = context.emit(service(&context));
    assert!(text.contains("COPY lib /src/lib\nCOPY svc /src/svc\n"), "{text}");
    assert!(!text.contains("COPY other /src"), "{text}");
    // The same below a plugin is needed by the build itself.
    let plugin = format!(
        "<plugin><artifactId>x</artifactId><dependencies>{}</dependencies></plugin>",
        dependency("other")
    );
    context.replace("svc/pom.xml", "<plugins>", &format!("<plugins>{plugin}"));
    assert!(context.emit(service(&context)).contains("COPY other /src/other\n"));
}

#[test]
fn a_parent_is_named_by_its_folder() {
    let context = modules();
    let needs = format!("<dependencies>{}</dependencies>", dependency("other"));
    context.write("base/pom.xml", pom("base", &format!("<packaging>pom</packaging>{needs}")));
    let parent =
        "<parent><artifactId>base</artifactId><relativePath>../base</relativePath></parent>";
    context.write("svc/pom.xml", pom("svc", parent));
    let text = context.emit(service(&context));
    assert!(text.contains("COPY base/pom.xml /src/base/\n"), "{text}");
    assert!(text.contains("COPY other /src/other\nCOPY svc /src/svc\n"), "{text}");
}

#[test]
fn what_maven_looks_for_counts_if_it_is_tracked() {
    let context = modules();
    context.write(".mvn/jvm.config", "");
    context.write("lib/more/pom.xml", module("more", ""));
    context.write("lib/lombok.config", "");
    context.replace("pom.xml", "<module>svc", "<module>lib/more</module><module>svc");
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "."]);
    context.write(".mvn/maven.config", "");
    context.write("other/pom.xml", module("other", ""));
    git(context.folder(), &["rm", "-q", "--cached", "other/pom.xml", "lib/lombok.config"]);
    let text = context.emit(service(&context));
    // Beside what is tracked is a file that is new; a module is named, and is as it is on disk.
    assert!(text.contains("COPY .mvn/jvm.config /src/.mvn/\nCOPY lib/more/pom.xml"), "{text}");
    assert!(text.contains("COPY other/pom.xml /src/other/\n"), "{text}");
    assert!(text.contains("COPY svc /src/svc\nCOPY lib/src /src/lib/src\n# The program"), "{text}");
}

/// What is said of an image, in less than a second that is its own, whatever else the machine does.
fn soon(image: impl Into<Image>) -> String {
    let nanoseconds = || {
        let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        spent.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default()
    };
    let start: u64 = nanoseconds();
    let said = match image.into().render() {
        Ok(rendered) => rendered.dockerfile,
        Err(report) => report.to_string(),
    };
    let took = Duration::from_nanos(nanoseconds() - start);
    assert!(took < Duration::from_secs(1), "{took:?}: {}", &said[..said.len().min(300)]);
    said
}

fn pipe(context: &Context, file: &str) {
    let _ = std::fs::remove_file(context.path(file));
    let made = Command::new("mkfifo").arg(context.path(file)).status();
    assert!(made.expect("mkfifo starts").success());
}

#[test]
fn a_manifest_that_is_none_is_an_error_soon() {
    let context = modules();
    for (text, wanted) in [
        ("<a>".repeat(300_000) + &"</a>".repeat(300_000), "more elements than any manifest has"),
        (format!("<a>{}</a>", "<b/>".repeat(60_000)), "more elements than any manifest has"),
        (format!("<a {}/>", "b='' ".repeat(200_000)), "`other/pom.xml` has no artifactId"),
        ("[".repeat(200_000), "no element that holds all"),
        (" ".repeat(3_000_000), "`other/pom.xml` is longer than 2.5 MB"),
    ] {
        context.write("other/pom.xml", text);
        let said = soon(service(&context));
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    pipe(&context, "other/pom.xml");
    let said = soon(service(&context));
    assert!(said.contains("`other/pom.xml` is no file: it is a folder, a pipe or a dev"), "{said}");
    pipe(&context, "svc/pom.xml");
    assert!(soon(service(&context)).contains("`svc/pom.xml` is no file"));
    let context = modules();
    pipe(&context, "pom.xml");
    let said = soon(service(&context));
    assert!(said.contains("`pom.xml` is no file"), "{said}");
}

#[test]
fn more_modules_than_there_are_is_an_error_soon() {
    let context = modules();
    let write = |count: usize, make: &dyn Fn(usize) -> String| {
        for it in 0..count {
            context.write(&format!("m{it}/pom.xml"), pom(&format!("m{it}"), &make(it)));
        }
    };
    let first = || soon(with_maven(&maven("m0").context(context.folder())));
    write(100, &|it| format!("<modules><module>../m{}</module></modules>", it + 1));
    let said = first();
    assert!(said.contains("`m0/pom.xml` has more than 64 modules of modules"), "{said}");
    write(100, &|it| {
        let parent = format!("m{}", it + 1);
        format!(
            "<parent><artifactId>{parent}</artifactId><relativePath>../{parent}</relativePath>\
             </parent>"
        )
    });
    let said = first();
    assert!(said.contains("has more than 64 modules of modules or parents of parents"), "{said}");
    let all: String = (0..20_000).map(|it| format!("<module>m{it}</module>")).collect();
    context.replace("pom.xml", "<modules>", &format!("<modules>{all}"));
    let said = first();
    assert!(said.contains("`pom.xml` leads to more than 4000 modules or projects"), "{said}");
    // Each may need each.
    let few: String = all.split_inclusive("</module>").take(1_000).collect();
    context.replace("pom.xml", &all, &few);
    write(1_000, &|_| format!("<dependencies>{}</dependencies>", dependency("${it}")));
    let said = first();
    assert!(said.contains("and others name too many modules by properties"), "{said}");
}

/// Maven's own repository is not at hand: Debian's packages bring one that has its plugins.
fn modules_of_debian() -> Context {
    let context = modules();
    context.write(".mvn/maven.config", "-Dmaven.repo.local=/usr/share/maven-repo\n--offline\n");
    context
}

fn with_maven_of_debian(context: &Context) -> Image {
    let svc = maven("svc").context(context.folder()).offline();
    let plugins = ["compiler", "jar", "resources"];
    let plugins = plugins.map(|plugin| format!("libmaven-{plugin}-plugin-java"));
    let tools = ["maven", "default-jdk-headless", "libsurefire-java"];
    let build = Stage::named("build", debian("bookworm-slim"))
        .packages(apt([tools.map(str::to_owned), plugins].concat()))
        .dependencies(svc.dependencies())
        .source(svc.sources())
        .build(svc.build());
    let java = runtime().source(svc.artifacts(&build));
    java.entrypoint(["java", "-jar", "/app/app.jar"]).into()
}

#[test]
fn a_program_of_two_modules_is_built() {
    let Some(docker) = Docker::connect() else { return };
    let context = modules_of_debian();
    context.emit(with_maven_of_debian(&context));
    let output = context.build(docker).try_run(&[], &["java", "-jar", "/app/app.jar"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "svc lib\n", "{output:?}");
}

fn runtime() -> Stage<Account, Debian> {
    Stage::from(debian("bookworm-slim")).packages(apt(["default-jre-headless"])).account(uid(65532))
}

// ---- Gradle --------------------------------------------------------------------------------------

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
    let build = Stage::named("build", image("gradle:8.14-jdk21").family(Debian))
        .dependencies(svc.dependencies())
        .source(svc.sources())
        .build(svc.build());
    Stage::from(image("eclipse-temurin:21-jre").family(Debian))
        .account(uid(65532))
        .source(svc.artifacts(&build))
        .entrypoint(["java", "-jar", "/app/app.jar"])
        .into()
}

fn project(context: &Context) -> Gradle {
    gradle("svc").context(context.folder())
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

// ---- the table of steps --------------------------------------------------------------------------

/// With what both have in common.
fn edits(more: Vec<Edit>) -> Vec<Edit> {
    let mut edits = vec![
        Edit::of(Change::Source, 3, |context| {
            context.edit("svc/src/main/java/Main.java", "svc");
        }),
        Edit::of(Change::Unused, 0, |context| context.write("README.md", "Changed.\n")),
        Edit::of(Change::OtherService, 0, |context| {
            context.write("other/src/main/java/Other.java", "public class Other { int i; }\n");
        }),
    ];
    edits.extend(more);
    edits
}

pub(crate) fn maven_scenario() -> Scenario {
    Scenario {
        name: "Java, Maven",
        context: modules_of_debian(),
        image: with_maven_of_debian,
        targets: &["final"],
        edits: edits(vec![
            // One version for all modules: the library is another one, too.
            Edit::of(Change::Version, 4, |context| {
                for manifest in ["pom.xml", "lib/pom.xml", "svc/pom.xml", "other/pom.xml"] {
                    let text = context.text(manifest);
                    let released = text.replace("<version>1.0<", "<version>1.1<");
                    context.write(manifest, released);
                }
            }),
            Edit::of(Change::NewDependency, 6, |context| {
                let other = dependency("other").replace("1.0", "1.1");
                let (before, now) = ("<dependencies>", format!("<dependencies>{other}"));
                context.replace("svc/pom.xml", before, &now);
            }),
            Edit::of(Change::NewMember, 0, |context| {
                context.write("more/pom.xml", module("more", "").replace("1.0<", "1.1<"));
                let (before, now) = ("<modules>", "<modules><module>more</module>");
                context.replace("pom.xml", before, now);
            }),
        ]),
    }
}

pub(crate) fn gradle_scenario() -> Scenario {
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
