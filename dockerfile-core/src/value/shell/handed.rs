//! Secrets that commands are handed as they stand: in a variable, in an option, as
//! `--password=hunter2`, in a header, by `echo .. |`, or in a line of a `.netrc` or an `.npmrc`.

use super::commands::base_name;
use super::name_of;
use super::removals::{commands_of, program_of, script_of, words_of};
use crate::value::Kind;
use crate::value::credentials::{is_reference, may_be_secret};

/// Options whose value, the next word, is a secret.
const OPTIONS: [&str; 20] = [
    "access-key",
    "access-token",
    "api-key",
    "api-token",
    "apikey",
    "auth-token",
    "client-secret",
    "http-password",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "private-token",
    "proxy-password",
    "registry-token",
    "root-password",
    "secret",
    "secret-access-key",
    "secret-key",
    "token",
];

/// Ends of the names of options that are secrets if they are given with `=`.
const ENDS: [&str; 9] = [
    "access-key",
    "api-key",
    "apikey",
    "passphrase",
    "passwd",
    "password",
    "private-key",
    "secret-key",
    "token",
];

/// Beginnings of the names of options that turn something on or off.
const SWITCHES: [&str; 10] = [
    "allow-",
    "ask-",
    "disable-",
    "disabled-",
    "enable-",
    "no-",
    "require-",
    "use-",
    "with-",
    "without-",
];

/// Keys of settings that hold a secret, as npm's `//registry.example/:_authToken`.
const KEYS: [&str; 3] = ["_authToken", "_auth", "_password"];

/// Programs that keep settings, which `config` or `configure` changes.
const WITH_SETTINGS: [&str; 9] =
    ["aws", "bundle", "composer", "conda", "npm", "pip", "pnpm", "poetry", "yarn"];

/// Beginnings of settings with the secret of a host, which tools of Python and PHP have.
const OF_HOSTS: [&str; 6] =
    ["bearer.", "github-oauth.", "gitlab-oauth.", "gitlab-token.", "http-basic.", "pypi-token."];

/// The variables that a text assigns as they stand, as in `NPM_TOKEN=x npm publish`, with their values.
pub(crate) fn assigned(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends_word = |c: char| c.is_whitespace() || ";&|()<>`".contains(c);
    text.split(ends_word).filter_map(|word| {
        let (name, value) = word.split_once('=')?;
        let value = value.trim_matches(['"', '\'']);
        // A value that the shell fills in is not in the text.
        let is_written_out = !value.is_empty() && !value.contains('$');
        (is_written_out && Kind::VarName.check(name).is_ok()).then_some((name, value))
    })
}

/// What hands a command of a text a secret, such as `--password`; `None` if nothing does.
pub(crate) fn handed(text: &str) -> Option<String> {
    let commands = commands_of(text);
    for (at, command) in commands.iter().enumerate() {
        let words = words_of(text, command);
        if let Some(found) = handed_in(&words) {
            return Some(found);
        }
        let above = commands[..at].iter().rev().find(|above| above.depth == command.depth);
        if let Some(above) = above.filter(|above| above.piped)
            && reads_secret(&words)
            && says_literal(&words_of(text, above))
        {
            return Some(format!("echo | {}", words[0]));
        }
    }
    of_lines(text)
}

/// What hands a program, given with its arguments, a secret.
pub(crate) fn handed_in(words: &[&str]) -> Option<String> {
    if let Some(script) = script_of(words) {
        return handed(words[script]);
    }
    let words = program_of(words);
    let (program, arguments) = words.split_first()?;
    let program = name_of(program);
    let pairs = arguments.iter().zip(arguments.iter().skip(1).map(Some).chain([None]));
    let found = pairs.into_iter().find_map(|(word, next)| {
        let next = next.copied().unwrap_or_default();
        long_option(word, next)
            .or_else(|| short_option(program, arguments, word, next))
            .or_else(|| header(word))
    });
    found.or_else(|| setting(program, arguments))
}

/// An option with a name, `--password=x` or `--password x`.
fn long_option(word: &str, next: &str) -> Option<String> {
    let name = word.strip_prefix("--")?;
    let (name, value, is_one) = match name.split_once('=') {
        Some((name, value)) => {
            let is_of = |end: &&str| {
                let before = name.strip_suffix(*end);
                before.is_some_and(|before| before.is_empty() || before.ends_with('-'))
            };
            (name, value, OPTIONS.contains(&name) || ENDS.iter().any(is_of))
        }
        None => (name, next, OPTIONS.contains(&name) && !next.starts_with('-')),
    };
    let is_switch = SWITCHES.iter().any(|begin| name.starts_with(begin));
    // A builder's own `--secret id=..` names a secret and holds none.
    let is_named = name == "secret" && value.contains('=');
    (is_one && !is_switch && !is_named && is_secret(name, value)).then(|| format!("--{name}"))
}

/// Whether the value of a variable or an option of this name is a secret that is written out.
fn is_secret(name: &str, value: &str) -> bool {
    let value = bare(value);
    let variable: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let variable = variable.to_ascii_uppercase();
    is_literal(value)
        && !value.bytes().all(|c| c.is_ascii_digit())
        && may_be_secret(variable.as_bytes(), Some(value.as_bytes()))
}

/// An option of one letter, which is a secret for some programs.
fn short_option(program: &str, arguments: &[&str], word: &str, next: &str) -> Option<String> {
    let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'))?;
    let logs_in = arguments.contains(&"login");
    let of_login = ["docker", "podman", "buildah", "skopeo", "nerdctl", "helm", "oras", "crane"];
    let letter = match program {
        "mysql" | "mysqldump" | "mysqladmin" | "mysqlimport" | "mariadb" | "mariadb-dump"
        | "mariadb-admin" => {
            // The password stands in the same word, or is asked for.
            let value = letters.strip_prefix('p')?;
            return is_literal(bare(value)).then(|| format!("{program} -p"));
        }
        "curl" => return of_curl(letters, next),
        "sshpass" | "twine" => 'p',
        "az" | "oc" | "cf" | "quay" if logs_in => 'p',
        program if logs_in && of_login.contains(&program) => 'p',
        "redis-cli" => 'a',
        "zip" | "unzip" => 'P',
        _ => return None,
    };
    let value = match letters.strip_prefix(letter)? {
        "" => next,
        value => value,
    };
    is_literal(bare(value)).then(|| format!("{program} -{letter}"))
}

/// The user and the password that curl is given: `-u user:password`.
fn of_curl(letters: &str, next: &str) -> Option<String> {
    let given = match letters.strip_prefix(['u', 'U']) {
        Some("") => next,
        Some(value) => value,
        None if letters.ends_with(['u', 'U']) => next,
        None => return None,
    };
    let (_, password) = bare(given).split_once(':')?;
    is_literal(password).then(|| "curl -u".to_owned())
}

/// A header with a secret: `Authorization: Bearer x`, or `PRIVATE-TOKEN: x`.
fn header(word: &str) -> Option<String> {
    let (name, value) = bare(word).split_once(": ")?;
    let name = name.rsplit(['=', '"', '\'']).next().unwrap_or(name);
    let is_name = !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    let value = value.trim();
    let value = ["Bearer ", "Basic ", "token ", "Token "]
        .iter()
        .find_map(|scheme| value.strip_prefix(scheme))
        .unwrap_or(value);
    let is_known = name.to_ascii_lowercase().ends_with("authorization");
    let is_one = match is_known {
        true => is_literal(bare(value)),
        false => is_name && name.contains('-') && is_secret(name, value),
    };
    is_one.then(|| name.to_owned())
}

/// A setting with a secret: `npm config set //registry.example/:_authToken x`, or `poetry config
/// pypi-token.pypi x`.
fn setting(program: &str, arguments: &[&str]) -> Option<String> {
    if !WITH_SETTINGS.contains(&program) {
        return None;
    }
    let verb = arguments.iter().position(|word| matches!(*word, "config" | "configure"))?;
    let words = arguments[verb + 1..].iter().filter(|word| !word.starts_with('-'));
    let words: Vec<&str> = words.copied().filter(|word| *word != "set").collect();
    let (name, values) = words.split_first()?;
    let (name, value) = match name.split_once('=') {
        Some((name, value)) => (name, value),
        None => (*name, *values.last()?),
    };
    if program == "bundle" {
        let password = value.split_once(':').map_or("", |(_, password)| password);
        let is_host = name.contains('.') && !password.starts_with('/');
        return (is_host && is_literal(password)).then(|| name.to_owned());
    }
    let last = name.rsplit([':', '/', '.']).next().unwrap_or(name);
    let is_of_host = OF_HOSTS.iter().any(|begin| name.starts_with(begin));
    let is_one = match is_of_host || KEYS.contains(&last) {
        true => is_literal(bare(value)),
        false => is_secret(&spaced(last), value),
    };
    is_one.then(|| name.to_owned())
}

/// A name with `-` between its words: `npmAuthToken` is `npm-Auth-Token`.
fn spaced(name: &str) -> String {
    let mut spaced = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && spaced.ends_with(|c: char| c.is_ascii_lowercase()) {
            spaced.push('-');
        }
        spaced.push(c);
    }
    spaced
}

/// Whether a command reads a secret from what is piped into it.
fn reads_secret(words: &[&str]) -> bool {
    let words = program_of(words);
    let has = |options: &[&str]| words.iter().any(|word| options.contains(word));
    match words.first().map(|program| name_of(program)) {
        Some("chpasswd") => !has(&["-e", "--encrypted"]),
        Some("passwd") => has(&["--stdin"]),
        _ => has(&["--password-stdin", "--with-token"]),
    }
}

/// Whether a command writes a text in which no variable stands.
fn says_literal(words: &[&str]) -> bool {
    let (Some(program), [.., last]) = (words.first(), words) else { return false };
    let says = matches!(base_name(program.as_bytes()), b"echo" | b"printf");
    says && words.len() > 1 && is_literal(last) && !last.starts_with('-')
}

/// A secret in a line of a `.netrc` or an `.npmrc` that a text writes.
fn of_lines(text: &str) -> Option<String> {
    let signs = |word: &str| word.trim_matches(['"', '\'', ';']).to_owned();
    let words: Vec<String> = text.split_whitespace().map(signs).collect();
    for (at, word) in words.iter().enumerate() {
        if let Some((name, value)) = word.split_once('=')
            && let Some((_, key)) = name.rsplit_once(':')
            && KEYS.contains(&key)
            && is_literal(bare(value))
        {
            return Some(key.to_owned());
        }
        let is_above = |word: &str| words[..at].iter().any(|above| above == word);
        let of_netrc = || is_above("machine") && is_above("login");
        if word == "password"
            && of_netrc()
            && words.get(at + 1).is_some_and(|value| is_literal(value))
        {
            return Some("machine .. password".to_owned());
        }
    }
    None
}

/// Whether a value is written out: it is not empty, and no variable or placeholder stands in it.
fn is_literal(value: &str) -> bool {
    !value.is_empty() && !value.contains(['$', '`']) && !is_reference(value.as_bytes())
}

/// A value without the quotes and escapes at its ends.
fn bare(value: &str) -> &str {
    value.trim_matches(['"', '\'', '\\'])
}

#[cfg(test)]
mod tests {
    use super::{handed, handed_in};

    #[test]
    fn a_secret_is_seen_however_it_is_handed() {
        for text in [
            "docker login --username=bob --password=hunter2 registry.example",
            "docker login -u bob -p hunter2 registry.example",
            "docker login -u bob -phunter2 registry.example",
            "podman login --password \"hunter2\" registry.example",
            "sudo skopeo login -p 'hunter2' registry.example",
            "helm registry login -u bob -p hunter2 registry.example",
            "x login --password=hunter2",
            "make && fetch --token abc123",
            "fetch --npm-token=abc123",
            "fetch --api-key=\"abc123\" a",
            "mysql -uroot -phunter2 <a.sql",
            "sshpass -p hunter2 ssh a",
            "curl -u bob:hunter2 https://h/",
            "curl -fsSLu bob:hunter2 https://h/",
            "curl -ubob:hunter2 https://h/",
            "curl -H 'Authorization: Bearer abc123' https://h/",
            "curl --header \"PRIVATE-TOKEN: abc123\" https://h/",
            "curl --header=\"X-API-Key: abc123\" https://h/",
            "wget --header='Authorization: Basic abc123' https://h/",
            "git -c http.extraheader=\"AUTHORIZATION: basic abc123\" clone https://h/",
            "wget --password=hunter2 https://h/",
            "sh -c 'docker login --password=hunter2'",
            "if a; then docker login --password=hunter2; fi",
            "echo hunter2 | docker login --password-stdin",
            "printf '%s' hunter2 | gh auth login --with-token",
            "echo 'root:hunter2' | chpasswd",
            "npm config set //registry.example/:_authToken=abc123",
            "npm config set //registry.example/:_authToken abc123",
            "npm config set -g _auth abc123",
            "yarn config set npmAuthToken abc123",
            "aws configure set aws_secret_access_key abc/123",
            "poetry config pypi-token.pypi abc123",
            "poetry config http-basic.corp bob hunter2",
            "composer config --global github-oauth.github.com abc123",
            "bundle config set --global gems.example.com bob:hunter2",
            "echo '//registry.example/:_authToken=abc123' >>~/.npmrc",
            "echo \"machine h login bob password hunter2\" >~/.netrc",
            "cat >~/.netrc <<E\nmachine h\nlogin bob\npassword hunter2\nE\n",
        ] {
            let found = handed(text);
            assert!(found.is_some(), "{text}");
            assert!(found.is_some_and(|found| !found.contains("hunter2")), "{text}");
        }
        assert!(handed_in(&["/srv/app", "--password", "hunter2"]).is_some());
    }

    #[test]
    fn what_is_no_secret_is_none() {
        for text in [
            "docker login --username=bob --password=\"$PASSWORD\" registry.example",
            "docker login -u bob -p \"$PASSWORD\" registry.example",
            "docker login --password-stdin </run/secrets/password",
            "echo \"$PASSWORD\" | docker login --password-stdin",
            "cat /run/secrets/password | docker login --password-stdin",
            "echo \"root:$PASSWORD\" | chpasswd",
            "echo 'root:x1y2' | chpasswd -e",
            "fetch --token-file=/run/secrets/token --token-ttl=15m --token=",
            "adduser --disabled-password --gecos '' app",
            "useradd -p '$6$a$b' app",
            "psql --no-password --host=db",
            "createdb --no-password app",
            "psql --password -h db",
            "./configure --with-password=yes --enable-token=abc --without-secret=abc",
            "x264 --pass 1 a",
            "serve --token=/run/secrets/token --password=${PASSWORD:-}",
            "buildah build --secret id=a,src=b .",
            "keytool -importcert -storepass changeit -file a",
            "mysql -uroot -p <a.sql",
            "mkdir -p a",
            "ssh -p 22 login",
            "curl -u bob https://h/",
            "curl -u \"bob:$PASSWORD\" https://h/",
            "curl -u : --negotiate https://h/",
            "curl -H \"Authorization: Bearer $TOKEN\" https://h/",
            "curl -H 'Content-Type: application/json' https://h/",
            "curl -sSL https://h/",
            "git config --global credential.helper store",
            "git config --global user.signingkey ABCDEF",
            "npm config set cache /tmp/cache",
            "npm config set //registry.example/:_authToken '${NPM_TOKEN}'",
            "poetry config virtualenvs.create false",
            "bundle config set --local path vendor",
            "bundle config build.nokogiri --use-system-libraries",
            "echo '//registry.example/:_authToken=${NPM_TOKEN}' >~/.npmrc",
            "echo \"machine h login bob password $PASSWORD\" >~/.netrc",
            "initdb --auth=trust --pwfile=/run/secrets/pw",
            "gpg --batch --passphrase '' --quick-gen-key a",
            "apt-key adv --keyserver h --recv-keys ABCDEF",
            "sort --key=1,2 a",
            "cp -r config secrets target",
            "echo \"name of the machine, then its password twice\"",
        ] {
            assert_eq!(handed(text), None, "{text}");
        }
    }
}
