//! The text of declarations, in the parts that tests look at.

use dockerfile_core::Image;

/// The Dockerfile below its header.
pub fn body(image: impl Into<Image>) -> String {
    let text = dockerfile(image);
    text.split_once("#\n\n").expect("a header ends with a bare # and a blank line").1.to_owned()
}

/// The whole Dockerfile; a report is a failed test.
pub fn dockerfile(image: impl Into<Image>) -> String {
    match image.into().render() {
        Ok(rendered) => rendered.dockerfile,
        Err(report) => panic!("{report}"),
    }
}

/// The patterns of the ignore file, below its header.
pub fn ignored(image: impl Into<Image>) -> String {
    let text = image.into().render().expect("a good declaration").ignore;
    text.split_once("\n\n").expect("a header ends with a blank line").1.to_owned()
}

/// The lines of one stage that begin with a word.
pub fn lines<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.starts_with(word)).collect()
}
