//! What makes no layer: variables, labels, ports, and what is started.

use super::around::Around;
use super::form::{Call, Form, Saying, Way, call, end};
use super::rust::{list, literal, number};
use super::source::Part;
use crate::file::Healthcheck;

// ---- ENV -----------------------------------------------------------------------------------

pub(super) fn env(pairs: &[(String, String)], around: &Around<'_>) -> Vec<Form> {
    let form = |is_public: &dyn Fn(&str) -> bool| {
        let mut form = Form::new(Way::Typed, Saying::Nothing);
        let mut calls = vec![];
        for (at, (name, value)) in pairs.iter().enumerate() {
            // A line reads what was set above it, and the emitted file has a line each.
            let read = super::source::names(value);
            if pairs[..at].iter().any(|(above, _)| read.contains(above)) {
                return None;
            }
            calls.push(variable(name, value, is_public(name), around)?);
            if is_public(name) {
                form.notes
                    .push(format!("`{name}` is in the image for all to read: is it no secret?"));
            }
        }
        form.saying =
            if around.runs_below { Saying::BuildEnv(calls) } else { Saying::End(end::ENV, calls) };
        Some(form)
    };
    // An ARG of the same name below it takes its place there, and both stand where they stood.
    if pairs.iter().any(|(name, _)| around.has_arg_below(name)) {
        return around.raw().into_iter().collect();
    }
    let all = [
        form(&|_| false),
        form(&looks_secret),
        form(&|_| true),
        if around.runs_below { around.raw() } else { raw_at(end::ENV, around) },
    ];
    all.into_iter().flatten().collect()
}

/// The line as it stands, below all layers.
fn raw_at(order: u8, around: &Around<'_>) -> Option<Form> {
    let mut raw = around.raw()?;
    if let Saying::Here(calls) = raw.saying {
        raw.saying = Saying::End(order, calls);
    }
    Some(raw)
}

fn variable(name: &str, value: &str, is_public: bool, around: &Around<'_>) -> Option<Call> {
    let parts = around.parts(value)?;
    if let ([Part::Text(folder), Part::Base(base)], "PATH", false, false) =
        (parts.as_slice(), name, around.runs_below, is_public)
        && let Some(folder) = folder.strip_suffix(':')
        && base == "PATH"
        && folder.starts_with('/')
        && !folder.contains(':')
        && !around.is_set("PATH")
    {
        return Some(call("path", [literal(folder)]));
    }
    let value = around.expression(&parts)?;
    let (name, reason) = (literal(name), literal(around.reason));
    Some(match (around.runs_below, is_public) {
        (true, false) => call("build_env", [name, value]),
        (true, true) => call("public_build_env", [name, value, reason]),
        (false, false) => call("env", [name, value]),
        (false, true) => call("public_env", [name, value, reason]),
    })
}

fn looks_secret(name: &str) -> bool {
    const WORDS: [&str; 12] = [
        "APIKEY",
        "AUTH",
        "CERT",
        "CREDENTIAL",
        "KEY",
        "PASSPHRASE",
        "PASSWD",
        "PASSWORD",
        "PAT",
        "PWD",
        "SECRET",
        "TOKEN",
    ];
    let name = name.to_uppercase();
    name.split(['_', '.', '-']).any(|word| {
        WORDS.iter().any(|secret| word == *secret || word.len() > 4 && word.ends_with(secret))
    })
}

// ---- LABEL ----------------------------------------------------------------------------------

pub(super) fn label(pairs: &[(String, String)], around: &Around<'_>) -> Vec<Form> {
    let changes = |key: &str| {
        [
            "org.opencontainers.image.revision",
            "org.opencontainers.image.created",
            "org.opencontainers.image.ref.name",
        ]
        .contains(&key)
    };
    let typed = |by_commit: &dyn Fn(&str) -> bool| {
        let (mut lasting, mut of_commit) = (vec![], vec![]);
        for (key, value) in pairs {
            let value = around.value(value)?;
            if by_commit(key) {
                of_commit.push(call("commit_label", [literal(key), value]));
            } else {
                lasting.push(call("label", [literal(key), value]));
            }
        }
        let saying = match (lasting.is_empty(), of_commit.is_empty()) {
            (_, true) => Saying::Here(lasting),
            (true, _) => Saying::End(end::ENV, of_commit),
            (false, false) => Saying::End(end::ENV, [lasting, of_commit].concat()),
        };
        Some(Form::new(Way::Typed, saying))
    };
    let all = [typed(&changes), typed(&|_| true), around.raw()];
    all.into_iter().flatten().collect()
}

pub(super) fn maintainer(author: &str, around: &Around<'_>) -> Vec<Form> {
    let label = call("label", [literal("org.opencontainers.image.authors"), literal(author)]);
    let form = Form::new(Way::Typed, Saying::Here(vec![label]));
    let form = form.differs("the author is a label, and no field of the image");
    [Some(form), around.raw()].into_iter().flatten().collect()
}

// ---- ports, folders, signals ------------------------------------------------------------------

pub(super) fn expose(ports: &[String], around: &Around<'_>) -> Vec<Form> {
    let mut forms = vec![];
    if let Some(calls) = ranges(ports) {
        let mut form = Form::end(end::PORTS, calls);
        if around.line.text.contains('$') {
            form = form.differs("a port is its number, and no variable");
        }
        forms.push(form);
    }
    forms.extend(raw_at(end::PORTS, around));
    forms
}

/// Ports that follow one another are one range.
fn ranges(ports: &[String]) -> Option<Vec<Call>> {
    let mut ranges: Vec<(u16, u16, &str)> = vec![];
    for port in ports {
        let (port, protocol) = port.split_once('/')?;
        let port: u16 = port.parse().ok()?;
        if !["tcp", "udp"].contains(&protocol) {
            return None;
        }
        match ranges.last_mut() {
            Some((_, last, same))
                if *same == protocol && last.checked_add(1) == Some(port) && ports.len() > 2 =>
            {
                *last = port
            }
            _ => ranges.push((port, port, protocol)),
        }
    }
    let calls = ranges.into_iter().map(|(first, last, protocol)| {
        let range = if first == last { first.to_string() } else { format!("{first}..={last}") };
        call("expose", [if protocol == "udp" { format!("udp({range})") } else { range }])
    });
    Some(calls.collect())
}

pub(super) fn volume(paths: &[String], around: &Around<'_>) -> Vec<Form> {
    let calls = paths.iter().map(|path| Some(call("volume", [literal(&around.plain(path)?)])));
    let typed = calls.collect::<Option<Vec<_>>>().map(|calls| Form::end(end::PORTS, calls));
    typed.into_iter().chain(raw_at(end::PORTS, around)).collect()
}

pub(super) fn stop_signal(signal: &str, around: &Around<'_>) -> Vec<Form> {
    let typed = around
        .plain(signal)
        .map(|signal| Form::end(end::PORTS, vec![call("stop_signal", [literal(&signal)])]));
    typed.into_iter().chain(raw_at(end::PORTS, around)).collect()
}

// ---- what is started ---------------------------------------------------------------------------

pub(super) fn start(method: &'static str, argv: &[String], around: &Around<'_>) -> Vec<Form> {
    let order = if method == "cmd" { end::CMD } else { end::ENTRYPOINT };
    let typed = match (argv, method) {
        ([], "cmd") => call("no_cmd", []),
        ([], _) => call("no_entrypoint", []),
        _ => call(method, [list(argv)]),
    };
    let mut forms = vec![Form::end(order, vec![typed])];
    forms.extend(raw_at(order, around));
    forms
}

pub(super) fn healthcheck(check: &Healthcheck, around: &Around<'_>) -> Vec<Form> {
    let mut forms: Vec<Form> = typed_check(check, around).into_iter().collect();
    forms.extend(raw_at(end::CHECK, around));
    forms
}

fn typed_check(check: &Healthcheck, around: &Around<'_>) -> Option<Form> {
    let (kind, argv) = check.test.split_first()?;
    if kind == "NONE" {
        return Some(Form::end(end::CHECK, vec![call("no_healthcheck", [])]));
    }
    let argv = match kind.as_str() {
        "CMD-SHELL" => {
            // The one that the image has, wherever SHELL stands.
            let shell = around.stage.end.shell.clone();
            let shell = shell.unwrap_or_else(|| vec!["/bin/sh".to_owned(), "-c".to_owned()]);
            [shell, argv.to_vec()].concat()
        }
        _ => argv.to_vec(),
    };
    let mut value = format!("healthcheck({})", list(&argv));
    for (name, method) in [
        ("interval", "interval"),
        ("timeout", "timeout"),
        ("start-period", "start_period"),
        ("start-interval", "start_interval"),
    ] {
        if let Some(time) = check.options.get(name) {
            value += &format!(".{method}({})", duration(time)?);
        }
    }
    if let Some(retries) = check.options.get("retries") {
        value += &format!(".retries({})", retries.parse::<u32>().ok()?);
    }
    let mut form = Form::end(end::CHECK, vec![call("healthcheck", [value])]);
    if check.options.contains_key("start-interval") {
        form = form.dialect(6);
    }
    if kind == "CMD-SHELL" {
        form = form.differs("the shell that asks is named, where the image says `CMD-SHELL`");
        let text = argv.join(" ");
        if ["curl", "wget"].iter().any(|program| text.contains(program)) {
            form = form.note(
                "next step: `healthcheck(http(8080, \"/health\"))` needs no curl in the image",
            );
        }
    }
    Some(form)
}

/// A duration as Go writes it.
fn duration(text: &str) -> Option<String> {
    let millis = milliseconds(text)?;
    Some(if millis % 1000 == 0 {
        format!("std::time::Duration::from_secs({})", number(u32::try_from(millis / 1000).ok()?))
    } else {
        format!("std::time::Duration::from_millis({})", number(u32::try_from(millis).ok()?))
    })
}

pub(super) fn milliseconds(text: &str) -> Option<u64> {
    let (mut total, mut rest) = (0.0, text.trim());
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let count: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let units = [
            ("ms", 1.0),
            ("h", 3_600_000.0),
            ("m", 60_000.0),
            ("s", 1000.0),
            ("us", 0.001),
            ("ns", 0.000_001),
        ];
        let (unit, factor) = units.iter().find(|(unit, _)| rest.starts_with(unit))?;
        rest = &rest[unit.len()..];
        total += count * factor;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    // no time is negative, or of centuries
    ((0.0..1e12).contains(&total) && total.fract() == 0.0).then_some(total as u64)
}

pub(super) fn onbuild(trigger: &str, around: &Around<'_>) -> Vec<Form> {
    let (word, rest) = trigger.split_once(char::is_whitespace).unwrap_or((trigger, ""));
    let rest = super::around::joined(rest.trim(), around.source.escape);
    let line = rest.map(|rest| format!("ONBUILD {} {}", word.to_uppercase(), rest.trim()));
    line.map(|line| around.raw_of(&line)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{duration, looks_secret, milliseconds, ranges};

    #[test]
    fn durations_are_those_of_go() {
        assert_eq!(milliseconds("1m30s"), Some(90_000));
        assert_eq!(milliseconds("1.5s"), Some(1500));
        assert_eq!(milliseconds("10"), None);
        assert!(
            looks_secret("API_TOKEN")
                && looks_secret("DBPASSWORD")
                && !looks_secret("KEYBOARD_LAYOUT")
        );
    }

    #[test]
    fn ports_that_follow_one_another_are_a_range() {
        let said = |ports: &[&str]| {
            let ports: Vec<String> = ports.iter().map(|port| (*port).to_owned()).collect();
            let calls = ranges(&ports)?;
            Some(
                calls.into_iter().map(|call| call.arguments.join("")).collect::<Vec<_>>().join(" "),
            )
        };
        for (ports, expected) in [
            (vec!["80/tcp"], Some("80")),
            (vec!["53/udp"], Some("udp(53)")),
            (vec!["80/tcp", "81/tcp"], Some("80 81")),
            (vec!["80/tcp", "81/tcp", "82/tcp"], Some("80..=82")),
            (vec!["80/tcp", "82/tcp", "83/tcp"], Some("80 82..=83")),
            (vec!["80/udp", "81/udp", "82/tcp"], Some("udp(80..=81) 82")),
            (vec!["82/tcp", "81/tcp", "80/tcp"], Some("82 81 80")),
            (vec!["65534/tcp", "65535/tcp", "0/tcp"], Some("65534..=65535 0")),
            (vec!["80/sctp"], None),
            (vec!["80"], None),
            (vec!["65536/tcp"], None),
        ] {
            assert_eq!(said(&ports).as_deref(), expected, "{ports:?}");
        }
    }

    #[test]
    fn a_duration_is_seconds_or_less() {
        for (text, expected) in [
            ("90s", Some("secs(90)")),
            ("1h1m1s", Some("secs(3661)")),
            ("1m500ms", Some("millis(60500)")),
            ("2000us", Some("millis(2)")),
            ("0s", Some("secs(0)")),
            ("5000h", Some("secs(18_000_000)")),
            ("10us", None),
            ("300000h", None),
            ("1x", None),
            ("s", None),
            ("1.2.3s", None),
        ] {
            let expected = expected.map(|it| format!("std::time::Duration::from_{it}"));
            assert_eq!(duration(text), expected, "{text}");
        }
        for name in ["db-password", "X.KEY", "MYAUTH", "token", "NPM_PAT"] {
            assert!(looks_secret(name), "{name}");
        }
        for name in ["PATH", "XPAT", "AUTHOR", "TOKENS", "KEYS_DIR", "CERTAIN"] {
            assert!(!looks_secret(name), "{name}");
        }
    }
}
