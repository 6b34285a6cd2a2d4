//! Declared stages before lowering: their order, their names, and how often each image is used.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::shared::{Shared, reference};
use crate::declare::base::{External, GivenPlatform};
use crate::declare::stage::node::{Node, Start};
use crate::declare::steps::origin::Origin;
use crate::program::fault::Wrong;

/// The name of a stage that the user has not named.
pub(super) const UNNAMED: &str = "final";

/// All stages that the targets need, each after those that it starts from or copies from.
pub(super) fn in_build_order(targets: &[Rc<Node>]) -> Vec<Rc<Node>> {
    fn visit(node: &Rc<Node>, seen: &mut BTreeSet<*const Node>, order: &mut Vec<Rc<Node>>) {
        if !seen.insert(Rc::as_ptr(node)) {
            return;
        }
        if let Start::Stage(parent) = &node.from {
            visit(parent, seen, order);
        }
        for origin in node.lines.iter().flat_map(|line| line.step.origins()) {
            if let Origin::Stage(node) = origin {
                visit(node, seen, order);
            }
        }
        order.push(Rc::clone(node));
    }
    let (mut seen, mut order) = (BTreeSet::new(), vec![]);
    for target in targets {
        visit(target, &mut seen, &mut order);
    }
    order
}

pub(super) fn count_image(image: &External, platform: &GivenPlatform, shared: &mut Shared) {
    let name = reference(image);
    if let Some(track) = &image.track {
        let known = shared.tracks.entry(name.clone()).or_insert_with(|| track.clone());
        if known.text != track.text {
            let (image, first) = (name.clone(), known.at);
            shared.complain(Wrong::TwoTracks { image, first }, track.at);
        }
    }
    *shared.uses.entry((name, platform.declared())).or_default() += 1;
}

/// The name of a stage, whether or not the user has named it.
pub(super) fn name_of(node: &Node) -> String {
    node.name.as_ref().map_or(UNNAMED, |name| &name.text).to_owned()
}
