package keymap

import (
	"slices"
	"strings"
)

// A screen is a place where keys are tried, or a set of them. If two bindings of one
// place have the same key, only the first that applies gets it.
type screen uint32

const (
	inChat screen = 1 << iota // also the input
	inQuery
	inWalk // of a search whose query is complete
	inMessages
	inCompare
	inModels
	inConversations
	inTitle // of a conversation
	inAccounts
	inName // of an account
	inTree
	inThemes
	inPalette
	inHelp
	inSignIn
	inAhead   // text that is typed there for the chat
	inAddress // of the browser's sign-in
	inFound   // a saved sign-in that is sealed
	inPassphrase
	inKeep  // where to keep the sign-in
	inFiles // files that can be attached
	inSources
	inLimits
	inForm   // of a prompt
	inSaving // the name of a file
	inNote   // of a bookmark
	inVi     // the input, with the keys of vi
	inQuestions
	inQueue
	inLink

	inLists  = inSources | inQuestions | inLimits | inModels | inConversations | inAccounts | inTree | inThemes | inPalette
	inFields = inLists | inQuery | inTitle | inForm | inSaving | inNote | inName | inHelp | inAhead | inAddress | inPassphrase
)

// screensOf has the place of the bindings of each group.
var screensOf = map[string]screen{
	writing: inChat, editing: inChat, reading: inChat, finding: inQuery, copying: inMessages, branching: inMessages, going: inChat,
	lists: inLists, models: inModels, conversations: inConversations, accounts: inAccounts, signIn: inSignIn, fields: inFields, viKeys: inVi,
}

// Meets reports whether two bindings are tried at the same place.
func (b *Binding) Meets(other *Binding) bool { return b.screens&other.screens != 0 }

// shares reports whether two bindings have a key in common before Rebind. Then
// conditions decide between them, as between sending and queuing a question.
func (b *Binding) shares(other *Binding) bool {
	return slices.ContainsFunc(slices.Concat(b.defaults, b.defaultsAlso), func(key string) bool {
		return slices.Contains(other.defaults, key) || slices.Contains(other.defaultsAlso, key)
	})
}

// IsPrefix reports whether a keystroke is the first of two that a binding of the chat
// has as its key.
func IsPrefix(keystroke string) bool {
	if keystroke == "" {
		return false
	}
	return slices.ContainsFunc(all, func(b *Binding) bool {
		return slices.ContainsFunc(b.Keys, func(key string) bool { return strings.HasPrefix(key, keystroke+" ") })
	})
}

// Has reports whether a binding has a keystroke as its key or as one of two.
func Has(keystroke string) bool {
	return slices.ContainsFunc(all, func(b *Binding) bool {
		return slices.ContainsFunc(slices.Concat(b.Keys, b.Also), func(key string) bool {
			return slices.Contains(strings.Fields(key), keystroke)
		})
	})
}
