//! What the engines that are not here would say to their examples.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::dockerfiles::example;
use crate::engine::project;
use crate::quadlet::keys;
use crate::support::{Probe, need, skip};
use crate::validator::{assert_valid, name, read, run, script, validator};

#[test]
fn every_check_is_one_that_probelet_takes_and_that_ends_before_its_engine_ends_it() {
    for file in examples() {
        let Some(checks) = checks(&name(&file)) else {
            return;
        };
        assert!(!checks.is_empty(), "{file:?} checks nothing");
        for Check { command, limit } in checks {
            assert!(command[0].ends_with("/probelet"), "{file:?}: {command:?}");
            let probe = Probe::new().env("PORT", "8080").env("HEARTBEAT", "/h");
            probe.arg("--explain").args(&command[1..]).run().exits(0);
            // A file is looked at, not waited for.
            if !command.iter().any(|word| word.starts_with("file:")) {
                let own = command.iter().position(|word| word == "-m");
                let own = own.and_then(|at| seconds(command.get(at + 1)?));
                let own = own.unwrap_or_else(|| panic!("{file:?}: {command:?} has no -m"));
                assert!(own < limit, "{file:?}: {command:?} within {limit:?}");
            }
        }
    }
}

#[test]
fn compose_takes_its_file() {
    if validator("check-jsonschema").is_none() {
        return;
    }
    let schema = || {
        let mut command = validator("check-jsonschema").expect("it was there");
        command.args(["--builtin-schema", "vendor.compose-spec"]);
        command
    };
    let faults = [
        ["start_interval:", "start_pause:"],
        ["service_healthy", "service_is_healthy"],
    ];
    assert_valid(schema, "compose.yaml", &faults);
    let fault = ["service_completed", "service_is_completed"];
    assert_valid(schema, "compose-install.yaml", &[fault]);
}

#[test]
fn kubernetes_takes_its_manifests() {
    if validator("kubernetes-validate").is_none() {
        return;
    }
    let schema = || {
        let mut command = validator("kubernetes-validate").expect("it was there");
        command.arg("--strict");
        command
    };
    for (file, fault) in [
        ("kubernetes.yaml", ["Seconds: 3\n", "Seconds: 3s\n"]),
        ("kubernetes-init-container.yaml", ["emptyDir:", "empty:"]),
        ("kubernetes-image-volume.yaml", ["reference:", "name:"]),
    ] {
        assert_valid(schema, file, &[fault]);
    }
}

#[test]
fn swarm_takes_its_stack() {
    let Some(docker) = need("docker") else { return };
    let config = || {
        let mut command = Command::new(&docker);
        command.args(["stack", "config", "--compose-file"]);
        command
    };
    let help = run(Command::new(&docker).args(["stack", "config", "--help"]));
    if !String::from_utf8_lossy(&help.stdout).contains("docker stack config") {
        skip("docker stack config comes with Docker's client 23");
        return;
    }
    let faults = [["start_period:", "start_pause:"], ["monitor:", "watch:"]];
    assert_valid(config, "stack.yaml", &faults);
}

#[test]
fn ecs_takes_its_task_definition() {
    if validator("python").is_none() {
        return;
    }
    let model = || script("ecs.py").expect("it was there");
    let file = "ecs-task-definition.json";
    let faults = [
        ["startPeriod", "start_period"],
        ["\"timeout\": 5", "\"timeout\": \"5\""],
    ];
    assert_valid(model, file, &faults);

    let Some(task) = read(file) else { return };
    let check = &task["containerDefinitions"][0]["healthCheck"];
    // What the model leaves to words: documented for every number.
    for (key, least, most) in [
        ("interval", 5, 300),
        ("retries", 1, 10),
        ("startPeriod", 0, 300),
        ("timeout", 2, 60),
    ] {
        let number = check[key].as_i64();
        assert!(
            number.is_some_and(|number| (least..=most).contains(&number)),
            "{key}: {number:?}"
        );
    }
}

#[test]
fn nomad_reads_a_script_check_whose_failure_is_critical() {
    let Some(job) = read("app.nomad.hcl") else {
        return;
    };
    let group = &job["job"][0]["app"]["group"][0]["app"];
    let service = &group["service"][0];
    let check = &service["check"][0];
    assert_eq!(service["provider"], "consul");
    assert_eq!(check["type"], "script");
    assert!(group["task"][0][check["task"].as_str().unwrap_or_default()].is_object());
    let arguments = strings(&check["args"]);
    let fail_code = arguments.iter().position(|word| word == "--fail-code");
    let fail_code = fail_code.and_then(|at| arguments[at + 1].parse().ok());
    assert!(fail_code > Some(1), "{arguments:?}");
    for key in ["interval", "timeout"] {
        let value = check[key].as_str().map(str::to_owned);
        assert!(seconds(&value.unwrap_or_default()) >= Some(Duration::from_secs(1)));
    }
}

/// One health check of an example.
struct Check {
    /// The program and its arguments, as it is started.
    command: Vec<String>,
    /// When the engine ends it.
    limit: Duration,
}

/// All examples of engines.
fn examples() -> Vec<PathBuf> {
    let folder = fs::read_dir(project("examples")).expect("it is there");
    let files = folder.map(|entry| entry.expect("it can be read").path());
    files
        .filter(|file| file.extension().is_some_and(|it| it != "rs"))
        .collect()
}

/// The checks of an example; `None` after saying loudly that it cannot be read.
#[track_caller]
fn checks(name: &str) -> Option<Vec<Check>> {
    let text = fs::read_to_string(example(name)).expect("it is there");
    if name.ends_with(".Dockerfile") {
        let text = text.replace("\\\n", " ");
        let line = text.lines().find(|line| line.starts_with("HEALTHCHECK"));
        let (options, command) = line.and_then(|it| it.split_once(" CMD ")).expect("a check");
        let (_, limit) = options.split_once("--timeout=").expect("a limit");
        let limit = limit.split(' ').next().unwrap_or_default();
        return Some(vec![Check::new(&parsed(command), &limit.into())]);
    }
    if name.ends_with(".container") {
        let value = |wanted| {
            let found = keys(&text, "Container").find(|(key, _)| *key == wanted);
            found.unwrap_or_else(|| panic!("no {wanted}")).1
        };
        let (command, limit) = (value("HealthCmd"), value("HealthTimeout"));
        return Some(vec![Check::new(&parsed(command), &limit.into())]);
    }
    let mut checks = Vec::new();
    collect(&read(name)?, &mut checks);
    Some(checks)
}

/// Finds the checks of a value, wherever they are.
fn collect(value: &Value, checks: &mut Vec<Check>) {
    if let Value::Object(map) = value {
        if let Some(exec) = map.get("exec") {
            checks.push(Check::new(&exec["command"], &map["timeoutSeconds"]));
        }
        for key in ["command", "test"] {
            let listed = map.get(key).filter(|it| it[0] == "CMD");
            checks.extend(listed.map(|it| Check::new(it, &map["timeout"])));
        }
        if map.get("type").is_some_and(|it| it == "script") {
            let words = [&[text(&map["command"])], &strings(&map["args"])[..]].concat();
            checks.push(Check::new(&words.into(), &map["timeout"]));
        }
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, checks)),
        Value::Object(map) => map.values().for_each(|item| collect(item, checks)),
        _ => {}
    }
}

impl Check {
    /// Of a list of words and a time or a number of seconds.
    #[track_caller]
    fn new(command: &Value, limit: &Value) -> Self {
        let words = strings(command)
            .into_iter()
            .skip_while(|word| word == "CMD");
        let limit = match limit {
            Value::Number(number) => number.to_string(),
            other => text(other),
        };
        Self {
            // Compose, systemd and HCL all make one $ of two.
            command: words.map(|word| word.replace("$$", "$")).collect(),
            limit: seconds(&limit).expect("a limit"),
        }
    }
}

/// A text with a JSON list.
#[track_caller]
fn parsed(list: &str) -> Value {
    serde_json::from_str(list).expect("the exec form")
}

/// Whole seconds, as `3s` or `3`.
fn seconds(text: &(impl AsRef<str> + ?Sized)) -> Option<Duration> {
    let number = text.as_ref().trim_end_matches('s').parse();
    number.ok().map(Duration::from_secs)
}

/// The words of a list.
#[track_caller]
fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(text).collect()
}

/// A value's text.
#[track_caller]
fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
