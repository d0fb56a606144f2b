package truoratest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// attachment creates a finished check with one scripted file and returns its entry.
func attachment(t testing.TB, srv *Server, api *caller, data string) obj {
	srv.Checks.Next(CheckScript{Attachments: []Attachment{{Name: "a file.txt", MIMEType: "text/plain", Data: []byte(data)}}})
	id := api.create(person("1"))
	srv.Checks.Finish(id)
	files := list(api.get("/v1/checks/"+id+"/attachments").json, "files")
	require.Len(t, files, 1)
	return files[0]
}

func TestSignedLinks(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, srv *Server, api *caller) {
		file := attachment(t, srv, api, "contents")
		link := as[string](file["link"])
		assert.Equal(t, "a file.txt", file["file_name"])
		assert.True(t, strings.HasPrefix(link, strings.Replace(api.base, hostChecks, hostFiles, 1)+"/"), link)

		out := api.withoutKey().get(link)
		assert.Equal(t, "contents", out.text)
		assert.Equal(t, "text/plain", out.header.Get("Content-Type"))

		withKey := api.get(link)
		assert.Equal(t, 400, withKey.status)
		assert.Contains(t, withKey.text, "<Code>InvalidArgument</Code>")
		assert.Equal(t, "application/xml", withKey.header.Get("Content-Type"))

		for name, altered := range map[string]string{
			"path":      strings.Replace(link, "a%20file", "b%20file", 1),
			"expiry":    strings.Replace(link, "Expires=", "Expires=9", 1),
			"signature": link + "x",
			"no query":  strings.Split(link, "?")[0],
		} {
			out := api.withoutKey().get(altered)
			assert.Equal(t, 403, out.status, name)
			assert.Contains(t, out.text, "<Error>", name)
		}
		put := api.withoutKey().do(api.withoutKey().request("PUT", link, "text/plain", "x"))
		assert.Equal(t, 403, put.status, "a download link does not accept uploads")
	})
}

func TestLinksExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		link := as[string](attachment(t, srv, api, "contents")["link"])
		time.Sleep(linkLife - time.Second)
		assert.Equal(t, 200, api.withoutKey().get(link).status)
		time.Sleep(2 * time.Second)
		out := api.withoutKey().get(link)
		assert.Equal(t, 403, out.status)
		assert.Contains(t, out.text, "Request has expired")
	})
}

func TestFilesGoWithTheirCheck(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	link := as[string](attachment(t, srv, api, "contents")["link"])
	require.Equal(t, 200, api.delete("/v1/checks/"+srv.Billed()[0].ID).status)
	out := api.withoutKey().get(link)
	assert.Equal(t, 404, out.status)
	assert.Contains(t, out.text, "NoSuchKey")
}

func TestUploadLinks(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	sign := func(path string) string {
		r := &request{now: time.Now(), files: "https://" + hostFiles}
		return r.signLink(http.MethodPut, path, time.Minute, url.Values{"max-size": {"5"}})
	}
	put := func(link, body string) got {
		open := api.withoutKey()
		return open.do(open.request("PUT", link, "image/png", body))
	}
	link := sign("/some/upload")
	assert.Equal(t, 403, api.withoutKey().get(link).status, "an upload link does not allow downloads")
	assert.Equal(t, 400, put(link, "").status)
	assert.Equal(t, 400, put(link, "123456").status, "above max-size")
	assert.Equal(t, 403, put(strings.Replace(link, "max-size=5", "max-size=50", 1), "123456").status, "max-size is signed")
	stored := put(link, "12345")
	assert.Equal(t, 200, stored.status)
	assert.NotEmpty(t, stored.json["fileId"])
	assert.Equal(t, "12345", string(srv.files["/some/upload"].data))
	assert.Equal(t, "image/png", srv.files["/some/upload"].contentType)
	assert.Equal(t, 403, put(link, "67890").status, "first file only")
	assert.Equal(t, "12345", string(srv.files["/some/upload"].data))
}
