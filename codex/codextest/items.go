package codextest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// checkItems checks the input items against the rules of the Responses API.
func checkItems(c *transaction, q *request) *reply {
	for i, it := range q.items {
		var a *reply
		switch {
		case it.message():
			a = checkMessage(i, it)
		case it.Type == "reasoning":
			a = checkReasoning(c, q, it)
		case it.Type == toolsItem:
			a = checkTools(c, i, it)
		case it.Type == "web_search_call" && it.ID == "":
			// openai/codex#6934.
			a = invalid("missing_required_parameter", fmt.Sprintf("input[%d].id", i),
				fmt.Sprintf("Missing required parameter: 'input[%d].id'.", i))
		case !knownItems[it.Type]:
			a = invalid("invalid_value", fmt.Sprintf("input[%d]", i), fmt.Sprintf("Invalid value: '%s'.", it.Type))
		}
		if a != nil {
			return a
		}
	}
	return nil
}

// knownItems are the other types of input items that clients send.
var knownItems = map[string]bool{
	"web_search_call": true, "function_call": true, "function_call_output": true, "custom_tool_call": true,
	"custom_tool_call_output": true, "local_shell_call": true, "local_shell_call_output": true,
	"tool_search_call": true, "tool_search_output": true, "image_generation_call": true, "compaction": true,
	"compaction_summary": true, "compaction_trigger": true, "context_compaction": true,
}

// roleParts are the types of content that each role may have. What the
// assistant said cannot come back as input_text.
var roleParts = map[string][]string{
	"user":      {"input_text", "input_image", "input_file"},
	"developer": {"input_text", "input_image", "input_file"},
	"assistant": {"output_text", "refusal"},
}

func checkMessage(i int, it item) *reply {
	allowed, known := roleParts[it.Role]
	switch {
	case it.Role == "system":
		return detail(http.StatusBadRequest, "System messages are not allowed")
	case !known:
		return invalid("invalid_value", fmt.Sprintf("input[%d].role", i), fmt.Sprintf("Invalid value: '%s'.", it.Role))
	}
	for j, p := range it.parts() {
		if !slices.Contains(allowed, p.Type) {
			return invalid("invalid_value", fmt.Sprintf("input[%d].content[%d]", i, j),
				fmt.Sprintf("Invalid value: '%s'. Supported values are: %s.", p.Type, quoted(allowed)))
		}
		if p.Type == "input_image" {
			if a := checkImage(fmt.Sprintf("input[%d].content[%d].image_url", i, j), p); a != nil {
				return a
			}
		}
	}
	return nil
}

// checkReasoning refuses reasoning of another model or account
// (openai/codex#8145). Reasoning without encrypted content is accepted and
// ignored.
func checkReasoning(c *transaction, q *request, it item) *reply {
	if it.EncryptedContent == "" || ownReasoning(it.EncryptedContent, q.Model, c.access.grant.account.ID) {
		return nil
	}
	name := it.EncryptedContent
	if it.ID != "" {
		name = "for item " + it.ID
	} else if len(name) > 8 {
		name = name[:4] + "..." + name[len(name)-4:]
	}
	return invalid("invalid_encrypted_content", "", fmt.Sprintf(
		"The encrypted content %s could not be verified. Reason: Encrypted content could not be decrypted or parsed.", name))
}

// sealReasoning returns encrypted_content of about 1.3 kB, as real ones have: a
// seal of model and account, and noise.
func sealReasoning(model, account string, serial int) string {
	return sealPrefix + reasoningSeal(model, account) + noise("reasoning", serial, 1250)
}

// sealPrefix is the beginning of a Fernet token in base64.
const sealPrefix = "gAAAAAB"

func reasoningSeal(model, account string) string {
	sum := sha256.Sum256([]byte("reasoning\n" + model + "\n" + account))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func ownReasoning(content, model, account string) bool {
	return strings.HasPrefix(content, sealPrefix+reasoningSeal(model, account))
}
