package truoratest

import (
	"maps"
	"strings"
	"time"
)

var (
	makes   = []string{"PRUEBAUTO", "MOTORES DEMO", "EJEMPLAR"}
	colours = []string{"ROJO", "GRIS", "BLANCO", "AZUL"}
)

// summaryOf returns the members that all three summaries have.
func (v view) summaryOf(kind string, sets ...string) (out obj, found int) {
	out = obj{"result": "skipped", "update_date": stamp(v.updated())}
	if v.kind != kind {
		return out, 0
	}
	found, pending := v.sources(sets...)
	switch {
	case found > 0:
		out["result"] = "found"
	case pending:
		out["result"] = "in_progress"
	default:
		out["result"] = "not_found"
	}
	return out, found
}

func (v view) person() obj {
	out, found := v.summaryOf("person", "personal_identity", "affiliations_and_insurances", "taxes_and_finances")
	if out["result"] == "skipped" {
		return out
	}
	if known, _ := v.sources("personal_identity"); known > 0 {
		out["identity_status"] = "found"
		out["date_of_birth"] = v.who().birth + "T00:00:00Z"
		out["gender"] = v.who().gender
	} else if out["result"] == "not_found" {
		out["identity_status"] = "not_found"
	}
	if found > 0 {
		out["names_found"] = []obj{{"count": found, "first_name": v.who().first, "last_name": v.who().last}}
	}
	if licences, _ := v.sources("driving_licenses"); licences > 0 {
		out["driver_status"], out["drivers_license"] = "ACTIVO", v.licence()
	}
	if v.country == "MX" && found > 0 {
		out["rfc"] = strings.ToUpper("XAXX" + digest(9, v.who().key, "rfc"))
		out["nss"] = digits(11, v.who().key, "nss")
	}
	return out
}

// licence returns an object, as in all of Truora's samples. Its documents call it a
// string.
func (v view) licence() obj {
	issued := 2015 + v.who().pick(8, "licence")
	day := func(year int) string {
		return time.Date(year, time.March, 1, 0, 0, 0, 0, time.FixedZone("", -5*3600)).Format(time.RFC3339)
	}
	return obj{
		"status": "ACTIVA",
		"categories": []obj{{
			"category": v.who().choose("category", []string{"A2", "B1", "B2", "C1"}), "status": "ACTIVA",
			"expedition_date": day(issued), "expiration_date": day(issued + 10),
		}},
	}
}

func (v view) company() obj {
	out, found := v.summaryOf("company", "taxes_and_finances", "business_background")
	out["company_status"] = "not_found"
	if found > 0 {
		out["company_status"] = v.who().choose("company status", []string{"active", "active", "active", "cancelled"})
		out["names_found"] = []obj{{"company_name": v.who().company, "count": found}}
	}
	return out
}

func (v view) vehicle() obj {
	out, found := v.summaryOf("vehicle", "vehicle_information", "vehicle_permits")
	out["vehicle_status"] = "not_found"
	if found == 0 {
		return out
	}
	year := 2005 + v.who().pick(20, "year")
	maps.Copy(out, obj{
		"vehicle_status": "found", "vehicle_type": "AUTOMOVIL", "vehicle_category": "M1", "service_type": "Particular",
		"license_plate": strings.ToUpper(v.input.Get("license_plate")), "vehicle_id": v.vehicleID(),
		"manufacturer": v.who().choose("make", makes), "model": "MODELO " + strings.ToUpper(digest(2, v.who().key, "model")),
		"color": v.who().choose("colour", colours), "year": year, "capacity": 2 + v.who().pick(6, "seats"),
		"number_of_doors": 2 + v.who().pick(4, "doors"), "obligatory_insurance_status": "VIGENTE",
		"obligatory_insurance_expiration_date": v.created.AddDate(0, 1+v.who().pick(11, "insurance"), 0).Format("2006-01-02") + "T00:00:00-05:00",
	})
	return out
}

func (v view) vehicleID() string {
	if id := v.input.Get("vehicle_id"); id != "" {
		return id
	}
	return strings.ToUpper(digest(17, v.who().key, "vin"))
}
