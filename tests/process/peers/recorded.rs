//! What Spring Boot and Elasticsearch answer, served by a script.

use crate::support::{Reply, Server, probe};

#[test]
fn spring_boots_actuator_is_judged_by_its_json() {
    // Tomcat sends chunks; with show-details, every component has its own status.
    let answer = |code: &str, json: &str| {
        let head = "Content-Type: application/vnd.spring-boot.actuator.v3+json\r\n";
        let chunk = format!("{:x}\r\n{json}\r\n0\r\n\r\n", json.len());
        Reply::raw(format!(
            "HTTP/1.1 {code} \r\n{head}Transfer-Encoding: chunked\r\n\r\n{chunk}"
        ))
    };
    let server = Server::start(Reply::paths([
        (
            "/actuator/health",
            answer(
                "200",
                r#"{"status":"UP","groups":["liveness","readiness"],"components":{"db":{"status":"UP","details":{"database":"PostgreSQL","validationQuery":"isValid()"}},"diskSpace":{"status":"UP","details":{"total":499963174912,"free":91300069376,"threshold":10485760,"path":"/app/.","exists":true}},"ping":{"status":"UP"}}}"#,
            ),
        ),
        (
            "/actuator/health/readiness",
            answer("503", r#"{"status":"OUT_OF_SERVICE"}"#),
        ),
        (
            "/mapped",
            answer(
                "200",
                r#"{"status":"DOWN","components":{"db":{"status":"DOWN","details":{"error":"java.net.ConnectException: refused"}}}}"#,
            ),
        ),
    ]));
    let up = server.url("/actuator/health");
    for check in [
        "status=UP",
        ".components.db.details.database=PostgreSQL",
        "components.diskSpace.details.total=499963174912",
        "components.diskSpace.details.exists=true",
        "groups.1=readiness",
    ] {
        probe(["--expect-json", check, &up]).healthy();
    }
    let kind = "Content-Type: application/vnd.spring-boot.actuator.v3+json";
    probe(["--expect-header", kind, &up]).healthy();
    let target = server.url("/mapped");
    let check = [
        "--no-body",
        "--expect-json=components.db.status=UP",
        &target,
    ];
    let wanted =
        format!(r#"unhealthy: {target}: JSON components.db.status is "DOWN", wanted "UP""#);
    assert_eq!(probe(check).exits(1).line(), wanted);
    let check = [
        "--expect-json=status=UP",
        &server.url("/actuator/health/readiness"),
    ];
    probe(check).unhealthy(["503", "wanted 200-399"]);
}

#[test]
fn elasticsearchs_cluster_is_judged_by_its_json() {
    let json = r#"{"cluster_name":"docker-cluster","status":"yellow","timed_out":false,"number_of_nodes":1,"unassigned_shards":1,"task_max_waiting_in_queue_millis":0,"active_shards_percent_as_number":96.7741935483871}"#;
    let head = "X-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\n";
    let server = Server::start(Reply::answer(200, head, json.as_bytes()));
    let url = server.url("/_cluster/health");
    for check in [
        "status=yellow",
        "timed_out=false",
        "active_shards_percent_as_number=96.7741935483871",
    ] {
        let options = [
            "--expect-header=X-Elastic-Product: Elasticsearch",
            "--expect-json",
            check,
        ];
        probe(options.iter().chain(&[url.as_str()])).healthy();
    }
    for (check, words) in [
        ("status=green", r#"JSON status is "yellow", wanted "green""#),
        (
            "number_of_nodes=3",
            r#"JSON number_of_nodes is 1, wanted "3""#,
        ),
        (
            "timed_out=true",
            r#"JSON timed_out is false, wanted "true""#,
        ),
    ] {
        probe(["--expect-json", check, &url]).unhealthy([words]);
    }
}
