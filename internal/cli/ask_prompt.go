package cli

import (
	"cmp"
	"strings"

	"banter/internal/prompts"
)

// fillPrompt puts the text of the person's own prompt before the arguments of a
// question. Arguments of the form KEY=VALUE before the first other one are the
// values of its variables. A persona becomes the system prompt. Its model and
// effort are used unless flags name others.
func (c *call) fillPrompt(name string, args []string) ([]string, error) {
	if name == "" {
		return args, nil
	}
	p, err := c.prompt(name)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for len(args) > 0 {
		key, value, ok := strings.Cut(args[0], "=")
		if !ok || strings.ContainsAny(key, " \t\n") {
			break
		}
		values[key], args = value, args[1:]
	}
	text, err := p.Fill(values)
	if err != nil {
		return nil, promptFault(err)
	}
	c.Model = cmp.Or(c.src.Flags["model"], p.Model, c.Model)
	if c.src.Flags["effort"] == "" && p.Effort != "" {
		c.Effort = p.Effort
		c.effortFrom, _ = prompts.Path(c.paths.PromptsDir(), name) // p has been read from there
	}
	if p.System {
		if _, given := c.src.Flags["system"]; given {
			return nil, &usageError{"--system and the persona " + quoted(name) + " both give a system prompt", "Leave out one of them."}
		}
		c.persona = text
		return args, nil
	}
	if len(args) > 0 {
		text += "\n\n" + strings.Join(args, " ")
	}
	return []string{text}, nil
}
