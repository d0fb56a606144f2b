package person_test

import (
	"strings"
	"testing"

	"github.com/truora/truora-go/apitype/person"
)

func BenchmarkCompare(b *testing.B) {
	long := strings.Repeat("ana luz ", 50)
	for title, sides := range map[string][2]string{
		"two and four words": {"Ana|Pérez", "ANA MARIA|PEREZ GOMEZ"},
		"full names":         {"Ana María Pérez Gómez", "PEREZ GOMEZ ANA MARIA"},
		"a hundred words":    {long, strings.ToUpper(long) + "x"},
	} {
		x, y := person.Person{Name: name(sides[0])}, person.Person{Name: name(sides[1])}
		b.Run(title, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				person.Compare(x, y)
			}
		})
	}
}
