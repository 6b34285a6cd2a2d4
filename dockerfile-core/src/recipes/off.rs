//! Stand-ins for recipes whose feature is off. A call of one is an error that names the feature,
//! also where a glob import should have brought the recipe.

/// Makes a stand-in for each recipe of a feature that is off, with the words for those who call it.
/// No type implements the trait, so that what a call gives has no type, and one mistake is one
/// error.
macro_rules! off {
    ($($feature:literal $trait:ident $message:literal $label:literal $note:literal
        $($recipe:ident)*;)*) => { $(
        #[cfg(not(feature = $feature))]
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
        pub trait $trait {
            type Recipe;
        }

        $(
            #[cfg(not(feature = $feature))]
            #[doc(hidden)]
            pub fn $recipe<T: $trait<Recipe = R>, R>(_: T) -> R {
                unreachable!("nothing is a `{}`", stringify!($trait))
            }
        )*
    )* };
}

#[rustfmt::skip]
off! {
    "cargo" CargoIsOn "the feature `cargo` of dockerfile-core is off" "is there with the feature `cargo`"
        "turn it on: `cargo add --build dockerfile-core -F cargo`" cargo;
    "go" GoIsOn "the feature `go` of dockerfile-core is off" "is there with the feature `go`"
        "turn it on: `cargo add --build dockerfile-core -F go`" go;
    "java" JavaIsOn "the feature `java` of dockerfile-core is off" "is there with the feature `java`"
        "turn it on: `cargo add --build dockerfile-core -F java`" maven gradle;
    "node" NodeIsOn "the feature `node` of dockerfile-core is off" "is there with the feature `node`"
        "turn it on: `cargo add --build dockerfile-core -F node`" npm pnpm yarn;
    "python" PythonIsOn "the feature `python` of dockerfile-core is off" "is there with the feature `python`"
        "turn it on: `cargo add --build dockerfile-core -F python`" uv poetry;
    "ruby" RubyIsOn "the feature `ruby` of dockerfile-core is off" "is there with the feature `ruby`"
        "turn it on: `cargo add --build dockerfile-core -F ruby`" bundler;
}
