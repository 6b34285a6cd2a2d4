//! Words of a list that only a shell would fill in with the names of files: `/app/*.jar`,
//! `~/.cache`, `/srv/{logs,tmp}`.

use crate::value::path::name_of;
use crate::value::shell::is_posix;

/// Programs whose arguments are paths, taken as they stand. A program that reads patterns itself, as
/// `find` and `tar` do, is none.
const OF_PATHS: [&str; 17] = [
    "cat",
    "chgrp",
    "chmod",
    "chown",
    "cp",
    "head",
    "ln",
    "md5sum",
    "mkdir",
    "mv",
    "rm",
    "rmdir",
    "sha256sum",
    "strip",
    "tail",
    "touch",
    "unlink",
];

/// Programs that start the one that their arguments name.
const WRAPPERS: [&str; 11] = [
    "catatonit",
    "dumb-init",
    "env",
    "gosu",
    "nice",
    "nohup",
    "su-exec",
    "sudo",
    "time",
    "timeout",
    "tini",
];

/// The index of the first word of a program and its arguments that only a shell would fill in. It
/// is certain where the program takes the word for a path.
pub(super) fn unexpanded(words: &[impl AsRef<str>]) -> Option<usize> {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let (first, _) = words.split_first()?;
    if is_filled_in(first) {
        return Some(0);
    }
    let is_wrapped = WRAPPERS.contains(&name_of(first));
    let program = words.iter().position(|word| takes_paths(name_of(word)));
    let program = program.filter(|at| *at == 0 || is_wrapped)?;
    let arguments = &words[program + 1..];
    let found = match name_of(words[program]) {
        "java" => of_java(arguments),
        name if OF_PATHS.contains(&name) => arguments.iter().position(|word| is_filled_in(word)),
        _ => arguments.first().filter(|word| is_filled_in(word)).map(|_| 0),
    }?;
    Some(program + 1 + found)
}

/// Whether a program by its name takes one of its arguments for a path: a tool for files, or what
/// reads a script or an archive.
fn takes_paths(name: &str) -> bool {
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    OF_PATHS.contains(&name)
        || matches!(plain, "java" | "node" | "perl" | "php" | "python" | "ruby")
        || is_posix(name)
}

/// The archive that `java` is given, or an entry of its class path: there `*` alone is Java's own
/// word for all archives of a folder.
fn of_java(arguments: &[&str]) -> Option<usize> {
    let at = arguments.iter().position(|word| !word.starts_with('-'))?;
    let option = arguments[..at].last()?;
    let is_class_path = matches!(*option, "-cp" | "-classpath" | "--class-path");
    let own = |entry: &str| entry == "*" || entry.ends_with("/*");
    let is_wrong = match is_class_path {
        true => arguments[at].split(':').any(|entry| !own(entry) && is_filled_in(entry)),
        false => *option == "-jar" && is_filled_in(arguments[at]),
    };
    is_wrong.then_some(at)
}

/// Whether a shell would put the names of files, a home or several words in place of a word. A `[`
/// is also part of names, as of `[id].js`.
pub(super) fn is_filled_in(word: &str) -> bool {
    let is_list = |(_, rest): (&str, &str)| {
        rest.split_once('}').is_some_and(|(inner, _)| inner.contains(',') && !inner.contains(' '))
    };
    !word.starts_with('-')
        && (word.contains(['*', '?'])
            || word == "~"
            || word.starts_with("~/")
            || word.split_once('{').is_some_and(is_list))
}

#[cfg(test)]
mod tests {
    use super::unexpanded;

    fn found(words: &str) -> Option<&str> {
        let words: Vec<&str> = words.split(' ').collect();
        unexpanded(&words).map(|at| words[at])
    }

    #[test]
    fn a_pattern_for_a_path_is_seen() {
        for (words, word) in [
            ("rm -rf /tmp/*", "/tmp/*"),
            ("/bin/rm -rf a /tmp/x?", "/tmp/x?"),
            ("rm -rf ~/.cache", "~/.cache"),
            ("cp -r a ~", "~"),
            ("mkdir -p /a/{b,c}", "/a/{b,c}"),
            ("env A=b chmod 0644 /a/*.d", "/a/*.d"),
            ("nice -n 5 cp /a/*.so /b", "/a/*.so"),
            ("java -jar /app/*.jar", "/app/*.jar"),
            ("tini -- java -Xmx1g -jar /app/*.jar", "/app/*.jar"),
            ("java -cp /app/lib/*.jar Main", "/app/lib/*.jar"),
            ("java -cp /app:/app/lib/*.jar:/x Main", "/app:/app/lib/*.jar:/x"),
            ("java -jar ~/app.jar", "~/app.jar"),
            ("python3.12 /srv/*.py", "/srv/*.py"),
            ("node dist/main*.js", "dist/main*.js"),
            ("sh /srv/start*.sh", "/srv/start*.sh"),
            ("/opt/app-*/bin/app", "/opt/app-*/bin/app"),
            ("~/bin/app --x", "~/bin/app"),
        ] {
            assert_eq!(found(words), Some(word), "{words}");
        }
    }

    #[test]
    fn what_a_program_reads_itself_is_none() {
        for words in [
            "find / -name *.pyc -delete",
            "tar -xf a --exclude=*.md",
            "tar -xf a --exclude *.md",
            "java -cp /app/lib/* Main",
            "java -cp *:/app Main",
            "java -jar /app.jar --allow=*",
            "java -Dx=* -jar /app.jar *",
            "java Main *",
            "gunicorn --forwarded-allow-ips *",
            "node --test **/*.test.js",
            "python3 -m app *",
            "python3 /app.py *",
            "sh -c rm *",
            "xargs rm *",
            "rm -rf /app/[id]",
            "rm --one-file-system=* /a",
            "mkdir /a{b}",
            "cp /a{b} /c,d",
            "app ~/x",
            "git clone rm *",
            "",
        ] {
            assert_eq!(found(words), None, "{words}");
        }
    }
}
