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
    without_private(text.split_once("\n\n").expect("a header ends with a blank line").1)
}

/// An ignore file without the patterns of what is private by its name, which all images that copy
/// a folder share.
pub fn without_private(ignore: &str) -> String {
    const LAST: &str = "**/dump*.sql\n";
    let Some((above, rest)) = ignore.split_once("# Private by their names:\n") else {
        return ignore.to_owned();
    };
    above.to_owned() + rest.split_once(LAST).expect("the patterns end").1
}

/// The lines of one stage that begin with a word.
pub fn lines<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.starts_with(word)).collect()
}
