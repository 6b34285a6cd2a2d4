//! What the programs of a package ask of the image that starts them.

use super::compile::Compilation;
use super::platform::Platform;
use super::read::Built;
use crate::declare::family::FamilyKind;
use crate::declare::part::Around;
use crate::program::start::{Libc, Needs};

/// Parts of the names of variables that say where a library is, or that it is linked into the
/// program.
const LINKS: [&str; 6] = ["OPENSSL", "PKG_CONFIG", "PQ_LIB", "SQLITE3", "MYSQLCLIENT", "_STATIC"];

/// Variables that hold flags of the compiler.
const FLAGS: [&str; 3] = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"];

/// What stands behind a flag that is off.
const OFF: [&str; 3] = ["=n", "=off", "=false"];

impl Compilation<'_> {
    pub(super) fn needs(&self, built: &Built, stage: &Around) -> Needs {
        Needs {
            libc: self.libc(stage),
            compiles_c: built.compiles_c.clone(),
            libraries: if self.links_otherwise(stage) { vec![] } else { built.libraries.clone() },
            language: None,
        }
    }

    fn libc(&self, stage: &Around) -> Libc {
        let cargo = self.cargo;
        if self.is_told_how_to_link(stage) {
            return Libc::Unknown;
        }
        if let Some(libc) = cargo.target.as_ref().and_then(|target| target.libc) {
            return libc;
        }
        if cargo.cross.is_some() {
            return Libc::Glibc;
        }
        match &self.closure.config.target {
            Some(triple) => of_triple(triple),
            None => of_family(stage),
        }
    }

    /// Whether a variable says where a library is, or that it is linked into the program.
    fn links_otherwise(&self, stage: &Around) -> bool {
        let of_recipe = self.cargo.env.iter().map(|(name, _)| name.text.as_str());
        let of_stage = stage.variables.keys().chain(&self.closure.config.variables);
        let mut names = of_recipe.chain(of_stage.map(String::as_str));
        names.any(|name| LINKS.iter().any(|part| name.contains(part)))
    }

    /// The CPU that the compiler is told to use all of (`target-cpu`), unless it is a general one.
    pub(super) fn cpu(&self, stage: &Around) -> Option<String> {
        self.flags(stage).into_iter().find_map(|flags| {
            // Of several the compiler takes the last.
            let (_, cpu) = flags.rsplit_once("target-cpu=")?;
            let cpu = cpu.split([' ', '\u{1f}']).next().unwrap_or(cpu);
            (!["generic", "x86-64"].contains(&cpu)).then(|| cpu.to_owned())
        })
    }

    /// Whether flags have programs look for Rust's own library when they start.
    pub(super) fn prefers_dynamic(&self, stage: &Around) -> bool {
        self.flags(stage).iter().any(|flags| {
            let switch = flags.rsplit_once("prefer-dynamic").map_or(OFF[0], |(_, switch)| switch);
            !OFF.iter().any(|off| switch.starts_with(off))
        })
    }

    /// The flags of the compiler, as far as they are known.
    fn flags(&self, stage: &Around) -> Vec<String> {
        let of_recipe = self.cargo.env.iter().filter(|(name, _)| is_flags(&name.text));
        let of_recipe = of_recipe.filter_map(|(_, value)| value.text.literal());
        let of_stage = stage.variables.iter().filter(|(name, _)| is_flags(name));
        let of_stage = of_stage.filter_map(|(_, value)| value.clone());
        let of_config = self.flags_of_config(stage).cloned();
        of_recipe.chain(of_stage).chain(of_config).collect()
    }

    /// Whether flags of the compiler say that the C library is linked in, or is not.
    fn is_told_how_to_link(&self, stage: &Around) -> bool {
        let of_recipe = self.cargo.env.iter().any(|(name, value)| {
            is_flags(&name.text) && value.text.literal().is_none_or(|value| links(&value))
        });
        let of_stage = stage
            .variables
            .iter()
            .any(|(name, value)| is_flags(name) && value.as_ref().is_none_or(|value| links(value)));
        of_recipe || of_stage || self.flags_of_config(stage).any(|flags| links(flags))
    }

    /// What is known of the platform that is compiled for.
    pub(super) fn platform(&self, stage: &Around) -> Platform<'_> {
        let libc = match self.cargo.cross {
            Some(_) => Some(Libc::Glibc),
            None => stage.family.map(FamilyKind::libc),
        };
        Platform::of(self.triple().map(String::as_str), libc)
    }

    /// The flags in cargo's configuration that may count where this is compiled.
    pub(super) fn flags_of_config(&self, stage: &Around) -> impl Iterator<Item = &String> {
        let platform = self.platform(stage);
        self.closure.config.flags.iter().filter_map(move |flags| flags.on(platform))
    }
}

/// Whether a variable holds flags of the compiler, be it for one target:
/// `CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS`.
fn is_flags(name: &str) -> bool {
    FLAGS.contains(&name) || name.starts_with("CARGO_TARGET_") && name.ends_with("_RUSTFLAGS")
}

fn links(flags: &str) -> bool {
    flags.contains("crt-static")
        || flags.contains("-static")
        || flags.contains("link-self-contained")
}

/// The C library that programs need which the base's own cargo has compiled.
fn of_family(stage: &Around) -> Libc {
    match stage.family.map_or(Libc::Unknown, FamilyKind::libc) {
        // Rust from Alpine's own packages links programs against musl; Rust from rustup links musl
        // into them.
        Libc::Musl if ["cargo", "rust"].iter().any(|name| stage.packages.contains(*name)) => {
            Libc::Musl
        }
        Libc::Musl => Libc::None,
        libc => libc,
    }
}

/// Architectures whose programs for musl are static unless flags say otherwise.
const STATIC: [&str; 6] = ["aarch64", "arm", "armv7", "i686", "powerpc64le", "x86_64"];

fn of_triple(triple: &str) -> Libc {
    let architecture = triple.split('-').next().unwrap_or_default();
    match triple.rsplit('-').next() {
        Some(libc) if libc.starts_with("gnu") => Libc::Glibc,
        Some(libc) if libc.starts_with("musl") && STATIC.contains(&architecture) => Libc::None,
        _ => Libc::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{LINKS, is_flags, links, of_triple};
    use crate::program::start::Libc;

    #[test]
    fn a_triple_says_its_library() {
        assert_eq!(of_triple("x86_64-unknown-linux-gnu"), Libc::Glibc);
        assert_eq!(of_triple("armv7-unknown-linux-gnueabihf"), Libc::Glibc);
        assert_eq!(of_triple("armv7-unknown-linux-musleabihf"), Libc::None);
        assert_eq!(of_triple("riscv64gc-unknown-linux-musl"), Libc::Unknown);
        assert_eq!(of_triple("wasm32-wasip1"), Libc::Unknown);
        assert_eq!(of_triple("x86_64-unknown-freebsd"), Libc::Unknown);
        for architecture in ["aarch64", "arm", "armv7", "i686", "powerpc64le", "x86_64"] {
            assert_eq!(of_triple(&format!("{architecture}-unknown-linux-musl")), Libc::None);
            assert_eq!(of_triple(&format!("{architecture}-unknown-linux-gnu")), Libc::Glibc);
        }
        for architecture in ["s390x", "loongarch64", "mips64"] {
            assert_eq!(of_triple(&format!("{architecture}-unknown-linux-musl")), Libc::Unknown);
        }
    }

    #[test]
    fn flags_may_say_how_to_link() {
        assert!(links("-C target-feature=+crt-static") && links("-Ctarget-feature=-crt-static"));
        assert!(links("-C link-arg=-static") && !links("-C debuginfo=1"));
        assert!(links("-Clink-self-contained=no"));
    }

    #[test]
    fn variables_are_told_by_their_names() {
        for name in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_BUILD_RUSTFLAGS",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS",
        ] {
            assert!(is_flags(name), "{name}");
        }
        for name in ["MY_RUSTFLAGS", "CARGO_TARGET_X_LINKER", "RUSTDOCFLAGS"] {
            assert!(!is_flags(name), "{name}");
        }
        for name in [
            "OPENSSL_DIR",
            "X86_64_UNKNOWN_LINUX_GNU_OPENSSL_LIB_DIR",
            "PKG_CONFIG_PATH",
            "PQ_LIB_DIR",
            "SQLITE3_LIB_DIR",
            "MYSQLCLIENT_LIB_DIR",
            "ZSTD_STATIC",
        ] {
            assert!(LINKS.iter().any(|part| name.contains(part)), "{name}");
        }
    }
}
