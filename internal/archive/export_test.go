package archive

// Closed is closed, for tests.
func Closed(message string) string { return closed(message) }
