//! What an image says of its program's settings: a comment, a variable, a port.

use dockerfile_core::{Image, Setting, Stage, debian, uid};
use dockerfile_tests::context::refused;
use dockerfile_tests::text::body;

const fn setting(
    name: &'static str,
    description: &'static str,
    default: Option<&'static str>,
    marks: &'static [&'static str],
) -> Setting {
    (name, description, default, marks, |_| Ok(()))
}

fn image(settings: &[Setting]) -> Image {
    Stage::from(debian("12")).account(uid(7)).settings(settings).into()
}

/// The lines of an image with these settings, between FROM and USER.
fn lines(settings: &[Setting]) -> String {
    let text = body(image(settings));
    let (_, below) = text.split_once('\n').expect("a FROM line");
    below.strip_suffix("USER 7:7\n").expect("a USER line").to_owned()
}

#[test]
fn a_setting_without_a_default_is_described() {
    for (description, marks, said) in [
        ("The a.", &[][..], "Does not start without A: The a."),
        ("The a.", &["optional"], "Reads A: The a."),
        ("The a.", &["secret"], "Does not start without the secret A: The a."),
        ("The a.", &["optional", "secret"], "Reads the secret A: The a."),
        ("", &[], "Does not start without A"),
        // What a Dockerfile may not hold is left out.
        ("As in https://me:s3cr3tpw@x.org", &[], "Does not start without A"),
    ] {
        let said = format!("# {said}\n");
        assert_eq!(lines(&[setting("A", description, None, marks)]), said, "{description:?}");
    }
}

#[test]
fn a_default_has_its_description_above_it() {
    let of = |description: &'static str| lines(&[setting("A", description, Some("1"), &[])]);
    for (description, said) in [
        ("The a.", "# The a.\n"),
        ("", ""),
        ("As in https://me:s3cr3tpw@x.org", ""),
        // A comment that a builder or a linter would read is none.
        ("check=skip=all", ""),
        ("syntax=x", ""),
    ] {
        assert_eq!(of(description), format!("{said}ENV A=\"1\"\n"), "{description:?}");
    }
    // Lines of 98 characters.
    let words = |last: &str| -> &'static str { format!("{} {last}", "x".repeat(90)).leak() };
    let x = "x".repeat(90);
    assert_eq!(of(words("1234567")), format!("# {x} 1234567\nENV A=\"1\"\n"));
    assert_eq!(of(words("12345678")), format!("# {x}\n# 12345678\nENV A=\"1\"\n"));
    assert_eq!(of(words("12345678 a")), format!("# {x}\n# 12345678 a\nENV A=\"1\"\n"));
    // One of several lines that a linter would read.
    assert_eq!(of(words("hadolint ignore=DL3008")), "ENV A=\"1\"\n");
}

#[test]
fn a_port_is_exposed_once() {
    let port = |name, default| setting(name, "", Some(default), &["port"]);
    assert_eq!(lines(&[port("A", "80")]), "ENV A=\"80\"\nEXPOSE 80\n");
    assert_eq!(
        lines(&[port("A", "80"), port("B", "80")]),
        "ENV A=\"80\"\nEXPOSE 80\nENV B=\"80\"\n"
    );
    assert_eq!(
        lines(&[port("A", "80"), port("B", "81")]),
        "ENV A=\"80\"\nEXPOSE 80\nENV B=\"81\"\nEXPOSE 81\n"
    );
    for wrong in ["0", "65536", "x", ""] {
        assert!(refused(image(&[port("A", wrong)])).contains("`A`"), "{wrong}");
    }
}

/// A mark of a newer release may ask for what this one does not do.
#[test]
fn a_mark_that_is_not_known_is_refused_once() {
    for marks in [&["port"][..], &["optional"], &["system"], &["public: why"], &[]] {
        drop(lines(&[setting("A", "", Some("80"), marks)]));
    }
    for marks in [&["newer"][..], &["port", "newer"], &["public"]] {
        for default in [None, Some("80")] {
            let said = refused(image(&[setting("A", "", default, marks)]));
            assert_eq!(said.matches("error").count(), 1, "{said}");
        }
    }
    let given = setting("A", "", None, &["newer"]);
    let stage = Stage::from(debian("12")).account(uid(7)).setting(given, "1");
    assert_eq!(refused(stage).matches("error").count(), 1);
}
