//! YAML, read into types of ours within bounds: a build script must not wait long, neither for a
//! file that was made to take long nor for the lock file of a large repository.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer as _, Error as _, IntoDeserializer as _,
    MapAccess, Visitor,
};
use serde_saphyr::{
    Budget, Error, Localizer, Location, Options, UserMessageFormatter, alias_limits, options,
};

use super::formats::{malformed, without_mark};
use crate::declare::disk::Tree;
use crate::program::unread::Unread;

/// The most bytes that are read: more than a file of settings has, and a debug build reads them in
/// less than a second.
const LONGEST: usize = 1 << 20;
/// The most keys and values that are read: more than a file of settings has. A debug build reads
/// some 50 of them in a millisecond.
const NODES: usize = 20_000;

impl Tree {
    /// A whole file of settings. An empty one gives the default.
    pub(super) fn yaml<T: DeserializeOwned + Default>(&self, file: &str) -> Result<T, Unread> {
        whole(file, &self.read(file)?)
    }

    /// The head of a lock file: what stands above the first key for which `ends` holds. What stands
    /// below is nearly all of the file, and would take a debug build seconds. The head is that of
    /// the file's last document: pnpm writes one of its own above the project's.
    pub(super) fn yaml_head<T: DeserializeOwned>(
        &self,
        file: &str,
        ends: impl Fn(&str) -> bool,
    ) -> Result<T, Unread> {
        head(file, &self.read(file)?, &ends, NODES)
    }

    /// The head of a lock file, as [`yaml_head`](Self::yaml_head) reads it, where it may be long:
    /// in a large workspace it holds what all members need.
    pub(super) fn yaml_long_head<T: DeserializeOwned>(
        &self,
        file: &str,
        ends: impl Fn(&str) -> bool,
    ) -> Result<T, Unread> {
        head(file, &self.read(file)?, &ends, 10 * NODES)
    }
}

fn whole<T: DeserializeOwned + Default>(file: &str, text: &str) -> Result<T, Unread> {
    let text = without_mark(text);
    if text.len() > LONGEST {
        return Err(malformed(file, None, "longer than 1 MiB, as no settings are"));
    }
    let read: Result<Option<T>, Error> = serde_saphyr::from_str_with_options(text, limits(NODES));
    read.map(Option::unwrap_or_default).map_err(|error| unread(file, &error, 0))
}

fn head<T: DeserializeOwned>(
    file: &str,
    text: &str,
    ends: &dyn Fn(&str) -> bool,
    nodes: usize,
) -> Result<T, Unread> {
    let (above, text) = last_document(without_mark(text));
    let start = start_of(text);
    let (mut found, ended) = (None, Cell::new(false));
    let visitor = HeadVisitor { ends, ended: &ended, found: &mut found };
    let read =
        serde_saphyr::with_deserializer_from_str_with_options(start, limits(nodes), |yaml| {
            yaml.deserialize_map(visitor)
        });
    match found {
        Some(found) if ended.get() => Ok(found),
        _ if start.len() < text.len() => {
            Err(malformed(file, None, "what stands above its packages is longer than 1 MiB"))
        }
        Some(found) => read.map(|()| found).map_err(|error| unread(file, &error, above)),
        None => Err(read.map_or_else(
            |error| unread(file, &error, above),
            |()| malformed(file, None, "it holds no table"),
        )),
    }
}

/// The limits of the parser, for hostile files. Of the words for truth only `true` and `false`
/// count, as in YAML 1.2.
fn limits(nodes: usize) -> Options {
    let mut budget = Budget::default();
    (budget.max_nodes, budget.max_events) = (nodes, 2 * nodes);
    budget.max_recorded_anchor_events = NODES;
    options! {
        with_snippet: false,
        strict_booleans: true,
        alias_limits: alias_limits! { max_total_replayed_events: NODES },
        budget: Some(budget),
    }
}

/// How many lines stand above the last document of a stream, and its text. A line of dashes parts
/// documents wherever it stands.
fn last_document(text: &str) -> (usize, &str) {
    let parts = |(at, _): &(usize, &str)| text[at + 4..].trim_start_matches('\r').starts_with('\n');
    match text.rmatch_indices("\n---").find(parts) {
        Some((at, _)) => (text[..=at].matches('\n').count(), &text[at + 1..]),
        None => (0, text),
    }
}

fn start_of(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn unread(file: &str, error: &Error, above: usize) -> Unread {
    let line = error.location().map(|place| place.line() as usize + above);
    let words = UserMessageFormatter.with_localizer(&Unplaced);
    malformed(file, line, &error.render_with_formatter(&words))
}

/// Leaves the line out of the parser's words: our errors say it themselves.
struct Unplaced;

impl Localizer for Unplaced {
    fn attach_location<'a>(&self, base: Cow<'a, str>, _place: Location) -> Cow<'a, str> {
        base
    }
}

// ---- the head --------------------------------------------------------------------------------

/// Reads a table up to a key, and stops by an error: after a success the deserializer would read
/// the rest of the file.
struct HeadVisitor<'h, T> {
    ends: &'h dyn Fn(&str) -> bool,
    ended: &'h Cell<bool>,
    found: &'h mut Option<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for HeadVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Self { ends, ended, found } = self;
        let head = Head { map, ends, ended };
        *found = Some(T::deserialize(MapAccessDeserializer::new(head))?);
        if ended.get() { Err(A::Error::custom("the head ends here")) } else { Ok(()) }
    }
}

struct Head<'h, A> {
    map: A,
    ends: &'h dyn Fn(&str) -> bool,
    ended: &'h Cell<bool>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Head<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Some(key) = self.map.next_key::<String>()? else { return Ok(None) };
        if (self.ends)(&key) {
            self.ended.set(true);
            return Ok(None);
        }
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
