package truoratest

import (
	"cmp"
	"strconv"
	"strings"
)

var (
	maleNames   = []string{"LUIS ALBERTO", "CARLOS ANDRES", "JORGE IVAN", "PEDRO PABLO"}
	femaleNames = []string{"ANA MARIA", "LUCIA ELENA", "ROSA INES", "CARMEN SOFIA"}
	lastNames   = []string{"PRUEBA EJEMPLO", "DEMO FICTICIO", "MUESTRA INVENTADA", "ENSAYO MODELO", "SUPUESTO FIGURADO"}
	companies   = []string{"EMPRESA DE PRUEBA", "COMERCIAL DE MUESTRA", "SERVICIOS FICTICIOS", "TALLERES DE EJEMPLO"}
)

// profile is a made-up subject that depends only on a key.
type profile struct {
	key, first, last, gender, birth, company string
}

func (p *profile) pick(n int, what string) int { return pick(n, p.key, what) }

func (p *profile) choose(what string, from []string) string { return from[p.pick(len(from), what)] }

// name makes up the gender and names that are not given.
func (p *profile) name(gender, first, last string) {
	p.gender = cmp.Or(gender, []string{"female", "male"}[p.pick(2, "gender")])
	names := femaleNames
	if p.gender == "male" {
		names = maleNames
	}
	p.first = strings.ToUpper(cmp.Or(first, p.choose("first", names)))
	p.last = strings.ToUpper(cmp.Or(last, p.choose("last", lastNames)))
}

// digits returns a number of n digits that depends on the parts.
func digits(n int, parts ...string) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = "0123456789"[pick(10, append(parts, strconv.Itoa(i))...)]
	}
	return string(out)
}
