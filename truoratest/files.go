package truoratest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// storedFile is a file on files.truora.com: made by an area, or uploaded through a link.
type storedFile struct {
	contentType string
	data        []byte
	stored      time.Time
}

var fileRoutes = []route{
	{hostFiles, "GET /{presigned_path}", noBody, "", (*Server).download},
	{hostFiles, "PUT /{presigned_path}", rawBody, "", (*Server).upload},
}

// linkSeed signs links, and guards nothing but made-up files.
const linkSeed = "truoratest"

// signLink makes a link that works without the key until ttl is over. Extra members of the query, such as max-size,
// are signed too.
func (s *Server) signLink(r *request, method, path string, ttl time.Duration, extra url.Values) string {
	query := cloneValues(extra)
	if query == nil {
		query = url.Values{}
	}
	query.Set("method", method)
	query.Set("Expires", strconv.FormatInt(r.now.Add(ttl).Unix(), 10))
	query.Set("Signature", signature(path, query))
	return r.files + path + "?" + query.Encode()
}

func signature(path string, query url.Values) string {
	signed := cloneValues(query)
	signed.Del("Signature")
	mac := hmac.New(sha256.New, []byte(linkSeed))
	mac.Write([]byte(path + "?" + signed.Encode()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// checkLink refuses what storage refuses: a second way of authentication, an altered link, one that is too old.
func checkLink(r *request, method string) *reply {
	var refused reply
	expires, _ := strconv.ParseInt(r.query.Get("Expires"), 10, 64)
	switch {
	case r.head.Get("Truora-API-Key") != "":
		refused = storageError(http.StatusBadRequest, "InvalidArgument", "Only one auth mechanism allowed")
	case r.query.Get("method") != method || r.query.Get("Signature") != signature(r.path, r.query):
		refused = storageError(http.StatusForbidden, "SignatureDoesNotMatch", "The request signature does not match")
	case !r.now.Before(time.Unix(expires, 0)):
		refused = storageError(http.StatusForbidden, "AccessDenied", "Request has expired")
	default:
		return nil
	}
	return &refused
}

func (s *Server) download(r *request) reply {
	if refused := checkLink(r, http.MethodGet); refused != nil {
		return *refused
	}
	f, ok := s.files[r.path]
	if !ok {
		return storageError(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
	}
	return typed(http.StatusOK, f.contentType, f.data)
}

// upload stores the first file only: a spent link answers 403.
func (s *Server) upload(r *request) reply {
	if refused := checkLink(r, http.MethodPut); refused != nil {
		return *refused
	}
	if _, spent := s.files[r.path]; spent {
		return storageError(http.StatusForbidden, "AccessDenied", "The link was used before")
	}
	limit, _ := strconv.Atoi(r.query.Get("max-size"))
	switch {
	case len(r.body) == 0:
		return jsonReply(http.StatusBadRequest, obj{"code": 400, "message": "Invalid request: missing file parameter"})
	case limit > 0 && len(r.body) > limit:
		return jsonReply(http.StatusBadRequest, obj{"code": 400, "message": "Invalid request: file is too large"})
	}
	s.files[r.path] = storedFile{contentType: r.head.Get("Content-Type"), data: r.body, stored: r.now}
	s.fileForValidators(r.path, r.now)
	return jsonReply(http.StatusOK, obj{
		"fileId": digest(16, r.path), "message": "File was successfully uploaded", "timestamp": stamp(r.now),
	})
}
