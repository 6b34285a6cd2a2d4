//! A setting: one field, and the variable that it is read from.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{
    Attribute, Expr, ExprLit, Field, GenericArgument, Ident, Lit, Meta, PathArguments, Type,
};

use super::attribute::{self, Key, Value, Word};
use super::{Errors, wrong};

/// A setting of a program.
pub(super) struct Setting {
    pub(super) field: Ident,
    /// The constant that names the setting in a declaration: `PORT` of `Config::PORT`.
    pub(super) constant: Ident,
    pub(super) variable: String,
    /// The place of the variable's name: the key `name`, or the field.
    named_at: Span,
    /// The type that is read from the variable; of an `Option` the type inside.
    pub(super) kind: TokenStream,
    pub(super) is_optional: bool,
    pub(super) default: Option<String>,
    pub(super) is_port: bool,
    pub(super) is_secret: bool,
    /// The variable is one that shells, logins or C libraries set.
    pub(super) is_of_system: bool,
    /// The reason why a default that looks like a secret is none.
    pub(super) public: Option<String>,
    pub(super) description: String,
}

/// The keys of a field's attributes, each with its place.
#[derive(Default)]
struct Said {
    name: Option<(Ident, Value)>,
    default: Option<(Ident, Value)>,
    port: Option<Ident>,
    secret: Option<Ident>,
    public: Option<(Ident, Value)>,
}

impl Setting {
    /// The setting of a field; `None` if the field has no name that a constant can have, which has been
    /// reported.
    pub(super) fn of(field: &Field, prefix: &str, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.clone()?;
        let said = Said::of(&field.attrs, errors);
        let constant = constant(&ident, errors)?;
        let (kind, is_optional) = match in_option(&field.ty) {
            Some(inside) => (inside.to_token_stream(), true),
            None => (field.ty.to_token_stream(), false),
        };
        said.fit_together(is_optional, errors);
        let (variable, named_at) = said.variable(&ident, prefix, errors);
        let is_of_system = OF_SYSTEMS.contains(&variable.as_str());
        let default = said.default_text(&kind, errors);
        let public = said.public.as_ref().and_then(|(_, why)| match why.text() {
            Some(text) if !text.trim().is_empty() => Some(text),
            _ => {
                errors.at(why, "a reason is a text", "say why in a few words: `public = \"why\"`");
                None
            }
        });
        Some(Self {
            field: ident,
            constant,
            variable,
            named_at,
            kind,
            is_optional,
            default,
            is_port: said.port.is_some(),
            is_secret: said.secret.is_some(),
            is_of_system,
            public,
            description: description(&field.attrs),
        })
    }
}

impl Said {
    fn of(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut said = Self::default();
        for Key { word, value } in attribute::keys(attributes, errors) {
            let text = word.to_string();
            let Some(known) = Word::of(&text) else {
                let help = "a field takes `name = \"..\"`, `default = ..`, `port`, `secret`, and \
                            `public = \"why\"`";
                let of_struct = "write it above the struct: it is for all of its fields";
                let help = if text == "prefix" { of_struct } else { help };
                errors.at(&word, &format!("`{text}` is no key of a setting"), help);
                continue;
            };
            if said.has(known) {
                let message = format!("this setting has `{text}` twice");
                errors.at(&word, &message, "keep one of the two");
                continue;
            }
            match (known, value) {
                (Word::Port, None) => said.port = Some(word),
                (Word::Secret, None) => said.secret = Some(word),
                (Word::Port | Word::Secret, Some(value)) => {
                    let message = format!("`{text}` takes no value");
                    errors.at(&value, &message, &format!("write `{text}`, or leave it out"));
                }
                (Word::Name, Some(value)) => said.name = Some((word, value)),
                (Word::Default, Some(value)) => said.default = Some((word, value)),
                (Word::Public, Some(value)) => said.public = Some((word, value)),
                (_, None) => {
                    let message = format!("`{text}` needs a value");
                    errors.at(&word, &message, &format!("write `{text} = \"..\"`"));
                }
            }
        }
        said
    }

    fn has(&self, word: Word) -> bool {
        match word {
            Word::Name => self.name.is_some(),
            Word::Default => self.default.is_some(),
            Word::Port => self.port.is_some(),
            Word::Secret => self.secret.is_some(),
            Word::Public => self.public.is_some(),
        }
    }

    /// Reports keys that contradict each other, the first contradiction only.
    fn fit_together(&self, is_optional: bool, errors: &mut Errors) {
        if let (Some(_), Some((word, _))) = (&self.secret, &self.default) {
            errors.at(
                word,
                "a secret has no default: whoever has the image or the program would have it",
                "leave the default out: the program then stops where none is given; what may be \
                 missing is an `Option`",
            );
        } else if let (true, Some((word, _))) = (is_optional, &self.default) {
            errors.at(
                word,
                "a setting with a default is never missing, and an `Option` says that it may be",
                "leave out the `Option`, or the default",
            );
        } else if let (Some(port), Some(_)) = (&self.port, &self.secret) {
            errors.at(port, "a port is no secret: the image says it to all", "keep one of the two");
        } else if let (Some(port), None) = (&self.port, &self.default) {
            errors.at(
                port,
                "a port needs a default, which the image exposes",
                "write `#[setting(port, default = 8080)]`; leave `port` out where only whoever \
                 starts the container knows it",
            );
        } else if let (Some((word, _)), None) = (&self.public, &self.default) {
            errors.at(
                word,
                "`public` is about a default, and there is none",
                "leave it out: without a default no value is written into the image",
            );
        }
    }

    /// The name of the variable, and its place.
    fn variable(&self, field: &Ident, prefix: &str, errors: &mut Errors) -> (String, Span) {
        if let Some((_, name)) = &self.name {
            let text = name.text().unwrap_or_default();
            if name.text().is_none() {
                errors.at(name, "a name is a text", "write `name = \"DATABASE_URL\"`");
            } else {
                check_name(&text, name, "a variable's name", errors);
            }
            if text == "PATH" && self.default.is_some() {
                errors.at(
                    name,
                    "a default of `PATH` would hide every program of the image",
                    "call the variable otherwise; a folder in front of it is `.path(\"/opt/bin\")` \
                     of the image",
                );
            }
            return (text, name.literal.span());
        }
        let written = field.unraw().to_string();
        let variable = format!("{prefix}{}", written.to_uppercase());
        if !written.is_ascii() {
            errors.at(
                field,
                "variables have names of ASCII letters, digits and `_`",
                "say the variable's: `#[setting(name = \"SIZE\")]`",
            );
        } else if OF_SYSTEMS.contains(&variable.as_str()) {
            errors.at(
                field,
                &format!("`{variable}` is a variable of the system's, which may hold something else"),
                &format!(
                    "give it another name: `#[setting(name = \"APP_{variable}\")]`; if the system's \
                     is meant, say so: `#[setting(name = \"{variable}\")]`"
                ),
            );
        }
        (variable, field.span())
    }

    /// The default of the variable, as a text.
    fn default_text(&self, kind: &TokenStream, errors: &mut Errors) -> Option<String> {
        let (_, value) = self.default.as_ref()?;
        let Some(text) = value.shown() else {
            errors.at(
                value,
                "no program reads this from a variable",
                "a default is a text, a number without its type behind it, `true` or `false`",
            );
            return Some(String::new());
        };
        if self.port.is_some() && !matches!(text.parse::<u16>(), Ok(1..)) {
            errors.at(value, "this is no port", "a port is a number from 1 to 65535");
            return Some(text);
        }
        let name = kind.to_string();
        if reads(&name, &text) == Some(false) {
            errors.at(
                value,
                &format!("the default `{text}` is no `{name}`"),
                "the program reads it by `FromStr` of that type, as it reads the variable",
            );
        }
        Some(text)
    }
}

/// Whether a type of Rust's own reads a text. `None` is another type, of which the macro does not know.
fn reads(kind: &str, text: &str) -> Option<bool> {
    macro_rules! table {
        ($($known:ident)*) => {
            match kind {
                $(stringify!($known) => text.parse::<$known>().is_ok(),)*
                // A server has 64 bits, whatever the machine that compiles has.
                "usize" => text.parse::<u64>().is_ok(),
                "isize" => text.parse::<i64>().is_ok(),
                _ => return None,
            }
        };
    }
    Some(table!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64 bool char))
}

/// Variables that shells, logins and C libraries set and read. A field that is called like one would
/// find a value that nobody has given to the program.
///
/// Source: "Other Environment Variables" of POSIX, and environ(7).
const OF_SYSTEMS: [&str; 14] = [
    "EDITOR", "HOME", "HOSTNAME", "IFS", "LANG", "LANGUAGE", "LOGNAME", "MAIL", "PATH", "PWD",
    "SHELL", "TERM", "TMPDIR", "USER",
];

/// Reports a text that cannot be the name of an environment variable; `what` is what the text is.
pub(super) fn check_name(text: &str, at: &Value, what: &str, errors: &mut Errors) {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let goes_on = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !begins || !goes_on || text.len() > 200 {
        let message = format!("{what} is of ASCII letters, digits and `_`, the first no digit");
        errors.at(at, &message, "environments are written in capitals: `DATABASE_URL`");
    }
}

/// Reports settings that are read from the same variable, or have the same constant.
pub(super) fn are_told_apart(settings: &[Setting], errors: &mut Errors) {
    for (at, setting) in settings.iter().enumerate() {
        // A setting without the name of a variable has been reported.
        let above = settings[..at].iter().filter(|other| !other.variable.is_empty());
        if let Some(first) = above.clone().find(|other| other.variable == setting.variable) {
            let message = format!("`{}` is `{}`, too", setting.variable, first.field.unraw());
            errors.push(located(
                setting.named_at,
                &message,
                "a variable is one setting: give one of them another name, \
                 `#[setting(name = \"..\")]`",
            ));
        } else if above.clone().any(|other| other.constant == setting.constant) {
            errors.at(
                &setting.field,
                &format!("two fields would be known as `{}`", setting.constant),
                "give one of them another name: a declaration names a field in capitals",
            );
        }
    }
}

/// The error for a mistake at a span, with what to write instead.
fn located(span: Span, message: &str, help: &str) -> syn::Error {
    syn::Error::new(span, format!("{message}\n\n  = help: {help}"))
}

/// The constant for a field: `PORT` for `port`.
fn constant(field: &Ident, errors: &mut Errors) -> Option<Ident> {
    let name = field.unraw().to_string().to_uppercase();
    if name == "SETTINGS" {
        errors.at(
            field,
            "a field cannot be called `settings`: `SETTINGS` is the list of them all",
            "give the field another name; its variable may be called so: \
             `#[setting(name = \"SETTINGS\")]`",
        );
        return None;
    }
    match syn::parse_str::<Ident>(&name) {
        Ok(_) => Some(Ident::new(&name, field.span())),
        Err(_) => {
            errors.push(wrong(
                field,
                "no constant can be called so",
                "give the field another name",
            ));
            None
        }
    }
}

/// The type inside of an `Option`; `None` is any other type.
fn in_option(kind: &Type) -> Option<&Type> {
    let path = match kind {
        Type::Path(path) => path,
        Type::Group(group) => return in_option(&group.elem),
        Type::Paren(paren) => return in_option(&paren.elem),
        _ => return None,
    };
    let names: Vec<String> =
        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if !matches!(names.as_slice(), ["Option"] | ["std" | "core", "option", "Option"]) {
        return None;
    }
    let PathArguments::AngleBracketed(inside) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match inside.args.first()? {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    }
}

/// The first paragraph of the doc comment, in one line.
fn description(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let paragraph = text.lines().skip_while(|line| line.trim().is_empty());
    let paragraph = paragraph.take_while(|line| !line.trim().is_empty());
    let words = paragraph.flat_map(str::split_whitespace).collect::<Vec<_>>();
    words.join(" ")
}
