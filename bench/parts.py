#!/usr/bin/env python3
"""Builds dist/probelet without one part of TLS after the other, and writes down what each costs.

usage: parts.py SCRATCH_FOLDER >CSV    run it through scripts/parts.sh
"""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

CARGO = "Cargo.toml"
PROVIDER = "src/net/tls/provider.rs"
ROOTS = "src/net/tls/roots.rs"
TRUST = "src/net/tls/trust.rs"

# What is different, and what is replaced to make it so: file, old text, new text. The old text must
# be there, so that no row can stay behind when the code moves on.
PARTS = [
    ("as it ships", []),
    (
        "without Mozilla's roots",
        [(ROOTS, "bundled().filter(|it| same(it.subject, name)).collect()", "Vec::new()")],
    ),
    (
        "without TLS 1.2",
        [
            (CARGO, 'features = ["ring", "std", "tls12"], optional', 'features = ["ring", "std"], optional'),
            (PROVIDER, "    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,\n", ""),
            (PROVIDER, "    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,\n", ""),
            (PROVIDER, "            TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,\n", ""),
            (PROVIDER, "            TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,\n", ""),
            (PROVIDER, "            TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,\n", ""),
            (PROVIDER, "            TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,\n", ""),
        ],
    ),
    (
        "without the suites with AES-256-GCM",
        [
            (PROVIDER, "            TLS13_AES_256_GCM_SHA384,\n", ""),
            (PROVIDER, "            TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,\n", ""),
            (PROVIDER, "            TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,\n", ""),
        ],
    ),
    (
        "without client certificates",
        [
            (TRUST, "Some(text) => Some(identity(text, policy.key)?)", "Some(_) => None"),
            (PROVIDER, "any_supported_type(&key)", "{ let _ = key; Err(Error::General(String::new())) }"),
        ],
    ),
    (
        "without RSA signatures of servers",
        [
            (PROVIDER, f"        algorithm::RSA_{kind},\n", "")
            for kind in [f"PSS_2048_8192_SHA{bits}_LEGACY_KEY" for bits in (256, 384, 512)]
            + [f"PKCS1_2048_8192_SHA{bits}" for bits in (256, 384, 512)]
        ]
        + [
            (PROVIDER, f"            &[algorithm::RSA_{kind}],\n", "            &[],\n")
            for kind in [f"PSS_2048_8192_SHA{bits}_LEGACY_KEY" for bits in (256, 384, 512)]
            + [f"PKCS1_2048_8192_SHA{bits}" for bits in (256, 384, 512)]
        ],
    ),
    (
        "without P-384, key exchange and signatures",
        [
            (PROVIDER, "vec![X25519, SECP256R1, SECP384R1]", "vec![X25519, SECP256R1]"),
            (PROVIDER, "        algorithm::ECDSA_P384_SHA256,\n        algorithm::ECDSA_P384_SHA384,\n", ""),
            (PROVIDER, "&[algorithm::ECDSA_P384_SHA384, algorithm::ECDSA_P256_SHA384]", "&[algorithm::ECDSA_P256_SHA384]"),
            (PROVIDER, "&[algorithm::ECDSA_P256_SHA256, algorithm::ECDSA_P384_SHA256]", "&[algorithm::ECDSA_P256_SHA256]"),
        ],
    ),
    (
        "without Ed25519 signatures",
        [
            (PROVIDER, "        algorithm::ED25519,\n", ""),
            (PROVIDER, "        (SignatureScheme::ED25519, &[algorithm::ED25519]),\n", ""),
        ],
    ),
    ("without X25519 key exchange", [(PROVIDER, "vec![X25519, SECP256R1, SECP384R1]", "vec![SECP256R1, SECP384R1]")]),
    (
        "with ChaCha20-Poly1305, which is left out",
        [
            (PROVIDER, "            TLS13_AES_128_GCM_SHA256,\n", "            TLS13_AES_128_GCM_SHA256,\n            rustls::crypto::ring::cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,\n"),
        ],
    ),
]


def main(scratch: str) -> None:
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["part", "bytes"])
    for part, changes in PARTS:
        rows.writerow([part, size(Path(scratch), changes)])
        sys.stdout.flush()


def size(scratch: Path, changes: list[tuple[str, str, str]]) -> int:
    """Builds a copy of the tree with some text replaced; returns the bytes of dist/probelet."""
    house = scratch / "source"
    shutil.rmtree(house, ignore_errors=True)
    house.mkdir(parents=True)
    for name in ("src", "scripts", "tests", "examples"):
        shutil.copytree(name, house / name)
    for name in ("Cargo.toml", "Cargo.lock", "build.rs", "rust-toolchain.toml"):
        shutil.copy(name, house / name)
    for name, old, new in changes:
        file = house / name
        text = file.read_text()
        if old not in text:
            sys.exit(f"parts: {name} no longer holds {old!r}; mend PARTS")
        file.write_text(text.replace(old, new))
    build = subprocess.run(
        [str(house / "scripts/dist.sh")],
        env=os.environ | {"CARGO_TARGET_DIR": str((scratch / "target").absolute())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if build.returncode != 0:
        sys.exit(f"parts: no build:\n{build.stdout[-2000:]}")
    return (house / "dist/probelet").stat().st_size


if __name__ == "__main__":
    main(*sys.argv[1:])
