//! Java: what build files name by paths is copied or refused, and what is at the root.

use std::os::unix::fs::symlink;

use dockerfile_core::{
    Debian, Gradle, Image, Maven, Stage, apt, debian, gradle, image, maven, uid,
};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::text::lines;

/// A manifest of one module.
fn pom(rest: &str) -> String {
    format!(
        "<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId>\
         <artifactId>svc</artifactId><version>1</version>{rest}</project>"
    )
}

fn of_maven(rest: &str) -> Context {
    Context::with(&[("pom.xml", &pom(rest)), ("src/main/java/Main.java", "class Main {}\n")])
}

fn with_maven(svc: &Maven) -> Image {
    let base = image("maven:3.9-eclipse-temurin-21").family(Debian);
    let build = Stage::named("build", base).recipe(svc);
    let base = image("eclipse-temurin:21-jre").family(Debian);
    Stage::from(base).account(uid(65532)).source(svc.artifacts(&build)).into()
}

fn root(context: &Context) -> Maven {
    maven(".").context(context.folder())
}

/// What stands above the first step that runs.
fn install(text: &str) -> &str {
    &text[..text.find("RUN ").expect("a step that runs")]
}

fn names(image: Image, words: &str) {
    let said = refused(image);
    assert!(said.contains(words), "{words}: {said}");
    assert_eq!(said.matches("error:").count(), 1, "{said}");
}

// ---- Maven -----------------------------------------------------------------------------------

#[test]
fn what_the_options_of_maven_name_is_copied() {
    let context = of_maven("");
    context.write(".mvn/settings.xml", "<settings/>");
    context.write("tool chains.xml", "");
    context.write("ci/chains.xml", "");
    context.write("ci/agent.jar", "");
    context.write("ci/style.xml", "");
    context.write(".mvn/jvm.config", "-Xmx1g -javaagent:ci/agent.jar=x\n");
    for options in [
        "-s .mvn/settings.xml",
        "-s\n.mvn/settings.xml\r\n",
        "-s.mvn/settings.xml",
        "--settings=${maven.multiModuleProjectDirectory}/.mvn/settings.xml",
    ] {
        let options = format!("{options}\n--toolchains ci/chains.xml -Dstyle=ci/style.xml -T 1C\n");
        context.write(".mvn/maven.config", options);
        let text = context.emit(with_maven(&root(&context)));
        for file in [".mvn/settings.xml", "ci/chains.xml", "ci/agent.jar", "ci/style.xml"] {
            assert!(install(&text).contains(file), "{file}: {text}");
        }
    }
    for (options, words) in [
        ("-s .mvn/gone.xml", "`.mvn/maven.config` names `.mvn/gone.xml`, which is not there"),
        ("--settings\n../s.xml", "`../s.xml` in `.mvn/maven.config` leads out"),
        ("-f svc/pom.xml", "`.mvn/maven.config` names another `pom.xml`"),
    ] {
        context.write(".mvn/maven.config", options);
        names(with_maven(&root(&context)), words);
    }
    // What the image has, such as by a mount.
    context.write(".mvn/maven.config", "-s /root/.m2/settings.xml\n-gs ${user.home}/x.xml");
    context.emit(with_maven(&root(&context)));
    context.write(".mvn/jvm.config", "-javaagent:gone.jar");
    names(with_maven(&root(&context)), "`.mvn/jvm.config` names `gone.jar`, which is not there");
}

#[test]
fn what_a_plugin_of_an_early_phase_reads_is_there() {
    let style = "<properties><style>config/suppress.xml</style></properties><build><plugins><plugin>\
                 <artifactId>maven-checkstyle-plugin</artifactId><executions><execution>\
                 <phase>validate</phase><configuration>\
                 <configLocation>${basedir}/src/checkstyle/check.xml</configLocation>\
                 <other>google_checks.xml</other><gone>config/gone.xml</gone></configuration>\
                 </execution></executions></plugin></plugins></build>";
    let context = of_maven(style);
    context.write("src/checkstyle/check.xml", "");
    context.write("config/suppress.xml", "");
    let text = context.emit(with_maven(&root(&context)));
    for file in ["src/checkstyle/check.xml", "config/suppress.xml"] {
        assert!(install(&text).contains(file), "{file}: {text}");
    }
}

#[test]
fn archives_and_repositories_of_the_context_are_copied_or_refused() {
    let of = |path: &str| {
        format!(
            "<dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>1</version>\
             <scope>system</scope><systemPath>{path}</systemPath></dependency></dependencies>"
        )
    };
    let context = of_maven(&of("${project.basedir}/libs/b.jar"));
    context.write("libs/b.jar", "");
    assert!(
        install(&context.emit(with_maven(&root(&context)))).contains("COPY libs/b.jar /src/libs/")
    );
    context.write("pom.xml", pom(&of("${basedir}/libs/c.jar")));
    names(with_maven(&root(&context)), "`pom.xml` names `libs/c.jar`, which is not there");
    context.write("pom.xml", pom(&of("${java.home}/lib/tools.jar")));
    context.emit(with_maven(&root(&context)));
    let url = "<repositories><repository><id>a</id><url>file://${project.basedir}/repo</url></repository></repositories>";
    context.write("pom.xml", pom(url));
    names(with_maven(&root(&context)), "`pom.xml` names `repo`, which is not there");
    context.write("repo/a/b/1/b-1.jar", "");
    assert!(install(&context.emit(with_maven(&root(&context)))).contains("COPY repo /src/repo\n"));
}

#[test]
fn modules_of_profiles_have_their_manifests_copied() {
    let modules = "<packaging>pom</packaging><modules><module>svc</module></modules><profiles><profile><id>all</id>\
                   <modules><module>more</module><module>gone</module></modules></profile></profiles>";
    let context = of_maven(modules);
    for name in ["svc", "more"] {
        context.write(&format!("{name}/pom.xml"), pom("").replace(">svc<", &format!(">{name}<")));
    }
    let svc =
        maven("svc").context(context.folder()).profiles(["all", "x"]).goals(["package", "a:b"]);
    let text = context.emit(with_maven(&svc));
    assert!(install(&text).contains("COPY more/pom.xml /src/more/\n"), "{text}");
    let step = "-P all,x -pl svc -am package a:b";
    assert_eq!(text.matches(step).count(), 2, "{text}");
    names(
        with_maven(&maven("svc").context(context.folder()).goals(["--version"])),
        "and no option",
    );
}

#[test]
fn a_program_at_the_root_brings_what_is_its_own() {
    let context = of_maven("");
    for file in [
        "src/main/java/target/Main.java",
        "src/test/java/T.java",
        "src/it/x/pom.xml",
        "config/test/a.yml",
        "target/classes/Main.class",
        "page/package.json",
        "README.md",
        "mvnw",
        "lombok.config",
    ] {
        context.write(file, "{\"name\": \"page\"}");
    }
    let text = context.emit(with_maven(&root(&context)));
    assert_eq!(
        lines(&text, "COPY ")[..4],
        [
            "COPY pom.xml /src/",
            "COPY config /src/config",
            "COPY lombok.config /src/lombok.config",
            "COPY src /src/src"
        ]
    );
    let ignored = context.text(".dockerignore");
    assert!(ignored.contains("src/test\n") && !ignored.contains("**/target"), "{ignored}");
    assert!(!ignored.contains("config/test"), "{ignored}");
    let plan = with_maven(&root(&context)).render().expect("a good project").plan;
    assert!(
        plan.contains("`README.md`, `page` beside `pom.xml` stays behind: `.files([..])`"),
        "{plan}"
    );
    let text = context.emit(with_maven(&root(&context).files(["page"])));
    assert!(install(&text).contains("COPY page /src/page\n"), "{text}");
}

// ---- Gradle ----------------------------------------------------------------------------------

fn of_gradle(build: &str) -> Context {
    Context::with(&[
        ("settings.gradle", "include 'svc'\n"),
        ("build.gradle", ""),
        ("svc/build.gradle", build),
        ("svc/src/main/java/Main.java", "class Main {}\n"),
    ])
}

fn with_gradle(svc: &Gradle) -> Image {
    let build = Stage::named("build", image("gradle:8.14-jdk21").family(Debian)).recipe(svc);
    let base = image("eclipse-temurin:21-jre").family(Debian);
    Stage::from(base).account(uid(65532)).source(svc.artifacts(&build)).into()
}

fn svc(context: &Context) -> Gradle {
    gradle("svc").task("jar").context(context.folder())
}

#[test]
fn scripts_that_are_applied_are_copied() {
    let context = of_gradle("");
    context.write("scripts/deps.gradle", "apply from: \"$rootDir/scripts/more.gradle\"\n");
    context.write("scripts/more.gradle", "apply from: 'https://example.com/x.gradle'\n");
    context.write("svc/own.gradle", "");
    for build in [
        "apply from: \"../scripts/deps.gradle\"\napply from: 'own.gradle'",
        "apply from: \"${rootDir}/scripts/deps.gradle\"\napply from: \"$projectDir/own.gradle\"",
        "apply from: rootProject.file('scripts/deps.gradle')\napply(from: 'own.gradle')",
        "apply(from = \"$rootDir/scripts/deps.gradle\")\napply(from = file(\"own.gradle\"))",
    ] {
        context.write("svc/build.gradle", build);
        let text = context.emit(with_gradle(&svc(&context)));
        for file in ["scripts/deps.gradle", "scripts/more.gradle", "svc/own.gradle"] {
            assert!(install(&text).contains(file), "{build}: {text}");
        }
    }
    for (build, words) in [
        ("apply from: 'gone.gradle'", "`svc/build.gradle` names `gone.gradle`, which is not there"),
        (
            "\napply from: path",
            "`svc/build.gradle`, line 2: an `apply from` whose path is computed",
        ),
        ("apply from: \"$x/y.gradle\"", "`svc/build.gradle`, line 1: an `apply from` whose"),
        ("apply from: '../../../x.gradle'", "leads out"),
        ("apply from: '../scripts'", "`scripts` is no file"),
    ] {
        context.write("svc/build.gradle", build);
        names(with_gradle(&svc(&context)), words);
    }
    context.write("svc/build.gradle", "apply from: path");
    let text = context.emit(with_gradle(&svc(&context).files(["scripts"])));
    assert!(install(&text).contains("COPY scripts /src/scripts\n"), "{text}");
}

#[test]
fn archives_catalogs_and_properties_are_copied_above_the_download() {
    let context = of_gradle(
        "repositories { flatDir { dirs 'libs' } }\ndependencies { implementation files('jars/x.jar')\n\
         implementation fileTree(dir: \"$rootDir/all\", include: ['*.jar'])\nruntimeOnly project(':svc')\n}\n\
         task x { outputs.file('build/gone.txt'); inputs.file('src/main/java/Main.java') }\n",
    );
    context.write("settings.gradle", "include 'svc', 'core'\nproject(':core').projectDir = file('core')\n\
                   dependencyResolutionManagement { versionCatalogs { libs { from(files('libs.toml')) } } }\n");
    for file in [
        "svc/libs/a.jar",
        "svc/jars/x.jar",
        "all/b.jar",
        "libs.toml",
        "svc/gradle.properties",
        "trust.jks",
        "core/build.gradle",
    ] {
        context.write(file, "");
    }
    context.write(
        "gradle.properties",
        "systemProp.javax.net.ssl.trustStore=trust.jks\n# x=core/build.gradle\n",
    );
    let text = context.emit(with_gradle(&svc(&context).property("release", "a b")));
    let above = install(&text);
    for copied in [
        "COPY svc/libs /src/svc/libs\n",
        "svc/jars/x.jar",
        "COPY all /src/all\n",
        "libs.toml",
        "svc/gradle.properties",
        "trust.jks",
    ] {
        assert!(above.contains(copied), "{copied}: {text}");
    }
    assert!(!above.contains("COPY core /src/core"), "{text}");
    assert_eq!(text.matches("gradle --no-daemon \"-Prelease=a b\" ").count(), 2, "{text}");
    context.write("svc/build.gradle", "dependencies { implementation files('jars/gone.jar') }");
    names(
        with_gradle(&svc(&context)),
        "`svc/build.gradle` names `jars/gone.jar`, which is not there",
    );
}

#[test]
fn a_build_of_the_build_keeps_its_packages() {
    let context = of_gradle("");
    context.write("settings.gradle", "includeBuild 'logic'\ninclude 'svc'\n");
    context.write("buildSrc/src/main/java/a/build/A.java", "");
    context.write("logic/settings.gradle", "");
    context.write("logic/plugin/build.gradle", "");
    let text = context.emit(with_gradle(&svc(&context)));
    assert!(
        install(&text).contains("COPY logic /src/logic\nCOPY buildSrc /src/buildSrc\n"),
        "{text}"
    );
    let ignored = context.text(".dockerignore");
    assert!(!ignored.contains("**/build") && ignored.contains("logic/plugin/build\n"), "{ignored}");
    context.replace("settings.gradle", "'logic'", "'gone'");
    names(with_gradle(&svc(&context)), "`settings.gradle` names `gone`, which is not there");
}

#[test]
fn the_java_that_is_asked_for_is_held_against_the_base() {
    for (properties, is_good) in [
        ("<maven.compiler.release>21</maven.compiler.release>", true),
        ("<java.version>1.8</java.version>", true),
        ("<java.version>${x}</java.version>", true),
        ("<java.version>25</java.version>", false),
        ("<maven.compiler.target>24</maven.compiler.target>", false),
    ] {
        let context = of_maven(&format!("<properties>{properties}</properties>"));
        match is_good {
            true => assert!(with_maven(&root(&context)).render().is_ok(), "{properties}"),
            false => names(with_maven(&root(&context)), "or newer, and the stage's base has 21"),
        }
    }
    let context = of_gradle("java { toolchain { languageVersion = JavaLanguageVersion.of(25) } }");
    names(
        with_gradle(&svc(&context)),
        "`svc/build.gradle` names Java 25, and the stage's base has",
    );
    context.write("svc/build.gradle", "sourceCompatibility = JavaVersion.VERSION_17");
    context.emit(with_gradle(&svc(&context)));
}

/// The program is compiled for a Java that the image that starts it has to have.
#[test]
fn the_java_that_starts_a_program_is_not_older() {
    let on = |svc: &Maven, base: &str| {
        let build = image("maven:3.9-eclipse-temurin-21").family(Debian);
        let build = Stage::named("build", build).recipe(svc);
        let base = image(base).family(Debian);
        Image::from(Stage::from(base).account(uid(65532)).source(svc.artifacts(&build)))
    };
    let context = of_maven("<properties><java.version>21</java.version></properties>");
    assert!(on(&root(&context), "eclipse-temurin:21-jre").render().is_ok());
    names(
        on(&root(&context), "eclipse-temurin:17-jre"),
        "Java 21 or newer, and the stage's base has 17",
    );
    let context = of_gradle("jvmToolchain(21)\noptions.release = 17\n");
    let svc = svc(&context);
    let gradle_on = |base: &str| {
        let build = Stage::named("build", image("gradle:8-jdk21").family(Debian)).recipe(&svc);
        let base = image(base).family(Debian);
        Image::from(Stage::from(base).account(uid(65532)).source(svc.artifacts(&build)))
    };
    assert!(gradle_on("eclipse-temurin:17-jre").render().is_ok());
    names(gradle_on("eclipse-temurin:11-jre"), "Java 17 or newer, and the stage's base has 11");
}

/// Resources of the program may stand in the folder of tests, which otherwise stays behind.
#[test]
fn a_program_may_take_what_stands_among_its_tests() {
    let list = |name: &str| {
        format!(
            "<build><{name}s><{name}><directory>src/test/data</directory></{name}></{name}s></build>"
        )
    };
    for (name, stays) in [("resource", false), ("testResource", true)] {
        let context = Context::with(&[
            ("svc/pom.xml", &pom(&list(name))),
            ("svc/src/main/java/Main.java", "class Main {}\n"),
            ("svc/src/test/data/x", ""),
        ]);
        context.emit(with_maven(&maven("svc").context(context.folder())));
        let ignored = context.text(".dockerignore");
        assert_eq!(ignored.contains("svc/src/test"), stays, "{name}: {ignored}");
    }
}

// ---- what nobody means well with -------------------------------------------------------------

#[test]
fn links_and_circles_end_soon() {
    let context = of_gradle("apply from: 'a.gradle'\nimplementation files('libs')");
    context.write("svc/a.gradle", "apply from: 'b.gradle'\n");
    context.write("svc/b.gradle", "apply from: 'a.gradle'\napply from: 'build.gradle'\n");
    context.write("svc/libs/x.jar", "");
    for (to, from) in [("/", "svc/all"), (".", "svc/libs/self"), ("..", "up")] {
        symlink(to, context.path(from)).expect("a link");
    }
    context.emit(with_gradle(&svc(&context)));
    for at in 0..5_000 {
        context.write(&format!("svc/c{at}.gradle"), format!("apply from: 'c{}.gradle'\n", at + 1));
    }
    context.write("svc/a.gradle", "apply from: 'c0.gradle'\n");
    assert!(refused(with_gradle(&svc(&context))).contains("leads to more than"));
    let context = of_maven("");
    context.write("pom.xml", "<a>".repeat(300_000));
    names(with_maven(&root(&context)), "more elements than any manifest has");
}

/// Debian's Maven and its repository stand in for the network.
#[test]
fn a_build_with_options_and_an_archive_runs() {
    let Some(docker) = Docker::connect() else { return };
    let rest = "<properties><maven.compiler.source>17</maven.compiler.source>\
                <maven.compiler.target>17</maven.compiler.target></properties>";
    let context = of_maven(rest);
    let main = "public class Main { public static void main(String[] a) { System.out.println(\"own\"); } }\n";
    context.write("src/main/java/Main.java", main);
    context.write(".mvn/maven.config", "-s\n.mvn/settings.xml\n");
    context.write(
        ".mvn/settings.xml",
        "<settings><localRepository>/usr/share/maven-repo</localRepository><offline>true</offline></settings>",
    );
    let svc = root(&context);
    let plugins = ["compiler", "jar", "resources"];
    let plugins = plugins.map(|plugin| format!("libmaven-{plugin}-plugin-java"));
    let tools = ["maven", "default-jdk-headless", "libsurefire-java"];
    let packages = [tools.map(str::to_owned), plugins].concat();
    let build = Stage::named("build", debian("bookworm-slim")).packages(apt(packages)).recipe(&svc);
    let image = Stage::from(debian("bookworm-slim"))
        .packages(apt(["default-jre-headless"]))
        .account(uid(65532))
        .source(svc.artifacts(&build))
        .entrypoint(["java", "-cp", "/app/app.jar", "Main"]);
    context.emit(image);
    let built = context.build(docker);
    let output = built.try_run(&[], &["java", "-cp", "/app/app.jar", "Main"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "own\n", "{output:?}");
}
