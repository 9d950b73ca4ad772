package keymap

// The headings of the help.
const (
	writing       = "Writing"
	editing       = "Editing"
	reading       = "Reading"
	finding       = "Finding"
	copying       = "Copying"
	branching     = "Versions of a message"
	going         = "Going places"
	lists         = "In a list"
	models        = "In the list of models"
	conversations = "In the list of conversations"
	accounts      = "In the list of accounts"
	signIn        = "Signing in"
	fields        = "In a line of text"
)

// The chat.
var (
	WaitAndQuit    = bind(writing, "wait-and-quit", "enter | kpenter", "").follows("send")
	ResumeRecent   = bind(writing, "resume-recent", "enter | kpenter", "").hint("resume", 1).follows("send")
	ConfirmRetry   = bind(writing, "confirm-retry", "enter | kpenter", "").follows("send")
	Queue          = bind(writing, "queue", "enter | kpenter", "").hint("queue", 2).follows("send")
	Send           = bind(writing, "send", "enter | kpenter", "send; while an answer is written: queue").hint("send", 1)
	NewLine        = bind(writing, "new-line", "ctrl+j | shift+enter alt+enter ctrl+enter", `new line; also {also}\ {send}`).hint("new line", 2)
	Earlier        = bind(writing, "earlier-input", "up | ctrl+p", "take back a queued question; earlier questions")
	Later          = bind(writing, "later-input", "down", "take back a queued question; earlier questions")
	DismissWarning = bind(writing, "dismiss-warning", "esc", "").hint("hide", 0)
	Stop           = bind(writing, "stop", "esc", "stop the answer; what has arrived is kept").hint("stop", 1).act("stop", "Stop the answer")
	Interrupt      = bind(writing, "interrupt", "ctrl+c", "stop; clear the input; twice: quit")
	Suspend        = bind(writing, "suspend", "ctrl+z", "suspend, when the input is empty and there is nothing to undo")
	MouseWrites    = bind(writing, "mouse-writes", "mouse", "a click places the caret; dragging, a double and a triple click select")
	Quit           = bind(writing, "quit", "ctrl+d", "quit, when the input is empty").act("quit", "Quit")
	Retry          = bind(writing, "retry", "r", "try again after an error, or for a whole answer").hint("try again", 2).act("retry", "Try again")
	Continue       = bind(writing, "continue", "c", "continue an answer that was stopped or cut off").hint("continue", 1).act("continue", "Continue the answer")

	BackwardChar      = bind(editing, "backward-char", "left ctrl+b", "a character left")
	ForwardChar       = bind(editing, "forward-char", "right ctrl+f", "a character right")
	BackwardWord      = bind(editing, "backward-word", "alt+b ctrl+left | alt+left", "a word left")
	ForwardWord       = bind(editing, "forward-word", "alt+f ctrl+right | alt+right", "a word right")
	BeginningOfLine   = bind(editing, "beginning-of-line", "ctrl+a home", "start of the line")
	EndOfLine         = bind(editing, "end-of-line", "ctrl+e end", "end of the line")
	BeginningOfBuffer = bind(editing, "beginning-of-buffer", "alt+<", "start of the text")
	EndOfBuffer       = bind(editing, "end-of-buffer", "alt+>", "end of the text")
	BackwardDelete    = bind(editing, "backward-delete-char", "backspace ctrl+h | shift+backspace", "delete the character before the caret")
	DeleteChar        = bind(editing, "delete-char", "delete ctrl+d", "delete the character after the caret")
	WordRubout        = bind(editing, "unix-word-rubout", "ctrl+w", "cut back to the last blank")
	BackwardKillWord  = bind(editing, "backward-kill-word", "alt+backspace ctrl+backspace | alt+h", "cut the word before the caret")
	KillWord          = bind(editing, "kill-word", "alt+d alt+delete | ctrl+delete", "cut the word after the caret")
	LineDiscard       = bind(editing, "unix-line-discard", "ctrl+u", "cut to the start of the line")
	KillLine          = bind(editing, "kill-line", "ctrl+k", "cut to the end of the line")
	Yank              = bind(editing, "yank", "ctrl+y", "put back what was cut")
	YankPop           = bind(editing, "yank-pop", "alt+y", "directly after that: what was cut before it")
	SetMark           = bind(editing, "set-mark", "ctrl+space | ctrl+@", "select from here on, as the caret moves")
	CopyRegion        = bind(editing, "copy-region-as-kill", "alt+w", "keep what is selected, as if it was cut")
	ExchangeMark      = bind(editing, "exchange-point-and-mark", "ctrl+x,ctrl+x", "the other end of what is selected")
	TransposeChars    = bind(editing, "transpose-chars", "ctrl+t", "swap two characters")
	TransposeWords    = bind(editing, "transpose-words", "ctrl+x,ctrl+t", "swap two words")
	UpcaseWord        = bind(editing, "upcase-word", "alt+u", "the word in capitals, in small letters, with one capital")
	DowncaseWord      = bind(editing, "downcase-word", "alt+l", "the word in capitals, in small letters, with one capital")
	CapitalizeWord    = bind(editing, "capitalize-word", "alt+c", "the word in capitals, in small letters, with one capital")
	Undo              = bind(editing, "undo", "ctrl+z ctrl+_ | ctrl+/", "undo")
	Redo              = bind(editing, "redo", "alt+z ctrl+shift+z | alt+_", "redo")
	OpenPaste         = bind(editing, "open-paste", "tab", "open a folded paste")

	PageUp         = bind(reading, "page-up", "pgup", "scroll a page; the wheel and the bar scroll too").in(inChat | inCompare)
	PageDown       = bind(reading, "page-down", "pgdown", "scroll a page; the wheel and the bar scroll too").in(inChat | inCompare)
	ToStart        = bind(reading, "to-start", "home", "first and newest line; {always-to-start} and {always-to-end} while there is text").act("start", "Go to the first line")
	ToEnd          = bind(reading, "to-end", "end", "first and newest line; {always-to-start} and {always-to-end} while there is text").hint("newest", 1).act("end", "Go to the newest line")
	AlwaysToStart  = bind(reading, "always-to-start", "ctrl+home", "")
	AlwaysToEnd    = bind(reading, "always-to-end", "ctrl+end", "")
	PrevQuestion   = bind(reading, "previous-question", "alt+up", "previous and next question").act("previous", "Go to the previous question")
	NextQuestion   = bind(reading, "next-question", "alt+down", "previous and next question").act("next", "Go to the next question")
	Unfold         = bind(reading, "unfold", "tab", "show a long question whole, or fold it again").hint("shows them", 0).act("unfold", "Unfold a long question, or fold it")
	ToggleRaw      = bind(reading, "toggle-raw", "f5 alt+r", "the answer as the model wrote it, or rendered").act("raw", "Show answers as written, or rendered")
	ToggleDetails  = bind(reading, "toggle-details", "f6 alt+i", "time, model, effort and tokens of each message").act("details", "Show model, time and tokens, or hide them")
	ToggleThinking = bind(reading, "toggle-thinking", "f9 alt+t", "what the model thought before each answer, in its own summary").act("thinking", "Show what the model thought, or hide it")
	Redraw         = bind(reading, "redraw", "ctrl+l", "draw the screen again").act("redraw", "Draw the screen again")

	Find        = bind(finding, "find", "f3", "find in this conversation; {find-idle} in an empty input").act("find", "Find in this conversation").in(inChat)
	FindIdle    = bind(finding, "find-idle", "ctrl+f", "").in(inChat)
	PrevMatch   = bind(finding, "previous-match", "up | ctrl+p", "match before and after").in(inQuery | inWalk)
	NextMatch   = bind(finding, "next-match", "down | f3 ctrl+f", "match before and after").in(inQuery | inWalk)
	EndQuery    = bind(finding, "end-query", "enter | kpenter", "end the query; then {walk-next} and {walk-previous} walk, {change-query} changes it").hint("done", 1).in(inQuery)
	WalkNext    = bind(finding, "walk-next", "n", "").hint("next", 1).in(inWalk)
	WalkPrev    = bind(finding, "walk-previous", "N | shift+n", "").hint("previous", 2).in(inWalk)
	StayAtMatch = bind(finding, "stay-at-match", "enter | kpenter", "").hint("stay", 3).in(inWalk)
	ChangeQuery = bind(finding, "change-query", "/", "").in(inWalk)
	LeaveSearch = bind(finding, "leave-search", "esc", "back to where you were; {stay-at-match} stays").hint("back", 4).in(inQuery | inWalk)

	CopyAnswer    = bind(copying, "copy-answer", "ctrl+y", "copy the last answer as it was written").act("copy", "Copy the last answer").in(inChat)
	CopyCode      = bind(copying, "copy-code", "alt+y", "copy the code on the screen; again: the next block").act("code", "Copy the code on the screen").in(inChat)
	CopyMode      = bind(copying, "copy-mode", "f4 ctrl+g", "choose a message to copy or to change:").act("choose", "Choose a message to copy or to change").in(inChat)
	PrevMessage   = bind(copying, "previous-message", "up | ctrl+p", "another message").hint("message", 7).with("next-message")
	NextMessage   = bind(copying, "next-message", "down", "another message")
	NextBlock     = bind(copying, "next-block", "tab | f4 ctrl+g", "a block of code in it, one after the other or by its number").hint("code", 8)
	PrevBlock     = bind(copying, "previous-block", "shift+tab", "")
	NumberedBlock = bind(copying, "numbered-block", "1 2 3 4 5 6 7 8 9", "")
	CopyChoice    = bind(copying, "copy-choice", "enter | kpenter", "copy it; or leave it").hint("copy", 1)
	LeaveCopy     = bind(copying, "leave-copy", "esc", "copy it; or leave it").hint("back", 2).in(inMessages | inCompare)
	ToggleMouse   = bind(copying, "toggle-mouse", "ctrl+s", "give the mouse to the terminal, to select with, or take it back").act("mouse", "Give the mouse to the terminal, or back").in(inChat)
	MouseCopies   = bind(copying, "mouse-copies", "mouse", "dragging copies text, a double click a word, a triple click a line, a click on the line above code that code").in(inChat)

	EditQuestion  = bind(branching, "edit-question", "e", "chosen: edit a question; the old one stays as another version").hint("edit", 3).act("edit", "Edit the question")
	AnswerAgain   = bind(branching, "answer-again", "g", "chosen: another answer; with {answer-other} by another model or effort").hint("again", 4).act("again", "Answer again")
	AnswerOther   = bind(branching, "answer-other", "G | shift+g", "").act("again-with", "Answer again with another model or effort")
	ForkHere      = bind(branching, "fork", "f", "chosen: a new conversation that goes on from there").hint("fork", 6).act("fork", "Go on from here in a new conversation")
	RemoveMessage = bind(branching, "remove-message", "x", "chosen: remove it, and all that follows").hint("remove", 5).act("remove", "Remove the message and all that follows")
	PrevSibling   = bind(branching, "previous-sibling", "left", "chosen: another version").hint("version", 3).with("next-sibling").in(inMessages | inCompare)
	NextSibling   = bind(branching, "next-sibling", "right", "chosen: another version").in(inMessages | inCompare)
	CompareChosen = bind(branching, "compare", "s", "chosen: two versions of an answer side by side, from 120 columns on").hint("side by side", 4).act("compare", "Compare two versions of the answer")
	ShowVersion   = bind(branching, "show-version", "enter | kpenter", "").hint("use the right one", 1).in(inCompare)
	ScrollUp      = bind(branching, "scroll-up", "up | ctrl+p", "").hint("scroll", 4).with("scroll-down").in(inCompare)
	ScrollDown    = bind(branching, "scroll-down", "down", "").in(inCompare)
	UndoChosen    = bind(branching, "undo-chosen", "u", "").hint("undo", 9)
	PrevVersion   = bind(branching, "previous-version", "alt+left", "another version of what is on the screen, when the input is empty").hint("version", 0).with("next-version").act("version-before", "Show the version before").in(inChat)
	NextVersion   = bind(branching, "next-version", "alt+right", "another version of what is on the screen, when the input is empty").act("version-after", "Show the version after").in(inChat)
	UndoChange    = bind(branching, "undo-change", "ctrl+z", "undo the edit, other answer or removal, when the input is empty; chosen: {undo-chosen}").hint("undo", 2).act("undo", "Undo the last change of the conversation").in(inChat)
	SendEdit      = bind(branching, "send-edit", "enter | kpenter", "").hint("ask instead", 1).follows("send").in(inChat)
	LeaveEdit     = bind(branching, "leave-edit", "esc", "").hint("give up", 1).in(inChat)
	OpenTree      = bind(branching, "open-tree", "f12 alt+v", "all versions of the conversation as a tree").act("tree", "Show all versions as a tree").in(inChat)

	OpenModels        = bind(going, "open-models", "ctrl+o", "models").hint("models", 4).act("models", "Choose a model")
	OpenConversations = bind(going, "open-conversations", "ctrl+r", "conversations").hint("chats", 5).act("chats", "Open or search conversations")
	OpenAccounts      = bind(going, "open-accounts", "f2 alt+a", "accounts").act("accounts", "Switch accounts")
	OpenThemes        = bind(going, "open-themes", "alt+k", "themes, with a preview").act("themes", "Choose a theme")
	NewConversation   = bind(going, "new-conversation", "ctrl+n", "new conversation; on an empty page 1, 2 or 3 and {resume-recent} resume one of the last").act("new", "Start a new conversation")
	Temporary         = bind(going, "temporary", "f10 alt+p", "on an empty page: leave nothing of the conversation on disk; later: keep it").hint("keep it", 6).act("temporary", "Leave nothing on disk, or keep it")
	OpenHelp          = bind(going, "open-help", "f1", "this page; {open-help-idle} when the input is empty").act("help", "Show all keys").in(inChat | inHelp)
	OpenEditor        = bind(going, "open-editor", "ctrl+x,ctrl+e", "write in your editor, that of $VISUAL or $EDITOR").act("editor", "Write in your editor")
	OpenPalette       = bind(going, "open-palette", "ctrl+p", "everything that can be done, by name; {open-palette-idle} when the input is empty")
	OpenPaletteIdle   = bind(going, "open-palette-idle", "/", "").hint("all acts", 0)
	OpenHelpIdle      = bind(going, "open-help-idle", "?", "").hint("keys", 3).in(inChat | inHelp)
)

// Dialogs.
var (
	RowUp        = bind(lists, "row-up", "up | ctrl+p", "the row before and after")
	RowDown      = bind(lists, "row-down", "down | ctrl+n", "the row before and after")
	ListPageUp   = bind(lists, "list-page-up", "pgup", "ten rows")
	ListPageDown = bind(lists, "list-page-down", "pgdown", "ten rows")
	FirstRow     = bind(lists, "first-row", "home", "the first and the last row")
	LastRow      = bind(lists, "last-row", "end", "the first and the last row")
	CloseDialog  = bind(lists, "close-dialog", "esc | ctrl+c", "back; all letters filter or search").hint("back", 0).in(inLists | inTitle | inName | inHelp)
	UseTheme     = bind(lists, "use-theme", "enter", "").hint("use it", 0).in(inThemes)
	RunAct       = bind(lists, "run-act", "enter", "").hint("do it", 0).in(inPalette)
	TypeSlash    = bind(lists, "type-slash", "/", "").hint("type a slash", 0).in(inPalette)
	LoadAgain    = bind(lists, "load-again", "r", "").hint("try again", 0).in(inModels | inConversations | inTree)

	UseModel     = bind(models, "use-model", "enter", "use it in this conversation only").hint("use here", 0)
	DefaultModel = bind(models, "default-model", "f8 alt+m", "use it for new conversations too").hint("use as default", 0)
	LessEffort   = bind(models, "less-effort", "left", "how hard it thinks")
	MoreEffort   = bind(models, "more-effort", "right", "how hard it thinks")
	AskModels    = bind(models, "ask-models", "ctrl+r", "ask the server again")

	OpenConversation    = bind(conversations, "open-conversation", "enter", "open it").hint("open", 0)
	DeleteConversation  = bind(conversations, "delete-conversation", "ctrl+x", "delete it, when the list is left").hint("delete", 0)
	RestoreConversation = bind(conversations, "restore-conversation", "ctrl+z", "bring back the one deleted last").hint("undo", 0)
	RenameConversation  = bind(conversations, "rename-conversation", "f7 alt+n", "rename it").hint("rename", 0)
	MarkConversation    = bind(conversations, "mark-conversation", "tab", "mark it; the keys above and below then act on all that are marked").hint("mark", 0)
	PinConversation     = bind(conversations, "pin-conversation", "ctrl+t alt+p", "pin it above the others, or unpin it").hint("pin", 0)
	ArchiveConversation = bind(conversations, "archive-conversation", "ctrl+g alt+e", "move it to the archive, or back").hint("archive", 0)
	ShowArchive         = bind(conversations, "show-archive", "ctrl+o alt+s", "the archive, or the conversations again").hint("show archive", 0)
	ExportConversation  = bind(conversations, "export-conversation", "ctrl+s alt+x", "write it to a Markdown file in the current folder").hint("export", 0)
	SaveTitle           = bind(conversations, "save-title", "enter", "").hint("rename", 0).in(inTitle)

	ShowMessage = bind(branching, "show-message", "enter", "").hint("show", 0).in(inTree)

	SwitchAccount = bind(accounts, "switch-account", "enter", "switch to it").hint("switch", 0)
	AddAccount    = bind(accounts, "add-account", "ctrl+n", "add one").hint("add", 0)
	SignOut       = bind(accounts, "sign-out", "ctrl+x", "sign it out here; asks first").hint("sign out here", 0)
	NameAccount   = bind(accounts, "name-account", "enter", "").hint("sign in under this name", 0).in(inName)

	HelpUp       = bind(lists, "help-up", "up | ctrl+p", "").hint("scroll", 0).with("help-down").in(inHelp)
	HelpDown     = bind(lists, "help-down", "down | ctrl+n", "").in(inHelp)
	HelpPageUp   = bind(lists, "help-page-up", "pgup", "").in(inHelp)
	HelpPageDown = bind(lists, "help-page-down", "pgdown", "").in(inHelp)
	HelpStart    = bind(lists, "help-start", "home", "").in(inHelp)
	HelpEnd      = bind(lists, "help-end", "end", "").in(inHelp)
)

// The sign-in screen.
var (
	CopySignInCode = bind(signIn, "copy-code-to-enter", "c", "copy the code").hint("copy code", 0)
	NewCode        = bind(signIn, "new-code", "n", "a new code").hint("new code", 0)
	UseBrowser     = bind(signIn, "use-browser", "b", "sign in with a browser").hint("browser", 0)
	UseCodexFile   = bind(signIn, "use-codex-file", "x", "use the Codex CLI's sign-in").hint("Codex CLI's sign-in", 0)
	LookAgain      = bind(signIn, "look-again", "r", "look for a saved sign-in again").hint("look for the sign-in again", 0)
	StartDemo      = bind(signIn, "start-demo", "d", "the demo").hint("demo", 0)
	LeaveSignIn    = bind(signIn, "leave-sign-in", "q esc", "back to the chat, or quit").hint("quit", 0)
	BackToChat     = bind(signIn, "back-to-chat", "esc", "").hint("back", 0)
	QuitSignIn     = bind(signIn, "quit-sign-in", "ctrl+c", "back to the chat, or quit").in(inSignIn | inAddress | inFound | inPassphrase | inKeep)

	UseAddress = bind(signIn, "use-address", "enter", "").hint("use the address", 0).in(inAddress)
	CopyLink   = bind(signIn, "copy-link", "ctrl+y", "").hint("copy link", 0).in(inAddress)
	CodeAgain  = bind(signIn, "code-instead", "esc", "").hint("code instead", 0).in(inAddress)

	OpenSignIn  = bind(signIn, "open-sign-in", "enter", "").hint("open", 0).in(inFound)
	SignInAgain = bind(signIn, "sign-in-again", "ctrl+n", "").hint("sign in again", 0).in(inFound)

	TakePassphrase = bind(signIn, "take-passphrase", "enter", "").hint("go on", 0).in(inPassphrase)
	OtherPlace     = bind(signIn, "other-place", "esc", "").hint("other place", 0).in(inPassphrase)

	SealSignIn   = bind(signIn, "seal-sign-in", "s", "").hint("a file, sealed with a passphrase", 0).in(inKeep)
	KeepInMemory = bind(signIn, "keep-in-memory", "m", "").hint("memory, until you quit", 0).in(inKeep)
	SaveAgain    = bind(signIn, "save-again", "r", "").hint("try again", 0).in(inKeep)
	KeepUnsaved  = bind(signIn, "ask-before-leaving", "q esc", "").in(inKeep)
)

// Text fields: filters, titles, passphrases.
var (
	DeleteBack     = bind(fields, "delete-back", "backspace | ctrl+h", "")
	DeleteForward  = bind(fields, "delete-forward", "delete", "")
	DeleteWordBack = bind(fields, "delete-word-back", "ctrl+w | alt+backspace ctrl+backspace", "")
	DeleteToStart  = bind(fields, "delete-to-start", "ctrl+u", "")
	DeleteToEnd    = bind(fields, "delete-to-end", "ctrl+k", "")
	CharLeft       = bind(fields, "char-left", "left", "")
	CharRight      = bind(fields, "char-right", "right", "")
	LineStart      = bind(fields, "line-start", "home | ctrl+a", "")
	LineEnd        = bind(fields, "line-end", "end | ctrl+e", "")
)
