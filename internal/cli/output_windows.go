package cli

import "os"

func unread(*os.File) bool { return false } // Windows has no SIGPIPE

func wasClosed(*os.File) bool { return false }
