//! The proc macros of dockerfile-core, each in a feature of its own: the one behind
//! `dockerfile_core::image!`, and `#[derive(Settings)]`, which a program uses without that crate.

#[cfg(feature = "image")]
mod image;
#[cfg(feature = "docs")]
mod page;
#[cfg(feature = "settings")]
mod settings;

/// Expands `[$crate] declaration`; `dockerfile_core::image!` calls it.
#[cfg(feature = "image")]
#[doc(hidden)]
#[proc_macro]
pub fn __image(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    image::expand(tokens.into()).into()
}

/// The text of a page of the repository, with links that rustdoc follows: dockerfile-core's docs call it.
#[cfg(feature = "docs")]
#[doc(hidden)]
#[proc_macro]
pub fn __page(path: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let path = path.to_string();
    let text = page::page(path.trim_matches('"')).unwrap_or_else(|why| panic!("{path}: {why}"));
    proc_macro::TokenTree::from(proc_macro::Literal::string(&text)).into()
}

/// What a program reads from its environment, as a struct: each field is a variable, and its name
/// is the variable's.
///
/// ```
/// use dockerfile_derive::Settings;
///
/// /// What the service is told where it starts.
/// #[derive(Settings)]
/// struct Config {
///     /// The port that it answers on.
///     #[setting(port, default = 8080)]
///     port: u16,
///     /// Where the berths are kept.
///     #[setting(secret)]
///     database_url: String,
///     /// Who is told of mistakes.
///     admin: Option<String>,
/// }
///
/// let said = |name: &str| (name == "DATABASE_URL").then(|| "postgres:///berths".into());
/// let config = Config::from_lookup(said)?;
/// assert_eq!((config.port, config.admin), (8080, None));
/// assert_eq!(config.database_url, "postgres:///berths");
///
/// let problems = Config::from_lookup(|_| None).err();
/// assert_eq!(problems.as_deref(), Some("DATABASE_URL is not set: Where the berths are kept."));
/// # Ok::<(), String>(())
/// ```
///
/// The type gets these items, of std's types alone:
///
/// - `from_env()` reads the settings, or says all that is missing or cannot be read, a line each. No
///   line holds a value, and of a secret not even what its type says of it;
/// - `from_lookup(..)` is the same of a function, for tests;
/// - `SETTINGS` is what an image's declaration is given, by `.settings(Config::SETTINGS)` of
///   dockerfile-core; and a constant a field, `Config::PORT`, names one of them there.
///
/// Of a field are said, in `#[setting(..)]`:
///
/// | | |
/// |---|---|
/// | `default = 8080` | what holds where the variable is not set: a literal |
/// | `port` | the program listens there, and the image exposes the default |
/// | `secret` | it has no default, and no value of it is written or shown |
/// | `name = "DATABASE_URL"` | the whole name of the variable |
/// | `public = "why"` | a default that looks like a secret is none |
///
/// and of the struct `prefix = "APP_"`, which stands in front of the names. The first paragraph of
/// a doc comment is what the setting is for.
///
/// A field is of a type with `FromStr`, whose error is shown by `Display`; an `Option` of one may be
/// missing, and anything else without a default may be neither missing nor empty. `bool` reads
/// `true` and `false` alone.
#[cfg(feature = "settings")]
#[proc_macro_derive(Settings, attributes(setting))]
pub fn settings(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    settings::derive(tokens.into()).into()
}
