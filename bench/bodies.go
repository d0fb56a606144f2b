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
	check := createdCheck()
	maps.Copy(check, object{
		"status": "completed", "score": 0.875, "id_score": 1, "name_score": 0.75,
		"scores": scores(len(dataSets)), "statuses": statuses(sources),
		"start_date": "2026-03-02T15:04:06.120394Z", "update_date": "2026-03-02T15:06:51.5Z",
		"summary":         personSummary(),
		"company_summary": skippedSummary("company_status"), "vehicle_summary": skippedSummary("vehicle_status"),
		"wrong_inputs": []object{{"Input": "document_expedition_date"}},
	})
	return envelope(check)
}

func scores(n int) []object {
	all := make([]object, 0, n)
	for _, set := range dataSets[:n] {
		part := object{"result": "not_found", "score": 1, "severity": "none"}
		all = append(all, object{
			"data_set": set, "result": "found", "score": 0.75, "severity": "low", "by_id": part, "by_name": part,
		})
	}
	return all
}

func statuses(n int) []object {
	all := make([]object, 0, n)
	for i := range n {
		source := object{
			"data_set": dataSets[i%len(dataSets)], "database_id": fmt.Sprintf("DBI%040d", i),
			"database_name": fmt.Sprintf("Registro de prueba número %d", i), "status": "completed",
		}
		if i%6 == 5 {
			source["status"], source["invalid_inputs"] = "skipped", []string{"document_expedition_date", "birthday"}
		}
		all = append(all, source)
	}
	return all
}

func skippedSummary(status string) object {
	return object{status: "not_found", "result": "skipped", "update_date": "2026-03-02T15:06:51Z"}
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

// listedChecks is a page of n finished checks, each about as long as the one in the
// contract's example.
func listedChecks(n int) []byte {
	checks := make([]object, 0, n)
	for i := range n {
		check := createdCheck()
		maps.Copy(check, object{
			"check_id": fmt.Sprintf("CHK%032d", i), "status": "completed", "score": 0.9, "id_score": 1, "name_score": 0.9,
			"scores": scores(4), "statuses": statuses(4), "summary": personSummary(),
			"company_summary": skippedSummary("company_status"), "vehicle_summary": skippedSummary("vehicle_status"),
			"update_date": "2026-03-02T15:06:51.5Z",
		})
		checks = append(checks, check)
	}
	return encoded(object{"checks": checks, "self": "/v1/checks", "next": "/v1/checks?start_key=Q0hLMDAwMQ%3D%3D"})
}

// listedDetails is a page of n details.
func listedDetails(n int) []byte {
	path := "/v1/checks/" + checkID + "/details"
	return []byte(`{"details":[` + details(n) + `],"self":"` + path + `","next":"` + path + `?start_key=U1JDMDAwMQ%3D%3D"}`)
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
