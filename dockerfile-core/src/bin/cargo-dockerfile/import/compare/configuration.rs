//! What an image says, in one spelling.

use std::collections::BTreeMap;

use super::super::metadata;
use super::super::shell::squeezed;
use super::text::{absolute, braced};
use crate::file::Config;

/// An image's configuration, line by line.
pub(super) fn of(config: &Config, home: &str) -> Vec<(&'static str, String)> {
    let values = |map: &BTreeMap<String, String>| {
        let map: BTreeMap<&str, String> =
            map.iter().map(|(name, value)| (name.as_str(), braced(value))).collect();
        format!("{map:?}")
    };
    let mut labels = config.labels.clone();
    if let Some(author) = &config.author {
        labels.insert("org.opencontainers.image.authors".to_owned(), author.clone());
    }
    let shell = config.shell.clone().filter(|shell| shell != &["/bin/sh", "-c"]);
    let check = config.healthcheck.as_ref().map(|check| {
        let in_shell = || {
            let shell = config.shell.clone();
            shell.unwrap_or_else(|| vec!["/bin/sh".to_owned(), "-c".to_owned()])
        };
        let test = match check.test.split_first() {
            Some((kind, text)) if kind == "CMD-SHELL" => [in_shell(), text.to_vec()].concat(),
            Some((kind, argv)) if kind == "CMD" => argv.to_vec(),
            _ => check.test.clone(),
        };
        let time = |text: &String| {
            metadata::milliseconds(text).map_or_else(|| text.clone(), |time| time.to_string())
        };
        let options: BTreeMap<&String, String> =
            check.options.iter().map(|(name, value)| (name, time(value))).collect();
        format!("{test:?} {options:?}")
    });
    vec![
        ("ENV", values(&config.env)),
        ("LABEL", values(&labels)),
        (
            "WORKDIR",
            format!(
                "{:?}",
                config
                    .directory
                    .as_ref()
                    .map_or_else(|| home.to_owned(), |path| absolute(path, home))
            ),
        ),
        ("ENTRYPOINT", format!("{:?}", config.entrypoint)),
        ("CMD", format!("{:?}", config.cmd)),
        ("EXPOSE", format!("{:?}", config.ports)),
        ("VOLUME", format!("{:?}", config.volumes)),
        ("HEALTHCHECK", format!("{check:?}")),
        ("STOPSIGNAL", format!("{:?}", config.stopsignal)),
        ("SHELL", format!("{shell:?}")),
        (
            "ONBUILD",
            format!(
                "{:?}",
                config.onbuild.iter().map(|trigger| squeezed(trigger)).collect::<Vec<_>>()
            ),
        ),
    ]
}
