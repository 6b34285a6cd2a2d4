//! A tar archive, as an engine exports a container: what is in it, without times.

use std::collections::BTreeMap;
use std::io::Read;

use crate::failure::{Failure, Result};

/// A file, folder or link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: char,
    pub(super) mode: u64,
    pub(super) owner: (u64, u64),
    pub(super) link: String,
    /// Of its content.
    pub(super) digest: [u8; 32],
}

const BLOCK: usize = 512;

/// Everything in an archive, by its path.
pub(super) fn entries(archive: &mut impl Read) -> Result<BTreeMap<String, Entry>> {
    let mut entries = BTreeMap::new();
    let mut longer = Longer::default();
    loop {
        let mut header = [0; BLOCK];
        if !fill(archive, &mut header)? || header.iter().all(|byte| *byte == 0) {
            return Ok(entries);
        }
        let size = usize::try_from(number(&header[124..136])?)
            .map_err(|error| wrong(&error.to_string()))?;
        let kind = char::from(header[156]);
        let content = content(archive, size)?;
        match kind {
            'x' => longer.read_pax(&content),
            'L' => longer.path = Some(text(&content)),
            'K' => longer.link = Some(text(&content)),
            'g' => {}
            _ => {
                let (path, link) = (longer.path.take(), longer.link.take());
                let path = path.unwrap_or_else(|| name(&header));
                let entry = Entry {
                    kind: if kind == '\0' { '0' } else { kind },
                    mode: number(&header[100..108])?,
                    owner: (number(&header[108..116])?, number(&header[116..124])?),
                    link: link.unwrap_or_else(|| text(&header[157..257])),
                    digest: hmac_sha256::Hash::hash(&content),
                };
                entries
                    .insert(path.trim_end_matches('/').trim_start_matches("./").to_owned(), entry);
            }
        }
    }
}

/// Names that do not fit into a header.
#[derive(Default)]
struct Longer {
    path: Option<String>,
    link: Option<String>,
}

impl Longer {
    /// Records of the form `length key=value`.
    fn read_pax(&mut self, content: &[u8]) {
        let mut rest = content;
        while let Some(blank) = rest.iter().position(|byte| *byte == b' ') {
            let length = std::str::from_utf8(&rest[..blank])
                .ok()
                .and_then(|length| length.parse::<usize>().ok());
            let Some(record) =
                length.and_then(|length| rest.get(blank + 1..length.saturating_sub(1)))
            else {
                return;
            };
            if let Some((key, value)) = text(record).split_once('=') {
                match key {
                    "path" => self.path = Some(value.to_owned()),
                    "linkpath" => self.link = Some(value.to_owned()),
                    _ => {}
                }
            }
            rest = rest.get(length.unwrap_or(rest.len())..).unwrap_or_default();
        }
    }
}

fn fill(archive: &mut impl Read, buffer: &mut [u8]) -> Result<bool> {
    let mut at = 0;
    while at < buffer.len() {
        match archive.read(&mut buffer[at..]) {
            Ok(0) if at == 0 => return Ok(false),
            Ok(0) => return Err(wrong("it ends in the middle")),
            Ok(count) => at += count,
            Err(error) => return Err(wrong(&error.to_string())),
        }
    }
    Ok(true)
}

fn content(archive: &mut impl Read, size: usize) -> Result<Vec<u8>> {
    let mut content = vec![0; size.div_ceil(BLOCK) * BLOCK];
    if size > 0 && !fill(archive, &mut content)? {
        return Err(wrong("it ends in the middle"));
    }
    content.truncate(size);
    Ok(content)
}

/// An octal number, or a binary one where the first bit is set.
fn number(field: &[u8]) -> Result<u64> {
    if field[0] & 0x80 != 0 {
        return Ok(field[1..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
    }
    let digits = text(field);
    let digits = digits.trim();
    if digits.is_empty() {
        Ok(0)
    } else {
        u64::from_str_radix(digits, 8).map_err(|error| wrong(&error.to_string()))
    }
}

fn text(field: &[u8]) -> String {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

fn name(header: &[u8; BLOCK]) -> String {
    let (name, prefix) = (text(&header[..100]), text(&header[345..500]));
    let is_ustar = &header[257..262] == b"ustar" && header[262] == 0;
    if is_ustar && !prefix.is_empty() { format!("{prefix}/{name}") } else { name }
}

fn wrong(what: &str) -> Failure {
    Failure::new(format!("the container's files: {what}"))
}
