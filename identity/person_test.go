package identity_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/notice"
	"github.com/truora/truora-go/apitype/person"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
)

// document is a document validation of that day of January, with changes to its text.
func document(day int, number string, changes ...string) string {
	text := fmt.Sprintf(`{"type":"document-validation","validation_status":"success","creation_date":"2026-01-%02dT00:00:00Z",
		"details":{"document_details":{"country":"co","document_type":"national-id","document_number":"%s","name":"ANA","last_name":"PEREZ"}}}`, day, number)
	return strings.NewReplacer(changes...).Replace(text)
}

func resultOf(t *testing.T, validations ...string) *identity.Result {
	t.Helper()
	text := `{"process_id":"IDP1","validations":[` + strings.Join(validations, ",") + `]}`
	result, err := truora.Unmarshal[identity.Result]([]byte(text))
	require.NoError(t, err)
	require.Empty(t, result.Problems())
	return result
}

func TestPerson(t *testing.T) {
	t.Parallel()
	declined := []string{`"success"`, `"failure","failure_status":"declined"`}
	for name, tt := range map[string]struct {
		validations []string
		number      string // of the person, "" if there is none
	}{
		"none":                  {nil, ""},
		"one":                   {[]string{document(1, "1")}, "1"},
		"the latest":            {[]string{document(1, "1"), document(3, "3"), document(2, "2")}, "3"},
		"the last of one time":  {[]string{document(1, "1"), document(1, "2")}, "2"},
		"a later one failed":    {[]string{document(1, "1"), document(2, "2", declined...)}, "1"},
		"only one that failed":  {[]string{document(2, "2", declined...)}, ""},
		"success and a failure": {[]string{document(2, "2", `"success"`, `"success","failure_status":"expired"`)}, ""},
		"pending":               {[]string{document(2, "2", "success", "pending")}, ""},
		"a face":                {[]string{document(2, "2", "document-validation", "face-recognition")}, ""},
		"an invoice":            {[]string{document(2, "2", "national-id", "invoice")}, ""},
		"an Invoice":            {[]string{document(2, "2", "national-id", "Invoice")}, ""},
		"blanks were read":      {[]string{document(2, " ", "ANA", " ", "PEREZ", "")}, ""},
		"no details":            {[]string{document(2, "2", `"document_details"`, `"others"`)}, ""},
		"nothing was read":      {[]string{document(2, "", "ANA", "", "PEREZ", "")}, ""},
	} {
		who, ok := resultOf(t, tt.validations...).Person()
		assert.Equal(t, tt.number != "", ok, name)
		assert.Equal(t, tt.number, who.Document.Number, name)
	}
	who, _ := resultOf(t, document(1, "1", `"last_name":"PEREZ"`,
		`"first_last_name":"PEREZ","second_last_name":"GOMEZ","date_of_birth":"1990-01-02T00:00:00Z"`)).Person()
	assert.Equal(t, person.Person{
		Document: person.Document{Country: "CO", Type: "national-id", Number: "1"},
		Name:     person.Name{Given: "ANA", Surnames: "PEREZ GOMEZ"}, DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 2},
	}, who, "Mexican documents have the surnames apart")
}

func ExampleResult_Person() {
	srv, client, processID := invited()
	defer srv.Close()
	srv.Identity.Finish(processID)

	result, err := client.Identity.GetResult(context.Background(), processID)
	if err != nil {
		log.Fatal(err)
	}
	found, ok := result.Person()
	if !ok {
		log.Fatal("no document was verified")
	}
	expected := person.Person{Document: person.Document{Number: found.Document.Number}, Name: person.Name{Full: "somebody else"}}
	if c := person.Compare(expected, found); c.Verdict != person.VerdictSame {
		fmt.Println(c) // no name in it
	}
	// Output: different: same_document, other_name
}

func TestVerdictNotice(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		verdict identity.Verdict
		want    notice.Class
	}{
		{identity.Verdict{Outcome: identity.OutcomeApproved}, ""},
		{identity.Verdict{Outcome: identity.OutcomePending}, ""},
		{identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "no_face_detected"}, notice.ClassTryAgain},
		{identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "brand_new"}, notice.ClassNeedsHuman},
		{identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "no_face_detected", Overridden: true}, notice.ClassNeedsHuman},
		{identity.Verdict{Outcome: identity.OutcomeDeclined}, notice.ClassNeedsHuman},
		{identity.Verdict{Outcome: identity.OutcomeExpired, Reason: "brand_new"}, notice.ClassExpired},
		{identity.Verdict{Outcome: identity.OutcomeFailed}, notice.ClassOurFault},
		{identity.Verdict{Outcome: "brand_new"}, ""},
	} {
		assert.Equal(t, tt.want, tt.verdict.Notice().Class, tt.verdict)
	}
}

func ExampleVerdict_Notice() {
	srv, client, processID := invited()
	defer srv.Close()
	srv.Identity.Next(truoratest.ProcessScript{Outcome: "failure", DeclinedReason: "no_face_detected"})
	srv.Identity.Finish(processID)

	result, err := client.Identity.GetResult(context.Background(), processID)
	if err != nil {
		log.Fatal(err)
	}
	n := result.Verdict().Notice()
	fmt.Println(n.Class)
	fmt.Println(n.Text(apitype.LanguageSpanish))
	// Output:
	// try_again
	// No pudimos verificar tu rostro. Inténtalo otra vez en un lugar con buena luz, de frente y con el rostro descubierto.
}
