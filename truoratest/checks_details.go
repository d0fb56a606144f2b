package truoratest

import (
	"strings"
	"time"
)

// phrases are the texts of details and documents in one language.
type phrases struct {
	report, name, result, clean, found, dataSet, score, status string
}

// phrasesIn falls back to Spanish, the language of the sources. A regional tag such as
// pt-br counts as its language.
func phrasesIn(lang string) phrases {
	short, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch short {
	case "en":
		return phrases{"Test report", "Full name", "Result", "NO RECORDS", "RECORDS FOUND", "Data set", "Score", "Status"}
	case "pt":
		return phrases{"Relatório de teste", "Nome completo", "Resultado", "SEM REGISTROS", "REGISTROS ENCONTRADOS", "Conjunto de dados", "Pontuação", "Situação"}
	}
	return phrases{"Reporte de prueba", "Nombre completo", "Resultado", "SIN ANTECEDENTES", "CON ANTECEDENTES", "Conjunto de datos", "Puntaje", "Estado"}
}

// listDetails has one entry for each source that answered.
func (s *Checks) listDetails(r *request, c *check) (reply, error) {
	type numbered struct {
		at  int
		run *run
	}
	var answered []numbered
	for i, run := range c.runs() {
		if state := run.state(r.now); state == "completed" || state == "error" {
			answered = append(answered, numbered{i + 1, run})
		}
	}
	return listReply(r, "details", answered, func(n numbered) int { return n.at }, func(n numbered) obj {
		return c.detail(n.run, r.now, phrasesIn(r.query.Get("lang")))
	})
}

func (c *check) detail(run *run, now time.Time, say phrases) obj {
	g := run.grade(now)
	out := obj{
		"id": "DTL" + digest(32, c.id, run.db.id, run.dataSet), "check_id": c.id,
		"data_set": run.dataSet, "database_id": run.db.id, "database_name": run.db.name,
		"document_type": c.documentType(), "route": "id", "result": g.result, "severity": g.severity,
		"update_date": stamp(run.answers), "depth": 0, "categorization": []any{}, "tables": nil,
		"identity_result": "", "identity_state": "", "found_rfc": "", "found_gender": "",
		"found_first_name": "", "found_last_name": "", "found_company_name": "", "found_date_of_birth": "",
	}
	if run.db.byName {
		out["route"], out["document_type"] = "person", ""
		if c.kind == "company" {
			out["route"], out["document_type"] = "company_name", "company-name"
		}
	}
	if g.result != "found" {
		return out
	}
	name := c.who().first + " " + c.who().last
	if c.kind == "company" {
		name, out["found_company_name"] = c.who().company, c.who().company
	} else {
		out["found_first_name"], out["found_last_name"] = c.who().first, c.who().last
	}
	if run.dataSet == "personal_identity" {
		out["found_date_of_birth"], out["found_gender"] = c.who().birth+"T00:00:00Z", c.who().gender
	}
	verdict := say.clean
	if run.adverse {
		verdict = say.found
	}
	out["tables"] = []obj{{"title": say.report, "rows": []obj{{"cells": []obj{
		{"label": say.name, "value": name}, {"label": say.result, "value": verdict},
	}}}}}
	return out
}

func (c *check) documentType() string {
	for _, name := range []string{"national_id", "foreign_id", "tax_id", "passport"} {
		if c.input.Get(name) != "" {
			return strings.ReplaceAll(name, "_", "-")
		}
	}
	return ""
}
