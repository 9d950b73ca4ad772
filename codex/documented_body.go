package codex

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// This file has the rules of RouteDocumented for bodies ("Preview limitations").
// The minimal body of "Models and inference" has model, input, store and stream.
// The others were measured to be accepted (justrach/codegraff, ADR 0221).

// encodeDocumented returns the body of req for RouteDocumented. Functions and
// custom tools go into an item of the input, because the API documents them there
// and in namespaces alone.
func (s shape) encodeDocumented(req Request) ([]byte, error) {
	w := s.common(req)
	w.Instructions = first(req.Instructions, defaultInstructions)
	w.ToolChoice = req.ToolChoice
	if !s.sendsTier(req.ServiceTier) {
		w.ServiceTier = ""
	}
	var own []json.RawMessage
	for _, tool := range req.Tools {
		if inNamespace(tool) {
			own = append(own, tool)
		} else {
			w.Tools = append(w.Tools, tool)
		}
	}
	if len(own) > 0 {
		w.Input = append(w.Input, additionalTools(own))
	}
	w.Input = append(w.Input, s.input(req)...)
	if req.WebSearch != WebSearchOff {
		w.Tools = append(w.Tools, searchTool(req.WebSearch))
	}
	if req.SerialTools && (len(w.Tools) > 0 || slices.ContainsFunc(w.Input, Item.carriesTools)) {
		w.ParallelToolCalls = new(bool)
	}
	return marshal(w)
}

// sendsTier reports whether a request may name a tier. RouteDocumented may refuse
// one that its list of models does not have ("Errors and recovery").
func (s shape) sendsTier(id string) bool {
	return id == "" || s.route != RouteDocumented || slices.ContainsFunc(s.model.Tiers, func(t Tier) bool { return t.ID == id })
}

// searchTool returns the tool that searches the web. Live access is its default.
func searchTool(mode WebSearchMode) json.RawMessage {
	if mode == WebSearchCached {
		return json.RawMessage(`{"type":"web_search","external_web_access":false}`)
	}
	return json.RawMessage(`{"type":"web_search"}`)
}

// A toolForm is what the rules for tools depend on.
type toolForm struct {
	Type  string            `json:"type"`
	Tools []json.RawMessage `json:"tools"`
}

func formOf(tool json.RawMessage) toolForm {
	var form toolForm
	_ = json.Unmarshal(tool, &form) // another form has no type, which no rule allows
	return form
}

// inNamespace reports whether a tool must be in a namespace or in an item of the
// input.
func inNamespace(tool json.RawMessage) bool {
	kind := formOf(tool).Type
	return kind == "function" || kind == "custom"
}

// takesTool reports whether the API takes a tool, at the top of the body or in an
// item of the input.
func takesTool(tool json.RawMessage, top bool) bool {
	switch form := formOf(tool); form.Type {
	case "web_search":
		return top
	case "namespace":
		return !slices.ContainsFunc(form.Tools, func(t json.RawMessage) bool { return !inNamespace(t) })
	}
	return inNamespace(tool)
}

// check returns an error if the server would certainly refuse req.
func (s shape) check(req Request) *Error {
	if e := req.check(s.model, s.known); e != nil || s.route != RouteDocumented {
		return e
	}
	if e := checkTools("tools", req.Tools, true); e != nil {
		return e
	}
	for i, item := range req.Input {
		param := fmt.Sprintf("input[%d]", i)
		if item.carriesTools() {
			if e := checkTools(param+".tools", formOf(item.raw).Tools, false); e != nil {
				return e
			}
		}
		if part := item.outside(); part != "" {
			return unsupported(param, part)
		}
	}
	return nil
}

func checkTools(param string, tools []json.RawMessage, top bool) *Error {
	for i, tool := range tools {
		if !takesTool(tool, top) {
			name := first(clip(formOf(tool).Type, maxName), "without a type")
			return unsupported(fmt.Sprintf("%s[%d]", param, i), "The tool "+name+" is not available with this sign-in.")
		}
	}
	return nil
}

// unsupported returns the error for a part of a request that RouteDocumented does
// not have. Leaving it out would change what the request asks for.
func unsupported(param, sentence string) *Error {
	e := badRequest(sentence, "Leave it out, or use the sign-in of the Codex CLI.", errors.New("route does not support it"))
	e.Param = param
	return e
}

// outside returns a sentence about a part of a message that is not in the
// request itself, or of a kind that the API does not take, or "". The route has no
// Files API, and no audio.
func (i Item) outside() string {
	for _, part := range i.media() {
		switch {
		case part.Type == "input_audio":
			return "Audio is not available with this sign-in."
		case part.FileID != "" || part.FileURL != "" || part.Type == "input_image" && !bool(part.ImageURL):
			return "An image or file is named by its address; with this sign-in it must be in the request."
		}
	}
	return ""
}
