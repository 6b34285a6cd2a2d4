//! XML, read into elements in a time that is linear in its length.

use quick_xml::escape::unescape;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::recipes::formats::without_mark;

/// The most elements in each other; no manifest has as many.
const DEEPEST: usize = 256;
/// The most elements of a text; no manifest has as many.
const MOST: usize = 50_000;

#[derive(Debug, Default)]
pub(super) struct Element {
    /// The name without a prefix: manifests stand in Maven's namespace, or in none.
    pub(super) name: String,
    /// The element's own text.
    text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The text of a child, if there is any.
    pub(super) fn text_of(&self, name: &str) -> Option<String> {
        let text = self.child(name)?.text();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// The root element; or what is wrong, and in which line.
pub(super) fn parse(text: &str) -> Result<Element, (usize, String)> {
    let text = without_mark(text);
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut count = 0;
    let mut open = vec![];
    let mut last = Element::default();
    let line = |at: u64| text.bytes().take(at as usize).filter(|byte| *byte == b'\n').count() + 1;
    loop {
        let event =
            reader.read_event().map_err(|e| (line(reader.error_position()), e.to_string()))?;
        let problem = |problem: &str| Err((line(reader.buffer_position()), problem.to_owned()));
        match event {
            Event::Start(_) if open.len() >= DEEPEST || count >= MOST => {
                return problem("there are more elements than any manifest has");
            }
            Event::Start(start) => {
                count += 1;
                let name = start.local_name().as_ref().to_owned();
                open.push(std::mem::replace(&mut last, Element { name, ..Element::default() }));
            }
            Event::End(_) => {
                let Some(parent) = open.pop() else { continue };
                let ended = std::mem::replace(&mut last, parent);
                last.children.push(ended);
            }
            Event::Text(text) => last.text.push_str(&text.xml10_content()),
            Event::CData(text) => last.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => match unescape(&format!("&{};", &*name)) {
                Ok(text) => last.text.push_str(&text),
                Err(error) => return problem(&error.to_string()),
            },
            Event::DocType(_) => return problem("a document type is not read here"),
            Event::Eof if !open.is_empty() => {
                return problem(&format!("`<{}>` does not end", last.name));
            }
            Event::Eof => match last.children.pop() {
                Some(all) if last.children.is_empty() && last.text().is_empty() => return Ok(all),
                _ => return problem("there is no root element"),
            },
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn elements_have_their_own_texts() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<m:a xmlns:m='m'><b>1<!-- 2 -->3<c/></b>\
                    <d><![CDATA[&]]>&amp;&#x41;</d></m:a>\n";
        let all = parse(text).unwrap();
        assert_eq!((all.name.as_str(), all.children.len()), ("a", 2));
        let deepest = format!("{}{}", "<a>".repeat(256), "</a>".repeat(256));
        assert!(parse(&deepest).is_ok());
        assert_eq!((all.text_of("b"), all.text_of("d")), (Some("13".into()), Some("&&A".into())));
    }

    #[test]
    fn what_is_no_xml_is_an_error_with_its_line() {
        let many = format!("<a>{}</a>", "<b/>".repeat(50_000));
        for (text, line, wanted) in [
            ("", 1, "no root element"),
            ("[[[", 1, "no root element"),
            ("<a/>\n\n<b/>", 3, "no root element"),
            ("<a>\n<b>\n</a>", 3, "expected `</b>`"),
            ("<a>\n<b>", 2, "`<b>` does not end"),
            ("<a>\n&it;</a>", 2, "it"),
            ("<!DOCTYPE a>\n<a/>", 1, "a document type"),
            (&"<a>".repeat(257), 1, "more elements"),
            (&many, 1, "more elements"),
        ] {
            let (at, problem) = parse(text).unwrap_err();
            assert!(at == line && problem.contains(wanted), "{at}: {problem}");
        }
    }
}
