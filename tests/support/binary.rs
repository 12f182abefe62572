//! Which file is tested, and what it can do.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The program under test: `TEST_BINARY` when set, else the one that cargo built.
pub(crate) fn binary() -> PathBuf {
    let path = env::var_os("TEST_BINARY")
        .map_or_else(|| env!("CARGO_BIN_EXE_probelet").into(), PathBuf::from);
    fs::canonicalize(&path)
        .unwrap_or_else(|error| panic!("program under test {}: {error}", path.display()))
}

/// What goes in front of the program when it is built for another machine, such as a qemu.
pub(crate) fn runner() -> Vec<String> {
    let cargo = || {
        env::vars()
            .find(|(name, _)| name.starts_with("CARGO_TARGET_") && name.ends_with("_RUNNER"))
            .map(|(_, value)| value)
    };
    let runner = env::var("TEST_RUNNER").ok().or_else(cargo);
    runner
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Whether the program runs on a processor that it was not built for, where neither its speed nor
/// its system calls are its own.
pub(crate) fn is_emulated() -> bool {
    !runner().is_empty()
}

/// The text of `--version`, read once.
pub(crate) fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut words = runner();
        words.push(binary().to_string_lossy().into_owned());
        let output = Command::new(&words[0])
            .args(&words[1..])
            .arg("--version")
            .output()
            .expect("the program under test can be started");
        assert!(output.status.success(), "--version failed: {output:?}");
        String::from_utf8(output.stdout).expect("--version prints UTF-8")
    })
}

/// Whether the program under test is the flavour with TLS.
pub(crate) fn has_tls() -> bool {
    version().contains("rustls")
}

/// Whether the program under test makes gRPC health checks.
pub(crate) fn has_grpc() -> bool {
    let version = version();
    let features = version
        .lines()
        .find_map(|line| line.strip_prefix("features: "));
    features.is_some_and(|features| features.split(' ').any(|it| it == "grpc"))
}

/// Whether the program under test is a static musl file, which is what ships.
///
/// Read from the ELF program headers: a dynamic file names its interpreter.
pub(crate) fn is_static() -> bool {
    let file = fs::read(binary()).expect("the program under test can be read");
    let interpreters: [&[u8]; 3] = [b"/ld-linux", b"/ld64.so", b"/ld-musl"];
    let head = &file[..file.len().min(4096)];
    !interpreters
        .iter()
        .any(|name| head.windows(name.len()).any(|window| window == *name))
}

/// Whether the program under test reads numbers the other way round than this machine's kernel writes
/// them: /proc/net holds addresses in the kernel's own order, and an emulator shows them as they are.
pub(crate) fn reads_backwards() -> bool {
    let file = fs::read(binary()).expect("the program under test can be read");
    // The byte of its ELF header that says so.
    (file[5] == 2) != cfg!(target_endian = "big")
}
