//! Chains with one thing that is different in each.

#[path = "cases/changes.rs"]
mod changes;
#[path = "cases/constraints.rs"]
mod constraints;
#[path = "cases/names.rs"]
mod names;
#[path = "cases/shapes.rs"]
mod shapes;

use rcgen::KeyPair;

use super::recipe::{Extension, Recipe, SAN, attribute, basic, purposes, tlv, usage};

use changes::changes;
use names::names;

/// One chain, and whom to trust.
pub(super) struct Case {
    /// What is different.
    pub(super) name: String,
    /// The host that is asked for.
    pub(super) host: &'static str,
    /// The certificates of the file.
    pub(super) file: Vec<Vec<u8>>,
    /// The chain that the server sends.
    pub(super) chain: Vec<Vec<u8>>,
    /// The key of the first.
    pub(super) key: String,
}

/// Every case.
pub(super) fn cases() -> Vec<Case> {
    let forge = Forge::new();
    let mut cases = Vec::new();
    for (name, change) in changes() {
        for (place, index) in [("leaf", 0), ("intermediate", 1), ("root", 2)] {
            let mut recipes = usual();
            recipes[index] = change(recipes[index].clone());
            cases.push(forge.case(format!("{place}: {name}"), "localhost", &recipes));
        }
    }
    for (name, host, names, cn) in names() {
        let mut recipes = usual();
        recipes[0] = Recipe::new(cn).with(purposes(&[1])).without(SAN);
        if cn.is_empty() {
            recipes[0].subject = attribute(b"\x55\x04\x0a", 0x0c, "Inc");
        }
        if let Some(names) = names {
            recipes[0] = recipes[0]
                .clone()
                .with(Extension::new(SAN, false, tlv(0x30, names)));
        }
        cases.push(forge.case(format!("names: {name}"), host, &recipes));
    }
    cases.extend(forge.constrained());
    cases.extend(forge.shapes());
    cases
}

/// Keys to sign with.
struct Forge {
    /// Leaf's first.
    keys: Vec<KeyPair>,
}

impl Forge {
    /// Makes the keys.
    fn new() -> Self {
        let key = || KeyPair::generate().expect("a key can be made");
        Self {
            keys: (0..45).map(|_| key()).collect(),
        }
    }

    /// Signs each recipe with the key of the next; the last one signs itself.
    fn chain(&self, recipes: &[Recipe]) -> Vec<Vec<u8>> {
        let last = recipes.len() - 1;
        let sign = |(index, recipe): (usize, &Recipe)| {
            let issuer = (index + 1).min(last);
            recipe.sign(
                &self.keys[index],
                &recipes[issuer].subject,
                &self.keys[issuer],
            )
        };
        recipes.iter().enumerate().map(sign).collect()
    }

    /// A server that sends all but the last, which is in the file.
    fn case(&self, name: String, host: &'static str, recipes: &[Recipe]) -> Case {
        let mut chain = self.chain(recipes);
        let file = chain.pop().into_iter().collect();
        self.made(name, host, file, chain)
    }

    /// A server that sends this chain.
    fn made(
        &self,
        name: String,
        host: &'static str,
        file: Vec<Vec<u8>>,
        chain: Vec<Vec<u8>>,
    ) -> Case {
        Case {
            name,
            host,
            file,
            chain,
            key: self.keys[0].serialize_pem(),
        }
    }
}

/// A leaf, an intermediate and a root that are as they should be.
fn usual() -> [Recipe; 3] {
    let names = Extension::new(SAN, false, tlv(0x30, tlv(0x82, "localhost")));
    let leaf = Recipe::new("localhost").with(names).with(purposes(&[1]));
    [leaf, authority("Middle"), authority("Root")]
}

/// A CA of this name.
fn authority(name: &str) -> Recipe {
    Recipe::new(name).with(basic(true, None)).with(usage(0x06))
}
