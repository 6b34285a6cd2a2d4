//! What a builder takes of a path of a build context: files as they are, links as links, and the
//! folders that they are in.

use std::rc::Rc;

use super::let_in::{Decided, LetIn};
use super::survey;
use crate::declare::disk::{Node, Tree};
use crate::program::input::Input;
use crate::program::unread::Unread;
use crate::value::path::{below, normal};

impl Tree {
    /// What a builder takes of a path as far as the ignore file lets it in; nothing if nothing is
    /// there.
    pub(crate) fn taken(&self, path: &str, let_in: &LetIn) -> Result<Vec<Input>, Unread> {
        let leads_out = || Unread::LeadsOut { path: path.to_owned(), named_by: None };
        let said = normal(path).ok_or_else(leads_out)?;
        let mut links = survey::way(&self.root, &said).ok_or_else(leads_out)?;
        let end = links.pop().unwrap_or(said);
        let mut taken = vec![];
        for link in &links {
            if let Node::Link { target } = &*self.node(link)? {
                taken.push(Input::Link { path: link.clone(), target: target.clone() });
            }
        }
        self.take(&end, let_in.on(&end), let_in, &mut taken)?;
        Ok(taken)
    }

    fn take(
        &self,
        path: &str,
        decided: Decided,
        let_in: &LetIn,
        taken: &mut Vec<Input>,
    ) -> Result<(), Unread> {
        let is_in = let_in.has(decided);
        if !is_in && !let_in.reaches_below(path, decided) {
            return Ok(());
        }
        match &*self.node(path)? {
            Node::Folder { mode, names } => {
                let start = taken.len();
                // The context's root is not taken: a builder makes that folder.
                if !path.is_empty() {
                    taken.push(Input::Folder { path: path.to_owned(), mode: *mode });
                }
                let empty = taken.len();
                for name in names {
                    let inner = below(path, name);
                    self.take(&inner, let_in.deeper(decided, &inner), let_in, taken)?;
                }
                // A folder that is not let in itself is taken for what is in it.
                if !is_in && taken.len() == empty {
                    taken.truncate(start);
                }
            }
            Node::File { mode, digest } if is_in => {
                let digest = digest.get_or_init(|| survey::digest(&self.root, path)).clone()?;
                taken.push(Input::File { path: path.to_owned(), mode: *mode, digest });
            }
            Node::Link { target } if is_in => {
                taken.push(Input::Link { path: path.to_owned(), target: target.clone() });
            }
            Node::File { .. } | Node::Link { .. } | Node::Nothing => {}
        }
        Ok(())
    }

    /// What stands at a path; the disk is asked once.
    fn node(&self, path: &str) -> Result<Rc<Node>, Unread> {
        if let Some(node) = self.nodes.borrow().get(path) {
            return Ok(Rc::clone(node));
        }
        let node = Rc::new(survey::node(&self.root, path)?);
        self.nodes.borrow_mut().insert(path.to_owned(), Rc::clone(&node));
        Ok(node)
    }
}
