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

// storedFile is a file on files.truora.com, made by an area or uploaded.
type storedFile struct {
	contentType string
	data        []byte
	stored      time.Time
}

// storage is files.truora.com.
type storage struct {
	*core
	validators *Validators
}

func (s *storage) routes() []route {
	return []route{
		{hostFiles, "GET /{presigned_path}", noBody, "", s.download},
		{hostFiles, "PUT /{presigned_path}", rawBody, "", s.upload},
	}
}

// linkSeed signs links, which protect made-up files only.
const linkSeed = "truoratest"

// signLink returns a link that is valid without the key for ttl. Additional query
// members in extra, such as max-size, are signed too.
func (r *request) signLink(method, path string, ttl time.Duration, extra url.Values) string {
	query := cloneValues(extra)
	if query == nil {
		query = url.Values{}
	}
	query.Set("method", method)
	query.Set("Expires", strconv.FormatInt(r.now.Add(ttl).Unix(), 10))
	query.Set("Signature", signature(r.seed, path, query))
	return r.files + path + "?" + query.Encode()
}

func signature(seed, path string, query url.Values) string {
	signed := cloneValues(query)
	signed.Del("Signature")
	mac := hmac.New(sha256.New, []byte(linkSeed+seed))
	mac.Write([]byte(path + "?" + signed.Encode()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// checkLink refuses what the storage refuses: a second way of authentication, a
// modified link, and one that has expired.
func checkLink(r *request, method string) error {
	expires, _ := strconv.ParseInt(r.query.Get("Expires"), 10, 64)
	switch {
	case r.head.Get("Truora-API-Key") != "":
		return storageError(http.StatusBadRequest, "InvalidArgument", "Only one auth mechanism allowed")
	case r.query.Get("method") != method || r.query.Get("Signature") != signature(r.seed, r.path, r.query):
		return storageError(http.StatusForbidden, "SignatureDoesNotMatch", "The request signature does not match")
	case !r.now.Before(time.Unix(expires, 0)):
		return storageError(http.StatusForbidden, "AccessDenied", "Request has expired")
	}
	return nil
}

func (s *storage) download(r *request) (reply, error) {
	if err := checkLink(r, http.MethodGet); err != nil {
		return reply{}, err
	}
	f, ok := s.files[r.path]
	if !ok {
		return reply{}, storageError(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
	}
	return typed(http.StatusOK, f.contentType, f.data), nil
}

// upload stores the first file. A link that was used answers 403.
func (s *storage) upload(r *request) (reply, error) {
	if err := checkLink(r, http.MethodPut); err != nil {
		return reply{}, err
	}
	if _, spent := s.files[r.path]; spent {
		return reply{}, storageError(http.StatusForbidden, "AccessDenied", "The link was used before")
	}
	limit, _ := strconv.Atoi(r.query.Get("max-size"))
	switch {
	case len(r.body) == 0:
		return reply{}, refuse(jsonReply(http.StatusBadRequest, obj{"code": 400, "message": "Invalid request: missing file parameter"}))
	case limit > 0 && len(r.body) > limit:
		return reply{}, refuse(jsonReply(http.StatusBadRequest, obj{"code": 400, "message": "Invalid request: file is too large"}))
	}
	s.files[r.path] = storedFile{contentType: r.head.Get("Content-Type"), data: r.body, stored: r.now}
	s.validators.fileStored(r.path, r.now)
	return jsonReply(http.StatusOK, obj{
		"fileId": digest(16, r.path), "message": "File was successfully uploaded", "timestamp": stamp(r.now),
	}), nil
}
