// What grpc_health_probe does, without its flags: asks one server for its health.
package main

import (
	"context"
	"os"
	"time"

	"google.golang.org/grpc"
	pb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	conn, err := grpc.DialContext(ctx, os.Args[1], grpc.WithInsecure(), grpc.WithBlock())
	if err != nil {
		os.Exit(2)
	}
	answer, err := pb.NewHealthClient(conn).Check(ctx, &pb.HealthCheckRequest{})
	if err != nil {
		os.Exit(3)
	}
	if answer.Status != pb.HealthCheckResponse_SERVING {
		os.Exit(4)
	}
}
