//! Each spelling of a key, a type and a name in `#[derive(Settings)]`, and keys that meet.

use super::derive;

/// What a declaration of fields expands to, without blanks.
fn expanded(fields: &str) -> String {
    let declaration = format!("struct Config {{ {fields} }}");
    derive(declaration.parse().expect(fields)).to_string().replace(' ', "")
}

/// How many errors fields have, and all of their words.
fn errors(fields: &str) -> (usize, String) {
    let text = expanded(fields);
    (text.matches("compile_error").count(), text)
}

fn is_good(fields: &str) -> bool {
    errors(fields).0 == 0
}

#[test]
fn each_type_of_rusts_own_reads_its_defaults() {
    for (kind, good, bad) in [
        ("u8", "255", "256"),
        ("u16", "65535", "65536"),
        ("u32", "4294967295", "4294967296"),
        ("u64", "18446744073709551615", "18446744073709551616"),
        ("u128", "1", "-1"),
        ("usize", "18446744073709551615", "18446744073709551616"),
        ("i8", "-128", "-129"),
        ("i16", "-32768", "-32769"),
        ("i32", "-2147483648", "-2147483649"),
        ("i64", "-9223372036854775808", "-9223372036854775809"),
        ("i128", "-1", "1.5"),
        ("isize", "-9223372036854775808", "-9223372036854775809"),
        ("f32", "1.5", "true"),
        ("f64", "-1", "'a'"),
        ("bool", "false", "1"),
        ("char", "'a'", "\"ab\""),
    ] {
        let field = |default| format!("#[setting(default = {default})] a: {kind}");
        assert!(is_good(&field(good)), "{kind} {good}");
        let (count, text) = errors(&field(bad));
        assert!(count == 1 && text.contains(&format!("isno`{kind}`")), "{kind} {bad}: {text}");
    }
    // The type of another crate reads what it likes.
    for default in ["1", "-1.5", "true", "'a'", "\"a\"", "\"\""] {
        assert!(is_good(&format!("#[setting(default = {default})] a: b::Level")), "{default}");
    }
    for default in ["1u8", "1.5f32", "b\"a\"", "b'a'", "-true", "-\"a\""] {
        assert!(!is_good(&format!("#[setting(default = {default})] a: b::Level")), "{default}");
    }
    for (default, good) in
        [("0", false), ("1", true), ("65535", true), ("65536", false), ("\"80\"", true)]
    {
        let field = format!("#[setting(port, default = {default})] a: b::Port");
        assert_eq!(is_good(&field), good, "{default}");
    }
}

/// The image has a default as the environment would hold it, whichever literal says it.
#[test]
fn each_default_is_shown_as_a_variable_holds_it() {
    for (kind, default, shown) in [
        ("i32", "1", "1"),
        ("i32", "-1", "-1"),
        ("i64", "-1_000", "-1000"),
        ("u8", "0x1f", "31"),
        ("f64", "1.5", "1.5"),
        ("f64", "-0.5", "-0.5"),
        ("f32", "-1_000.5", "-1000.5"),
        ("f64", "-1", "-1"),
        ("bool", "true", "true"),
        ("char", "'a'", "a"),
        ("String", "\"-a\"", "-a"),
        ("b::Level", "-0.25", "-0.25"),
    ] {
        let text = expanded(&format!("#[setting(default = {default})] a: {kind}"));
        assert!(text.contains(&format!("Some(\"{shown}\")")), "{kind} {default}: {text}");
    }
}

#[test]
fn each_variable_of_the_system_is_known() {
    for name in [
        "EDITOR", "HOME", "HOSTNAME", "IFS", "LANG", "LANGUAGE", "LOGNAME", "MAIL", "PATH", "PWD",
        "SHELL", "TERM", "TMPDIR", "USER",
    ] {
        let (count, text) = errors(&format!("{}: String", name.to_lowercase()));
        assert!(count == 1 && text.contains("isavariableofthesystem"), "{name}: {text}");
        let meant = expanded(&format!("#[setting(name = \"{name}\")] a: String"));
        assert!(!meant.contains("compile_error") && meant.contains("\"system\""), "{meant}");
    }
    for name in ["homes", "user_name", "pathname", "shells", "database_url"] {
        let text = expanded(&format!("{name}: String"));
        assert!(!text.contains("compile_error") && !text.contains("\"system\""), "{text}");
    }
    // A default would hide every program of the image.
    assert!(!is_good("#[setting(name = \"PATH\", default = \"/a\")] a: String"));
    assert!(is_good("#[setting(name = \"PATH\")] a: String"));
    assert!(is_good("#[setting(name = \"HOME\", default = \"/a\")] a: String"));
}

#[test]
fn each_spelling_of_an_option_is_one() {
    for kind in [
        "Option<u8>",
        "std::option::Option<u8>",
        "core::option::Option<u8>",
        "::std::option::Option<u8>",
        "(Option<u8>)",
    ] {
        let text = expanded(&format!("a: {kind}"));
        assert!(
            text.contains("[\"optional\"]") && text.contains("<u8asReadFromText>"),
            "{kind}: {text}"
        );
        assert!(!is_good(&format!("#[setting(default = 1)] a: {kind}")), "{kind}");
    }
    for kind in
        ["my::Option<u8>", "option::Option<u8>", "std::Option<u8>", "Options<u8>", "Vec<u8>"]
    {
        let text = expanded(&format!("a: {kind}"));
        assert!(!text.contains("[\"optional\"]"), "{kind}: {text}");
    }
}

#[test]
fn each_key_is_said_once_and_each_contradiction_is_seen() {
    for (attribute, words) in [
        ("name = \"A\", name = \"B\"", "has`name`twice"),
        ("default = 1, default = 1", "has`default`twice"),
        ("default = 1, port, port", "has`port`twice"),
        ("secret, secret", "has`secret`twice"),
        ("default = 1, public = \"a\", public = \"a\"", "has`public`twice"),
        ("port = 1", "`port`takesnovalue"),
        ("secret = true", "`secret`takesnovalue"),
        ("name", "`name`needsavalue"),
        ("default", "`default`needsavalue"),
        ("default = 1, public", "`public`needsavalue"),
        ("secret, default = 1", "asecrethasnodefault"),
        ("secret, default = 1, port", "asecrethasnodefault"),
        ("secret, port", "aportisnosecret"),
        ("port", "aportneedsadefault"),
        ("public = \"a\"", "`public`isaboutadefault"),
        ("secret, public = \"a\"", "`public`isaboutadefault"),
        ("default = 1, public = \" \"", "areasonisatext"),
        ("default = 1, public = 1", "areasonisatext"),
        ("name = 1", "anameisatext"),
        ("name = \"\"", "avariable'sname"),
        ("name = \"A-B\"", "avariable'sname"),
        ("name = \"1A\"", "avariable'sname"),
        ("prefix = \"A\"", "isnokeyofasetting"),
        ("Port", "isnokeyofasetting"),
    ] {
        let (count, text) = errors(&format!("#[setting({attribute})] a: u16"));
        assert!(count == 1 && text.contains(words), "{attribute}: {text}");
    }
    for attribute in [
        "",
        "name = \"_a1\"",
        "port, default = 1",
        "secret",
        "secret, name = \"B\"",
        "default = 1, public = \"a\"",
        "port, default = 1, name = \"B\", public = \"a\"",
    ] {
        assert!(is_good(&format!("#[setting({attribute})] a: u16")), "{attribute}");
    }
    let named = |length| format!("#[setting(name = \"{}\")] a: u16", "A".repeat(length));
    assert!(is_good(&named(200)) && !is_good(&named(201)));
    // Several attributes are one.
    assert!(is_good("#[setting(port)] #[setting(default = 1)] a: u16"));
    assert!(!is_good("#[setting(port, default = 1)] #[setting(port)] a: u16"));
    assert!(is_good("#[other(port)] a: u16"));
}

#[test]
fn two_fields_are_told_apart() {
    for fields in [
        "a: u8, #[setting(name = \"A\")] b: u8",
        "#[setting(name = \"C\")] a: u8, #[setting(name = \"C\")] b: u8",
        "a: u8, #[setting(name = \"B\")] A: u8",
        "settings: u8",
    ] {
        assert_eq!(errors(fields).0, 1, "{fields}");
    }
    assert!(is_good("a: u8, b: u8") && is_good("#[setting(name = \"B\")] a: u8, c: u8"));
    assert!(is_good("r#type: u8") && !is_good("r#type: u8, #[setting(name = \"TYPE\")] a: u8"));
}

#[test]
fn a_description_is_the_first_paragraph() {
    for (comment, said) in [
        ("/// A  b\n/// c.\n///\n/// d\n", "\"Abc.\""),
        ("///\n/// A\n", "\"A\""),
        ("/** A */\n", "\"A\""),
        ("#[doc = \"A\"]\n", "\"A\""),
        ("#[doc(hidden)]\n", "(\"A\",\"\","),
        ("", "(\"A\",\"\","),
    ] {
        let text = expanded(&format!("{comment} a: u8"));
        assert!(text.contains(said), "{comment}: {text}");
    }
}

#[test]
fn a_prefix_is_in_front_of_each_name_that_a_field_gives() {
    let of = |attribute: &str| {
        let declaration = format!(
            "{attribute} struct Config {{ a: u8, #[setting(name = \"B\")] b: u8, home: u8 }}"
        );
        derive(declaration.parse().expect(attribute)).to_string().replace(' ', "")
    };
    let text = of("#[setting(prefix = \"X_\")]");
    assert!(!text.contains("compile_error"), "{text}");
    assert!(
        text.contains("(\"X_A\",") && text.contains("(\"B\",") && text.contains("(\"X_HOME\",")
    );
    for (attribute, words) in [
        ("#[setting(prefix)]", "aprefixhasatext"),
        ("#[setting(prefix = 1)]", "aprefixisatext"),
        ("#[setting(prefix = \"X-\")]", "aprefixisof"),
        ("#[setting(prefix = \"X_\", prefix = \"X_\")]", "twoprefixes"),
        ("#[setting(port)]", "isakeyofafield"),
        ("#[setting(prefx = \"X_\")]", "isnokeyofastruct"),
    ] {
        assert!(of(attribute).contains(words), "{attribute}: {}", of(attribute));
    }
}
