# nomad job run examples/app.nomad.hcl
job "app" {
  group "app" {
    network {
      port "http" {
        to = 8080
      }
    }

    # Script checks need Consul. Nomad's own provider has only http and tcp checks.
    service {
      name     = "app"
      port     = "http"
      provider = "consul"

      check {
        name    = "health"
        type    = "script"
        task    = "app"
        command = "/probelet"

        # To Nomad exit status 1 is a warning and everything above it is critical. HCL makes one $ of $$.
        args = ["--fail-code", "3", "-m", "3s", "http://localhost:$${PORT}/health"]

        # Above -m: the Docker driver does not kill a check at its timeout, so that only -m ends it.
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
