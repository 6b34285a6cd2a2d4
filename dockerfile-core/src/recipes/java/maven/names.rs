//! The modules that a manifest names, as far as that can be said: a property may stand for
//! anything.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Bound::{Included, Unbounded};

use super::pom::Pom;
use crate::program::unread::{JavaUnread, Unread};

/// The most comparisons of names; there are fewer wherever names begin differently.
const MOST: usize = 200_000;
/// The longest beginning of a name that is looked up; modules have shorter names.
const LONGEST: usize = 200;

/// A name, as far as it is written out.
#[derive(Clone, Copy)]
struct Name<'p> {
    /// The text up to the first property.
    fixed: &'p str,
    is_exact: bool,
}

#[derive(Clone, Copy)]
struct Module<'p> {
    file: &'p str,
    artifact: Name<'p>,
    group: Option<Name<'p>>,
}

/// Modules by what is written out of their names.
#[derive(Default)]
pub(super) struct Names<'p> {
    /// Modules whose names are written out.
    exact: BTreeMap<&'p str, Vec<Module<'p>>>,
    /// Modules in whose names a property stands.
    open: BTreeMap<&'p str, Vec<Module<'p>>>,
    compared: Cell<usize>,
}

impl<'p> Names<'p> {
    pub(super) fn of(modules: impl Iterator<Item = (&'p str, &'p Pom)>) -> Self {
        let mut names = Self::default();
        for (file, pom) in modules {
            let (artifact, group) = (Name::of(&pom.artifact), pom.group.as_deref().map(Name::of));
            let kind = if artifact.is_exact { &mut names.exact } else { &mut names.open };
            kind.entry(artifact.fixed).or_default().push(Module { file, artifact, group });
        }
        names
    }

    /// The files of modules that a manifest names, sorted.
    pub(super) fn needed_by(&self, file: &str, pom: &Pom) -> Result<Vec<&'p str>, Unread> {
        let mut needed = vec![];
        for asked in &pom.needs {
            let (artifact, group) =
                (Name::of(&asked.artifact), asked.group.as_deref().map(Name::of));
            let same = self.exact.get(artifact.fixed).filter(|_| artifact.is_exact);
            let exact = (!artifact.is_exact).then(|| alike(&self.exact, artifact.fixed));
            let exact = same.into_iter().flatten().chain(exact.into_iter().flatten());
            for module in exact.chain(alike(&self.open, artifact.fixed)) {
                self.compared.update(|compared| compared + 1);
                if self.compared.get() > MOST {
                    return Err(JavaUnread::Unclear { file: file.to_owned() }.into());
                }
                let group_may_be = group.zip(module.group).is_none_or(|(a, b)| a.may_be(b));
                if group_may_be && artifact.may_be(module.artifact) {
                    needed.push(module.file);
                }
            }
        }
        needed.sort_unstable();
        needed.dedup();
        Ok(needed)
    }
}

/// The modules whose names begin with a text, or are a beginning of it.
fn alike<'n, 'p>(
    modules: &'n BTreeMap<&'p str, Vec<Module<'p>>>,
    fixed: &'n str,
) -> impl Iterator<Item = &'n Module<'p>> {
    let longer = modules.range::<str, _>((Included(fixed), Unbounded));
    let longer = longer.take_while(move |(name, _)| name.starts_with(fixed)).map(|(_, it)| it);
    let beginnings = fixed.char_indices().take(if modules.is_empty() { 0 } else { LONGEST });
    let shorter = beginnings.filter_map(move |(at, _)| modules.get(&fixed[..at]));
    longer.chain(shorter).flatten()
}

impl<'p> Name<'p> {
    fn of(text: &'p str) -> Self {
        match text.split_once("${") {
            Some((fixed, _)) => Self { fixed, is_exact: false },
            None => Self { fixed: text, is_exact: true },
        }
    }

    /// Whether both may be the same, as far as they are written out.
    fn may_be(self, other: Name<'_>) -> bool {
        match self.is_exact && other.is_exact {
            true => self.fixed == other.fixed,
            false => self.fixed.starts_with(other.fixed) || other.fixed.starts_with(self.fixed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_property_may_be_anything() {
        let may_be = |a, b| Name::of(a).may_be(Name::of(b));
        assert!(may_be("core", "core") && !may_be("core", "core-x"));
        assert!(may_be("core_${scala}", "core_2.13") && !may_be("core_${scala}", "api"));
        assert!(may_be("${it}", "core") && may_be("core", "${it}"));
        assert!(may_be("co${a}", "core_${b}") && !may_be("core_${a}", "api_${b}"));
    }
}
