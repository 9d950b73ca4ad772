package filetree

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A rule is a line of a .gitignore file.
type rule struct {
	base     string   // folder of the file, relative to the root, with a slash at its end; "" is the root
	segments []string // of the pattern, between slashes
	anywhere bool     // the pattern is one of names, in any folder below base
	literal  bool     // segments have no wildcard
	folders  bool     // matches folders only
	keeps    bool     // takes back what earlier rules ignore
}

// parseRules reads a .gitignore file of the folder base.
func parseRules(text []byte, base string) []rule {
	var rules []rule
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	for line := range strings.SplitSeq(string(text), "\n") {
		if r, ok := parseRule(strings.TrimSuffix(line, "\r")); ok {
			r.base = base
			rules = append(rules, r)
		}
	}
	return rules
}

func parseRule(line string) (r rule, ok bool) {
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	if strings.HasPrefix(line, "#") {
		return r, false
	}
	line, r.keeps = strings.CutPrefix(line, "!")
	line, r.folders = strings.CutSuffix(line, "/")
	if line == "" {
		return r, false
	}
	r.anywhere = !strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return r, false
	}
	r.literal = !strings.ContainsAny(line, `*?[\`)
	r.segments = strings.Split(line, "/")
	for i, s := range r.segments {
		r.segments[i] = strings.ReplaceAll(s, "[!", "[^")
	}
	return r, true
}

// matches reports whether the rule is about a path, relative to the root.
func (r rule) matches(name string, isFolder bool) bool {
	if r.folders && !isFolder {
		return false
	}
	rest, below := strings.CutPrefix(name, r.base)
	if !below {
		return false
	}
	if r.anywhere {
		rest = path.Base(rest)
	}
	if r.literal {
		return rest == strings.Join(r.segments, "/")
	}
	return matchSegments(r.segments, strings.Split(rest, "/"))
}

// matchSegments matches the segments of a path. ** is any number of them, at the
// end at least one.
func matchSegments(pattern, name []string) bool {
	for len(pattern) > 0 {
		if pattern[0] == "**" {
			if len(pattern) == 1 {
				return len(name) > 0
			}
			for i := range name {
				if matchSegments(pattern[1:], name[i:]) {
					return true
				}
			}
			return false
		}
		if len(name) == 0 {
			return false
		}
		if ok, err := path.Match(pattern[0], name[0]); !ok || err != nil {
			return false
		}
		pattern, name = pattern[1:], name[1:]
	}
	return len(name) == 0
}

// ignored reports whether the last rule that is about a path ignores it.
func ignored(rules []rule, name string, isFolder bool) bool {
	for i := len(rules) - 1; i >= 0; i-- {
		if rules[i].matches(name, isFolder) {
			return !rules[i].keeps
		}
	}
	return false
}

// maxRules is the size of the largest .gitignore file that is read, in bytes.
const maxRules = 1 << 20

func rulesIn(file, base string) []rule {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxRules {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return parseRules(text, base)
}

// repository returns the folder of the repository that root is in, and root
// relative to it with a slash at its end; root and "" if there is none.
func repository(root string) (top, below string) {
	for top = root; ; {
		if _, err := os.Lstat(filepath.Join(top, ".git")); err == nil {
			rel, err := filepath.Rel(top, root)
			if err != nil || rel == "." {
				return top, ""
			}
			return top, filepath.ToSlash(rel) + "/"
		}
		parent := filepath.Dir(top)
		if parent == top {
			return root, ""
		}
		top = parent
	}
}

// outerRules returns the rules that hold in a folder of a repository because of
// files outside of it: those of the person, of the repository, and of the folders
// above.
func outerRules(top, below string) []rule {
	var rules []rule
	if config, err := os.UserConfigDir(); err == nil {
		rules = rulesIn(filepath.Join(config, "git", "ignore"), "")
	}
	rules = append(rules, rulesIn(filepath.Join(top, ".git", "info", "exclude"), "")...)
	base := ""
	for segment := range strings.SplitSeq(strings.TrimSuffix(below, "/"), "/") {
		if segment == "" {
			break
		}
		rules = append(rules, rulesIn(filepath.Join(top, filepath.FromSlash(base), ".gitignore"), base)...)
		base += segment + "/"
	}
	return rules
}
