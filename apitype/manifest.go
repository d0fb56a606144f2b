package apitype

import "time"

// Manifest says what is in a dossier, the zip archive that checks.Service.Dossier and
// identity.Service.Dossier write, and what is not. It is the archive's last file,
// manifest.json.
type Manifest struct {
	Version int `json:"version"` // of this format: 1
	// Subject is the id of the check or of the process.
	Subject string `json:"subject"`
	// MadeBy is the User-Agent of the client that made the archive.
	MadeBy string         `json:"made_by"`
	Begun  time.Time      `json:"begun"`
	Ended  time.Time      `json:"ended"`
	Files  []ManifestFile `json:"files"` // in the order of the archive
}

// ManifestFile is a file that belongs in a dossier.
type ManifestFile struct {
	// Name is the name within the archive. The SDK chooses it: nothing of it comes from
	// an answer.
	Name   string         `json:"name"`
	Status ManifestStatus `json:"status"`
	Size   int64          `json:"size"` // bytes in the archive, before compression
	// SHA256 is the digest of those bytes in hexadecimal digits, empty if the file is
	// missing.
	SHA256 string    `json:"sha256,omitzero"`
	Begun  time.Time `json:"begun"` // when it was asked for
	Ended  time.Time `json:"ended"` // when it was there, or given up
	// Error is why the file is missing or partial. It holds no personal data.
	Error string `json:"error,omitzero"`

	// Source is the id of the source of an attachment, or of the validation of an image.
	Source string `json:"source,omitzero"`
	// FileName and MIMEType are what the source says. Do not use FileName as a path.
	FileName string `json:"file_name,omitzero"`
	MIMEType string `json:"mime_type,omitzero"`
}

// ManifestStatus says how much of a file is in a dossier.
type ManifestStatus string

// Statuses of files.
const (
	ManifestStatusComplete ManifestStatus = "complete"
	ManifestStatusPartial  ManifestStatus = "partial" // its beginning, until it broke off for good
	ManifestStatusMissing  ManifestStatus = "missing" // nothing of it
)

// Complete reports whether every file is complete.
func (m *Manifest) Complete() bool {
	for _, f := range m.Files {
		if f.Status != ManifestStatusComplete {
			return false
		}
	}
	return true
}
