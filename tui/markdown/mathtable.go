package markdown

import "strings"

// between are the signs between two terms, which have space around them.
const between = "≤≥≠≈≡∼≃≅∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔↦×±∓∪∩∧∨⊕⊗÷≪≫⊥∥∣:="

// symbols are the commands of one sign.
var symbols = pairs(`
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ
vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ
varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ
omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ
Phi Φ Psi Ψ Omega Ω
leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅
propto ∝ ll ≪ gg ≫ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇
to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐
Leftrightarrow ⇔ iff ⇔ implies ⇒ mapsto ↦ longrightarrow → uparrow ↑
downarrow ↓ times × cdot · pm ± mp ∓ div ÷ cup ∪ cap ∩ wedge ∧ land ∧
vee ∨ lor ∨ oplus ⊕ otimes ⊗ circ ∘ bullet • star ⋆ ast * setminus ∖
perp ⊥ parallel ∥ mid ∣ colon :
sum ∑ prod ∏ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ partial ∂
nabla ∇ infty ∞ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ emptyset ∅
varnothing ∅ aleph ℵ hbar ℏ ell ℓ Re ℜ Im ℑ angle ∠ triangle △ therefore ∴
because ∵ top ⊤ bot ⊥ prime ′ degree ° dagger † ldots … dots … cdots ⋯
vdots ⋮ ddots ⋱ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉
lvert | rvert | vert | lVert ‖ rVert ‖ Vert ‖ | ‖ { { } } % % $ $ # # _ _ & &
lbrace { rbrace } backslash \ checkmark ✓ square □ blacksquare ■ qed ∎`,
	",", " ", ";", " ", ":", " ", " ", " ", ">", " ", "quad", "  ", "qquad", "  ")

// functions are the commands that are shown as their names.
var functions = set(`arccos arcsin arctan arg cos cosh cot csc deg det dim exp
gcd hom inf ker lg lim liminf limsup ln log max min mod Pr sec sin sinh sup tan tanh bmod`)

// structures are the commands with arguments that [texReader.structure] reads.
var structures = set(`frac dfrac tfrac cfrac sqrt binom mathbb text mathrm operatorname textrm textbf textit mbox
mathit mathbf mathsf boldsymbol boxed pmod begin end left right big Big bigl bigr displaystyle limits nolimits`)

// accents are the commands that put a mark on a letter.
var accents = map[string]rune{
	"hat": '\u0302', "bar": '\u0304', "overline": '\u0304', "vec": '\u20d7',
	"tilde": '\u0303', "dot": '\u0307', "ddot": '\u0308',
}

var (
	superscripts = runes("0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδ⊤",
		"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᵀ")
	subscripts = runes("0123456789+-=()aehijklmnoprstuvxβγρ",
		"₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨ")
	doubleStruck = runes("ABCDEFGHIJKLMNOPQRSTUVWXYZ1",
		"𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ𝟙")
)

// pairs makes a map of words that alternate between key and value.
func pairs(words string, more ...string) map[string]string {
	m := map[string]string{}
	fields := append(strings.Fields(words), more...)
	for i := 0; i+1 < len(fields); i += 2 {
		m[fields[i]] = fields[i+1]
	}
	return m
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// runes maps the characters of from to those of to.
func runes(from, to string) map[rune]rune {
	m := map[rune]rune{}
	values := []rune(to)
	for i, r := range []rune(from) {
		m[r] = values[i]
	}
	return m
}
