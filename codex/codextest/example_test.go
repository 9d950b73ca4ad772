package codextest_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"

	"banter/codex/codextest"
)

// A test signs in, scripts an answer, and checks what arrived.
func Example() {
	server := codextest.New(codextest.Options{})
	defer server.Close()
	server.Script(codextest.Text("Hello!"))
	tokens := server.SignIn(codextest.Account{Plan: "pro"}, 0)

	body := `{"model":"gpt-5.5","instructions":"","store":false,"stream":true,"input":[{"role":"user","content":"Hi"}]}`
	req, _ := http.NewRequest("POST", server.BaseURL()+"/responses", strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+tokens.Access)
	req.Header.Set("Content-Type", "application/json")
	resp, err := server.Client().Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if kind, ok := strings.CutPrefix(lines.Text(), "event: "); ok && strings.Contains(kind, "text") {
			fmt.Println(kind)
		}
	}
	for _, r := range server.Requests() {
		fmt.Println(r.Method, r.Endpoint, r.Status, r.Header.Get("Authorization"))
	}
	// Output:
	// response.output_text.delta
	// response.output_text.done
	// POST responses 200 Bearer ***
}

// Faults make answers go wrong a given number of times.
func ExampleServer_Fault() {
	server := codextest.New(codextest.Options{})
	defer server.Close()
	if err := server.Fault("503@models", 1); err != nil {
		fmt.Println(err)
	}
	for range 2 {
		resp, err := server.Client().Get(server.BaseURL() + "/models")
		if err != nil {
			fmt.Println(err)
			return
		}
		resp.Body.Close()
		fmt.Println(resp.StatusCode)
	}
	// Output:
	// 503
	// 401
}
