package truoratest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// profile is the made-up subject behind some inputs: the same inputs always meet the same subject.
type profile struct {
	key, first, last, gender, birth, company string
}

var (
	maleNames   = []string{"LUIS ALBERTO", "CARLOS ANDRES", "JORGE IVAN", "PEDRO PABLO"}
	femaleNames = []string{"ANA MARIA", "LUCIA ELENA", "ROSA INES", "CARMEN SOFIA"}
	lastNames   = []string{"PRUEBA EJEMPLO", "DEMO FICTICIO", "MUESTRA INVENTADA", "ENSAYO MODELO", "SUPUESTO FIGURADO"}
	companies   = []string{"EMPRESA DE PRUEBA", "COMERCIAL DE MUESTRA", "SERVICIOS FICTICIOS", "TALLERES DE EJEMPLO"}
	makes       = []string{"PRUEBAUTO", "MOTORES DEMO", "EJEMPLAR"}
	colours     = []string{"ROJO", "GRIS", "BLANCO", "AZUL"}
)

func newProfile(c *check) profile {
	parts := []string{c.country, c.kind}
	for _, name := range identifiers {
		if v := c.input.Get(name); v != "" && name != "phone_number" {
			parts = append(parts, name+"="+strings.ToUpper(v))
		}
	}
	p := profile{key: strings.Join(parts, "|")}
	p.gender = []string{"female", "male"}[p.pick(2, "gender")]
	if g := strings.ToLower(c.input.Get("gender")); g != "" {
		p.gender = "female"
		if slices.Contains(genders[:4], g) {
			p.gender = "male"
		}
	}
	names := femaleNames
	if p.gender == "male" {
		names = maleNames
	}
	p.first = strings.ToUpper(cmp.Or(c.input.Get("first_name"), p.choose("first", names)))
	p.last = strings.ToUpper(cmp.Or(c.input.Get("last_name"), p.choose("last", lastNames)))
	p.birth = cmp.Or(c.input.Get("date_of_birth"),
		fmt.Sprintf("%d-%02d-%02d", 1950+p.pick(55, "year"), 1+p.pick(12, "month"), 1+p.pick(28, "day")))
	p.company = strings.ToUpper(cmp.Or(c.input.Get("company_name"), p.choose("company", companies)+" "+digest(4, p.key)))
	return p
}

func (p profile) pick(n int, what string) int { return pick(n, p.key, what) }

func (p profile) choose(what string, from []string) string { return from[p.pick(len(from), what)] }

// findings gives about one subject in three something to find, in one or two data sets.
func (p profile) findings(c *check) []Finding {
	if p.pick(3, "adverse") != 0 {
		return nil
	}
	var sets []string
	for _, r := range c.runs {
		if r.outcome == "completed" && !slices.Contains(benign, r.dataSet) && !slices.Contains(sets, r.dataSet) {
			sets = append(sets, r.dataSet)
		}
	}
	var out []Finding
	for i := range min(len(sets), 1+p.pick(2, "how many")) {
		at := p.pick(len(sets), fmt.Sprint("set", i))
		severity := severities[2+p.pick(4, fmt.Sprint("severity", i))]
		out = append(out, Finding{DataSet: sets[at], Severity: severity, ByName: c.onlyByName(sets[at])})
		sets = slices.Delete(sets, at, at+1)
	}
	return out
}

// onlyByName tells whether a data set has no source that goes by documents.
func (c *check) onlyByName(set string) bool {
	return !slices.ContainsFunc(c.runs, func(r *run) bool {
		return r.dataSet == set && !r.db.byName && r.outcome == "completed"
	})
}
