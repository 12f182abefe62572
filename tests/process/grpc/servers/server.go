// A health server on grpc-go. Prints its port, then serves until its standard input ends.
//
// Arguments as server.py takes them; there are no services that misbehave.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	pb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	address := os.Args[1]
	flags := flag.NewFlagSet("server", flag.ExitOnError)
	noHealth := flags.Bool("no-health", false, "")
	certificate := flags.String("certificate", "", "")
	key := flags.String("key", "", "")
	clientsOf := flags.String("clients-of", "", "")
	flags.Parse(os.Args[2:])

	var options []grpc.ServerOption
	if *certificate != "" {
		options = append(options, grpc.Creds(secure(*certificate, *key, *clientsOf)))
	}
	server := grpc.NewServer(options...)
	if !*noHealth {
		statuses := health.NewServer()
		// Besides "up", those that the collection of calls names.
		for _, name := range []string{"up", "Live", "Readiness", "pkg.SERVICE", "pkg.v1.SERVICE"} {
			statuses.SetServingStatus(name, pb.HealthCheckResponse_SERVING)
		}
		statuses.SetServingStatus("down", pb.HealthCheckResponse_NOT_SERVING)
		statuses.SetServingStatus("unsaid", pb.HealthCheckResponse_UNKNOWN)
		statuses.SetServingStatus("gone", pb.HealthCheckResponse_SERVICE_UNKNOWN)
		pb.RegisterHealthServer(server, statuses)
	}
	network := "tcp"
	if path := strings.TrimPrefix(address, "unix:"); path != address {
		network, address = "unix", path
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		log.Fatal(err)
	}
	port := 0
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok {
		port = tcp.Port
	}
	fmt.Println(port)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		server.Stop()
	}()
	if err := server.Serve(listener); err != nil {
		log.Fatal(err)
	}
}

// secure makes the credentials of a TLS server.
func secure(certificate, key, clientsOf string) credentials.TransportCredentials {
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		log.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}}
	if clientsOf != "" {
		pem, err := os.ReadFile(clientsOf)
		if err != nil {
			log.Fatal(err)
		}
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(pem)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return credentials.NewTLS(config)
}
