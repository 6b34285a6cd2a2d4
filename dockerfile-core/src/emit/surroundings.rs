//! The surroundings of a build script, and the mode that follows from them.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

use super::lines::Lines;
use crate::check::complaints;
use crate::recipes::checkout::{self, Standing};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Write,
    /// Writes also over files that are edited or foreign, of which a copy stays.
    Force,
    Check,
    Off,
}

/// Variables of CI services that do not set `CI`. Sources: their manuals' lists of predefined
/// variables.
const OF_SERVICES: [&str; 10] = [
    "CODEBUILD_BUILD_ID", // AWS CodeBuild
    "GO_PIPELINE_NAME",   // GoCD
    "HARNESS_BUILD_ID",
    "HUDSON_URL",
    "JENKINS_URL",
    "PROW_JOB_ID",
    "TEAMCITY_VERSION",
    "TF_BUILD",       // Azure Pipelines
    "bamboo_agentId", // Bamboo
    "bamboo_planKey", // Bamboo, where a plan builds
];

#[derive(Debug)]
pub(super) struct Surroundings {
    pub(super) package: PathBuf,
    pub(super) out_dir: Option<PathBuf>,
    standing: Standing,
    emit: Option<String>,
    ci: bool,
    /// Whether the builder, such as Nix or Bazel, hides version control on purpose.
    is_hermetic: bool,
    /// When the running script was built, which is always before cargo started it.
    pub(super) script_built: Option<SystemTime>,
    /// Whether one process may look at a file several times, as several tests do.
    pub(super) several: bool,
}

impl Surroundings {
    pub(super) fn of_build_script() -> Self {
        let package = checkout::package_folder();
        let out_dir = env::var_os("OUT_DIR").map(PathBuf::from);
        let is_of_bazel =
            |out: &PathBuf| out.components().any(|part| part.as_os_str() == "bazel-out");
        Self {
            standing: checkout::standing(&package),
            package,
            emit: env::var_os("DOCKERFILE_EMIT").map(|word| word.to_string_lossy().into_owned()),
            ci: is_ci(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned())),
            // In a shell of Nix somebody works, and sees what is said.
            is_hermetic: env::var_os("NIX_BUILD_TOP").is_some()
                && env::var_os("IN_NIX_SHELL").is_none()
                || out_dir.as_ref().is_some_and(is_of_bazel),
            out_dir,
            script_built: env::current_exe()
                .and_then(fs::metadata)
                .and_then(|script| script.modified())
                .ok(),
            several: false,
        }
    }

    /// The surroundings of a test of the package: whatever the environment says, nothing is
    /// written.
    pub(super) fn of_test(package: &str) -> Self {
        let package = PathBuf::from(package);
        Self {
            standing: Standing::Checkout(
                checkout::checkout(&package).unwrap_or_else(|| package.clone()),
            ),
            package,
            out_dir: None,
            emit: Some("check".to_owned()),
            ci: false,
            is_hermetic: false,
            script_built: None,
            several: true,
        }
    }

    /// Whether emission is off, whatever is asked: the package is a copy, or `DOCKERFILE_EMIT=off`.
    pub(super) fn is_switched_off(&self) -> bool {
        self.standing == Standing::Copy || self.emit.as_deref() == Some("off")
    }

    /// A path of the package without links and `..`, as far as it exists.
    pub(super) fn real(&self, path: &Path) -> PathBuf {
        checkout::real(&self.package.join(path))
    }

    /// Whether a file is in the package's checkout, or in the package where there is no checkout.
    pub(super) fn owns(&self, file: &Path) -> bool {
        let root = match &self.standing {
            Standing::Checkout(root) => root,
            Standing::Copy | Standing::Uncontrolled => &self.package,
        };
        checkout::real(file).starts_with(checkout::real(root))
    }

    pub(super) fn is_checkout(&self) -> bool {
        matches!(self.standing, Standing::Checkout(_))
    }

    /// Whether a build script runs, whose output cargo reads. A program that emits has no
    /// `OUT_DIR`.
    pub(super) fn is_build_script(&self) -> bool {
        self.out_dir.is_some()
    }

    /// The mode of the emission; `Err` holds a word that is no mode.
    pub(super) fn mode(&self) -> Result<Mode, &str> {
        let asked = match self.emit.as_deref() {
            None | Some("") => None,
            Some("write") => Some(Mode::Write),
            Some("force") => Some(Mode::Force),
            Some("check") => Some(Mode::Check),
            Some("off") => Some(Mode::Off),
            Some(word) => return Err(word),
        };
        Ok(match (&self.standing, asked) {
            // Nothing is written into a copy, whatever is asked.
            (Standing::Copy, _) => Mode::Off,
            (_, Some(mode)) => mode,
            (Standing::Uncontrolled, None) => Mode::Off,
            (Standing::Checkout(_), None) if self.ci => Mode::Check,
            (Standing::Checkout(_), None) => Mode::Write,
        })
    }

    /// Lines for cargo about when to run the script again, and a warning where nothing was looked
    /// at and somebody may think that it was.
    pub(super) fn lines(&self, mode: Mode) -> Lines {
        let mut lines = Lines::default();
        for variable in ["DOCKERFILE_EMIT", "CI"].into_iter().chain(OF_SERVICES) {
            lines.rerun_if_env_changed(variable);
        }
        let asks = !matches!(self.emit.as_deref(), None | Some("" | "off"));
        match (&self.standing, mode) {
            (Standing::Copy, _) if asks => lines.warning(complaints::IN_A_COPY),
            (Standing::Uncontrolled, Mode::Off) if self.emit_is_unset() => {
                if !self.is_hermetic {
                    lines.warning(complaints::NO_CHECKOUT);
                }
                // `.git` does not exist, so cargo runs the script each time, until it does.
                lines.rerun_if_changed(&self.package.join(".git"));
            }
            // Cargo would not notice a changed file whose time is old. A file that never exists has
            // the script run, and look, each time.
            (_, Mode::Check) => {
                if let Some(out) = &self.out_dir {
                    lines.rerun_if_changed(&out.join("checked-by-each-build"));
                }
            }
            _ => {}
        }
        lines
    }

    fn emit_is_unset(&self) -> bool {
        matches!(self.emit.as_deref(), None | Some(""))
    }
}

/// Whether a CI service builds, by its variables. `CI=false` says that none does.
fn is_ci(variable: impl Fn(&str) -> Option<String>) -> bool {
    match variable("CI").as_deref() {
        Some("0" | "false") => false,
        None | Some("") => {
            OF_SERVICES.iter().any(|name| variable(name).is_some_and(|it| !it.is_empty()))
        }
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, OF_SERVICES, Surroundings, is_ci};
    use crate::recipes::checkout::Standing;
    use std::path::PathBuf;

    fn around(standing: Standing, emit: Option<&str>, ci: bool) -> Surroundings {
        Surroundings {
            package: PathBuf::new(),
            out_dir: None,
            standing,
            emit: emit.map(str::to_owned),
            ci,
            is_hermetic: false,
            script_built: None,
            several: false,
        }
    }

    fn mode(standing: Standing, emit: Option<&str>, ci: bool) -> Result<Mode, String> {
        around(standing, emit, ci).mode().map_err(str::to_owned)
    }

    #[test]
    fn who_decides_the_mode() {
        use Standing::{Copy, Uncontrolled};
        let checkout = || Standing::Checkout(PathBuf::new());
        assert_eq!(mode(checkout(), None, false), Ok(Mode::Write));
        assert_eq!(mode(checkout(), None, true), Ok(Mode::Check));
        assert_eq!(mode(checkout(), Some(""), true), Ok(Mode::Check));
        assert_eq!(mode(checkout(), Some("write"), true), Ok(Mode::Write));
        assert_eq!(mode(checkout(), Some("force"), true), Ok(Mode::Force));
        assert_eq!(mode(checkout(), Some("off"), false), Ok(Mode::Off));
        assert_eq!(mode(Uncontrolled, None, false), Ok(Mode::Off));
        assert_eq!(mode(Uncontrolled, Some("write"), false), Ok(Mode::Write));
        assert_eq!(mode(Uncontrolled, Some("check"), false), Ok(Mode::Check));
        assert_eq!(mode(Uncontrolled, None, true), Ok(Mode::Off));
        assert_eq!(mode(Uncontrolled, Some("force"), false), Ok(Mode::Force));
        assert_eq!(mode(Copy, Some("write"), false), Ok(Mode::Off));
        assert_eq!(mode(Copy, Some("check"), true), Ok(Mode::Off));
        assert_eq!(mode(Copy, None, true), Ok(Mode::Off));
        assert_eq!(mode(Copy, Some("yes"), false), Err("yes".to_owned()));
        assert_eq!(mode(checkout(), Some("yes"), false), Err("yes".to_owned()));
    }

    #[test]
    fn a_service_is_known_by_its_own_variable() {
        let said = |pairs: &[(&str, &str)]| {
            is_ci(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()))
        };
        assert!(!said(&[]));
        assert!(said(&[("CI", "true")]) && said(&[("CI", "yes")]));
        let services = [
            "CODEBUILD_BUILD_ID",
            "GO_PIPELINE_NAME",
            "HARNESS_BUILD_ID",
            "HUDSON_URL",
            "JENKINS_URL",
            "PROW_JOB_ID",
            "TEAMCITY_VERSION",
            "TF_BUILD",
            "bamboo_agentId",
            "bamboo_planKey",
        ];
        assert_eq!(services, OF_SERVICES);
        assert!(!said(&[("CI", "0")]) && !said(&[("CI", "false")]) && !said(&[("BUILD", "1")]));
        for service in services {
            assert!(said(&[(service, "1")]) && said(&[(service, "x"), ("CI", "")]), "{service}");
            assert!(!said(&[(service, "")]), "{service}");
            assert!(!said(&[(service, "1"), ("CI", "false")]), "{service}");
        }
    }

    /// Where nothing is looked at, cargo hears so, unless that is what was asked for.
    #[test]
    fn cargo_hears_where_nothing_is_looked_at() {
        use Standing::{Copy, Uncontrolled};
        let checkout = || Standing::Checkout(PathBuf::new());
        let said = |standing, emit, is_hermetic: bool| {
            let out_dir = Some(PathBuf::from("out"));
            let around = Surroundings { is_hermetic, out_dir, ..around(standing, emit, false) };
            let lines = format!("{:?}", around.lines(around.mode().expect("a mode")));
            ["cargo::warning=", "=.git", "checked-by-each-build"].map(|part| lines.contains(part))
        };
        for (standing, emit, is_hermetic, wanted) in [
            (Copy, None, false, [false, false, false]),
            (Copy, Some(""), false, [false, false, false]),
            (Copy, Some("off"), false, [false, false, false]),
            (Copy, Some("check"), false, [true, false, false]),
            (Copy, Some("write"), true, [true, false, false]),
            (Uncontrolled, None, false, [true, true, false]),
            (Uncontrolled, Some(""), false, [true, true, false]),
            (Uncontrolled, None, true, [false, true, false]),
            (Uncontrolled, Some("off"), false, [false, false, false]),
            (Uncontrolled, Some("check"), false, [false, false, true]),
            (Uncontrolled, Some("write"), false, [false, false, false]),
            (checkout(), None, false, [false, false, false]),
            (checkout(), Some("check"), false, [false, false, true]),
            (checkout(), Some("off"), false, [false, false, false]),
        ] {
            let shown = format!("{standing:?} {emit:?} {is_hermetic}");
            assert_eq!(said(standing, emit, is_hermetic), wanted, "{shown}");
        }
        let lines = format!("{:?}", around(checkout(), None, false).lines(Mode::Write));
        for variable in ["DOCKERFILE_EMIT", "CI", "TF_BUILD", "JENKINS_URL"] {
            let line = format!("cargo::rerun-if-env-changed={variable}\"");
            assert!(lines.contains(&line), "{variable}: {lines}");
        }
    }

    #[test]
    fn a_copy_and_who_says_off_are_switched_off() {
        use Standing::{Copy, Uncontrolled};
        for (standing, emit, is_off) in [
            (Copy, None, true),
            (Copy, Some("write"), true),
            (Uncontrolled, None, false),
            (Uncontrolled, Some("off"), true),
            (Uncontrolled, Some("check"), false),
        ] {
            assert_eq!(around(standing, emit, false).is_switched_off(), is_off, "{emit:?}");
        }
    }
}
