//! The proc macros of dockerfile-core, each in a feature of its own: the one behind
//! `dockerfile_core::image!`, and `#[derive(Settings)]`, which a program uses without dockerfile-core.

#[cfg(feature = "image")]
mod image;
#[cfg(feature = "docs")]
mod page;
#[cfg(feature = "settings")]
mod settings;

/// The macro behind `dockerfile_core::image!`, which calls it with `[$crate]` and the declaration.
#[cfg(feature = "image")]
#[doc(hidden)]
#[proc_macro]
pub fn __image(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    image::expand(tokens.into()).into()
}

/// The text of a page of the repository, for the docs of dockerfile-core: its links are made such that
/// rustdoc follows them.
#[cfg(feature = "docs")]
#[doc(hidden)]
#[proc_macro]
pub fn __page(path: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let path = path.to_string();
    let text = page::page(path.trim_matches('"')).unwrap_or_else(|why| panic!("{path}: {why}"));
    proc_macro::TokenTree::from(proc_macro::Literal::string(&text)).into()
}

/// Makes a struct the settings of a program: each field is read from the environment variable that is
/// called like the field, in capitals.
///
/// ```
/// use dockerfile_derive::Settings;
///
/// /// The settings of the service.
/// #[derive(Settings)]
/// struct Config {
///     /// The port that the service answers on.
///     #[setting(port, default = 8080)]
///     port: u16,
///     /// Where the berths are kept.
///     #[setting(secret)]
///     database_url: String,
///     /// Who is told of mistakes.
///     admin: Option<String>,
/// }
///
/// let lookup = |name: &str| (name == "DATABASE_URL").then(|| "postgres:///berths".into());
/// let config = Config::from_lookup(lookup)?;
/// assert_eq!((config.port, config.admin), (8080, None));
/// assert_eq!(config.database_url, "postgres:///berths");
///
/// let problems = Config::from_lookup(|_| None).err();
/// assert_eq!(problems.as_deref(), Some("DATABASE_URL is not set: Where the berths are kept."));
/// # Ok::<(), String>(())
/// ```
///
/// The type gets these items, which use std alone:
///
/// - `from_env()` reads the settings from the environment. If a variable is missing or cannot be read,
///   it is an `Err` of a text with a line for each of them. A line never shows a value, and that of a
///   secret does not show the error of the field's type either;
/// - `from_lookup(..)` reads the settings from a function instead of the environment, for tests;
/// - `SETTINGS` is the list of all settings, for `.settings(Config::SETTINGS)` of dockerfile-core;
/// - a constant for each field, such as `Config::PORT`, names that setting for
///   `.setting(Config::PORT, 9000)` of dockerfile-core.
///
/// The attribute `#[setting(..)]` of a field takes:
///
/// | key | meaning |
/// |---|---|
/// | `default = 8080` | the value if the variable is not set, a literal |
/// | `port` | the program listens on the port; it needs a default, which the image exposes |
/// | `secret` | the setting has no default, and no value of it is written or shown |
/// | `name = "DATABASE_URL"` | the whole name of the variable |
/// | `public = "why"` | the default looks like a secret and is none, and why |
///
/// The attribute of the struct takes `prefix = "APP_"`, which is put in front of the names of all
/// variables without a `name`. The first paragraph of a field's doc comment is the description of the
/// setting.
///
/// The type of a field implements `FromStr`, with an error that implements `Display`. An `Option` of
/// such a type is `None` if the variable is not set. Any other setting without a default is an error if
/// the variable is not set or empty. A `bool` is `true` or `false`, and no other word.
#[cfg(feature = "settings")]
#[proc_macro_derive(Settings, attributes(setting))]
pub fn settings(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    settings::derive(tokens.into()).into()
}
