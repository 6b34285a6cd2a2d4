//! Which paths a step names: what is copied there it may read, change or give away.

use crate::commands;
use crate::file::{Instruction, Line, absolute};
use crate::graph::overlap;

/// Programs whose first word is an owner or a mode, and whose others are paths, relative ones too.
const GIVE_AWAY: [&str; 4] = ["chgrp", "chmod", "chown", "setfacl"];

/// Whether a step names a path in a folder, or one that the folder is in.
pub(super) fn reaches(step: &Line, folder: &str) -> bool {
    let Instruction::Run(run) = &step.instruction else { return false };
    // `None`, once nobody knows where a relative path starts.
    let mut directory = Some(step.state.directory.clone());
    for words in commands::commands(run) {
        let (program, rest) = words.split_first().expect("a command has a program");
        let name = program.rsplit('/').next().unwrap_or(program);
        if name == "cd" {
            directory = rest.first().and_then(|path| {
                let is_plain = !path.contains(['$', '`', '~']);
                is_plain.then(|| absolute(&directory.unwrap_or_default(), path))
            });
            directory = directory.filter(|path| path.starts_with('/'));
            continue;
        }
        let gives_away = GIVE_AWAY.contains(&name);
        let mut paths: Vec<&String> = rest.iter().filter(|word| !word.starts_with('-')).collect();
        if gives_away && !paths.is_empty() {
            paths.remove(0);
        }
        let reaches = |path: &&String| match path.trim_start_matches('<') {
            // The root holds everything, so a name below it says nothing of what is copied there.
            _ if folder == "/" => gives_away || commands::ON_FILES.contains(&name),
            path if path.contains(['$', '`', '~']) => gives_away,
            path if path.starts_with('/') => overlap(path, folder),
            path if gives_away => {
                directory.as_ref().is_none_or(|here| overlap(&absolute(here, path), folder))
            }
            _ => false,
        };
        if paths.iter().any(reaches) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::reaches;
    use crate::file::{File, Settings};

    #[test]
    fn a_step_reaches_what_its_paths_cover() {
        for (text, expected) in [
            ("chown -R app /srv", true),
            ("chown -R app:app /srv/app/x", true),
            ("chown app /srv/*", true),
            ("chown -R app .", false),
            ("cd /srv && chown -R app .", true),
            ("cd $X && chown -R app .", true),
            ("cd /var && chown -R app lib", false),
            ("chown -R app \"$HOME_OF_APP\"", true),
            ("useradd app && chown -R app /var/cache", false),
            ("chmod +x /usr/bin/x", false),
            ("bash -c 'chmod -R 755 /srv/app'", true),
            ("apt-get install -y srv", false),
            ("ls /srv/app", true),
            ("sed -i s/a/b/ /srv/app/x", true),
            ("sed -i s/a/b/ /etc/x", false),
            ("chown app srv/app", false),
        ] {
            let dockerfile = format!("FROM debian:12\nWORKDIR /work\nRUN {text}\n");
            let file = File::read(&dockerfile, "Dockerfile", &Settings::default()).expect(text);
            assert_eq!(reaches(&file.stages[0].lines[1], "/srv/app"), expected, "{text}");
        }
    }
}
