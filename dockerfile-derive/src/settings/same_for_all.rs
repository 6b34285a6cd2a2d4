// Items that `expand.rs` puts beside those of each type that derives `Settings`.

// A setting for the declaration of an image: the name of the variable, its description, its default, its
// marks such as `port`, and a function that tries to read a text as the program would.
type __Setting = (
    &'static str,
    &'static str,
    ::std::option::Option<&'static str>,
    &'static [&'static str],
    fn(&str) -> ::std::result::Result<(), ::std::string::String>,
);

#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of a setting",
    label = "nothing reads this from a text",
    note = "a setting is read by `FromStr`, whose error is shown by `Display`: numbers, `bool`, `String`, `PathBuf`, `SocketAddr`, and types of your own",
    note = "a time is a number whose name says of what, `timeout_seconds: u64`; a list is a type of your own, whose `from_str` splits the text"
)]
#[allow(dead_code)]
trait ReadFromText: Sized {
    fn __read_from_text(text: &str) -> ::std::result::Result<Self, ::std::string::String>;
}

#[diagnostic::do_not_recommend]
impl<T: ::std::str::FromStr> ReadFromText for T
where
    T::Err: ::std::fmt::Display,
{
    fn __read_from_text(text: &str) -> ::std::result::Result<Self, ::std::string::String> {
        text.parse::<T>().map_err(|problem| ::std::string::ToString::to_string(&problem))
    }
}

// Reads a setting, or adds a line to `problems`. The line never shows the value, since more people read a
// log than an environment. It shows the error of the type's own `FromStr`, unless the setting is a secret.
#[allow(dead_code)]
fn __ask<T>(
    (name, description, default, said, _): __Setting,
    kind: &str,
    read: fn(&str) -> ::std::result::Result<T, ::std::string::String>,
    lookup: &dyn Fn(&str) -> ::std::option::Option<::std::ffi::OsString>,
    problems: &mut ::std::vec::Vec<::std::string::String>,
) -> ::std::option::Option<T> {
    use ::std::option::Option::{None, Some};
    use ::std::result::Result::{Err, Ok};

    let about = match description {
        "" => ::std::string::String::new(),
        text => ::std::format!(": {text}"),
    };
    let given = lookup(name);
    let is_default = given.is_none();
    let text = match (given.map(::std::ffi::OsString::into_string), default) {
        (Some(Ok(text)), _) => text,
        (Some(Err(_)), _) => {
            problems.push(::std::format!("{name} is no text in UTF-8{about}"));
            return None;
        }
        (None, Some(default)) => ::std::borrow::ToOwned::to_owned(default),
        (None, None) => {
            if !said.contains(&"optional") {
                problems.push(::std::format!("{name} is not set{about}"));
            }
            return None;
        }
    };
    if text.is_empty() && default.is_none() && !said.contains(&"optional") {
        problems.push(::std::format!("{name} is empty{about}"));
        return None;
    }
    read(&text)
        .map_err(|problem| {
            let what = if is_default { " has a default that" } else { "" };
            let problem = match said.contains(&"secret") {
                true => ::std::string::String::new(),
                false => ::std::format!(" ({problem})"),
            };
            problems.push(::std::format!("{name}{what} is no `{kind}`{problem}{about}"));
        })
        .ok()
}
