//! What build files may say in several words, each by itself.

use dockerfile_core::{Image, gradle, maven};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::text::lines;

use super::{PACKED, packaged};

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
        ("svc/pom.xml", &pom("svc", &format!("{rest}{PACKED}"))),
        ("svc/src/main/java/Main.java", ""),
        ("other/pom.xml", &pom("other", "")),
        ("other/src/main/java/Other.java", ""),
    ])
}

fn with_maven(context: &Context, folder: &str) -> Image {
    packaged("maven:3.9-eclipse-temurin-21", &maven(folder).context(context.folder()))
}

pub(super) fn with_gradle(context: &Context, folder: &str) -> Image {
    packaged("gradle:8.14-jdk21", &gradle(folder).task("jar").context(context.folder()))
}

/// What stands above the first step that runs.
pub(super) fn install(text: &str) -> &str {
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
