package person_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/person"
)

// name reads "given|surnames", or a full name.
func name(text string) person.Name {
	if first, last, apart := strings.Cut(text, "|"); apart {
		return person.Name{Given: first, Surnames: last}
	}
	return person.Name{Full: text}
}

// pairs of made-up names, and what a comparison says: the verdict of the names and the
// reasons.
var pairs = []struct{ a, b, want string }{
	// The same.
	{"Ana|Pérez", "Ana|Pérez", "same: exact"},
	{"ANA|PEREZ", "Ana|Pérez", "same: spelling"},
	{"José Ángel|Núñez Muñoz", "JOSE ANGEL|NUNEZ MUNOZ", "same: spelling"},
	{"Jose\u0301|Nun\u0303ez", "José|Núñez", "same: spelling"},
	{"  Ana   María | Pérez ", "ANA MARÍA|PÉREZ", "same: spelling"},
	{"Ana|Pérez-Gómez", "Ana|Pérez Gómez", "same: spelling"},
	{"Ana|D'Angelo", "ANA|DANGELO", "same: spelling"},
	{"Seán|O’Brien", "SEAN|OBRIEN", "same: spelling"},
	{"Ana|D'Angelo", "Ana|D Angelo", "same: spacing"},
	{"João|Gonçalves Araújo", "JOAO|GONCALVES ARAUJO", "same: spelling"},
	{"Günther|Groß", "GUNTHER|GROSS", "same: spelling"},
	{"MARIA<JOSE|DE<LA<CRUZ", "María José|de la Cruz", "same: spelling"},
	{"Juan|de la Cruz", "JUAN|CRUZ", "same: particles"},
	{"Juan|de la Cruz", "JUAN|DELACRUZ", "same: spacing"},
	{"Juan|Dela Cruz", "JUAN|DE LA CRUZ", "same: spacing"},
	{"Juan|Dela Cruz", "JUAN|CRUZ", "same: particles"},
	{"María José|Pérez", "Mariajosé|Pérez", "same: spacing"},
	{"María del Carmen|Ríos", "MARIA CARMEN|RIOS", "same: particles"},
	{"María de los Ángeles|Ríos", "MARIA ANGELES|RIOS", "same: particles"},
	{"José|Ortega y Gasset", "JOSE|ORTEGA GASSET", "same: particles"},
	{"Ana|Souza dos Santos", "ANA|SOUZA SANTOS", "same: particles"},
	{"Ana|da Silva e Souza", "ANA|SILVA SOUZA", "same: particles"},
	{"Pedro|McDonald", "PEDRO|MC DONALD", "same: spacing"},
	{"Ma. Guadalupe|Ríos", "María Guadalupe|Ríos", "same: abbreviated"},
	{"Mª Pilar|Ríos", "MARIA PILAR|RIOS", "same: abbreviated"},
	{"Fco. Javier|Ríos", "Francisco Javier|Ríos", "same: abbreviated"},
	{"João|Silva Jr.", "JOAO|SILVA JUNIOR", "same: abbreviated"},
	{"João|Silva Filho", "JOAO|SILVA FILHO", "same: spelling"},
	{"Ana María Pérez Gómez", "Ana María|Pérez Gómez", "same: spelling"},
	{"PEREZ GOMEZ ANA MARIA", "Ana María|Pérez Gómez", "same: order"},
	{"Pérez Gómez, Ana María", "Ana María|Pérez Gómez", "same: order"},
	{"DE LA CRUZ ROJAS JUAN", "Juan|Cruz Rojas", "same: order, particles"},
	{"Ana Pérez Gómez", "ana perez gomez", "same: spelling"},
	{"Juan|Gómez Gómez", "JUAN|GOMEZ GOMEZ", "same: spelling"},

	// A shorter form, or another cut.
	{"Ana|Pérez", "Ana María|Pérez Gómez", "compatible: missing_name"},
	{"María|Pérez Gómez", "Ana María|Pérez Gómez", "compatible: missing_name"},
	{"Ana María|Pérez", "Ana|Pérez Gómez", "compatible: missing_name"},
	{"Ana Pérez", "Ana María|Pérez Gómez", "compatible: missing_name"},
	{"PEREZ ANA", "Ana María|Pérez Gómez", "compatible: missing_name, order"},
	{"Juan|Gómez", "Juan|Gómez Gómez", "compatible: missing_name"},
	{"A.|Pérez", "Ana|Pérez", "compatible: abbreviated"},
	{"Ana M.|Pérez", "Ana María|Pérez", "compatible: abbreviated"},
	{"Juan E.|Pérez", "Juan Eduardo|Pérez", "compatible: abbreviated"},
	{"Ana María Pérez|Gómez", "Ana María|Pérez Gómez", "compatible: fields"},
	{"Ana María Pérez Gómez|", "Ana María|Pérez Gómez", "compatible: fields"},
	{"Pérez Gómez Ana", "Ana Pérez Gómez", "compatible: order"},

	// False friends.
	{"María José|Pérez", "José María|Pérez", "different: given_name, swapped"},
	{"Juan|Pérez Gómez", "Juan|Gómez Pérez", "different: surname, swapped"},
	{"Juan Pérez Gómez", "Juan|Gómez Pérez", "different: other_name, swapped"},
	{"Martín|Juan", "Juan|Martín", "different: swapped"},
	{"Juan|Gonzales", "Juan|González", "different: surname, similar"},
	{"Luis|Pérez", "Luisa|Pérez", "different: given_name, similar"},
	{"Mario|Pérez", "María|Pérez", "different: given_name, similar"},
	{"Juan Carlos|Pérez", "Juan Andrés|Pérez", "different: given_name"},
	{"Juan Carlos|Pérez", "Carlos Andrés|Pérez", "different: given_name"},
	{"Ana|Pérez", "Eva|Pérez", "different: given_name"},
	{"Ana|Pérez Gómez", "Ana|Pérez López", "different: surname"},
	{"Ana|Gómez", "Ana|Pérez Gómez", "different: surname"},
	{"Ana Gómez", "Ana|Pérez Gómez", "different: surname"},
	{"Ana|de la Cruz", "Ana|de la Torre", "different: surname"},
	{"Ana|Cruz", "Ana|Cruces", "different: surname"},
	{"João|Silva", "João|Silva Filho", "different: generation"},
	{"João|Silva Jr.", "João|Silva", "different: generation"},
	{"João Silva Jr", "João|Silva", "different: generation"},
	{"João|Silva Neto", "João|Silva Filho", "different: surname, generation"},
	{"João|Silva Júnior", "João|Silva", "different: generation"},
	{"Ana|Pérez", "Luis|Gómez", "different: given_name, surname"},
	{"Ana Pérez Gómez", "Luis Rojas Díaz", "different: other_name"},
	{"Ana Pérez", "Eva Pérez", "different: other_name"},
	{"Ana López Pérez", "Ana|Pérez Gómez", "different: other_name"},
	{"Juan Andrés Pérez", "Carlos Juan|Pérez", "different: other_name"},
	{"Rosa|Peña", "Rosa|Piña", "different: surname, similar"},
	{"José|Roa", "José|Rua", "different: surname"},
	{"A.|Pérez", "Eva|Pérez", "different: given_name"},
	{"Mariana|Pérez", "María Ana|Pérez", "different: given_name"},
	{"Ана|Перес", "Ana|Pérez", "different: given_name, surname"},

	// Too little.
	{"Ana|", "Ana|Pérez Gómez", "unknown: too_little"},
	{"A.|P.", "Ana|Pérez", "unknown: too_little"},
	{"A. P.", "Ana|Pérez", "unknown: too_little"},
	{"Pérez", "Ana|Pérez", "unknown: too_little"},
	{"", "Ana|Pérez", "unknown: too_little"},
	{"de la", "Ana|Pérez", "unknown: too_little"},
}

func TestNames(t *testing.T) {
	t.Parallel()
	assert.GreaterOrEqual(t, len(pairs), 60)
	for _, tt := range pairs {
		a, b := person.Person{Name: name(tt.a)}, person.Person{Name: name(tt.b)}
		c := person.Compare(a, b)
		assert.Equal(t, tt.want, person.Comparison{Verdict: c.Name, Reasons: c.Reasons}.String(), "%s / %s", tt.a, tt.b)
		assert.Equal(t, c, person.Compare(b, a), "%s / %s the other way round", tt.a, tt.b)
		if tt.a != "" {
			assert.NotEqual(t, person.VerdictDifferent, person.Compare(a, a).Name, tt.a)
		}
	}
}

// TestBrazilianSurnames: in Brazil the last surname is the one that people go by.
func TestBrazilianSurnames(t *testing.T) {
	t.Parallel()
	cpf := person.Document{Country: "BR", Type: "national-id"}
	for _, tt := range []struct{ a, b, want string }{
		{"Ana|Silva", "Ana|Souza Silva", "compatible: missing_name"},
		{"Ana Silva", "Ana|Souza Silva", "compatible: missing_name"},
		{"Ana|Souza", "Ana|Souza Silva", "different: surname"},
	} {
		a, b := person.Person{Name: name(tt.a)}, person.Person{Name: name(tt.b), Document: cpf}
		assert.Equal(t, tt.want, person.Compare(a, b).String(), tt.a)
		assert.Equal(t, tt.want, person.Compare(b, a).String(), tt.a)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	found := person.Person{
		Document:    person.Document{Country: "CO", Type: apitype.DocumentTypeNationalID, Number: "1020304050"},
		Name:        name("ANA MARIA|PEREZ GOMEZ"),
		DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 31},
	}
	cedula := func(number string) person.Document { return person.Document{"CO", "national-id", number} }
	for _, tt := range []struct {
		expected person.Person
		want     string
	}{
		{found, "same: same_document, exact"},
		{person.Person{Document: cedula("1.020.304.050"), Name: name("Ana Pérez")}, "same: same_document, missing_name"},
		{person.Person{Document: cedula("1.020.304.050")}, "same: same_document, too_little"},
		{person.Person{Document: person.Document{Number: "1.020.304.050"}}, "same: same_document, too_little"},
		{person.Person{Document: cedula("1020304051"), Name: found.Name}, "different: document, exact"},
		{person.Person{Document: cedula("1020304050"), Name: name("Ana|Ruiz")}, "different: same_document, surname"},
		{person.Person{Document: person.Document{"co", "passport", "X"}, Name: found.Name}, "compatible: other_document, exact"},
		{person.Person{Document: person.Document{"PE", "national-id", "1020304050"}, Name: found.Name}, "compatible: other_document, exact"},
		{person.Person{Document: cedula("ABC1020304"), Name: found.Name}, "compatible: other_document, exact"},
		{person.Person{Document: person.Document{"co", "national_id", "1020304050"}, Name: found.Name}, "same: same_document, exact"},
		{person.Person{Document: cedula(" - "), Name: found.Name}, "compatible: exact"},
		{person.Person{Name: found.Name}, "compatible: exact"},
		{person.Person{Name: found.Name, DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 13}}, "different: exact, date_of_birth"},
		{person.Person{DateOfBirth: found.DateOfBirth}, "unknown: too_little"},
		{person.Person{}, "unknown: too_little"},
	} {
		c := person.Compare(tt.expected, found)
		assert.Equal(t, tt.want, c.String())
		assert.NotContains(t, strings.ToLower(fmt.Sprintf("%+v %#v", c, c)), "ana")
	}
	assert.Equal(t, "unknown", person.Compare(person.Person{}, person.Person{}).String())
	rut := person.Document{Country: "CL", Type: "rut", Number: "8.765.432-k"}
	assert.Equal(t, person.VerdictSame, person.Compare(person.Person{Document: rut}, person.Person{Document: person.Document{"CL", "rut", "08765432K"}}).Verdict)
}

func FuzzCompare(f *testing.F) {
	for _, tt := range pairs {
		f.Add(tt.a, tt.b)
	}
	f.Add(strings.Repeat("a b ", 2000), strings.Repeat("b a ", 2000))
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := person.Person{Name: name(a)}, person.Person{Name: name(b)}
		require.Equal(t, person.Compare(x, y), person.Compare(y, x))
		require.NotEqual(t, person.VerdictDifferent, person.Compare(x, x).Verdict)
	})
}
