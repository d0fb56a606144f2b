package bench

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

const checkID = "CHK00000000000000000000000000000001"

type object = map[string]any

var dataSets = []string{
	"affiliations_and_insurances", "alert_in_media", "behavior", "business_background", "criminal_record",
	"driving_licenses", "international_background", "legal_background", "personal_identity",
	"professional_background", "taxes_and_finances", "traffic_fines", "vehicle_information", "vehicle_permits",
}

const sources = 60

// finishedCheck returns what a finished check of a person looks like: about 14 KB, most
// of it the list of sources.
func finishedCheck() []byte {
	scores := make([]object, 0, len(dataSets))
	for _, set := range dataSets {
		part := object{"result": "not_found", "score": 1, "severity": "none"}
		scores = append(scores, object{
			"data_set": set, "result": "found", "score": 0.75, "severity": "low", "by_id": part, "by_name": part,
		})
	}
	statuses := make([]object, 0, sources)
	for i := range sources {
		source := object{
			"data_set": dataSets[i%len(dataSets)], "database_id": fmt.Sprintf("DBI%040d", i),
			"database_name": fmt.Sprintf("Registro de prueba número %d", i), "status": "completed",
		}
		if i%6 == 5 {
			source["status"], source["invalid_inputs"] = "skipped", []string{"document_expedition_date", "birthday"}
		}
		statuses = append(statuses, source)
	}
	check := createdCheck()
	maps.Copy(check, object{
		"status": "completed", "score": 0.875, "id_score": 1, "name_score": 0.75,
		"scores": scores, "statuses": statuses,
		"start_date": "2026-03-02T15:04:06.120394Z", "update_date": "2026-03-02T15:06:51.5Z",
		"summary": personSummary(),
		"company_summary": object{
			"company_status": "not_found", "result": "skipped", "update_date": "2026-03-02T15:06:51Z",
		},
		"vehicle_summary": object{
			"vehicle_status": "not_found", "result": "skipped", "update_date": "2026-03-02T15:06:51Z",
		},
		"wrong_inputs": []object{{"Input": "document_expedition_date"}},
	})
	return envelope(check)
}

func personSummary() object {
	return object{
		"result": "found", "identity_status": "found", "gender": "female", "date_of_birth": "1990-01-31T00:00:00Z",
		"names_found": []object{
			{"first_name": "ANA MARIA", "last_name": "PRUEBA EJEMPLO", "count": 4},
			{"first_name": "ANA", "last_name": "PRUEBA", "count": 1},
		},
		"driver_status": "ACTIVO",
		"drivers_license": object{"status": "ACTIVA", "categories": []object{{
			"category": "B1", "status": "ACTIVA",
			"expedition_date": "2019-03-01T00:00:00-05:00", "expiration_date": "2029-03-01T00:00:00-05:00",
		}}},
		"update_date": "2026-03-02T15:05:12.25Z",
	}
}

// createdCheck is a check as Truora returns it on creation.
func createdCheck() object {
	return object{
		"check_id": checkID, "type": "person", "country": "CO", "status": "not_started", "score": -1, "id_score": 0,
		"billing_hub": "DEFAULT", "creation_date": "2026-03-02T15:04:05.917221Z", "update_date": "2026-03-02T15:04:05.917221Z",
		"national_id": "1000000001", "first_name": "ANA MARIA", "last_name": "PRUEBA EJEMPLO",
		"date_of_birth": "1990-01-31T00:00:00Z", "issue_date": "2008-02-15T00:00:00Z", "phone_number": "+57 3000000000",
	}
}

func envelope(check object) []byte {
	return encoded(object{
		"check": check, "details": "/v1/checks/" + checkID + "/details", "self": "/v1/checks/" + checkID,
	})
}

// details returns the members of a page of details; as with Truora, most have no
// tables.
func details(n int) string {
	items := make([]object, 0, n)
	for i := range n {
		detail := object{
			"id": fmt.Sprintf("SRC%032d", i), "check_id": checkID, "data_set": dataSets[i%len(dataSets)],
			"database_id": fmt.Sprintf("DBI%040d", i), "database_name": "Juzgados de prueba", "result": "not_found",
			"severity": "none", "route": "id", "document_type": "national-id", "depth": 0, "tables": nil,
			"found_date_of_birth": "", "update_date": "2026-03-02T15:06:51.5Z", "categorization": []string{},
		}
		if i%8 == 0 {
			row := object{"cells": []object{
				{"label": "Número", "value": "00001"}, {"label": "Fecha", "value": "2020-05-04"}, {"label": "Estado", "value": "Archivado"},
			}}
			detail["result"], detail["tables"] = "found", []object{{"title": "Procesos", "rows": []object{row, row}}}
		}
		items = append(items, detail)
	}
	return strings.TrimSuffix(strings.TrimPrefix(string(encoded(items)), "["), "]")
}

func encoded(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // the values above can be encoded
	}
	return text
}
