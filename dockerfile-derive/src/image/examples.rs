//! Examples: lines of `image!` that a message tells to write in place of a Dockerfile's line.

use proc_macro2::TokenTree;

use super::cursor::{is_punct, touches};

/// The words of a line, separated by blanks as they are in the file. Commas are left out.
pub(super) fn spelled(arguments: &[TokenTree]) -> Vec<String> {
    let mut words: Vec<String> = vec![];
    let mut above = None;
    for token in arguments.iter().filter(|token| !is_punct(token, ',')) {
        let span = token.span();
        let text = span.source_text().unwrap_or_else(|| token.to_string());
        match words.last_mut() {
            Some(word) if above.is_some_and(|above| touches(above, span)) => *word += &text,
            _ => words.push(text),
        }
        above = Some(span);
    }
    words
}

pub(super) fn quoted(words: &[String]) -> Vec<String> {
    words.iter().map(|word| quote(word)).collect()
}

/// A word as a string literal; a word that is one already stays as it is.
pub(super) fn quote(word: &str) -> String {
    let is_text = word.starts_with('"') && word.ends_with('"') && word.len() > 1;
    if is_text { word.to_owned() } else { format!("{word:?}") }
}

/// The words, with the elements of each list as words of their own.
pub(super) fn flat(words: &[String]) -> Vec<String> {
    let bare = |word: &String| word.trim_matches(['[', ']', ' ']).to_owned();
    words.iter().flat_map(|word| word.split(',')).map(|word| bare(&word.to_owned())).collect()
}

/// The words as an argument: a string literal for one, a list for several.
pub(super) fn texts(words: &[String]) -> String {
    match flat(words).as_slice() {
        [one] if !words.iter().any(|word| word.starts_with('[')) => quote(one),
        several => format!("[{}]", quoted(several).join(", ")),
    }
}

/// A call of the function for each word.
pub(super) fn calls(function: &str, words: &[String]) -> Vec<String> {
    flat(words).iter().map(|word| format!("{function}({})", quote(word))).collect()
}

/// The words as one text without quotes.
pub(super) fn plain(words: &[String]) -> String {
    let bare = |word: &String| word.trim_matches('"').to_owned();
    words.iter().map(bare).collect::<Vec<_>>().join(" ")
}

/// The words as one string literal.
pub(super) fn text(words: &[String]) -> String {
    quote(&plain(words))
}

/// The first word, or `otherwise` if there is none, as a string literal.
pub(super) fn first(words: &[String], otherwise: &str) -> String {
    quote(words.first().map_or(otherwise, String::as_str))
}

/// The words as a list. The JSON form of a Dockerfile's instruction is a list already.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => "[\"..\"]".to_owned(),
        [first, ..] if first.starts_with('[') => words.join(" "),
        words => format!("[{}]", quoted(words).join(", ")),
    }
}

/// The pairs `NAME = value` for `A=1 B=2`, or for `A 1`, the old form of a Dockerfile.
pub(super) fn pairs(words: &[String]) -> String {
    if words.iter().any(|word| word.starts_with(['{', '('])) {
        return words.join(" ");
    }
    let name = |name: &str| {
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name { name.to_owned() } else { quote(name) }
    };
    let pair = |word: &String| {
        let is_text = word.starts_with('"');
        let pair = if is_text { word.trim_matches('"') } else { word }.split_once('=');
        pair.map(|(key, value)| format!("{} = {}", name(key), quote(value)))
    };
    match words {
        [] => "NAME = \"value\"".to_owned(),
        [key] if !key.contains('=') => format!("{} = \"value\"", name(key)),
        [key, value @ ..] if !key.contains('=') && !value.iter().any(|word| word == "=") => {
            format!("{} = {}", name(key), text(value))
        }
        words => {
            let pairs: Vec<String> = words.iter().filter_map(pair).collect();
            if pairs.len() == words.len() { pairs.join(", ") } else { words.join(" ") }
        }
    }
}

pub(super) fn expose(words: &[String]) -> String {
    let port = |word: &String| match word.trim_matches('"').split_once('/') {
        Some((port, "udp")) => format!("udp({})", port.trim()),
        Some((port, _)) => port.trim().to_owned(),
        None => word.trim_matches('"').to_owned(),
    };
    each("expose", &words.iter().map(port).collect::<Vec<_>>(), "8080")
}

/// A line for each argument, or one with `otherwise` if there is none.
pub(super) fn each(word: &str, given: &[String], otherwise: &str) -> String {
    match given {
        [] => format!("{word} {otherwise};"),
        given => given.iter().map(|one| format!("{word} {one};")).collect::<Vec<_>>().join(" "),
    }
}

pub(super) fn healthcheck(words: &[String]) -> String {
    match words {
        [none] if none == "NONE" => "no_healthcheck();".to_owned(),
        words if words.iter().any(|word| word.contains('(')) => {
            format!("healthcheck {};", words.join(" "))
        }
        words => {
            let command = words.iter().position(|word| word == "CMD").map_or(0, |at| at + 1);
            let command = match &words[command..] {
                [text] if text.starts_with('"') => {
                    text.trim_matches('"').split(' ').map(str::to_owned).collect()
                }
                command => command.to_vec(),
            };
            format!("healthcheck healthcheck({});", list(&command))
        }
    }
}

pub(super) fn copy(words: &[String]) -> String {
    let (flags, paths): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with("--"));
    let from = flags.iter().find_map(|flag| flag.strip_prefix("--from="));
    let from = from.map(|stage| format!(".from(&{})", stage.replace('-', "_"))).unwrap_or_default();
    match paths.as_slice() {
        [] => "source copy(\"src\").to(\"/srv/app\");".to_owned(),
        [only] => format!("source copy({}){from}.to(\"/srv/app\");", quote(only)),
        [source, to] => format!("source copy({}){from}.to({});", quote(source), quote(to)),
        [sources @ .., to] => {
            let sources: Vec<String> = sources.iter().map(|source| quote(source)).collect();
            format!("source copy([{}]){from}.to({});", sources.join(", "), quote(to))
        }
    }
}

/// The line for USER with `app` or `app:group`, or with ids in place of the names.
pub(super) fn user(words: &[String]) -> String {
    let given = plain(words.get(..1).unwrap_or_default());
    let (name, group) = given.split_once(':').unwrap_or((&given, ""));
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    match (name, group) {
        ("root" | "0", _) => "runs_as_root \"why\";".to_owned(),
        ("", _) => "account user(\"app\");".to_owned(),
        (id, "") if is_number(id) => format!("account uid({id});"),
        (id, group) if is_number(id) && is_number(group) => {
            format!("account uid({id}).group_id({group});")
        }
        (name, "") => format!("account user({name:?});"),
        (name, group) => format!("account user({name:?}).group({group:?});"),
    }
}

pub(super) fn arg(words: &[String]) -> String {
    let given = plain(words).replace(" = ", "=");
    let (name, default) = given.split_once('=').unwrap_or((&given, ""));
    let name = if name.is_empty() { "NAME" } else { name };
    let default = match default {
        "" => String::new(),
        default => format!(".default({})", quote(default)),
    };
    format!("build_env {name} = arg({}){default};", quote(name))
}

pub(super) fn run(words: &[String]) -> String {
    const INSTALLS: [(&str, &str, &str); 4] = [
        ("apt-get", "install", "apt"),
        ("apt", "install", "apt"),
        ("apk", "add", "apk"),
        ("dnf", "install", "dnf"),
    ];
    let texts: Vec<&str> = words.iter().map(|word| word.trim_matches('"')).collect();
    for (manager, verb, function) in INSTALLS {
        let Some(at) = texts.iter().position(|word| *word == verb) else { continue };
        if !texts[..at].contains(&manager) {
            continue;
        }
        let packages = texts[at + 1..].iter().take_while(|word| !["&&", "||", ";"].contains(word));
        let packages = packages.filter(|word| !word.starts_with('-'));
        let packages: Vec<String> = packages.map(|word| quote(word)).collect();
        return format!("packages {function}([{}]);", packages.join(", "));
    }
    match words {
        [] => "build run([\"make\"]);".to_owned(),
        [list, ..] if list.starts_with('[') => format!("build run({});", words.join(" ")),
        words => format!("build run({});", text(words)),
    }
}

/// The line, or the block, for FROM, as in `FROM debian:bookworm AS build`.
pub(super) fn from(words: &[String]) -> String {
    let words: Vec<&str> = words
        .iter()
        .map(|word| word.trim_matches('"'))
        .filter(|word| !word.starts_with("--"))
        .collect();
    let base =
        words.first().map_or_else(|| "debian(\"bookworm-slim\")".to_owned(), |name| base(name));
    match words.as_slice() {
        [_, named, name, ..] if named.eq_ignore_ascii_case("as") => {
            format!("stage {} {{ from {base}; .. }}", name.replace(['-', '.'], "_"))
        }
        _ => format!("from {base};"),
    }
}

/// The base for the reference of an image.
pub(super) fn base(reference: &str) -> String {
    if reference.contains('(') {
        return reference.to_owned();
    }
    match reference.split_once(':') {
        Some((name @ ("debian" | "ubuntu" | "alpine" | "fedora"), tag)) if !tag.contains('@') => {
            format!("{name}({tag:?})")
        }
        None if reference == "scratch" => "scratch()".to_owned(),
        None if reference == "debian" => "debian(\"bookworm-slim\")".to_owned(),
        _ => format!("image({reference:?}).family({})", family(reference)),
    }
}

/// The family that an image probably has, by its name.
fn family(reference: &str) -> &'static str {
    const NAMED: [(&str, &str); 11] = [
        ("alpine", "Alpine"),
        ("distroless/static", "DistrolessStatic"),
        ("distroless/base", "DistrolessBase"),
        ("distroless", "DistrolessCc"),
        ("wolfi", "Wolfi"),
        ("ubuntu", "Ubuntu"),
        ("fedora", "Fedora"),
        ("ubi", "RedHat"),
        ("suse", "Suse"),
        ("arch", "Arch"),
        ("busybox", "Posix"),
    ];
    let named = NAMED.iter().find(|(part, _)| reference.contains(part));
    named.map_or("Debian", |(_, family)| family)
}

#[cfg(test)]
mod tests {
    use super::{
        arg, base, calls, copy, expose, first, from, healthcheck, list, pairs, run, texts, user,
    };

    fn words(text: &str) -> Vec<String> {
        text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// What is written in place of each text.
    fn are_said(line: fn(&[String]) -> String, rows: &[(&str, &str)]) {
        for (text, said) in rows {
            assert_eq!(line(&words(text)), *said, "{text}");
        }
    }

    #[test]
    fn a_word_is_a_text_and_several_are_a_list() {
        are_said(
            texts,
            &[
                ("a", "\"a\""),
                ("\"a\"", "\"a\""),
                ("\"", "\"\\\"\""),
                ("[\"a\"]", "[\"a\"]"),
                ("a b", "[\"a\", \"b\"]"),
                ("[\"a\",\"b\"]", "[\"a\", \"b\"]"),
            ],
        );
        are_said(
            list,
            &[
                ("", "[\"..\"]"),
                ("a \"b\"", "[\"a\", \"b\"]"),
                ("[\"a\", \"b\"]", "[\"a\", \"b\"]"),
            ],
        );
        assert_eq!(
            calls("dir", &words("/a [\"/b\",\"/c\"]")),
            ["dir(\"/a\")", "dir(\"/b\")", "dir(\"/c\")"]
        );
        assert_eq!((first(&words("a b"), "c"), first(&[], "c")), ("\"a\"".into(), "\"c\"".into()));
    }

    #[test]
    fn pairs_are_those_of_either_form() {
        are_said(
            pairs,
            &[
                ("", "NAME = \"value\""),
                ("A", "A = \"value\""),
                ("A 1", "A = \"1\""),
                ("A b c", "A = \"b c\""),
                ("A=1 B=2", "A = \"1\", B = \"2\""),
                ("A=b=c", "A = \"b=c\""),
                ("A=", "A = \"\""),
                ("\"A=1\"", "A = \"1\""),
                ("a.b=1", "\"a.b\" = \"1\""),
                ("A=1 B", "A=1 B"),
                ("A = 1", "A = 1"),
                ("{ A = 1 }", "{ A = 1 }"),
            ],
        );
    }

    #[test]
    fn each_instruction_has_its_line() {
        are_said(
            expose,
            &[
                ("", "expose 8080;"),
                ("80", "expose 80;"),
                ("80/tcp 53/udp", "expose 80; expose udp(53);"),
                ("\"80\"", "expose 80;"),
            ],
        );
        are_said(
            healthcheck,
            &[
                ("NONE", "no_healthcheck();"),
                ("CMD a b", "healthcheck healthcheck([\"a\", \"b\"]);"),
                ("--interval=5s CMD a", "healthcheck healthcheck([\"a\"]);"),
                ("a", "healthcheck healthcheck([\"a\"]);"),
                ("CMD [\"a\"]", "healthcheck healthcheck([\"a\"]);"),
                ("http(80)", "healthcheck http(80);"),
                ("NONE a", "healthcheck healthcheck([\"NONE\", \"a\"]);"),
            ],
        );
        let quoted = ["CMD".to_owned(), "\"a b\"".to_owned()];
        assert_eq!(healthcheck(&quoted), "healthcheck healthcheck([\"a\", \"b\"]);");
        are_said(
            copy,
            &[
                ("", "source copy(\"src\").to(\"/srv/app\");"),
                ("a", "source copy(\"a\").to(\"/srv/app\");"),
                ("a b", "source copy(\"a\").to(\"b\");"),
                ("a b c", "source copy([\"a\", \"b\"]).to(\"c\");"),
                ("--chown=x a b", "source copy(\"a\").to(\"b\");"),
                ("--link --from=my-stage a b", "source copy(\"a\").from(&my_stage).to(\"b\");"),
            ],
        );
        are_said(
            user,
            &[
                ("", "account user(\"app\");"),
                ("root", "runs_as_root \"why\";"),
                ("0:5", "runs_as_root \"why\";"),
                ("00", "account uid(00);"),
                ("7", "account uid(7);"),
                ("7:8", "account uid(7).group_id(8);"),
                ("\"app\" x", "account user(\"app\");"),
                ("app:web", "account user(\"app\").group(\"web\");"),
                ("7:web", "account user(\"7\").group(\"web\");"),
            ],
        );
        are_said(
            arg,
            &[
                ("", "build_env NAME = arg(\"NAME\");"),
                ("A", "build_env A = arg(\"A\");"),
                ("A=b=c", "build_env A = arg(\"A\").default(\"b=c\");"),
                ("A = b", "build_env A = arg(\"A\").default(\"b\");"),
            ],
        );
    }

    #[test]
    fn an_install_is_packages_and_all_else_a_step() {
        are_said(
            run,
            &[
                ("", "build run([\"make\"]);"),
                ("make x", "build run(\"make x\");"),
                ("[\"make\", \"x\"]", "build run([\"make\", \"x\"]);"),
                ("apt-get update && apt-get install -y a b && x", "packages apt([\"a\", \"b\"]);"),
                ("apt install a ; x", "packages apt([\"a\"]);"),
                ("apk add --no-cache a || x", "packages apk([\"a\"]);"),
                ("dnf install a", "packages dnf([\"a\"]);"),
                ("install apt-get", "build run(\"install apt-get\");"),
                ("make install", "build run(\"make install\");"),
            ],
        );
    }

    #[test]
    fn a_base_is_said_as_the_image_says_it() {
        are_said(
            from,
            &[
                ("", "from debian(\"bookworm-slim\");"),
                ("debian:12", "from debian(\"12\");"),
                (
                    "--platform=x debian:12 as my-build.a",
                    "stage my_build_a { from debian(\"12\"); .. }",
                ),
                ("a:1 x b", "from image(\"a:1\").family(Debian);"),
                ("\"scratch\"", "from scratch();"),
                ("debian(\"12\")", "from debian(\"12\");"),
            ],
        );
        for (reference, said) in [
            ("debian", "debian(\"bookworm-slim\")"),
            ("ubuntu:24.04", "ubuntu(\"24.04\")"),
            ("fedora:41", "fedora(\"41\")"),
            ("scratch:1", "image(\"scratch:1\").family(Debian)"),
            ("debian:12@sha256:0", "image(\"debian:12@sha256:0\").family(Debian)"),
            ("alpine", "image(\"alpine\").family(Alpine)"),
            ("team/debian:12", "image(\"team/debian:12\").family(Debian)"),
            (
                "gcr.io/distroless/static",
                "image(\"gcr.io/distroless/static\").family(DistrolessStatic)",
            ),
            ("gcr.io/distroless/base", "image(\"gcr.io/distroless/base\").family(DistrolessBase)"),
            ("gcr.io/distroless/cc", "image(\"gcr.io/distroless/cc\").family(DistrolessCc)"),
        ] {
            assert_eq!(base(reference), said, "{reference}");
        }
    }
}
