//! Typical lines, written for this project in the manner of public Dockerfiles and compose files.

use super::line::Line;

/// The lines that only lose their first word.
pub(super) fn accepted() -> Vec<Line> {
    ACCEPTED
        .lines()
        .map(|text| {
            let used = |pair: &(&str, &str)| text.contains(pair.0);
            let env: Vec<_> = VARIABLES.into_iter().filter(used).collect();
            Line::parse(text, &env)
        })
        .collect()
}

/// What the lines' variables hold.
const VARIABLES: [(&str, &str); 7] = [
    ("API_KEY", "k3y"),
    ("APP_HOST", "localhost"),
    ("BASE_PATH", "/app"),
    ("DB_PASSWORD", "p w'\"d"),
    ("HEALTH_URL", "http://localhost:8080/health?deep=1"),
    ("LISTEN", "0.0.0.0:8080"),
    ("PORT", "8080"),
];

/// One line each; every one of them asks localhost.
pub(super) const ACCEPTED: &str = r#"curl -f http://localhost:8000/health
curl -f http://localhost/
curl -f http://localhost
curl -f http://localhost:5000/api/v1/status?format=json
curl -sf http://localhost:3000/healthz
curl -fs http://localhost:9000/ready -o /dev/null
curl -fsS http://localhost:8888/live
curl -fsSL http://localhost:8081/
curl -fSsL -o /dev/null -m 3 http://localhost:8082/login
curl -skf https://localhost:8443/health
curl -fk https://localhost/up
curl -kfsS --max-time 2 https://localhost:9443/
curl -s http://localhost:8080/health
curl --fail http://localhost:7000/
curl --fail --silent --show-error http://localhost:4000/health
curl --fail --silent --output /dev/null http://localhost:4001/
curl --fail --max-time 5 http://localhost:8501/_stcore/health
curl --fail-with-body --max-time=2.5 http://localhost:8502/
curl --silent --fail --location --insecure https://localhost:5601/login
curl --connect-timeout 2 --max-time 4 -f http://localhost:8983/solr/
curl -m5 -f http://localhost:2019/metrics
curl -f -m 10 -I http://localhost:8200/v1/sys/health
curl -I http://localhost:8090/
curl --head --fail http://localhost:8091/
curl -sSfI http://localhost:8092/
curl -f localhost:8080/health
curl -fsS localhost:9200/_cluster/health
curl -s localhost
curl -f http://localhost:6333/readyz --silent --output /dev/null
curl -f -H 'Host: app.example.com' http://localhost:8000/
curl -f -H 'Accept: application/json' -H 'X-Probe: docker' http://localhost:8000/health
curl -fsS -H "Authorization: Bearer ${API_KEY}" http://localhost:8000/v1/models
curl -sf -u admin:secret http://localhost:15672/api/overview
curl -sf -u "root:${DB_PASSWORD}" http://localhost:5984/_up
curl -sf --user elastic:changeme http://localhost:9200/
curl -sf -X POST http://localhost:8545 -H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","method":"net_version","params":[],"id":1}'
curl -sf -XPOST --data 'ping=1' http://localhost:8000/ping
curl -f -A healthcheck/1.0 http://localhost:8000/
curl -f --user-agent docker http://localhost:8000/
curl -s -o /dev/null -w '%{http_code}' http://localhost:8069/web/health
curl -s -o /dev/null -w '%{http_code}\n' -m 2 http://localhost:8070/
curl -so /dev/null --write-out '%{response_code}' http://localhost:8071/
curl -i http://localhost:8096/health
curl -fv http://localhost:8097/
curl -4 -f http://localhost:8098/
curl -f4 http://localhost:8098/
curl -g -f http://localhost:8099/
curl --noproxy '*' -f http://localhost:8100/
curl --noproxy localhost -sS --fail http://localhost:8101/health
curl --http1.1 -f http://localhost:8102/
curl -f --compressed http://localhost:8103/
curl -f --no-progress-meter http://localhost:8104/
curl -f --retry 3 --retry-delay 1 --retry-connrefused http://localhost:8105/
curl -f --retry 2 --retry-all-errors --retry-max-time 8 http://localhost:8106/
curl -fL --max-redirs 3 http://localhost:8107/
curl -f --unix-socket /run/app.sock http://localhost/health
curl -f --oauth2-bearer t0ken http://localhost:8108/
curl -f --resolve localhost:8443:127.0.0.1 http://localhost:8443/
curl -f http://localhost:${PORT}/health
curl -f http://localhost:${PORT:-8000}/health
curl -fsS http://localhost:${MANAGEMENT_PORT:-9090}${BASE_PATH}/health
curl -f http://${APP_HOST}:${PORT}/
curl -fsS ${HEALTH_URL}
curl -f -o - http://localhost:8000/health
curl -f http://localhost:8000/health http://localhost:9000/metrics
wget -q --spider http://localhost:8080/
wget --spider -q http://localhost:8080/health
wget --quiet --spider http://localhost:3000/
wget --quiet --tries=1 --spider http://localhost:3001/api/health
wget --no-verbose --tries=1 --spider http://localhost:3002/
wget -nv -t1 --spider http://localhost:3003/
wget -nv -t 1 --spider localhost:3004
wget --tries=3 --timeout=2 --spider http://localhost:3005/
wget -q -T 3 --spider http://localhost:3006/
wget -T3 -qO- http://localhost:3007/health
wget -qO- http://localhost:3008/health
wget -q -O - http://localhost:3009/health
wget -qO /dev/null http://localhost:3010/
wget -qO/dev/null http://localhost:3011/
wget -O /dev/null -q http://localhost:3012/
wget -q http://localhost:3013/ -O -
wget --output-document=- --quiet http://localhost:3014/
wget --output-document=/dev/null --quiet --tries 1 http://localhost:3015/
wget --no-check-certificate -q --spider https://localhost:8443/
wget --no-check-certificate --quiet --tries=1 -O /dev/null https://localhost/
wget -q --header='X-Token: abc' -O - http://localhost:3016/
wget -q --header 'Accept: text/plain' --spider http://localhost:3017/
wget -q -U probe --spider http://localhost:3018/
wget -q --no-cache --spider http://localhost:3019/
wget -q --no-proxy --spider http://localhost:3020/
wget -q --max-redirect=0 --spider http://localhost:3021/
wget -q --post-data='a=1' -O - http://localhost:3022/rpc
wget -q --method=PUT --body-data=x -O - http://localhost:3023/
wget -q --spider http://localhost:${PORT:-3000}/
wget -q --tries=1 --spider http://${APP_HOST:-localhost}:${PORT}/
wget -S --spider http://localhost:3024/
wget -Y off -q --spider http://localhost:3025/
wget -q --spider ${LISTEN}/health
wget -q -e use_proxy=no --spider http://localhost:3026/
wget -q -e robots=off -O - http://localhost:3027/
wget -q --auth-no-challenge --user=admin --password=secret -O - http://localhost:3028/
wget -qnv --no-hsts --no-cookies -O- http://localhost:3029/
curl -f -b session=1 http://localhost:3030/
curl -f --cookie 'b=2; c=3' http://localhost:3031/
curl -sf --json '{"ping":1}' http://localhost:3032/rpc
curl -sf -G -d deep=1 --data-raw @x http://localhost:3033/health
curl -sf --data-raw '@here' http://localhost:3034/
curl -fsSN --tlsv1.2 http://localhost:3035/
curl -f# --basic -u admin:secret http://localhost:3036/
curl -f --proxy '' --tcp-nodelay --no-keepalive http://localhost:3037/
curl -f http://$APP_HOST:$PORT$BASE_PATH/health
curl -sS -f -u admin:pa$$word http://localhost:3038/"#;

/// Lines that are refused, and what the advice must name.
pub(super) const REFUSED: [(&str, &str); 26] = [
    (
        "curl -f -x http://proxy:3128 http://localhost/",
        "never uses a proxy",
    ),
    (
        "curl -f --proxy=proxy:3128 http://localhost/",
        "never uses a proxy",
    ),
    (
        "curl --socks5-hostname localhost:9050 -f https://localhost/",
        "never uses a proxy",
    ),
    (
        "wget -e use_proxy=yes -q --spider http://localhost/",
        "proxy",
    ),
    ("wget -Y on -q --spider http://localhost/", "proxy"),
    (
        "curl -f -o /tmp/health.json http://localhost/",
        "-O - prints the body",
    ),
    (
        "wget -q -O /tmp/index.html http://localhost/",
        "-O - prints the body",
    ),
    (
        "wget -qOindex.html http://localhost/",
        "-O - prints the body",
    ),
    (
        "curl -f --remote-name http://localhost/",
        "-O - prints the body",
    ),
    ("wget -q -P /tmp http://localhost/", "-O - prints the body"),
    ("curl -D headers.txt -f http://localhost/", "-i"),
    ("curl -c jar.txt -f http://localhost/", "cookies"),
    ("wget --load-cookies=jar.txt http://localhost/", "-b NAME"),
    ("curl -n -f http://localhost/", "-u"),
    ("curl -K curlrc http://localhost/", "configuration file"),
    ("curl -F file=@a http://localhost/", "-d"),
    ("wget --post-file=body http://localhost/", "-d @FILE"),
    ("curl --upload-file body http://localhost/", "-d @FILE"),
    ("curl --digest -u a:b http://localhost/", "basic"),
    ("curl --http2 -f http://localhost/", "HTTP/1.1"),
    ("curl --tls-max 1.2 -f http://localhost/", "TLS 1.2"),
    (
        "curl --capath /etc/ssl/certs -f http://localhost/",
        "--cacert",
    ),
    ("wget -r http://localhost/", ""),
    ("curl -f ftp://localhost/", "ftp"),
    ("curl -f http://localhost:99999/", "99999"),
    ("curl -f http://localhost/ || exit 1", "shell"),
];
