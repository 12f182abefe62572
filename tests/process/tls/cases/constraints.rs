//! Name constraints in an intermediate and in the root.

use super::super::recipe::{CONSTRAINTS, Extension, attribute, rdn, tlv};
use super::{Case, Forge, usual};

/// The bases of subtrees.
type Bases = Vec<Vec<u8>>;

impl Forge {
    /// Name constraints in an intermediate and in the root.
    pub(super) fn constrained(&self) -> Vec<Case> {
        let dns = |text: &str| tlv(0x82, text);
        let directory = |name: Vec<u8>| tlv(0xa4, tlv(0x30, name));
        let inc = || attribute(b"\x55\x04\x0a", 0x0c, "Inc");
        let rows: Vec<(&str, Bases, Bases)> = vec![
            ("its name", vec![dns("localhost")], vec![]),
            ("its name in capitals", vec![dns("LOCALHOST")], vec![]),
            ("every name", vec![dns("")], vec![]),
            ("another name", vec![dns("example")], vec![]),
            ("names below it", vec![dns(".localhost")], vec![]),
            (
                "its name or another",
                vec![dns("example"), dns("localhost")],
                vec![],
            ),
            ("not its name", vec![], vec![dns("localhost")]),
            ("not another name", vec![], vec![dns("example")]),
            ("not the end of its name", vec![], vec![dns("host")]),
            ("no name at all", vec![], vec![dns("")]),
            (
                "an address that it has not",
                vec![tlv(0x87, [10, 0, 0, 0, 255, 0, 0, 0])],
                vec![],
            ),
            ("a directory", vec![directory(inc())], vec![]),
            (
                "another directory",
                vec![directory(rdn(0x0c, "Other"))],
                vec![],
            ),
            ("not its directory", vec![], vec![directory(inc())]),
            (
                "not another directory",
                vec![],
                vec![directory(rdn(0x0c, "Other"))],
            ),
            (
                "the root of directories",
                vec![directory(Vec::new())],
                vec![],
            ),
            ("a mail address", vec![tlv(0x81, "example")], vec![]),
            ("a URI", vec![tlv(0x86, "example")], vec![]),
            ("a registered ID", vec![tlv(0x88, [0x2a, 3])], vec![]),
            ("nothing", vec![], vec![]),
        ];
        let mut cases = Vec::new();
        for (name, permitted, excluded) in rows {
            let subtrees = |tag: u8, bases: &[Vec<u8>]| {
                let all: Vec<_> = bases.iter().map(|base| tlv(0x30, base)).collect();
                if all.is_empty() {
                    Vec::new()
                } else {
                    tlv(tag, all.concat())
                }
            };
            let value = [subtrees(0xa0, &permitted), subtrees(0xa1, &excluded)].concat();
            for (place, index) in [("intermediate", 1), ("root", 2)] {
                let mut recipes = usual();
                recipes[0].subject = [inc(), rdn(0x0c, "localhost")].concat();
                recipes[1].subject = [inc(), rdn(0x0c, "Middle")].concat();
                let constraints = Extension::new(CONSTRAINTS, true, tlv(0x30, &value));
                recipes[index] = recipes[index].clone().with(constraints);
                let name = format!("{place} permits: {name}");
                cases.push(self.case(name, "localhost", &recipes));
            }
        }
        let bounded = [tlv(0x82, "localhost"), tlv(0x80, [1])].concat();
        for (name, subtrees) in [
            ("a minimum", tlv(0xa0, tlv(0x30, bounded))),
            ("garbage", vec![0xa0, 9, 1]),
        ] {
            let mut recipes = usual();
            let constraints = Extension::new(CONSTRAINTS, true, tlv(0x30, subtrees));
            recipes[1] = recipes[1].clone().with(constraints);
            cases.push(self.case(
                format!("intermediate permits: {name}"),
                "localhost",
                &recipes,
            ));
        }
        cases
    }
}
