# nomad job run examples/app.nomad.hcl
job "app" {
  group "app" {
    network {
      port "http" {
        to = 8080
      }
    }

    # Script checks are a matter of Consul; Nomad's own provider only knows http and tcp.
    service {
      name     = "app"
      port     = "http"
      provider = "consul"

      check {
        name    = "health"
        type    = "script"
        task    = "app"
        command = "/probelet"

        # Nomad takes exit status 1 for a warning and everything above it for critical. $$ is HCL's
        # way to write one $.
        args = ["--fail-code", "3", "-m", "3s", "http://localhost:$${PORT}/health"]

        # Above -m: Docker's driver does not end a check that hangs.
        interval = "10s"
        timeout  = "5s"

        check_restart {
          limit = 3
          grace = "30s"
        }
      }
    }

    task "app" {
      driver = "docker"

      config {
        image = "registry.example.com/app:1"
        ports = ["http"]
      }

      env {
        PORT = "8080"
      }
    }
  }
}
