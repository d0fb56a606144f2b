package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/truora/truora-go/truoratest/internal/faces"
)

var displayNames = map[string]string{
	"BR": "Brasil", "CL": "Chile", "CO": "Colombia", "MX": "México", "PE": "Perú", "ALL": "Todos",
	"national-id": "Cédula", "foreign-id": "Cédula de extranjería", "passport": "Pasaporte", "cnh": "CNH", "general-registration": "RG",
}

// getDocumentSelection lists the documents of the config.
func (s *Validators) getDocumentSelection(*request) (reply, error) {
	out := []obj{}
	for _, country := range docCountries {
		kinds := []obj{}
		var seen []string
		for _, known := range knownVersions {
			if known.country != country || slices.Contains(seen, known.kind) {
				continue
			}
			seen = append(seen, known.kind)
			kinds = append(kinds, obj{
				"document_type": known.kind, "display_name": displayNames[known.kind],
				"examples": []obj{{"asset_id": digest(8, known.version), "url": "https://example.com/" + known.version + ".png", "caption": displayNames[known.kind]}},
			})
		}
		if len(kinds) > 0 {
			out = append(out, obj{
				"country": country, "display_name": displayNames[country], "document_types": kinds,
				"flag": obj{"url": "https://example.com/flags/" + strings.ToLower(country) + ".png"},
			})
		}
	}
	return jsonReply(http.StatusOK, obj{"countries": out}), nil
}

func (s *Validators) getDocumentInfographic(r *request) (reply, error) {
	country, version := strings.ToUpper(r.query.Get("country")), r.query.Get("document_version")
	switch {
	case country == "":
		return reply{}, invalid("missing country")
	case version == "":
		return reply{}, invalid("missing document version")
	}
	out := []obj{}
	for _, known := range knownVersions {
		if known.country != country || known.version != version {
			continue
		}
		at := "https://example.com/" + version
		slides := []obj{}
		for _, side := range []string{"front", "reverse"} {
			slides = append(slides, obj{"name": side, "url": at + "/" + side, "preview_url": at + "/" + side + "/preview"})
		}
		out = append(out, obj{"name": version + ".jpg", "url": at, "preview_url": at + "/preview", "slides": slides})
	}
	return jsonReply(http.StatusOK, obj{"infographics": out}), nil
}

const (
	shortestSide = 200  // pixels
	darkest      = 0.15 // of full brightness
)

// evaluateImage checks size and brightness. The status for a bad picture is 200, too.
func (s *Validators) evaluateImage(r *request) (reply, error) {
	var in struct {
		Image   []byte `json:"image"`
		Country string `json:"country"`
		Type    string `json:"document_type"`
		Side    string `json:"document_side"`
	}
	if json.Unmarshal(r.body, &in) != nil || in.Country == "" || in.Type == "" || in.Side == "" {
		// This is the only documented refusal.
		return reply{}, refuse(messageOnly(http.StatusUnauthorized, "Unauthorized"))
	}
	reason, hint := "", ""
	picture, ok := faces.Decode(in.Image)
	switch {
	case !ok:
		reason, hint = "document_not_found", "Put the document into the frame"
	case min(picture.Bounds().Dx(), picture.Bounds().Dy()) < shortestSide:
		reason, hint = "blurry_image", "Hold the camera steady"
	case faces.Brightness(picture) < darkest:
		reason, hint = "low_light", "Find a brighter place"
	}
	if reason != "" {
		return jsonReply(http.StatusOK, obj{"status": "failure", "feedback": obj{"reason": reason, "hints": []string{hint}}}), nil
	}
	return jsonReply(http.StatusOK, obj{"status": "success", "feedback": nil, "llm_evaluation": obj{"verdict": "made up"}}), nil
}
