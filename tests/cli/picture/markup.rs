//! A picture, read as markup: what is no form of it fails.

use std::collections::BTreeMap;

/// Tags and their attributes, each opened one closed: an error is a mistake of form.
pub(super) fn elements(text: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut rest = text.strip_prefix("<!DOCTYPE html>\n").unwrap_or(text);
    let (mut open, mut found): (Vec<String>, Vec<_>) = (vec![], vec![]);
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "a `>` outside of a tag: {}", &rest[..at]);
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "tags are nested");
            continue;
        }
        let is_alone = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        found.push((name.to_owned(), values(attributes)));
        if !is_alone {
            open.push(name.to_owned());
            if name == "style" {
                // What stands in it is no text between tags.
                rest = &rest[rest.find("</style>").expect("styles end")..];
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    found
}

pub(super) fn values(text: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").expect("a quoted value");
        let (value, after) = after.split_once('"').expect("a quoted value");
        assert!(values.insert(name.to_owned(), value.to_owned()).is_none(), "`{name}` twice");
        rest = after.trim_start();
    }
    values
}

/// The text that a reader sees.
pub(super) fn unescaped(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&#39;", "'").replace("&amp;", "&")
}
