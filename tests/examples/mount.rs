//! The image of probelet as a mount, for an image that does not hold it.

use crate::engine::{engine, succeed};
use crate::podman::Podman;

#[test]
fn podman_mounts_the_image_of_probelet_into_another() {
    let Some(engine) = engine() else { return };
    let Some(podman) = Podman::find(engine) else {
        return;
    };
    podman.build_theirs("scratch");
    let mount = "--mount=type=image,source=registry.example.com/probelet:0.1,destination=/shared";
    let run = ["run", "--detach", "--name=theirs", "--network=none", mount];
    let check =
        r#"--health-cmd=["/shared/probelet", "-m", "3s", "http://localhost:${PORT}/health"]"#;
    let options = ["--env=PORT=8080", check, "registry.example.com/theirs:1"];
    succeed(podman.command(&run).args(options));
    podman.checked("theirs", true);
    podman.turn_bad("theirs", "/shared/probelet");
    podman.checked("theirs", false);
}
