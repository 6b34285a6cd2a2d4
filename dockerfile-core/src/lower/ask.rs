//! Questions of steps to the stage that they are lowered into: its base and user, where files go,
//! and whether a value is good. A value that fails its check is reported where it is asked for, and
//! the answer is `None`.

use std::rc::Rc;

use super::end::BaseUser;
use super::run::StepUser;
use super::stage::StageLowering;
use crate::declare::family::FamilyKind;
use crate::declare::given::{Given, GivenOwner};
use crate::declare::steps::origin::Origin;
use crate::program::dialect::Dialect;
use crate::program::fault::Wrong;
use crate::program::instruction::Owner;
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::{ContextSource, Fetch, Fetched, Who};
use crate::value::{AbsPath, Invalid, Kind, StageName, Value};

impl StageLowering<'_> {
    pub(super) fn family(&self) -> FamilyKind {
        self.family
    }

    /// The base image of the stage, also if other stages are between; `None` for `scratch`.
    pub(super) fn base(&self) -> Option<String> {
        self.all.base_of(&self.from)
    }

    pub(super) fn phase(&self) -> Phase {
        self.phase
    }

    /// The place that declares the line which is being lowered.
    pub(super) fn at(&self) -> Place {
        self.at
    }

    pub(super) fn is_out_of_order(&self) -> bool {
        self.reason.is_some()
    }

    /// The user that the stage declares; reports `nobody` where it declares none.
    pub(super) fn declared_user(&mut self, nobody: Wrong, at: Place) -> Option<Owner> {
        match self.state.who {
            Some(Who::User(owner)) => Some(owner),
            Some(Who::Invalid) => None,
            _ => {
                self.complain(nobody, at);
                None
            }
        }
    }

    /// The user of a step that is not root's: the one that the stage declares, or its base's own.
    pub(super) fn user_of_step(&mut self, at: Place) -> Option<StepUser> {
        match (self.state.who, self.state.base_user) {
            (Some(Who::Base), BaseUser::NotRoot) if !self.state.as_given.user => {
                Some(StepUser::Base)
            }
            _ => self.declared_user(Wrong::NobodyToRunAs, at).map(StepUser::Owner),
        }
    }

    /// The owner of files, or none for root's. The outer `None` has been reported.
    pub(super) fn owner_of_files(
        &mut self,
        writable: bool,
        owner: Option<GivenOwner>,
        at: Place,
    ) -> Option<Option<Owner>> {
        match owner {
            Some(owner) if writable => {
                self.complain(Wrong::TwoOwners, owner.user.at);
                None
            }
            Some(owner) => self.owner(owner).map(Some),
            None if writable => self.declared_user(Wrong::NobodyToWrite, at).map(Some),
            None => Some(None),
        }
    }

    /// A user and a group, which may be root's.
    pub(super) fn owner(&mut self, given: GivenOwner) -> Option<Owner> {
        self.all.owner(given)
    }

    /// Whether a program that is not root's reads what is copied here.
    pub(super) fn runs_as_somebody(&self) -> bool {
        let is_known = self.state.base_user == BaseUser::NotRoot;
        let is_somebody = match self.state.who {
            Some(Who::User(_)) => true,
            Some(Who::Base) => is_known,
            _ => false,
        };
        self.target && is_somebody
    }

    /// The stage's WORKDIR, for a source that names no target; reports that there is none.
    pub(super) fn workdir_for(&mut self, source: &Given) -> Option<AbsPath> {
        if self.state.home.is_none() {
            self.complain(Wrong::NoWorkdir { source: source.text.clone() }, source.at);
        }
        self.state.home.clone()
    }

    /// The target of a file of the context that names none: its path below the WORKDIR.
    pub(super) fn default_target(&mut self, source: &Given) -> Option<String> {
        let home = self.workdir_for(source)?;
        Some(format!("{}/{}", home.as_str().trim_end_matches('/'), source.text))
    }

    /// The name for `--from`; `None` is a wrong one, which has been reported.
    pub(super) fn origin(&mut self, origin: &Origin) -> Option<StageName> {
        match origin {
            Origin::Stage(node) => {
                self.all.known.get(&Rc::as_ptr(node)).map(|(name, _)| name.clone())
            }
            Origin::Image(image, platform) => self.all.import(image, platform, self.at),
            Origin::Context(given) => {
                let name = self.value_of::<StageName>(given, Kind::ContextName)?;
                if self.all.names.contains(name.as_str()) {
                    self.complain(Wrong::ContextIsAStage { name: given.text.clone() }, given.at);
                    return None;
                }
                Some(name)
            }
        }
    }

    /// Notes a way out, and prints below FROM what is out of the ordinary and why.
    pub(super) fn remark(&mut self, way_out: &'static str, what: &str, why: &Given) -> Option<()> {
        self.way_out(way_out);
        let why = self.text(why, Kind::Reason)?;
        let remark = format!("{what}: {why}");
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
        Some(())
    }

    /// Notes packages that the distribution is asked for.
    pub(super) fn has_packages(&mut self, names: impl Iterator<Item = String>) {
        self.state.packages.extend(names);
    }

    pub(super) fn source(&mut self, source: ContextSource) {
        self.all.program.sources.push(source);
    }

    /// Notes a download, about whose origin and checksum a policy may ask.
    pub(super) fn fetch(&mut self, of: Fetched, is_checked: bool) {
        self.all.program.fetches.push(Fetch { of, is_checked, at: self.at });
    }

    /// Notes that a rule is left by a way out, which a policy may not allow.
    pub(super) fn way_out(&mut self, name: &'static str) {
        self.all.program.ways_out.push((name, self.at));
    }

    /// Allows a rule of hadolint that the user's own text breaks, and notes it as a way out, which
    /// a policy may not allow.
    pub(super) fn tell(&mut self, rule: &'static str, why: &str, at: Place) {
        self.all.program.ways_out.push(("linter_rule", at));
        self.allow(rule, why.to_owned());
    }

    /// The newest syntax that may be used.
    pub(super) fn dialect(&self) -> Dialect {
        self.all.dialect
    }

    /// The id of users who are given none.
    pub(super) fn user_id(&self) -> u32 {
        self.all.user_id
    }

    pub(super) fn allow(&mut self, rule: &'static str, why: String) {
        self.all.allow(rule, why);
    }

    pub(super) fn value<V: Value>(&mut self, given: &Given) -> Option<V> {
        self.all.value(given)
    }

    /// A value that passes the check of another kind than its type's.
    pub(super) fn value_of<V: Value>(&mut self, given: &Given, kind: Kind) -> Option<V> {
        self.all.text(given, kind).map(V::trusted)
    }

    /// A value that may be left out; the outer `None` has been reported.
    pub(super) fn optional<V: Value>(&mut self, given: Option<&Given>) -> Option<Option<V>> {
        match given {
            Some(given) => self.value(given).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn text(&mut self, given: &Given, kind: Kind) -> Option<String> {
        self.all.text(given, kind)
    }

    /// A text that may be left out; the outer `None` has been reported.
    pub(super) fn optional_text(
        &mut self,
        given: Option<&Given>,
        kind: Kind,
    ) -> Option<Option<String>> {
        match given {
            Some(given) => self.text(given, kind).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn number(&mut self, number: u32, kind: Kind, at: Place) -> Option<u32> {
        self.all.number(number, kind, at)
    }

    pub(super) fn checked<T>(
        &mut self,
        value: Result<T, Invalid>,
        at: Place,
        shown: &dyn ToString,
    ) -> Option<T> {
        self.all.checked(value, at, shown)
    }

    /// Checks a computed text; `None` has been reported.
    pub(super) fn check(&mut self, text: &str, kind: Kind, at: Place) -> Option<()> {
        self.all.check(text, kind, at).then_some(())
    }

    /// Checks that no URL in a text carries a credential; `None` has been reported.
    pub(super) fn check_urls(&mut self, text: &str, kind: Kind, at: Place) -> Option<()> {
        let checked = kind.check_urls(text);
        checked.map_err(|rule| self.all.bad_value(rule, text.to_owned(), at)).ok()
    }

    pub(super) fn complain(&mut self, wrong: Wrong, at: Place) {
        self.all.complain(wrong, at);
    }
}
