//! The inputs of an image as text, and the digest of that text.
//!
//! A change of this format changes the digest of every image, and so has every team build all of
//! them once more: the first line has a version.

use std::fmt;

use crate::program::input::{ImageInputs, Input, LayerInputs, StageInputs};
use crate::value::sha256;

const HEAD: &str = "# Inputs of an image, version 1\n";

/// The inputs of an image with their digest.
pub(crate) fn sealed(name: String, inputs: Vec<Input>, stages: Vec<StageInputs>) -> ImageInputs {
    let mut image = ImageInputs { name, digest: String::new(), inputs, stages };
    image.digest = sha256::of_text(&image.to_string());
    image
}

impl fmt::Display for ImageInputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        self.inputs.iter().try_for_each(|input| writeln!(f, "{input}"))?;
        self.stages.iter().try_for_each(|stage| write!(f, "{stage}"))
    }
}

impl fmt::Display for StageInputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "stage {}", self.name)?;
        self.layers.iter().try_for_each(|layer| write!(f, "{layer}"))
    }
}

/// The instruction is indented further than what it reads, so that neither is taken for the other.
impl fmt::Display for LayerInputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not `lines()`: in a here-document a carriage return is part of the text.
        self.text.split('\n').try_for_each(|line| writeln!(f, "    {line}"))?;
        self.inputs.iter().try_for_each(|input| writeln!(f, "  {input}"))
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::File { path, mode, digest } => {
                write!(f, "file {mode:04o} {digest} {}", Quoted(path))
            }
            Input::Link { path, target } => {
                write!(f, "link {} to {}", Quoted(path), Quoted(target))
            }
            Input::Folder { path, mode } => write!(f, "folder {mode:04o} {}", Quoted(path)),
            Input::OtherStage { name } => write!(f, "stage {name}"),
            Input::RegistryImage { reference, is_pinned: true } => write!(f, "image {reference}"),
            Input::RegistryImage { reference, is_pinned: false } => {
                write!(f, "image {reference} (its tag may move)")
            }
            Input::Argument { name, value: Some(value) } => {
                write!(f, "argument {name} {}", Quoted(value))
            }
            Input::Argument { name, value: None } => {
                write!(f, "argument {name} (whoever builds says it)")
            }
            Input::Context { name } => write!(f, "context {name} (whoever builds says it)"),
            Input::Remote { is_checked: true } => f.write_str("download"),
            Input::Remote { is_checked: false } => f.write_str("download (of unknown content)"),
            Input::Network => f.write_str("network (of unknown content)"),
            Input::Platform { name } => write!(f, "platform {name}"),
        }
    }
}

/// A text on one line, from which the same text can be read back.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        let mut rest = self.0;
        while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || c.is_control()) {
            let (plain, behind) = rest.split_at(at);
            let mut letters = behind.chars();
            let letter = letters.next().unwrap_or_default();
            f.write_str(plain)?;
            match letter {
                '"' | '\\' => write!(f, "\\{letter}")?,
                control => write!(f, "\\u{{{:x}}}", u32::from(control))?,
            }
            rest = letters.as_str();
        }
        write!(f, "{rest}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::{Input, LayerInputs, Quoted, sealed};

    #[test]
    fn a_quoted_text_is_one_line() {
        for (text, quoted) in [
            ("a b/é.rs", "\"a b/é.rs\""),
            ("a\"\\\n", "\"a\\\"\\\\\\u{a}\""),
            ("\" to \"", "\"\\\" to \\\"\""),
            ("", "\"\""),
        ] {
            assert_eq!(Quoted(text).to_string(), quoted);
        }
    }

    /// A change of a line of this table changes the digest of every image that has such an input.
    #[test]
    fn every_input_has_its_line() {
        let text = |text: &str| text.to_owned();
        for (input, line) in [
            (
                Input::File { path: text("a b"), mode: 0o644, digest: text("0a") },
                "file 0644 0a \"a b\"",
            ),
            (Input::Link { path: text("a"), target: text("b") }, "link \"a\" to \"b\""),
            (Input::Folder { path: text("a"), mode: 0o2755 }, "folder 2755 \"a\""),
            (Input::OtherStage { name: text("a") }, "stage a"),
            (Input::RegistryImage { reference: text("a:1"), is_pinned: true }, "image a:1"),
            (
                Input::RegistryImage { reference: text("a:1"), is_pinned: false },
                "image a:1 (its tag may move)",
            ),
            (Input::Argument { name: text("A"), value: Some(text("b")) }, "argument A \"b\""),
            (
                Input::Argument { name: text("A"), value: None },
                "argument A (whoever builds says it)",
            ),
            (Input::Context { name: text("a") }, "context a (whoever builds says it)"),
            (Input::Remote { is_checked: true }, "download"),
            (Input::Remote { is_checked: false }, "download (of unknown content)"),
            (Input::Network, "network (of unknown content)"),
            (Input::Platform { name: text("linux/amd64") }, "platform linux/amd64"),
        ] {
            assert_eq!(input.to_string(), line);
            let is_open = ["(its", "(whoever", "(of"].iter().any(|open| line.contains(open));
            assert_eq!(input.is_known(), !is_open, "{line}");
        }
    }

    /// A line's own text cannot be read as one of its inputs.
    #[test]
    fn what_a_line_says_is_not_what_it_reads() {
        let inputs = vec![Input::OtherStage { name: "b".to_owned() }];
        let layer = |text: &str, inputs: &[Input]| {
            let (file, inputs) = (String::new(), inputs.to_vec());
            LayerInputs { text: text.to_owned(), file, line: 0, inputs }.to_string()
        };
        assert_eq!(layer("RUN a\n", &inputs), "    RUN a\n    \n  stage b\n");
        assert_ne!(layer("RUN a\n  stage b", &[]), layer("RUN a", &inputs));
        assert_ne!(layer("RUN a\r\n", &[]), layer("RUN a\n", &[]));
        assert_eq!(sealed("a".to_owned(), vec![], vec![]), {
            let other = sealed("b".to_owned(), vec![], vec![]);
            super::ImageInputs { name: "a".to_owned(), ..other }
        });
    }
}
