//! What files of Gradle may say in several words, each by itself.

use dockerfile_core::gradle;
use dockerfile_tests::context::{Context, refused, shown};

use super::packaged;
use super::words::{install, with_gradle};

/// A project, and a library beside it.
fn projects(build: &str) -> Context {
    Context::with(&[
        ("settings.gradle", "include 'svc', 'other', 'with.dot', 'with_line'\n"),
        ("svc/build.gradle", build),
        ("svc/src/main/java/Main.java", ""),
        ("other/build.gradle", ""),
        ("with.dot/build.gradle", ""),
        ("with_line/build.gradle", ""),
    ])
}

#[test]
fn each_call_with_a_path_has_it_copied() {
    for build in [
        "dependencies { implementation files('libs/x.jar') }",
        "dependencies { implementation files(listOf(\"libs/x.jar\")) }",
        "x = file('libs/x.jar')",
        "x = uri('libs/x.jar')",
        "x = fileTree('libs')",
        "x = fileTree(dir: 'libs')",
        "repositories { flatDir { dirs 'libs' } }",
        "repositories { flatDir { dirs = setOf(\"libs\") } }",
        "repositories { flatDir { dir 'libs' } }",
    ] {
        let context = projects("");
        context.write("other/build.gradle", build);
        context.write("other/libs/x.jar", "");
        let text = shown(with_gradle(&context, "svc"));
        let is_copied =
            ["COPY other/libs/x.jar /src/other/libs/\n", "COPY other/libs /src/other/libs\n"]
                .iter()
                .any(|line| install(&text).contains(line));
        assert!(is_copied, "{build}: {text}");
    }
}

/// Sources beside the project are copied; those of the project itself, and those of another one,
/// are copied with that one.
#[test]
fn folders_of_sources_beside_a_project_are_copied() {
    for (build, copied) in [
        ("java { srcDir '../shared' }", "shared"),
        ("java { srcDirs = ['../shared', 'src/more'] }", "shared"),
        ("copySpec { from '../shared' }", "shared"),
        ("java { srcDir \"$rootDir/shared\" }", "shared"),
        ("java { srcDir '../other/src' }", "other/src"),
        ("java { srcDir '../other' }", ""),
        ("java { srcDir 'shared' }", ""),
        ("java { srcDir '../gone' }", ""),
        ("java { srcDir '../x.txt' }", ""),
        ("java { src '../shared' }", "shared"),
        ("x = \"$rootDir/shared\"", "shared"),
        ("x.set(\"${rootProject.projectDir}/shared\")", "shared"),
        ("x = rootDir.path + '/shared'", ""),
        ("x = '../shared' + y", ""),
    ] {
        let context = projects(build);
        for file in ["shared/A.java", "other/src/B.java", "svc/shared/C.java", "x.txt"] {
            context.write(file, "");
        }
        let text = shown(with_gradle(&context, "svc"));
        let folders = ["shared", "other/src", "other", "svc/shared"];
        let is_there = |it: &&&str| install(&text).contains(&format!("COPY {it} /src/{it}\n"));
        let found: Vec<&str> = folders.iter().filter(is_there).copied().collect();
        assert_eq!(found.join(" "), copied, "{build}: {text}");
    }
}

/// A script is looked for from the project, from the script that applies it, and from the root.
#[test]
fn an_applied_script_is_the_nearest() {
    for (applies, scripts, copied) in [
        (
            "apply from: 'more.gradle'",
            "svc/more.gradle ci/more.gradle more.gradle",
            "svc/more.gradle",
        ),
        ("apply from: 'more.gradle'", "ci/more.gradle more.gradle", "ci/more.gradle"),
        ("apply from: 'more.gradle'", "more.gradle", "more.gradle"),
        ("apply from: \"$rootDir/more.gradle\"", "svc/more.gradle more.gradle", "more.gradle"),
        (
            "if (file('more.gradle').exists()) apply from: 'more.gradle'",
            "more.gradle",
            "more.gradle",
        ),
        ("if (file('more.gradle').exists()) apply from: 'more.gradle'", "", ""),
    ] {
        let context = projects("apply from: '../ci/base.gradle'");
        context.write("ci/base.gradle", applies);
        scripts.split_whitespace().for_each(|script| context.write(script, ""));
        let text = shown(with_gradle(&context, "svc"));
        for script in ["svc/more.gradle", "ci/more.gradle", "more.gradle"] {
            let is_there = install(&text).split_whitespace().any(|word| word == script);
            assert_eq!(is_there, script == copied, "{applies} {scripts}: {text}");
        }
    }
}

/// The project's build file and the root's say the Java, the newest of both.
#[test]
fn the_java_of_a_project_is_its_own_or_the_roots() {
    let asks = |version: &str| format!("options.release = {version}");
    for (file, is_good) in
        [("svc/build.gradle", false), ("build.gradle", false), ("other/build.gradle", true)]
    {
        let context = projects(&asks("17"));
        context.write(file, asks("25"));
        let image = with_gradle(&context, "svc");
        match is_good {
            true => drop(shown(image)),
            false => assert!(refused(image).contains("names Java 25 or newer"), "{file}"),
        }
    }
    // A toolchain is one version, and the nearest counts.
    let toolchain = |version: &str| format!("languageVersion = JavaLanguageVersion.of({version})");
    for (version, is_good) in [("21", true), ("17", false)] {
        let context = projects(&toolchain(version));
        context.write("build.gradle", toolchain("25"));
        let image = with_gradle(&context, "svc");
        match is_good {
            true => drop(shown(image)),
            false => assert!(refused(image).contains("`svc/build.gradle` names Java 17, and")),
        }
    }
}

/// What the build itself makes need not be there.
#[test]
fn an_archive_that_is_not_there_may_be_made() {
    for path in ["build/libs/x.jar", "../other/build/libs/x.jar", "libs/*.jar", "libs/x.aar"] {
        let context = projects(&format!("dependencies {{ implementation files('{path}') }}"));
        shown(with_gradle(&context, "svc"));
    }
    let context = projects("dependencies { implementation files('libs/x.jar') }");
    assert!(refused(with_gradle(&context, "svc")).contains("`libs/x.jar`, which is not there"));
}

#[test]
fn a_build_file_has_one_of_four_names() {
    for name in ["build.gradle", "build.gradle.kts", "svc.gradle", "svc.gradle.kts"] {
        let context = projects("");
        std::fs::remove_file(context.path("svc/build.gradle")).expect("it was there");
        context.write(&format!("svc/{name}"), "dependencies { api(project(':other')) }");
        let text = shown(with_gradle(&context, "svc"));
        assert!(install(&text).contains(&format!("COPY svc/{name} /src/svc/\n")), "{text}");
        assert!(text.contains("COPY other /src/other\n"), "{name}: {text}");
    }
    let context = projects("dependencies { api(projects.withDot); api(projects.withLine) }");
    let text = shown(with_gradle(&context, "svc"));
    for folder in ["with.dot", "with_line"] {
        assert!(text.contains(&format!("COPY {folder} /src/{folder}\n")), "{text}");
    }
}

#[test]
fn the_wrapper_comes_along_if_it_is_used() {
    let context = projects("");
    context.write("gradlew", "");
    context.write("gradle/wrapper/gradle-wrapper.properties", "");
    let svc = gradle("svc").context(context.folder());
    let text = shown(packaged("gradle:8.14-jdk21", &svc));
    assert!(!text.contains("gradlew") && !text.contains("wrapper"), "{text}");
    let text = shown(packaged("gradle:8.14-jdk21", &svc.wrapper()));
    assert!(install(&text).contains("COPY settings.gradle gradlew /src/\n"), "{text}");
}

/// `installDist` makes another image than `jar`, so it is named and not taken.
#[test]
fn a_task_that_nobody_names_is_the_one_of_a_plugin() {
    let context = Context::with(&[("settings.gradle", ""), ("src/main/java/Main.java", "")]);
    let app = || gradle("").context(context.folder());
    let alone = "`:`: the task `jar` packs the project's own classes";
    for (plugin, task, is_noted) in [
        ("org.springframework.boot", ":bootJar", false),
        ("com.gradleup.shadow", ":shadowJar", false),
        ("application", ":jar", true),
        ("java", ":jar", false),
    ] {
        context.write("build.gradle", format!("plugins {{ id '{plugin}' }}\n"));
        let image = packaged("gradle:8.14-jdk21", &app());
        assert!(shown(image.clone()).contains(&format!("gradle --no-daemon {task} ")), "{plugin}");
        let plan = image.render().expect("no error").plan;
        assert_eq!(plan.contains(alone), is_noted, "{plan}");
        let said = packaged("gradle:8.14-jdk21", &app().task("jar"));
        assert!(shown(said.clone()).contains("gradle --no-daemon :jar "), "{plugin}");
        assert!(!said.render().expect("no error").plan.contains(alone), "{plugin}");
    }
}
