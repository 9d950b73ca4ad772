//go:build !linux

package unlocked

import (
	"errors"
	"time"
)

func kernelKeep(string, string, time.Duration) error { return errors.ErrUnsupported }

func kernelGet(string) (string, bool) { return "", false }

func kernelForget(func(string) bool) int { return 0 }
