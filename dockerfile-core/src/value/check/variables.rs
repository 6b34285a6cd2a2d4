//! Checks of variables and labels: their names and values.

use crate::value::bytes::{
    Check, Letters, equal, find, has_only, has_pair, has_unseen, is_exactly_one_of, is_one_of,
    starts_with, tail,
};

pub(in crate::value) const fn var_name(name: &[u8]) -> Check {
    if name.is_empty()
        || name.len() > 255
        || name[0].is_ascii_digit()
        || !has_only(name, b"_", Letters::Any)
    {
        return Err("variable name: 1 to 255 letters, digits and `_`, the first no digit");
    }
    Ok(())
}

pub(in crate::value) const fn arg_name(name: &[u8]) -> Check {
    const OF_BUILDERS: &[&[u8]] = &[
        b"TARGETPLATFORM",
        b"TARGETOS",
        b"TARGETARCH",
        b"TARGETVARIANT",
        b"BUILDPLATFORM",
        b"BUILDOS",
        b"BUILDARCH",
        b"BUILDVARIANT",
    ];
    const PROXIES: &[&[u8]] =
        &[b"HTTP_PROXY", b"HTTPS_PROXY", b"FTP_PROXY", b"NO_PROXY", b"ALL_PROXY"];
    if let Err(complaint) = var_name(name) {
        return Err(complaint);
    }
    if is_one_of(name, OF_BUILDERS) {
        return Err(
            "variable name: a builder sets this one itself; it is a handle of the module `platform`, such as `platform::TARGETARCH`",
        );
    }
    if equal(name, b"SOURCE_DATE_EPOCH") {
        return Err(
            "variable name: a builder reads this one; the image says it with `.source_date_epoch(..)`, and a step that wants it with `.uses(SOURCE_DATE_EPOCH)`",
        );
    }
    if starts_with(name, b"BUILDKIT_") {
        return Err(
            "variable name: a builder takes these from its command line (`--build-arg`), and from a file only what `.sbom()` and `.sbom_of_context()` say",
        );
    }
    if is_one_of(name, PROXIES) {
        return Err(
            "variable name: a builder hands a proxy to every step without an ARG, and keeps it out of the cache; with one it would be a cache key",
        );
    }
    Ok(())
}

pub(in crate::value) const fn one_line(text: &[u8]) -> Check {
    let mut i = 0;
    while i < text.len() {
        if matches!(text[i], b'\n' | b'\r' | 0) {
            return Err(
                "value: a line break or NUL does not fit into this line of a Dockerfile; put such a text into a file and copy that",
            );
        }
        i += 1;
    }
    if has_unseen(text) {
        return Err(
            "value: a control character or a mark of direction is in it, which no reader of the file sees, and this line has no escape for it; put such a text into a file and copy that",
        );
    }
    Ok(())
}

/// Checks that a text names no variable.
pub(in crate::value) const fn no_variable(text: &[u8]) -> Check {
    if !names_variable(text) {
        return Ok(());
    }
    Err(
        "value: `$` is a character of this text, and no variable: write the variable as a handle, such as `env(\"HOME\") + \"/bin\"`, `base_env(\"LANG\")` or one of `arg(..)`; a folder in front of PATH is `.path(\"/opt/bin\")`; what is meant as it stands is `text(\"..\")`",
    )
}

/// Checks that a path in the image names no variable.
pub(in crate::value) const fn no_variable_in_path(path: &[u8]) -> Check {
    if !names_variable(path) {
        return Ok(());
    }
    Err(
        "path: `$` is a character of this path, and no variable is filled in; write the path itself, which Rust may put together: `format!(\"{home}/bin\")`",
    )
}

/// Whether a text has `$NAME` or `${NAME`, with a name in capital letters as environments have them.
/// A `$` in front of a digit or a small letter belongs to something else, such as a pattern or a
/// template.
pub(crate) const fn names_variable(text: &[u8]) -> bool {
    let mut i = 0;
    while i + 1 < text.len() {
        // In many languages `$$` stands for the character `$`.
        if text[i] == b'$' && text[i + 1] == b'$' {
            i += 2;
            continue;
        }
        if text[i] == b'$' {
            let rest = tail(text, i + 1);
            let braces = rest[0] == b'{';
            let rest = if braces { tail(rest, 1) } else { rest };
            let name = name_length(rest);
            let behind = if name < rest.len() { rest[name] } else { b' ' };
            if name > 1 - braces as usize && !behind.is_ascii_lowercase() {
                return true;
            }
        }
        i += 1;
    }
    false
}

/// The length of a variable's name in capital letters at the beginning of a text.
const fn name_length(text: &[u8]) -> usize {
    let mut end = 0;
    while end < text.len()
        && (text[end].is_ascii_uppercase()
            || text[end] == b'_'
            || end > 0 && text[end].is_ascii_digit())
    {
        end += 1;
    }
    end
}

/// The longest default of an ARG, in bytes. BuildKit reads lines of 65,535 bytes, and the name stands
/// there, too.
const LONGEST_DEFAULT: usize = 65_000;

/// Checks the default of an ARG, which has to fit into a line as it is printed.
pub(in crate::value) const fn arg_default(value: &[u8]) -> Check {
    let mut printed = 0;
    let mut i = 0;
    while i < value.len() {
        printed += if matches!(value[i], b'"' | b'\\' | b'$') { 2 } else { 1 };
        i += 1;
    }
    if printed > LONGEST_DEFAULT {
        return Err(
            "value: a builder reads lines of up to 65535 bytes, and this default is longer; put such a text into a file and copy that",
        );
    }
    one_line(value)
}

/// Checks a value that a build sets a variable to. The file that holds it may have lines of any
/// length.
pub(in crate::value) const fn build_value(value: &[u8]) -> Check {
    // A variable and its value are one string in a step's environment, where Linux takes 128 KiB.
    if value.len() > 130_000 {
        return Err(
            "value: a step's variables hold up to 128 KiB each; put such a text into a file and copy that",
        );
    }
    if find(value, 0).is_some() {
        return Err("value: a variable cannot hold a NUL");
    }
    Ok(())
}

/// Checks an argument. JSON carries every byte, but a NUL ends an argument for the kernel.
pub(in crate::value) const fn no_nul(text: &[u8]) -> Check {
    if find(text, 0).is_some() {
        return Err("argument: a program's argument cannot hold a NUL");
    }
    Ok(())
}

pub(in crate::value) const fn label_key(key: &[u8]) -> Check {
    if key.is_empty()
        || key.len() > 255
        || !has_only(key, b".-", Letters::Lower)
        || !key[0].is_ascii_alphanumeric()
        || !key[key.len() - 1].is_ascii_alphanumeric()
        || has_pair(key, b'.')
        || has_pair(key, b'-')
    {
        return Err(
            "label key: lower-case letters, digits, single `.` and `-`, such as \"org.opencontainers.image.title\" (hadolint DL3048)",
        );
    }
    if starts_with(key, b"com.docker.")
        || starts_with(key, b"io.docker.")
        || starts_with(key, b"org.dockerproject.")
    {
        return Err(
            "label key: this namespace is reserved for Docker itself (hadolint DL3048); begin with a domain of your own",
        );
    }
    Ok(())
}

/// The keys of labels that change with every commit. The version is not among them: a text for it is
/// mostly the version of a program that the image packs. A variable for it may change with every
/// commit; [`variable_label_key`] refuses that.
const PER_COMMIT: &[&[u8]] = &[
    b"org.opencontainers.image.revision",
    b"org.opencontainers.image.created",
    b"org.opencontainers.image.ref.name",
];

const NOT_LASTING: Check = Err(
    "layer order: this label changes with every commit and does not belong in `Base`; write `.commit_label(..)` in `Runtime`, or say why not with `.out_of_order(\"why\", |s| s.commit_label(..))`",
);

/// Checks the key of a label that does not change with every commit.
pub(in crate::value) const fn lasting_label_key(key: &[u8]) -> Check {
    if is_exactly_one_of(key, PER_COMMIT) { NOT_LASTING } else { label_key(key) }
}

/// Checks the key of a lasting label if a variable stands in its value: it may not be the version.
pub(in crate::value) const fn variable_label_key(key: &[u8]) -> Check {
    if equal(key, b"org.opencontainers.image.version") {
        return NOT_LASTING;
    }
    lasting_label_key(key)
}
