package markdown

import (
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// A lexer is a lexer of chroma that can stop after a line and go on later.
// Chroma's lexers keep their state to themselves, so two rules are added to each
// state: at one private character the stack of states becomes a token, and
// between two others a stack is taken up again.
type lexer struct {
	chroma.Lexer
	resumes bool
}

// The characters that carry the stack into and out of a lexer.
const (
	tellStack = "\ue000"
	takeStack = "\ue001"
	separator = "\ue002"
	private   = tellStack + takeStack + separator
)

// stackToken is the type of the token that holds the stack.
const stackToken chroma.TokenType = -9999

func newLexer(base chroma.Lexer) *lexer {
	if r, ok := base.(*chroma.RegexLexer); ok {
		if rules, err := r.Rules(); err == nil {
			if resuming, err := chroma.NewLexer(r.Config(), func() chroma.Rules { return stackRules(rules) }); err == nil {
				return &lexer{chroma.Coalesce(resuming.SetRegistry(lexers.GlobalLexerRegistry)), true}
			}
		}
	}
	return &lexer{chroma.Coalesce(base), false}
}

// stackRules returns rules with the two rules for the stack in each state.
func stackRules(rules chroma.Rules) chroma.Rules {
	tell := chroma.Rule{Pattern: tellStack, Type: chroma.EmitterFunc(func(_ []string, s *chroma.LexerState) chroma.Iterator {
		return chroma.Literator(chroma.Token{Type: stackToken, Value: strings.Join(s.Stack, separator)})
	})}
	take := chroma.Rule{Pattern: takeStack + "[^" + takeStack + "]*" + takeStack, Mutator: chroma.MutatorFunc(func(s *chroma.LexerState) error {
		s.Stack = strings.Split(strings.Trim(s.Groups[0], takeStack), separator)
		return nil
	})}
	out := rules.Clone()
	for state, r := range out {
		out[state] = append([]chroma.Rule{tell, take}, r...)
	}
	return out
}

// tokens returns the tokens of text, none if the lexer fails, and the stack
// behind it, "" for the first state or if it is unknown. The text begins
// in the given stack.
func (x *lexer) tokens(text, stack string) (tokens []chroma.Token, after string) {
	defer func() {
		if recover() != nil { // chroma panics when a rule of a lexer fails
			tokens, after = nil, ""
		}
	}()
	if strings.ContainsAny(text, private) {
		return nil, ""
	}
	if x.resumes {
		text += tellStack
		if stack != "" {
			text = takeStack + stack + takeStack + text
		}
	}
	tokens, err := chroma.Tokenise(x, &chroma.TokeniseOptions{State: "root"}, text)
	if err != nil {
		return nil, ""
	}
	for i := range tokens {
		if tokens[i].Type == stackToken {
			after = tokens[i].Value
		} else {
			tokens[i].Value = strings.TrimSuffix(tokens[i].Value, tellStack)
		}
	}
	return slices.DeleteFunc(tokens, func(t chroma.Token) bool { return t.Type == stackToken }), after
}

var (
	// languages holds the names and aliases of all lexers in lower case.
	languages = sync.OnceValue(func() map[string]bool {
		known := map[string]bool{}
		for _, name := range lexers.Names(true) {
			known[strings.ToLower(name)] = true
		}
		return known
	})
	lexersBy sync.Map // by language, *lexer
)

// lexerFor returns the lexer of a language, nil for a language without one. It
// keeps the lexers that it finds, since finding one in chroma is slow.
func lexerFor(language string) *lexer {
	if i := strings.IndexAny(language, ",{:"); i > 0 {
		language = language[:i]
	}
	language = strings.ToLower(language)
	if x, ok := lexersBy.Load(language); ok {
		return x.(*lexer)
	}
	if !languages()[language] {
		return nil
	}
	base := lexers.Get(language)
	if base == nil || base.Config().Name == "plaintext" {
		return nil
	}
	x, _ := lexersBy.LoadOrStore(language, newLexer(base))
	return x.(*lexer)
}
