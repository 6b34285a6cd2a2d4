//! Draws that do not move each other: what one label gives depends on the seed and the label alone.
//! So a case stays the same case where one of its kinds is left out, and can be made smaller.

use std::collections::BTreeSet;

use crate::random::Random;

/// What decides, and what was decided.
pub(super) struct Draw {
    seed: u64,
    without: Vec<String>,
    /// What each that may have it has.
    with: Vec<String>,
    /// All that is out of the ordinary, such as `app: src/bin/x/main.rs`.
    pub(super) kinds: BTreeSet<String>,
}

impl Draw {
    pub(super) fn new(seed: u64, without: &[String]) -> Self {
        let (with, without): (Vec<_>, Vec<_>) =
            without.iter().cloned().partition(|kind| kind.starts_with('+'));
        let with = with.iter().map(|kind| kind.trim_start_matches('+').to_owned()).collect();
        Self { seed, without, with, kinds: BTreeSet::new() }
    }

    /// A number below another one.
    pub(super) fn number(&self, whose: &str, label: &str, below: usize) -> usize {
        let text = format!("{whose}/{label}");
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut random = Random((self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ hash) | 1);
        for _ in 0..3 {
            random.below(2);
        }
        // The lower bits of the first numbers are those of the seed.
        random.below(1 << 40) / 4096 % below
    }

    /// Whether something out of the ordinary is there, which so many of a hundred have.
    pub(super) fn has(&mut self, whose: &str, percent: usize, kind: &str) -> bool {
        let wanted = self.with.iter().any(|with| with == kind);
        (wanted || self.number(whose, kind, 100) < percent) && self.allow(whose, kind)
    }

    /// One of several kinds; `None` is the ordinary, which so many of a hundred have.
    pub(super) fn one_of<'a>(
        &mut self,
        whose: &str,
        label: &str,
        ordinary: usize,
        kinds: &[&'a str],
    ) -> Option<&'a str> {
        if let Some(kind) = kinds.iter().find(|kind| self.with.iter().any(|with| with == *kind)) {
            return self.allow(whose, kind).then_some(kind);
        }
        if self.number(whose, label, 100) < ordinary {
            return None;
        }
        let kind = kinds[self.number(whose, &format!("{label} of"), kinds.len())];
        self.allow(whose, kind).then_some(kind)
    }

    /// Notes a kind, unless it is left out: for this owner, or for all.
    fn allow(&mut self, whose: &str, kind: &str) -> bool {
        let whole = format!("{whose}: {kind}");
        let allowed = !self.without.iter().any(|left| *left == whole || left == kind);
        if allowed {
            self.kinds.insert(whole);
        }
        allowed
    }
}
