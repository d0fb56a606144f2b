package validators

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// contentType names the pictures and videos that Truora takes by their first
// bytes. It refuses all else.
func contentType(head []byte) (string, error) {
	if brands := isoBrands(head); brands != nil {
		return isoType(brands)
	}
	if isOldQuickTime(head) {
		return "video/quicktime", nil
	}
	switch found := http.DetectContentType(head); {
	case found == "video/avi":
		return "video/x-msvideo", nil
	case found == "video/webm" && bytes.Contains(head, []byte("matroska")):
		return "", notTaken("a Matroska video")
	case slices.Contains([]string{"image/jpeg", "image/png", "image/webp", "video/webm"}, found):
		return found, nil
	case found == "application/pdf":
		return "", notTaken("a PDF")
	case strings.HasPrefix(found, "text/"):
		return "", notTaken("text")
	case found == "application/octet-stream":
		return "", notTaken("of an unknown kind")
	default:
		return "", notTaken(found)
	}
}

func notTaken(kind string) error {
	return errors.New("the file is " + kind + ": Truora takes JPEG, PNG and WebP, and for faces also MP4, WebM, AVI and QuickTime; " +
		"if it is one of them after all, set ContentType")
}

// isoBrands returns the brands of a file in the ISO base format (MP4, QuickTime,
// HEIC and more), the major one first, or nil.
func isoBrands(head []byte) []string {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return nil
	}
	brands := []string{string(head[8:12])}
	end := min(int(binary.BigEndian.Uint32(head)), len(head))
	for at := 16; at+4 <= end; at += 4 {
		brands = append(brands, string(head[at:at+4]))
	}
	return brands
}

// isoType uses the major brand or, if that is unknown, those that the file
// says it is compatible with.
func isoType(brands []string) (string, error) {
	if slices.ContainsFunc(brands, isHEIC) {
		return "", notTaken("HEIC")
	}
	for _, brand := range brands {
		switch {
		case brand == "avif" || brand == "avis":
			return "", notTaken("AVIF")
		case strings.HasPrefix(brand, "M4A") || strings.HasPrefix(brand, "M4B"):
			return "", notTaken("sound without a picture")
		case brand == "qt  ":
			return "video/quicktime", nil
		case isMP4(brand):
			return "video/mp4", nil
		}
	}
	return "", notTaken("a video of an unknown brand")
}

func isHEIC(brand string) bool {
	return slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"}, brand)
}

func isMP4(brand string) bool {
	for _, known := range []string{"iso", "mp4", "3gp", "3g2", "M4V", "avc1", "MSNV", "dash"} {
		if strings.HasPrefix(brand, known) {
			return true
		}
	}
	return false
}

// isOldQuickTime finds a QuickTime file from before there were brands: it begins
// with one of these atoms.
func isOldQuickTime(head []byte) bool {
	return len(head) >= 8 && slices.Contains([]string{"moov", "mdat", "wide", "free", "skip", "pnot"}, string(head[4:8]))
}
