//! Paths of copies, as users give them.

use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::{Arg, BuilderVariable, IntoText, Text};

/// One path or several: `"a"`, `["a", "b"]`, or a `Vec` of paths. A variable of the build may stand in
/// each path.
///
/// ```
/// use dockerfile_core::{Image, Stage, copy, debian, platform, text, uid};
///
/// let program = copy(text("dist/app-") + platform::TARGETARCH).to("/usr/local/bin/app");
/// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(program);
/// let rendered = Image::from(stage).render().unwrap();
/// let lines = "ARG TARGETARCH\nCOPY dist/app-${TARGETARCH} /usr/local/bin/app\n";
/// assert!(rendered.dockerfile.contains(lines));
/// assert!(rendered.ignore.contains("!dist/app-*\n"));
/// ```
#[diagnostic::on_unimplemented(
    message = "this is no path that could be copied",
    label = "neither a path nor a list of paths",
    note = "write a path, `\"src\"`, or several: `[\"src\", \"assets\"]`; a variable goes into one as `text(\"dist/app-\") + platform::TARGETARCH`"
)]
pub trait Paths {
    #[doc(hidden)]
    fn paths(self) -> Vec<Text>;
}

macro_rules! single_paths {
    ($($path:ty)*) => { $(
        impl Paths for $path {
            fn paths(self) -> Vec<Text> {
                vec![self.into_text()]
            }
        }
    )* };
}

single_paths! { &str String &String Text &Text BuilderVariable Arg &Arg }

impl<T: IntoText, const N: usize> Paths for [T; N] {
    fn paths(self) -> Vec<Text> {
        self.into_iter().map(IntoText::into_text).collect()
    }
}

impl<T: IntoText> Paths for Vec<T> {
    fn paths(self) -> Vec<Text> {
        self.into_iter().map(IntoText::into_text).collect()
    }
}

impl<T: IntoText + Clone> Paths for &[T] {
    fn paths(self) -> Vec<Text> {
        self.iter().cloned().map(IntoText::into_text).collect()
    }
}

/// Turns the paths into texts that have the place of the caller.
#[track_caller]
pub(crate) fn given_paths(paths: impl Paths) -> Vec<GivenText> {
    let at = Given::new("").at;
    paths.paths().into_iter().map(|text| GivenText { text, at }).collect()
}
