//! The Kubernetes manifests under `podman kube play`.

use std::fs;

use crate::compose::replaced;
use crate::dockerfiles::example;
use crate::engine::{engine, succeed};
use crate::podman::Podman;
use crate::support::skip;

#[test]
fn a_deployment_with_probelet_in_its_image_is_healthy_and_then_not() {
    let Some(engine) = engine() else { return };
    let Some(podman) = Podman::find(engine) else {
        return;
    };
    let Some(base) = podman.busybox() else { return };
    podman.build_example("alpine.Dockerfile", &base, "registry.example.com/app:1");
    let manifest = fs::read_to_string(example("kubernetes.yaml")).expect("it is there");
    podman.play(&manifest);
    podman.shows_health("-app", "/probelet");
}

#[test]
fn a_deployment_with_an_init_container_is_healthy_and_then_not() {
    let Some(engine) = engine() else { return };
    let Some(podman) = Podman::find(engine) else {
        return;
    };
    let Some(base) = podman.busybox() else { return };
    podman.build_theirs(&base);
    let manifest = example("kubernetes-init-container.yaml");
    let manifest = fs::read_to_string(manifest).expect("it is there");
    // Podman before 4.6 starts even an init container that has ended again and again under Always.
    podman.play(&replaced(&manifest, "Policy: Always", "Policy: OnFailure"));
    podman.shows_health("-theirs", "/shared/probelet");
}

#[test]
fn a_deployment_with_an_image_volume_is_healthy_and_then_not() {
    let Some(engine) = engine() else { return };
    let Some(podman) = Podman::find(engine) else {
        return;
    };
    if podman.version() < (5, 0) {
        skip("image volumes, which Podman 4 does not play");
        return;
    }
    podman.build_theirs("scratch");
    let manifest = example("kubernetes-image-volume.yaml");
    podman.play(&fs::read_to_string(manifest).expect("it is there"));
    podman.shows_health("-theirs", "/shared/probelet");
}

#[test]
fn an_http_probe_is_a_line_with_curl_which_probelet_can_be() {
    let Some(engine) = engine() else { return };
    let Some(podman) = Podman::find(engine) else {
        return;
    };
    let Some(base) = podman.busybox() else { return };
    let probelet = "COPY --from=registry.example.com/probelet:0.1 /probelet /usr/bin/curl";
    podman.build_theirs(&format!("{base}\n{probelet}"));
    podman.play(HTTP_PROBE);
    let test = "{{json .Config.Healthcheck.Test}}";
    let test = succeed(&mut podman.command(&["inspect", "--format", test, "theirs-app"]));
    let curl = r#"["CMD-SHELL","curl","-f","http://"#;
    assert!(test.starts_with(curl), "{test}");
    podman.shows_health("-app", "curl");
}

/// A pod with the kind of probe that Podman makes a line for `/bin/sh` of.
const HTTP_PROBE: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: theirs
spec:
  containers:
    - name: app
      image: registry.example.com/theirs:1
      env:
        - name: PORT
          value: \"8080\"
      livenessProbe:
        httpGet:
          path: /health
          port: 8080
";
