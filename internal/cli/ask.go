package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/crash"
	"banter/session"
)

// questionLimit bounds standard input, in bytes. It is far above what any model
// reads, and keeps a wrong pipe from filling the memory.
const questionLimit = 8 << 20

func newAsk(a *app) *cobra.Command {
	var last bool
	var files askFiles
	var web askWeb
	var prompt string
	cmd := &cobra.Command{
		Use:   "ask [PROMPT...]",
		Short: "Ask one question and print the answer",
		Long: "Ask one question and print the answer on standard output. The question is the arguments, or standard input, or both: " +
			"first the arguments, then the input. It can have files: texts, and images for models that read them.\n\n" +
			"On a terminal the answer is rendered, block by block as it arrives. In a pipe it is the markdown exactly as the model wrote it, without characters that control " +
			"a terminal, and with a line feed at the end if it has none.\n\n" +
			"With --web the model may search the web. Its sources follow the answer on a terminal, and in a pipe only with --sources.\n\n" +
			"The exit code is 0 for a whole answer, 1 for a failure, 2 for a mistake in the command line or the settings, 4 if you are not signed in, " +
			"5 if the limit of your plan is reached, 130 after Ctrl+C, and 141 if the program that reads the answer has ended.",
		Example:           "banter ask \"What does SIGHUP mean?\"\ngit diff | banter ask \"Write a commit message for this\"\nbanter ask -c \"And shorter?\"\nbanter ask --file main.go --image shot.png \"Why does it look like this?\"\nbanter ask --web --sources \"Which Go release is the newest?\"",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(unlimited, func(ctx context.Context, c *call, args []string) error {
			args, err := c.fillPrompt(prompt, args)
			if err != nil {
				return err
			}
			return ask(ctx, c, args, &files, last, &web)
		}),
	}
	cmd.Flags().BoolVarP(&last, "continue", "c", false, "go on with the last conversation")
	files.flags(cmd)
	web.flags(cmd)
	cmd.Flags().StringVar(&prompt, "prompt", "", "prompt of your own to ask; arguments of the form KEY=VALUE are its variables")
	nameValue(cmd.Flags(), "prompt", "NAME")
	a.completes(cmd, "prompt")
	a.takes(cmd, askSettings)
	return cmd
}

func ask(ctx context.Context, c *call, args []string, named *askFiles, last bool, web *askWeb) error {
	switch {
	case len(args) == 0 && (isTerminal(c.In) || named.fromInput()):
		return &usageError{"the question is missing", "Give it as an argument or through standard input."}
	case wasClosed(c.Out):
		return errClosed
	case c.Temporary && last:
		return &usageError{"a temporary question cannot go on with a saved conversation", "Leave out --temporary or --continue."}
	}
	if c.Theme != "" { // report a mistake in a pipe too
		if _, err := c.findTheme(); err != nil {
			return err
		}
	}
	files, err := named.read(ctx, c)
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
	question, err := readQuestion(ctx, args, c, !named.fromInput())
	if err != nil {
		return err
	}
	db, err := c.openHistory(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	defer c.tellDamage(ctx, db)()
	c.startSync(db, c.warn)
	defer c.finishSync()
	s, err := c.openSession(ctx, services, db, system, last)
	if err != nil {
		return err
	}
	if err := web.allow(ctx, s, services); err != nil {
		return err
	}
	c.tellEffort(s.State().Conversation)
	out, err := c.answerWriter()
	if err == nil {
		err = follow(ctx, s, question, files, out, func() {
			out.quiet()
			c.tellSilence()
		})
		err = explainFull(err, last)
	}
	if err == nil {
		err = web.print(c, s)
	}
	if fault := s.Finish(ctx); fault != nil && err == nil {
		return fmt.Errorf("save conversation: %w", fault)
	}
	return err
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
		c.say("Still reading standard input. It ends with Ctrl+D, or when the program that writes it ends.")
	}).Stop()
	select {
	case <-read:
	case <-ctx.Done():
		return nil, ctx.Err()
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
		question = strings.TrimSpace(question + "\n\n" + strings.ToValidUTF8(string(input), "\uFFFD"))
	}
	if question == "" {
		return "", &usageError{"the question is empty", "Give it as an argument or through standard input."}
	}
	return question, nil
}
