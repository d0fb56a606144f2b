package truoratest

import (
	"bytes"
	"encoding/json"
	"image"
	"net/http"
	"slices"
	"strings"
)

var displayNames = map[string]string{
	"BR": "Brasil", "CL": "Chile", "CO": "Colombia", "MX": "México", "PE": "Perú", "ALL": "Todos",
	"national-id": "Cédula", "foreign-id": "Cédula de extranjería", "passport": "Pasaporte", "cnh": "CNH", "general-registration": "RG",
}

// documentSelection lists the documents of the config.
func (s *Server) documentSelection(*request) reply {
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
	return jsonReply(http.StatusOK, obj{"countries": out})
}

func (s *Server) documentInfographic(r *request) reply {
	country, version := strings.ToUpper(r.query.Get("country")), r.query.Get("document_version")
	switch {
	case country == "":
		return invalid("missing country")
	case version == "":
		return invalid("missing document version")
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
	return jsonReply(http.StatusOK, obj{"infographics": out})
}

const (
	shortestSide = 200  // pixels
	darkest      = 0.15 // of full brightness
)

// evaluateImage looks at size and brightness. A bad picture is an answer like any other.
func (s *Server) evaluateImage(r *request) reply {
	var in struct {
		Image   []byte `json:"image"`
		Country string `json:"country"`
		Type    string `json:"document_type"`
		Side    string `json:"document_side"`
	}
	if json.Unmarshal(r.body, &in) != nil || in.Country == "" || in.Type == "" || in.Side == "" {
		return messageOnly(http.StatusUnauthorized, "Unauthorized") // the one refusal that is documented
	}
	reason, hint := "", ""
	picture, _, err := image.Decode(bytes.NewReader(in.Image))
	switch {
	case err != nil:
		reason, hint = "document_not_found", "Put the document into the frame"
	case min(picture.Bounds().Dx(), picture.Bounds().Dy()) < shortestSide:
		reason, hint = "blurry_image", "Hold the camera steady"
	case meanBrightness(picture) < darkest:
		reason, hint = "low_light", "Find a brighter place"
	}
	if reason != "" {
		return jsonReply(http.StatusOK, obj{"status": "failure", "feedback": obj{"reason": reason, "hints": []string{hint}}})
	}
	return jsonReply(http.StatusOK, obj{"status": "success", "feedback": nil})
}

// meanBrightness is that of a picture, 0 to 1.
func meanBrightness(picture image.Image) float64 {
	const samples = 32
	bounds, sum := picture.Bounds(), 0.0
	for i := range samples * samples {
		r, g, b, _ := picture.At(bounds.Min.X+i%samples*bounds.Dx()/samples, bounds.Min.Y+i/samples*bounds.Dy()/samples).RGBA()
		sum += float64(r+g+b) / 3 / 0xffff
	}
	return sum / (samples * samples)
}
