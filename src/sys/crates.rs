//! The list of crates that scanners look for in a program, in the form of cargo-auditable.
//! `scripts/crates.py` writes it; only the static files are made of these crates.

#![cfg(target_env = "musl")]

/// The list, in the section where scanners look.
#[cfg(feature = "tls")]
#[expect(unsafe_code, reason = "names a section that nothing else uses")]
#[used]
#[unsafe(link_section = ".dep-v0")]
static CRATES: [u8; include_bytes!("crates-tls.zlib").len()] = *include_bytes!("crates-tls.zlib");

/// The list, in the section where scanners look.
#[cfg(not(feature = "tls"))]
#[expect(unsafe_code, reason = "names a section that nothing else uses")]
#[used]
#[unsafe(link_section = ".dep-v0")]
static CRATES: [u8; include_bytes!("crates-plain.zlib").len()] =
    *include_bytes!("crates-plain.zlib");
