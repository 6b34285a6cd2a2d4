//! The findings as SARIF 2.1.0, which code hosts show beside a change.

use serde_json::{Value, json};

use super::finding::{Finding, RULES, Rule};
use super::report::Audited;

pub(super) fn report(audited: &[Audited]) -> Value {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|(rule, name, about)| {
            json!({
                "id": name,
                "shortDescription": {"text": about},
                "defaultConfiguration": {"level": level(*rule)},
            })
        })
        .collect();
    let results: Vec<Value> = audited.iter().flat_map(results).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "cargo-dockerfile",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

fn level(rule: Rule) -> &'static str {
    match rule {
        Rule::SecretInVariable
        | Rule::SecretInStep
        | Rule::PrivateFileCopied
        | Rule::ProgramCannotStart
        | Rule::ProgramNotThere
        | Rule::NoShellToStart => "error",
        Rule::LabelAboveRun => "note",
        _ => "warning",
    }
}

fn results(audited: &Audited) -> Vec<Value> {
    let result = |(at, finding): (usize, &Finding)| {
        let index = RULES.iter().position(|(rule, ..)| *rule == finding.rule);
        let cost = finding.cost.map_or(String::new(), |cost| format!(" ({})", audited.told(cost)));
        json!({
            "ruleId": finding.rule.name(),
            "ruleIndex": index,
            "level": level(finding.rule),
            "message": {"text": format!("{}{cost}. Fix: {}.", finding.what, finding.fix)},
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": {"uri": uri(&audited.place)},
                    "region": {"startLine": finding.line},
                },
            }],
            // What makes it another finding: not its line, which moves.
            "partialFingerprints": {"finding/v1": fingerprint(audited, at)},
        })
    };
    audited.findings.iter().enumerate().map(result).collect()
}

fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn fingerprint(audited: &Audited, at: usize) -> String {
    let finding = &audited.findings[at];
    let text = audited.texts.get(&finding.line).map_or("", String::as_str);
    let hash = hmac_sha256::Hash::hash(format!("{}\0{text}", finding.rule.name()).as_bytes());
    let alike = audited.findings[..at].iter().filter(|other| {
        other.rule == finding.rule
            && audited.texts.get(&other.line).map(String::as_str) == Some(text)
    });
    let digits: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digits}:{}", alike.count() + 1)
}

#[cfg(test)]
mod tests {
    use super::{level, uri};
    use crate::audit::finding::{RULES, Rule};

    #[test]
    fn each_rule_has_its_level() {
        let of = |wanted: &str| {
            let names = RULES.iter().filter(|(rule, ..)| level(*rule) == wanted);
            names.map(|(_, name, _)| *name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            of("error"),
            "private-file-copied secret-in-variable secret-in-step program-cannot-start program-not-there \
             no-shell-to-start"
        );
        assert_eq!(of("note"), "label-above-run");
        assert_eq!(
            of("warning"),
            "sources-above-dependencies dependencies-with-sources sources-above-packages sources-above-account \
             sources-above-download commit-above-run version-above-install history-copied"
        );
        for (rule, name, _) in RULES {
            assert_eq!(serde_json::to_value(rule).expect("a name"), name);
            assert_eq!(rule.name(), name);
        }
        assert_eq!(Rule::SecretInStep.name(), "secret-in-step");
    }

    #[test]
    fn a_place_is_a_uri() {
        assert_eq!(uri("a/b.c-d_e~f"), "a/b.c-d_e~f");
        assert_eq!(uri("a b\\c#\u{e9}?"), "a%20b/c%23%C3%A9%3F");
    }
}
