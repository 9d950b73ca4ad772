package markdown

// columnWidths returns widths of at most total cells together. No word is cut
// if there is room for the longest of each column.
func columnWidths(natural, least []int, total int) []int {
	sum := 0
	for _, w := range least {
		sum += w
	}
	if sum > total {
		return atLeastOne(fair(least, total))
	}
	more := make([]int, len(natural))
	for i := range more {
		more[i] = natural[i] - least[i]
	}
	widths := fair(more, total-sum)
	for i := range widths {
		widths[i] += least[i]
	}
	return widths
}

// fair shares total among needs: one that is less than an equal part is met,
// and the others share the rest.
func fair(needs []int, total int) []int {
	parts := make([]int, len(needs))
	var open []int
	for i := range needs {
		open = append(open, i)
	}
	for len(open) > 0 {
		part := max(total, 0) / len(open)
		var large []int
		for _, i := range open {
			if needs[i] > part {
				large = append(large, i)
				continue
			}
			parts[i] = needs[i]
			total -= needs[i]
		}
		if len(large) == len(open) {
			for k, i := range open {
				parts[i] = max(total, 0) / (len(open) - k)
				total -= parts[i]
			}
			break
		}
		open = large
	}
	return parts
}

func atLeastOne(widths []int) []int {
	for i := range widths {
		widths[i] = max(widths[i], 1)
	}
	return widths
}
