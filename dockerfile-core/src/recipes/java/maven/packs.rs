//! Whether the file that Maven makes of a module has what the program needs in it: by itself, that
//! file holds the module's own classes alone.
//!
//! Source: <https://docs.spring.io/spring-boot/maven-plugin/packaging.html>,
//! <https://maven.apache.org/plugins/maven-shade-plugin/>,
//! <https://maven.apache.org/plugins/maven-assembly-plugin/>, <https://quarkus.io/guides/maven-tooling>.

use super::xml::Element;

/// Where the plugins of a manifest pack a program with what it needs. Of several manifests the last
/// of these counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Packs {
    /// Nowhere.
    #[default]
    Nowhere,
    /// Into another file than the module's.
    Elsewhere,
    /// Nobody knows: a plugin of others may do so.
    Unknown,
    /// Into the module's file.
    Here,
}

impl Packs {
    /// What the plugins that a manifest applies do, in profiles, too.
    pub(super) fn of(project: &Element, packaging: &str) -> Self {
        let profiles = project.child("profiles").into_iter().flat_map(|list| &list.children);
        let builds = profiles.chain([project]).filter_map(|it| it.child("build")?.child("plugins"));
        let plugins = builds.flat_map(|list| &list.children).map(of_plugin);
        let of_packaging = match packaging {
            "jar" | "pom" => Self::Nowhere,
            "quarkus" => Self::Elsewhere,
            _ => Self::Unknown,
        };
        plugins.max().unwrap_or_default().max(of_packaging)
    }
}

fn of_plugin(plugin: &Element) -> Packs {
    let says = |name: &str, value: &str| {
        let mut all = vec![];
        settings(plugin, name, &mut all);
        all.iter().any(|said| value.is_empty() || *said == value)
    };
    let here = |is_elsewhere: bool| if is_elsewhere { Packs::Elsewhere } else { Packs::Here };
    let group = plugin.text_of("groupId").unwrap_or_else(|| "org.apache.maven.plugins".to_owned());
    match (group.as_str(), plugin.text_of("artifactId").unwrap_or_default().as_str()) {
        ("org.springframework.boot", _) => {
            let target = "${project.build.directory}";
            let is_moved = says("outputDirectory", "") && !says("outputDirectory", target);
            here(is_moved || says("classifier", "") || says("skip", "true"))
        }
        (_, "maven-shade-plugin") => {
            here(says("shadedArtifactAttached", "true") || says("outputFile", ""))
        }
        (_, "maven-assembly-plugin") => here(!says("appendAssemblyId", "false")),
        ("io.quarkus" | "io.quarkus.platform", _) => Packs::Elsewhere,
        ("org.apache.maven.plugins" | "org.codehaus.mojo" | "org.jacoco", _)
        | ("com.diffplug.spotless" | "io.github.git-commit-id" | "pl.project13.maven", _) => {
            Packs::Nowhere
        }
        _ => Packs::Unknown,
    }
}

/// The texts of the elements of a name, at any depth.
fn settings<'e>(element: &'e Element, name: &str, found: &mut Vec<&'e str>) {
    for child in &element.children {
        if child.name == name {
            found.push(child.text());
        }
        settings(child, name, found);
    }
}

/// Whether a manifest names something of others that the program needs while it runs.
pub(super) fn needs_others(project: &Element) -> bool {
    let list = project.child("dependencies").into_iter().flat_map(|list| &list.children);
    list.into_iter().any(|dependency| {
        let is = |name: &str, values: &[&str]| {
            dependency.text_of(name).is_some_and(|said| values.contains(&said.as_str()))
        };
        !is("scope", &["test", "provided", "system", "import"]) && !is("optional", &["true"])
    })
}

#[cfg(test)]
mod tests {
    use super::{Packs, needs_others};
    use crate::recipes::java::maven::xml;

    fn packs(group: &str, plugin: &str, rest: &str) -> Packs {
        let text = format!(
            "<project><build><plugins><plugin>{group}<artifactId>{plugin}</artifactId>{rest}</plugin>\
             </plugins></build></project>"
        );
        Packs::of(&xml::parse(&text).expect("good XML"), "jar")
    }

    #[test]
    fn a_plugin_packs_into_the_modules_file_or_elsewhere() {
        use Packs::{Elsewhere, Here, Nowhere, Unknown};
        let boot = "<groupId>org.springframework.boot</groupId>";
        let of = |name: &str, value: &str| {
            format!(
                "<executions><execution><configuration><{name}>{value}</{name}></configuration></execution></executions>"
            )
        };
        for (group, plugin, rest, expected) in [
            (boot, "spring-boot-maven-plugin", String::new(), Here),
            (boot, "spring-boot-maven-plugin", of("classifier", "exec"), Elsewhere),
            (boot, "spring-boot-maven-plugin", of("skip", "true"), Elsewhere),
            (boot, "spring-boot-maven-plugin", of("outputDirectory", "dist"), Elsewhere),
            (
                boot,
                "spring-boot-maven-plugin",
                of("outputDirectory", "${project.build.directory}"),
                Here,
            ),
            ("", "maven-shade-plugin", String::new(), Here),
            ("", "maven-shade-plugin", of("shadedArtifactAttached", "true"), Elsewhere),
            ("", "maven-shade-plugin", of("shadedArtifactAttached", "false"), Here),
            ("", "maven-shade-plugin", of("outputFile", "a.jar"), Elsewhere),
            ("", "maven-assembly-plugin", String::new(), Elsewhere),
            ("", "maven-assembly-plugin", of("appendAssemblyId", "false"), Here),
            ("<groupId>io.quarkus</groupId>", "quarkus-maven-plugin", String::new(), Elsewhere),
            ("", "maven-jar-plugin", String::new(), Nowhere),
            ("", "maven-dependency-plugin", String::new(), Nowhere),
            ("<groupId>org.jacoco</groupId>", "jacoco-maven-plugin", String::new(), Nowhere),
            ("<groupId>a</groupId>", "onejar-maven-plugin", String::new(), Unknown),
        ] {
            assert_eq!(packs(group, plugin, &rest), expected, "{plugin} {rest}");
        }
        let of = |text: &str, packaging| {
            let project = format!("<project>{text}</project>");
            Packs::of(&xml::parse(&project).expect("good XML"), packaging)
        };
        assert_eq!((of("", "jar"), of("", "quarkus"), of("", "x")), (Nowhere, Elsewhere, Unknown));
        let shade = "<build><plugins><plugin><artifactId>maven-shade-plugin</artifactId></plugin></plugins></build>";
        assert_eq!(of(&format!("<profiles><profile>{shade}</profile></profiles>"), "jar"), Here);
        let managed = shade.replace("<plugins>", "<pluginManagement><plugins>");
        let managed = managed.replace("</plugins>", "</plugins></pluginManagement>");
        assert_eq!(of(&managed, "jar"), Nowhere);
    }

    #[test]
    fn what_ships_is_what_runs() {
        for (rest, needs) in [
            ("", true),
            ("<scope>compile</scope>", true),
            ("<scope>runtime</scope>", true),
            ("<scope>test</scope>", false),
            ("<scope>provided</scope>", false),
            ("<optional>true</optional>", false),
        ] {
            let text = format!(
                "<project><dependencies><dependency><artifactId>a</artifactId>{rest}</dependency>\
                 </dependencies></project>"
            );
            assert_eq!(needs_others(&xml::parse(&text).expect("good XML")), needs, "{rest}");
        }
    }
}
