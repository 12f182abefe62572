//! Chains of other shapes.

use super::super::recipe::basic;
use super::{Case, Forge, authority, usual};

impl Forge {
    /// Chains of other shapes.
    pub(super) fn shapes(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        let mut add = |name: &str, file: Vec<Vec<u8>>, chain: Vec<Vec<u8>>| {
            cases.push(self.made(format!("shape: {name}"), "localhost", file, chain));
        };
        let [leaf, middle, root] = usual();
        let all = self.chain(&[leaf.clone(), middle.clone(), root.clone()]);
        let [l, m, r] = [0, 1, 2].map(|index| all[index].clone());
        add(
            "with its root",
            vec![r.clone()],
            vec![l.clone(), m.clone(), r.clone()],
        );
        add("without its intermediate", vec![r.clone()], vec![l.clone()]);
        add("intermediate in the file", vec![m.clone()], vec![l.clone()]);
        add(
            "intermediate and root in the file",
            vec![r.clone(), m.clone()],
            vec![l.clone()],
        );
        add(
            "intermediate twice",
            vec![r.clone()],
            vec![l.clone(), m.clone(), m.clone()],
        );
        add(
            "leaf twice",
            vec![r.clone()],
            vec![l.clone(), l.clone(), m.clone()],
        );
        add(
            "root before the intermediate",
            vec![r.clone()],
            vec![l.clone(), r.clone(), m.clone()],
        );
        add("leaf in the file", vec![l.clone()], vec![l.clone()]);
        add(
            "leaf in the file, and sent with its chain",
            vec![l.clone()],
            all.clone(),
        );
        add(
            "something else in the file",
            vec![l.clone()],
            vec![m.clone()],
        );
        let other = root.sign(&self.keys[9], &root.subject, &self.keys[9]);
        add(
            "another root of that name",
            vec![other.clone()],
            vec![l.clone(), m.clone()],
        );
        add(
            "two roots of that name",
            vec![r.clone(), other.clone()],
            vec![l.clone(), m.clone()],
        );
        add(
            "two roots, the wrong one first",
            vec![other.clone(), r.clone()],
            vec![l.clone(), m.clone()],
        );
        let wrong = middle.sign(&self.keys[9], &root.subject, &self.keys[2]);
        add(
            "two intermediates of that name",
            vec![r.clone()],
            vec![l.clone(), m.clone(), wrong.clone()],
        );
        add(
            "two intermediates, the wrong one first",
            vec![r.clone()],
            vec![l.clone(), wrong, m.clone()],
        );
        let mut expired = middle.clone();
        expired.days = (-9, -2);
        let expired = expired.sign(&self.keys[1], &root.subject, &self.keys[2]);
        add(
            "an expired intermediate beside a good one",
            vec![r.clone()],
            vec![l.clone(), expired.clone(), m.clone()],
        );
        add(
            "a good intermediate beside an expired one",
            vec![r.clone()],
            vec![l.clone(), m.clone(), expired],
        );
        let own = leaf.sign(&self.keys[0], &leaf.subject, &self.keys[0]);
        add(
            "self-signed and in the file",
            vec![own.clone()],
            vec![own.clone()],
        );
        add(
            "self-signed and not in the file",
            vec![r.clone()],
            vec![own],
        );
        let strangers: Vec<_> = (10..40)
            .map(|it| {
                let recipe = authority(&format!("Stranger {it}"));
                recipe.sign(&self.keys[it], &recipe.subject, &self.keys[it])
            })
            .collect();
        let crowd = [vec![l.clone()], strangers, vec![m.clone()]].concat();
        add(
            "thirty that have nothing to do with it",
            vec![r.clone()],
            crowd,
        );
        let mut cut = m.clone();
        cut.truncate(60);
        add(
            "a malformed one at the end",
            vec![r.clone()],
            vec![l, m, cut],
        );
        for count in [0, 1, 2, 5, 7, 9, 12, 25] {
            let mut recipes = vec![leaf.clone()];
            recipes.extend((0..count).map(|it| authority(&format!("Middle {it}"))));
            recipes.push(root.clone());
            cases.push(self.case(
                format!("shape: {count} intermediates"),
                "localhost",
                &recipes,
            ));
        }
        for (most, count, same) in [
            (0, 1, false),
            (0, 2, false),
            (1, 2, false),
            (1, 3, false),
            (0, 3, true),
        ] {
            let name = |it: usize| {
                if same {
                    "Same".to_owned()
                } else {
                    format!("Middle {it}")
                }
            };
            let mut recipes = vec![leaf.clone()];
            recipes.extend((0..count).map(|it| authority(&name(it))));
            let last = recipes.len() - 1;
            recipes[last] = recipes[last].clone().with(basic(true, Some(most)));
            recipes.push(root.clone());
            let names = if same { "same-named " } else { "" };
            let name = format!("shape: {count} {names}intermediates under a pathlen of {most}");
            cases.push(self.case(name, "localhost", &recipes));
        }
        cases
    }
}
