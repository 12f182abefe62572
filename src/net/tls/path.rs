//! From a server's certificate to an authority that is trusted.
//!
//! The rules are those of OpenSSL 3's `verify -purpose sslserver -partial_chain`, which curl uses.
//! Unlike OpenSSL this goes back and tries another issuer where two have the same name; the number
//! of signatures that it verifies is bounded, and it ends at the deadline.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::time::Instant;

use super::algorithm::{SignatureFault, verify};
use super::certificate::{Certificate, Key};
use super::constraint::permits;
use super::distinguished::{common_name, same};
use super::issuer::{Authority, defect};
use super::name::lone_cn;
use super::refusal::{Place, Reason, Refusal};
use super::roots::Roots;

/// A search for a path.
pub(super) struct Search<'a> {
    /// Whom to trust.
    roots: &'a Roots,
    /// What the server sent after its own certificate; `None` for one that cannot be parsed.
    served: &'a [Option<Certificate<'a>>],
    /// Now, in seconds since 1970.
    now: u64,
    /// When the search has to end.
    end: Instant,
    /// How many signatures may still be verified.
    budget: u32,
    /// The certificates from the server's own to the one whose issuer is sought, with their places.
    path: Vec<(Place, Certificate<'a>)>,
    /// Why the best path that was found is refused, or why the search was ended.
    blame: Option<Refusal>,
    /// The end of the longest path, and its length.
    deepest: (usize, Certificate<'a>),
}

impl<'a> Search<'a> {
    /// Prepares the search for a server's certificate.
    pub(super) fn new(
        leaf: Certificate<'a>,
        served: &'a [Option<Certificate<'a>>],
        roots: &'a Roots,
        (now, end): (u64, Instant),
    ) -> Self {
        Self {
            roots,
            served,
            now,
            end,
            budget: MAX_SIGNATURES,
            path: vec![(Place::Leaf, leaf)],
            blame: None,
            deepest: (0, leaf),
        }
    }

    /// Searches for a path; `Err` carries why there is none.
    pub(super) fn run(mut self) -> Result<(), Refusal> {
        match self.climb() {
            Some(true) => Ok(()),
            _ => Err(match self.blame.take() {
                Some(refusal) => refusal,
                None => self.unknown(),
            }),
        }
    }

    /// Looks for an issuer of the path's last certificate, and for one of that, to an authority;
    /// `None` when the search has to end.
    fn climb(&mut self) -> Option<bool> {
        let &(_, child) = self.path.last()?;
        if self.path.len() > self.deepest.0 {
            self.deepest = (self.path.len(), child);
        }
        for authority in self.roots.named(child.issuer) {
            if self.vouches(&authority)? {
                return Some(true);
            }
        }
        for (index, served) in self.served.iter().enumerate() {
            let Some(issuer) = served.filter(|it| same(it.subject, child.issuer)) else {
                continue;
            };
            if self.path.iter().any(|(_, it)| it.der == issuer.der) {
                continue;
            }
            let place = Place::Served(index.saturating_add(1));
            if !self.has_signed(&issuer, place)? {
                continue;
            }
            self.path.push((place, issuer));
            if self.climb()? {
                return Some(true);
            }
            self.path.pop();
        }
        Some(false)
    }

    /// Reports whether an authority of the right name vouches for the path.
    fn vouches(&mut self, authority: &Authority<'a>) -> Option<bool> {
        let fit = match &authority.certificate {
            Some(certificate) => self.has_signed(certificate, Place::File)?,
            None => self.is_signed(&authority.key, None)?,
        };
        if !fit {
            return Some(false);
        }
        if authority.marked == Some(false) {
            self.blame(Place::File, authority.subject, Reason::Distrusted);
            return Some(false);
        }
        if let Some(certificate) = &authority.certificate
            && authority.marked.is_none()
            && !certificate.is_for_servers()
        {
            self.blame(Place::File, authority.subject, Reason::Purpose);
            return Some(false);
        }
        Some(self.is_permitted(authority))
    }

    /// Reports whether a certificate has signed the path's last one, and was allowed to.
    fn has_signed(&mut self, issuer: &Certificate<'a>, place: Place) -> Option<bool> {
        let &(_, child) = self.path.last()?;
        // OpenSSL passes over an issuer whose key is another than the one that is named.
        if let (Some(wanted), Some(found)) = (
            child.extensions.authority_key,
            issuer.extensions.subject_key,
        ) && wanted != found
        {
            if place == Place::File {
                self.forged();
            }
            return Some(false);
        }
        if !self.is_signed(&issuer.key, Some(place))? {
            return Some(false);
        }
        let intermediates = self.path.iter().skip(1);
        let intermediates = intermediates.filter(|(_, it)| !it.is_self_issued()).count();
        match defect(issuer, place, intermediates, self.now) {
            None => Some(true),
            Some(reason) => {
                self.blame(place, issuer.subject, reason);
                Some(false)
            }
        }
    }

    /// Reports whether a key has signed the path's last certificate; `place` is that of the key's
    /// certificate.
    fn is_signed(&mut self, key: &Key<'a>, place: Option<Place>) -> Option<bool> {
        let &(child_place, child) = self.path.last()?;
        let left = self.budget.checked_sub(1);
        let stop = match left {
            _ if Instant::now() >= self.end => Some(Reason::Late),
            None => Some(Reason::Tangled),
            Some(left) => {
                self.budget = left;
                None
            }
        };
        if let Some(reason) = stop {
            let name = common_name(child.subject).to_vec();
            let refusal = Refusal::new(Place::Chain(self.served.len()), name, reason);
            self.blame = Some(refusal);
            return None;
        }
        match verify(&child, key) {
            Ok(()) => return Some(true),
            Err(SignatureFault::Forged) if matches!(place, Some(Place::Served(_))) => {}
            Err(SignatureFault::Forged) => self.forged(),
            Err(SignatureFault::Signature(algorithm)) => {
                self.blame(child_place, child.subject, Reason::Signature(algorithm));
            }
            Err(SignatureFault::Key(algorithm)) => {
                let place = place.unwrap_or(Place::File);
                self.blame(place, child.issuer, Reason::Key(algorithm));
            }
        }
        Some(false)
    }

    /// Reports whether the constraints of every authority on the path permit what is below it.
    fn is_permitted(&mut self, authority: &Authority<'a>) -> bool {
        for (depth, (place, certificate)) in self.path.iter().enumerate() {
            // Name constraints do not apply to self-issued authorities (RFC 5280, 4.2.1.10).
            if depth > 0 && certificate.is_self_issued() {
                continue;
            }
            let cn = lone_cn(certificate).filter(|_| depth == 0);
            let above = self.path.iter().skip(depth.saturating_add(1));
            let above = above.filter_map(|(_, it)| it.extensions.constraints);
            if !above
                .chain(authority.constraints)
                .all(|constraints| permits(constraints, certificate, cn))
            {
                let (place, subject) = (*place, certificate.subject);
                self.blame(place, subject, Reason::Constraint);
                return false;
            }
        }
        true
    }

    /// Notes why a path is refused; the first reason counts, unless that was `Forged`.
    fn blame(&mut self, place: Place, name: &[u8], reason: Reason) {
        if self
            .blame
            .as_ref()
            .is_none_or(|it| it.reason == Reason::Forged)
        {
            let name = common_name(name).to_vec();
            self.blame = Some(Refusal::new(place, name, reason));
        }
    }

    /// Notes that a trusted authority of the right name did not sign a certificate.
    fn forged(&mut self) {
        let Some(&(place, child)) = self.path.last() else {
            return;
        };
        // A self-signed certificate claims no other issuer.
        let is_own = self.path.len() == 1 && child.is_self_issued();
        if self.blame.is_none() && !is_own {
            let name = common_name(child.issuer).to_vec();
            self.blame = Some(Refusal::new(place, name, Reason::Forged));
        }
    }

    /// Returns the refusal of a path that ends at an unknown issuer.
    fn unknown(&self) -> Refusal {
        let (length, last) = self.deepest;
        let reason = if length == 1 && last.is_self_issued() {
            Reason::SelfSigned
        } else {
            Reason::Issuer {
                alone: self.served.is_empty(),
            }
        };
        Refusal::new(Place::Leaf, common_name(last.issuer).to_vec(), reason)
    }
}

/// How many signatures are verified for one chain.
const MAX_SIGNATURES: u32 = 32;
