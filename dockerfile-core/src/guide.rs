//! The pages of the repository's `docs` folder, one a module.
//!
//! To begin with:
//!
//! - [`first_minute`]: a small repository, from an audit of its Dockerfile to what a change touches;
//! - [`first_hour`]: the way from there to a team's services;
//! - [`from_a_dockerfile`]: where each instruction and habit of a Dockerfile has its place;
//! - [`article`]: the Dockerfile that this project began with, line by line.
//!
//! To look things up:
//!
//! - [`language`]: each element of BuildKit's reference, and the Rust that says it;
//! - [`ways_out`]: each rule that a reason opens;
//! - [`errors`]: each kind of error, why it is one, and what to write;
//! - [`rules`]: each rule of the linters, and when it is answered;
//! - [`starts`]: which program starts on which base;
//! - [`laws`]: what each kind of input of each ecosystem comes to;
//! - [`macro`](mod@macro): how [`image!`](crate::image!) works, and what an editor can do inside it.
//!
//! Of ecosystems and programs:
//!
//! - [`recipes`]: what [`cargo("web")`](crate::cargo()) and its like become, and a recipe of your own;
//! - [`steps`]: which steps run again after which change;
//! - [`settings`]: what a program reads from its environment.
//!
//! Of files, teams and CI:
//!
//! - [`emission`]: what happens to the files in every situation;
//! - [`policy`]: what all images of a workspace keep to;
//! - [`teams`]: the workflows of a CI, registries, and builds of what has changed alone.
//!
//! Of the program `cargo dockerfile`: [`audit`], [`import`], [`picture`], [`affected`] and [`plan`].
//!
//! What a release may change: [`versions`]. What was measured and tried: [`figures`] and [`trials`].

macro_rules! pages {
    ($($(#[$alias:meta])* $page:ident $file:literal;)*) => { $(
        #[doc = dockerfile_derive::__page!($file)]
        $(#[$alias])*
        pub mod $page {
            // The docs are made anew when the page changes.
            const _: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $file));
        }
    )* };
}

pages! {
    affected "docs/affected.md";
    article "docs/article.md";
    audit "docs/audit.md";
    emission "docs/emission.md";
    errors "docs/errors.md";
    figures "docs/figures.md";
    first_hour "docs/first-hour.md";
    first_minute "docs/first-minute.md";
    from_a_dockerfile "docs/from-a-dockerfile.md";
    import "docs/import.md";
    language "docs/language.md";
    laws "docs/laws.md";
    r#macro "docs/macro.md";
    picture "docs/picture.md";
    plan "docs/plan.md";
    policy "docs/policy.md";
    recipes "docs/recipes.md";
    #[doc(alias("hadolint", "lint", "linter"))]
    rules "docs/rules.md";
    settings "docs/settings.md";
    starts "docs/starts.md";
    steps "docs/steps.md";
    teams "docs/teams.md";
    trials "docs/trials.md";
    #[doc(alias("semver", "MSRV"))]
    versions "docs/versions.md";
    #[doc(alias = "escape hatch")]
    ways_out "docs/ways-out.md";
}
