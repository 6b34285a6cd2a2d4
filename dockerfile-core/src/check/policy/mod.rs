//! The policy: what an organisation asks of its images, in `[workspace.metadata.dockerfile]`, and
//! in `[package.metadata.dockerfile]`, with which a package asks for more. This room does not read
//! the disk: the manifests' texts come in.

mod ask;
mod names;
mod read;
mod table;

pub(crate) use self::read::Manifest;
pub(crate) use self::table::Policy;

use crate::program::rule::Mistake;

impl Policy {
    /// The policy of a package: the workspace's table in the root's manifest, and the package's own
    /// table, in the same manifest or in another one. Rules that are wrong are left out of it and
    /// returned as mistakes.
    pub(crate) fn of(root: &Manifest<'_>, package: Option<&Manifest<'_>>) -> (Self, Vec<Mistake>) {
        let mut mistakes = vec![];
        let [workspace, own] = root.policies(&mut mistakes);
        let own = match package {
            Some(package) => {
                let [_, own] = package.policies(&mut mistakes);
                own
            }
            None => own,
        };
        let policy = workspace.joined_by(own, &mut mistakes);
        (policy, mistakes)
    }
}

#[cfg(test)]
mod tests {
    use super::{Manifest, Policy};
    use crate::check::complaints;
    use crate::program::dialect::Dialect;
    use crate::program::rule::Mistake;

    fn read(text: &str) -> (Policy, Vec<Mistake>) {
        Policy::of(&Manifest { name: "Cargo.toml", text }, None)
    }

    /// The policy of a workspace and of a package in it.
    fn joined(workspace: &str, own: &str) -> (Policy, Vec<Mistake>) {
        let root = format!("[workspace.metadata.dockerfile]\n{workspace}\n");
        let own = format!("[package.metadata.dockerfile]\n{own}\n");
        let root = Manifest { name: "Cargo.toml", text: &root };
        Policy::of(&root, Some(&Manifest { name: "web/Cargo.toml", text: &own }))
    }

    #[track_caller]
    fn words(mistake: &Mistake) -> String {
        complaints::bad_policy(mistake, std::panic::Location::caller()).message
    }

    #[test]
    fn a_policy_is_read_with_its_lines() {
        let text = "[workspace]\nmembers = []\n\n[workspace.metadata.dockerfile]\n\
                    require-digest = true\nuser-id = 20_001\ndialect = \"1.19\"\n";
        let (policy, mistakes) = read(text);
        assert_eq!(mistakes, []);
        let digest = policy.digest.expect("a rule");
        assert_eq!((digest.value, digest.at.as_str()), (true, "Cargo.toml:5"));
        assert_eq!(digest.text, "require-digest = true");
        let (indented, _) = read("[workspace.metadata.dockerfile]\n  require-digest = true \n");
        assert_eq!(indented.digest.expect("a rule").text, "require-digest = true");
        assert_eq!(policy.user_id.expect("a rule").value, 20_001);
        assert!(read("[package]\nname = \"x\"").0.dialect.is_none());
    }

    #[test]
    fn every_way_of_writing_it_is_read() {
        for text in [
            "[ workspace . metadata . \"dockerfile\" ]\nrequire-digest = true",
            "workspace.metadata.dockerfile.require-digest = true",
            "[workspace]\nmetadata.dockerfile = { require-digest = true }",
            "workspace = { metadata = { dockerfile = { require-digest = true } } }",
            "[workspace]\n[\"workspace\".'metadata'.\"docker\\u0066ile\"]\n\"require-digest\" = true",
            "\u{feff}[workspace.metadata]\r\ndockerfile.require-digest = true\r\n",
            "[package]\nname = \"x\"\n[package.metadata.dockerfile]\nrequire-digest = true",
        ] {
            let (policy, mistakes) = read(text);
            assert_eq!(mistakes, [], "{text}");
            assert!(policy.digest.is_some_and(|rule| rule.value), "{text}");
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (line, wanted) in [
            ("trusted-registry = []", "did you mean `trusted-registries`?"),
            ("xyz = 1", "`xyz` is no key of the policy; there are trusted-registries"),
            ("require-digest = \"yes\"", "this is `true` or `false`"),
            ("require-checksum = 1", "this is `true` or `false`"),
            ("user-id = 0", "a user's number"),
            ("user-id = 4294967295", "a user's number"),
            ("user-id = \"7\"", "a user's number"),
            ("trusted-contexts = [\"A b\"]", "is the name of no context"),
            ("dialect = \"1.15\"", "`1.15` is no dialect; did you mean `1.1"),
            ("dialect = 1.14", "this is a text"),
            ("ways-out = [\"out-of-order\"]", "did you mean `out_of_order`?"),
            ("ways-out = [\"raw\", \"raw\"]", "`raw` is said twice"),
            ("required-labels = [1]", "this is a list of texts"),
            ("required-labels = []", "an empty list"),
            ("required-labels = [\"\"]", "label"),
            ("required-labels = [\"A b\"]", "label"),
            ("trusted-registries = []", "an empty list"),
            ("trusted-registries = [\"https://ghcr.io\"]", "without `https://`: `ghcr.io`"),
            ("trusted-registries = [\"ghcr.io/*\"]", "here: `ghcr.io/` is all"),
            ("trusted-registries = [\"ghcr.io*\"]", "here: `ghcr.io/` is all"),
            ("trusted-sources = [\"x.org/*\"]", "`*`"),
            ("packages-may-loosen = [\"user-id\"]", "no rule that can be loosened"),
            ("packages-may-loosen = []", "an empty list"),
            ("dockerfile = \"/etc/Dockerfile\"", "below the package"),
            ("dockerfile = \"../Dockerfile\"", "below the package"),
            ("dockerfile = \"docker/\"", "below the package"),
            ("dockerfile = \"./Dockerfile\"", "below the package"),
            ("dockerfile = \"C:Dockerfile\"", "below the package"),
            ("dockerfile = \"docker\\\\Dockerfile\"", "below the package"),
            ("dockerfile = \" Dockerfile\"", "below the package"),
            ("dockerfile = \"docker\\tfile\"", "below the package"),
            ("dockerfile = \"x\\ncargo::warning=y\"", "below the package"),
            ("dockerfile = \"\"", "below the package"),
        ] {
            let text = format!("[workspace.metadata.dockerfile]\n{line}\n");
            let (_, mistakes) = read(&text);
            assert_eq!(mistakes.len(), 1, "{line}: {mistakes:?}");
            let said = words(&mistakes[0]);
            assert!(said.starts_with("Cargo.toml:2: "), "{said}");
            assert!(said.contains(wanted), "{said}");
        }
        let items =
            "[workspace.metadata.dockerfile]\ntrusted-registries = [\n  \"a.io\",\n  \"b.io*\",\n]";
        assert!(words(&read(items).1[0]).starts_with("Cargo.toml:4: "));
        assert!(words(&read("no toml").1[0]).starts_with("Cargo.toml:1: "));
        for owner in ["workspace", "package"] {
            let (policy, mistakes) = read(&format!("[{owner}.metadata]\ndockerfile = true\n"));
            let said: Vec<String> = mistakes.iter().map(words).collect();
            assert!(said.len() == 1 && said[0].starts_with("Cargo.toml:2: "), "{said:?}");
            assert!(said[0].contains("a table, the policy") && policy.digest.is_none());
        }
    }

    #[test]
    fn a_table_beside_ours_is_a_mistake() {
        for (table, wanted) in [
            ("workspace.metadata.dockerfiles", "workspace.metadata.dockerfile"),
            ("workspace.metadata.docker-file", "workspace.metadata.dockerfile"),
            ("workspace.metadata.Dockerfile", "workspace.metadata.dockerfile"),
            ("workspace.metadata.dockerflie", "workspace.metadata.dockerfile"),
            ("workspace.metadata.dockerfile-core", "workspace.metadata.dockerfile"),
            ("workspace.metadata.docker-file-core", "workspace.metadata.dockerfile"),
            ("workspace.metadata.docker_file_policy", "workspace.metadata.dockerfile"),
            ("workspace.metadata.\"docker file core\"", "workspace.metadata.dockerfile"),
            ("workspace.metadata.DOCKERFILE", "workspace.metadata.dockerfile"),
            ("package.metadata.docker_file", "package.metadata.dockerfile"),
            ("workspace.dockerfile", "workspace.metadata.dockerfile"),
            ("package.dockerfile", "package.metadata.dockerfile"),
            ("workspace.package.metadata.dockerfile", "workspace.metadata.dockerfile"),
            ("metadata.dockerfile", "workspace.metadata.dockerfile"),
            ("dockerfile", "workspace.metadata.dockerfile"),
        ] {
            let (_, mistakes) = read(&format!("[{table}]\nrequire-digest = true\n"));
            let said: Vec<String> = mistakes.iter().map(words).collect();
            assert!(said.len() == 1 && said[0].contains(&format!("`[{wanted}]`")), "{said:?}");
            let named = format!("[{}]", table.replace('"', ""));
            assert!(said[0].contains(&named), "{named}: {said:?}");
        }
        for other in ["docker", "docker-compose", "deb", "dist", "dockerignore"] {
            let text = format!("[workspace.metadata.{other}]\nx = 1\n");
            assert_eq!(read(&text).1, [], "{other}");
        }
    }

    #[test]
    fn a_package_asks_for_more_and_not_for_less() {
        for (workspace, own, loosens) in [
            ("require-digest = true", "require-digest = false", true),
            ("require-digest = false", "require-digest = true", false),
            ("require-digest = true", "require-digest = true", false),
            ("require-digest = false", "require-digest = false", false),
            ("require-checksum = true", "require-checksum = false", true),
            ("require-checksum = false", "require-checksum = true", false),
            ("require-checksum = true", "require-checksum = true", false),
            ("require-checksum = false", "require-checksum = false", false),
            ("dialect = \"1.14\"", "dialect = \"1.19\"", true),
            ("dialect = \"1.14\"", "dialect = \"1.14\"", false),
            ("dialect = \"1.19\"", "dialect = \"1.14\"", false),
            ("ways-out = [\"raw\"]", "ways-out = [\"raw\", \"insecure\"]", true),
            ("ways-out = [\"raw\"]", "ways-out = []", false),
            ("trusted-registries = [\"ghcr.io/a\"]", "trusted-registries = [\"ghcr.io\"]", true),
            ("trusted-registries = [\"ghcr.io\"]", "trusted-registries = [\"ghcr.io/a\"]", false),
            ("trusted-registries = [\"debian\"]", "trusted-registries = [\"ghcr.io\"]", true),
            ("trusted-sources = []", "trusted-sources = [\"x.org\"]", true),
            ("trusted-sources = [\"x.org\"]", "trusted-sources = [\"x.org/a\"]", false),
            ("trusted-sources = [\"x.org/a\"]", "trusted-sources = [\"x.org\"]", true),
            ("trusted-contexts = [\"docs\"]", "trusted-contexts = [\"other\"]", true),
            ("trusted-contexts = [\"docs\"]", "trusted-contexts = [\"docs\"]", false),
            ("trusted-contexts = [\"docs\"]", "trusted-contexts = [\"docs\", \"b\"]", true),
            ("user-id = 7", "user-id = 8", false),
            ("dockerfile = \"a\"", "dockerfile = \"b\"", false),
        ] {
            let (_, mistakes) = joined(workspace, own);
            assert_eq!(!mistakes.is_empty(), loosens, "{workspace} {own}");
            let Some(mistake) = mistakes.first() else { continue };
            let said = words(mistake);
            assert!(said.starts_with(&format!("web/Cargo.toml:2: `{own}` ")), "{said}");
            assert!(said.contains(&format!("Cargo.toml:2: `{workspace}`")), "{said}");
            let key = workspace.split(' ').next().expect("a key");
            let (_, mistakes) =
                joined(&format!("{workspace}\npackages-may-loosen = [\"{key}\"]"), own);
            assert_eq!(mistakes, [], "{workspace} {own}");
        }
        let (policy, mistakes) = joined("required-labels = [\"a\"]", "required-labels = [\"b\"]");
        assert_eq!(mistakes, []);
        let labels = policy.labels.expect("labels").value;
        assert_eq!(labels.iter().map(|label| label.value.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(labels[1].at, "web/Cargo.toml:2");
        let (policy, _) = joined("dialect = \"1.19\"", "dialect = \"1.14\"");
        assert_eq!(policy.dialect.expect("a rule").value, Dialect::V1_14);
        let (_, mistakes) = joined("", "packages-may-loosen = [\"dialect\"]");
        assert!(words(&mistakes[0]).contains("the workspace"), "{mistakes:?}");
    }

    /// What the workspace asks holds where a package says nothing of it.
    #[test]
    fn silence_loosens_nothing() {
        let all = "trusted-registries = [\"debian\"]\ntrusted-sources = []\n\
                   trusted-contexts = []\nrequired-labels = [\"a\"]\nways-out = []\n\
                   require-digest = true\nrequire-checksum = true\ndialect = \"1.14\"";
        for (workspace, own) in [(all, ""), (all, "user-id = 7"), ("", all)] {
            let (policy, mistakes) = joined(workspace, own);
            assert_eq!(mistakes, []);
            assert!(policy.registries.is_some() && policy.sources.is_some());
            assert!(policy.contexts.is_some() && policy.labels.is_some());
            assert!(policy.ways_out.is_some() && policy.dialect.is_some());
            assert!(policy.digest.is_some_and(|rule| rule.value));
            assert!(policy.checksum.is_some_and(|rule| rule.value));
        }
    }

    /// What a package says of a default holds, and of labels beside the workspace's.
    #[test]
    fn a_default_is_the_packages_own_and_labels_add_up() {
        let (policy, _) = joined("user-id = 7\ndockerfile = \"a\"", "");
        assert_eq!(policy.user_id.map(|rule| rule.value), Some(7));
        assert_eq!(policy.dockerfile.map(|rule| rule.value).as_deref(), Some("a"));
        let (policy, _) =
            joined("user-id = 7\ndockerfile = \"a\"", "user-id = 8\ndockerfile = \"b\"");
        assert_eq!(policy.user_id.map(|rule| rule.value), Some(8));
        assert_eq!(policy.dockerfile.map(|rule| rule.value).as_deref(), Some("b"));
        let may = "\npackages-may-loosen = [\"required-labels\"]";
        for (workspace, own, all) in [
            ("", "[\"b\"]", &["b"][..]),
            ("[\"a\"]", "", &["a"]),
            ("[\"a\"]", "[\"a\", \"b\"]", &["a", "b"]),
            ("[\"a\", \"b\"]", "[\"b\"]", &["a", "b"]),
            (&format!("[\"a\", \"b\"]{may}"), "[\"b\"]", &["b"]),
            (&format!("[\"a\"]{may}"), "", &["a"]),
        ] {
            let rule = |labels: &str| match labels {
                "" => String::new(),
                labels => format!("required-labels = {labels}"),
            };
            let (policy, mistakes) = joined(&rule(workspace), &rule(own));
            assert_eq!(mistakes, [], "{workspace} {own}");
            let labels = policy.labels.expect("labels").value;
            let labels: Vec<&str> = labels.iter().map(|label| label.value.as_str()).collect();
            assert_eq!(labels, all, "{workspace} {own}");
        }
    }

    /// Every way out by its name: one that is missing could not be allowed.
    #[test]
    fn every_way_out_can_be_allowed() {
        for way in [
            "out_of_order",
            "runs_as_root",
            "starts_as_root",
            "keeps_base_user",
            "moving_image",
            "public_env",
            "manifest_dir",
            "on_platform",
            "unverified_download",
            "host_network",
            "insecure",
            "linter_rule",
            "raw",
            "starts_anyway",
            "unchecked",
        ] {
            let text = format!("[workspace.metadata.dockerfile]\nways-out = [\"{way}\"]\n");
            let (policy, mistakes) = read(&text);
            assert_eq!(mistakes, [], "{way}");
            assert_eq!(policy.opens_raw, way == "raw", "{way}");
        }
    }

    /// A package opens raw lines for itself only where the workspace does not ask where files come
    /// from.
    #[test]
    fn raw_lines_are_opened_by_who_asks() {
        const RAW: &str = "ways-out = [\"raw\"]";
        for (workspace, own, opens) in [
            ("", "", false),
            ("", RAW, true),
            (RAW, "", true),
            ("ways-out = [\"insecure\"]", "", false),
            ("trusted-registries = [\"debian\"]", RAW, false),
            ("trusted-sources = []", RAW, false),
            ("trusted-contexts = []", RAW, false),
            ("require-digest = true", RAW, false),
            ("require-checksum = true", RAW, false),
            ("dialect = \"1.19\"\nrequired-labels = [\"a\"]\nuser-id = 7", RAW, true),
            ("", "require-digest = true\nways-out = [\"raw\"]", true),
            ("require-digest = true\nways-out = [\"raw\"]", "ways-out = []", true),
            ("require-digest = true\npackages-may-loosen = [\"ways-out\"]", RAW, true),
            ("require-digest = true\npackages-may-loosen = [\"dialect\"]", RAW, false),
        ] {
            let (policy, mistakes) = joined(workspace, own);
            assert_eq!(mistakes, [], "{workspace} {own}");
            assert_eq!(policy.opens_raw, opens, "{workspace} {own}");
        }
    }
}
