//! What build files may say in several words, each by itself.

use dockerfile_core::{Image, gradle, maven};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::text::lines;

use super::packaged;

fn pom(artifact: &str, rest: &str) -> String {
    format!(
        "<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId>\
         <artifactId>{artifact}</artifactId><version>1</version>{rest}</project>"
    )
}

/// A program, and a module beside it.
fn modules(rest: &str) -> Context {
    let all =
        "<packaging>pom</packaging><modules><module>svc</module><module>other</module></modules>";
    Context::with(&[
        ("pom.xml", &pom("all", all)),
        ("svc/pom.xml", &pom("svc", rest)),
        ("svc/src/main/java/Main.java", ""),
        ("other/pom.xml", &pom("other", "")),
        ("other/src/main/java/Other.java", ""),
    ])
}

fn with_maven(context: &Context, folder: &str) -> Image {
    packaged("maven:3.9-eclipse-temurin-21", &maven(folder).context(context.folder()))
}

fn with_gradle(context: &Context, folder: &str) -> Image {
    packaged("gradle:8.14-jdk21", &gradle(folder).context(context.folder()))
}

/// What stands above the first step that runs.
fn install(text: &str) -> &str {
    &text[..text.find("RUN ").expect("a step that runs")]
}

// ---- Maven -----------------------------------------------------------------------------------

#[test]
fn each_option_with_a_file_has_it_copied() {
    for option in ["-s", "-gs", "-t", "-gt"] {
        for options in [format!("{option} ci/x.xml"), format!("{option}ci/x.xml")] {
            has_options(&options, true);
        }
    }
    for option in ["--settings", "--global-settings", "--toolchains", "--global-toolchains"] {
        for options in [format!("{option}\nci/x.xml"), format!("{option}=ci/x.xml")] {
            has_options(&options, true);
        }
    }
    for root in [
        "${maven.multiModuleProjectDirectory}",
        "${session.rootDirectory}",
        "${session.topDirectory}",
    ] {
        has_options(&format!("-s {root}/ci/x.xml"), true);
        has_options(&format!("-Dx={root}/ci/x.xml"), true);
    }
    has_options("# -s ci/x.xml", false);
    has_options("-T 4", false);
}

fn has_options(options: &str, is_copied: bool) {
    let context = modules("");
    context.write("ci/x.xml", "");
    context.write(".mvn/maven.config", options);
    let text = shown(with_maven(&context, "svc"));
    assert_eq!(install(&text).contains("COPY ci/x.xml /src/ci/\n"), is_copied, "{options}: {text}");
}

#[test]
fn another_manifest_is_refused_however_it_is_said() {
    for options in ["-f svc/pom.xml", "--file svc/pom.xml", "--file=svc/pom.xml"] {
        let context = modules("");
        context.write(".mvn/maven.config", options);
        let said = refused(with_maven(&context, "svc"));
        assert!(said.contains("`.mvn/maven.config` names another `pom.xml`"), "{options}: {said}");
        std::fs::rename(context.path(".mvn/maven.config"), context.path(".mvn/jvm.config"))
            .expect("it was there");
        shown(with_maven(&context, "svc"));
    }
}

#[test]
fn each_file_of_configuration_is_copied() {
    for name in ["maven.config", "jvm.config", "extensions.xml", "maven-user.properties"] {
        let context = modules("");
        context.write(&format!(".mvn/{name}"), "");
        let text = shown(with_maven(&context, "svc"));
        assert!(install(&text).contains(&format!("COPY .mvn/{name} /src/.mvn/\n")), "{name}");
    }
}

#[test]
fn each_folder_that_a_property_stands_for_is_left_out_of_a_path() {
    for (base, file) in [
        ("${project.basedir}", "svc/libs/x.jar"),
        ("${basedir}", "svc/libs/x.jar"),
        ("${pom.basedir}", "svc/libs/x.jar"),
    ] {
        let path = format!("<systemPath>{base}/libs/x.jar</systemPath>");
        let context =
            modules(&format!("<dependencies><dependency>{path}</dependency></dependencies>"));
        context.write(file, "");
        let text = shown(with_maven(&context, "svc"));
        assert!(
            install(&text).contains(&format!("COPY {file} /src/svc/libs/\n")),
            "{base}: {text}"
        );
    }
    for base in [
        "${project.parent.basedir}",
        "${maven.multiModuleProjectDirectory}",
        "${session.executionRootDirectory}",
    ] {
        let context = modules(&format!("<properties><style>{base}/ci/x.xml</style></properties>"));
        context.write("ci/x.xml", "");
        let text = shown(with_maven(&context, "svc"));
        assert!(install(&text).contains("COPY ci/x.xml /src/ci/\n"), "{base}: {text}");
    }
}

#[test]
fn each_element_that_may_name_a_module_needs_it() {
    let other = "<groupId>x</groupId><artifactId>other</artifactId>";
    let plugins = |it: &str| format!("<build><plugins><plugin>{it}</plugin></plugins></build>");
    let of_paths = |name: &str| {
        let path = format!("<paths><{name}>{other}</{name}></paths>");
        plugins(&format!("<artifactId>compiler</artifactId><configuration>{path}</configuration>"))
    };
    let dependency = |group: &str, artifact: &str| {
        format!(
            "<dependencies><dependency><groupId>{group}</groupId>\
             <artifactId>{artifact}</artifactId></dependency></dependencies>"
        )
    };
    for (rest, is_needed) in [
        (dependency("x", "other"), true),
        (dependency("${project.groupId}", "other"), true),
        (dependency("x", "${name}"), true),
        (dependency("y", "other"), false),
        (dependency("x", "others"), false),
        (plugins(other), true),
        (format!("<build><extensions><extension>{other}</extension></extensions></build>"), true),
        (of_paths("path"), true),
        (of_paths("annotationProcessorPath"), true),
        (of_paths("exclude"), false),
    ] {
        let context = modules(&rest);
        let text = shown(with_maven(&context, "svc"));
        assert_eq!(text.contains("COPY other /src/other\n"), is_needed, "{rest}: {text}");
    }
}

#[test]
fn the_name_of_the_program_is_as_the_manifest_says() {
    for (name, jar) in [
        ("", "svc-1.jar"),
        ("app", "app.jar"),
        ("${project.artifactId}-${project.version}-x", "svc-1-x.jar"),
        ("${artifactId}_${version}", "svc_1.jar"),
        ("${other}", "*.jar"),
    ] {
        let context = modules(&format!("<build><finalName>{name}</finalName></build>"));
        let text = shown(with_maven(&context, "svc"));
        assert!(text.contains(&format!("cp -R -T svc/target/{jar} /out/app.jar\n")), "{text}");
    }
    for packaging in ["pom", "war"] {
        let context = modules(&format!("<packaging>{packaging}</packaging>"));
        let said = refused(with_maven(&context, "svc"));
        assert!(said.contains(&format!("`svc/pom.xml` packages a `{packaging}`")), "{said}");
    }
}

/// The nearest property of the strongest name decides, and a manifest of another name beside the
/// module is no parent.
#[test]
fn the_java_of_a_module_is_its_own_or_its_parents() {
    let release = |it: &str| format!("<maven.compiler.release>{it}</maven.compiler.release>");
    let version = |it: &str| format!("<java.version>{it}</java.version>");
    let target = |it: &str| format!("<maven.compiler.target>{it}</maven.compiler.target>");
    let parent = |name: &str| format!("<parent><artifactId>{name}</artifactId></parent>");
    for (above, name, own, is_good) in [
        (version("25"), "all", String::new(), false),
        (version("25"), "all", version("17"), true),
        (version("25"), "corp", String::new(), true),
        (version("17"), "all", target("25"), false),
        (String::new(), "all", release("17") + &target("25"), true),
        (String::new(), "all", version("25") + &target("17"), false),
        (String::new(), "all", version("17") + &target("25"), true),
        (String::new(), "all", release("25") + &version("17"), false),
    ] {
        let context = modules(&format!("{}<properties>{own}</properties>", parent(name)));
        context.replace(
            "pom.xml",
            "<modules>",
            &format!("<properties>{above}</properties><modules>"),
        );
        let image = with_maven(&context, "svc");
        match is_good {
            true => drop(shown(image)),
            false => assert!(refused(image).contains("names Java 25 or newer"), "{above} {own}"),
        }
    }
}

/// A path in a parent's manifest may begin at each module that is needed, and what is in a module
/// is copied with its sources.
#[test]
fn a_path_of_a_manifest_begins_at_the_root_or_at_a_module() {
    let value = |path: &str| format!("<properties><style>{path}</style></properties>");
    for (pom_of, value, copied) in [
        ("pom.xml", value("ci/x.xml"), "ci/x.xml svc/ci/x.xml"),
        ("svc/pom.xml", value("ci/x.xml"), "ci/x.xml svc/ci/x.xml"),
        ("other/pom.xml", value("ci/x.xml"), "ci/x.xml other/ci/x.xml svc/ci/x.xml"),
        ("svc/pom.xml", value("../shared"), "shared"),
        ("svc/pom.xml", value("../other"), ""),
        ("svc/pom.xml", value("../shared/x.xml"), "shared/x.xml"),
        ("svc/pom.xml", value("../sha*"), ""),
        ("svc/pom.xml", value("ci"), ""),
        ("svc/pom.xml", "<url>file:/opt/repo</url>".to_owned(), ""),
        ("svc/pom.xml", "<url>file://${basedir}/repo</url>".to_owned(), "svc/repo"),
    ] {
        let context = modules("");
        for file in ["ci/x.xml", "svc/ci/x.xml", "other/ci/x.xml", "shared/x.xml", "svc/repo/x"] {
            context.write(file, "");
        }
        context.replace(pom_of, "</project>", &format!("{value}</project>"));
        let text = shown(with_maven(&context, "svc"));
        let mut found: Vec<&str> = lines(install(&text), "COPY ")
            .into_iter()
            .flat_map(|line| {
                line.split(' ').filter(|word| !word.starts_with('/')).skip(1).collect::<Vec<_>>()
            })
            .filter(|path| !path.ends_with("pom.xml"))
            .collect();
        found.sort_unstable();
        assert_eq!(found.join(" "), copied, "{pom_of} {value}: {text}");
    }
}

/// The nearest manifest that names the program's file decides.
#[test]
fn the_name_of_the_program_is_the_nearest() {
    let name = |name: &str| format!("<build><finalName>{name}</finalName></build>");
    for (above, own, jar) in [
        (name("all"), String::new(), "all.jar"),
        (name("all"), name("own"), "own.jar"),
        (String::new(), String::new(), "svc-1.jar"),
    ] {
        let parent = "<parent><artifactId>all</artifactId></parent>";
        let context = modules(&format!("{parent}{own}"));
        context.replace("pom.xml", "<modules>", &format!("{above}<modules>"));
        let text = shown(with_maven(&context, "svc"));
        assert!(text.contains(&format!("cp -R -T svc/target/{jar} /out/app.jar\n")), "{text}");
    }
}

// ---- Gradle ----------------------------------------------------------------------------------

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
        ("java { src '../shared' }", ""),
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
    let asks = |version: &str| format!("languageVersion = JavaLanguageVersion.of({version})");
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

// ---- both ------------------------------------------------------------------------------------

#[test]
fn what_tools_keep_beside_a_project_stays_behind() {
    let of_tools = ["mvnw", "mvnw.cmd", "gradlew", "gradlew.bat"];
    let folders = ["node_modules", "out"];
    let of_maven = Context::with(&[("pom.xml", &pom("svc", ""))]);
    let of_gradle = Context::with(&[("settings.gradle", ""), ("build.gradle", "")]);
    for (context, made, first) in [
        (&of_maven, vec!["target"], "COPY pom.xml /src/"),
        (&of_gradle, vec!["build"], "COPY settings.gradle build.gradle /src/"),
    ] {
        context.write("src/main/java/Main.java", "");
        of_tools.iter().for_each(|name| context.write(name, ""));
        folders.iter().chain(&made).for_each(|name| context.write(&format!("{name}/x"), ""));
        let image = match made[0] {
            "target" => with_maven(context, "."),
            _ => with_gradle(context, "."),
        };
        let text = shown(image);
        let from_context: Vec<_> =
            lines(&text, "COPY ").into_iter().filter(|it| !it.contains("--from")).collect();
        assert_eq!(from_context, [first, "COPY src /src/src"]);
    }
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
