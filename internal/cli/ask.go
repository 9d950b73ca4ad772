package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"banter/codex"
	"banter/history"
	"banter/internal/attach"
	"banter/internal/crash"
	"banter/internal/spelling"
	"banter/session"
)

// questionLimit bounds standard input, in bytes. It is far above what any model
// reads, and keeps a wrong pipe from filling the memory.
const questionLimit = 8 << 20

// askOptions are the flags of banter ask.
type askOptions struct {
	files     askFiles
	web       askWeb
	form      askForm
	prompt    string // name of the person's own prompt
	last      bool   // go on with the last conversation
	resume    string // ID of the conversation to go on with
	schema    string // file
	verbosity string

	answer *answerSchema // of schema; nil: none
}

// goesOn reports whether the question belongs to a saved conversation.
func (o *askOptions) goesOn() bool { return o.last || o.resume != "" }

func newAsk(a *app) *cobra.Command {
	var o askOptions
	cmd := &cobra.Command{
		Use:   "ask [PROMPT...]",
		Short: "Ask one question and print the answer",
		Long: "Ask one question and print the answer on standard output. The question is the arguments, or standard input, or both: " +
			"first the arguments, then the input. Files can be attached: texts, and images for models that read them.\n\n" +
			"On a terminal the answer is rendered, block by block as it arrives. In a pipe it is the markdown exactly as the model wrote it, without characters that control " +
			"a terminal, and with a line feed at the end if it has none. --raw, --width, --code and --json print it in another form; banter help scripts has examples.\n\n" +
			"With --web the model may search the web. Its sources follow the answer on a terminal, and in a pipe only with --sources.\n\n" +
			"With --schema the answer is a JSON document that matches a JSON Schema. If it does not, the exit code is 1 and the error names the place.\n\n" +
			"The exit code is 0 for a whole answer, 1 for a failure, 2 for a mistake in the command line or the settings, 4 if you are not signed in, " +
			"5 if the limit of your plan is reached, 130 after Ctrl+C, and 141 if the program that reads the answer has ended.",
		Example: "banter ask \"What does SIGHUP mean?\"\ngit diff | banter ask \"Write a commit message for this\"\nbanter ask -c \"And shorter?\"\n" +
			"banter ask --file main.go --image shot.png \"Why does it look like this?\"\nbanter ask --web --sources \"Which Go release is the newest?\"\n" +
			"banter ask --code=sh \"A command that finds large files\"\nbanter ask --schema city.json \"Describe Lyon\" | jq .population",
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.RunE = a.command(unlimited, func(ctx context.Context, c *call, args []string) error {
		err := o.ask(ctx, c, cmd.Flags(), args)
		if err != nil && o.form.json {
			if fault := (&jsonWriter{c: c}).failed(err, a.signIn); fault != nil {
				return fault
			}
		}
		return err
	})
	o.flags(a, cmd)
	a.takes(cmd, askSettings)
	return cmd
}

func (o *askOptions) flags(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVarP(&o.last, "continue", "c", false, "go on with the last conversation")
	flags.StringVar(&o.resume, "resume", "", "go on with the conversation of that ID, or of its beginning")
	flags.StringVar(&o.prompt, "prompt", "", "prompt of your own to ask; arguments of the form KEY=VALUE are its variables")
	flags.StringVar(&o.schema, "schema", "", "JSON Schema of the answer, which is then a JSON document")
	flags.StringVar(&o.verbosity, "verbosity", "", "how long answers are: low, medium or high")
	o.files.flags(cmd)
	o.web.flags(cmd)
	o.form.flags(cmd)
	for flag, value := range map[string]string{"resume": "ID", "prompt": "NAME", "schema": "FILE", "verbosity": "LEVEL"} {
		nameValue(flags, flag, value)
	}
	for _, flag := range []string{"resume", "prompt", "verbosity", "code"} {
		a.completes(cmd, flag)
	}
}

// ask checks what costs nothing to check, connects, and asks.
func (o *askOptions) ask(ctx context.Context, c *call, flags *pflag.FlagSet, args []string) error {
	if err := emptyFlag(flags); err != nil {
		return err
	}
	args, err := c.fillPrompt(o.prompt, args)
	if err != nil {
		return err
	}
	if err := o.check(c, flags, args); err != nil {
		return err
	}
	files, err := o.files.read(ctx, c)
	if err != nil {
		return err
	}
	system, err := c.systemPrompt()
	if err != nil {
		return err
	}
	services, err := c.connect(ctx, c.warn)
	if err != nil {
		return err
	}
	if _, err := services.source.Tokens(ctx); err != nil {
		return err
	}
	question, err := readQuestion(ctx, args, c, !o.files.fromInput())
	if err != nil {
		return err
	}
	return o.converse(ctx, c, services, system, question, files)
}

// emptyFlag returns an error for a flag whose value is empty, as that of an unset
// variable of a script is. Without the flag the question would be another one.
func emptyFlag(flags *pflag.FlagSet) (err error) {
	flags.Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "file", "image", "prompt", "resume", "schema":
			several, ok := f.Value.(pflag.SliceValue)
			if f.Value.String() == "" || ok && slices.Contains(several.GetSlice(), "") {
				err = &usageError{"the value of --" + f.Name + " is empty", "Write --" + f.Name + " " + valueOf(f) + ", or leave it out."}
			}
		}
	})
	return err
}

// check returns the first mistake in the flags.
func (o *askOptions) check(c *call, flags *pflag.FlagSet, args []string) (err error) {
	switch {
	case len(args) == 0 && (isTerminal(c.In) || o.files.fromInput()):
		return &usageError{"the question is missing", "Give it as an argument or through standard input."}
	case wasClosed(c.Out):
		return errClosed
	case c.Temporary && o.goesOn():
		return &usageError{"a temporary question cannot go on with a saved conversation", "Leave out --temporary or " + map[bool]string{true: "--continue.", false: "--resume."}[o.last]}
	case o.last && o.resume != "":
		return &usageError{"--continue and --resume name two conversations", "Leave out one of them."}
	case o.verbosity != "" && !slices.Contains(codex.Verbosities(), o.verbosity):
		return &usageError{"--verbosity must be low, medium or high, not " + quoted(o.verbosity),
			spelling.Question(o.verbosity, "", codex.Verbosities())}
	}
	if err := o.form.check(flags, args, o.schema != ""); err != nil {
		return err
	}
	if o.answer, err = readSchema(o.schema); err != nil {
		return err
	}
	o.form.raw = o.form.raw || o.answer != nil
	if c.Theme != "" { // report a mistake in a pipe too
		_, err = c.findTheme()
	}
	return err
}

// converse asks the question in a conversation, and prints and saves the answer.
func (o *askOptions) converse(ctx context.Context, c *call, services *services, system, question string, files []attach.File) error {
	db, err := c.openHistory(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	defer c.tellDamage(ctx, db)()
	c.startSync(db, c.warn)
	defer c.finishSync()
	if o.goesOn() {
		services = c.owner(ctx, services, db, cmp.Or(o.resume, session.Last))
	}
	s, err := c.openSession(ctx, services, db, system, o)
	if err != nil {
		return err
	}
	if err := o.choose(ctx, s, services, files); err != nil {
		return err
	}
	c.tellEffort(s.State().Conversation)
	err = o.print(ctx, c, s, question, files)
	if fault := s.Finish(ctx); fault != nil && err == nil {
		return fmt.Errorf("save conversation: %w", fault)
	}
	return err
}

// print asks the question and prints the answer in its form.
func (o *askOptions) print(ctx context.Context, c *call, s *session.Session, question string, files []attach.File) error {
	out, err := o.form.writer(c)
	if err != nil {
		return err
	}
	err = follow(ctx, s, question, files, out, func() {
		out.quiet()
		c.tellSilence()
	})
	if err != nil {
		return c.explainModel(explainFull(err, o.goesOn()), s.State().Conversation.Model)
	}
	state := s.State()
	if err := o.answer.check(lastText(state)); err != nil {
		return err
	}
	if events, ok := out.(*jsonWriter); ok {
		return events.finished(state)
	}
	return o.web.print(c, state, &o.form)
}

// choose sets what holds for this question, if the model offers it.
func (o *askOptions) choose(ctx context.Context, s *session.Session, from *services, files []attach.File) error {
	catalog, err := loadCatalog(ctx, from)
	if err != nil {
		return err
	}
	slug := s.State().Conversation.Model
	model, known := catalog.Find(slug)
	image := func(f attach.File) bool { return f.Kind == attach.Image }
	switch {
	case known && o.web.search && !model.Searches:
		return &usageError{"the model " + quoted(slug) + " cannot search the web", "Leave out --web, or choose another model with --model."}
	case known && slices.ContainsFunc(files, image) && !model.Images:
		return &usageError{"the model " + quoted(slug) + " cannot see images", "Choose another model with --model, or leave out the images."}
	case known && o.verbosity != "" && !model.Verbosity:
		return &usageError{"the model " + quoted(slug) + " has no verbosity", "Leave out --verbosity, or choose another model with --model."}
	}
	once := session.Once{Web: o.web.search}
	if o.answer != nil {
		once.Schema = o.answer.request
	}
	s.SetOnce(once)
	if o.verbosity == "" {
		return nil
	}
	return s.Choose(ctx, func(choices *history.Choices) { choices.Verbosity = o.verbosity })
}

// tellDamage looks for damage of the history while the answer is written. The
// returned function waits for the result and reports it.
func (c *call) tellDamage(ctx context.Context, db *history.DB) func() {
	found := make(chan error, 1)
	crash.Go(func() { found <- checkHistory(ctx, db) })
	return func() {
		select {
		case err := <-found:
			if err != nil {
				c.warn(err)
			}
		case <-time.After(session.CloseTime):
		}
	}
}

// inputTime is how long ask reads standard input before it says so. A program
// that starts ask may have left its end of a pipe open.
const inputTime = 10 * time.Second

// readInput reads standard input, up to a byte more than limit, until ctx ends. A read cannot be canceled, so
// its goroutine is then left behind.
func (c *call) readInput(ctx context.Context, limit int64) ([]byte, error) {
	var input []byte
	var err error
	read := crash.Go(func() { input, err = io.ReadAll(io.LimitReader(c.In, limit+1)) })
	defer crash.AfterFunc(inputTime, func() {
		c.say("Still reading standard input. It ends with Ctrl+D (on Windows Ctrl+Z with Enter), or when the program that writes it ends.")
	}).Stop()
	select {
	case <-read:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if errors.Is(err, syscall.EISDIR) {
		return nil, &usageError{"standard input is a folder", "Name the files in it with --file."}
	}
	if err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	return input, nil
}

// readQuestion joins the arguments and, if it is part of the question and no
// terminal, standard input.
func readQuestion(ctx context.Context, args []string, c *call, withInput bool) (string, error) {
	question := strings.Join(args, " ")
	if withInput && !isTerminal(c.In) {
		input, err := c.readInput(ctx, questionLimit)
		if err != nil {
			return "", err
		}
		if len(input) > questionLimit {
			return "", &usageError{"the input is larger than 8 MiB", "Ask about a part of it."}
		}
		text, err := attach.Input(input)
		if err != nil {
			return "", err
		}
		question = strings.TrimSpace(question + "\n\n" + text)
	}
	if question == "" {
		return "", &usageError{"the question is empty", "Give it as an argument or through standard input."}
	}
	return question, nil
}
