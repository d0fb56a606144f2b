package dossier

import (
	"mime"
	"net/http"
	"path"
)

// extensions are those of the content that http.DetectContentType finds. A page is a
// text here, so that no browser runs what somebody put into it.
var extensions = map[string]string{
	"application/pdf": ".pdf", "application/zip": ".zip", "image/gif": ".gif", "image/heic": ".heic", "image/jpeg": ".jpg", "image/png": ".png",
	"image/webp": ".webp", "text/html": ".txt", "text/plain": ".txt", "text/xml": ".txt", "video/mp4": ".mp4", "video/webm": ".webm",
}

// Named returns name with an extension for the content that begins with head, if it
// has none. What an answer says of the type does not count.
func Named(name string, head []byte) string {
	if path.Ext(name) != "" {
		return name
	}
	kind, _, _ := mime.ParseMediaType(http.DetectContentType(head))
	if len(head) >= 12 && string(head[4:8]) == "ftyp" { // of more brands than net/http knows
		kind = "video/mp4"
		if brand := string(head[8:12]); brand == "heic" || brand == "mif1" {
			kind = "image/heic"
		}
	}
	if extension := extensions[kind]; extension != "" {
		return name + extension
	}
	return name + ".bin"
}

// Extensions returns every extension that [Named] gives.
func Extensions() []string {
	all := []string{".bin"}
	for _, extension := range extensions {
		all = append(all, extension)
	}
	return all
}
