//! Packages of distributions: commands of which each is known.

use super::form::{Form, Phase};
use super::rust::{list, literal};
use super::shell::commands;

/// What a text installs, and nothing else that it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Install {
    pub(super) manager: &'static str,
    pub(super) names: Vec<String>,
    /// Recommended packages come with them.
    pub(super) recommends: bool,
}

/// The packages that a text installs, if it does no more than that, with what is done around it.
pub(super) fn installed(text: &str) -> Option<Install> {
    installed_by(&commands(text)?)
}

pub(super) fn installed_by(commands: &[Vec<String>]) -> Option<Install> {
    let mut found: Option<Install> = None;
    for command in commands {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let command = without_settings(&command);
        if is_around(command) {
            continue;
        }
        let install = install(command)?;
        match &mut found {
            None => found = Some(install),
            Some(first) if first.manager == install.manager => {
                first.names.extend(install.names);
                first.recommends |= install.recommends;
            }
            Some(_) => return None,
        }
    }
    let mut found = found?;
    found.names.sort();
    found.names.dedup();
    Some(found)
}

/// Whether commands are of the kind that stands around an install, and there is none.
pub(super) fn is_around_install(commands: &[Vec<String>]) -> bool {
    commands.iter().all(|command| {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        is_around(without_settings(&command))
    })
}

/// `DEBIAN_FRONTEND=noninteractive` in front of a command, and `set -e`.
fn without_settings<'c>(command: &'c [&'c str]) -> &'c [&'c str] {
    match command {
        ["DEBIAN_FRONTEND=noninteractive", rest @ ..] => rest,
        whole => whole,
    }
}

/// What is done before and behind an install, and leaves nothing that matters.
fn is_around(command: &[&str]) -> bool {
    match command {
        ["set", options] => ["-e", "-x", "-ex", "-eux", "-xe", "-eu"].contains(options),
        ["export", "DEBIAN_FRONTEND=noninteractive"] => true,
        ["apt-get", rest @ ..] => match of_options(rest).as_slice() {
            ["update" | "clean" | "autoclean"] => {
                has_only(rest, &["-y", "-q", "-qq", "-yq", "-yqq", "-qy", "--yes"])
            }
            _ => false,
        },
        ["apk", "update"] => true,
        ["dnf" | "yum" | "microdnf", "clean", "all"] => true,
        ["rm", options, paths @ ..] if options.starts_with('-') && !paths.is_empty() => {
            let is_list = |path: &&str| {
                matches!(
                    path.trim_end_matches(['*', '/']),
                    "/var/lib/apt/lists"
                        | "/var/cache/apk"
                        | "/var/cache/apt"
                        | "/var/cache/apt/archives"
                        | "/var/cache/dnf"
                        | "/var/cache/yum"
                        | "/etc/apt/apt.conf.d/docker-clean"
                )
            };
            paths.iter().all(is_list)
        }
        _ => false,
    }
}

fn of_options<'c>(words: &[&'c str]) -> Vec<&'c str> {
    words.iter().filter(|word| !word.starts_with('-')).copied().collect()
}

fn has_only(words: &[&str], known: &[&str]) -> bool {
    words.iter().filter(|word| word.starts_with('-')).all(|word| known.contains(word))
}

fn install(command: &[&str]) -> Option<Install> {
    let (program, rest) = command.split_first()?;
    let (manager, verb, known, recommends): (_, _, &[&str], _) = match *program {
        "apt-get" => (
            "apt",
            "install",
            &[
                "-y",
                "-q",
                "-qq",
                "-yq",
                "-yqq",
                "-qy",
                "-qqy",
                "--yes",
                "--assume-yes",
                "--no-install-recommends",
                "--no-install-suggests",
            ],
            !rest.contains(&"--no-install-recommends"),
        ),
        "apk" => ("apk", "add", &["--no-cache", "--update", "-U", "-q", "--update-cache"], false),
        "dnf" => (
            "dnf",
            "install",
            &[
                "-y",
                "-q",
                "--nodocs",
                "--setopt=install_weak_deps=False",
                "--setopt=install_weak_deps=0",
            ],
            !rest.iter().any(|word| word.starts_with("--setopt=install_weak_deps=")),
        ),
        "microdnf" => (
            "microdnf",
            "install",
            &["-y", "--nodocs", "--setopt=install_weak_deps=0"],
            !rest.iter().any(|word| word.starts_with("--setopt=install_weak_deps=")),
        ),
        _ => return None,
    };
    let words = of_options(rest);
    let (first, names) = words.split_first()?;
    // The folder of a package manager's own cache is left out of what is kept by `--no-cache` alone.
    let is_known = *first == verb && has_only(rest, known) && !names.is_empty();
    let is_name = |name: &&str| {
        name.chars().all(|c| c.is_ascii_alphanumeric() || "+-._:=~*".contains(c))
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && (!name.contains('*') || name.contains('='))
    };
    (is_known && names.iter().all(is_name)).then(|| Install {
        manager,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        recommends,
    })
}

/// The typed form of an install, on a base that has the manager.
pub(super) fn form(text: &str, family: &str) -> Option<Form> {
    let install = installed(text)?;
    let form = Form::typed(&[Phase::Packages], step(&install, family)?);
    Some(form.differs(kept_out(&install)))
}

/// What a typed install does differently on purpose.
pub(super) fn kept_out(install: &Install) -> String {
    format!(
        "installs the same packages by `{}(..)`, whose lists and caches stay out of the image",
        install.manager
    )
}

/// The typed step of an install, on a base that has the manager.
pub(super) fn step(install: &Install, family: &str) -> Option<String> {
    let fits: &[&str] = match install.manager {
        "apt" => &["Debian", "Ubuntu"],
        "apk" => &["Alpine", "Wolfi"],
        "dnf" => &["Fedora", "RedHat"],
        _ => &["RedHat"],
    };
    if !fits.contains(&family) || install.recommends {
        return None;
    }
    let names = match install.names.as_slice() {
        [one] => literal(one),
        several => list(several),
    };
    Some(format!("{}({names})", install.manager))
}

#[cfg(test)]
mod tests {
    use super::{form, installed};

    #[test]
    fn an_install_is_known_as_a_whole() {
        let names = |text: &str| installed(text).map(|install| install.names.join(" "));
        let text = "apt-get update && apt-get install -y --no-install-recommends \\\n b  a=1.* && rm -rf /var/lib/apt/lists/*";
        assert_eq!(names(text).as_deref(), Some("a=1.* b"));
        assert_eq!(names("apk add --no-cache curl bash").as_deref(), Some("bash curl"));
        for text in [
            "apt-get update && apt-get install -y a && curl x",
            "apt-get install -y $PACKAGES",
            "apt-get install -y --allow-downgrades a",
            "apk add --virtual .build gcc",
            "apt-get update",
            "rm -rf /var/lib/apt/lists/* /srv",
        ] {
            assert_eq!(names(text), None, "{text}");
        }
    }

    #[test]
    fn what_stands_around_an_install_is_known() {
        let names = |text: &str| installed(text).map(|install| install.names.join(" "));
        for (text, expected) in [
            ("set -e; apk add b; apk add a b", "a b"),
            ("export DEBIAN_FRONTEND=noninteractive && apt-get install -y a", "a"),
            ("DEBIAN_FRONTEND=noninteractive apt-get -qq update && apt-get install a", "a"),
            ("apk update && apk add a && rm -rf /var/cache/apk/*", "a"),
            ("dnf install -y a && yum clean all && rm -rf /var/cache/dnf /var/cache/yum/", "a"),
            ("microdnf install a && microdnf clean all", "a"),
            ("apt-get install -y 'a=1.*' a-b.c+d:e~f_g", "a-b.c+d:e~f_g a=1.*"),
        ] {
            assert_eq!(names(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "set -o pipefail && apk add a",
            "export A=b && apk add a",
            "A=b apk add a",
            "apt-get update -o x && apt-get install a",
            "apt-get update --fix && apt-get install a",
            "apt-get upgrade && apt-get install a",
            "apk add a && apt-get install b",
            "apk del a",
            "apk add",
            "apk add 'a*'",
            "apk add ./a.apk",
            "apk add .a",
            "rm /var/cache/apk/x && apk add a",
            "rm -rf && apk add a",
            "rm -rf /var/cache && apk add a",
            "dnf clean && dnf install a",
            "yum install a",
        ] {
            assert_eq!(names(text), None, "{text}");
        }
    }

    /// The typed install takes no packages that are only recommended.
    #[test]
    fn an_install_is_typed_on_a_base_that_has_the_manager() {
        let apt = "apt-get install --no-install-recommends a";
        let dnf = "dnf install --setopt=install_weak_deps=False a";
        let microdnf = "microdnf install --setopt=install_weak_deps=0 a";
        for (text, families) in [
            ("apk add a", vec!["Alpine", "Wolfi"]),
            (apt, vec!["Debian", "Ubuntu"]),
            (dnf, vec!["Fedora", "RedHat"]),
            (microdnf, vec!["RedHat"]),
            ("apt-get install a", vec![]),
            (&format!("{apt} && apt-get install b"), vec![]),
            ("dnf install a", vec![]),
            ("microdnf install a", vec![]),
        ] {
            let all = ["Alpine", "Debian", "Fedora", "Posix", "RedHat", "Ubuntu", "Wolfi"];
            let found: Vec<&str> =
                all.into_iter().filter(|family| form(text, family).is_some()).collect();
            assert_eq!(found, families, "{text}");
        }
    }
}
