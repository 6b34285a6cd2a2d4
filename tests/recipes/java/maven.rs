//! Modules of Maven.

use dockerfile_core::{Image, Maven, Stage, apt, debian, maven};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

use super::{LIB, MAIN, PACKED, edits, packaged, pipe, runtime, soon};
use crate::steps::{Change, Edit, Scenario};

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
        "<dependencies>{}</dependencies><build><plugins>{main}</plugins></build>{PACKED}",
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
    packaged("maven:3.9-eclipse-temurin-21", svc)
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
    let needs = format!("<dependencies>{}</dependencies>{PACKED}", dependency("oth${er}"));
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

/// The module's own file is the program if a plugin packs it, nothing else is needed, or somebody
/// says so.
#[test]
fn a_file_without_what_the_program_needs_is_refused() {
    let context = modules();
    let svc = || maven("svc").context(context.folder());
    let is_refused = |svc: &Maven| {
        let said = refused(with_maven(svc));
        let words =
            "maven: `svc/pom.xml`: `target/svc-1.0.jar` holds the module's own classes alone";
        assert!(said.contains(words), "{said}");
        assert_eq!(said.matches("error").count(), 1, "{said}");
    };
    let packed = "<artifactId>maven-shade-plugin</artifactId>";
    context.replace("svc/pom.xml", PACKED, "");
    is_refused(&svc());
    for said in [svc().jar("svc-1.0.jar"), svc().goals(["package", "x:pack"])] {
        context.emit(with_maven(&said));
    }
    // What a parent packs, or may pack, is packed.
    let build = format!("<build><plugins><plugin>{packed}</plugin></plugins></build>");
    context.replace("pom.xml", "<modules>", &format!("{build}<modules>"));
    context.emit(with_maven(&svc()));
    context.replace("pom.xml", packed, "<artifactId>maven-assembly-plugin</artifactId>");
    is_refused(&svc());
    context.replace(
        "pom.xml",
        "<artifactId>maven-assembly-plugin",
        "<groupId>a</groupId><artifactId>b",
    );
    context.emit(with_maven(&svc()));
    context.replace(
        "pom.xml",
        &build.replace(packed, "<groupId>a</groupId><artifactId>b</artifactId>"),
        "",
    );
    is_refused(&svc());
    let parent = |name: &str| {
        format!("<parent><groupId>o</groupId><artifactId>{name}</artifactId></parent><modules>")
    };
    context.replace("pom.xml", "<modules>", &parent("spring-boot-starter-parent"));
    is_refused(&svc());
    context.replace("pom.xml", "spring-boot-starter-parent", "of-a-company");
    context.emit(with_maven(&svc()));
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

#[test]
fn a_manifest_that_is_none_is_an_error_soon() {
    let context = modules();
    for (text, wanted) in [
        ("<a>".repeat(300_000) + &"</a>".repeat(300_000), "more elements than any manifest has"),
        (format!("<a>{}</a>", "<b/>".repeat(60_000)), "more elements than any manifest has"),
        (format!("<a {}/>", "b='' ".repeat(200_000)), "`other/pom.xml` has no artifactId"),
        ("[".repeat(200_000), "no root element"),
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

pub(crate) fn scenario() -> Scenario {
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
