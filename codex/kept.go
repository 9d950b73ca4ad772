package codex

// Kept returns the newest catalog that this machine has for an account id,
// without asking the server; the bundled one at least. It is for hints, such as
// the completion of a command line: [Client.Models] says what the plan offers.
func (c *Client) Kept(account string) Catalog {
	known, _ := c.models.of(account, c.now())
	return known
}
