package keymap

// The headings of the help.
const (
	writing       = "Writing"
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
	WaitAndQuit    = bind(writing, "wait-and-quit", "enter | kpenter", "")
	ResumeRecent   = bind(writing, "resume-recent", "enter | kpenter", "").hint("resume", 1)
	ConfirmRetry   = bind(writing, "confirm-retry", "enter | kpenter", "")
	Queue          = bind(writing, "queue", "enter | kpenter", "").hint("queue", 2)
	Send           = bind(writing, "send", "enter | kpenter", "send; while an answer is written: queue").hint("send", 1)
	NewLine        = bind(writing, "new-line", "ctrl+j | shift+enter alt+enter ctrl+enter", `new line; also Shift+Enter, Alt+Enter, \ Enter`).hint("new line", 2)
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

	PageUp         = bind(reading, "page-up", "pgup", "scroll a page; the wheel and the bar scroll too")
	PageDown       = bind(reading, "page-down", "pgdown", "scroll a page; the wheel and the bar scroll too")
	ToStart        = bind(reading, "to-start", "home", "first and newest line; with Ctrl while there is text").act("start", "Go to the first line")
	ToEnd          = bind(reading, "to-end", "end", "first and newest line; with Ctrl while there is text").hint("newest", 1).act("end", "Go to the newest line")
	AlwaysToStart  = bind(reading, "always-to-start", "ctrl+home", "")
	AlwaysToEnd    = bind(reading, "always-to-end", "ctrl+end", "")
	PrevQuestion   = bind(reading, "previous-question", "alt+up", "previous and next question").act("previous", "Go to the previous question")
	NextQuestion   = bind(reading, "next-question", "alt+down", "previous and next question").act("next", "Go to the next question")
	Unfold         = bind(reading, "unfold", "tab", "show a long question whole, or fold it again").hint("shows them", 0).act("unfold", "Unfold a long question, or fold it")
	ToggleRaw      = bind(reading, "toggle-raw", "f5 alt+r", "the answer as the model wrote it, or rendered").act("raw", "Show answers as written, or rendered")
	ToggleDetails  = bind(reading, "toggle-details", "f6 alt+i", "time, model, effort and tokens of each message").act("details", "Show model, time and tokens, or hide them")
	ToggleThinking = bind(reading, "toggle-thinking", "f9 alt+t", "what the model thought before each answer, in its own summary").act("thinking", "Show what the model thought, or hide it")
	Redraw         = bind(reading, "redraw", "ctrl+l", "draw the screen again").act("redraw", "Draw the screen again")

	Find        = bind(finding, "find", "f3", "find in this conversation; Ctrl+F in an empty input").act("find", "Find in this conversation")
	FindIdle    = bind(finding, "find-idle", "ctrl+f", "")
	PrevMatch   = bind(finding, "previous-match", "up | ctrl+p", "match before and after")
	NextMatch   = bind(finding, "next-match", "down | f3 ctrl+f", "match before and after")
	EndQuery    = bind(finding, "end-query", "enter | kpenter", "end the query; then n and N walk, / changes it").hint("done", 1)
	WalkNext    = bind(finding, "walk-next", "n", "").hint("next", 1)
	WalkPrev    = bind(finding, "walk-previous", "N | shift+n", "").hint("previous", 2)
	StayAtMatch = bind(finding, "stay-at-match", "enter | kpenter", "").hint("stay", 3)
	ChangeQuery = bind(finding, "change-query", "/", "")
	LeaveSearch = bind(finding, "leave-search", "esc", "back to where you were; Enter stays").hint("back", 4)

	CopyAnswer    = bind(copying, "copy-answer", "ctrl+y", "copy the last answer as it was written").act("copy", "Copy the last answer")
	CopyCode      = bind(copying, "copy-code", "alt+y", "copy the code on the screen; again: the next block").act("code", "Copy the code on the screen")
	CopyMode      = bind(copying, "copy-mode", "f4 ctrl+g", "choose a message to copy or to change:").act("choose", "Choose a message to copy or to change")
	PrevMessage   = bind(copying, "previous-message", "up | ctrl+p", "another message").hint("message", 7).with("next-message")
	NextMessage   = bind(copying, "next-message", "down", "another message")
	NextBlock     = bind(copying, "next-block", "tab | f4 ctrl+g", "a block of code in it, one after the other or by its number").hint("code", 8)
	PrevBlock     = bind(copying, "previous-block", "shift+tab", "")
	NumberedBlock = bind(copying, "numbered-block", "1 2 3 4 5 6 7 8 9", "")
	CopyChoice    = bind(copying, "copy-choice", "enter | kpenter", "copy it; or leave it").hint("copy", 1)
	LeaveCopy     = bind(copying, "leave-copy", "esc", "copy it; or leave it").hint("back", 2)
	ToggleMouse   = bind(copying, "toggle-mouse", "ctrl+s", "give the mouse to the terminal, to select with, or take it back").act("mouse", "Give the mouse to the terminal, or back")
	MouseCopies   = bind(copying, "mouse-copies", "mouse", "dragging copies text, a double click a word, a triple click a line, a click on the line above code that code")

	EditQuestion  = bind(branching, "edit-question", "e", "chosen: edit a question; the old one stays as another version").hint("edit", 3).act("edit", "Edit the question")
	AnswerAgain   = bind(branching, "answer-again", "g", "chosen: another answer; with G by another model or effort").hint("again", 4).act("again", "Answer again")
	AnswerOther   = bind(branching, "answer-other", "G | shift+g", "").act("again-with", "Answer again with another model or effort")
	ForkHere      = bind(branching, "fork", "f", "chosen: a new conversation that goes on from there").hint("fork", 6).act("fork", "Go on from here in a new conversation")
	RemoveMessage = bind(branching, "remove-message", "x", "chosen: remove it, and all that follows").hint("remove", 5).act("remove", "Remove the message and all that follows")
	PrevSibling   = bind(branching, "previous-sibling", "left", "chosen: another version").hint("version", 3).with("next-sibling")
	NextSibling   = bind(branching, "next-sibling", "right", "chosen: another version")
	CompareChosen = bind(branching, "compare", "s", "chosen: two versions of an answer side by side, from 120 columns on").hint("side by side", 4).act("compare", "Compare two versions of the answer")
	ShowVersion   = bind(branching, "show-version", "enter | kpenter", "").hint("use the right one", 1)
	ScrollUp      = bind(branching, "scroll-up", "up | ctrl+p", "").hint("scroll", 4).with("scroll-down")
	ScrollDown    = bind(branching, "scroll-down", "down", "")
	UndoChosen    = bind(branching, "undo-chosen", "u", "").hint("undo", 9)
	PrevVersion   = bind(branching, "previous-version", "alt+left", "another version of what is on the screen, when the input is empty").hint("version", 0).with("next-version").act("version-before", "Show the version before")
	NextVersion   = bind(branching, "next-version", "alt+right", "another version of what is on the screen, when the input is empty").act("version-after", "Show the version after")
	UndoChange    = bind(branching, "undo-change", "ctrl+z", "undo the edit, other answer or removal, when the input is empty; chosen: u").hint("undo", 2).act("undo", "Undo the last change of the conversation")
	SendEdit      = bind(branching, "send-edit", "enter | kpenter", "").hint("ask instead", 1)
	SaveSystem    = bind(branching, "save-system", "enter | kpenter", "").hint("save", 1)
	LeaveEdit     = bind(branching, "leave-edit", "esc", "").hint("give up", 1)
	OpenTree      = bind(branching, "open-tree", "f12 alt+v", "all versions of the conversation as a tree").act("tree", "Show all versions as a tree")

	OpenModels        = bind(going, "open-models", "ctrl+o", "models").hint("models", 4).act("models", "Choose a model")
	OpenConversations = bind(going, "open-conversations", "ctrl+r", "conversations").hint("chats", 5).act("chats", "Open or search conversations")
	OpenAccounts      = bind(going, "open-accounts", "f2 alt+a", "accounts").act("accounts", "Switch accounts")
	EditSystem        = bind(going, "edit-system", "alt+n", "the system prompt of the conversation").act("system", "Change the system prompt of the conversation")
	OpenThemes        = bind(going, "open-themes", "alt+k", "themes, with a preview").act("themes", "Choose a theme")
	NewConversation   = bind(going, "new-conversation", "ctrl+n", "new conversation; on an empty page 1, 2 or 3 and Enter resume one of the last").act("new", "Start a new conversation")
	Temporary         = bind(going, "temporary", "f10 alt+p", "on an empty page: leave nothing of the conversation on disk; later: keep it").hint("keep it", 6).act("temporary", "Leave nothing on disk, or keep it")
	OpenHelp          = bind(going, "open-help", "f1", "this page; ? when the input is empty").act("help", "Show all keys")
	OpenPalette       = bind(going, "open-palette", "ctrl+p", "everything that can be done, by name; / when the input is empty")
	OpenPaletteIdle   = bind(going, "open-palette-idle", "/", "").hint("all acts", 0)
	OpenHelpIdle      = bind(going, "open-help-idle", "?", "").hint("keys", 3)
)

// Dialogs.
var (
	RowUp        = bind(lists, "row-up", "up | ctrl+p", "the row before and after")
	RowDown      = bind(lists, "row-down", "down | ctrl+n", "the row before and after")
	ListPageUp   = bind(lists, "list-page-up", "pgup", "ten rows")
	ListPageDown = bind(lists, "list-page-down", "pgdown", "ten rows")
	FirstRow     = bind(lists, "first-row", "home", "the first and the last row")
	LastRow      = bind(lists, "last-row", "end", "the first and the last row")
	CloseDialog  = bind(lists, "close-dialog", "esc | ctrl+c", "back; all letters filter or search").hint("back", 0)
	UseTheme     = bind(lists, "use-theme", "enter", "").hint("use it", 0)
	RunAct       = bind(lists, "run-act", "enter", "").hint("do it", 0)
	UsePrompt    = bind(lists, "use-prompt", "enter", "").hint("put it into the input", 0)
	NextField    = bind(lists, "next-field", "tab", "").hint("next", 0)
	PrevField    = bind(lists, "previous-field", "shift+tab", "")
	TypeSlash    = bind(lists, "type-slash", "/", "").hint("type a slash", 0)
	LoadAgain    = bind(lists, "load-again", "r", "").hint("try again", 0)

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
	SaveTitle           = bind(conversations, "save-title", "enter", "").hint("rename", 0)

	ShowMessage = bind(branching, "show-message", "enter", "").hint("show", 0)

	SwitchAccount = bind(accounts, "switch-account", "enter", "switch to it").hint("switch", 0)
	AddAccount    = bind(accounts, "add-account", "ctrl+n", "add one").hint("add", 0)
	SignOut       = bind(accounts, "sign-out", "ctrl+x", "sign it out here; asks first").hint("sign out here", 0)
	NameAccount   = bind(accounts, "name-account", "enter", "").hint("sign in under this name", 0)

	HelpUp       = bind(lists, "help-up", "up | ctrl+p", "").hint("scroll", 0).with("help-down")
	HelpDown     = bind(lists, "help-down", "down | ctrl+n", "")
	HelpPageUp   = bind(lists, "help-page-up", "pgup", "")
	HelpPageDown = bind(lists, "help-page-down", "pgdown", "")
	HelpStart    = bind(lists, "help-start", "home", "")
	HelpEnd      = bind(lists, "help-end", "end", "")
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
	QuitSignIn     = bind(signIn, "quit-sign-in", "ctrl+c", "back to the chat, or quit")

	UseAddress = bind(signIn, "use-address", "enter", "").hint("use the address", 0)
	CopyLink   = bind(signIn, "copy-link", "ctrl+y", "").hint("copy link", 0)
	CodeAgain  = bind(signIn, "code-instead", "esc", "").hint("code instead", 0)

	OpenSignIn  = bind(signIn, "open-sign-in", "enter", "").hint("open", 0)
	SignInAgain = bind(signIn, "sign-in-again", "ctrl+n", "").hint("sign in again", 0)

	TakePassphrase = bind(signIn, "take-passphrase", "enter", "").hint("go on", 0)
	OtherPlace     = bind(signIn, "other-place", "esc", "").hint("other place", 0)

	SealSignIn   = bind(signIn, "seal-sign-in", "s", "").hint("a file, sealed with a passphrase", 0)
	KeepInMemory = bind(signIn, "keep-in-memory", "m", "").hint("memory, until you quit", 0)
	SaveAgain    = bind(signIn, "save-again", "r", "").hint("try again", 0)
	KeepUnsaved  = bind(signIn, "ask-before-leaving", "q esc", "")
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
