// Judges URLs, one a line, as the kubelet judges httpGet (pkg/probe/http).
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// The kubelet follows redirects to the same host name only.
func follow(next *http.Request, earlier []*http.Request) error {
	if next.URL.Hostname() != earlier[0].URL.Hostname() {
		return http.ErrUseLastResponse
	}
	if len(earlier) >= 10 {
		return errors.New("stopped after 10 redirects")
	}
	return nil
}

// Judges one URL.
func judge(client *http.Client, url string) string {
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return "unhealthy: " + err.Error()
	}
	request.Header.Set("User-Agent", "kube-probe/1.31")
	request.Header.Set("Accept", "*/*")
	response, err := client.Do(request)
	if err != nil {
		return "unhealthy: " + err.Error()
	}
	defer response.Body.Close()
	// A body that is longer than this is no error.
	if _, err := io.ReadAll(io.LimitReader(response.Body, 10<<10)); err != nil {
		return "unhealthy: body: " + err.Error()
	}
	if response.StatusCode >= 200 && response.StatusCode < 400 {
		return fmt.Sprint("healthy: ", response.StatusCode)
	}
	return fmt.Sprint("unhealthy: status ", response.StatusCode)
}

func main() {
	limit, err := time.ParseDuration(os.Args[1])
	if err != nil {
		panic(err)
	}
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	client := &http.Client{Transport: transport, Timeout: limit, CheckRedirect: follow}
	urls := bufio.NewScanner(os.Stdin)
	for urls.Scan() {
		fmt.Println(strings.ReplaceAll(judge(client, urls.Text()), "\n", " "))
	}
}
